"""The payout curve of a measure: threshold, kinks, cap; exact at every point (rule R4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cxsim.pay.fields import Fields, Problems
from cxsim.pay.numbers import HUNDRED, ZERO, exact, show

CURVE_KEYS = ("direction", "shape", "beyond_last", "kinks", "note")
Points = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True)
class Curve:
    """Payout (% of target bonus) as a function of achievement x, through `kinks` of (x, payout %).

    Kinks rise in x when `direction` is higher and fall when it is lower. `shape` is linear or step;
    `beyond_last` is cap or continue.
    """

    kinks: Points
    shape: str = "linear"
    direction: str = "higher"
    beyond_last: str = "cap"

    def payout(self, x: Fraction) -> Fraction:
        """Payout % at x: nothing below the first kink, its payout on it."""
        x, points = self._oriented(x)
        return ZERO if x < points[0][0] else self._inside(x, points, self.beyond_last == "continue")

    def factor(self, x: Fraction) -> Fraction:
        """The curve read as a multiplier (R8): outside the kinks the end value holds on both sides."""
        x, points = self._oriented(x)
        return self._inside(max(x, points[0][0]), points, False) / HUNDRED

    def worth(self, x: Fraction) -> tuple[Fraction, Fraction]:
        """Payout points lost by one unit worse and won by one unit better than x; they differ at kinks."""
        better = Fraction(-1 if self.direction == "lower" else 1)
        here = self.payout(x)
        return here - self.payout(x - better), self.payout(x + better) - here

    @property
    def threshold(self) -> Fraction:
        """The x from which anything is paid."""
        return self.kinks[0][0]

    @property
    def top(self) -> Fraction:
        """The payout % at the last kink."""
        return self.kinks[-1][1]

    def x_for(self, payout: Fraction) -> Fraction | None:
        """The least good x that pays at least `payout` % within the kinks; None when none does."""
        for (x0, p0), (x1, p1) in zip(self.kinks, self.kinks[1:]):
            if p0 >= payout:
                return x0
            if p1 >= payout:
                return x1 if self.shape == "step" else x0 + (x1 - x0) * (payout - p0) / (p1 - p0)
        return self.kinks[-1][0] if self.top >= payout else None

    def _oriented(self, x: Fraction) -> tuple[Fraction, Points]:
        if self.direction == "higher":
            return x, self.kinks
        return -x, tuple((-at, payout) for at, payout in self.kinks)

    def _inside(self, x: Fraction, points: Points, goes_on: bool) -> Fraction:
        i = max(k for k, point in enumerate(points) if point[0] <= x)
        last = i == len(points) - 1
        x0, p0 = points[i]
        if self.shape == "step" or (last and not goes_on) or x == x0:
            return p0
        (xa, pa), (xb, pb) = (points[i - 1], points[i]) if last else (points[i], points[i + 1])
        return p0 + (x - x0) * (pb - pa) / (xb - xa)


NEUTRAL = Curve(((ZERO, HUNDRED),), shape="step")


def read_curve(data: Any, where: str, problems: Problems, *, may_fall: bool = False) -> Curve:
    """Build a curve from its mapping; faults go to `problems` under R4 (R1 for what is no number).

    `may_fall` is for curves that serve modifiers only, whose factors may go down.
    """
    fields = Fields(data, where, problems, CURVE_KEYS)
    curve = Curve(
        _read_kinks(fields),
        fields.choice("shape", ("linear", "step"), "linear", rule="R4"),
        fields.choice("direction", ("higher", "lower"), "higher", rule="R4"),
        fields.choice("beyond_last", ("cap", "continue"), "cap", rule="R4"),
    )
    if not curve.kinks:
        return NEUTRAL
    good = _check_order(curve, fields, may_fall)
    if curve.beyond_last == "continue" and curve.shape == "linear" and len(curve.kinks) == 1:
        fields.fault("R4", "one kink has no slope to continue; add a kink or set beyond_last to cap")
    return curve if good else NEUTRAL


def _read_kinks(fields: Fields) -> Points:
    points = []
    for row in fields.rows("kinks"):
        if not isinstance(row, (list, tuple)) or len(row) != 2:
            fields.fault("R4", f"a kink is a pair [x, payout %], not {row!r}")
            continue
        try:
            points.append((exact(row[0]), exact(row[1])))
        except ValueError as error:
            fields.fault("R1", f"kinks: {error}")
    if not points:
        fields.fault("R4", "a curve needs at least one kink [x, payout %]")
    return tuple(points)


def _check_order(curve: Curve, fields: Fields, may_fall: bool) -> bool:
    sign = -1 if curve.direction == "lower" else 1
    word = "fall" if sign < 0 else "rise"
    before = len(fields.problems.found)
    for (x0, p0), (x1, p1) in zip(curve.kinks, curve.kinks[1:]):
        if sign * (x1 - x0) <= 0:
            fields.fault("R4", f"kinks must {word} strictly in x, but {show(x1)} follows {show(x0)}")
        if p1 < p0 and not may_fall:
            fields.fault("R4", f"payouts must not fall, but {show(p1)} follows {show(p0)}")
    if any(payout < 0 for _, payout in curve.kinks):
        fields.fault("R4", "a payout cannot be negative")
    return len(fields.problems.found) == before
