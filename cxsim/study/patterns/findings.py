"""What a pattern check found: a size with its interval, the direction expected, and whether it appeared.

Intervals are Student's t on paired differences (same seed = same people and luck), 95 %, from two seeds on. Each
stands for itself: with some fifty findings two or three exclude zero by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

import numpy as np
from scipy.special import stdtrit

LEVEL = 0.95
LAST_BITS = 1e-12

MORE, LESS, NIL, OPEN = "more", "less", "nil", "open"
YES, NO, REVERSED, UNSURE = "yes", "no", "reversed", "not distinguishable"


@dataclass(frozen=True)
class Finding:
    """One measured difference of one pattern.

    `expected` is more, less, nil or open (no direction foretold). `tolerance` says, in `unit`, within which an
    interval counts as nil; 0 asks for exactly nothing. `identity` marks what must hold in any correct program.
    """

    pattern: str
    name: str
    measured: str
    unit: str
    expected: str
    mean: float
    lo: float
    hi: float
    n: int
    tolerance: float = 0.0
    identity: bool = False
    note: str = ""

    @property
    def appeared(self) -> str:
        """yes, no, reversed or not distinguishable."""
        return verdict(self.expected, self.mean, self.lo, self.hi, self.tolerance)

    @property
    def broken(self) -> bool:
        """Whether an identity does not hold."""
        return self.identity and self.appeared != YES


def verdict(expected: str, mean: float, lo: float, hi: float, tolerance: float = 0.0) -> str:
    """Read an interval against what was expected.

    A direction: yes or reversed when the interval lies beside zero, no when every seed gave exactly nothing.
    nil: yes when the interval lies within the tolerance, no when it lies beside zero and leaves the tolerance.
    open: yes when the interval lies beside zero, whichever side.
    """
    if any(math.isnan(number) for number in (mean, lo, hi)):
        return UNSURE
    if expected == NIL:
        return _nil(lo, hi, tolerance)
    if mean == lo == hi == 0.0:
        return NO
    if lo <= 0.0 <= hi:
        return UNSURE
    if expected == OPEN:
        return YES
    return YES if (mean > 0.0) == (expected == MORE) else REVERSED


def _nil(lo: float, hi: float, tolerance: float) -> str:
    if -tolerance <= lo and hi <= tolerance:
        return YES
    return NO if not lo <= 0.0 <= hi or tolerance == 0.0 else UNSURE


def interval(values: Sequence[float] | np.ndarray) -> tuple[float, float, float, int]:
    """(mean, lo, hi, n) of one number per seed; nan numbers are left out, two are needed for an interval."""
    kept = np.asarray(values, float)
    kept = kept[np.isfinite(kept)]
    n = len(kept)
    if n == 0:
        return math.nan, math.nan, math.nan, 0
    mean = float(kept.mean())
    if n == 1:
        return mean, math.nan, math.nan, 1
    # numbers that differ in their last bits only have no spread
    spread = float(kept.std(ddof=1)) if np.ptp(kept) > LAST_BITS * np.abs(kept).max() else 0.0
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * spread / math.sqrt(n)
    return mean, mean - half, mean + half, n


@dataclass(frozen=True)
class Notebook:
    """Writes findings of one pattern."""

    pattern: str

    def find(
        self, name: str, expected: str, values: Sequence[float] | np.ndarray, unit: str, measured: str, **more: object
    ) -> Finding:
        """A finding from one number per seed; `more` are tolerance, identity and note."""
        return Finding(self.pattern, name, measured, unit, expected, *interval(values), **more)  # type: ignore[arg-type]
