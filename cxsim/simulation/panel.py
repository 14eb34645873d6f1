"""A sample of customers followed quarter by quarter, the table survival and lifetime-value libraries are fitted to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxsim.base.schema import Settings
from cxsim.customers.columns import CUSTOMER, NEVER, NONE
from cxsim.customers.population import Population


class Panel:
    """The first `size` people of the market; numbers say nothing about a person, so these are as good as any."""

    def __init__(self, size: int, settings: Settings):
        self._size = min(size, settings.customers.count)
        self._price = np.array([unit.price_cents_week for unit in settings.company.units.values()])
        self._fees = np.zeros(self._size)
        self._ties: np.ndarray | None = None
        self._frames: list[dict[str, np.ndarray]] = []

    def observe(self, population: Population, quarter: int) -> None:
        """Note everybody's state at the end of a quarter."""
        if not self._size:
            return
        people = population.columns.people[: self._size]
        active = people["status"] == CUSTOMER
        held = (people["holdings"][:, None] >> np.arange(self._price.size)) & 1
        self._fees = self._fees + active * (held @ self._price) * 13 / 100.0
        if self._ties is None:
            self._ties = population.ties(self._size)
        answer = people["last_answer"].astype(float)
        self._frames.append(
            {
                "person": people["id"].copy(),
                "quarter": np.full(self._size, quarter + 1),
                "joined_week": people["joined"].copy(),
                "left_week": np.where(people["left"] == NEVER, -1, people["left"]),
                "active": active.astype(np.int8),
                "spend_eur": self._fees + people["spend_cents"] / 100.0,
                "contacts": people["contacts"].copy(),
                "true_cx": population.true_scores(self._size),
                "last_answer": np.where(answer == NONE, np.nan, answer),
                "holdings": held.sum(axis=1),
                "ties": self._ties,
            }
        )

    def table(self) -> pd.DataFrame:
        """One row per person and quarter. Weeks count from the start of the warm-up; -1 = has not left."""
        if not self._frames:
            return pd.DataFrame()
        return pd.concat([pd.DataFrame(frame) for frame in self._frames], ignore_index=True)

