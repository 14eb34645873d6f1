"""Plans for sensitivity analysis: points in blocks that only count whole, Morris trajectories and Saltelli's cross-sampled rows."""

from __future__ import annotations

from typing import Any, Iterator

import numpy as np

from cxsim.base.errors import Problem
from cxsim.base.streams import stream_key
from cxsim.base.study_schema import BLOCKED, MORRIS, DesignSettings

FEWEST = {"morris": 4, "sobol_indices": 8}  # blocks an analysis needs: below, intervals over blocks mean nothing (assumption)


def count_of(design: DesignSettings) -> int:
    """Number of blocks: trajectories, or rows of the base sample."""
    return design.trajectories if design.kind == MORRIS else design.base_sample


def size_of(design: DesignSettings) -> int:
    """Points of a block for k factors: k + 1 of a trajectory (Morris 1991), k + 2 of a row of the base sample (Saltelli 2002)."""
    return len(design.factors) + (1 if design.kind == MORRIS else 2)


def problem_of(design: DesignSettings) -> dict[str, Any]:
    """The factors as SALib wants them, each over 0-1."""
    names = list(design.factors)
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def key_of(design: DesignSettings, seed: int, purpose: str) -> int:
    """A positive key for one purpose of a design; SALib takes zero for no seed at all."""
    return stream_key(seed, "design", design.kind, purpose) or 1


def unit_points(design: DesignSettings, seed: int) -> np.ndarray:
    """Points (blocks x points of a block, factors) in 0-1, block after block, keyed by `seed`."""
    if design.kind == MORRIS:
        from SALib.sample import morris

        return morris.sample(problem_of(design), design.trajectories, num_levels=design.levels, seed=key_of(design, seed, "points"))
    from SALib.sample import sobol

    return sobol.sample(problem_of(design), design.base_sample, calc_second_order=False, seed=key_of(design, seed, "points"))


def faults(design: DesignSettings, where: str) -> Iterator[Problem]:
    """What a plan in blocks cannot be made of."""
    if design.kind not in BLOCKED:
        return
    key, least = ("trajectories" if design.kind == MORRIS else "base_sample"), FEWEST[design.kind]
    if count_of(design) < least:
        yield Problem("is too few to tell factors apart", where, key, count_of(design), f"{least} or more")
    elif design.kind != MORRIS and design.base_sample & (design.base_sample - 1):
        lower = 1 << design.base_sample.bit_length() - 1
        yield Problem("is not a power of two: the sequence would not be balanced", where, key, design.base_sample, fix=f"{lower} or {2 * lower}")
    if design.kind == MORRIS and design.levels % 2:
        yield Problem("is odd: steps up and down would not be equally likely", where, "levels", design.levels, "an even number from 2 on", "4")
