"""Simple variants of a plan: the weight of the company's customer experience moved one step up or down the hierarchy.

Every level passes up to STEP points of its company-CX weight on to the next level. What it passes on is counted in EUR of target
bonus, so the money that rests on the company's customer experience stays the same; the other weights of a level keep their
proportions and fill up to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Component
from cxsim.pay.scheme_form import LEVELS

STEP = Fraction(10)  # points of a level's weight
DIRECTIONS = ("up", "down")
COMPANY_CX = ("cx", "company")  # in the words of the simulation
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Variant:
    """A changed plan and, by level, its company-CX weight before and after, in %."""

    file: PlanFile
    weights: dict[str, tuple[float, float]]


def shifted(made: Translation, direction: str) -> Variant | None:
    """The plan with its company-CX weights moved `up` or `down`; None when no level has any to pass on, or nowhere to."""
    levels = _levels(made)
    before = {level: company_cx_share(made, level) for level in levels}
    after = _after(made, levels if direction == "up" else levels[::-1], before)
    if after == before:
        return None
    rows = [dict(row) for row in made.facts.file.sheet("components")]
    for level in levels:
        if after[level] != before[level]:
            _reweigh(made, rows, level, before[level], after[level])
    file = made.facts.file
    return Variant(PlanFile(file.plan, {**file.rows, "components": rows}, file.source, file.places), {level: (float(before[level]), float(after[level])) for level in levels})


def money_of(made: Translation, level: str) -> Fraction:
    """Target bonuses of the people of a level, EUR."""
    return sum((made.facts.target_of(segment) for person in made.facts.people for segment in person.segments if segment.level == level), ZERO)


def is_company_cx(made: Translation, part: Component) -> bool:
    """Whether a component pays on what the simulation counts as the customer experience of the whole company."""
    return made.source(part) == COMPANY_CX


def _levels(made: Translation) -> list[str]:
    """Levels that somebody is paid by, lowest first."""
    found = [level for level in made.levels if money_of(made, level) and made.facts.plan.levels[level].components]
    return sorted(found, key=lambda level: LEVELS.index(made.levels[level]))


def company_cx_share(made: Translation, level: str) -> Fraction:
    """Company-CX weight of a level, % of its weights together."""
    parts = made.facts.plan.levels[level].components
    total = sum((part.weight_pct for part in parts), ZERO)
    own = sum((part.weight_pct for part in parts if is_company_cx(made, part)), ZERO)
    return HUNDRED * own / total if total else ZERO


def _after(made: Translation, order: list[str], before: dict[str, Fraction]) -> dict[str, Fraction]:
    """Weights after every level has given to the next of `order`; the far end goes first, so that room is known."""
    after = dict(before)
    for giver, receiver in reversed(list(pairwise(order))):
        rate = money_of(made, giver) / money_of(made, receiver)
        other = before[giver] < HUNDRED  # a level paid on nothing else has nothing to put in its place
        given = min(STEP, before[giver], (HUNDRED - after[receiver]) / rate) if other else ZERO
        after[giver] -= given
        after[receiver] += given * rate
    return after


def _reweigh(made: Translation, rows: list[Row], level: str, before: Fraction, after: Fraction) -> None:
    """Set the weights of a level in `rows`, to two decimals; the largest other weight takes what rounding leaves."""
    parts = made.facts.parts_of(level)
    total = sum((part.weight_pct for part, _ in parts), ZERO)
    weights = {number: HUNDRED * part.weight_pct / total for part, number in parts}
    own = [number for part, number in parts if is_company_cx(made, part)]
    if not own:
        own, weights[len(rows)] = [len(rows)], ZERO
        rows.append({**_lent(made), "level": level})
    others = [number for number in weights if number not in own]
    new = {number: weights[number] * (HUNDRED - after) / (HUNDRED - before) for number in others}
    new |= {number: weights[number] * after / before if before else after / len(own) for number in own}
    told = {number: _rounded(weight) for number, weight in new.items()}
    rest = max(others or own, key=lambda number: new[number])
    told[rest] += Decimal(100) - sum(told.values(), Decimal(0))
    for number, weight in told.items():
        rows[number]["weight_pct"] = float(weight)


def _lent(made: Translation) -> dict[str, Any]:
    """A company-CX component of another level, for one that has none."""
    number = next(number for part, _, number in made.facts.parts if is_company_cx(made, part))
    return dict(made.facts.file.sheet("components")[number])


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT)
