"""Pay many people for one year of a simulation: the same rules as a written case, scored once per position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from cxsim.base.money import half_up
from cxsim.pay.deferral import split_award
from cxsim.pay.fields import Problems
from cxsim.pay.numbers import HUNDRED, ZERO, as_float, exact, per_cent_of
from cxsim.pay.payout import PayoutLine, Results, lines_of, scorecard_of
from cxsim.pay.plan import Deferral
from cxsim.pay.pools import Award, Claim, PoolResult, award_alone, award_pool, pool_cents, pool_of
from cxsim.pay.results import Codes, Scorecard
from cxsim.pay.scheme import Scheme
from cxsim.pay.score import Paid, Score, individual_score, score_level
from cxsim.pay.staff import target_bonus_eur


@dataclass(frozen=True)
class Person:
    """Who is paid. `base_pay_eur` per year at full time, `fte` 1-100 %, `days` in the year; `count` heads alike."""

    person_id: str
    level: str
    unit: str
    touchpoint: str
    base_pay_eur: float
    days: int = 365
    fte: float = 100
    count: int = 1


@dataclass(frozen=True)
class Position:
    """What everybody who is paid on the same results gets: the score in % of target bonus, and how it came about."""

    value: Fraction
    score: Score | None = None  # None without components

    @cached_property
    def items(self) -> tuple[PayoutLine, ...]:
        """The components, one line each; made when somebody looks."""
        return lines_of(self.score) if self.score is not None else ()


NOTHING = Position(ZERO)


class PersonPay(NamedTuple):
    """Pay of one row of people. Cents are for all `heads` together; per cents are of one head's target bonus.

    `score_pct` is the score by the results, `payout_pct` what was awarded after the pool. `items` holds one line
    per component: metric, scope, weight_pct, x, payout_pct.
    """

    person_id: str
    level: str
    unit: str
    touchpoint: str
    heads: int
    target_cents: int
    position: Position
    payout_pct: float
    award_cents: int
    cash_cents: int
    deferred_cents: int
    tranches_cents: tuple[int, ...]

    @property
    def score_pct(self) -> float:
        """Score by the results, % of target bonus."""
        return as_float(self.position.value)

    @property
    def items(self) -> tuple[PayoutLine, ...]:
        """The components, one line each."""
        return self.position.items


@dataclass(frozen=True)
class YearPay:
    """Pay of a year: people in the order given, and what became of the pools (whole cents)."""

    people: list[PersonPay]
    pools: list[PoolResult]

    @property
    def total_award_cents(self) -> int:
        """All awards together."""
        return sum(person.award_cents for person in self.people)



class _Payer:
    """Scores each position (level, unit, touchpoint) and each target bonus once."""

    def __init__(self, scheme: Scheme, card: Scorecard, period_days: int, problems: Problems):
        self.scheme = scheme
        self.card = card
        self.period_days = period_days
        self.problems = problems
        self.positions: dict[tuple[str, str, str], Position] = {}
        self.alike: dict[tuple[str, ...], Position] = {}  # by level and the codes of the results it is paid on
        self.targets: dict[tuple[str, float, float, int], tuple[Fraction, int]] = {}  # EUR, and whole cents
        self.paid: Paid = {}
        self.splits: dict[tuple[int, Fraction, str], tuple[int, tuple[int, ...]]] = {}

    def position(self, person: Person) -> Position:
        key = (person.level, person.unit, person.touchpoint)
        if key not in self.positions:
            self.positions[key] = self._score(*key)
        return self.positions[key]

    def _score(self, level: str, unit: str, touchpoint: str) -> Position:
        plan = self.scheme.plan
        if not self.scheme.components(level):
            return NOTHING
        codes = Codes(unit, touchpoint)
        results = (level, *(codes.of(scope) for scope in plan.levels[level].scopes))
        if results in self.alike:
            return self.alike[results]
        where = f"{self.scheme.name}, {level} {touchpoint or unit}".strip()
        x_of = self.card.reader(codes, plan.missing_metric, self.problems, where)
        score = score_level(plan, plan.levels[level], x_of, self.paid)
        value = individual_score(plan, score.value_pct, HUNDRED)
        position = Position(value, score)
        if not self.problems.found:  # a fault is told of everybody it concerns
            self.alike[results] = position
        return position

    def target(self, person: Person) -> tuple[Fraction, int]:
        """Target bonus of one head: EUR, exact, and whole cents."""
        key = (person.level, person.base_pay_eur, person.fte, person.days)
        if key not in self.targets:
            exactly = self._target(person)
            self.targets[key] = exactly, half_up(exactly * 100)
        return self.targets[key]

    def _target(self, person: Person) -> Fraction:
        level = self.scheme.plan.levels.get(person.level)
        if not 0 <= person.days <= self.period_days or not 0 < person.fte <= 100:
            message = f"days {person.days} of {self.period_days}, fte {person.fte} %"
            self.problems.add("R11", f"people.{person.person_id}", message)
        try:
            pay, fte = exact(person.base_pay_eur), exact(person.fte)
        except ValueError as error:
            self.problems.add("R1", f"people.{person.person_id}", str(error))
            return ZERO
        return target_bonus_eur(pay, fte, level.target_bonus_pct if level else ZERO, person.days, self.period_days)

    def claim(self, person: Person, target: Fraction) -> Claim:
        """What a person would get before any pool; `target` is the exact target bonus, EUR."""
        amount = per_cent_of(self.position(person).value, target)
        eligible = person.days >= self.scheme.plan.min_service_days
        return Claim(
            person.person_id, person.level, person.unit, amount if eligible else ZERO, target, eligible, person.count
        )

    def pay(self, person: Person, award: Award, target: int) -> PersonPay:
        """Defer head by head, then add the heads up; `target` is the target bonus of one head, whole cents."""
        rule = self.scheme.plan.deferral.get(person.level)
        total, where = award.total_cents, self.position(person)
        cash, tranches = (total, ()) if rule is None else self._deferred(award, person.level, rule)
        payout = 100.0 * total / (target * person.count) if target and person.count else 0.0
        return PersonPay(
            person.person_id, person.level, person.unit, person.touchpoint, person.count, target * person.count,
            where, payout, total, cash, total - cash, tranches,
        )

    def _deferred(self, award: Award, level: str, rule: Deferral) -> tuple[int, tuple[int, ...]]:
        """Cents paid at once, and cents of each later tranche, of all heads."""
        cash = 0
        tranches: tuple[int, ...] = ()
        for cents, heads in award.groups():
            now, later = self._split(cents, award.claim.target_eur, level, rule)
            cash += now * heads
            if later:
                tranches = _add(tranches, later, heads)
        return cash, tranches

    def _split(self, cents: int, target: Fraction, level: str, rule: Deferral) -> tuple[int, tuple[int, ...]]:
        key = (cents, target, level)
        if key not in self.splits:
            self.splits[key] = split_award(cents, target, rule)
        return self.splits[key]


def _add(total: tuple[int, ...], more: tuple[int, ...], heads: int) -> tuple[int, ...]:
    width = max(len(total), len(more))
    a, b = (parts + (0,) * (width - len(parts)) for parts in (total, more))
    return tuple(x + y * heads for x, y in zip(a, b, strict=True))


def pay_people(scheme: Scheme, scorecard: Results, people: Sequence[Person], period_days: int = 365) -> YearPay:
    """Pay people for a year's results, exactly as a written case would.

    `scorecard` maps (metric, scope, code) to (actual, target); figures are rounded once to 6 decimals on entry.

    Raises
    ------
    InputError
        When a result that pays somebody is not in the scorecard, or a person's days or pay cannot be.
    """
    problems = Problems()
    payer = _Payer(scheme, scorecard_of(scorecard, problems, scheme.plan), period_days, problems)
    targets = [payer.target(person) for person in people]
    claims = [payer.claim(person, exactly) for person, (exactly, _) in zip(people, targets, strict=True)]
    problems.raise_any()
    awards, pools = _awards(scheme, claims, payer.card, problems)
    problems.raise_any()
    paid = [payer.pay(person, award, cents) for person, award, (_, cents) in zip(people, awards, targets, strict=True)]
    return YearPay(paid, pools)


def _awards(
    scheme: Scheme, claims: list[Claim], card: Scorecard, problems: Problems
) -> tuple[list[Award], list[PoolResult]]:
    homes = [pool_of(scheme.plan.pools, claim) for claim in claims]
    awards = [award_alone(claim) if not home else Award(claim, 0) for claim, home in zip(claims, homes, strict=True)]
    results = []
    for pool in scheme.plan.pools:
        members = [i for i, home in enumerate(homes) if home and home[0] is pool]
        group = [claims[i] for i in members]
        paid, result = award_pool(pool, pool_cents(pool, group, lambda one: card.pool_actual(one, problems)), group)
        results.append(result)
        for i, award in zip(members, paid, strict=True):
            awards[i] = award
    return awards, results
