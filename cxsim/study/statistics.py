"""How sure a difference is: paired by seed, intervals that hold together, and the state of the verdict.

Simultaneous intervals are mean +/- c * standard error with one c for all differences of a family: the 95 %
point of max |t| when all true differences are zero, given how the differences correlate (a Dunnett-type
interval, Hothorn, Bretz and Westfall 2008). It is read off DRAWS fixed, keyed draws of correlated normals over
correlated chi-squares (Wilson and Hilferty's cube), so it is the same wherever and in whatever order it is
computed; its coverage is uncertain by about 0.2 points. A single difference uses Student's t exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtrit

LEVEL = 0.95
POWER_POINT = 0.8416212335729143  # standard normal point of 80 % power
DRAWS = 10_000
KEY = 0x6D61782D74  # "max-t"
FEWEST = 5

CLEAR = "CLEAR"
CLEAR_SMALL = "CLEAR_SMALL"
CLEAR_SIZE_OPEN = "CLEAR_SIZE_OPEN"
NOT_DISTINGUISHABLE = "NOT_DISTINGUISHABLE"
SAME_FOR_THE_PURPOSE = "SAME_FOR_THE_PURPOSE"
NO_INTERVAL = "NO_INTERVAL"
STATES = (CLEAR, CLEAR_SMALL, CLEAR_SIZE_OPEN, NOT_DISTINGUISHABLE, SAME_FOR_THE_PURPOSE, NO_INTERVAL)


@dataclass(frozen=True)
class Estimate:
    """Mean of n paired differences with its Monte Carlo standard error and interval; nan where there is none.

    `needed` is the number of replications that would settle a difference of `settles` with 80 % power (nan when
    settled already or not to be known); `pairs_missing` counts pairs lost to failed runs.
    """

    mean: float
    sd: float
    se: float
    lo: float
    hi: float
    n: int
    pairs_missing: int
    state: str
    needed: float
    settles: float


def estimate_family(differences: np.ndarray, smallest: float | None = None) -> list[Estimate]:
    """Estimates of several paired differences whose intervals hold together.

    Parameters
    ----------
    differences
        shape (seeds, comparisons), nan where a run of the pair failed. A comparison with a failed pair gets no
        interval and leaves the family.
    smallest
        least difference worth acting on, in the same unit; None = not set.
    """
    values = np.asarray(differences, float)
    whole = ~np.isnan(values).any(axis=0)
    critical = critical_value(values[:, whole]) if whole.any() else math.nan
    return [_estimate(values[:, k], critical if whole[k] else math.nan, smallest) for k in range(values.shape[1])]


def critical_value(values: np.ndarray) -> float:
    """The multiplier c of a family, shape (seeds, comparisons) without nan; nan below FEWEST seeds.

    Comparisons that never vary need no share of the 5 % and are left out.
    """
    n = len(values)
    if n < FEWEST:
        return math.nan
    moving = values[:, _varies(values)]
    if moving.shape[1] < 2:
        return float(stdtrit(n - 1, 0.5 + LEVEL / 2))
    return _max_t_point(_correlation(moving), n - 1)


def verdict_state(lo: float, hi: float, smallest: float | None) -> str:
    """The state of a verdict from its unrounded interval and the least difference worth acting on."""
    if math.isnan(lo) or math.isnan(hi):
        return NO_INTERVAL
    inside = smallest is not None and -smallest < lo and hi < smallest
    if lo <= 0 <= hi:
        return SAME_FOR_THE_PURPOSE if inside else NOT_DISTINGUISHABLE
    if smallest is None:
        return CLEAR
    if inside:
        return CLEAR_SMALL
    holds = lo <= smallest <= hi or lo <= -smallest <= hi
    return CLEAR_SIZE_OPEN if holds else CLEAR


def direction(state: str, mean: float) -> str:
    """more, fewer, same, open or none: what a verdict says whatever its size."""
    if state == NO_INTERVAL:
        return "none"
    if state.startswith(CLEAR):
        return "more" if mean > 0 else "fewer"
    return "same" if state == SAME_FOR_THE_PURPOSE else "open"


def replications_needed(sd: float, critical: float, difference: float) -> float:
    """Replications that settle a true difference with 80 % power: ((c + 0.84) sd / d)^2, at least FEWEST."""
    if not difference or math.isnan(critical) or not sd:
        return math.nan
    return float(max(FEWEST, math.ceil(((critical + POWER_POINT) * sd / abs(difference)) ** 2)))


def single_interval(values: np.ndarray) -> tuple[float, float, float, float, float, int]:
    """Mean, sd, standard error, 95 % Student interval and n of one sample; nan interval below FEWEST values."""
    kept = np.asarray(values, float)
    kept = kept[~np.isnan(kept)]
    n = len(kept)
    if n == 0:
        return (math.nan,) * 5 + (0,)
    mean, sd = float(kept.mean()), float(kept.std(ddof=1)) if n > 1 else math.nan
    se = sd / math.sqrt(n)
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * se if n >= FEWEST else math.nan
    return mean, sd, se, mean - half, mean + half, n


def _estimate(column: np.ndarray, critical: float, smallest: float | None) -> Estimate:
    mean, sd, se, _, _, n = single_interval(column)
    half = critical * se
    lo, hi = mean - half, mean + half
    state = verdict_state(lo, hi, smallest)
    open_ended = state in (NOT_DISTINGUISHABLE, CLEAR_SIZE_OPEN)
    settles = (smallest or abs(mean)) if open_ended else math.nan
    needed = _needed(state, sd, critical, mean, smallest) if open_ended else math.nan
    return Estimate(mean, sd, se, lo, hi, n, len(column) - n, state, needed, settles)


def _needed(state: str, sd: float, critical: float, mean: float, smallest: float | None) -> float:
    # whether a clear difference reaches the size that matters is settled by its distance from that size
    if state == CLEAR_SIZE_OPEN and smallest is not None:
        return replications_needed(sd, critical, abs(mean) - smallest)
    return replications_needed(sd, critical, smallest or mean)


def _varies(values: np.ndarray) -> np.ndarray:
    scale = np.abs(values).max(axis=0)
    return values.std(axis=0) > 1e-12 * np.where(scale > 0, scale, 1.0)


def _correlation(values: np.ndarray) -> np.ndarray:
    centred = values - values.mean(axis=0)
    centred = centred / np.sqrt((centred**2).sum(axis=0))
    return np.clip(centred.T @ centred, -1.0, 1.0)


def _max_t_point(correlation: np.ndarray, freedom: int) -> float:
    above, below = _normals(len(correlation))
    # einsum and not a matrix product: its sums do not depend on how many threads a BLAS library takes
    numerator = np.einsum("kj,ji->ki", _root(correlation), above)
    # squares of correlated normals correlate with the square of the correlation
    spread = np.einsum("kj,ji->ki", _root(correlation**2) * math.sqrt(2 / (9 * freedom)), below)
    cube = np.maximum(spread + (1 - 2 / (9 * freedom)), 0.1)
    squares = numerator * numerator / (cube * cube * cube)
    return math.sqrt(float(np.quantile(squares.max(axis=0), LEVEL)))


@lru_cache(maxsize=64)
def _normals(count: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.Generator(np.random.Philox(key=KEY + count))
    return generator.standard_normal((count, DRAWS)), generator.standard_normal((count, DRAWS))


def _root(matrix: np.ndarray) -> np.ndarray:
    """A symmetric square root; estimated correlations may be singular (more schemes than seeds)."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T
