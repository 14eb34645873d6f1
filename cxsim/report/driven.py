"""The page of a sensitivity analysis: what drives each outcome, what drives the lead of a scheme, and what is only noise."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.base.study_schema import MORRIS
from cxsim.report import numbers
from cxsim.report.figures import drivers
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import INKS, titled
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.words import raised, words
from cxsim.study.design import sensitivity
from cxsim.study.design.lived import Lived
from cxsim.study.design.sensitivity import DIFFERENCE, LEVEL_OF, NOISE, TOLD
from cxsim.study.dictionary import meaning_of
from cxsim.study.outcome import FAILURE_COLUMNS
from cxsim.study.saving import write_csv

ONE_WAY = 0.9  # mean over mean size beyond which an effect goes one way (assumption)
NAMED = 12  # failed points named on the page


class Driven:
    """Words of a sensitivity analysis in one language."""

    def __init__(self, lived: Lived, lang: str):
        self.lived, self.lang, self.w = lived, lang, words(lang)
        self.study = lived.designed.settings.study
        self.kind = self.study.design.kind
        self.found = sensitivity.analyse(lived)
        self.outcomes = list(dict.fromkeys(self.found.table["outcome"]))
        self.others = [name for name in lived.designed.schemes if name != self.study.baseline]

    def scheme(self, name: str) -> str:
        """Label of a scheme."""
        return self.lived.designed.label(name, self.lang)

    def factor(self, name: str) -> str:
        """Label of a factor, else its setting."""
        item = self.study.design.factors[name]
        return str(getattr(item, f"label_{self.lang}") or item.key)

    def quoted(self, name: str) -> str:
        """Label of a factor inside a sentence."""
        return self.w("sensitivity.quoted", text=self.factor(name))

    def metric(self, outcome: str | None = None) -> str:
        """An outcome, the first one if none is named, in mid-sentence."""
        name = outcome or self.outcomes[0]
        return str(self.w.get(f"metric_said.{name}") or self.w.name("metric", name))

    def unit(self, outcome: str) -> str:
        """Unit of an outcome."""
        text = self.w.get(f"unit.{outcome}")
        return str(text).format(currency=self.lived.designed.settings.company.currency) if text else meaning_of("runs", outcome)[0]

    def rows(self, what: str, outcome: str, scheme: str | None = None) -> pd.DataFrame:
        """Ranked rows of an outcome, of one scheme if it is named."""
        table = self.found.table
        chosen = (table["what"] == what) & (table["outcome"] == outcome)
        return table[chosen & (table["scheme"] == scheme)] if scheme else table[chosen]

    def _lead(self) -> pd.DataFrame:
        """What the answer is about: the first outcome's difference of the first scheme, or its level without a second one."""
        if self.others:
            return self.rows(DIFFERENCE, self.outcomes[0], self.others[0])
        return self.rows(LEVEL_OF, self.outcomes[0], self.study.baseline)

    def level_headline(self) -> str:
        """What moves the first outcome itself most under the baseline, or that nothing can be told."""
        own = self.rows(LEVEL_OF, self.outcomes[0], self.study.baseline)
        told = own[own["state"] == TOLD]
        facts = {"label": self.scheme(self.study.baseline), "metric": self.metric()}
        if told.empty:
            return self.w.sentence("sensitivity.level_none", **facts)
        return self.w.sentence("sensitivity.level_told", factor=self.quoted(told['factor'].iloc[0]), **facts)

    def headline(self) -> str:
        """What moves the lead most, or that nothing can be told."""
        if not self.others:
            return self.level_headline()
        lead = self._lead()
        told = lead[lead["state"] == TOLD]
        facts = {"label": self.scheme(str(lead["scheme"].iloc[0])), "base": self.scheme(self.study.baseline), "metric": self.metric()}
        if told.empty:
            return self.w.sentence("sensitivity.told_none", **facts)
        return self.w.sentence("sensitivity.told", factor=self.quoted(told['factor'].iloc[0]), **facts)

    def details(self) -> list[str]:
        """Size of the strongest, the others that can be told, those that cannot, and the share of noise."""
        lead = self._lead()
        told, rest = lead[lead["state"] == TOLD], lead[lead["state"] != TOLD]
        said = [self._size(told.iloc[0])] if len(told) else []
        for key, part in (("also", told.iloc[1:]), ("not_told", rest)):
            if len(part) and len(told):  # where nothing is told apart the headline says so of all
                said.append(self.w(f"sensitivity.{key}", factors=self.w.listing([self.quoted(name) for name in part["factor"]])))
        return [*said, self.w("sensitivity.noise", share=self._share(lead["noise_share"].iloc[0])), self.blocks()]

    def _size(self, row: Any) -> str:
        if self.kind != MORRIS:
            facts = {name: self._share(row[column]) for name, column in (("value", "ST"), ("lo", "lo"), ("hi", "hi"), ("first", "S1"), ("floor", "noise_floor"))}
            return self.w("sensitivity.size_sobol_indices", **facts)
        digits = numbers.decimals_for((row["hi"] - row["lo"]) / 2)
        facts = {name: numbers.number(row[column], digits, self.lang) for name, column in (("value", "mu_star"), ("lo", "lo"), ("hi", "hi"), ("floor", "noise_floor"))}
        return self.w("sensitivity.size_morris", **facts, unit=self.unit(row["outcome"]), sign=self.w(f"sensitivity.sign.{_way(row)}"))

    def _share(self, value: float) -> str:
        return numbers.percent(100 * value, 1 if abs(value) < 0.1 else 0, self.lang) if math.isfinite(value) else "–"

    def _what(self) -> str:
        return self.w(f"sensitivity.blocks.{self.kind}")

    def blocks(self) -> str:
        """Which points failed and how many blocks were left out for it."""
        facts: dict[str, Any] = {"blocks": self.found.blocks, "what": self._what()}
        if self.found.failed.empty:
            return self.w("sensitivity.whole", **facts)
        named = ", ".join(str(point) for point in self.found.failed["point"].head(NAMED))
        more = " …" if len(self.found.failed) > NAMED else ""
        return self.w("sensitivity.left_out", failed=len(self.found.failed), points=named + more, left_out=self.found.left_out, **facts)

    def caption(self, what: str) -> str:
        """Below a picture."""
        key = "differences" if what == DIFFERENCE else "levels"
        said = self.w(f"sensitivity.caption_{key}", base=self.scheme(self.study.baseline), blocks=self._what())
        return f"{said} {self.w('sensitivity.signs')}" if self.kind == MORRIS else said

    def figure(self, what: str) -> Any:
        """Factors ranked in a panel per outcome; a mark per scheme, or per order where there is one scheme."""
        schemes = (self.others if what == DIFFERENCE else list(self.lived.designed.schemes))[: len(INKS) - 1]
        panels = []
        for outcome in self.outcomes:
            unit = "" if self.kind != MORRIS else self.unit(outcome)
            title = raised(self.w.name("metric", outcome))
            panels.append((title, self.w(f"sensitivity.axis_{self.kind}", unit=unit), self._marks(what, outcome, schemes)))
        factors = {name: self.factor(name) for name in self.study.design.factors}
        series = list(dict.fromkeys(label for _, _, rows in panels for label in rows["series"]))
        legend = {"floor": self.w("sensitivity.floor"), "noise": self.w("sensitivity.noise_mark")}
        return drivers.ranked(panels, factors, series, legend, self.lang, first=1 if what == DIFFERENCE else 0)

    def _marks(self, what: str, outcome: str, schemes: list[str]) -> pd.DataFrame:
        parts = []
        for scheme in schemes:
            own = self.rows(what, outcome, scheme)
            main = own.assign(series=self.scheme(scheme), value=own[self.found.main], low_end=own["lo"], high_end=own["hi"], sign="")
            if self.kind == MORRIS:
                signs = {"plus": "+", "minus": numbers.MINUS, "both": "±"}
                main["sign"] = [signs[_way(row)] if row["state"] == TOLD else "" for _, row in own.iterrows()]
            elif len(schemes) == 1:
                first = main.assign(series=self.w("sensitivity.order.first"), value=own["S1"], low_end=own["S1"] - own["S1_conf"], high_end=own["S1"] + own["S1_conf"],
                                    noise_floor=float("nan"))  # fmt: skip
                first["state"] = [TOLD if low > 0 and state == TOLD else NOISE for low, state in zip(first["low_end"], own["state"])]  # alone at most as sure as in all
                parts.append(main.assign(series=self.w("sensitivity.order.total")))
                main = first
            parts.append(main)
        return pd.concat(parts, ignore_index=True)

    def columns(self) -> list[str]:
        """Columns of numbers in the tables of the page."""
        return ["mu_star", "mu", "sigma"] if self.kind == MORRIS else ["ST", "S1"]

    def table_rows(self, what: str) -> list[dict[str, Any]]:
        """Rows of a table of the page."""
        chosen = self.found.table[self.found.table["what"] == what]
        return [self._row(row) for _, row in chosen.iterrows()]

    def _row(self, row: Any) -> dict[str, Any]:
        main, *rest = self.columns()
        digits = numbers.decimals_for((row["hi"] - row["lo"]) / 2) if self.kind == MORRIS else 2
        size = f"{numbers.number(row[main], digits, self.lang)} ({numbers.interval(row['lo'], row['hi'], digits, self.lang)})"
        signed = self.kind == MORRIS
        return {
            "outcome": raised(self.w.name("metric", row["outcome"])), "scheme": self.scheme(row["scheme"]), "factor": self.factor(row["factor"]), "rank": row["rank"],
            "values": [size, *[numbers.number(row[name], digits, self.lang, signed=signed and name == "mu") for name in rest]],
            "floor": numbers.number(row["noise_floor"], digits, self.lang), "noise": self._share(row["noise_share"]), "state": self.w(f"sensitivity.state.{row['state']}"),
        }  # fmt: skip

    def sure(self) -> list[str]:
        """How it was done, how sure, and what was left out."""
        designed = self.lived.designed
        return [
            self.w("sensitivity.plan", points=len(designed.points), blocks=self.found.blocks, what=self._what(), seeds=len(designed.seeds), runs=designed.runs),
            self.blocks(), self.w(f"sensitivity.method_{self.kind}"), self.w("sensitivity.luck", seeds=len(designed.seeds)), self.w("sensitivity.ranges"),
            self.w(f"design.basis.{self.study.basis}"),
        ]  # fmt: skip


