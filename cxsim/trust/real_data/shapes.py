"""Shapes measured in the same way on other people's data and on the model's customers."""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

MOST = 7  # repeats; more are counted with these


def shares_by_repeats(repeats: np.ndarray) -> np.ndarray:
    """Share of buyers with 0, 1, ..., 7 or more repeat purchases, shape (8,)."""
    return np.bincount(np.minimum(repeats, MOST), minlength=MOST + 1) / max(len(repeats), 1)


def next_by_repeats(earlier: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Mean of `later` by 0, 1, ..., 7 or more earlier repeats, shape (8,); nan where nobody is."""
    group = np.minimum(earlier, MOST)
    people = np.bincount(group, minlength=MOST + 1)
    with np.errstate(invalid="ignore"):
        return np.bincount(group, later, MOST + 1) / np.where(people > 0, people, np.nan)


def line_of(means: np.ndarray) -> tuple[float, float]:
    """(slope, correlation) of the means over 0 to 6 repeats; the open class is left out, having no number of its own."""
    steps = np.arange(MOST)
    known = np.isfinite(means[:MOST])
    if known.sum() < 3:
        return float("nan"), float("nan")
    return float(np.polyfit(steps[known], means[:MOST][known], 1)[0]), float(np.corrcoef(steps[known], means[:MOST][known])[0, 1])


def apart(one: np.ndarray, two: np.ndarray) -> float:
    """Total variation distance of two distributions: the share of people one would have to move."""
    return float(0.5 * np.abs(np.asarray(one) - np.asarray(two)).sum())


def poisson_shares(mean: float) -> np.ndarray:
    """Shares by repeats if everybody bought at the same rate and nobody left, shape (8,)."""
    from scipy.stats import poisson

    body = poisson.pmf(np.arange(MOST), mean)
    return np.append(body, 1.0 - body.sum())


def share_of_top(amounts: np.ndarray, part: float) -> float:
    """Share of the sum that the largest `part` of customers bring."""
    ordered = np.sort(np.asarray(amounts, float))[::-1]
    return float(ordered[: max(1, round(part * len(ordered)))].sum() / ordered.sum())


def recency_counts(since: np.ndarray, buys: np.ndarray, month: float) -> np.ndarray:
    """(people, of whom buy soon) whose last purchase was at most 3 months ago, and 9 to 12 months ago: shape (2, 2)."""
    fresh, old = since <= 3 * month, (since > 9 * month) & (since <= 12 * month)
    return np.array([(group.sum(), buys[group].sum()) for group in (fresh, old)], float)


def recency_ratio(counts: np.ndarray) -> float:
    """Chance of buying soon of those who bought lately over that of those who bought long ago; nan if none of these buys."""
    (fresh, fresh_buys), (old, old_buys) = counts
    return float(fresh_buys / fresh * old / old_buys) if old_buys and fresh else float("nan")


def bend(shares: np.ndarray) -> float:
    """Step from answers 7-8 to 9-10 over the step from 5-6 to 7-8; above 1 the curve is convex. `shares` by these three bands."""
    return float((shares[2] - shares[1]) / (shares[1] - shares[0]))


def pseudo_values(seeds: Sequence[Any], measure: Callable[[Sequence[Any]], float]) -> np.ndarray:
    """One number per seed for a ratio of all seeds together (jackknife, Tukey 1958): their mean is `measure(seeds)` less its bias.

    The mean of the seeds' own ratios would be too high where a seed has few people in the denominator.
    """
    size, whole = len(seeds), measure(seeds)
    if size == 1:
        return np.array([whole])
    without = [measure([*seeds[:k], *seeds[k + 1 :]]) for k in range(size)]
    return size * whole - (size - 1) * np.array(without)
