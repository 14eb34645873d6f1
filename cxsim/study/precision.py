"""How many replications: sequential stopping, when the widest interval of the verdict is as narrow as was asked.

After each batch the next one is sized by the width found (widths shrink with the root of n). Stopping at a random n costs a
little coverage (Chow and Robbins 1965: none in the limit); never stopping below `FEWEST` seeds keeps it at 94 to 95 % where a
start of five would fall to 92 % (measured by tests/study/test_precision.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Iterable

FEWEST = 20


@dataclass(frozen=True)
class Stopped:
    """Where a study with a wanted width stopped: seeds, the widest interval then, and whether that is narrow enough."""

    seeds: int
    width: float
    wanted: float

    @property
    def reached(self) -> bool:
        """False: the most replications came first."""
        return self.width <= self.wanted


def next_size(seeds: int, width: float, wanted: float, most: int) -> int:
    """Seeds to have next, `seeds` itself to stop; at most doubled, so that one lucky narrow batch decides little.

    `width` is the full width of the widest interval on `seeds` seeds, nan when there is none yet.
    """
    if seeds >= most or (seeds >= FEWEST and width <= wanted):
        return seeds
    needed = seeds * (width / wanted) ** 2 if math.isfinite(width) else 2 * seeds
    return min(most, max(seeds + 2, FEWEST, min(2 * seeds, math.ceil(needed))))


def widest(intervals: Iterable[tuple[float, float]]) -> float:
    """Full width of the widest of several intervals; those that do not exist (a run failed) are left out; nan without any."""
    widths = [high - low for low, high in intervals if math.isfinite(high - low)]
    return max(widths, default=math.nan)
