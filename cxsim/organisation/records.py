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

    def rows(self) -> list[dict[str, Any]]:
        """One row per quarter and seat; quarters and years count from 1."""
        return [
            self._row(quarter, place, seat, attention[place], forecast)
            for quarter, attention, forecast in self._quarters
            for place, seat in enumerate(self._layout.seats)
        ]

    def _row(self, quarter: int, place: int, seat: Seat, attention: np.ndarray, forecast: np.ndarray) -> dict[str, Any]:
        row: dict[str, Any] = {"quarter": quarter + 1, "year": quarter // QUARTERS + 1, "manager": seat.name}
        row |= {"level": seat.level, "unit": seat.unit, "touchpoint": seat.touchpoint}
        executive = seat.kind == EXECUTIVE
        for at, name in enumerate(self._activities):
            row[f"attention_{name}"] = math.nan if executive else float(attention[at])
        row["integration"] = float(attention[0]) if executive else math.nan
        for metric, at in self._seen[place].items():
            row[f"seen_{metric}"] = float(forecast[at])
        pulls = self._pulls.get(quarter)
        row["pull"] = float(pulls[seat.touchpoint_index]) if pulls is not None and seat.kind == TOUCHPOINT else 0.0
        return row


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
