"""Why bonuses of one level differ: luck, place, own choices.

Seats of a level get yearly payouts in every seed. With Y = mean payout of a seat over the years of one seed:

- luck = mean over seats of the variance of Y over seeds: same seat, same plan, same way of deciding, another luck. It is split into what
  moves the whole level together (the variance over seeds of the level's mean) and what is a seat's own;
- place = variance over seats of the mean of Y when everybody decides as without a bonus (the frozen arm: the same choices everywhere);
- effort = variance over seats of how much the mean of Y moves when people decide as the plan pays them;
- together = what is left of the variance between seats, twice the covariance of place and effort; it may be negative.

Variances between seats are corrected for the luck left in a mean of R seeds (a variance component, as in a one-way random-effects
layout), so that few seeds do not pass luck off as place. Intervals: 2,000 keyed bootstrap draws of whole seeds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxsim.base.streams import stream_key
from cxsim.desk.dynamic.arms import parts
from cxsim.desk.dynamic.pairs import Floats

DRAWS, TAIL = 2_000, 0.025
PARTS = ("common_luck", "own_luck", "place", "effort", "together")
FEWEST_SEATS, FEWEST_SEEDS = 3, 8
ALIKE = 0.01  # payout points: seats that differ by no more are paid alike


@dataclass(frozen=True)
class Spread:
    """Shares of the variance of a level's payouts, in %, each with a 95 % interval; `seats` simulated seats, `sd` payout points."""

    level: str
    seats: int
    seeds: int
    sd: float
    shares: dict[str, tuple[float, float, float]]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One row per part."""
        about = {"level": self.level, "seats": self.seats, "seeds": self.seeds, "sd_points": self.sd}
        return [{**about, "part": name, "share_pct": mean, "lo": low, "hi": high} for name, (mean, low, high) in self.shares.items()]


def spreads(frozen: Sequence[Mapping[str, Any]], heard: Sequence[Mapping[str, Any]], seed: int) -> list[Spread]:
    """By simulated level; levels with fewer than three seats, or all alike in every seed, are left out."""
    one, other = _by_level(frozen), _by_level(heard)
    found = []
    for level in other:
        still, moved = one[level], other[level]
        if moved.shape[1] < FEWEST_SEATS or moved.shape[0] < FEWEST_SEEDS or np.ptp(moved, axis=1).max() <= ALIKE:
            continue
        shares = _shares(still, moved)
        draws = _bootstrap(still, moved, seed)
        low, high = np.quantile(draws, TAIL, axis=0), np.quantile(draws, 1 - TAIL, axis=0)
        told = {name: (float(shares[k]), float(low[k]), float(high[k])) for k, name in enumerate(PARTS)}
        found.append(Spread(level, moved.shape[1], moved.shape[0], float(np.sqrt(sum(_variances(still, moved)))), told))
    return found


def _by_level(arm: Sequence[Mapping[str, Any]]) -> dict[str, Floats]:
    """Mean payout over the years, shape (seeds, seats), by level."""
    tables = parts(arm, "seats", kept=True)
    levels = tables[0].drop_duplicates("manager").set_index("manager")["level"]
    means = np.array([table.groupby("manager", sort=False)["payout_pct"].mean()[levels.index].to_numpy(float) for table in tables])
    return {str(level): means[:, (levels == level).to_numpy()] for level in dict.fromkeys(levels)}


def _variances(still: Floats, moved: Floats) -> tuple[float, float, float, float, float]:
    """Luck of the level and of a seat, place, effort and what they are together, in squared payout points."""
    seeds, seats = moved.shape
    step = moved - still
    luck = float(moved.var(axis=0, ddof=1).mean())
    place = _between(still, still.var(axis=0, ddof=1).mean() / seeds)
    effort = _between(step, step.var(axis=0, ddof=1).mean() / seeds)
    between = _between(moved, luck / seeds)
    mean = float(moved.mean(axis=1).var(ddof=1))  # of the level's mean: the common part and 1 / seats of a seat's own
    common = max(0.0, (seats * mean - luck) / (seats - 1))
    return common, luck - common, place, effort, between - place - effort


def _between(values: Floats, noise: float) -> float:
    """Variance over seats of their means, less what luck leaves in a mean; never below zero."""
    return max(0.0, float(values.mean(axis=0).var(ddof=1)) - float(noise))


def _shares(still: Floats, moved: Floats) -> Floats:
    found = np.array(_variances(still, moved))
    total = found.sum()
    return 100.0 * found / total if total > 0 else np.full(len(PARTS), np.nan)


def _bootstrap(still: Floats, moved: Floats, seed: int) -> Floats:
    """Shares in draws of whole seeds, both arms together; shape (draws, parts)."""
    generator = np.random.Generator(np.random.Philox(key=stream_key(seed, "desk", "spread")))
    picks = generator.integers(0, len(moved), (DRAWS, len(moved)))
    return np.array([_shares(still[pick], moved[pick]) for pick in picks])
