"""The people and units of a company as Mesa agents: they hold state, ask a mechanism, and remember.

The only file of this layer that knows Mesa. A user may subclass `TouchpointManager` or `BusinessUnit` and hand
the class to `Organisation`; `decide` is the method to replace.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Iterator
from weakref import WeakKeyDictionary

import mesa
import numpy as np

from cxsim.base.schema import BehaviourSettings, Settings
from cxsim.organisation import leading
from cxsim.organisation.behaviours import Mechanism, pay_matters
from cxsim.organisation.beliefs import Lesson, Mind, Wisdom, new_mind, responses
from cxsim.organisation.choice import Strain
from cxsim.organisation.keyed import seat_key
from cxsim.organisation.layout import Seat
from cxsim.organisation.payoff import Deal, score_at
from cxsim.organisation.scorecard import View

INTRINSIC = ("own_touchpoint", "other_units", "people")  # groups of work done out of duty
WHOLE_DAY = 1.0  # attention is a share of working time


@dataclass(frozen=True)
class House:
    """What every manager of a company shares; read only."""

    settings: Settings
    mechanism: Mechanism
    wisdom: Wisdom
    reference: np.ndarray  # (K,) the job without a bonus
    strain: Strain  # of touchpoint managers
    head_strain: Strain
    executive_strain: Strain
    response: np.ndarray  # (4, columns, K, years)
    integration_response: np.ndarray  # (4, columns, 1, years)
    unpaid_duty: np.ndarray  # (K,) bool


def furnish(settings: Settings, mechanism: Mechanism, wisdom: Wisdom) -> House:
    """Work out what all managers of a company share."""
    behaviour = settings.behaviour
    items = list(behaviour.activities.values())
    reference = np.array([item.reference for item in items])
    strain = Strain(
        behaviour.attention_cost,
        behaviour.substitution_cost,
        reference,
        behaviour.floor * reference,
        np.full(reference.size, np.inf),
    )
    return House(
        settings,
        mechanism,
        wisdom,
        reference,
        strain,
        leading.head_strain(settings, reference),
        leading.executive_strain(settings),
        responses(settings),
        leading.integration_responses(settings),
        np.array([item.group in INTRINSIC for item in items]),
    )


class Numbering(WeakKeyDictionary):
    """Numbers of agents by model, from 1. Mesa's own table holds on to every model ever made; this one lets go."""

    def __getitem__(self, model: Any) -> Iterator[int]:
        return self.setdefault(model, count(1))


NUMBERS = Numbering()


class Manager(mesa.Agent):
    """A manager in a seat: agreement, beliefs, attention. The seat stays when the person changes."""

    _ids: ClassVar[Numbering] = NUMBERS

    strain: Strain
    response: np.ndarray
    mind: Mind

    def __init__(self, model: Any, seat: Seat, house: House):
        super().__init__(model)
        behaviour = house.settings.behaviour
        self.seat = seat
        self.house = house
        self.name = seat.name
        self.seed = house.settings.seed
        self.behaviour: BehaviourSettings = behaviour
        self.sensitivity = behaviour.pay_sensitivity * behaviour.sensitivity_by_level.get(seat.level, 1.0)
        self.wisdom = house.wisdom
        self.unpaid_duty = house.unpaid_duty
        self.deal: Deal | None = None
        self.reach = np.zeros((0, 0))
        self.leaving = seat_key(self.seed, "turnover", seat.name)
        self.pull = 0.0
        self.extra: np.ndarray | float = 0.0  # (K,) attention asked for by practices, on top of the standing job
        self.tint: np.ndarray | None = None  # (K, columns) multiplier of beliefs under practices, None = as they are
        self.begin(0)

    def begin(self, generation: int) -> None:
        """A new person takes the seat: untaught, doing the reference job."""
        self.generation = generation
        self.mind = self.new_beliefs(generation)
        self.duty = self.standing_duty()
        self.attention = self.duty.copy()
        self.last_paid = math.nan
        self.memory: dict[str, Any] = {}

    def new_beliefs(self, generation: int) -> Mind:
        """Beliefs of a newcomer."""
        return new_mind(self.wisdom, self.seed, self.name, generation)

    def standing_duty(self) -> np.ndarray:
        """The job without a bonus."""
        return self.house.reference.copy()

    def decide(self, view: View) -> np.ndarray:
        """Attention for the coming quarter."""
        raise NotImplementedError

    def act(self, view: View) -> None:
        """Decide and remember it."""
        self.attention = self.decide(view)

    def be_paid(self, x: np.ndarray) -> None:
        """Remember the payout (share of target bonus) for results x (rows,) in % of target."""
        self.last_paid = score_at(self.deal, x) if self.deal is not None else 0.0

    @property
    def convictions(self) -> np.ndarray:
        """Effects (K, columns) the manager decides by: own beliefs, as practices colour them."""
        return self.mind.effects if self.tint is None else self.mind.effects * self.tint

    @property
    def cares(self) -> bool:
        """Whether pay means anything to this manager."""
        return pay_matters(self)


