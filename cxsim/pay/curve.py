"""The payout curve of a measure: threshold, kinks, cap; exact at every point (rule R4)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
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
        return self._at(x, below=ZERO, goes_on=self.beyond_last == "continue")

    def factor(self, x: Fraction) -> Fraction:
        """The curve read as a multiplier (R8): outside the kinks the end value holds on both sides."""
        return self._at(x, below=self.kinks[0][1], goes_on=False) / HUNDRED

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
        for (x0, p0), (x1, p1) in pairwise(self.kinks):
            if p0 >= payout:
                return x0
            if p1 >= payout:
                return x1 if self.shape == "step" else x0 + (x1 - x0) * (payout - p0) / (p1 - p0)
        return self.kinks[-1][0] if self.top >= payout else None

    @cached_property
    def _lines(self) -> list[tuple[int, int, Fraction, tuple[int, int, int] | None]]:
        """Per kink: x (sign changed when lower is better) as numerator and denominator, payout, and the line to the
        next kink as (a, b, c) with payout = (a x + b) / c; None where the payout stays."""
        sign = -1 if self.direction == "lower" else 1
        points = [(sign * x, payout) for x, payout in self.kinks]
        lines = [_line(*pair) if self.shape == "linear" else None for pair in pairwise(points)]
        lines.append(lines[-1] if lines else None)
        return [(x.numerator, x.denominator, payout, line) for (x, payout), line in zip(points, lines, strict=True)]

    def _at(self, x: Fraction, below: Fraction, goes_on: bool) -> Fraction:
        above, under = x.as_integer_ratio()
        above = -above if self.direction == "lower" else above
        last = self._lines[-1]
        for kink in reversed(self._lines):
            place, parts, payout, line = kink
            if above * parts >= place * under:  # whole numbers: comparing fractions costs ten times as much
                if line is None or (kink is last and not goes_on):
                    return payout
                a, b, c = line
                return Fraction(a * above + b * under, c * under)
        return below


def _line(start: tuple[Fraction, Fraction], end: tuple[Fraction, Fraction]) -> tuple[int, int, int]:
    """Whole numbers (a, b, c) of the line through two points."""
    slope = (end[1] - start[1]) / (end[0] - start[0])
    offset = start[1] - slope * start[0]
    return slope.numerator * offset.denominator, offset.numerator * slope.denominator, (
        slope.denominator * offset.denominator
    )


NEUTRAL = Curve(((ZERO, HUNDRED),), shape="step")


def read_curve(data: Any, where: str, problems: Problems, *, may_fall: bool) -> Curve:
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
    for (x0, p0), (x1, p1) in pairwise(curve.kinks):
        if sign * (x1 - x0) <= 0:
            fields.fault("R4", f"kinks must {word} strictly in x, but {show(x1)} follows {show(x0)}")
        if p1 < p0 and not may_fall:
            fields.fault("R4", f"payouts must not fall, but {show(p1)} follows {show(p0)}")
    if any(payout < 0 for _, payout in curve.kinks):
        fields.fault("R4", "a payout cannot be negative")
    return len(fields.problems.found) == before
