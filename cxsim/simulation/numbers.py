"""The numbers managers are measured on, by (metric, scope, code): measured scores, euros, never the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxsim.customers import metrics
from cxsim.customers.ledger import Layout, Ledger
from cxsim.simulation.books import INCOME, UNIT_LINES, Quarter

Key = tuple[str, str, str]
CENTS = 100.0


class Sums(NamedTuple):
    """Scores as sums over columns of a ledger row: one entry per score in `starts`, so that all take one pass."""

    parts: np.ndarray  # columns to be added up, score after score
    wholes: np.ndarray
    starts: np.ndarray  # (scores,) where the columns of each begin
    scale: np.ndarray  # (scores,)

    @classmethod
    def of(cls, open_: np.ndarray) -> Sums:
        """Satisfaction by unit and touchpoint, relationship and journey by unit."""
        layout = Layout(*open_.shape)
        columns = Ledger(np.arange(layout.width)[None, :], layout)  # every count is its own place
        wanted = (metrics.SATISFACTION, ...), (metrics.SATISFACTION, open_), (metrics.RELATIONSHIP, ...), (metrics.JOURNEY, ...)
        blocks = [
            [np.atleast_2d(getattr(columns, name)[0][places].T).T for name in (rate.part, rate.whole)] for rate, places in wanted
        ]
        sizes = np.concatenate([np.full(len(part), part.shape[1]) for part, _ in blocks])
        return cls(
            np.concatenate([part.ravel() for part, _ in blocks]),
            np.concatenate([whole.ravel() for _, whole in blocks]),
            np.cumsum(sizes) - sizes,
            np.concatenate([np.full(len(part), rate.scale) for (part, _), (rate, _) in zip(blocks, wanted)]),
        )

    def scores(self, row: np.ndarray) -> np.ndarray:
        """The scores (scores,) of counts added up over weeks (width,), NaN where nobody answered."""
        part, whole = (np.add.reduceat(row[columns], self.starts) for columns in (self.parts, self.wholes))
        return metrics.rate(part, whole, self.scale)


@dataclass(frozen=True)
class Figures:
    """Which numbers there are, in a fixed order; values come as arrays in the same order."""

    money: tuple[Key, ...]
    scores: tuple[Key, ...]
    open_: np.ndarray  # (U, C) bool, does the unit run the channel
    sums: Sums

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
            Sums.of(open_),
        )

    def of_money(self, quarters: list[Quarter]) -> dict[Key, float]:
        """Revenue, cost and profit of `quarters` together, EUR at every scope."""
        lines = sum(q.lines.sum(axis=1) for q in quarters)
        revenue, cost = lines[: len(INCOME)].sum(axis=0), lines[len(INCOME) : UNIT_LINES].sum(axis=0)
        sales, spent = sum(q.touch_sales for q in quarters), sum(q.touch_cost for q in quarters)
        profit, central = revenue - cost, lines[UNIT_LINES:].sum()
        cents = np.concatenate(
            [*_scopes(revenue, sales[self.open_]), *_scopes(cost, spent[self.open_]), profit, [profit.sum() - central]]
        )
        return dict(zip(self.money, (cents / CENTS).tolist()))

    def of_scores(self, total: Ledger) -> dict[Key, float]:
        """Measured scores of weeks added up, 0 to 100 at every scope; a number nobody answered for is left out."""
        scores = self.sums.scores(total.rows[0]).tolist()
        scores += [metrics.measured_cx(total), metrics.journey_measured(total)]
        return {key: value for key, value in zip(self.scores, scores) if value == value}  # NaN is not itself


def _scopes(units: np.ndarray, touchpoints: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Cents by unit, by touchpoint, and of the company."""
    return units, touchpoints, [units.sum()]
