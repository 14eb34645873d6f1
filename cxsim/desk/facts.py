"""A plan file read for analysis: exact plan and people from the pay rules, beside the rows they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.desk.form import NUMBER, SHEETS, WHOLE
from cxsim.desk.plan_file import PlanFile, Row, case_of
from cxsim.pay.case import Case, read_case
from cxsim.pay.numbers import HUNDRED, ZERO, exact
from cxsim.pay.plan import Component, Level, Measure, Plan
from cxsim.pay.score import achievement
from cxsim.pay.staff import Payee, Segment, target_bonus_eur

EXECUTIVE, TOP_RANK = "executive", 4
FEW = 8  # history points below which a rule does not guess
Key = tuple[str, str, str]  # metric, scope, code


@dataclass(frozen=True)
class Point:
    """One period of one result: actual and target as written, None when blank."""

    period: str
    actual: Fraction | None
    target: Fraction | None
    responses: Fraction | None = None
    sd: Fraction | None = None


class Facts:
    """What the linter and the static view look at. Raises InputError when the pay rules refuse the plan.

    A period that is not a year is left to the pay rules: the linter has a rule of its own about it.
    """

    def __init__(self, file: PlanFile):
        self.file = file
        faults = _not_numbers(file)
        if faults:
            raise InputError(faults)
        self.case: Case = read_case(case_of(file))
        serious = [problem for problem in self.case.problems.found if problem.where != "period"]
        if serious:
            raise InputError(serious)
        self.plan: Plan = self.case.plan
        self.people: list[Payee] = self.case.people

    @cached_property
    def parts(self) -> list[tuple[Component, str, int]]:
        """Every component with its level and the number of its row in the sheet components."""
        seen: Counter[str] = Counter()
        found = []
        for number, row in enumerate(self.file.sheet("components")):
            level = str(row.get("level"))
            if level in self.plan.levels:
                found.append((self.plan.levels[level].components[seen[level]], level, number))
                seen[level] += 1
        return found

    def parts_of(self, level: str) -> list[tuple[Component, int]]:
        """Components of a level, each with the number of its row."""
        return [(part, row) for part, own, row in self.parts if own == level]

    def level_row(self, level: str) -> tuple[int, Row]:
        """Number and row of a level in the sheet levels."""
        return next((i, row) for i, row in enumerate(self.file.sheet("levels")) if str(row.get("level")) == level)

    def rank(self, level: str) -> int | None:
        """Rank of a level, 1 = lowest; None when the sheet has none."""
        value = _exact(self.level_row(level)[1].get("rank"))
        return None if value is None else int(value)

    def is_executive(self, level: str) -> bool:
        """Named so, or of rank 4 and above."""
        rank = self.rank(level)
        return level == EXECUTIVE or (rank is not None and rank >= TOP_RANK)

    @property
    def by_rank(self) -> list[Level]:
        """Levels with a rank, lowest first."""
        ranked = [level for level in self.plan.levels.values() if self.rank(level.name) is not None]
        return sorted(ranked, key=lambda level: self.rank(level.name) or 0)

    @cached_property
    def units(self) -> list[str]:
        """Codes of the units that have results of their own: all but headquarters."""
        return [str(row["unit"]) for row in self.file.sheet("units") if row.get("kind") != "headquarters"]

    def heads(self, level: str) -> list[Segment]:
        """The last segments of the people of a level."""
        return [person.segments[-1] for person in self.people if person.segments[-1].level == level]

    def target_at_mid(self, level: str) -> float:
        """Target bonus of a level in EUR a year at mid pay; without one, at the mean base pay of its staff, else 0."""
        mid = self.level_row(level)[1].get("pay_mid_eur")
        pays = [segment.base_pay_eur for segment in self.heads(level)]
        base = exact(mid) if mid is not None else sum(pays, ZERO) / len(pays) if pays else ZERO
        return float(base * self.plan.levels[level].target_bonus_pct / HUNDRED)

    def target_of(self, segment: Segment) -> Fraction:
        """Target bonus of a segment for the time worked, EUR."""
        bonus = self.plan.levels[segment.level].target_bonus_pct
        return target_bonus_eur(segment.base_pay_eur, segment.fte_pct, bonus, segment.days, self.case.period_days)

    @staticmethod
    def company_weight(level: Level) -> Fraction:
        """Weight of all measures of the whole company, in %."""
        return sum((part.weight_pct for part in level.components if part.scope == "company"), ZERO)

    @cached_property
    def history(self) -> dict[Key, list[Point]]:
        """Points by result, in the order of their periods."""
        found: dict[Key, list[Point]] = {}
        for row in self.file.sheet("history"):
            found.setdefault(key_of(row), []).append(point_of(row))
        return {key: sorted(points, key=lambda point: point.period) for key, points in found.items()}

    def history_row(self, key: Key, period: str | None = None) -> int:
        """Number of the row of a result in the sheet history, the last one without a period; -1 without any."""
        rows = [i for i, row in enumerate(self.file.sheet("history")) if key_of(row) == key and period in (None, str(row.get("period")))]
        return rows[-1] if rows else -1

    def keys_of(self, measure: Measure, level: str) -> list[Key]:
        """Results that a level's people are paid on by a measure, each once."""
        codes = sorted({segment.codes.of(measure.scope) for segment in self.heads(level)})
        return [(measure.metric, measure.scope, code) for code in codes]

    def place(self, sheet: str, row: int, column: str) -> str:
        """Where a cell stands in the file."""
        return self.file.place(sheet, row, column)


def _not_numbers(file: PlanFile) -> list[Problem]:
    """Cells of number columns that hold something else, in every sheet; the pay rules read only some of them."""
    found = []
    for name, sheet in SHEETS.items():
        for number, row in enumerate([file.plan] if sheet.paired else file.sheet(name)):
            for column in sheet.columns:
                try:
                    _exact(row.get(column.key)) if column.kind in (NUMBER, WHOLE) else None
                except ValueError as error:
                    found.append(Problem(str(error), file.place(name, number, column.key)))
    return found


def key_of(row: Mapping[str, Any]) -> Key:
    """The result a row of scorecard or history is about."""
    scope = str(row.get("scope", "company"))
    return str(row.get("metric")), scope, "" if scope == "company" else str(row.get("unit", ""))


def point_of(row: Mapping[str, Any]) -> Point:
    """A row of the history as exact numbers."""
    return Point(str(row.get("period")), *(_exact(row.get(name)) for name in ("actual", "target", "responses", "sd")))


def _exact(value: Any) -> Fraction | None:
    return None if value is None or str(value).strip() == "" else exact(value)


def achieved(measure: Measure, point: Point) -> Fraction | None:
    """Achievement x of a point for a measure; None when it cannot be told."""
    if point.actual is None:
        return None
    try:
        return achievement(measure.basis, measure.better, point.actual, point.target)
    except ValueError:
        return None


def span_of(part: Component) -> Fraction | None:
    """Distance from threshold to target on the curve's own scale; None when the curve never pays 100 % above its threshold."""
    target = part.curve.x_for(HUNDRED)
    distance = None if target is None else abs(target - part.curve.threshold)
    return distance or None
