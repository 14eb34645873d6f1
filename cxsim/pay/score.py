"""From results to the score of a level, in % of target bonus: rules R2 to R9, exact throughout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from cxsim.pay.numbers import HUNDRED, ZERO, per_cent_of, sum_of_shares
from cxsim.pay.plan import Component, Gate, Level, Measure, Modifier, Plan

Achievement = Callable[[Measure], Fraction | None]


class Item(NamedTuple):
    """One component as paid: achievement x (None = missing), payout % after its gates, weight in % of the bonus.

    `weight_pct` is the weight that counted, after normalising and reweighting.
    """

    component: Component
    x: Fraction | None
    payout_pct: Fraction
    weight_pct: Fraction


Paid = dict[tuple[int, int], Item]  # by component and achievement, both as objects


@dataclass(frozen=True)
class Score:
    """A level's score before the individual factor, with the steps that led to it.

    `weighted_pct` is the sum of weight x payout / 100 over the items, in % of target bonus; `value_pct` what is left
    of it after gates, modifiers and caps.
    """

    items: tuple[Item, ...]
    weighted_pct: Fraction
    closed: tuple[Gate, ...]
    factors: tuple[tuple[Modifier, Fraction], ...]
    value_pct: Fraction

    @property
    def points(self) -> tuple[Fraction, ...]:
        """What each item adds, in % of target bonus."""
        return tuple(per_cent_of(item.weight_pct, item.payout_pct) for item in self.items)


def achievement(basis: str, better: str, actual: Fraction, target: Fraction | None) -> Fraction:
    """Achievement x (R3): % of target, mirrored around 100 when lower is better; or the value itself.

    Raises
    ------
    ValueError
        When a percentage is asked of a target that is missing, zero or negative.
    """
    if basis == "value":
        return actual
    if target is None or target <= 0:
        raise ValueError("a target above zero is needed for percent_of_target; use basis: value")
    (result, results), (goal, goals) = actual.as_integer_ratio(), target.as_integer_ratio()
    above, below = 100 * result * goals, results * goal
    return Fraction(200 * below - above, below) if better == "lower" else Fraction(above, below)


def actual_for(basis: str, better: str, x: Fraction, target: Fraction) -> Fraction:
    """The result that achievement x asks for: `achievement` turned round (R3); `target` is not read for `value`."""
    if basis == "value":
        return x
    return (2 * HUNDRED - x if better == "lower" else x) * target / HUNDRED


def score_level(plan: Plan, level: Level, x_of: Achievement, paid: Paid | None = None) -> Score:
    """Score of a level for given achievements, through R2 and R4 to R8.

    Who scores many people on the same results hands over the same `paid` each time: what a component pays for one
    achievement is then worked out once.
    """
    known = {} if paid is None else paid
    items = _weigh(plan, [_pay_component(plan, level, component, x_of, known) for component in level.components])
    weighted = sum_of_shares((item.weight_pct, item.payout_pct) for item in items)
    closed = tuple(gate for gate in level.score_gates if not gate.is_met(x_of(gate)))
    value = weighted
    for gate in closed:
        if gate.factor is not None:
            value *= gate.factor
    factors = tuple((modifier, _factor(modifier, x_of(modifier))) for modifier in level.modifiers)
    for _, factor in factors:
        value *= factor
    caps = [gate.cap_pct for gate in closed if gate.cap_pct is not None]
    caps += [plan.score_cap_pct] if plan.score_cap_pct is not None else []
    return Score(items, weighted, closed, factors, min([value, *caps]))


def _pay_component(plan: Plan, level: Level, component: Component, x_of: Achievement, paid: Paid) -> Item:
    x = x_of(component)
    mark = (id(component), id(x))  # the item keeps both alive, so that no other can come to be meant
    if level.component_gates or mark not in paid:
        paid[mark] = _item(plan, level, component, x, x_of)
    return paid[mark]


def _item(plan: Plan, level: Level, component: Component, x: Fraction | None, x_of: Achievement) -> Item:
    missing = HUNDRED if plan.missing_metric == "target" else ZERO
    payout = missing if x is None else component.curve.payout(x)
    for gate in level.component_gates:
        if gate.component == component.key and not gate.is_met(x_of(gate)):
            payout = gate.closed_on(payout)
    return Item(component, x, payout, component.weight_pct)


def _weigh(plan: Plan, items: list[Item]) -> tuple[Item, ...]:
    """Divide by the weights that count: 100, their sum when normalised, or what missing measures leave (R2, R6)."""
    reweight = plan.missing_metric == "reweight" and any(item.x is None for item in items)
    if not reweight and not plan.normalise_weights:
        return tuple(items)
    total = sum((item.weight_pct for item in items if not (reweight and item.x is None)), ZERO)
    return tuple(
        Item(item.component, item.x, item.payout_pct, ZERO if not total or (reweight and item.x is None)
             else item.weight_pct * HUNDRED / total)
        for item in items
    )


def _factor(modifier: Modifier, x: Fraction | None) -> Fraction:
    return Fraction(1) if x is None else modifier.curve.factor(x)


def individual_score(plan: Plan, score_pct: Fraction, individual_pct: Fraction) -> Fraction:
    """Score after the person's own factor and the total cap (R9), in % of target bonus."""
    usual = individual_pct is HUNDRED or individual_pct == HUNDRED  # identity first: comparing fractions takes longer
    value = score_pct if usual else score_pct * individual_pct / HUNDRED
    return value if plan.total_cap_pct is None else min(value, plan.total_cap_pct)
