"""What a person of the twin keeps of the past."""

from __future__ import annotations

from typing import Callable

from twin_world import OLDEST, World

LIMIT = 1.5


def within_limits(moment: float) -> float:
    """No moment and no memory is stronger than 1.5 either way."""
    return min(max(moment, -LIMIT), LIMIT)


class Memory:
    """Evidence for and against the company, fresh and lasting, beside a prior view; and what quality is expected."""

    def __init__(
        self, world: World, stored: Callable[[float], float], prior: float, expectation: float, traces: dict[str, float]
    ):
        self.world, self.stored = world, stored
        self.prior, self.expectation = prior, expectation
        self.good_fast, self.good_slow = traces["good_fast"], traces["good_slow"]
        self.bad_fast, self.bad_slow = traces["bad_fast"], traces["bad_slow"]
        self.week = 0  # up to which traces have faded

    def fade(self, week: int, rehearsing: bool) -> None:
        """Let time pass; while an issue is open its owner keeps thinking of what is bad."""
        age = min(week - self.week, OLDEST)
        if age <= 0:
            return
        self.week = week
        fast, slow = self.world.good_fades
        self.good_fast = self.stored(self.good_fast * fast[age])
        self.good_slow = self.stored(self.good_slow * slow[age])
        if not rehearsing:
            fast, slow = self.world.bad_fades
            self.bad_fast = self.stored(self.bad_fast * fast[age])
            self.bad_slow = self.stored(self.bad_slow * slow[age])

    @property
    def attitude(self) -> float:
        """Balance of the evidence, -1 to 1."""
        good, bad = self.good_fast + self.good_slow, self.bad_fast + self.bad_slow
        weight = self.world.reading.prior_weight
        return (weight * self.prior + good - bad) / (weight + good + bad)

    def attitude_in(self, week: int, rehearsing: bool) -> float:
        """The attitude of a later week, without touching the traces."""
        age = min(max(week - self.week, 0), OLDEST)
        good = self.good_fast * self.world.good_fades[0][age] + self.good_slow * self.world.good_fades[1][age]
        fast, slow = self.bad_fast, self.bad_slow
        if not rehearsing:
            fast, slow = fast * self.world.bad_fades[0][age], slow * self.world.bad_fades[1][age]
        weight = self.world.reading.prior_weight
        return (weight * self.prior + good - fast - slow) / (weight + good + fast + slow)

    def add(self, memory: float, weight: float) -> None:
        """Store an episode, partly as a fresh and partly as a lasting trace."""
        c = self.world.customers
        size = weight * abs(memory)
        if memory >= 0.0:
            self.good_fast = self.stored(self.good_fast + c.fast_share * size)
            self.good_slow = self.stored(self.good_slow + (1.0 - c.fast_share) * size)
        else:
            self.bad_fast = self.stored(self.bad_fast + c.fast_share * size * c.bad_weight)
            self.bad_slow = self.stored(self.bad_slow + (1.0 - c.fast_share) * size * c.bad_weight)

    def hear(self, good: int, bad: int) -> None:
        """Take in what friends said."""
        weight = self.world.customers.heard_weight
        self.good_fast = self.stored(self.good_fast + weight * good)
        self.bad_fast = self.stored(self.bad_fast + weight * bad)

    def felt(self, quality: float, standard: float) -> float:
        """How a quality feels, measured partly against what was expected, and against the standard of the times."""
        c = self.world.customers
        return c.feeling_slope * (quality - (c.expectation_share * self.expectation + self.world.fixed_yardstick + standard))

    def get_used_to(self, quality: float) -> None:
        """Expectations follow experience, up at one pace and down at another."""
        c = self.world.customers
        gap = quality - self.expectation
        pace = c.expectation_up if gap > 0.0 else c.expectation_down
        self.expectation = self.stored(self.expectation + pace * gap)
