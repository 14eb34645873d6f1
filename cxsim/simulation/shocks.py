"""Demand that nobody inside the company caused: keyed by unit, touchpoint and quarter, the same under every scheme."""

from __future__ import annotations

import threading

import numpy as np

from cxsim.base.schema import Settings
from cxsim.base.streams import CELLS, NORMAL, body_of, draw, stream_key, subkey
from cxsim.customers.rules import name_slot

EVEN = np.linspace(0.0, 1.0, CELLS + 1)
Multipliers = tuple[np.ndarray, np.ndarray, np.ndarray]
# Firms that start from one warm-up share these series, and may live in threads of one process: levels are drawn one after another.
_DRAWING = threading.Lock()


class Shocks:
    """Multipliers of revenue and of contact cost by quarter; quarter 0 is the first of the warm-up."""

    def __init__(self, settings: Settings):
        self._market = settings.market
        self._key = np.uint64(stream_key(settings.seed, "shock"))
        units, channels = list(settings.company.units), list(settings.channels)
        self._demand_slots = [name_slot(f"demand {name}") for name in ["", *units]]
        self._cost_slots = [name_slot(f"cost {name}") for name in units]
        self._touch_slots = [[name_slot(f"touch {u}/{c}") for c in channels] for u in units]
        self._demand: list[np.ndarray] = []  # standard normal levels by quarter: company first, then units
        self._known: dict[int, Multipliers] = {}

    def of_quarter(self, quarter: int) -> Multipliers:
        """(revenue (U,), touchpoint revenue (U, C), contact cost (U,)) multipliers of `quarter`."""
        with _DRAWING:
            if quarter not in self._known:
                self._known[quarter] = self._draw(quarter)
            return self._known[quarter]

    def _draw(self, quarter: int) -> Multipliers:
        while len(self._demand) <= quarter:
            self._demand.append(self._next_demand(len(self._demand)))
        market, level = self._market, self._demand[quarter]
        revenue = market.company_shock * level[0] + market.unit_shock * level[1:]
        touch = np.array([self._normal(quarter, row) for row in self._touch_slots])
        cost = self._normal(quarter, self._cost_slots)
        return 1.0 + revenue, 1.0 + market.touchpoint_shock * touch, 1.0 + market.cost_shock * cost

    def _next_demand(self, quarter: int) -> np.ndarray:
        """First-order autoregression with unit variance."""
        fresh = self._normal(quarter, self._demand_slots)
        if quarter == 0:
            return fresh
        kept = self._market.shock_persistence
        return kept * self._demand[-1] + (1.0 - kept**2) ** 0.5 * fresh

    def _normal(self, quarter: int, slots: list[int]) -> np.ndarray:
        key = np.uint64(subkey(self._key, quarter))
        return np.interp([draw(key, slot) for slot in slots], EVEN, body_of(NORMAL))
