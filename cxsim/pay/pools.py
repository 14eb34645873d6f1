"""Pools: how large they are, who is cut, and to whom the last cents go (rules R12 to R14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import NamedTuple

from cxsim.base.money import deal
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Pool


class Claim(NamedTuple):
    """What one person, or `heads` people in the same position, would get before any pool. EUR, exact.

    `target_eur` is the target bonus for the time worked; `eligible` says whether it funds a pool (R12).
    """

    person_id: str
    level: str
    unit: str
    amount_eur: Fraction
    target_eur: Fraction
    eligible: bool = True
    heads: int = 1


class Award(NamedTuple):
    """Whole cents of one claim: every head gets `cents`, and `extra` of them one cent more."""

    claim: Claim
    cents: int
    extra: int = 0

    @property
    def total_cents(self) -> int:
        """All heads together."""
        return self.cents * self.claim.heads + self.extra

    def groups(self) -> list[tuple[int, int]]:
        """Pairs (cents per head, number of heads), without empty groups."""
        groups = [(self.cents, self.claim.heads - self.extra), (self.cents + 1, self.extra)]
        return [(cents, n) for cents, n in groups if n]


@dataclass(frozen=True)
class PoolResult:
    """What became of a pool, whole cents: `pool` = `paid` + `carried_out` + `returned`."""

    name: str
    pool_cents: int
    paid_cents: int
    carried_out_cents: int
    returned_cents: int
    scaled: bool


def pool_of(pools: Sequence[Pool], claim: Claim) -> list[Pool]:
    """The pools a claim belongs to; more than one is a fault of the plan (R12)."""
    return [pool for pool in pools if pool.holds(claim.level, claim.unit)]


def pool_cents(pool: Pool, claims: Sequence[Claim], actual_of: Callable[[Pool], Fraction]) -> int:
    """Size of a pool in cents (R12): funded, raised to the floor, cut to the cap, carry added, rounded down."""
    if pool.funding == "fixed":
        amount = pool.amount_eur
    elif pool.funding == "pct_of_target_bonus":
        targets = _sum_targets(claims)
        amount = pool.rate_pct * targets / HUNDRED
    else:
        amount = pool.rate_pct * max(ZERO, actual_of(pool)) / HUNDRED
    if pool.floor_eur is not None:
        amount = max(amount, pool.floor_eur)
    if pool.cap_eur is not None:
        amount = min(amount, pool.cap_eur)
    return floor((amount + pool.carry_in_eur) * 100)


def _sum_targets(claims: Sequence[Claim]) -> Fraction:
    """Target bonuses of the eligible, added by denominator first: few are different."""
    by_denominator: dict[int, int] = {}
    for claim in claims:
        if claim.eligible:
            target = claim.target_eur
            by_denominator[target.denominator] = (
                by_denominator.get(target.denominator, 0) + target.numerator * claim.heads
            )
    return sum((Fraction(above, below) for below, above in by_denominator.items()), ZERO)


def award_alone(claim: Claim) -> Award:
    """A claim without a pool, or in one that suffices: half up to cents (R14a)."""
    amount = claim.amount_eur
    return Award(claim, (200 * amount.numerator + amount.denominator) // (2 * amount.denominator))


def award_pool(pool: Pool, cents: int, claims: Sequence[Claim]) -> tuple[list[Award], PoolResult]:
    """Awards of the members of one pool of `cents`, in the order of `claims`, and what is left (R13, R14)."""
    rounded = [award_alone(claim) for claim in claims]
    total = sum(award.total_cents for award in rounded)
    if pool.mode == "ceiling" and total <= cents:
        return rounded, _close(pool, cents, total, False)
    exact = sum((claim.amount_eur * claim.heads for claim in claims), ZERO) * 100
    if exact == 0:
        return rounded, _close(pool, cents, 0, False)
    factor = cents / exact
    factor = min(Fraction(1), factor) if pool.mode == "ceiling" else factor
    order = sorted(range(len(claims)), key=lambda i: claims[i].person_id)
    dealt = deal(cents, [claims[i].amount_eur * factor * 100 for i in order], [claims[i].heads for i in order])
    awards = list(rounded)
    for i, (base, extra) in zip(order, dealt):
        awards[i] = Award(claims[i], base, extra)
    return awards, _close(pool, cents, cents, True)


def _close(pool: Pool, cents: int, paid: int, scaled: bool) -> PoolResult:
    unspent = cents - paid
    carried = 0
    if pool.unspent == "carry":
        carried = unspent if pool.carry_cap_eur is None else min(unspent, floor(pool.carry_cap_eur * 100))
    return PoolResult(pool.name, cents, paid, carried, unspent - carried, scaled)
