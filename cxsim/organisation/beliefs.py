"""What managers think their work does: a table of expected effects, distorted per person, slowly corrected.

The table is conventional wisdom from the settings, never the truth of the simulation. A new manager starts from
it with lognormal error. Learning is relative: own result minus the unit mates' mean against own practice minus
theirs, which removes everything that is common. Absolute learning must not be
used: it credits market swings to one's own work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Sequence

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation import learning
from cxsim.organisation.effect_columns import COST, MONEY, MONEY_SPILL, N_COLUMNS, POLISH, QUALITY, SALES, SPILL
from cxsim.organisation.keyed import normals

LEARNED = (SALES, COST, QUALITY)  # what a comparison with unit mates can show, in the order of the rows below
DRIFT = (
    0.02  # quarterly drift of an effect, share of its prior sd: keeps old lessons from lasting for ever (assumption)
)


@dataclass(frozen=True)
class Wisdom:
    """The table of expected effects of a company, one row per activity."""

    names: tuple[str, ...]
    sales: np.ndarray  # (K,) % of own sales per unit effect
    cost: np.ndarray  # (K,) % of own cost per unit effect, negative = cheaper
    score: np.ndarray  # (K,) points of the own measured score per unit effect
    spill: np.ndarray  # (K,) points on a crossing journey per unit effect
    honest: np.ndarray  # (K,) 1, or 0 for polishing, which moves the measurement only
    money: float  # % of revenue per point
    sd: float  # log sd of a newcomer's error
    newcomers: dict[tuple[int, str, int], Mind] = field(default_factory=dict, compare=False, repr=False)  # met so far


@dataclass
class Mind:
    """Beliefs of one person. `effects` (K, columns) is what decisions read; arrays (3, K) follow LEARNED."""

    effects: np.ndarray  # (K, columns)
    money: float  # % of revenue per point
    means: np.ndarray | None = None  # (3, K); the last row is the measured score, polishing included
    covariances: np.ndarray | None = None  # (3, K, K) how unsure the means are
    drifts: np.ndarray | None = None  # (3, K) variance added each quarter, read only

    def copy(self) -> Mind:
        """An independent copy."""
        return Mind(self.effects.copy(), self.money, self.means.copy(), self.covariances.copy(), self.drifts)


def wisdom_of(settings: Settings) -> Wisdom:
    """Read the table of expected effects from the settings."""
    items = settings.behaviour.activities
    column = lambda name: np.array([float(getattr(item, name)) for item in items.values()])  # noqa: E731
    return Wisdom(
        names=tuple(items),
        sales=column("believed_sales"),
        cost=column("believed_cost"),
        score=column("believed_quality"),
        spill=column("believed_spillover"),
        honest=np.array([0.0 if item.group == "polishing" else 1.0 for item in items.values()]),
        money=settings.behaviour.believed_money_per_point,
        sd=settings.behaviour.belief_sd,
    )


def new_mind(wisdom: Wisdom, seed: int, seat: str, generation: int) -> Mind:
    """Beliefs of a newcomer: the table times exp(sd z), z keyed by seed, seat and generation."""
    name = (seed, seat, generation)
    if name not in wisdom.newcomers:
        wisdom.newcomers[name] = _newcomer(wisdom, *name)
    return wisdom.newcomers[name].copy()


def _newcomer(wisdom: Wisdom, seed: int, seat: str, generation: int) -> Mind:
    n = len(wisdom.names)
    luck = normals(seed, "beliefs", seat, generation, 1 + 4 * n)
    money, table = luck[0], by_name(luck[1:].reshape(n, 4), wisdom.names)
    theta = np.exp(wisdom.sd * table.T)  # (sales, cost, score, spill-over; activities)
    values = np.stack([wisdom.sales, wisdom.cost, wisdom.score])
    spread = wisdom.sd * np.abs(values)
    covariances = np.zeros((len(LEARNED), n, n))
    covariances[:, np.arange(n), np.arange(n)] = spread**2
    means = values * theta[:3]
    mind = Mind(np.zeros((n, N_COLUMNS)), wisdom.money * np.exp(wisdom.sd * money), means, covariances, (DRIFT * spread) ** 2)
    mind.effects[:, SPILL] = wisdom.spill * theta[3]
    mind.effects[:, MONEY_SPILL] = mind.money * mind.effects[:, SPILL]
    refresh(mind, wisdom)
    return mind


def by_name(luck: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Rows of luck handed out in alphabetical order of `names`, so that the order of a list changes nobody's luck."""
    handed = np.empty_like(luck)
    handed[np.argsort(np.array(names))] = luck
    return handed


