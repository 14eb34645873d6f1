"""Demand that nobody inside the company caused: keyed by unit, touchpoint and quarter, the same under every scheme."""

from __future__ import annotations

import numpy as np

from cxsim.base.schema import Settings
from cxsim.base.streams import CELLS, NORMAL, quantile_tables, stream_key


def _normal(seed: int, *names: str | int) -> float:
    uniform = (stream_key(seed, "shock", *names) >> 11) * 2.0**-53
    return float(np.interp(uniform, np.linspace(0.0, 1.0, CELLS + 1), quantile_tables()[NORMAL, 1]))


class Shocks:
    """Multipliers of revenue and of contact cost by quarter; quarter 0 is the first of the warm-up."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._units = list(settings.company.units)
        self._channels = list(settings.channels)
        self._level: dict[str, float] = {}
        self._quarter = -1

    def of_quarter(self, quarter: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(revenue (U,), touchpoint revenue (U, C), cost (U,)) multipliers of `quarter`; call in order of quarters."""
        market, seed = self._settings.market, self._settings.seed
        while self._quarter < quarter:
            self._quarter += 1
            for name in ["", *self._units]:
                self._level[name] = self._next(name, market.shock_persistence)
        company = market.company_shock * self._level[""]
        revenue = np.array([company + market.unit_shock * self._level[name] for name in self._units])
        touch = np.array([[_normal(seed, "touch", u, c, quarter) for c in self._channels] for u in self._units])
        cost = np.array([_normal(seed, "cost", u, quarter) for u in self._units])
        return 1.0 + revenue, 1.0 + market.touchpoint_shock * touch, 1.0 + market.cost_shock * cost

    def _next(self, name: str, persistence: float) -> float:
        fresh = _normal(self._settings.seed, "demand", name, self._quarter)
        if name not in self._level:
            return fresh
        return persistence * self._level[name] + (1.0 - persistence**2) ** 0.5 * fresh

    def copy(self) -> "Shocks":
        """An independent copy at the same quarter."""
        twin = Shocks(self._settings)
        twin._level, twin._quarter = dict(self._level), self._quarter
        return twin
