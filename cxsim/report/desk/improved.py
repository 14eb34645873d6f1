"""The page of a search for a better plan: what was found, whether it can be told from the plan as it is, and what it says differently."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxsim.base.search_schema import HOME, MAX
from cxsim.desk.dynamic.goals import CHEAPEST
from cxsim.desk.dynamic.improving import AIM, LIMIT, TOLD, UP, YOURS, Improved
from cxsim.desk.dynamic.levers import CX, cx_now, differing
from cxsim.desk.dynamic.pairs import Pair
from cxsim.desk.plan_file import PlanFile
from cxsim.report import numbers
from cxsim.report.desk.findings import Speaker
from cxsim.report.desk.paired import FEWER, MORE, NONE, OPEN, SCALES, Grid, Sayer, verdict
from cxsim.report.desk.pictures import Picture, drawn
from cxsim.report.figures import paired, searches
from cxsim.report.html import environment
from cxsim.report.names import labelled
from cxsim.report.words import raised
from cxsim.study.saving import write_csv
from cxsim.study.search import saving
from cxsim.study.search.judged import BROKEN, UNSURE
from cxsim.study.search.layout import FRESH, HELD_OUT, SEARCH
from cxsim.study.statistics import single_interval
from cxsim.study.store import write_whole

FOREST = ("customers_kept", "bonus_cost", "profit_after_bonus", "true_cx")
UNITS = dict(TOLD.values())  # unit by outcome of a run
FOUND = "found"


class Told:
    """Words, tables and figures of a search for a better plan in one language."""

    def __init__(self, found: Improved, lang: str):
        self.found, self.laid, self.lang = found, found.laid, lang
        self.say = Speaker(found.laid.made.facts.file, lang)
        self.w = self.say.w
        self.sayer = Sayer(self.w)
        self.goal = found.laid.goal
        self.name = str(found.laid.made.facts.file.value("name") or "")

    # ------------------------------------------------------------ names and numbers

    def title(self) -> str:
        """Title of the page."""
        return self.w(f"plan_improve.title_{self.goal.kind}", name=self.w("plan_compare.named", name=self.name))

    def metric(self) -> str:
        """What is to be reached, or to be as good as can be."""
        return self.w(f"plan_improve.metric.{self.goal.said}")

    def seeds(self, stage: str) -> int:
        """How many seeds a stage has."""
        return len(self.laid.search.seeds[stage])

    def condition(self) -> str:
        """The limit a plan must keep, in words."""
        w, unit = self.w, UNITS[self.goal.outcome]
        if self.goal.kind != CHEAPEST:
            return w("plan_improve.goal.budget", r=self.number(self.goal.budget(self.laid.space.target_eur) / 1000, 1))
        kind = "relative" if self.goal.relative else "absolute"
        told = self.unit_said(unit) if self.goal.relative else w(f"plan_compare.value_unit.{unit}")
        return w(f"plan_improve.goal.{kind}", metric=self.metric(), unit=told, r=self.number(float(self.goal.reach or 0), 2, signed=self.goal.relative))

    def number(self, value: float, places: int, signed: bool = False) -> str:
        """A number without needless zeros."""
        while places and abs(round(value, places) - round(value, places - 1)) < 1e-9:
            places -= 1
        return numbers.number(value, places, self.lang, signed)

    def unit_said(self, unit: str) -> str:
        """Unit of a difference as it stands in a sentence."""
        return self.w(f"plan_improve.unit_said.{unit}")

    def level_of_limit(self, name: str) -> str:
        """How far a plan comes in what the condition is about, on held-out seeds, with a 95 % interval of its own."""
        results, seeds = self.found.lived.results, self.laid.search.seeds[HELD_OUT]
        outcome = self.laid.search.asked.limits[LIMIT].outcome
        values = results.differences(name, outcome, HOME, seeds) if self.goal.relative else results.values(name, outcome, HOME, seeds)
        scale, unit = SCALES.get(UNITS[outcome], 1.0), UNITS[outcome]
        mean, _, _, lo, hi, _ = single_interval(scale * values)
        kind = "points" if self.goal.relative else unit
        places = min(numbers.decimals_of(mean, lo, hi), 1 if unit == "eur" else 2) if math.isfinite(lo) else 1
        said = {"x": numbers.number(mean, places, self.lang, signed=self.goal.relative), "unit": self.unit_said(unit)}
        if math.isnan(lo):
            return self.w(f"plan_improve.value_only.{kind}", **said)
        return self.w(f"plan_improve.value.{kind}", span=numbers.interval(lo, hi, places, self.lang, signed=self.goal.relative), **said)

    # ------------------------------------------------------------ sentences

    def headline(self) -> str:
        """What was found, whichever way it went."""
        return raised(self.w(f"plan_improve.head.{self.outcome()}", **self._values()))

    def outcome(self) -> str:
        """Which of the sentences is true."""
        state, yours = (self.found.judged.limit_state(name) for name in (self.found.pick, YOURS))
        way = verdict(self._aim().difference)
        if way == NONE:
            return "example"
        if self.goal.kind != CHEAPEST:
            return "over" if state == BROKEN else {MORE: "better", OPEN: "not_better", FEWER: "worse"}[way]
        if state == BROKEN:
            return "unreached"
        if state == UNSURE:
            return "cheaper_unsettled" if way == FEWER else "unsettled"
        if way == FEWER:
            return "cheaper"
        if yours != BROKEN:
            return "not_cheaper"
        return "dearer" if way == MORE else "as_dear"

    def _aim(self) -> Pair:
        """The outcome that is to be as low or as high as can be."""
        wanted = self.laid.search.asked.objectives[AIM].outcome
        return self.found.pair(self.found.pick, next(key for key, (outcome, _) in TOLD.items() if outcome == wanted))

    def _values(self) -> dict[str, Any]:
        pair = self._aim()
        way = verdict(pair.difference)
        said = {"goal": self.condition(), "metric": self.metric(), "tried": len(self.found.lived.candidates), "value": self.level_of_limit(self.found.pick)}
        span = "" if way == NONE else self.sayer.span(pair, signed=way == OPEN)
        return {**said, "n": self.seeds(HELD_OUT), "d": self.sayer.size(pair, signed=False), "span": span, "unit": self.unit_said(pair.unit)}

    def details(self) -> list[str]:
        """How the condition is met, what it costs, what the search had promised, and what moving weights does."""
        return [*self.limits(), *self.cost(), *self.curse(), *self.shift_said()]

    def cost(self) -> list[str]:
        """What the plan found costs against the plan as it is, where the headline is about something else and it can be told."""
        pair = self.found.pair(self.found.pick, "bonus_cost")
        way = verdict(pair.difference)
        if self.outcome() not in ("better", "not_better", "worse") or way not in (MORE, FEWER):
            return []
        return [self.w(f"plan_improve.cost_{way}", d=self.sayer.size(pair, signed=False), span=self.sayer.span(pair, signed=False))]

    def limits(self) -> list[str]:
        """Whether the plan found and the plan as it is meet the condition."""
        states = {FOUND: self.found.pick, **({} if self.goal.relative else {"yours": YOURS})}  # against itself nothing is told
        return [self.w(f"plan_improve.limit.{key}_{self.found.judged.limit_state(name)}", value=self.level_of_limit(name)) for key, name in states.items()]

    def curse(self) -> list[str]:
        """What the search had promised of its favourite, and what held-out seeds gave."""
        table = self.found.judged.curse
        row, aim = table[(table["what"] == "liked") & (table["objective"] == AIM)].iloc[0], self.laid.search.asked.objectives[AIM]
        unit = UNITS[aim.outcome]
        scale = SCALES.get(unit, 1.0)
        held, lo, hi = (scale * float(row[key]) for key in ("held_out", "held_out_lo", "held_out_hi"))
        if not (math.isfinite(held) and math.isfinite(lo)):
            return []
        places = min(numbers.decimals_of(held, lo, hi), 1 if unit == "eur" else 2)
        low, high = sorted((lo, hi))
        said = {
            "said": numbers.number(scale * float(row["search"]), places, self.lang, signed=True), "unit": self.unit_said(unit), "seeds": self.seeds(SEARCH),
            "held": numbers.number(held, places, self.lang, signed=True), "span": numbers.interval(low, high, places, self.lang, signed=True),
        }  # fmt: skip
        short = (row["search"] > row["held_out"]) if aim.goal == MAX else (row["search"] < row["held_out"])
        return [self.w("plan_improve.curse" if short else "plan_improve.curse_open", **said)]

    def shift_said(self) -> list[str]:
        """What moving weights up and down does, one sentence each."""
        said = []
        for name in self.laid.shifts:
            told = [pair for pair in self.found.tables[name] if verdict(pair.difference) in (MORE, FEWER)]
            values = {"p": self.number(self.points, 1), "way": self.w(f"plan_improve.way.{name}"), "all": len(TOLD)}
            names = "; ".join(f"{self.outcome_name(pair.name)} {self.sayer.size(pair)} {self.unit_said(pair.unit)}" for pair in told)
            said.append(self.w("plan_improve.shift_some", k=len(told), names=names, **values) if told else self.w("plan_improve.shift_none", **values))
        return said or [self.w("plan_improve.no_shift")]

    @property
    def points(self) -> float:
        """Points of weight moved, the most at any level."""
        made = self.laid.made
        return max((abs(value - cx_now(made, lever.partition(".")[2])) for own in self.laid.shifts.values() for lever, value in own.items()), default=0.0)

    def outcome_name(self, key: str) -> str:
        """What an outcome is called; money of the staff is per year here."""
        return self.w("plan_improve.outcome_year") if key == "bonus_cost" else self.w(f"plan_compare.outcome.{key}")

    def sure(self) -> list[str]:
        """How sure, and what stands behind the numbers."""
        lived, w = self.found.lived, self.w
        refused = sum(bool(plan.refused) for plan in lived.candidates)
        said = [w("plan_improve.sure.seeds", tried=len(lived.candidates), search=self.seeds(SEARCH), promoted=len(lived.promoted), fresh=self.seeds(FRESH), finalists=len(lived.finalists), held=self.seeds(HELD_OUT))]
        said += [w(f"plan_improve.sure.{key}") for key in ("intervals", "cost", "leaving", "space")]
        said += [w("plan_improve.sure.refused", n=refused)] if refused else []
        said += [w("plan_improve.sure.failed", n=len(lived.results.failures))] if lived.results.failures else []
        return [*said, w("plan_compare.sure.evidence")]

    def spoken(self) -> list[str]:
        """Lines for the terminal, the finding first."""
        differs = [f"    {row[0][0]}, {row[1][0]}: {row[2][0]} -> {row[3][0]}" for row in self.differs().rows]
        return [numbers.plain(line) for line in (self.headline(), *(f"  {line}" for line in self.details()), f"  {self.w('plan_improve.section.differs')}:", *(differs or [f"    {self.w('plan_improve.none_differs')}"]))]

    # ------------------------------------------------------------ tables

    def _paired(self, names: Sequence[str], title: str, labels: Sequence[str], note: str = "") -> Grid:
        head = [self.w("plan_improve.col.outcome"), self.w("plan_improve.yours")]
        for label in labels:
            head += [label, self.w("plan_improve.col.difference")]
        rows: dict[str, list[Pair | None]] = {}
        for key in TOLD:
            own: list[Pair | None] = [self.found.pair(name, key) for name in names]
            unit = self.w(f"plan_compare.value_unit.{TOLD[key][1]}")
            rows[self.w("plan_compare.row", what=self.outcome_name(key), unit=unit)] = own
        return self.sayer.grid(title, head, rows, " ".join(text for text in (note, self.w("plan_improve.note.together", n=self.seeds(HELD_OUT))) if text))

    def judged(self) -> Grid:
        """The plan found against the plan as it is."""
        return self._paired([self.found.pick], self.w("plan_improve.section.found"), [self.w("plan_improve.found")])

    def shifted(self) -> list[Grid]:
        """The moved weights, and what they change; nothing when no weight can be moved."""
        names, made = list(self.laid.shifts), self.laid.made
        if not names:
            return []
        labels = [self.w(f"plan_improve.{name}") for name in names]
        levels = [lever.partition(".")[2] for lever in self.laid.shifts[UP]] if UP in self.laid.shifts else []
        rows = [[(self.say.level(level), False), (self.number(cx_now(made, level), 2), False), *((self.number(self.laid.shifts[name][f"{CX}.{level}"], 2), False) for name in names)] for level in levels]
        note = self.w("plan_improve.note.shift", p=self.number(self.points, 1))
        weights = Grid(self.w("plan_improve.section.shifted"), [self.w("plan_improve.col.level"), self.w("plan_improve.yours"), *labels], rows, note)
        return [weights, self._paired(names, self.w("plan_improve.section.shift"), labels)]

    def differs(self) -> Grid:
        """What the plan found says differently."""
        head = [self.w(f"plan_improve.col.{key}") for key in ("level", "what", "yours", "found")]
        rows = []
        for row in self.changes():
            what = self.w("plan_improve.what.weight", measure=self.say.measure(row["measure"])) if row["measure"] else self.w("plan_improve.what.bonus")
            rows.append([(self.say.level(row["level"]), False), (what, False), (self.number(row["now"], 2), False), (self.number(row["then"], 2), False)])
        return Grid(self.w("plan_improve.section.differs"), head, rows, "" if rows else self.w("plan_improve.none_differs"))

    def changes(self) -> list[dict[str, Any]]:
        """What differs, level by level in the order of the sheet, the target bonus first."""
        order = list(self.laid.made.facts.plan.levels)
        return sorted(differing(self.laid.made, self.found.found()), key=lambda row: (order.index(row["level"]), row["measure"] != "", row["row"]))

    def levers(self) -> Grid:
        """What was allowed to change."""
        head = [self.w(f"plan_improve.col.{key}") for key in ("level", "what", "typed", "range")]
        rows = []
        for lever in self.laid.space.levers.values():
            values = "; ".join(self.number(value, 2) for value in lever.values) if len(lever.values) <= 12 else f"{self.number(lever.values[0], 2)}–{self.number(lever.values[-1], 2)} ({len(lever.values)})"
            rows.append([(self.say.level(lever.level), False), (self.w(f"plan_improve.what.{lever.kind}"), False), (lever.name, False), (values, False)])
        first = next(iter(self.laid.space.levers))
        return Grid(self.w("plan_improve.section.levers"), head, rows, self.w("plan_improve.note.levers", example=f"{first}=0..60"), fold=True)

    # ------------------------------------------------------------ pictures

    def pictures(self) -> dict[str, Picture]:
        """The plan found, all plans tried, and the moved weights."""
        made = {FOUND: self._forest(FOUND, [self.found.pick], [self.w("plan_improve.found")])}
        if self.laid.shifts:
            made["shift"] = self._forest("shift", list(self.laid.shifts), [self.w(f"plan_improve.{name}") for name in self.laid.shifts])
        if tried := self._tried():
            made["tried"] = tried
        return made

    def _forest(self, key: str, names: Sequence[str], labels: Sequence[str]) -> Picture:
        panels = []
        for outcome in FOREST:
            own = [self.found.pair(name, outcome) for name in names]
            panels.append(paired.Panel(self.outcome_name(outcome), self.sayer.unit(own[0]), [self.sayer.mark(pair) for pair in own]))
        marks = [mark for panel in panels for mark in panel.marks]
        title = self.w(f"plan_improve.fig.{key}", told=sum(mark[3] for mark in marks), all=len(marks))
        company = self.laid.search.settings.company
        called = labelled({"company": asdict(company)}, ("company",), self.lang, company.name)
        caption = self.w("plan_improve.fig.forest_caption", n=self.seeds(HELD_OUT), company=called)
        return Picture(key, title, caption, paired.forest(labels, panels, self.w("plan_improve.fig.axis"), self.lang))

    def _tried(self) -> Picture | None:
        """Cost against the goal's outcome for every plan tried."""
        rows, scale = self.found.differences(), SCALES.get(UNITS[self.goal.outcome], 1.0)
        if not rows:
            return None
        tried = np.array([[row[1] / 1000, scale * row[2]] for row in rows])
        key = next(key for key, (outcome, _) in TOLD.items() if outcome == self.goal.outcome)
        marks = [self.sayer.mark(self.found.pair(self.found.pick, name)) for name in ("bonus_cost", key)]
        dots = [searches.Dot(FOUND, "", np.array([mark[:3] for mark in marks]), True, any(mark[3] for mark in marks))]
        seeds, fig = self.laid.search.seeds[SEARCH], "plan_improve.fig"
        axes = [self.w(f"{fig}.x"), f"{raised(self.metric())}, {self.w('plan_compare.unit.' + UNITS[self.goal.outcome])}"]
        said = searches.Words(axes, [self.w(f"{fig}.better_left"), ""], ["", self.w(f"{fig}.better_up")], self.w(f"{fig}.dots"), self.w(f"{fig}.dot"), (YOURS, self.w("plan_improve.yours")))
        met = sum(self.found.lived.results.keeps(row[0], seeds) for row in rows)
        caption = self.w(f"{fig}.tried_caption", metric=self.metric(), n=len(seeds))
        figure = searches.pareto(tried, dots if np.isfinite(dots[0].means[:, 0]).all() else [], [(0, 1)], said, self.lang)
        return Picture("tried", self.w(f"{fig}.tried", k=met, tried=len(rows), n=len(seeds)), caption, figure)


