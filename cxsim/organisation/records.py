"""What managers did and saw, kept as arrays each quarter and turned into table rows only when asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cxsim.organisation.layout import EXECUTIVE, TOUCHPOINT, Layout, Seat
from cxsim.organisation.scorecard import QUARTERS, SCOPES, Board


class Log:
    """Quarterly notes of all seats."""

    def __init__(self, layout: Layout, seen: tuple[dict[str, int], ...], activities: tuple[str, ...]):
        self._layout = layout
        self._activities = activities
        self._seen = seen
        self._quarters: list[tuple[int, list[np.ndarray], np.ndarray]] = []
        self._pulls: dict[int, np.ndarray] = {}

    def quarter(self, quarter: int, attention: list[np.ndarray], forecast: np.ndarray) -> None:
        """Note everybody's attention and the forecasts (keys,) they could see."""
        self._quarters.append((quarter, attention, forecast))

    def pulls(self, quarter: int, pulls: np.ndarray) -> None:
        """Note the shares of sales (T,) moved in a quarter."""
        self._pulls[quarter] = pulls

    def attention(self) -> np.ndarray:
        """All attention in the order of quarters and seats, one flat array."""
        parts = [part for _, seats, _ in self._quarters for part in seats]
        return np.concatenate(parts) if parts else np.zeros(0)

    def mean_attention(self, quarters: int) -> dict[str, np.ndarray]:
        """Mean attention (activities,) by level over the last `quarters` and the level's seats, executives left out."""
        by_level: dict[str, list[np.ndarray]] = {}
        for _, attention, _ in self._quarters[-quarters:]:
            for seat, shares in zip(self._layout.seats, attention):
                if seat.kind != EXECUTIVE:
                    by_level.setdefault(seat.level, []).append(shares)
        return {level: np.mean(shares, axis=0) for level, shares in by_level.items()}

    def columns(self) -> dict[str, list[Any]]:
        """One row per quarter and seat, by column; quarters and years count from 1."""
        seats, times = self._layout.seats, [quarter for quarter, _, _ in self._quarters]
        if not times:
            return {}
        table: dict[str, list[Any]] = {
            "quarter": [quarter + 1 for quarter in times for _ in seats],
            "year": [quarter // QUARTERS + 1 for quarter in times for _ in seats],
        }
        names = {"manager": "name", "level": "level", "unit": "unit", "touchpoint": "touchpoint"}
        table |= {column: [getattr(seat, name) for seat in seats] * len(times) for column, name in names.items()}
        return table | self._attention_columns() | self._seen_columns() | {"pull": self._pull_column()}

    def rows(self) -> list[dict[str, Any]]:
        """The same row by row."""
        table = self.columns()
        return [dict(zip(table, row)) for row in zip(*table.values())]

    def _attention_columns(self) -> dict[str, list[float]]:
        """Shares of the activities, and of integration for executives; NaN where they do not apply."""
        executive = [seat.kind == EXECUTIVE for seat in self._layout.seats]
        nothing, n = [math.nan] * len(self._activities), len(self._activities)
        rows = [
            [*nothing, float(part[0])] if upper else [*part[:n].tolist(), math.nan]
            for _, seats, _ in self._quarters
            for upper, part in zip(executive, seats)
        ]
        names = [*(f"attention_{name}" for name in self._activities), "integration"]
        return {name: list(column) for name, column in zip(names, zip(*rows))}

    def _seen_columns(self) -> dict[str, list[float]]:
        """Forecast of each metric as each seat saw it, NaN where it has none."""
        metrics = [metric for metric in SCOPES if any(metric in seen for seen in self._seen)]
        table = np.array([[seen.get(metric, -1) for seen in self._seen] for metric in metrics])
        forecasts = np.array([np.append(forecast, math.nan) for _, _, forecast in self._quarters])  # -1 is the NaN
        return {f"seen_{metric}": forecasts[:, places].ravel().tolist() for metric, places in zip(metrics, table)}

    def _pull_column(self) -> list[float]:
        """Share of sales pulled forward by each touchpoint manager, 0 for others and in other quarters."""
        upper = [0.0] * sum(seat.kind != TOUCHPOINT for seat in self._layout.seats)
        nobody = [0.0] * (len(self._layout.seats) - len(upper))
        pulls = {quarter: values.tolist() for quarter, values in self._pulls.items()}
        return [pull for quarter, _, _ in self._quarters for pull in (*pulls.get(quarter, nobody), *upper)]


def seen_keys(board: Board, seat: Seat) -> dict[str, int]:
    """For each metric the narrowest number of this seat: own touchpoint, else own unit, else the company."""
    codes = {"touchpoint": seat.touchpoint, "unit": seat.unit, "journey": seat.unit}
    found = {}
    for metric in SCOPES:
        options = [(metric, scope, code) for scope, code in codes.items() if code] + [(metric, "company", "")]
        place = next((board.index[key] for key in options if key in board.index), None)
        if place is not None:
            found[metric] = place
    return found
