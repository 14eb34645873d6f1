"""What practices make of a quarter: every lever as a number or a table, neutral when nothing is switched on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable

import numpy as np

from cxsim.base.levers import QUALITY
from cxsim.organisation.layout import Layout

FLAT = ("survey", "noise", "rosy", "money", "recover", "inflate", "talk_good", "offer", "join", "morale", "contact",
        "standard", "promise", "loud", "loud_good", "integration", "sustainability")  # fmt: skip


@dataclass
class Conditions:
    """Sums over practices of amount x effect, by lever; tables over activities K, units U and channels C."""

    ask: np.ndarray  # (K,) share of working time
    yields: np.ndarray  # (K,) share
    believe: np.ndarray  # (K,) share
    quality: np.ndarray  # (U, C, 3) added
    handoff: np.ndarray  # (U, U) added
    steer: np.ndarray  # (U, C) utility
    flat: dict[str, float] = field(default_factory=lambda: dict.fromkeys(FLAT, 0.0))  # levers that are one number

    @classmethod
    def neutral(cls, activities: int, layout: Layout) -> Conditions:
        """Nothing switched on."""
        n, c = layout.open_.shape
        return cls(*(np.zeros(activities) for _ in range(3)), np.zeros((n, c, 3)), np.zeros((n, n)), np.zeros((n, c)))

    def times(self, name: str) -> float:
        """Multiplier of a lever that says 'more or less', never below 0."""
        return max(0.0, 1.0 + self.flat[name])


@dataclass(frozen=True)
class Places:
    """Where the entries of levers stand in the tables of conditions."""

    activity: dict[str, int]
    channel: dict[str, int]
    web: np.ndarray  # (C,) bool


Pull = Callable[[Conditions, Places, str, float], None]


def _activities(table: str) -> Pull:
    def pull(conditions: Conditions, places: Places, entry: str, amount: float) -> None:
        getattr(conditions, table)[places.activity[entry]] += amount

    return pull


def _number(conditions: Conditions, _: Places, entry: str, amount: float) -> None:
    conditions.flat[entry] += amount


def _believe(conditions: Conditions, places: Places, entry: str, amount: float) -> None:
    pull = _number if entry == "money" else _activities("believe")
    pull(conditions, places, entry, amount)


def _quality(where: str) -> Pull:
    def pull(conditions: Conditions, places: Places, entry: str, amount: float) -> None:
        chosen = {"touchpoint": np.ones_like(places.web), "self_service": places.web, "assisted": ~places.web}[where]
        conditions.quality[:, chosen, QUALITY.index(entry)] += amount

    return pull


def _handoff(conditions: Conditions, _: Places, entry: str, amount: float) -> None:
    inside = np.eye(conditions.handoff.shape[0], dtype=bool)
    conditions.handoff[inside if entry == "within" else ~inside] += amount


def _steer(conditions: Conditions, places: Places, entry: str, amount: float) -> None:
    conditions.steer[:, places.channel[entry]] += amount


PULLS: dict[str, Pull] = {
    "ask": _activities("ask"),
    "yield": _activities("yields"),
    "believe": _believe,
    "touchpoint": _quality("touchpoint"),
    "self_service": _quality("self_service"),
    "assisted": _quality("assisted"),
    "handoff": _handoff,
    "steer": _steer,
    **dict.fromkeys(("lead", "see", "care", "people", "cost", "values", "world"), _number),
}
