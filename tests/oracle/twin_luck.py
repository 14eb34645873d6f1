"""Luck of the twin: a `Lot` is a hat of numbers, one per slot, and holds hats of its own.

`KeyedLuck` draws what the compiled core draws, written out in whole Python numbers; `FreeLuck` draws from an
ordinary generator and serves comparisons of speed and of distributions.
"""

from __future__ import annotations

import ctypes
import math
import random
from functools import cache
from statistics import NormalDist
from typing import Callable, Protocol

from cxsim.base.streams import stream_key

WORD = 2**64 - 1
STEP = 0x9E3779B97F4A7C15
CELLS = 1024


def single(value: float) -> float:
    """`value` as a record of 32-bit floats keeps it."""
    return ctypes.c_float(value).value


class Lot(Protocol):
    """A named set of random numbers."""

    def lot(self, index: int) -> Lot:
        """The set numbered `index` below this one."""

    def dice(self) -> float:
        """The uniform number of the set itself."""

    def uniform(self, slot: int) -> float: ...

    def normal(self, slot: int) -> float: ...

    def logistic(self, slot: int) -> float: ...

    def gumbel(self, slot: int) -> float: ...


class Luck(Protocol):
    """The four sets everything hangs on, each by number: person, tie, week and need."""

    person: Lot
    tie: Lot
    week: Lot
    need: Lot


def scrambled(key: int) -> int:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014)."""
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & WORD
    return key ^ (key >> 31)


def as_uniform(key: int) -> float:
    """The upper 52 bits of `key` as a number between 0 and 1."""
    return ((key >> 12) + 0.5) / 2**52


class Curve:
    """An inverse distribution function read off a table, with finer tables for the outer cells."""

    def __init__(self, inverse: Callable[[float], float]):
        def at(share: float) -> float:
            outermost = 0.5 / CELLS**2
            return round(inverse(min(max(share, outermost), 1.0 - outermost)), 12)

        steps = range(CELLS + 1)
        self.low = [at(step / CELLS**2) for step in steps]
        self.body = [at(step / CELLS) for step in steps]
        self.high = [at(1.0 - 1.0 / CELLS + step / CELLS**2) for step in steps]

    def __call__(self, uniform: float) -> float:
        place = uniform * CELLS
        cell, table = int(place), self.body
        if cell == 0:
            place, table = place * CELLS, self.low
        elif cell == CELLS - 1:
            place, table = (place - cell) * CELLS, self.high
        cell = int(place)
        return table[cell] + (table[cell + 1] - table[cell]) * (place - cell)


@cache
def curves() -> dict[str, Curve]:
    """The three distributions in use."""
    return {
        "logistic": Curve(lambda u: math.log(u / (1.0 - u))),
        "normal": Curve(NormalDist().inv_cdf),
        "gumbel": Curve(lambda u: -math.log(-math.log(u))),
    }


class KeyedLot:
    """Numbers that follow from a 64-bit key and the slot, whatever was asked for before."""

    __slots__ = ("key",)
    _curves = curves()

    def __init__(self, key: int):
        self.key = key

    def lot(self, index: int) -> KeyedLot:
        return KeyedLot(scrambled((self.key + (index + 1) * STEP) & WORD))

    def dice(self) -> float:
        return as_uniform(self.key)

    def uniform(self, slot: int) -> float:
        return as_uniform(scrambled((self.key + (slot + 1) * STEP) & WORD))

    def normal(self, slot: int) -> float:
        return self._curves["normal"](self.uniform(slot))

    def logistic(self, slot: int) -> float:
        return self._curves["logistic"](self.uniform(slot))

    def gumbel(self, slot: int) -> float:
        return self._curves["gumbel"](self.uniform(slot))


class KeyedLuck:
    """The luck of the compiled core for a master seed."""

    def __init__(self, seed: int):
        for name in ("person", "tie", "week", "need"):
            setattr(self, name, KeyedLot(stream_key(seed, name)))


class FreeLot:
    """Numbers as they come from one generator; slots and lots mean nothing."""

    def __init__(self, generator: random.Random):
        self.dice = generator.random
        self._random, self._gauss = generator.random, generator.gauss

    def lot(self, index: int) -> FreeLot:
        return self

    def uniform(self, slot: int) -> float:
        return self._random()

    def normal(self, slot: int) -> float:
        return self._gauss(0.0, 1.0)

    def logistic(self, slot: int) -> float:
        share = self._random() or 0.5
        return math.log(share / (1.0 - share))

    def gumbel(self, slot: int) -> float:
        return -math.log(-math.log(self._random() or 0.5))


class FreeLuck:
    """The luck of an ordinary agent-based model."""

    def __init__(self, seed: int):
        self.person = self.tie = self.week = self.need = FreeLot(random.Random(seed))
