"""When curves cross, and at which cost of a handoff a verdict turns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Sequence

import numpy as np

DRAWS = 2000
KEY = 0x627265616B  # "break"
CROSSES = "crosses"
SEVERAL = "crosses_more_than_once"
ABOVE = "above_throughout"
BELOW = "below_throughout"
TOUCHES = "zero_throughout"


@dataclass(frozen=True)
class Crossing:
    """Two times, as period numbers, None where there is none.

    `last_behind`: last period whose interval lies below zero; `first_ahead`: first period from which the
    interval lies above zero to the end. `last_ahead` and `first_behind` are the same for the other sign.
    """

    last_behind: int | None
    first_ahead: int | None
    last_ahead: int | None
    first_behind: int | None


@dataclass(frozen=True)
class BreakEven:
    """Where a difference is zero, with a 95 % interval; an end is nan where resamples do not cross in range."""

    value: float
    lo: float
    hi: float
    state: str
    crossing_share: float


def crossing_of(periods: Sequence[int], lo: Sequence[float], hi: Sequence[float]) -> Crossing:
    """Read the two times off intervals in order of time."""
    above = [low > 0 for low in lo]
    below = [high < 0 for high in hi]
    return Crossing(_last(periods, below), _lasting(periods, above), _last(periods, above), _lasting(periods, below))


def break_even(costs: Sequence[float], differences: np.ndarray) -> BreakEven:
    """Zero of the mean difference along the cost, by straight lines between computed points.

    The interval comes from resampling seeds (same seeds at every cost, fixed keyed draws): percentiles of the
    zeros of the resamples that cross exactly once. A resample that does not cross counts as beyond the range on
    the side its differences point to, so an open end shows as nan.

    Parameters
    ----------
    costs
        increasing values, at least two.
    differences
        shape (seeds, costs), without nan.
    """
    order = np.argsort(costs)
    xs, values = np.asarray(costs, float)[order], np.asarray(differences, float)[:, order]
    value, state = zero_of(xs, values.mean(axis=0))
    if len(values) < 2:
        return BreakEven(value, math.nan, math.nan, state, math.nan)
    zeros = _resampled(xs, values)
    lo, hi = (_in_range(float(np.quantile(zeros, q, method="nearest"))) for q in (0.025, 0.975))
    return BreakEven(value, lo, hi, state, float(np.isfinite(zeros).mean()))


def zero_of(xs: np.ndarray, means: np.ndarray) -> tuple[float, str]:
    """The first zero along a broken line and how the line lies; nan when it does not cross."""
    signs = np.sign(means)
    if not signs.any():
        return math.nan, TOUCHES
    seen = np.flatnonzero(signs)
    turns = [(a, b) for a, b in pairwise(seen) if signs[a] != signs[b]]
    if not turns:
        return math.nan, ABOVE if signs[seen[0]] > 0 else BELOW
    a, b = turns[0]
    share = means[a] / (means[a] - means[b])
    return float(xs[a] + share * (xs[b] - xs[a])), CROSSES if len(turns) == 1 else SEVERAL


def _resampled(xs: np.ndarray, values: np.ndarray) -> np.ndarray:
    generator = np.random.Generator(np.random.Philox(key=KEY))
    picks = generator.integers(0, len(values), (DRAWS, len(values)))
    means = values[picks].mean(axis=1)
    rising = float(np.polyfit(xs, values.mean(axis=0), 1)[0]) >= 0
    zeros = np.full(DRAWS, -math.inf if rising else math.inf)
    zeros[(means[:, 0] < 0)] *= -1
    signs = np.sign(means)
    turns = signs[:, :-1] * signs[:, 1:] < 0
    rows = np.flatnonzero(turns.any(axis=1))
    at = turns[rows].argmax(axis=1)
    left, right = means[rows, at], means[rows, at + 1]
    zeros[rows] = xs[at] + left / (left - right) * (xs[at + 1] - xs[at])
    # a mean of exactly zero is rare and takes the careful way
    for row in np.flatnonzero((signs == 0).any(axis=1)):
        zeros[row] = _zero_or_beyond(xs, means[row], rising)
    return zeros


def _zero_or_beyond(xs: np.ndarray, means: np.ndarray, rising: bool) -> float:
    zero, state = zero_of(xs, means)
    if state in (CROSSES, SEVERAL):
        return zero
    # a rising line that is above zero throughout met zero left of the range
    return -math.inf if (state == ABOVE) == rising else math.inf


def _in_range(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def _last(periods: Sequence[int], flags: list[bool]) -> int | None:
    hits = [period for period, flag in zip(periods, flags, strict=True) if flag]
    return hits[-1] if hits else None


def _lasting(periods: Sequence[int], flags: list[bool]) -> int | None:
    first = None
    for period, flag in zip(reversed(periods), reversed(flags), strict=True):
        if not flag:
            break
        first = period
    return first
