"""The twin's book: counts by name and place, and the diary of recorded people."""

from __future__ import annotations

from collections import Counter

import numpy as np

from cxsim.customers.eventlog import ACTIVITIES, FIELDS
from cxsim.customers.ledger import LADDER, PAIR, TOPBOX, TOUCH, UNIT, WEEK


class Book:
    """Counts of the current week; `close_week` files them away."""

    def __init__(self, units: int, channels: int):
        shapes = (
            (WEEK, ()), (UNIT, (units,)), (TOUCH, (units, channels)), (PAIR, (units, units)), (LADDER, (2, 4)), (TOPBOX, (4,)),
        )  # fmt: skip
        self.columns = [
            (name, *place) for names, shape in shapes for place in np.ndindex(*shape) for name in names
        ]  # what stands where in a row of the ledger
        self.weeks: list[Counter] = []
        self.diary: list[tuple[float, ...]] = []
        self.now: Counter = Counter()

    def add(self, amount: int, name: str, *place: int) -> None:
        """Add `amount` to a count."""
        self.now[(name, *place)] += amount

    def count(self, name: str, *place: int) -> None:
        """One more of `name` at `place`."""
        self.now[(name, *place)] += 1

    def note(
        self, person: int, need: int, week: int, activity: str, unit: int, channel: int, contact: int,
        experience: float, lost_info: float, solved: bool, ending: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0),
    ) -> None:  # fmt: skip
        """Write a line of the diary."""
        code = ACTIVITIES.index(activity)
        self.diary.append((person, need, week, code, unit, channel, contact, experience, lost_info, solved, *ending))

    def close_week(self) -> None:
        """File the week and open the next."""
        self.weeks.append(self.now)
        self.now = Counter()

    def rows(self) -> np.ndarray:
        """All weeks as rows of the ledger, (weeks, width)."""
        strange = {entry for week in self.weeks for entry in week} - set(self.columns)
        assert not strange, f"counts without a column: {strange}"
        return np.array([[week[column] for column in self.columns] for week in self.weeks], np.int64)

    def events(self) -> np.ndarray:
        """The diary as rows of the event log, (rows, fields)."""
        return np.array(self.diary, float).reshape(-1, len(FIELDS))
