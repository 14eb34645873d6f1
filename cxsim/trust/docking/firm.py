"""Two departments of three decisions under a chief (Rivkin and Siggelkow 2003, Management Science 49).

Each period both managers rank the status quo and some alternatives for their own decisions, supposing the other
stays put, and send their best up. A passive chief takes the first of each list. An active one examines
combinations of what was sent and changes course only for a better firm. What the text at hand leaves open is settled
here and said in the lines: near alternatives are looked at before far ones, and combinations are drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxsim.organisation.keyed import generator
from cxsim.organisation.trial import is_kept
from cxsim.trust.docking.landscapes import PEERS, Landscapes, from_tables, with_others
from cxsim.trust.docking.search import in_the_eyes

DECISIONS, PERIODS, SHORT_RUN = 6, 100, 4
APART, OVERLAPPING = "aaabbb", "aabbba"
LOOKS = (1, 4, 7)  # alternatives a manager can look at


@dataclass(frozen=True)
class Design:
    """How the firm decides; the fields carry the names of the published model."""

    incent: float = 0.0  # INCENT: weight on the other department
    altsub: int = 1  # ALTSUB: alternatives each manager looks at
    sent: int = 1  # P: proposals sent up
    altceo: int = 0  # ALTCEO: combinations the chief examines, 0 = takes the first of each list

    def but(self, **changes: float) -> Design:
        """The same design with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class World:
    """Landscapes of six decisions without owners, and everything left to chance, the same for every design.

    `depends` (L, 6, M), `tables` (L, 6, 2^M), `start` (L,), `near` and `pair` (T, L, 2) which single decision and which
    pair a manager looks at, `order` (T, L, 16) in which a chief meets combinations.
    """

    depends: np.ndarray
    tables: np.ndarray
    start: np.ndarray
    near: np.ndarray
    pair: np.ndarray
    order: np.ndarray

    def owned(self, allocation: str) -> Landscapes:
        """The landscapes as two departments own them."""
        return from_tables(self.depends, self.tables, allocation)


def world(seed: int, others: int | None, n: int) -> World:
    """`n` landscapes where each decision depends on so many others at random; None: on both others of its three.

    In the second case the first and the last three decisions have nothing to do with each other.
    """
    luck = generator(seed, "docking", "two departments", PEERS * DECISIONS if others is None else others)
    depends = _blocks(n) if others is None else with_others(n, DECISIONS, others, luck)
    tables = luck.random((n, DECISIONS, 2 ** depends.shape[-1]))
    shape = (PERIODS, n, 2)
    return World(
        depends, tables, luck.integers(2**DECISIONS, size=n), luck.integers(1, 4, size=shape),
        luck.integers(4, 7, size=shape), luck.random((PERIODS, n, 16)),
    )  # fmt: skip


def _blocks(n: int) -> np.ndarray:
    first = np.arange(DECISIONS) // PEERS * PEERS
    return np.tile(first[:, None] + np.arange(PEERS), (n, 1, 1))


def options(world: World, period: int, department: int, altsub: int) -> np.ndarray:
    """Moves (L, 1 + ALTSUB) a manager looks at, the status quo first: one single change, all and a pair, or everything."""
    n = world.start.size
    still = np.zeros((n, 1), int)
    if altsub == 1:
        return np.hstack([still, world.near[period, :, department, None]])
    known = np.tile(np.arange(1, 4 if altsub == 4 else 8), (n, 1))
    far = world.pair[period, :, department, None] if altsub == 4 else still[:, :0]
    return np.hstack([still, known, far])


def ranked(worth: np.ndarray) -> np.ndarray:
    """Places (L, A) in a manager's order; the first column is the status quo, which gives way only to what is kept."""
    group = np.where(is_kept(worth, worth[:, :1]), 0, 2)
    group[:, 0] = 1
    return np.lexsort((-worth, group), axis=-1)


def live(world: World, land: Landscapes, design: Design) -> np.ndarray:
    """Performance (T + 1, L) of a firm of this design, from the start to the last period."""
    state = world.start
    course = [land.at(state).sum(axis=-1)]
    for period in range(PERIODS):
        lists = [proposals(world, land, state, design, period, department) for department in range(2)]
        if design.altceo == 0:
            state = state ^ lists[0][:, 0] ^ lists[1][:, 0]
        else:
            state = examined(world, land, state, design, period, lists)
        course.append(land.at(state).sum(axis=-1))
    return np.array(course)


def proposals(
    world: World, land: Landscapes, state: np.ndarray, design: Design, period: int, department: int
) -> np.ndarray:
    """Bits to turn over (L, P) that a manager sends up, best first."""
    turns = land.moves[department][options(world, period, department, design.altsub)]
    states = (state[:, None] ^ turns).T
    worth = in_the_eyes(land.at(states), department, design.incent).T
    return np.take_along_axis(turns, ranked(worth)[:, : design.sent], axis=1)


def examined(
    world: World, land: Landscapes, state: np.ndarray, design: Design, period: int, lists: list[np.ndarray]
) -> np.ndarray:
    """States (L,) after the chief has examined some combinations, drawn at random from all that were sent."""
    turns = (lists[0][:, :, None] ^ lists[1][:, None, :]).reshape(state.size, -1)
    drawn = np.argsort(world.order[period, :, : turns.shape[1]], axis=1)[:, : design.altceo]
    chosen, worth = state, land.at(state).sum(axis=-1)
    for turn in np.take_along_axis(turns, drawn, axis=1).T:
        value = land.at(state ^ turn).sum(axis=-1)
        better = is_kept(value, worth)
        chosen, worth = np.where(better, state ^ turn, chosen), np.where(better, value, worth)
    return chosen


def attainable(world: World) -> np.ndarray:
    """(L,) with no interactions: the mean over decisions of the larger of their two contributions.

    Its expectation is 2/3, that of the larger of two uniform numbers.
    """
    return world.tables.max(axis=-1).mean(axis=-1)
