"""The page of a calibration: what the figures say about each setting, what the model cannot reach, and how to go on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.report import numbers
from cxsim.report.figures import calibrations
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.report.html import environment
from cxsim.report.words import raised, words
from cxsim.study.calibration import found as findings
from cxsim.study.calibration.figures import Figures
from cxsim.study.calibration.fit import Calibration, Options
from cxsim.study.calibration.handover import POINTS
from cxsim.study.calibration.simulate import World
from cxsim.study.saving import write_csv

SHOWN_PAIRS = 6


@dataclass(frozen=True)
class Facts:
    """What the page needs beside the calibration itself."""

    world: World
    options: Options
    settle: int
    failed: int


class Told:
    """Words of a calibration in one language."""

    def __init__(self, found: Calibration, check: findings.Check, facts: Facts, lang: str):
        self.found, self.check, self.facts, self.lang, self.w = found, check, facts, lang, words(lang)
        self.parameters = findings.parameter_table(found)
        self.figures = findings.figure_table(found)
        self.correlations = findings.correlation_table(found)
        self.bands = findings.band_table(found)

    def said(self, key: str, **values: object) -> str:
        """A text of this page."""
        return self.w(f"calibration.{key}", **values)

    def number(self, value: float, decimals: int | None = None) -> str:
        """A number with as many decimals as its size asks for."""
        if decimals is None:
            decimals = 0 if not math.isfinite(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 or value == 0 else 3
        return numbers.number(value, decimals, self.lang)

    def parameter(self, name: str) -> str:
        """Label of a fitted setting, else its key."""
        factor = next(item.factor for item in self.found.parameters if item.name == name)
        return str(getattr(factor, f"label_{self.lang}") or factor.key)

    def series(self, column: str, unit: str) -> str:
        """Name of a column, and of its unit."""
        home = self.facts.world.home
        text = self.w.get(f"calibration.column.{column}")
        if text is None:
            channel = getattr(home.channels[column.removeprefix("contacts_")], f"label_{self.lang}")
            text = self.said("column.contacts_channel", channel=channel[:1].lower() + channel[1:])
        return self.said("of_unit", column=text, unit=getattr(home.company.units[unit], f"label_{self.lang}")) if unit else str(text)

    def measure(self, column: str, measure: str) -> str:
        """Unit of a series once it is told free of size."""
        if column == "effort":
            return self.said("measure_effort")
        return self.said(f"measure.{measure}", currency=self.facts.world.home.company.currency)

    def figure_name(self, row: Any) -> str:
        """A number compared: series and what of it."""
        return self.said("figure_name", column=self.series(row["column"], row["unit"]), what=self.said(f"what.{row['what']}"))

    def headline(self) -> str:
        """How many settings are identified, how many figures met."""
        states, met = list(self.parameters["state"]), int((self.figures["state"] == findings.FITS).sum())
        facts = {"identified": len(states) - states.count(findings.OPEN), "parameters": len(states), "figures": len(self.figures)}
        return self.said("all_met", **facts) if met == len(self.figures) else self.said("headline", met=met, **facts)

    def further(self) -> list[str]:
        """What is not identified, at an end, not met, trading off, not compared."""
        lines = []
        for state, key in ((findings.OPEN, "open_line"), (findings.AT_EDGE, "edge_line")):
            names = [self.parameter(name) for name in self.parameters.loc[self.parameters["state"] == state, "parameter"]]
            lines += [self.said(key, names="; ".join(names))] if names else []
        for state, key in ((findings.AT_ODDS, "odds_line"), (findings.BEYOND, "beyond_line")):
            names = [self.figure_name(row) for _, row in self.figures[self.figures["state"] == state].iterrows()]
            lines += [self.said(key, names="; ".join(names))] if names else []
        if pairs := [self._pair(row) for _, row in self._strong().iterrows()]:
            lines.append(self.said("trade_line", pairs="; ".join(pairs)))
        if names := [self.figure_name({"column": item.column.name, "unit": item.unit, "what": item.what}) for item in self.found.still]:
            lines.append(self.said("still_line", names="; ".join(names)))
        return lines

    def _strong(self) -> pd.DataFrame:
        return self.correlations[self.correlations["correlation"].abs() >= findings.TRADE].head(SHOWN_PAIRS)

    def _pair(self, row: Any) -> str:
        return self.said("pair", a=self.parameter(row["parameter"]), b=self.parameter(row["other"]), r=numbers.number(row["correlation"], 2, self.lang, signed=True))

    def parameter_rows(self) -> list[dict[str, str]]:
        """Rows of the table of settings."""
        return [
            {"parameter": self.parameter(row["parameter"]), "key": row["key"], "range": f"{self.number(row['low'])} – {self.number(row['high'])}",
             "in_use": self.number(row["in_use"]), "mean": self.number(row["mean"]), "interval": f"{self.number(row['lo'])} – {self.number(row['hi'])}",
             "ratio": self.number(row["sd_ratio"], 2), "state": self.said(f"state.{row['state']}")}
            for _, row in self.parameters.iterrows()
        ]  # fmt: skip

    def figure_rows(self) -> list[dict[str, str]]:
        """Rows of the table of figures, those not met first."""
        order = self.figures.assign(bad=self.figures["state"] == findings.FITS, size=-self.figures["away"].abs()).sort_values(["bad", "size"], kind="stable")
        return [
            {"figure": self.figure_name(row), "unit": self.measure(row["column"], row["measure"]), "yours": self.number(row["yours"]),
             "model_before": self.number(row["before"]), "model_after": self.number(row["after"]), "allowed": self.number(row["sd"]),
             "away": numbers.number(row["away"], 1, self.lang, signed=True), "verdict": self.said(f"fit_state.{row['state']}")}
            for _, row in order.iterrows()
        ]  # fmt: skip

    def correlation_rows(self) -> list[dict[str, str]]:
        """The strongest correlations."""
        return [
            {"one": self.parameter(row["parameter"]), "other": self.parameter(row["other"]), "r": numbers.number(row["correlation"], 2, self.lang, signed=True)}
            for _, row in self.correlations.head(SHOWN_PAIRS).iterrows()
        ]  # fmt: skip

    def fit_finding(self, units: bool) -> str:
        """How many single figures of the company, or of its units, lie in the band."""
        inside, known = findings.inside(self.bands[(self.bands["unit"] != "") == units])
        return self.said("fit_finding", inside=inside, known=known)

    def parameters_finding(self) -> str:
        """Which setting the figures know best."""
        known = self.parameters[self.parameters["state"] != findings.OPEN]
        if known.empty:
            return self.said("parameters_none")
        width = (known["hi"] - known["lo"]) / (known["high"] - known["low"])
        return self.said("parameters_finding", name=self.parameter(known.loc[width.idxmin(), "parameter"]), width=self.number(100.0 * width.min(), 0))

    def sure(self) -> list[str]:
        """How sure, by which rules, and what the page does not show."""
        facts, home = self.facts, self.facts.world.home
        scheme = str(home.scheme.get("label", {}).get(self.lang) or self.facts.world.scheme)
        said = [
            self.said("sure_rule", rule=self.number(findings.NARROWER, 1)),
            self.said("sure_check", truths=self.check.truths, share=self.number(self.check.share, 0)),
            self.said("sure_emulator", off=self.number(self.check.emulator_off, 1)),
            *([self.said("sure_bent", bent=self.number(self.check.bent, 2))] if math.isfinite(self.check.bent) else []),
            self.said("sure_error", error=f"{facts.options.error:g}".replace(".", "," if self.lang == "fi" else ".")),
            self.said("sure_luck", people=self.number(home.customers.count, 0)),
            self.said("sure_prior.evidence" if facts.options.evidence else "sure_prior.flat"),
            self.said("sure_scheme", scheme=scheme, settle=facts.settle),
            self.said("sure_limits"),
        ]
        return said + ([self.said("failed", n=facts.failed)] if facts.failed else [])

    def pictures(self) -> dict[str, tuple[Any, str, str]]:
        """Figure, finding and caption of each picture, drawn anew each time it is asked for."""
        caption = self.said("fit_caption", draws=len(self.found.drawn))
        drawn = {}
        for name, units in (("fit", False), ("units", True)):
            if count := len(calibrations.series_of(self, units)):
                left = count - calibrations.MOST_PANELS
                more = " " + self.said("fit_more", n=left) if left > 0 else ""
                drawn[name] = (calibrations.panels(self, units), self.fit_finding(units), caption + more)
        return {**drawn, "parameters": (calibrations.ranges(self), self.parameters_finding(), self.said("parameters_caption"))}


def head_line(world: World, figures: Figures, parameters: int, runs: int, lang: str) -> str:
    """The first line of the command."""
    company = getattr(world.home.company, f"label_{lang}")
    return words(lang)("calibration.head_line", company=company, known=figures.known, quarters=len(figures.labels), parameters=parameters, runs=runs)


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figures and tables into `folder`; `facts` holds command, next, version, name and digest."""
    shown = []
    for name, (figure, finding, caption) in told.pictures().items():
        inside = Chart(name, figure, finding, caption, "")
        shown.append({"title": told.said(f"{name}_title"), "finding": finding, "caption": caption,
                      "picture": Markup(inline(inside, name[0], escape(finding, quote=True)))})  # fmt: skip # noqa: S704  our own drawing; its only text is escaped
    for name, (figure, finding, caption) in told.pictures().items():
        alone = Chart(name, titled(figure, raised(finding)), finding, caption, "")
        (folder / f"{name}.png").write_bytes(png(alone))
        (folder / f"{name}.svg").write_text(svg(alone), "utf-8")
    tables = {"parameters": told.parameters, "figures": told.figures, "correlations": told.correlations, "bands": told.bands, "posterior": findings.posterior_table(told.found)}
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    page = environment().get_template("calibration.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, shown=shown, points=POINTS)
    (folder / "report.html").write_text(page, "utf-8")
