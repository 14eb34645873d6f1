"""The page of a designed study: where a scheme is ahead of the baseline and where not, and what goes with the difference."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.report import explorer as exploring
from cxsim.report import numbers
from cxsim.report.figures import designs
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.outcomes import SHARES, unit_key, unit_text
from cxsim.report.turning import Turning
from cxsim.report.words import raised, words
from cxsim.study.design import found, rules
from cxsim.study.design.lived import Lived
from cxsim.study.outcome import FAILURE_COLUMNS
from cxsim.study.saving import write_csv

SHOWN = 12  # rows of points on the page; all are in differences.csv


class Told:
    """Words of a designed study in one language: how often ahead, what goes with the difference, and the rule of where it turns."""

    def __init__(self, lived: Lived, lang: str):
        self.lived, self.lang, self.w = lived, lang, words(lang)
        self.study = lived.designed.settings.study
        self.table = found.differences(lived, self.study.primary)
        self.counts = found.counts(self.table)
        self.drivers = found.drivers(lived, self.table)
        tables = {outcome: found.differences(lived, outcome) for outcome in self.study.design.outcomes if outcome != self.study.primary}
        tables = {self.study.primary: self.table, **tables}
        self.turning = Turning(self, tables, rules.rules(lived, tables))

    def scheme(self, name: str) -> str:
        """Label of a scheme."""
        return self.lived.designed.label(name, self.lang)

    def factor(self, name: str) -> str:
        """Label of a factor, else its setting."""
        item = self.study.design.factors[name]
        return str(getattr(item, f"label_{self.lang}") or item.key)

    def metric(self, outcome: str | None = None) -> str:
        """An outcome, the primary one if none is named, in mid-sentence."""
        name = outcome or self.study.primary
        return str(self.w.get(f"metric_said.{name}") or self.w.name("metric", name))

    def unit(self, outcome: str | None = None) -> str:
        """Unit of a difference in an outcome, the primary one if none is named; shares stand as in the tables, 0-1."""
        name = outcome or self.study.primary
        known, unit = self.w.get(f"unit.{name}"), unit_key(name)
        if unit in SHARES:
            return self.w("explorer.share")
        return str(known).format(currency=self.lived.designed.settings.company.currency) if known else unit_text(unit, self.lang)

    def headline(self) -> str:
        """How often the scheme most often ahead is ahead, whichever way it came out."""
        best, base = self.counts[0], self.scheme(self.study.baseline)
        if self.table["lo"].isna().all():
            return raised(self.w("design.example", n=len(self.lived.designed.seeds), metric=self.metric()))
        facts = {"ahead": best.ahead, "behind": best.behind, "open": best.open, "points": best.points}
        return raised(self.w("design.headline", label=self.scheme(best.scheme), base=base, metric=self.metric(), **facts))

    def driven(self) -> str:
        """What goes most with the difference of that scheme; empty when nothing can be said."""
        own = self.drivers[(self.drivers["scheme"] == self.counts[0].scheme) & self.drivers["rank_correlation"].notna()]
        if own.empty:
            return ""
        row = own.iloc[0]
        return self.w("design.driven", factor=self.factor(row["factor"]), r=numbers.number(row["rank_correlation"], 2, self.lang, signed=True))

    def size(self, row: Any) -> str:
        """A difference with its interval."""
        mean = numbers.number(row["mean"], 1, self.lang, signed=True) if math.isfinite(row["mean"]) else "–"
        return mean if math.isnan(row["lo"]) else f"{mean} ({numbers.interval(row['lo'], row['hi'], 1, self.lang, signed=True)})"

    def schemes(self) -> list[dict[str, str]]:
        """Rows of the table of schemes."""
        return [{"scheme": self.scheme(c.scheme), "ahead": str(c.ahead), "behind": str(c.behind), "open": str(c.open)} for c in self.counts]

    def driver_rows(self) -> list[dict[str, str]]:
        """Rows of the table of drivers."""
        return [
            {"scheme": self.scheme(row["scheme"]), "factor": self.factor(row["factor"]),
             "r": numbers.number(row["rank_correlation"], 2, self.lang, signed=True) if math.isfinite(row["rank_correlation"]) else "–"}
            for _, row in self.drivers.iterrows()
        ]  # fmt: skip

    def extremes(self) -> list[dict[str, Any]]:
        """The points with the smallest and largest differences, each with its values."""
        known = self.table[self.table["mean"].notna()].sort_values("mean")
        chosen = known if len(known) <= SHOWN else pd.concat([known.head(SHOWN // 2), known.tail(SHOWN // 2)])
        names = list(self.study.design.factors)
        return [
            {"point": int(row["point"]), "scheme": self.scheme(row["scheme"]), "values": [numbers.number(row[name], 2, self.lang) for name in names],
             "size": self.size(row), "state": self.w.name("state", row["state"])}
            for _, row in chosen.iterrows()
        ]  # fmt: skip

    def figure(self) -> Any:
        """The difference at every point against each factor."""
        factors = {name: self.factor(name) for name in self.study.design.factors}
        schemes = {name: self.scheme(name) for name in self.table["scheme"].unique()}
        axis = self.w("design.axis", metric=raised(self.w.name("metric", self.study.primary)), unit=self.unit().partition(",")[0])  # a difference has no scale of its own
        return designs.scatter(self.table, factors, schemes, axis, self.lang)

    def sure(self) -> list[str]:
        """How sure, and what the page does not show."""
        designed = self.lived.designed
        said = [
            self.w("design.paired", seeds=len(designed.seeds), points=len(designed.points), runs=designed.runs),
            self.w("design.together"), self.w(f"design.basis.{self.study.basis}"), self.w("design.ranks"), self.w("turning.method"),
        ]  # fmt: skip
        return said + ([self.w("experiment.failed", n=len(self.lived.failures))] if self.lived.failures else [])


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figure and tables into `folder`."""
    lived, caption = told.lived, told.w("design.caption", base=told.scheme(told.study.baseline))
    inside, alone = (Chart("design", figure, told.headline(), caption, "") for figure in (told.figure(), titled(told.figure(), told.headline())))
    (folder / "figure.png").write_bytes(png(alone))
    (folder / "figure.svg").write_text(svg(alone), "utf-8")
    flip = _flip_map(told, folder)
    differences = pd.concat([table.assign(outcome=outcome) for outcome, table in told.turning.tables.items()])
    tables = {"runs": lived.runs, "differences": differences, "drivers": told.drivers, "failures": pd.DataFrame(lived.failures, columns=FAILURE_COLUMNS)}
    tables["rules"] = rules.table_of(told.turning.rules)
    tables["points"] = pd.DataFrame([{"point": place + 1, **point} for place, point in enumerate(lived.designed.points)])
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    explorer = exploring.Explorer(told)
    page = environment().get_template("design.html.j2").render(
        told=told, w=told.w, lang=told.lang, facts=facts, digest=lived.digest, caption=caption,
        picture=Markup(inline(inside, "d", escape(told.headline(), quote=True))),  # noqa: S704  our own drawing; its only text is escaped
        flip=flip, explorer=explorer, picture_still=explorer.picture() if explorer.fits else None, script=exploring.script(), policy=exploring.policy(),
    )  # fmt: skip
    (folder / "report.html").write_text(page, "utf-8")


def _flip_map(told: Told, folder: Path) -> Markup | None:
    """The map into `folder` and for the page; None where all points are on one side."""
    figure = told.turning.figure()
    if figure is None:
        return None
    title, caption = told.turning.title(), told.w("turning.map")
    alone = Chart("flip_map", titled(told.turning.figure(), title), title, caption, "")
    (folder / "flip_map.png").write_bytes(png(alone))
    (folder / "flip_map.svg").write_text(svg(alone), "utf-8")
    return Markup(inline(Chart("flip_map", figure, title, caption, ""), "f", escape(title, quote=True)))  # noqa: S704  as above
