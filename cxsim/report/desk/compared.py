"""The page of plans simulated side by side: the finding first, then every difference with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.desk.dynamic.awards import read_as_none
from cxsim.desk.dynamic.comparing import ATTENTION, COST, CUSTOMERS, KEPT, MAIN, PAYOUT, TABLES, YEARS, Compared
from cxsim.desk.dynamic.pairs import Pair
from cxsim.report import numbers
from cxsim.report.desk.findings import Speaker
from cxsim.report.desk.paired import FEWER, MORE, NONE, OPEN, Grid, Sayer, verdict
from cxsim.report.desk.pictures import Picture, drawn
from cxsim.report.figures import paired
from cxsim.report.html import environment
from cxsim.report.names import labelled
from cxsim.report.words import raised
from cxsim.study.saving import write_csv

PROFIT = "profit_after_bonus"
SAID = {"cost": COST, "profit": PROFIT}
FOREST = (KEPT, PROFIT, "true_cx", COST)
ALL_KEYS = {KEPT: "row_year", COST: "row_all"}


class Told:
    """Words, tables and figures of a comparison in one language; `labels` are what the plans are called, by name."""

    def __init__(self, found: Compared, labels: Mapping[str, str], lang: str):
        self.found, self.labels, self.lang = found, dict(labels), lang
        self.say = Speaker(found.mades[found.first].facts.file, lang)
        self.w = self.say.w
        self.sayer = Sayer(self.w)

    # ------------------------------------------------------------ names and numbers

    @property
    def a(self) -> str:
        """The plan the others are compared with, as it stands in a sentence."""
        return self.named(self.found.first)

    def named(self, plan: str) -> str:
        """A plan's name in quotation marks: it may hold commas and full stops."""
        return self.w("plan_compare.named", name=self.labels[plan])

    @property
    def n(self) -> int:
        """Replications."""
        return len(self.found.lived.seeds)

    def span(self) -> str:
        """The simulated years in words, as they stand in a sentence."""
        names, years = self.w.get("years_span", []), self.found.years
        return str(names[years]) if years < len(names) else self.w("years_other", n=years)

    def company(self) -> str:
        """Name of the simulated company."""
        company = self.found.lived.settings.company
        return labelled({"company": asdict(company)}, ("company",), self.lang, company.name)

    def title(self) -> str:
        """Title of the page."""
        others = self.found.others
        return self.w("plan_compare.title_two", a=self.a, b=self.named(others[0])) if len(others) == 1 else self.w("plan_compare.title", a=self.a)

    def main(self, plan: str, outcome: str) -> Pair:
        """A main outcome of a further plan."""
        return next(pair for pair in self.found.tables[plan][MAIN] if pair.name == outcome)

    def counted(self, outcome: str) -> dict[str, int]:
        """How many further plans came out more, fewer, open or without interval."""
        verdicts = [verdict(self.main(plan, outcome).difference) for plan in self.found.others]
        return {name: verdicts.count(name) for name in (MORE, FEWER, OPEN, NONE)}

    # ------------------------------------------------------------ sentences

    def headline(self) -> str:
        """The finding in customers kept, whichever way it went."""
        others = self.found.others
        count = self.counted(KEPT)
        if len(others) == 1 or count[NONE] == len(others):
            return self._kept(others[0])
        return self.w("plan_compare.head.several", a=self.a, k=len(others), **{key: count[key] for key in (MORE, FEWER, OPEN)})

    def details(self) -> list[str]:
        """Sentences by further plan: customers kept where the headline did not say it, cost, and profit."""
        lines = []
        for plan in self.found.others:
            kept = self._kept(plan)
            lines += [kept] if kept != self.headline() else []
            pair = self.main(plan, KEPT)
            if verdict(pair.difference) == OPEN and pair.difference.needed == pair.difference.needed:
                lines.append(self.w("plan_compare.head.needed", needed=numbers.number(pair.difference.needed, 0, self.lang), d=self.sayer.size(pair, signed=False)))
            lines += [said for key, outcome in SAID.items() if (said := self._said(plan, key, outcome))]
        return lines

    def _kept(self, plan: str) -> str:
        pair = self.main(plan, KEPT)
        way = verdict(pair.difference)
        span = self.sayer.span(pair, signed=way not in (MORE, FEWER)) if way != NONE else ""
        return raised(self.w(f"plan_compare.head.kept_{way}", a=self.a, b=self.named(plan), d=self.sayer.size(pair, signed=False), span=span, n=self.n, years=self.span()))

    def _said(self, plan: str, key: str, outcome: str) -> str:
        pair = self.main(plan, outcome)
        way = verdict(pair.difference)
        if way == NONE or (outcome == COST and self.found.cost_hidden):
            return ""
        span = self.sayer.span(pair, signed=way == OPEN)
        return raised(self.w(f"plan_compare.said.{key}_{way}", a=self.a, b=self.named(plan), d=self.sayer.size(pair, signed=False), span=span, years=self.span()))

    def spoken(self) -> list[str]:
        """Lines for the terminal, the finding first."""
        return [numbers.plain(line) for line in (self.headline(), *(f"  {line}" for line in self.details()))]

    def sure(self) -> list[str]:
        """How sure, and what stands behind the numbers."""
        found, w = self.found, self.w
        settings = found.lived.settings
        said = [w("plan_compare.sure.seeds", n=self.n, y=self.found.years, people=numbers.number(settings.customers.count, 0, self.lang), company=self.company())]
        said.append(w("plan_compare.sure.staff"))
        for name, made in found.mades.items():
            if metrics := read_as_none(made):
                said.append(w("plan_compare.sure.frozen", metrics=", ".join(w.name("lint.metric", metric) for metric in metrics), plan=self.named(name)))
        said += [w("plan_compare.sure.borrowed", plan=self.named(name), a=self.a) for name in found.borrowed]
        if found.unlike:
            said.append(w("plan_compare.sure.unlike", keys=", ".join(found.unlike), a=self.a))
        if found.lived.failures:
            said.append(w("plan_compare.sure.failed", n=len(found.lived.failures)))
        return [*said, w("plan_compare.sure.evidence")]

    # ------------------------------------------------------------ tables

    def grids(self) -> list[Grid]:
        """Every table of the page."""
        w = self.w
        notes = {PAYOUT: self._hidden_said(), MAIN: w("plan_compare.note.hidden_cost") if self.found.cost_hidden else ""}
        made = []
        for table in TABLES:
            rows = self._rows(table)
            if rows:
                note = " ".join(text for text in (w("plan_compare.note.together"), notes.get(table, "")) if text)
                made.append(self.sayer.grid(w(f"plan_compare.section.{table}"), self._head(), rows, note, fold=table == ATTENTION))
        return made

    def _hidden_said(self) -> str:
        levels = [self.say.level(level) for level in sorted(self.found.hidden)]
        return self.w("plan_compare.note.hidden", levels=", ".join(levels)) if levels else ""

    def _head(self) -> list[str]:
        head = [self.w("plan_compare.col.outcome"), self.labels[self.found.first]]
        for plan in self.found.others:
            head += [self.labels[plan], self.w("plan_compare.col.against", a=self.labels[self.found.first])]
        return head

    def _rows(self, table: str) -> dict[str, list[Pair | None]]:
        keys: dict[tuple[str, str, int], None] = {}
        for plan in self.found.others:
            keys |= {(pair.name, pair.level, pair.year): None for pair in self.found.tables[plan][table] if not self.is_hidden(table, pair)}
        return {self.row_label(table, key): [self.found.pair(plan, table, *key) for plan in self.found.others] for key in keys}

    def is_hidden(self, table: str, pair: Pair) -> bool:
        """Whether the numbers of a pair would tell one person's pay."""
        if pair.name == COST:
            return self.found.cost_hidden
        return table == PAYOUT and pair.level in self.found.hidden

    def row_label(self, table: str, key: tuple[str, str, int]) -> str:
        """What a row is about, with its unit."""
        name, level, year = key
        w, found = self.w, self.found
        if table == PAYOUT:
            return w("plan_compare.row_level", level=self.say.level(level))
        if table == ATTENTION:
            return w("plan_compare.row_activity", level=self.simulated_level(level), activity=w.name("activity", name))
        unit = next(pair.unit for plan in found.others for pair in found.tables[plan][table] if pair.name == name)
        said = {"what": w(f"plan_compare.outcome.{name}"), "unit": w(f"plan_compare.value_unit.{unit}")}
        if table == YEARS:
            return w("plan_compare.row_of", year=year, **said)
        if table == CUSTOMERS or name == KEPT:
            return w("plan_compare.row_one" if year == 1 else "plan_compare.row_year", year=year, **said)
        return w("plan_compare.row_all", year=found.years, **said) if name == COST else w("plan_compare.row", **said)

    def simulated_level(self, level: str) -> str:
        """A level of the simulation by the name the first plan gives it."""
        own = [name for name, simulated in self.found.mades[self.found.first].levels.items() if simulated == level]
        return self.say.level(own[0]) if own else self.w.name("level", level)

    # ------------------------------------------------------------ pictures

    def pictures(self) -> list[Picture]:
        """Course of customers kept, main outcomes, and course of profit."""
        return [self._course("kept", KEPT, "customers_path"), self._forest(), self._course("profit", PROFIT, "profit_path")]

    def _course(self, key: str, outcome: str, path: str) -> Picture:
        w, others = self.w, self.found.others
        lines = [(self.labels[plan], self.found.paths[plan][path]) for plan in others]
        figure = paired.course(lines, (w("plan_compare.fig.year"), w(f"plan_compare.fig.{key}_y")), self.lang)
        caption = w(f"plan_compare.fig.{key}_caption", a=self.a, n=self.n, company=self.company())
        return Picture(key, self._course_title(key, outcome), caption, figure)

    def _course_title(self, key: str, outcome: str) -> str:
        others, count = self.found.others, self.counted(outcome)
        if count[NONE] == len(others):
            return self.w(f"plan_compare.fig.{key}_none", a=self.a)
        if len(others) > 1:
            return self.w(f"plan_compare.fig.{key}_several", a=self.a, k=len(others), years=self.span(), **{name: count[name] for name in (MORE, FEWER, OPEN)})
        pair = self.main(others[0], outcome)
        values = {"a": self.a, "b": self.named(others[0]), "d": self.sayer.size(pair, signed=False), "year": self.found.years, "years": self.span()}
        return raised(self.w(f"plan_compare.fig.{key}_{verdict(pair.difference)}", **values))

    def _forest(self) -> Picture:
        w, others = self.w, self.found.others
        outcomes = [name for name in FOREST if name != COST or not self.found.cost_hidden]
        panels = []
        for name in outcomes:
            own = [self.main(plan, name) for plan in others]
            panels.append(paired.Panel(w(f"plan_compare.outcome.{name}"), self.sayer.unit(own[0]), [self.sayer.mark(pair) for pair in own]))
        shown = [mark for panel in panels for mark in panel.marks]
        title = w("plan_compare.fig.forest", told=sum(mark[3] for mark in shown), all=len(shown))
        caption = w("plan_compare.fig.forest_caption", a=self.a, years=self.span(), n=self.n, company=self.company())
        figure = paired.forest([self.labels[plan] for plan in others], panels, w("plan_compare.fig.forest_axis", a=self.a), self.lang)
        return Picture("main", title, caption, figure)


def write(told: Told, folder: Path, facts: dict[str, Any]) -> None:
    """Page, figures and tables into `folder`."""
    pictures = drawn(told.pictures(), folder)
    for name in TABLES:
        write_csv(pd.DataFrame(table_rows(told, name)), folder / "tables" / f"{name}.csv")
    for name in ("customers_path", "profit_path"):
        write_csv(pd.DataFrame(told.found.path(name)), folder / "tables" / f"{name}.csv")
    page = environment().get_template("plan_compare.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=pictures)
    (folder / "report.html").write_text(page, "utf-8")


def table_rows(told: Told, table: str) -> list[dict[str, Any]]:
    """A table as plain rows, with EUR to 100 and without what would tell one person's pay."""
    rows = []
    for plan in told.found.others:
        for pair in told.found.tables[plan][table]:
            if not told.is_hidden(table, pair):
                rows.append({"plan": plan, "label": told.labels[plan], **{key: _coarse(pair, key, value) for key, value in pair.row.items()}})
    return rows


def _coarse(pair: Pair, key: str, value: Any) -> Any:
    money = pair.unit == "eur" and isinstance(value, float) and key != "n"
    return 100.0 * round(value / 100.0) if money and value == value else value
