"""Quarterly comparison of touchpoint managers with their unit mates: own minus the mates' mean, for everything."""

from __future__ import annotations

import numpy as np

from cxsim.organisation.capability import Craft, Stocks
from cxsim.organisation.choice import effect
from cxsim.organisation.layout import Layout
from cxsim.organisation.scorecard import QUARTERS, Board


def comparison(layout: Layout) -> np.ndarray:
    """Matrix (T, T) that takes the mean of the unit mates from each touchpoint's own value; zero rows when alone."""
    same = layout.unit_of[:, None] == layout.unit_of[None, :]
    mates = same.sum(axis=1, keepdims=True) - 1
    own = np.eye(layout.unit_of.size)
    return np.where(mates > 0, own - (same - own) / np.maximum(mates, 1), 0.0)


def minus_mates(values: np.ndarray, compare: np.ndarray) -> np.ndarray:
    """Values (T, ...) minus the mates' mean; NaN where a needed value is missing or there are no mates."""
    lost, unknown = ~np.isfinite(values), ~compare.any(axis=1)[:, None]
    if lost.any():
        unknown = unknown | ((compare != 0.0).astype(float) @ lost > 0.0)
        values = np.where(lost, 0.0, values)
    return np.where(unknown, np.nan, compare @ values)


def changes(board: Board, places: np.ndarray, results: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Change (T, 3) of each touchpoint since the start: % of its sales, % of its cost, points of its score.

    `places` (3, T) are the rows of `results` and `baseline` to look at, see `places_of`.
    """
    now, then = results[places], baseline[places]
    share = 100.0 * QUARTERS * now / np.where(then > 0.0, then, np.nan) - 100.0
    return np.stack([share[0], share[1], now[2] - then[2]], axis=1)


def places_of(board: Board, layout: Layout) -> np.ndarray:
    """Rows (3, T) of the board with each touchpoint's revenue, cost and satisfaction."""
    metrics = ("revenue", "cost", "satisfaction")
    return np.array([[board.index[metric, "touchpoint", name] for name in layout.touchpoints] for metric in metrics])


def variance_of(board: Board, places: np.ndarray, points: float) -> np.ndarray:
    """Variance (3,) of one comparison: the usual forecast errors of sales and cost, and `points` of a score."""
    return np.array([board.error[places[0, 0]] ** 2, board.error[places[1, 0]] ** 2, points**2])


def comparisons(
    stocks: Stocks, craft: Craft, attention: np.ndarray, change: np.ndarray, compare: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Practice (T, 3, K) and result (T, 3) of each touchpoint relative to unit mates: what a quarter teaches.

    Sales answer this quarter's selling (attention (T, K)), cost the quick stock of saving, scores the slow stocks.
    """
    n, n_activities = attention.shape
    practice = np.zeros((n, 3, n_activities))
    practice[:, 0], practice[:, 2] = effect(attention, craft.reference), stocks.skill
    if craft.cut >= 0:
        practice[:, 1, craft.cut] = stocks.saving
    practice = (compare @ practice.reshape(n, -1)).reshape(practice.shape)
    return practice, minus_mates(change, compare)
