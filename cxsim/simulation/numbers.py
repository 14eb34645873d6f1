"""The numbers managers are measured on, by (metric, scope, code): measured scores, euros, never the truth."""

from __future__ import annotations

import numpy as np

from cxsim.customers import metrics
from cxsim.customers.ledger import Ledger

Key = tuple[str, str, str]


def money_numbers(
    units: list[str], channels: list[str], open_: np.ndarray, revenue: np.ndarray, cost: np.ndarray,
    touch_sales: np.ndarray, touch_cost: np.ndarray,
) -> dict[Key, float]:  # fmt: skip
    """Revenue, cost and profit in EUR at every scope, from cents by unit (U,) and touchpoint (U, C)."""
    numbers: dict[Key, float] = {}
    for u, unit in enumerate(units):
        numbers["revenue", "unit", unit] = revenue[u] / 100.0
        numbers["cost", "unit", unit] = cost[u] / 100.0
        numbers["profit", "unit", unit] = (revenue[u] - cost[u]) / 100.0
        for c, channel in enumerate(channels):
            if open_[u, c]:
                code = f"{unit}/{channel}"
                numbers["revenue", "touchpoint", code] = touch_sales[u, c] / 100.0
                numbers["cost", "touchpoint", code] = touch_cost[u, c] / 100.0
    numbers["revenue", "company", ""] = float(revenue.sum()) / 100.0
    numbers["cost", "company", ""] = float(cost.sum()) / 100.0
    numbers["profit", "company", ""] = float(revenue.sum() - cost.sum()) / 100.0
    return numbers


def score_numbers(units: list[str], channels: list[str], open_: np.ndarray, ledger: Ledger) -> dict[Key, float]:
    """Measured scores at every scope; a number nobody answered for is left out."""
    numbers: dict[Key, float] = {}
    touch, unit_scores = metrics.touchpoint_scores(ledger), metrics.unit_scores(ledger)
    unit_cx, journeys = metrics.unit_cx(ledger), metrics.unit_journeys(ledger)
    for u, unit in enumerate(units):
        numbers["satisfaction", "unit", unit] = unit_scores[u]
        numbers["cx", "unit", unit] = unit_cx[u]
        numbers["journey", "journey", unit] = journeys[u]
        for c, channel in enumerate(channels):
            if open_[u, c]:
                numbers["satisfaction", "touchpoint", f"{unit}/{channel}"] = touch[u, c]
    numbers["cx", "company", ""] = metrics.measured_cx(ledger)
    numbers["journey", "company", ""] = metrics.journey_measured(ledger)
    return {key: float(value) for key, value in numbers.items() if np.isfinite(value)}
