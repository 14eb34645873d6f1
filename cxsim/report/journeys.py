"""The page of two companies' journeys: where customers went, where their story was lost, and how sure the difference is."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.report import numbers
from cxsim.report.figures.catalogue import inline, png, svg
from cxsim.report.figures.experiments import titled
from cxsim.report.figures.frame import Chart
from cxsim.report.figures.process_map import Labels, Panel, drawn_share, process_map
from cxsim.report.html import environment
from cxsim.report.names import labelled
from cxsim.report.words import raised, words
from cxsim.study.experiment.form import told_in
from cxsim.study.journeys.flow import ENDS, Flow
from cxsim.study.journeys.pair import Lived, differences, levels
from cxsim.study.saving import write_csv
from cxsim.study.statistics import CLEAR

MAIN = "lost"  # the measure of the headline
UNDER = ("lost", "handoffs", "rough_pct", "contacts")  # told above each map
DECIMALS = {"contacts": 2, "experience": 2}


class Told:
    """Words of a pair of companies in one language."""

    def __init__(self, lived: Lived, lang: str):
        self.lived, self.lang, self.w = lived, lang, words(lang)
        self.plan = lived.plan
        self.levels, self.table = levels(lived), differences(lived)
        self.names = {key: told_in(company, "label", lang) for key, company in self.plan.pair.companies.items()}
        self.flows = {key: lived.pooled(key) for key in self.names}
        self._panels: list[Panel] | None = None

    def question(self) -> str:
        """What is asked."""
        return told_in(self.plan.pair, "question", self.lang)

    def _level(self, company: str, measure: str) -> Any:
        own = self.levels
        return own[(own["company"] == company) & (own["measure"] == measure)].iloc[0]

    def _number(self, measure: str, value: float) -> str:
        return numbers.number(value, DECIMALS.get(measure, 1), self.lang)

    def size(self, row: Any, measure: str, signed: bool = False) -> str:
        """A value with its interval in brackets, when it has one."""
        places = DECIMALS.get(measure, 1)
        if signed:  # the bound of a clear difference is never shown as zero
            places = numbers.decimals_of(row["mean"], row["lo"], row["hi"], places)
        mean = numbers.number(row["mean"], places, self.lang, signed)
        return mean if math.isnan(row["lo"]) else f"{mean} ({numbers.interval(row['lo'], row['hi'], places, self.lang, signed)})"

    def headline(self) -> str:
        """How often the story was lost in both, and whether that differs: computed, whichever way it came out."""
        return raised(self._compared("headline", MAIN))

    def also(self) -> str:
        """The same for contacts."""
        return raised(self._compared("also", "contacts"))

    def _compared(self, key: str, measure: str) -> str:
        first, second = self.names
        row = self.table.set_index("measure").loc[measure]
        facts = {"a": self.names[first], "b": self.names[second], "x": self._number(measure, self._level(first, measure)["mean"]), "y": self._number(measure, self._level(second, measure)["mean"])}
        form = "example" if math.isnan(row["lo"]) else "clear" if row["state"] == CLEAR else "open"
        return self.w(f"journey_map.{key}.{form}", d=self.size(row, measure, signed=True), n=len(self.plan.seeds), **facts)

    def rows(self) -> list[dict[str, str]]:
        """Rows of the table of measures."""
        first, second = self.names
        found = []
        for _, row in self.table.iterrows():
            name = row["measure"]
            found.append({
                "measure": self.w(f"journey_map.measure.{name}"), "first": self.size(self._level(first, name), name), "second": self.size(self._level(second, name), name),
                "difference": self.size(row, name, signed=True), "state": self.w.name("state", row["state"]),
            })  # fmt: skip
        return found

    def panels(self) -> list[Panel]:
        """Both maps, moves and visits per 100 journeys."""
        if self._panels is None:
            self._panels = [Panel(self.names[key], self._lines(key), per_100(flow), _visits(flow)) for key, flow in self.flows.items()]
        return self._panels

    def _lines(self, company: str) -> tuple[str, ...]:
        return tuple(self.w(f"journey_map.under.{name}", size=self.size(self._level(company, name), name)) for name in UNDER)

    def figure(self) -> Any:
        """The two maps side by side."""
        settings = next(iter(self.plan.settings.values()))
        told = {"company": asdict(settings.company), "channels": {name: asdict(channel) for name, channel in settings.channels.items()}}
        places = [pair for panel in self.panels() for pair in panel.visits[["unit", "channel"]].itertuples(index=False, name=None)]
        units, channels = {unit for unit, _ in places}, {channel for _, channel in places}
        labels = Labels(
            {name: labelled(told, ("company", "units", name), self.lang, name) for name in settings.company.units if name in units},
            {name: labelled(told, ("channels", name), self.lang, name) for name in settings.channels if name in channels},
            self.w("journey_map.begin"), {name: self.w(f"journey_map.end.{name}") for name in ENDS}, self.w("journey_map.lost"), self.w("journey_map.width"), self.lang,
        )  # fmt: skip
        return process_map(self.panels(), labels)

    def caption(self) -> str:
        """How to read the maps, and how much of the moves they show."""
        shares = [drawn_share(panel, self.panels()) for panel in self.panels()]
        return self.w("journey_map.caption", share=numbers.percent(100.0 * min(shares), 0, self.lang))

    def sure(self) -> list[str]:
        """How sure, what is counted, and what the page does not show."""
        counts = self.w.listing([f"{self.names[key]} {numbers.number(flow.journeys, 0, self.lang)}" for key, flow in self.flows.items()])
        first = next(iter(self.plan.settings.values()))
        said = [
            self.w("journey_map.counted", counts=counts, year=first.horizon.years), self.w("journey_map.paired", n=len(self.plan.seeds)),
            self.w("journey_map.together"), self.w("journey_map.told_again"), told_in(self.plan.pair, "limits", self.lang),
        ]  # fmt: skip
        left = sum(flow.left_out for flow in self.flows.values())
        return said + ([self.w("journey_map.left_out", n=left)] if left else [])

    def logs(self) -> list[dict[str, str]]:
        """For each company the command that writes the event log of the first seed."""
        return [{"name": self.names[key], "command": log_command(self.plan.words[key], self.plan.seeds[0], key)} for key in self.names]


def log_command(overrides: tuple[str, ...], seed: int, name: str) -> str:
    """The command line that writes the event log of one of the runs behind a map."""
    quoted = [f"'{text}'" if set(text) & set("[]{}(),; *") else text for text in (*overrides, f"seed={seed}")]
    return " ".join(["cxsim log", *quoted, f"--xes {name}.xes", f"--csv {name}.csv"])


def per_100(flow: Flow) -> pd.DataFrame:
    """Edges with moves per 100 journeys and the share (0-1) of them in which the story was lost."""
    edges = flow.edges
    return edges.assign(per_100=100.0 * edges["moves"] / max(flow.journeys, 1), lost_share=edges["lost"] / edges["moves"])


def _visits(flow: Flow) -> pd.DataFrame:
    return flow.visits.assign(per_100=100.0 * flow.visits["visits"] / max(flow.journeys, 1))


def tables(told: Told) -> dict[str, pd.DataFrame]:
    """The tables behind the page."""
    lived = told.lived
    runs = [
        {"company": name, "seed": seed, "run_digest": lived.digests[name, seed], "journeys": flow.journeys, "left_out": flow.left_out, **flow.measures}
        for (name, seed), flow in lived.flows.items()
    ]
    edges = pd.concat([panel.edges.assign(company=key) for key, panel in zip(told.names, told.panels())], ignore_index=True)
    visits = pd.concat([panel.visits.assign(company=key) for key, panel in zip(told.names, told.panels())], ignore_index=True)
    return {"runs": pd.DataFrame(runs), "levels": told.levels, "differences": told.table, "edges": edges, "visits": visits}


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figure and tables into `folder`."""
    inside = Chart("journeys", told.figure(), told.headline(), told.caption(), "")
    alone = replace(inside, figure=titled(told.figure(), told.headline()))
    (folder / "figure.png").write_bytes(png(alone))
    (folder / "figure.svg").write_text(svg(alone), "utf-8")
    for name, table in tables(told).items():
        write_csv(table, folder / f"{name}.csv")
    page = environment().get_template("journeys.html.j2").render(
        told=told, w=told.w, lang=told.lang, facts=facts, digest=told.lived.digest,
        picture=Markup(inline(inside, "j", escape(told.headline(), quote=True))),  # noqa: S704  our own drawing; its only text is escaped
    )  # fmt: skip
    (folder / "report.html").write_text(page, "utf-8")
