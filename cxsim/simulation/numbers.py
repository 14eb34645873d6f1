"""The numbers managers are measured on, by (metric, scope, code): measured scores, euros, never the truth."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from cxsim.customers import metrics
from cxsim.customers.ledger import Layout, Ledger
from cxsim.simulation.bookkeeping import rates, statement
from cxsim.simulation.books import Quarter

Key = tuple[str, str, str]
CENTS = 100.0


class Sums(NamedTuple):
    """Scores as sums over columns of a ledger row: one entry per score in `before`, see `bookkeeping.rates`."""

    parts: np.ndarray  # columns to be added up, score after score
    wholes: np.ndarray
    starts: np.ndarray  # (scores + 1,) where the columns of each begin
    before: np.ndarray  # (scores,) factor of the part
    after: np.ndarray  # (scores,) factor of the quotient
    under: np.ndarray  # (scores,) its divisor: as `metrics` reckons, operation by operation, so that the bits are the same

    @classmethod
    def of(cls, open_: np.ndarray) -> Sums:
        """Satisfaction by unit and touchpoint, relationship and journey by unit, and the last two of the company."""
        layout = Layout(*open_.shape)
        columns = Ledger(np.arange(layout.width)[None, :], layout)  # every count is its own place
        wanted = (metrics.SATISFACTION, ...), (metrics.SATISFACTION, open_), (metrics.RELATIONSHIP, ...), (metrics.JOURNEY, ...)
        own = [
            (part, whole, rate.scale, 1.0, 1.0)
            for rate, places in wanted
            for part, whole in zip(*(getattr(columns, name)[0][places] for name in (rate.part, rate.whole)))
        ]
        company = [
            (columns.score_sum, columns.score_answers, 1.0, 10.0, 1.0),
            (columns.journey_sum, columns.journey_answers, 1.0, 10.0, metrics.THOUSAND),
        ]
        return cls._laid_out([*own, *company])

    @classmethod
    def of_feelings(cls, open_: np.ndarray) -> Sums:
        """Mean true moment by touchpoint, less the middle of the scale: see `metrics.touchpoint_feelings`."""
        layout = Layout(*open_.shape)
        columns, rate = Ledger(np.arange(layout.width)[None, :], layout), metrics.FEELING
        places = zip(*(getattr(columns, name)[0][open_] for name in (rate.part, rate.whole)))
        return cls._laid_out([(part, whole, rate.scale, 1.0, 1.0) for part, whole in places])

    @classmethod
    def _laid_out(cls, scores: list[tuple[Any, Any, float, float, float]]) -> Sums:
        """Scores as (columns of the part, of the whole, before, after, under)."""
        parts, wholes, *factors = zip(*scores)
        flat = [[np.ravel(columns) for columns in side] for side in (parts, wholes)]
        starts = np.cumsum([0, *(part.size for part in flat[0])])
        return cls(*map(np.concatenate, flat), starts, *map(np.array, factors))


@dataclass(frozen=True)
class Figures:
    """Which numbers there are, in a fixed order; values come as arrays in the same order."""

    money: tuple[Key, ...]
    scores: tuple[Key, ...]
    open_: np.ndarray  # (U, C) bool, does the unit run the channel
    places: np.ndarray  # (T, 2) unit and channel of each touchpoint
    sums: Sums
    felt: Sums

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, units: tuple[tuple[str, tuple[str, ...]], ...], channels: tuple[str, ...]) -> Figures:
        """Money and scores at every scope of a company: `units` with the channels each runs, and all channels."""
        open_ = np.array([[channel in own for channel in channels] for _, own in units])
        places, names = np.argwhere(open_), [name for name, _ in units]
        codes = [f"{names[u]}/{channels[c]}" for u, c in places]
        at = {"touchpoint": codes, "unit": names, "journey": names, "company": [""]}
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
            places,
            Sums.of(open_),
            Sums.of_feelings(open_),
        )

    def of_money(self, quarters: list[Quarter]) -> dict[Key, float]:
        """Revenue, cost and profit of `quarters` together, EUR at every scope."""
        lines = sum(q.totals for q in quarters)
        sales, spent = sum(q.touch_sales for q in quarters), sum(q.touch_cost for q in quarters)
        cents = statement(lines, sales, spent, self.places)
        return dict(zip(self.money, (cents / CENTS).tolist()))

    def of_feelings(self, total: Ledger) -> np.ndarray:
        """Mean true moment by touchpoint (T,) of weeks added up, 0 to 100, NaN where nobody came."""
        return metrics.MIDDLE + rates(total.rows[0], *self.felt)

    def of_scores(self, total: Ledger) -> dict[Key, float]:
        """Measured scores of weeks added up, 0 to 100 at every scope; a number nobody answered for is left out."""
        scores = rates(total.rows[0], *self.sums).tolist()
        return {key: value for key, value in zip(self.scores, scores) if value == value}  # NaN is not itself
