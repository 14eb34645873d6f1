"""The customer side once more, as a plain Mesa model: one agent per person, one step per week.

It is written from the rules, not from the compiled core, and shares with it only the settings, the people at
birth, and the names under which luck is drawn; so whatever both agree on is what the rules say.
"""

from __future__ import annotations

from typing import Callable

import mesa
import numpy as np
from twin_book import Book
from twin_luck import KeyedLuck, Luck, single
from twin_person import Person
from twin_surveys import honest_score
from twin_world import Service, World

from cxsim.base.schema import Settings
from cxsim.customers.columns import CUSTOMER, NONE, PERSON, Columns
from cxsim.customers.service import ServiceState

TOWN = 2048
TIES_APART = 16  # numbers reserved for the ties of one person


class Market(mesa.Model):
    """People, the service they meet this quarter, and the book of what happened.

    `stored` rounds what a person keeps; pass `float` to keep all digits. `shuffled` visits people in random order.
    """

    def __init__(
        self, settings: Settings, born: Columns, luck: Luck | None = None, *,
        stored: Callable[[float], float] = single, shuffled: bool = False,
    ):  # fmt: skip
        super().__init__(seed=settings.seed)
        self.world, self.stored, self.shuffled = World(settings), stored, shuffled
        self.luck = luck or KeyedLuck(settings.seed)
        self.book = Book(len(self.world.units), len(self.world.channels))
        self.week, self.rivals = 0, 0.0
        self.service: Service | None = None
        self.people = [Person(self, record) for record in records(born)]
        for person in self.people:
            person.ties = [self._friend(person, tie) for tie in range(settings.customers.network_neighbours)]

    def _friend(self, person: Person, tie: int) -> Person | None:
        """Neighbours alternately ahead and behind on the ring of the town, a few replaced by anybody in town."""
        town, home = divmod(person.number, TOWN)
        luck = self.luck.tie.lot(person.number * TIES_APART + tie)
        away = tie // 2 + 1
        place = (home + away if tie % 2 == 0 else home - away) % TOWN
        if luck.uniform(0) < self.world.customers.network_rewired:
            place = int(luck.uniform(1) * TOWN) % TOWN
        other = town * TOWN + place
        return self.people[other] if other < len(self.people) and other != person.number else None

    def townsman(self, person: Person, place: int) -> Person | None:
        """Whoever lives at `place` of the person's town."""
        other = person.number - person.number % TOWN + place
        return self.people[other] if other < len(self.people) else None

    @property
    def outside_pull(self) -> float:
        """Log-odds that draw people away this week: the offer outside, and what has become of known rivals."""
        return self.world.outside_pull(self.week) + self.rivals

    def step(self) -> None:
        """One week of everybody."""
        if self.shuffled:
            self.agents.shuffle_do("step")
        else:
            self.agents.do("step")
        self.agents.do("receive")
        self.book.close_week()
        self.week += 1

    def live(self, weeks: int, service: ServiceState, rivals: float = 0.0) -> None:
        """Some weeks under one service, while rivals draw with `rivals` log-odds."""
        self.rivals = rivals
        self.service = Service(self.world, service)
        for _ in range(weeks):
            self.step()

    def true_index(self) -> tuple[int, int]:
        """(sum over customers of the score they deserve to give, times ten, in millionths; customers) as of now."""
        customers = [person for person in self.people if person.status == CUSTOMER]
        scores = [
            honest_score(person, person.memory.attitude_in(self.week, person.journey.open)) for person in customers
        ]
        return sum(int(10.0 * score * 1_000_000) for score in scores), len(customers)

    def records(self) -> np.ndarray:
        """Everybody as records of the compiled core, (people,) of PERSON."""
        out = np.zeros(len(self.people), PERSON)
        for person, record in zip(self.people, out, strict=True):
            for name, value in as_record(person).items():
                record[name] = value
        return out

    def heard(self) -> np.ndarray:
        """What everybody will hear next week, (2, people)."""
        return np.array([[person.heard[mood] for person in self.people] for mood in ("good", "bad")], np.uint8)


def records(born: Columns) -> list[dict]:
    """The records of people at birth as plain values."""
    names = (*PERSON.names, "event_prob")
    columns = [born.view(name).tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def as_record(person: Person) -> dict:
    """A person under the names of the compiled core."""
    memory, journey = person.memory, person.journey
    own = ("frailty", "issue_prob", "routine_prob", "talk", "taste", "habit", "liking", "joined", "left", "renewal",
           "wake", "regret", "spend_cents", "contacts", "last_answer", "status", "kept", "holdings", "away")  # fmt: skip
    traces = ("prior", "expectation", "good_fast", "good_slow", "bad_fast", "bad_slow")
    issue = (
        "need",
        "difficulty",
        "peak",
        "end",
        "total",
        "severe",
        "urgent",
        "tries",
        "assisted",
        "web_tried",
        "moments",
    )
    last = NONE if journey.began else 0
    return {
        "id": person.number,
        "decayed": memory.week,
        "regret_unit": person.regret_unit.number,
        "journey_unit": journey.unit.number,
        "journey_owner": journey.owner.number,
        "journey_at": journey.at.number,
        "last_channel": journey.last_channel.number if journey.last_channel else last,
        **{name: getattr(person, name) for name in own},
        **{name: getattr(memory, name) for name in traces},
        **{name: getattr(journey, name) for name in issue},
    }
