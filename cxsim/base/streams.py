"""Random numbers named by (seed, purpose, person, time), never by the order in which they are asked for.

A draw is one pass of the splitmix64 finaliser (Steele, Lea and Flood 2014) over a key; asking for one number
more or less changes no other. Quantile tables turn a uniform into a logistic, normal or Gumbel number
without calling the C mathematics library, so that the same seed gives the same bits on any processor.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from statistics import NormalDist

import numpy as np

from cxsim.base.compiled import kernel, lean
from cxsim.base.hints import either

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_TO_UNIT = 1.0 / 4503599627370496.0  # 2^-52, one bit less than fits, so that rounding never reaches 1

CELLS = 1024
LEFT, BODY, RIGHT = 0, CELLS + 1, 2 * (CELLS + 1)  # where each part of a table begins
_LOW_BITS = 2 * CELLS - 1  # changes no cell, but tells the compiler that none is negative
LOGISTIC, NORMAL, GUMBEL = 0, 1, 2


@lean
def mix(key):
    """Scramble a 64-bit key; neighbouring keys give unrelated numbers."""
    key = np.uint64(key)
    key = (key ^ (key >> _S30)) * _M1
    key = (key ^ (key >> _S27)) * _M2
    return key ^ (key >> _S31)


@kernel
def subkey(key, index):
    """The key of entry `index` below `key`."""
    return mix(key + np.uint64(index + 1) * GOLDEN)


@lean
def unit(key):
    """A uniform number in the open interval (0, 1)."""
    return (np.float64(key >> _S12) + 0.5) * _TO_UNIT


@kernel
def draw(key, slot):
    """The uniform number in slot `slot` of `key`."""
    return unit(mix(key + np.uint64(slot + 1) * GOLDEN))


@lean
def quantile(facts, kind, uniform):
    """Inverse distribution function of `kind` at `uniform`, interpolated; tails have tables of their own.

    `facts` is anything with a field `tables` as made by `quantile_tables` (passing the nested array itself
    would copy it at every call).
    """
    scaled = uniform * CELLS
    cell = int(scaled)
    part = BODY
    if cell == 0:
        part, scaled = LEFT, scaled * CELLS
        cell = int(scaled)
    elif cell == CELLS - 1:
        part, scaled = RIGHT, (scaled - cell) * CELLS
        cell = int(scaled)
    cell &= _LOW_BITS
    left = facts.tables[kind, part + cell]
    return left + (facts.tables[kind, part + cell + 1] - left) * (scaled - cell)


@lean
def place_of(uniform):
    """`quantile` up to the look-up, without a jump: the place in a row of the tables, and how far on to the next.

    For many numbers abreast; for one alone the jumps of `quantile`, which are nearly always foreseen, are quicker.
    """
    scaled = uniform * CELLS
    cell = int(scaled)
    first, last = cell == 0, cell == CELLS - 1
    scaled = either(last, (scaled - cell) * CELLS, either(first, scaled * CELLS, scaled))
    cell = int(scaled) & _LOW_BITS
    return (1 - np.int64(first) + np.int64(last)) * BODY + cell, scaled - cell


@lean
def value_at(facts, kind, place, further):
    """`quantile` from what `place_of` gives."""
    left = facts.tables[kind, place]
    return left + (facts.tables[kind, place + 1] - left) * further


def stream_key(seed: int, *names: str | int) -> int:
    """A 64-bit key for a purpose, from a master seed and names; adding a purpose changes no other."""
    key = _mix_int((seed + int(GOLDEN)) % 2**64)
    for name in names:
        for byte in str(name).encode():
            key = _mix_int((key + (byte + 1) * int(GOLDEN)) % 2**64)
        key = _mix_int((key ^ 0x5851F42D4C957F2D) % 2**64)
    return key


def _mix_int(key: int) -> int:
    mask = 2**64 - 1
    key = ((key ^ (key >> 30)) * int(_M1)) & mask
    key = ((key ^ (key >> 27)) * int(_M2)) & mask
    return key ^ (key >> 31)


@cache
def quantile_tables() -> np.ndarray:
    """Tables (kind, place): left tail, body and right tail of each distribution side by side, rounded to 12 digits."""
    inverse = (lambda u: math.log(u / (1.0 - u)), NormalDist().inv_cdf, lambda u: -math.log(-math.log(u)))
    smallest = 0.5 / CELLS**2
    tables = np.empty((3, 3, CELLS + 1))
    for kind, function in enumerate(inverse):
        for part in range(3):
            for cell in range(CELLS + 1):
                share = (cell / CELLS**2, cell / CELLS, 1.0 - 1.0 / CELLS + cell / CELLS**2)[part]
                tables[kind, part, cell] = round(function(min(max(share, smallest), 1.0 - smallest)), 12)
    rows = tables.reshape(3, -1)
    rows.setflags(write=False)
    return rows


def body_of(kind: int) -> np.ndarray:
    """The body of a table (CELLS + 1,): quantiles at 0, 1 / CELLS, ... 1."""
    return quantile_tables()[kind, BODY:RIGHT]


@lru_cache(maxsize=16)
def lognormal_table(sigma: float) -> np.ndarray:
    """Quantiles (CELLS + 1,) of exp(sigma z), mean not corrected: the median is 1."""
    shares = [min(max(cell / CELLS, 0.25 / CELLS), 1 - 0.25 / CELLS) for cell in range(CELLS + 1)]
    table = np.array([round(math.exp(sigma * NormalDist().inv_cdf(share)), 12) for share in shares])
    table.setflags(write=False)
    return table