def shown_file(told: Told) -> PlanFile:
    """The plan found without staff rows: a result folder may be shown to others."""
    file = told.found.found(told.w("plan_improve.found_name", name=told.name))
    return PlanFile(file.plan, {**file.rows, "staff": []})


def table_rows(told: Told) -> list[dict[str, Any]]:
    """Outcomes of the plan found and of the moved weights as plain rows, EUR to 100."""
    rows = []
    for name, own in told.found.tables.items():
        for pair in own:
            row = {key: 100.0 * round(value / 100.0) if pair.unit == "eur" and isinstance(value, float) and value == value else value for key, value in pair.row.items()}
            rows.append({"plan": FOUND if name == told.found.pick else name, **row})
    return rows


def write(told: Told, folder: Path, facts: dict[str, Any], commands: Sequence[str]) -> None:
    """Page, figures, tables, and the plan found as workbook and YAML without staff, into `folder`."""
    from cxsim.desk.yaml_text import yaml_text
    from cxsim.report.desk.template import workbook_bytes

    pictures = {one["name"]: one for one in drawn(list(told.pictures().values()), folder)}
    write_csv(pd.DataFrame(table_rows(told)), folder / "tables" / "differences.csv")
    write_csv(pd.DataFrame(told.changes(), columns=["level", "measure", "now", "then"]), folder / "tables" / "changes.csv")
    for name, table in saving.tables(told.found.judged).items():
        write_csv(table, folder / "tables" / f"{name}.csv")
    file = shown_file(told)
    write_whole(folder / "found.xlsx", workbook_bytes(file, told.lang))
    write_whole(folder / "found.yaml", yaml_text(file).encode())
    page = environment().get_template("plan_improve.html.j2").render(told=told, w=told.w, lang=told.lang, facts=facts, pictures=pictures, commands=list(commands))
    (folder / "report.html").write_text(page, "utf-8")

