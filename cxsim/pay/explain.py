"""One person's pay as a staircase: every step with its rule, and what it adds to the award or takes from it.

Nothing is paid here: scores, claims, awards and tranches are those of the pay engine, and a staircase that does not end at
the engine's own score and award is a fault of the program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from cxsim.base.errors import BooksError
from cxsim.pay.case import Case, Worked
from cxsim.pay.numbers import HUNDRED, ZERO, per_cent_of
from cxsim.pay.plan import Gate, Measure, Plan
from cxsim.pay.pools import PoolResult, pool_of
from cxsim.pay.score import Item, Score, individual_score
from cxsim.pay.staff import Payee, Segment, target_bonus_eur

KINDS = (
    "component", "component_gate", "weighted", "gate", "modifier", "cap_gate", "score_cap", "individual", "total_cap", "eligible", "pool", "cents",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step, in the order of the rules.

    `score_pct` is the score after it, in % of target bonus (None from R10 on, where euros count), and `change_pct` what it
    adds to the score; `change_eur` is what it adds to the award, exact EUR, negative when it takes away: all steps of a person add up to the award.
    """

    rule: str
    kind: str
    change_eur: Fraction
    score_pct: Fraction | None = None
    change_pct: Fraction = ZERO
    measure: Measure | None = None
    x: Fraction | None = None
    met: bool = True  # of gates
    item: Item | None = None  # of components
    payout_pct: Fraction | None = None  # of components: before its gates
    segment: int = 0  # which part of the year, from 0


@dataclass(frozen=True)
class Part:
    """A segment of the year with its score: `year_eur` is the target bonus of a whole year, `target_eur` that of the days worked."""

    segment: Segment
    score: Score
    share_pct: Fraction
    year_eur: Fraction
    target_eur: Fraction


@dataclass(frozen=True)
class Staircase:
    """From target bonus to cents for one person; `pool` None when no pool limits the award."""

    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    claim_eur: Fraction
    pool: PoolResult | None
    period_days: int
    award_cents: int
    cash_cents: int
    tranches_cents: tuple[int, ...]


@dataclass
class _Walk:
    """Steps of one segment, and the score so far."""

    target_eur: Fraction
    segment: int
    score_pct: Fraction = ZERO
    steps: list[Step] = field(default_factory=list)

    def to(self, rule: str, kind: str, score_pct: Fraction, measure: Measure | None = None, x: Fraction | None = None, met: bool = True) -> None:
        change = score_pct - self.score_pct
        self.score_pct = score_pct
        self.steps.append(Step(rule, kind, per_cent_of(change, self.target_eur), score_pct, change, measure, x, met, segment=self.segment))

    def component(self, item: Item, payout: Fraction) -> None:
        points = per_cent_of(item.weight_pct, payout)
        self.score_pct += points
        change = per_cent_of(points, self.target_eur)
        self.steps.append(Step("R4", "component", change, self.score_pct, points, item.component, item.x, item=item, payout_pct=payout, segment=self.segment))


def explain(worked: Worked, person_id: str) -> Staircase:
    """The staircase of one person of a case that was paid.

    Raises
    ------
    KeyError
        Nobody has this id.
    BooksError
        The steps do not add up to the award: a fault of the program.
    """
    index = next((i for i, payee in enumerate(worked.case.people) if payee.person_id == person_id), None)
    if index is None:
        raise KeyError(person_id)
    payee, claim, award = worked.case.people[index], worked.claims[index], worked.awards[index]
    parts, steps = [], []
    for number, segment in enumerate(payee.segments):
        part, climbed = _climb(worked.case, payee, segment, number)
        parts.append(part)
        steps += climbed
    pool = _pool(worked, index)
    if not claim.eligible:
        steps.append(Step("R10", "eligible", -_total(steps), met=False))
    cents = Fraction(award.total_cents, 100) - _total(steps)
    steps.append(Step("R13", "pool", cents, met=False) if pool is not None and pool.scaled else Step("R14", "cents", cents))
    one = worked.settled[person_id]
    _check(_total(steps[:-1]) == claim.amount_eur and 100 * _total(steps) == one.award, person_id)
    return Staircase(tuple(parts), tuple(steps), claim.amount_eur, pool, worked.case.period_days, one.award, one.cash, one.tranches)


def _total(steps: list[Step]) -> Fraction:
    return sum((step.change_eur for step in steps), ZERO)


def _check(holds: bool, person_id: str) -> None:
    if not holds:
        raise BooksError(f"the steps of {person_id} do not add up to the award")


def _pool(worked: Worked, index: int) -> PoolResult | None:
    names = [pool.name for pool in pool_of(worked.case.plan.pools, worked.claims[index])]
    return next((result for result in worked.pools if result.name in names), None)


def _climb(case: Case, payee: Payee, segment: Segment, number: int) -> tuple[Part, list[Step]]:
    """Steps of one segment, R4 to R9."""
    plan, level = case.plan, case.plan.levels[segment.level]
    score = case.score(segment, payee.person_id)
    x_of = case.scorecard.reader(segment.codes, plan.missing_metric, case.problems, payee.person_id)
    bonus = level.target_bonus_pct
    year = target_bonus_eur(segment.base_pay_eur, segment.fte_pct, bonus, case.period_days, case.period_days)
    target = target_bonus_eur(segment.base_pay_eur, segment.fte_pct, bonus, segment.days, case.period_days)
    walk = _Walk(target, number)
    for item in score.items:
        _component(walk, plan, item, [gate for gate in level.component_gates if gate.component == item.component.key], x_of)
    walk.to("R6", "weighted", score.weighted_pct)
    _whole_score(walk, plan, level.score_gates, score, x_of)
    _check(walk.score_pct == score.value_pct, payee.person_id)
    share = individual_score(plan, score.value_pct, segment.individual_pct)
    own = per_cent_of(segment.individual_pct, score.value_pct)
    walk.to("R9", "individual", own)
    if share != own:
        walk.to("R9", "total_cap", share)
    return Part(segment, score, share, year, target), walk.steps


def _component(walk: _Walk, plan: Plan, item: Item, gates: list[Gate], x_of: Callable[[Measure], Fraction | None]) -> None:
    missing = HUNDRED if plan.missing_metric == "target" else ZERO
    payout = missing if item.x is None else item.component.curve.payout(item.x)
    walk.component(item, payout)
    for gate in gates:
        x = x_of(gate)
        met = gate.is_met(x)
        left = payout if met else gate.closed_on(payout)
        walk.to("R5", "component_gate", walk.score_pct + per_cent_of(item.weight_pct, left - payout), gate, x, met)
        payout = left


def _whole_score(walk: _Walk, plan: Plan, gates: tuple[Gate, ...], score: Score, x_of: Callable[[Measure], Fraction | None]) -> None:
    """Gates that multiply, modifiers, then everything that limits (R7, R8)."""
    for gate in gates:
        if gate.factor is not None:
            met = gate not in score.closed
            walk.to("R7", "gate", walk.score_pct if met else walk.score_pct * gate.factor, gate, x_of(gate), met)
    for modifier, factor in score.factors:
        walk.to("R8", "modifier", walk.score_pct * factor, modifier, x_of(modifier))
    for gate in gates:
        if gate.cap_pct is not None:
            met = gate not in score.closed
            walk.to("R8", "cap_gate", walk.score_pct if met else min(walk.score_pct, gate.cap_pct), gate, x_of(gate), met)
    if plan.score_cap_pct is not None:
        walk.to("R8", "score_cap", min(walk.score_pct, plan.score_cap_pct))
