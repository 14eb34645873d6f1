"""Departments that search a landscape: one random alternative a period, kept as the model's managers keep a trial.

Each department supposes that the others stay put, and sees its own result plus a weight times the others'. Without
a centre all kept alternatives happen at once. A centre compares the status quo, the joint proposal and each single
one, and takes what is best for the firm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.organisation.trial import is_kept
from cxsim.trust.docking.landscapes import MOVES, Landscapes

PERIODS = 100
LATER = 50  # restlessness is read from here on


@dataclass(frozen=True)
class Luck:
    """What is left to chance: starts (L,) and each department's alternative (T, L, D), 1 to 7."""

    start: np.ndarray
    pick: np.ndarray


def luck_for(land: Landscapes, luck: np.random.Generator, periods: int = PERIODS) -> Luck:
    """Starts and alternatives for these landscapes; the same serve every weight and both ways to decide."""
    n, states, departments = land.value.shape
    return Luck(luck.integers(states, size=n), luck.integers(1, MOVES, size=(periods, n, departments)))


def in_the_eyes(value: np.ndarray, department: int, weight: np.ndarray | float) -> np.ndarray:
    """What a department makes of results (..., D): its own plus `weight` times the sum of the others'."""
    others = value.copy()
    others[..., department] = 0.0
    return value[..., department] + weight * others.sum(axis=-1)


@dataclass(frozen=True)
class Found:
    """Where search ended, arrays (W, L)."""

    level: np.ndarray  # final performance, share of the landscape's best
    restless: np.ndarray  # share of later periods that still change something


def search(land: Landscapes, weights: np.ndarray, luck: Luck, centre: bool) -> Found:
    """All landscapes at all weights (W,) on others' results, on the same luck."""
    periods, _, departments = luck.pick.shape
    weight = np.asarray(weights, float)[:, None]
    state = np.tile(luck.start, (weight.size, 1))
    changing = np.zeros(state.shape)
    for period in range(periods):
        now = land.at(state)
        kept = []
        for department in range(departments):
            turn = land.moves[department, luck.pick[period, :, department]]
            then = land.at(state ^ turn)
            seen = (in_the_eyes(value, department, weight) for value in (then, now))
            kept.append(np.where(is_kept(*seen), turn, 0))
        after = best_of(land, state, kept) if centre else state ^ sum(kept)
        if period >= LATER:
            changing += after != state
        state = after
    level = land.at(state).sum(axis=-1) / land.best
    return Found(level, changing / (periods - LATER))


def best_of(land: Landscapes, state: np.ndarray, kept: list[np.ndarray]) -> np.ndarray:
    """The centre's choice among the status quo, everything proposed at once, and each proposal alone."""
    chosen, worth = state, land.at(state).sum(axis=-1)
    for proposal in (sum(kept), *kept):
        value = land.at(state ^ proposal).sum(axis=-1)
        better = is_kept(value, worth)
        chosen, worth = np.where(better, state ^ proposal, chosen), np.where(better, value, worth)
    return chosen
