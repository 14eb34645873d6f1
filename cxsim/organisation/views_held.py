"""What each level believes about customers' experience: what it is shown, late and measured, seen through rosy glasses.

An output, and the input of practices that name a goal; nothing else in the model reads it. Executives look at the
company's measured experience, heads at that of their own unit's customers, touchpoint managers at satisfaction at their
own touchpoint; a level believes the mean of what its people see.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Mapping

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.layout import EXECUTIVE, HEAD, Layout
from cxsim.organisation.payoff import Key

SCALE = 100.0


def looks_at(layout: Layout) -> dict[str, list[Key]]:
    """The numbers each level takes for its customers' experience."""
    found: dict[str, list[Key]] = {}
    for seat in layout.seats:
        key = ("satisfaction", "touchpoint", seat.touchpoint)
        if seat.kind == EXECUTIVE:
            key = ("cx", "company", "")
        elif seat.kind == HEAD:
            key = ("cx", "unit", seat.unit)
        found.setdefault(seat.level, []).append(key)
    return found


@dataclass
class ViewsHeld:
    """Beliefs by level, 0-100; NaN until something was measured."""

    places: dict[str, np.ndarray]  # of the numbers each level looks at, on the board
    near: frozenset[str]  # levels that look at their own touchpoints
    rosy: dict[str, float]  # points by level
    speed: float  # share of the way to what is seen now, per quarter
    held: dict[str, float] = field(default_factory=dict)
    log: list[dict[str, tuple[float, float]]] = field(default_factory=list)  # by quarter: level -> (believed, seen)

    @classmethod
    def of(cls, settings: Settings, layout: Layout, index: Mapping[Key, int]) -> ViewsHeld:
        """Nobody believes anything yet; `index` is where each number stands on the board."""
        behaviour = settings.behaviour
        looked_at = looks_at(layout)
        places = {level: np.array([index[key] for key in keys]) for level, keys in looked_at.items()}
        near = frozenset(level for level, keys in looked_at.items() if keys[0][1] == "touchpoint")
        return cls(places, near, dict(behaviour.rosy_view), behaviour.view_speed)

    @property
    def top(self) -> str:
        """The highest level there is: executives, or unit heads where there are none."""
        return "executive" if "executive" in self.places else "unit_head"

    def see(self, results: np.ndarray, rosy_times: float) -> None:
        """Take in a quarter's measured results (keys,), as on the board; `rosy_times` multiplies the rosy view."""
        shown = {level: _mean(results[places].tolist()) for level, places in self.places.items()}
        for level, seen in shown.items():
            if math.isfinite(seen):
                goal = min(seen + rosy_times * self.rosy[level], SCALE)
                before = self.held.get(level, goal)
                self.held[level] = before + self.speed * (goal - before)
        self.log.append({level: (self.held.get(level, math.nan), seen) for level, seen in shown.items()})

    def of_the_top(self) -> float:
        """Experience as the top sees it; NaN before anything was measured."""
        return self.held.get(self.top, math.nan)


def _mean(values: list[float]) -> float:
    known = [value for value in values if math.isfinite(value)]
    return float(np.array(known).sum()) / len(known) if known else math.nan
