"""What the pay rules say of a plan file, told at the cell it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from cxsim.base.errors import Problem
from cxsim.desk.form import SHEETS
from cxsim.desk.plan_file import PlanFile, case_of
from cxsim.desk.raw import Key, Report
from cxsim.pay.case import Case, read_case
from cxsim.pay.fields import Problems
from cxsim.pay.numbers import HUNDRED, ZERO, exact, show
from cxsim.pay.plan import Measure
from cxsim.pay.pools import Claim, pool_of
from cxsim.pay.results import Codes

_WEIGHTS = re.compile(r"weights of .* add to (\S+?)[,;]? ")
_SEGMENT = re.compile(r"(.*)\.segments\[(\d+)\]")
_NUMBERED = re.compile(r"(?:plan\.)?(gates|modifiers|pools|deferral|scorecard)\[(\d+)\]")
_TOLD_BY_THE_FORM = ("is given twice", "days is missing")  # with the cell of the second row; with the two dates
_REMEDIES = {
    "days in a period of": "rows of one code are parts of the year: give each its days",
    "it is never clamped": "change it, or the range on the sheet plan",
    "is not a range of": "the lowest comes first",
    "must not fall": "correct the payout, or the order of the rows",
    "but the curve says": "leave better empty, or change the direction of the curve",
}
_NO_ACTUAL = "fill it, or set missing_metric to zero, target or reweight on the sheet plan"


@dataclass
class _Places:
    """Where things of the plan stand, by what the pay rules call them."""

    file: PlanFile
    staff: dict[str, list[int]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, row in enumerate(self.file.sheet("staff")):
            self.staff.setdefault(str(row.get("person_id")), []).append(number)
        for number, row in enumerate(self.file.sheet("levels")):
            self.levels.setdefault(str(row.get("level")), number)

    def rows_of(self, sheet: str, key: str, value: str) -> list[int]:
        return [number for number, row in enumerate(self.file.sheet(sheet)) if str(row.get(key)) == value]

    def find(self, where: str, message: str) -> Key:
        """Sheet, row and column of a fault at `where`."""
        if numbered := _NUMBERED.fullmatch(where):
            return _cell(numbered[1], int(numbered[2]) - 1, message)
        if where.startswith("people."):
            name = where.removeprefix("people.")
            segment = _SEGMENT.fullmatch(name)
            if name in self.staff or not segment:
                return _cell("staff", self.staff.get(name, [0])[-1], message)
            return _cell("staff", self.staff[segment[1]][int(segment[2]) - 1], message)
        if where.startswith("plan.levels."):
            return self._of_level(where.removeprefix("plan.levels."), message)
        if where.startswith("plan.curves."):
            return self._of_curve(where.removeprefix("plan.curves."), message)
        if where.startswith("plan.pools."):
            return "pools", next(iter(self.rows_of("pools", "pool", where.removeprefix("plan.pools."))), 0), "metric"
        return "plan", 0, "individual_min_pct" if "individual range" in message else _column("plan", message)

    def _of_level(self, rest: str, message: str) -> Key:
        name = max((level for level in self.levels if rest == level or rest.startswith(f"{level}.")), key=len, default="")
        measure = rest[len(name) + 1 :]
        for number in self.rows_of("components", "level", name):
            row = self.file.sheet("components")[number]
            if f"{row.get('metric')}/{row.get('scope')}" == measure:
                return _cell("components", number, message)
        return _cell("levels", self.levels.get(name, 0), message)

    def _of_curve(self, name: str, message: str) -> Key:
        """The row at which the order of a curve breaks."""
        rows = self.rows_of("curves", "curve", name)
        if "slope" in message:
            return "curves", rows[0], "beyond_last"
        key = "payout_pct" if "payout" in message else "x"
        points = [self.file.sheet("curves")[number].get(key) for number in rows]
        after = re.search(r"but (\S+) follows (\S+)", message)
        for number, before, value in zip(rows[1:], points, points[1:]):
            if after and None not in (before, value) and (show(exact(value)), show(exact(before))) == after.groups():
                return "curves", number, key
        return "curves", rows[0], key


def _cell(sheet: str, row: int, message: str) -> Key:
    return sheet, row, _column(sheet, message)


def _column(sheet: str, message: str) -> str:
    """The first column that a message names."""
    keys = SHEETS[sheet].keys
    return next((word for word in re.findall(r"[a-z_]+", message) if word in keys), keys[0])


def find_pay_faults(file: PlanFile, report: Report) -> None:
    """Note everything the pay rules refuse: plan, staff and scorecard as they stand."""
    places = _Places(file)
    case = read_case(case_of(file))
    blanks: set[str] = set()
    for problem in case.problems.found:
        if _WEIGHTS.match(problem.message):
            _weights(places, report, problem)
        elif not any(text in problem.message for text in _TOLD_BY_THE_FORM):
            _tell(places, report, problem, blanks)
    _results(case, places, report)
    _pools(case, places, report)


def _tell(places: _Places, report: Report, problem: Problem, blanks: set[str]) -> None:
    """One fault at its cell; the same fault of blank cells, whose default does not fit, is told once."""
    sheet, row, column = places.find(problem.where, problem.message)
    if sheet == "staff" and column not in places.file.sheet("staff")[row]:
        if problem.message in blanks:
            return
        blanks.add(problem.message)
    extra = next((f"; {remedy}" for text, remedy in _REMEDIES.items() if text in problem.message), "")
    report.follow(sheet, row, column, problem.message + extra, problem.rule, _about(places.file, sheet, row, column))
    if sheet == "plan":
        report.lost.add((sheet, row, column))  # what it decides for people is not told of each of them


def _about(file: PlanFile, sheet: str, row: int, column: str) -> list[Key]:
    """Cells whose loss explains a fault of this row: all points of a curve; the reach of the individual factor."""
    if sheet == "curves":
        name = file.sheet(sheet)[row].get("curve")
        return [(sheet, number, key) for number, other in enumerate(file.sheet(sheet)) if other.get("curve") == name for key in ("curve", "x", "payout_pct")]
    if sheet == "gates":
        return [("components", number, key) for number in range(len(file.sheet("components"))) for key in ("metric", "scope")]
    keys = {"individual_pct": ("individual_min_pct", "individual_max_pct"), "days": ("period_start", "period_end")}.get(column, ())
    return [("plan", 0, key) for key in keys] if sheet == "staff" else []


def _weights(places: _Places, report: Report, problem: Problem) -> None:
    """Weights that do not add to 100: one of them is named, with the value that would do."""
    level = problem.where.removeprefix("plan.levels.")
    numbers = places.rows_of("components", "level", level)
    rows = places.file.sheet("components")
    causes = [("components", number, key) for number in numbers for key in ("level", "weight_pct")]
    causes += [("components", number, "level") for number in range(len(rows))] + [("plan", 0, "normalise_weights")]
    if "components" in report.raw.missing:
        return
    if not numbers:
        report.follow("levels", places.levels.get(level, 0), "level", f"{level} has no components; give it rows on the sheet components, with weights that add to 100", problem.rule, causes)
        return
    weights = {number: exact(rows[number].get("weight_pct", 0)) for number in numbers}
    total = sum(weights.values(), ZERO)
    if total == 1:
        hints = ", ".join(f"{show(weight * HUNDRED)} in {report.short('components', number, 'weight_pct')}" for number, weight in weights.items())
        message = f"weights of {level} add to 1, not 100; per cents are written 25, not 0.25: did you mean {hints}?"
        report.follow("components", numbers[0], "weight_pct", message, problem.rule, causes)
        return
    number, meant = _to_change(weights, HUNDRED - total)
    verb = "raise" if total < HUNDRED else "lower"
    here = report.short("components", number, "weight_pct")
    remedy = f"{verb} {here} to {show(meant)}" if 0 <= meant <= HUNDRED else "change the weights"
    message = f"weights of {level} add to {show(total)}, not 100; {remedy} or set normalise_weights to yes"
    if "0, so they cannot" in problem.message:
        message = f"weights of {level} add to 0, so they cannot be normalised; give at least one component a weight"
    report.follow("components", number, "weight_pct", message, problem.rule, causes)


def _to_change(weights: dict[int, Fraction], missing: Fraction) -> tuple[int, Fraction]:
    """The odd one out, whose change makes it a multiple of five; else the last that can take the change."""
    able = {number: weight + missing for number, weight in weights.items() if 0 <= weight + missing <= HUNDRED} or {max(weights): weights[max(weights)] + missing}
    odd = [number for number, meant in able.items() if weights[number] % 5 and not meant % 5]
    number = odd[-1] if odd else max(able)
    return number, able[number]


@dataclass
class _Asked:
    """A result that is wanted and not there, or cannot be used: where it is told, for how many rows of staff."""

    key: Key
    rule: str
    causes: list[Key]
    people: set[int] = field(default_factory=set)


def _results(case: Case, places: _Places, report: Report) -> None:
    """Ask the scorecard for everything somebody is paid on; what is missing is told once."""
    asked: dict[str, _Asked] = {}
    for payee in case.people:
        for segment, number in zip(payee.segments, places.staff.get(payee.person_id, [])):
            for measure, sheet, row in _measures(case, places, segment.level):
                problems = Problems()
                case.scorecard.reader(segment.codes, case.plan.missing_metric, problems, "staff")(measure)
                for problem in problems.found:
                    one = asked.setdefault(problem.message + problem.where, _asked(places, problem, measure, (sheet, row), (number, segment.codes)))
                    one.people.add(number)
                    one.causes += [("staff", number, key) for key in ("level", "unit", "touchpoint", "journey")] + [(sheet, row, key) for key in ("metric", "scope", "basis")]
    for message, one in asked.items():
        rows = "" if one.key[0] != "staff" or len(one.people) < 2 else f" (asked for in {len(one.people)} rows of staff)"
        text = message.removesuffix("staff").split("scorecard, ")[0]
        extra = f"; {_NO_ACTUAL}" if one.rule == "R2" else ""
        report.follow(*one.key, text + extra + rows, one.rule, one.causes)


def _measures(case: Case, places: _Places, level: str) -> list[tuple[Measure, str, int]]:
    """Everything a level is paid on, with the row it stands in."""
    if level not in case.plan.levels:
        return []
    own = case.plan.levels[level]
    found: list[tuple[Measure, str, int]] = [(part, "components", row) for part, row in zip(own.components, places.rows_of("components", "level", level))]
    for sheet, key, measures in (("gates", "gate", (*own.component_gates, *own.score_gates)), ("modifiers", "modifier", own.modifiers)):
        found += [(measure, sheet, next(iter(places.rows_of(sheet, key, measure.name)), 0)) for measure in measures]
    return found


def _asked(places: _Places, problem: Problem, measure: Measure, of: tuple[str, int], by: tuple[int, Codes]) -> _Asked:
    """Where to tell it: at the result when it has a row, at the measure when nobody has it, else at the person's code."""
    card = places.file.sheet("scorecard")
    code = by[1].of(measure.scope)
    for number, row in enumerate(card):
        if (row.get("metric"), row.get("scope")) == (measure.metric, measure.scope) and (measure.scope == "company" or row.get("unit", "") == code):
            return _Asked(("scorecard", number, "actual" if problem.rule == "R2" else "target"), problem.rule, [])
    keys = [("scorecard", number, key) for number in range(len(card)) for key in ("metric", "scope", "unit")]
    if problem.message.startswith(f"the scorecard has no {measure.key};"):
        return _Asked((*of, "metric"), problem.rule, keys)
    column = measure.scope if measure.scope in ("touchpoint", "journey") and getattr(by[1], measure.scope) else "unit"
    return _Asked(("staff", by[0], column), problem.rule, keys)


