"""Paired differences between arms, seed by seed; intervals of one table hold together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxsim.study.statistics import Estimate, estimate_family, single_interval

Floats = NDArray[np.float64]
TAILS = (0.10, 0.90)


@dataclass(frozen=True)
class Pair:
    """One outcome in two arms, values (seeds,) each, and their paired difference second - first."""

    name: str
    unit: str
    first: Floats
    second: Floats
    difference: Estimate
    level: str = ""
    year: int = 0

    @property
    def row(self) -> dict[str, Any]:
        """Plain values: means, tails and the difference with its interval and state."""
        about = {"outcome": self.name, "level": self.level, "year": self.year or None, "unit": self.unit}
        return {**about, **_told("first", self.first), **_told("second", self.second), **_difference(self.difference)}


def pairs(values: Mapping[tuple[str, str, int], tuple[str, Floats, Floats]]) -> list[Pair]:
    """Pairs of a table, (name, level, year) -> (unit, first, second); their intervals hold together."""
    if not values:
        return []
    differences = np.array([second - first for _, first, second in values.values()]).T
    found = estimate_family(differences)
    return [Pair(name, unit, first, second, estimate, level, year) for ((name, level, year), (unit, first, second)), estimate in zip(values.items(), found)]


def _told(side: str, values: Floats) -> dict[str, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return {f"{side}_{name}": float("nan") for name in ("mean", "p10", "p50", "p90")}
    low, high = (tail(known, share) for share in TAILS)
    return {f"{side}_mean": float(known.mean()), f"{side}_p10": low, f"{side}_p50": tail(known, 0.5), f"{side}_p90": high}


def tail(values: Floats, share: float) -> float:
    """The ceil(share x n)-th smallest: a value that occurred."""
    ordered = np.sort(values)
    return float(ordered[max(0, int(np.ceil(share * len(ordered) - 1e-9)) - 1)])


def _difference(found: Estimate) -> dict[str, Any]:
    return {"difference": found.mean, "lo": found.lo, "hi": found.hi, "n": found.n, "state": found.state}


def mean_interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean of one sample with its 95 % interval."""
    mean, _, _, low, high, _ = single_interval(np.asarray(values, float))
    return mean, low, high
