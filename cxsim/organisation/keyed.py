"""Luck of managers, keyed by (seed, purpose, seat, time), so that no draw depends on any other draw."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cxsim.base.streams import draw, stream_key


def generator(seed: int, purpose: str, seat: str, time: int) -> np.random.Generator:
    """A generator of its own for one purpose, seat and time (quarter, year or generation)."""
    return np.random.Generator(np.random.Philox(key=stream_key(seed, purpose, seat, time)))


@lru_cache(maxsize=4096)
def normals(seed: int, purpose: str, seat: str, time: int, count: int) -> np.ndarray:
    """Standard normal numbers (count,), read only: the same names mean the same luck under every scheme."""
    luck = generator(seed, purpose, seat, time).standard_normal(count)
    luck.setflags(write=False)
    return luck


@lru_cache(maxsize=4096)
def seat_key(seed: int, purpose: str, seat: str) -> np.uint64:
    """The key of a purpose and a seat, for `uniform`."""
    return np.uint64(stream_key(seed, purpose, seat))


def uniform(key: np.uint64, time: int) -> float:
    """One uniform number in (0, 1) for one key and time."""
    return float(draw(key, time))
