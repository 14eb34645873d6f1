"""One step of a result: how far a metric moves when 'one more' is asked, and the scorecard after it has moved."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cxsim.desk.facts import Facts, Key, key_of
from cxsim.desk.plan_file import Row
from cxsim.pay.numbers import exact, show
from cxsim.pay.plan import Component

PARTS_OF_SPAN = 4


def step_of(part: Component) -> Fraction:
    """The size of one step on the curve's scale: 1, or a power of ten of at most a quarter of the curve's reach.

    A whole point is no step on a scale of 1 to 5 (own choice, so that a step does not jump over the whole curve).
    """
    reach = abs(part.curve.kinks[-1][0] - part.curve.kinks[0][0])
    step = Fraction(1)
    while reach and step > reach / PARTS_OF_SPAN:
        step /= 10
    return step


def better_step(facts: Facts, key: Key) -> Fraction:
    """What is added to the actual of a result by one step for the better, in the result's own unit; 0 when nobody is paid on it.

    For percent_of_target a step is one point of the target; where curves differ in reach the smallest step counts.
    """
    metric, scope, _ = key
    parts = [part for part, _, _ in facts.parts if (part.metric, part.scope) == (metric, scope)]
    if not parts:
        return Fraction(0)
    part = min(parts, key=step_of)
    step = step_of(part)
    if part.basis == "value":
        return -step if part.curve.direction == "lower" else step
    target = facts.case.scorecard.rows[key][1] or Fraction(0)
    return step * target / 100 * (-1 if part.better == "lower" else 1)


def moved(facts: Facts, shifts: Mapping[Key, Fraction]) -> list[Row]:
    """The expected scorecard with some results moved by a number of steps for the better (negative: worse)."""
    rows = []
    for row in expected(facts):
        key = key_of(row)
        change = shifts.get(key, Fraction(0)) * better_step(facts, key) if key in shifts else Fraction(0)
        value = row.get("actual")
        rows.append(row if not change or value is None else {**row, "actual": show(exact(value) + change, 9)})
    return rows


def expected(facts: Facts) -> list[Row]:
    """The scorecard as expected of the year: the actual where there is one, else the target."""
    return [row if row.get("actual") is not None or row.get("target") is None else {**row, "actual": row["target"]} for row in facts.file.sheet("scorecard")]