def refresh(mind: Mind, wisdom: Wisdom) -> None:
    """Copy learned means into the table of effects; polishing moves no money and no true quality."""
    learning.refresh(mind.means, wisdom.honest, mind.money, mind.effects)


class Lesson(NamedTuple):
    """One quarter's comparison of a manager with unit mates; rows follow LEARNED."""

    practice: np.ndarray  # (3, K) own effect minus the mates' mean
    result: np.ndarray  # (3,) % of sales, % of cost, points: own minus the mates' mean; NaN = not seen
    variance: np.ndarray  # (3,) of such a comparison


def take_lesson(mind: Mind, wisdom: Wisdom, lesson: Lesson) -> None:
    """Correct beliefs by one comparison; rows without a number are left as they are."""
    learning.take_lessons(
        mind.means[None], mind.covariances[None], mind.drifts[None], lesson.practice[None], lesson.result[None], lesson.variance,
        wisdom.honest, np.array([mind.money]), mind.effects[None],
    )  # fmt: skip


@dataclass(frozen=True)
class Minds:
    """Beliefs of N people side by side, so that all can learn in one call; each person's `Mind` is a window on them."""

    effects: np.ndarray  # (N, K, columns)
    money: np.ndarray  # (N,)
    means: np.ndarray  # (N, 3, K)
    covariances: np.ndarray  # (N, 3, K, K)
    drifts: np.ndarray  # (N, 3, K)

    @classmethod
    def of(cls, minds: Sequence[Mind]) -> Minds:
        """Lay the beliefs of these people side by side, and let each look at the own ones there."""
        parts = [np.array([getattr(mind, name) for mind in minds]) for name in ("effects", "means", "covariances")]
        for n, mind in enumerate(minds):
            mind.effects, mind.means, mind.covariances = (part[n] for part in parts)
        return cls(parts[0], np.array([mind.money for mind in minds]), parts[1], parts[2], np.array([mind.drifts for mind in minds]))

    def learn(self, wisdom: Wisdom, practice: np.ndarray, result: np.ndarray, variance: np.ndarray) -> None:
        """`take_lesson` of everybody: practice (N, 3, K), result (N, 3), variance (3,)."""
        learning.take_lessons(self.means, self.covariances, self.drifts, practice, result, variance, wisdom.honest, self.money, self.effects)


def responses(settings: Settings) -> np.ndarray:
    """Believed response (quarters of the year, columns, K, years) to one quarter of work, summed by year.

    Sales come at once; savings build and fade with `saving_speed`; the rest builds and fades with the activity.
    """
    behaviour = settings.behaviour
    speeds = tuple((item.build_speed, item.fade_speed) for item in behaviour.activities.values())
    return _responses(speeds, behaviour.saving_speed, behaviour.horizon_years).copy()


@lru_cache(maxsize=64)
def _responses(speeds: tuple[tuple[float, float], ...], saving_speed: float, years: int) -> np.ndarray:
    build, fade = (np.array([pair[place] for pair in speeds]) for place in (0, 1))
    ones, saving = np.ones(build.size), np.full(build.size, saving_speed)
    table = np.zeros((4, N_COLUMNS, build.size, years))
    for season in range(4):
        for n in range(4 * years - season):
            year = (season + n) // 4
            table[season, [QUALITY, SPILL, MONEY, MONEY_SPILL, POLISH], :, year] += build * (1.0 - fade) ** n
            table[season, COST, :, year] += saving * (1.0 - saving) ** n
            table[season, SALES, :, year] += ones if n == 0 else 0.0
    return table
