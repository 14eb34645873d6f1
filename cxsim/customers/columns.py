"""The columns that are a population: names, types and what each holds.

Each person is one fixed-width record, so that a visit touches three cache lines; the columns that the
weekly look-around reads for everybody are kept beside, one array each. Nobody outside this layer sees the
difference: `Columns.view(name)` gives any column of the whole market.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from cxsim.base.checks import MOST_CHANNELS as CHANNELS_MAX

NONE = 255
NEVER = 2**30
DIGEST_STEP = 1 << 16  # people

STRANGER, CUSTOMER, FORMER = 0, 1, 2

PERSON = np.dtype(
    [
        ("id", np.int32),  # permanent number; every random number of the person is keyed by it
        # temper, fixed at birth
        ("prior", np.float32),  # attitude before any experience, -1 to 1
        ("frailty", np.float32),  # log-odds added to staying
        ("issue_prob", np.float32),  # chance of a service issue per week
        ("routine_prob", np.float32),  # chance of a routine episode or category occasion per week
        ("talk", np.float32),  # talkativeness, mean 1
        ("taste", np.float32, (CHANNELS_MAX,)),  # lasting liking of a channel, utility
        # expectation and memory traces, evidence units
        ("expectation", np.float32),  # quality expected, 0 to 1
        ("good_fast", np.float32),  # good experience that fades fast
        ("good_slow", np.float32),  # good experience that fades slowly
        ("bad_fast", np.float32),  # bad experience that fades fast
        ("bad_slow", np.float32),  # bad experience that fades slowly
        ("habit", np.float32, (CHANNELS_MAX,)),  # share of own contacts by channel, fading, 0 to 1
        ("liking", np.float32, (CHANNELS_MAX,)),  # how the channel has felt, fading mean of moments, -1.5 to 1.5
        # the relationship
        ("joined", np.int32),  # week of joining
        ("left", np.int32),  # week of leaving, or NEVER
        ("renewal", np.int32),  # week of the next renewal, or NEVER
        ("decayed", np.int32),  # week up to which the traces have faded
        ("wake", np.int32),  # week in which the person must be visited whatever the dice say
        ("regret", np.int32),  # week in which a pushed sale becomes an issue, or NEVER
        ("spend_cents", np.int32),  # one-off revenue and purchases so far; fees are derived from holdings
        ("contacts", np.int32),  # contacts and routine episodes so far
        # the open journey
        ("need", np.int32),  # number of the open need, or -1
        ("difficulty", np.float32),  # 0 to 1
        ("peak", np.float32),  # strongest moment
        ("end", np.float32),  # latest moment
        ("total", np.float32),  # sum of moments
        ("journey_unit", np.uint8),  # unit first met
        ("journey_owner", np.uint8),  # unit that can solve it
        ("journey_at", np.uint8),  # unit the customer now turns to
        ("severe", np.uint8),  # 1 if the issue is severe
        ("urgent", np.uint8),  # 1 if it is urgent
        ("tries", np.uint8),  # contacts so far
        ("assisted", np.uint8),  # of which with people
        ("web_tried", np.uint8),  # 1 if self-service was tried
        ("last_channel", np.uint8),  # channel of the latest contact, NONE before the first
        ("moments", np.uint8),  # moments so far, the problem itself included
        ("regret_unit", np.uint8),  # unit whose sale was pushed
        ("last_answer", np.uint8),  # latest relationship score, NONE before the first
        ("status", np.uint8),  # STRANGER 0, CUSTOMER 1 or FORMER 2
        ("kept", np.uint8),  # 1 while a customer at the start of the horizon has never left
        ("holdings", np.uint8),  # bit per unit
        ("away", np.uint8),  # 1 while the person is a rival's customer, or looks at a rival's offer
    ],
    align=True,
)


def copied(people: np.ndarray) -> np.ndarray:
    """An independent copy of records (N,), byte by byte: field by field, as NumPy does it, takes thirty times as long."""
    return people.view(np.uint8).copy().view(people.dtype)


@dataclass
class Columns:
    """The state of everybody in the market."""

    people: np.ndarray  # (count,) of PERSON
    event_prob: np.ndarray  # (count,) float32, chance that anything at all happens to a customer in a week
    wake: np.ndarray  # (count,) int32, same as people["wake"]
    heard: np.ndarray  # (2, count) uint8, good and bad items to be heard this week

    @classmethod
    def empty(cls, count: int) -> Columns:
        """Columns for `count` people, all zero but the permanent numbers."""
        people = np.zeros(count, PERSON)
        people["id"] = np.arange(count)
        return cls(
            people,
            np.zeros(count, np.float32),
            np.zeros(count, np.int32),
            np.zeros((2, count), np.uint8),
        )

    @property
    def count(self) -> int:
        """People in the market."""
        return len(self.people)

    def view(self, name: str) -> np.ndarray:
        """The column `name`, shape (people,) or (people, channels), not a copy. Raises ValueError for unknown names."""
        return self.event_prob if name == "event_prob" else self.people[name]

    def copy(self) -> Columns:
        """An independent copy."""
        return Columns(copied(self.people), self.event_prob.copy(), self.wake.copy(), self.heard.copy())

    def digest(self) -> str:
        """SHA-256 of all state but `last_answer`, which is what a survey says of a person, not what the person lived."""
        whole = hashlib.sha256()
        for first in range(0, self.count, DIGEST_STEP):  # piece by piece: a copy of everybody may be gigabytes
            piece = copied(self.people[first : first + DIGEST_STEP])
            piece["last_answer"] = NONE
            whole.update(piece.tobytes())
        whole.update(np.ascontiguousarray(self.heard))
        return whole.hexdigest()