def _pools(case: Case, places: _Places, report: Report) -> None:
    """Two pools for one person (R12), told once per pair at the second; and results that fund a pool."""
    pairs: dict[tuple[str, ...], set[str]] = {}
    causes: list[Key] = [("pools", number, key) for number in range(len(case.plan.pools)) for key in ("units", "levels")]
    for payee in case.people:
        if payee.segments:
            last = payee.segments[-1]
            number = places.staff[payee.person_id][-1]
            names = tuple(pool.name for pool in pool_of(case.plan.pools, Claim(payee.person_id, last.level, last.codes.unit, ZERO, ZERO)))
            if len(names) > 1 and not report.lost & {("staff", number, "level"), ("staff", number, "unit")}:
                pairs.setdefault(names, set()).add(payee.person_id)
    for names, people in pairs.items():
        row = places.rows_of("pools", "pool", names[1])[0]
        message = f"pools {' and '.join(names)} both fit {len(people)} of the staff; give them units or levels that do not overlap"
        report.follow("pools", row, "pool", message, "R12", causes)
    for pool in case.plan.pools:
        problems = Problems()
        if pool.funding == "pct_of_metric":
            case.scorecard.pool_actual(pool, problems)
        for problem in problems.found:
            sheet, row, column = places.find(problem.where, problem.message)
            report.follow(sheet, row, column, problem.message, problem.rule, [])


