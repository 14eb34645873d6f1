"""Which plans no other one beats: Pareto ranks, the choice of those worth another look, and the volume a front commands."""

from __future__ import annotations

import numpy as np


def dominates(first: np.ndarray, second: np.ndarray) -> bool:
    """At least as good in everything and better in something; more is better."""
    return bool((first >= second).all() and (first > second).any())


def ranks(gains: np.ndarray) -> np.ndarray:
    """Pareto rank of each row (plans, objectives), 0 = beaten by none (Goldberg 1989); more is better."""
    values = np.asarray(gains, float)
    found, left, rank = np.full(len(values), -1), np.ones(len(values), bool), 0
    beats = np.asarray((values[:, None, :] >= values[None, :, :]).all(axis=2) & (values[:, None, :] > values[None, :, :]).any(axis=2))
    while left.any():
        free = left & ~beats[left].any(axis=0)
        found[free], left, rank = rank, left & ~free, rank + 1
    return found


def crowding(gains: np.ndarray) -> np.ndarray:
    """Room around each row within its set (Deb et al. 2002): the sum over objectives of the gap between its neighbours; ends have inf."""
    values = np.asarray(gains, float)
    room = np.zeros(len(values))
    for column in values.T:
        order = np.argsort(column, kind="stable")
        spread = column[order[-1]] - column[order[0]] if len(order) else 0.0
        if spread <= 0:
            continue
        room[order[[0, -1]]] = np.inf
        room[order[1:-1]] += (column[order[2:]] - column[order[:-2]]) / spread
    return room


def worth_a_look(gains: np.ndarray, count: int) -> list[int]:
    """Rows in or near the front: by rank, within a rank those with most room first, then by place. At most `count`."""
    values = np.asarray(gains, float)
    rank, room = ranks(values), np.zeros(len(values))
    for level in sorted(set(rank.tolist())):
        room[rank == level] = crowding(values[rank == level])
    return sorted(range(len(values)), key=lambda row: (rank[row], -room[row], row))[:count]


def hypervolume(gains: np.ndarray, reference: np.ndarray) -> float:
    """Volume between a reference point and a front (Zitzler and Thiele 1998), by slices; exact, for a few dozen plans."""
    above = np.asarray(gains, float) - np.asarray(reference, float)
    above = above[(above > 0).all(axis=1)]
    if not len(above):
        return 0.0
    if above.shape[1] == 1:
        return float(above.max())
    heights = np.unique(above[:, -1])
    steps = np.diff(heights, prepend=0.0)
    return float(sum(step * hypervolume(above[above[:, -1] >= height][:, :-1], np.zeros(above.shape[1] - 1)) for height, step in zip(heights, steps)))