def _way(row: Any) -> str:
    """plus, minus or both: whether an effect goes one way."""
    if abs(row["mu"]) < ONE_WAY * row["mu_star"]:
        return "both"
    return "plus" if row["mu"] > 0 else "minus"


def write(told: Driven, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figures and tables into `folder`."""
    wanted = {"figure": DIFFERENCE, "levels": LEVEL_OF} if told.others else {"figure": LEVEL_OF}
    pictures = {name: _draw(told, folder, name, what) for name, what in wanted.items()}
    lived, found = told.lived, told.found
    tables = {"runs": lived.runs, "sensitivity": found.table, "failed_points": found.failed, "failures": pd.DataFrame(lived.failures, columns=FAILURE_COLUMNS)}
    tables["points"] = pd.DataFrame([{"point": place + 1, **point} for place, point in enumerate(lived.designed.points)])
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    page = environment().get_template("driven.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, digest=lived.digest, pictures=pictures, wanted=wanted)
    (folder / "report.html").write_text(page, "utf-8")


def _draw(told: Driven, folder: Path, name: str, what: str) -> Markup:
    title = told.headline() if what == DIFFERENCE else told.level_headline()
    inside, alone = told.figure(what), titled(told.figure(what), title)
    (folder / f"{name}.png").write_bytes(png(Chart(name, alone, title, "", "")))
    (folder / f"{name}.svg").write_text(svg(Chart(name, alone, title, "", "")), "utf-8")
    return Markup(inline(Chart(name, inside, title, "", ""), name, escape(title, quote=True)))  # noqa: S704  our own drawing; its only text is escaped
