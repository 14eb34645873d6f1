"""The numbers managers are measured on, by (metric, scope, code): measured scores, euros, never the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.customers import metrics
from cxsim.customers.ledger import Ledger
from cxsim.simulation.books import Quarter

Key = tuple[str, str, str]
CENTS = 100.0


@dataclass(frozen=True)
class Figures:
    """Which numbers there are, in a fixed order; values come as arrays in the same order."""

    money: tuple[Key, ...]
    scores: tuple[Key, ...]
    open_: np.ndarray  # (U, C) bool, does the unit run the channel

    @classmethod
    def of(cls, units: list[str], channels: list[str], open_: np.ndarray) -> Figures:
        """Money and scores at every scope of a company."""
        codes = [f"{units[u]}/{channels[c]}" for u, c in np.argwhere(open_)]
        at = {"touchpoint": codes, "unit": units, "journey": units, "company": [""]}
        keys = lambda *places: tuple((metric, scope, code) for metric, scope in places for code in at[scope])  # noqa: E731
        return cls(
            keys(
                *(("revenue", scope) for scope in ("unit", "touchpoint", "company")),
                *(("cost", scope) for scope in ("unit", "touchpoint", "company")),
                *(("profit", scope) for scope in ("unit", "company")),
            ),
            keys(
                *(("satisfaction", "unit"), ("satisfaction", "touchpoint"), ("cx", "unit"), ("journey", "journey")),
                *(("cx", "company"), ("journey", "company")),
            ),
            open_,
        )

    def of_money(self, quarters: list[Quarter]) -> dict[Key, float]:
        """Revenue, cost and profit of `quarters` together, EUR at every scope."""
        revenue, cost = sum(q.unit_revenue for q in quarters), sum(q.unit_cost for q in quarters)
        sales, spent = sum(q.touch_sales for q in quarters), sum(q.touch_cost for q in quarters)
        profit, central = revenue - cost, sum(q.head_office for q in quarters)
        cents = np.concatenate(
            [*_scopes(revenue, sales[self.open_]), *_scopes(cost, spent[self.open_]), profit, [profit.sum() - central]]
        )
        return dict(zip(self.money, (cents / CENTS).tolist()))

    def of_scores(self, weeks: Ledger) -> dict[Key, float]:
        """Measured scores of `weeks`, 0 to 100 at every scope; a number nobody answered for is left out."""
        total = weeks.total()
        scores = np.concatenate(
            [
                metrics.unit_scores(total),
                metrics.touchpoint_scores(total)[self.open_],
                metrics.unit_cx(total),
                metrics.unit_journeys(total),
                [metrics.measured_cx(total), metrics.journey_measured(total)],
            ]
        )
        return {key: value for key, value in zip(self.scores, scores.tolist()) if value == value}  # NaN is not itself


def _scopes(units: np.ndarray, touchpoints: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Cents by unit, by touchpoint, and of the company."""
    return units, touchpoints, [units.sum()]
