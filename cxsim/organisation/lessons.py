"""Quarterly comparison of touchpoint managers with their unit mates: own minus the mates' mean, for everything."""

from __future__ import annotations

import numpy as np

from cxsim.organisation.beliefs import Lesson
from cxsim.organisation.capability import Craft, Stocks
from cxsim.organisation.choice import effect
from cxsim.organisation.layout import Layout
from cxsim.organisation.reach import COST, QUALITY, SALES
from cxsim.organisation.scorecard import QUARTERS, Board


def minus_mates(values: np.ndarray, layout: Layout) -> np.ndarray:
    """Each touchpoint's values (T,) or (T, K) minus the mean of the other touchpoints of its unit; NaN when alone."""
    table = values.reshape(values.shape[0], -1)
    members = np.zeros((layout.n_units, values.shape[0]))
    members[layout.unit_of, np.arange(values.shape[0])] = 1.0
    count = members.sum(axis=1)[layout.unit_of][:, None]
    total = np.stack([np.bincount(layout.unit_of, weights=column, minlength=layout.n_units) for column in table.T], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = (count * table - total[layout.unit_of]) / (count - 1.0)
    return np.where(count > 1.0, relative, np.nan).reshape(values.shape)


def changes(board: Board, layout: Layout, results: np.ndarray, baseline: np.ndarray) -> dict[int, np.ndarray]:
    """Change of each touchpoint (T,) since the start: % of its sales, % of its cost, points of its score."""
    table = {}
    for column, metric in ((SALES, "revenue"), (COST, "cost"), (QUALITY, "satisfaction")):
        places = [board.index[metric, "touchpoint", name] for name in layout.touchpoints]
        now, then = results[places], baseline[places]
        if column == QUALITY:
            table[column] = now - then
        else:
            share = 100.0 * QUARTERS * now / np.where(then > 0.0, then, 1.0)
            table[column] = np.where(then > 0.0, share - 100.0, np.nan)
    return table


def noise_of(board: Board, layout: Layout, points: float) -> dict[int, float]:
    """Sd of one comparison: the usual forecast errors of sales and cost, and `points` of a score."""
    first = layout.touchpoints[0]
    place = lambda metric: float(board.error[board.index[metric, "touchpoint", first]])  # noqa: E731
    return {SALES: place("revenue"), COST: place("cost"), QUALITY: points}


def lessons_of_quarter(
    stocks: Stocks, craft: Craft, attention: np.ndarray, change: dict[int, np.ndarray], noise: dict[int, float], layout: Layout
) -> list[Lesson]:
    """One lesson per touchpoint (T): practice and result relative to unit mates.

    Sales answer this quarter's selling, cost the quick stock of saving, scores the slow stocks.
    """
    saving = np.zeros_like(stocks.skill)
    if craft.cut >= 0:
        saving[:, craft.cut] = stocks.saving
    practice = {SALES: effect(attention, craft.reference), COST: saving, QUALITY: stocks.skill}
    practice = {column: minus_mates(values, layout) for column, values in practice.items()}
    results = {column: minus_mates(values, layout) for column, values in change.items()}
    return [
        Lesson({c: practice[c][t] for c in practice}, {c: float(results[c][t]) for c in results}, noise)
        for t in range(len(layout.touchpoints))
    ]