def within_the_day(attention: np.ndarray, least: np.ndarray) -> np.ndarray:
    """Attention (K,) that asks for more than the whole working time gives way in proportion, down to what must be done."""
    excess = float(attention.sum()) - WHOLE_DAY
    if excess <= 0.0:
        return attention
    room = attention - least
    return attention - room * min(1.0, excess / float(room.sum()))


class TouchpointManager(Manager):
    """Leads one touchpoint; divides attention over the activities, as the mechanism of the settings says."""

    def __init__(self, model: Any, seat: Seat, house: House):
        self.strain, self.response = house.strain, house.response
        super().__init__(model, seat, house)

    def decide(self, view: View) -> np.ndarray:
        """Ask the mechanism."""
        return self.house.mechanism.decide(self, view)

    def act(self, view: View) -> None:
        """Decide, within the hours there are."""
        self.attention = within_the_day(self.decide(view), self.strain.low)

    def learn(self, lesson: Lesson) -> None:
        """Take in a comparison with unit mates."""
        self.house.mechanism.learn(self, lesson)


class UnitHead(Manager):
    """Sets the direction of a unit; `attention` is the job asked of its managers."""

    def __init__(self, model: Any, seat: Seat, house: House):
        self.strain, self.response = house.head_strain, house.response
        super().__init__(model, seat, house)

    def decide(self, view: View) -> np.ndarray:
        """Best response to the head's own agreement."""
        return leading.asked_of_unit(self, view)


class Executive(Manager):
    """Funds what crosses units (`attention` has one entry) and tilts budgets once a year."""

    def __init__(self, model: Any, seat: Seat, house: House):
        self.strain, self.response = house.executive_strain, house.integration_response
        super().__init__(model, seat, house)

    def new_beliefs(self, generation: int) -> Mind:
        """Beliefs about integration and money."""
        return leading.executive_mind(self.house.settings, self.seed, self.name, generation)

    def standing_duty(self) -> np.ndarray:
        """Attention to what crosses units, without a bonus."""
        return self.strain.reference + self.extra

    def decide(self, view: View) -> np.ndarray:
        """Best response to the executive's own agreement."""
        return leading.chosen_integration(self, view)

    def divide(self, view: View, money: np.ndarray, cost: np.ndarray) -> np.ndarray:
        """Tilt (U,) of budgets for the coming year."""
        return leading.chosen_tilt(self, view, money, cost)


class BusinessUnit(mesa.Agent):
    """A unit: its head and its touchpoint managers."""

    _ids: ClassVar[Numbering] = NUMBERS

    def __init__(self, model: Any, name: str, index: int, head: UnitHead, managers: list[TouchpointManager]):
        super().__init__(model)
        self.name = name
        self.index = index
        self.head = head
        self.managers = managers

    def set_direction(self) -> None:
        """Turn what the head asks for into the managers' duty; a part is followed."""
        head = self.head
        job = head.house.reference + head.behaviour.adherence * (head.attention - head.house.reference)
        for manager in self.managers:
            manager.duty = job + manager.extra
