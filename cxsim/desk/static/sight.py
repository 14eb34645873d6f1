"""How much of a measure one person's work can move: line of sight, and the weight felt beside the weight on paper.

The line of sight here is the static stand-in of the one measured in the simulation: the part of a measure's volume that a
person answers for, divided by the people of the same level who share that part.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from cxsim.desk.facts import Facts, key_of
from cxsim.desk.plan_file import Row, case_of
from cxsim.desk.static.steps import moved
from cxsim.pay.case import pay_case
from cxsim.pay.diagnostics import effective_weight
from cxsim.pay.plan import Measure

STRONG, WEAK = 0.5, 0.1


def line_of_sight(facts: Facts, level: str, measure: Measure) -> float:
    """Mean over the people of a level of (share of volume / people sharing it), 0-1; 0 without people.

    Parts of a whole add up to one, so that volumes drop out of the mean: n parts shared by N people give n / N.
    """
    codes = Counter(segment.codes.of(measure.scope) for segment in facts.heads(level))
    people = sum(codes.values())
    return len(codes) / people if people else 0.0


def strength(sight: float) -> str:
    """strong, weak or none."""
    return "strong" if sight >= STRONG else "weak" if sight >= WEAK else "none"


def felt_by_formula(facts: Facts, level: str) -> float:
    """Weight on another unit's result relative to the own unit's: w = s / ((1 - s) D + s), units equally large."""
    share = min(1.0, float(facts.company_weight(facts.plan.levels[level]) / 100))
    return effective_weight(share, max(1, len(facts.units)))


def volumes(facts: Facts, metric: str) -> tuple[dict[str, float], str]:
    """Share of each unit in a company result, and where it was read: actual, responses or equal.

    The sizes are the targets or actuals of the same metric by unit when it is an amount (percent_of_target); for scales, the
    answers of the last survey; without either, units are taken as equal (assumption).
    """
    amounts = {part.metric for part, _, _ in facts.parts if part.basis == "percent_of_target"}
    rows = {key_of(row): row for row in facts.file.sheet("scorecard")}
    sizes = {}
    if metric in amounts:
        sizes = {unit: float(value) for unit in facts.units if (value := _size(rows.get((metric, "unit", unit)))) > 0}
    read = "actual"
    if len(sizes) < len(facts.units):
        answers = {unit: facts.history.get((metric, "unit", unit), []) for unit in facts.units}
        sizes = {unit: float(points[-1].responses) for unit, points in answers.items() if points and points[-1].responses}
        read = "responses"
    if len(sizes) < len(facts.units):
        sizes, read = dict.fromkeys(facts.units, 1.0), "equal"
    total = sum(sizes.values()) or 1.0
    return {unit: size / total for unit, size in sizes.items()}, read


def _size(row: Row | None) -> Fraction:
    value = (row or {}).get("target", (row or {}).get("actual"))
    return Fraction(str(value)) if value is not None else Fraction(0)


def felt_in_euros(facts: Facts) -> dict[str, dict[str, Any]]:
    """By level: EUR a year per person when the own unit's results rise by a step, when another unit's do, and their ratio.

    Finite differences by the exact pay rules without pools, half the way from one step worse to one step better; a company
    result moves by the unit's share of the volume. Levels without people in a unit are left out.
    """
    own: dict[str, list[float]] = {}
    other: dict[str, list[float]] = {}
    homes = {person.person_id: (person.segments[-1].level, person.segments[-1].codes.unit) for person in facts.people}
    for unit in facts.units:
        change = _unit_moved(facts, unit)
        for person, (level, home) in homes.items():
            if home in facts.units:
                (own if home == unit else other).setdefault(level, []).append(change[person])
    return {level: _pair(values, other.get(level, [])) for level, values in own.items()}


def _pair(own: list[float], other: list[float]) -> dict[str, Any]:
    mine, theirs = (sum(values) / len(values) if values else 0.0 for values in (own, other))
    return {"own_eur": mine, "other_eur": theirs, "ratio": theirs / mine if mine else float("nan")}


def _unit_moved(facts: Facts, unit: str) -> dict[str, float]:
    """EUR by person: half the difference between all results of a unit a step better and a step worse."""
    members = [person.segments[-1].codes for person in facts.people if person.segments[-1].codes.unit == unit]
    ends = []
    for direction in (1, -1):
        shifts = {}
        for row in facts.file.sheet("scorecard"):
            metric, scope, code = key_of(row)
            share = volumes(facts, metric)[0][unit] if scope == "company" else float(code == unit or any(code == codes.of(scope) for codes in members))
            if share:
                shifts[(metric, scope, code)] = direction * Fraction(share).limit_denominator(10**6)
        case = case_of(facts.file, scorecard=moved(facts, shifts))
        case["plan"] = {**case["plan"], "pools": [], "deferral": []}
        ends.append(pay_case(case)["people"])
    up, down = ends
    return {name: (up[name]["award_cents"] - down[name]["award_cents"]) / 200 for name in up}
