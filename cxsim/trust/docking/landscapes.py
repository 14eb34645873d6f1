"""Landscapes of a firm's binary decisions (Kauffman 1993; Levinthal 1997), whole tables of them at once.

A firm's state is one number whose bits are its decisions. Each decision contributes an amount, uniform on (0, 1),
for every setting of itself and of the decisions it depends on; a department's result is the sum over its decisions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PEERS = 3  # decisions of a department
MOVES = 2**PEERS  # settings of a department's own decisions, the present one included


@dataclass(frozen=True)
class Landscapes:
    """L landscapes of one firm with D departments and S states.

    `value` (L, S, D) is each department's sum of contributions divided by all decisions, so that departments add to
    the firm's performance, 0 to 1. `moves` (D, 8) are the changes open to a department, as bits to turn over: none,
    then single decisions, pairs, all three.
    """

    value: np.ndarray
    moves: np.ndarray

    @property
    def best(self) -> np.ndarray:
        """(L,) the highest performance any state of the firm reaches."""
        return self.value.sum(axis=-1).max(axis=1)

    def at(self, state: np.ndarray) -> np.ndarray:
        """Departments' results (..., L, D) at states (..., L)."""
        return self.value[np.arange(state.shape[-1]), state]


def moves_of(allocation: str) -> np.ndarray:
    """Changes (D, 8) open to each department; `allocation` names each decision's department, as in aaabbb."""
    turns = []
    for name in sorted(set(allocation)):
        a, b, c = (1 << k for k, letter in enumerate(allocation) if letter == name)
        turns.append([0, a, b, c, a | b, a | c, b | c, a | b | c])
    return np.array(turns)


def home_of(allocation: str) -> np.ndarray:
    """Index (N,) of the department that owns each decision."""
    names = sorted(set(allocation))
    return np.array([names.index(letter) for letter in allocation])


def with_outsiders(n: int, decisions: int, outsiders: int, luck: np.random.Generator) -> np.ndarray:
    """What each decision depends on (n, N, 3 + outsiders): its department, itself included, and random others.

    Departments are runs of three decisions.
    """
    found = np.empty((n, decisions, PEERS + outsiders), int)
    for k in range(decisions):
        first = k - k % PEERS
        found[:, k, :PEERS] = np.arange(first, first + PEERS)
        foreign = np.delete(np.arange(decisions), np.s_[first : first + PEERS])
        found[:, k, PEERS:] = luck.permuted(np.tile(foreign, (n, 1)), axis=1)[:, :outsiders]
    return found


def with_others(n: int, decisions: int, others: int, luck: np.random.Generator) -> np.ndarray:
    """What each decision depends on (n, N, 1 + others): itself and random others, wherever they belong."""
    found = np.empty((n, decisions, 1 + others), int)
    for k in range(decisions):
        found[:, k, 0] = k
        rest = np.delete(np.arange(decisions), k)
        found[:, k, 1:] = luck.permuted(np.tile(rest, (n, 1)), axis=1)[:, :others]
    return found


def landscapes(depends: np.ndarray, allocation: str, luck: np.random.Generator) -> Landscapes:
    """Uniform contributions for every setting of the decisions (n, N, M) that each decision depends on."""
    n, decisions, width = depends.shape
    tables = luck.random((n, decisions, 2**width))
    return from_tables(depends, tables, allocation)


def from_tables(depends: np.ndarray, tables: np.ndarray, allocation: str) -> Landscapes:
    """Landscapes of given contributions: tables (n, N, 2^M) over the settings of `depends` (n, N, M)."""
    n, decisions, width = depends.shape
    home = home_of(allocation)
    bits = (np.arange(2**decisions) >> np.arange(decisions)[:, None]) & 1  # (N, S)
    value = np.zeros((n, 2**decisions, home.max() + 1))
    for k in range(decisions):
        setting = np.zeros((n, 2**decisions), np.int64)
        for j in range(width):
            setting |= bits[depends[:, k, j]] << j
        value[:, :, home[k]] += np.take_along_axis(tables[:, k], setting, axis=1) / decisions
    return Landscapes(value, moves_of(allocation))


def flat(n: int, allocation: str) -> Landscapes:
    """Plains: every state of every firm performs alike."""
    home = home_of(allocation)
    share = np.bincount(home) / (2.0 * home.size)
    return Landscapes(np.tile(share, (n, 2**home.size, 1)), moves_of(allocation))
