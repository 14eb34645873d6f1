"""Deferred bonus: what waits, when it is paid, and what is lost on the way (rules R15 to R18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from cxsim.base.errors import BooksError
from cxsim.base.money import half_up, split_whole
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Deferral
from cxsim.pay.staff import Clawback, Employment


@dataclass(frozen=True)
class Settlement:
    """An award followed to its end, whole cents.

    award = cash + sum of `vested_paid` + `forfeited` (R17) + `cancelled` (R18); the net is what was paid minus
    `clawback_due`.
    """

    award: int
    cash: int
    tranches: tuple[int, ...]
    vested_paid: tuple[int, ...]
    forfeited: int
    cancelled: int
    clawback_due: int

    @property
    def deferred(self) -> int:
        """Cents that were not paid at once."""
        return self.award - self.cash

    @property
    def net_received(self) -> int:
        """Cents kept in the end."""
        return self.cash + sum(self.vested_paid) - self.clawback_due


def split_award(award: int, target_eur: Fraction, rule: Deferral | None) -> tuple[int, tuple[int, ...]]:
    """Cash cents and the tranches of years 1..n (R15, R16); no tranches when nothing waits."""
    if rule is None or award * rule.min_award_eur.denominator < rule.min_award_eur.numerator * 100:
        return award, ()
    base = award if rule.of == "award" else max(0, award - half_up(target_eur * 100))
    deferred = rule.share_pct.numerator * base // (rule.share_pct.denominator * 100)
    if deferred == 0:
        return award, ()
    return award - deferred, tuple(split_whole(deferred, rule.vest_weights))


@dataclass
class _Walk:
    """The years after the award, one at a time; paid[0] is the cash."""

    paid: list[int]
    forfeited: int = 0
    cancelled: int = 0
    due: int = 0
    left: bool = False
    lost_share: Fraction = field(default=ZERO)

    def pay_year(self, tranche: int, events: Employment) -> None:
        """Clawback of an earlier year comes off first, then the loss of this year."""
        cut = floor(tranche * self.lost_share)
        self.cancelled += cut
        rest = tranche - cut
        self.left = self.left or events.employment == "bad_leaver"
        lost = rest if self.left else floor(rest * (HUNDRED - events.factor_pct) / HUNDRED)
        self.forfeited += lost
        self.paid.append(rest - lost)

    def claw_back(self, event: Clawback) -> None:
        """What has to be repaid of years y-w+1..y, and the share that later tranches lose."""
        share = event.share_pct / HUNDRED
        years = range(max(0, event.year - event.window_years + 1), min(event.year, len(self.paid) - 1) + 1)
        self.due = sum(floor(self.paid[year] * share) for year in years)
        self.lost_share = share


def settle(
    award: int,
    cash: int,
    tranches: tuple[int, ...],
    vesting: Mapping[int, Employment] | None = None,
    clawback: Clawback | None = None,
) -> Settlement:
    """Follow an award of whole cents through its years (R17, R18), and check that no cent went missing.

    Raises
    ------
    BooksError
        When cash, payments and losses do not add up to the award: a fault of the program.
    """
    walk = _Walk([cash])
    for year in range(len(tranches) + 1):
        if year:
            walk.pay_year(tranches[year - 1], (vesting or {}).get(year, Employment()))
        if clawback is not None and clawback.year == year:
            walk.claw_back(clawback)
    if clawback is not None and clawback.year > len(tranches):
        walk.claw_back(clawback)
    vested = tuple(walk.paid[1:])
    if award != cash + sum(vested) + walk.forfeited + walk.cancelled:
        raise BooksError(f"award of {award} cents does not equal its parts")
    return Settlement(award, cash, tranches, vested, walk.forfeited, walk.cancelled, walk.due)
