"""How a number with its interval is read against what was expected of it.

Intervals are Student's t over independent units (paired seeds: same people and luck), 95 %, from two units on. Each
stands for itself: among fifty two or three exclude zero by chance.
"""

from __future__ import annotations

import math
from typing import Sequence

import numpy as np
from scipy.special import stdtrit
from scipy.stats import binomtest

LEVEL = 0.95
LAST_BITS = 1e-12

MORE, LESS, NIL, OPEN, BAND = "more", "less", "nil", "open", "band"
YES, NO, REVERSED, UNSURE = "yes", "no", "reversed", "not distinguishable"


def verdict(
    expected: str,
    mean: float,
    lo: float,
    hi: float,
    tolerance: float = 0.0,
    low: float = -math.inf,
    high: float = math.inf,
) -> str:
    """Read a number and its interval against what was expected.

    band: yes when the number lies between `low` and `high`, whatever its interval; else no.
    A direction: yes or reversed when the interval lies beside zero, no when every unit gave exactly nothing.
    nil: yes when the interval lies within the tolerance, no when it lies beside zero and leaves the tolerance.
    open: yes when the interval lies beside zero, whichever side.
    """
    if expected == BAND:
        return YES if low <= mean <= high else NO
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
    """(mean, lo, hi, n) of one number per unit; nan numbers are left out, two are needed for an interval."""
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


def share_interval(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share in per cent (Wilson 1927)."""
    sure = binomtest(hits, count).proportion_ci(LEVEL, method="wilson")
    return 100.0 * float(sure.low), 100.0 * float(sure.high)
