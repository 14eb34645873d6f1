"""Front-line staff come and go: fewer leave where work is good, and where many are new customers notice.

Managers change in `organisation`; this is about the people they lead. At the reference job and without luck nobody
leaves above the usual, whose price and lack of know-how the company's quality and costs already hold: nothing drifts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.base.schema import BehaviourSettings
from cxsim.organisation.capability import Craft, Stocks
from cxsim.organisation.keyed import normals
from cxsim.organisation.layout import Layout

QUARTERS = 4


def engagement(stocks: Stocks, craft: Craft, morale: float = 0.0) -> np.ndarray:
    """Staff effect (T,): what developing people has built, how customers' treatment feels, and what practices add."""
    built = stocks.skill[:, craft.develop] if craft.develop >= 0 else 0.0
    return built + stocks.morale + morale


def luck_of(seed: int, layout: Layout, quarters: int) -> np.ndarray:
    """Standard normal numbers (quarters, T), the same under every scheme, keyed by the name of the touchpoint."""
    own = [normals(seed, "leavers", name, 0, quarters) for name in layout.touchpoints]
    return np.array(own).reshape(len(own), quarters).T


def leaving_rate(engaged: np.ndarray, luck: np.ndarray, behaviour: BehaviourSettings) -> np.ndarray:
    """Share of staff (T,) leaving in a year at the pace of this quarter: usual x exp(-slope x staff effect) x luck.

    Harter, Schmidt and Hayes 2002 for the direction (r = -.30 over units); the slope is an assumption, grade C.
    """
    pace = np.exp(-behaviour.staff_leaving_slope * engaged)
    return behaviour.staff_leaving * pace * np.maximum(0.0, 1.0 + behaviour.staff_leaving_luck * luck)


def turn_over(stocks: Stocks, craft: Craft, behaviour: BehaviourSettings, luck: np.ndarray, morale: float = 0.0) -> np.ndarray:
    """One quarter of leaving and learning, in place; returns the yearly rate of leaving (T,)."""
    rate = leaving_rate(engagement(stocks, craft, morale), luck, behaviour)
    stocks.leaving = (rate - behaviour.staff_leaving) / QUARTERS
    stocks.newcomers = stocks.newcomers * (1.0 - behaviour.newcomer_learning) + stocks.leaving
    return rate


class StaffLog:
    """What became of staff, quarter by quarter."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.quarters: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []  # staff effect, yearly leaving, newcomers

    def note(self, engaged: np.ndarray, rate: np.ndarray, newcomers: np.ndarray) -> None:
        """One quarter; arrays (T,)."""
        self.quarters.append((engaged, rate, newcomers))

    def leaving(self, quarters: int) -> float:
        """Mean share of staff leaving a year, over touchpoints and the last `quarters`; NaN before the first."""
        return float(np.mean([rate for _, rate, _ in self.quarters[-quarters:]])) if self.quarters else float("nan")

    def rows(self) -> list[tuple[Any, ...]]:
        """(quarter from 1, unit, touchpoint, staff effect, yearly leaving, newcomers above the usual)."""
        names = list(zip((self.layout.units[u] for u in self.layout.unit_of), self.layout.touchpoints))
        return [
            (place + 1, *name, *(float(part[t]) for part in parts))
            for place, parts in enumerate(self.quarters)
            for t, name in enumerate(names)
        ]
