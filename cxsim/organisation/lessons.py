"""Quarterly comparison of touchpoint managers with their unit mates: own minus the mates' mean, for everything."""

from __future__ import annotations

import math

import numpy as np

from cxsim.base.compiled import kernel
from cxsim.organisation.layout import Layout
from cxsim.organisation.scorecard import QUARTERS, Board


def comparison(layout: Layout) -> np.ndarray:
    """Matrix (T, T) that takes the mean of the unit mates from each touchpoint's own value; zero rows when alone."""
    same = layout.unit_of[:, None] == layout.unit_of[None, :]
    mates = same.sum(axis=1, keepdims=True) - 1
    own = np.eye(layout.unit_of.size)
    return np.where(mates > 0, own - (same - own) / np.maximum(mates, 1), 0.0)


def places_of(board: Board, layout: Layout) -> np.ndarray:
    """Rows (3, T) of the board with each touchpoint's revenue, cost and satisfaction."""
    metrics = ("revenue", "cost", "satisfaction")
    return np.array([[board.index[metric, "touchpoint", name] for name in layout.touchpoints] for metric in metrics])


def variance_of(board: Board, places: np.ndarray, points: float) -> np.ndarray:
    """Variance (3,) of one comparison: the usual forecast errors of sales and cost, and `points` of a score."""
    return np.array([board.error[places[0, 0]] ** 2, board.error[places[1, 0]] ** 2, points**2])


@kernel
def minus_mates(values, compare):
    """Values (T, n) minus the mates' mean (T, n); NaN where a needed value is missing or there are no mates. `compare` as from `comparison`."""
    found = np.empty(values.shape)
    for t in range(values.shape[0]):
        for j in range(values.shape[1]):
            total, mates = 0.0, 0
            for other in range(values.shape[0]):
                if compare[t, other] != 0.0:
                    total += compare[t, other] * values[other, j]
                    mates += 1
            found[t, j] = total if mates > 0 and math.isfinite(total) else np.nan
    return found


@kernel
def comparisons(results, baseline, places, skill, saving, attention, reference, cut, compare):
    """Practice (T, 3, K) and result (T, 3) of each touchpoint relative to unit mates: what a quarter teaches.

    Results are the change since the start, in % of own sales, % of own cost and points of the score, read off `results`
    and `baseline` at `places` (3, T). Sales answer this quarter's selling (attention (T, K)), cost the quick stock of
    saving (T,) of the activity `cut` (-1: there is none), scores the slow stocks skill (T, K).
    """
    n, n_activities = attention.shape
    own, practice = np.zeros((n, 3 * n_activities)), np.empty((n, 3 * n_activities))
    change = np.empty((n, 3))
    for t in range(n):
        for k in range(n_activities):
            own[t, k] = 2.0 * math.sqrt(reference[k]) * (math.sqrt(attention[t, k]) - math.sqrt(reference[k]))
            own[t, 2 * n_activities + k] = skill[t, k]
        if cut >= 0:
            own[t, n_activities + cut] = saving[t]
        for j in range(2):
            then = baseline[places[j, t]]
            change[t, j] = 100.0 * QUARTERS * results[places[j, t]] / then - 100.0 if then > 0.0 else np.nan
        change[t, 2] = results[places[2, t]] - baseline[places[2, t]]
    for t in range(n):
        for j in range(3 * n_activities):
            practice[t, j] = 0.0
            for other in range(n):
                practice[t, j] += compare[t, other] * own[other, j]
    return practice.reshape((n, 3, n_activities)), minus_mates(change, compare)
