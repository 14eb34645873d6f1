"""How touchpoint managers decide: published mechanisms behind one interface, chosen by name in the settings.

Every mechanism returns the duty (the job without a bonus, shifted by the head's direction) when pay means nothing
to the manager, and touches no luck but its own. Heads and executives always answer by best response.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from cxsim.base.registry import MECHANISMS
from cxsim.base.schema import BehaviourSettings
from cxsim.organisation.beliefs import Lesson, Mind, Wisdom, by_name, take_lesson
from cxsim.organisation.choice import Strain, best_response, by_habit
from cxsim.organisation.keyed import normals
from cxsim.organisation.payoff import Deal, expected_score
from cxsim.organisation.scorecard import View
from cxsim.organisation.trial import is_kept


class Decider(Protocol):
    """What a mechanism may know of the manager it decides for."""

    name: str  # seat
    seed: int  # master seed, for own luck
    sensitivity: float  # to pay, 0 = deaf
    behaviour: BehaviourSettings  # shared settings
    deal: Deal | None  # bonus agreement, None = fixed pay
    strain: Strain  # cost and limits of attention
    duty: np.ndarray  # (K,) the job asked for
    attention: np.ndarray  # (K,) last quarter
    reach: np.ndarray  # (M, columns) share of own work in each paid number
    response: np.ndarray  # (4, columns, K, years) believed course of one quarter's work
    mind: Mind  # beliefs
    convictions: np.ndarray  # (K, columns) effects to decide by
    wisdom: Wisdom  # what newcomers believe on average
    unpaid_duty: np.ndarray  # (K,) bool: done out of duty, shows in no own number
    last_paid: float  # share of target bonus, NaN before the first payout
    memory: dict[str, Any]  # a mechanism's own notes; emptied when the person changes


class Mechanism(Protocol):
    """One way to decide."""

    def decide(self, manager: Decider, view: View) -> np.ndarray:
        """Attention (K,) for the coming quarter."""

    def learn(self, manager: Decider, lesson: Lesson) -> None:
        """Take in a quarter's comparison with unit mates."""


def pay_matters(manager: Decider) -> bool:
    """Whether the manager has a bonus and cares for it."""
    return manager.deal is not None and manager.sensitivity > 0.0


def just_the_job(manager: Decider) -> np.ndarray:
    """What is done without regard to pay: the duty, approached by habit."""
    return by_habit(manager.attention, manager.duty, manager.behaviour.habit)


def response_to_pay(manager: Decider, view: View, duty: np.ndarray) -> np.ndarray:
    """Attention that pays best in the manager's own eyes, without habit."""
    return best_response(
        manager.deal, view, manager.reach, manager.convictions, manager.response[view.season],
        manager.sensitivity, duty, manager.strain, manager.behaviour,
    )  # fmt: skip


def luck_of(manager: Decider, purpose: str, quarter: int) -> np.ndarray:
    """A standard normal number per activity (K,), keyed by seat, purpose and quarter."""
    names = manager.wisdom.names
    return by_name(normals(manager.seed, purpose, manager.name, quarter, len(names)), names)


def within(attention: np.ndarray, strain: Strain) -> np.ndarray:
    """Attention kept between its limits."""
    return np.minimum(np.maximum(attention, strain.low), strain.high)


class _NoLessons:
    """Mechanisms that do not revise beliefs."""

    def learn(self, manager: Decider, lesson: Lesson) -> None:
        """Nothing is learned."""


@MECHANISMS.register("best_response")
class BestResponse(_NoLessons):
    """Best response to fixed beliefs, with habit."""

    def decide(self, manager: Decider, view: View) -> np.ndarray:
        """Part of the way to the best response."""
        if not pay_matters(manager):
            return just_the_job(manager)
        return by_habit(manager.attention, response_to_pay(manager, view, manager.duty), manager.behaviour.habit)


@MECHANISMS.register("adaptive")
class Adaptive(BestResponse):
    """The default: best response to beliefs that learn from comparison with unit mates."""

    def learn(self, manager: Decider, lesson: Lesson) -> None:
        """Correct beliefs by own result minus the mates' mean."""
        take_lesson(manager.mind, manager.wisdom, lesson)


@MECHANISMS.register("trial_and_error")
class TrialAndError(_NoLessons):
    """Try a small change, keep it when expected pay rose (local search, Rivkin and Siggelkow 2003)."""

    def decide(self, manager: Decider, view: View) -> np.ndarray:
        """The last good practice plus a new trial."""
        if not pay_matters(manager):
            return just_the_job(manager)
        memory = manager.memory
        pay = expected_score(manager.deal, view.mu, view.s)
        if is_kept(pay, memory.get("pay", np.inf)):
            memory["kept"] = memory["tried"]
        memory["pay"] = pay
        luck = luck_of(manager, "trial", view.quarter)
        step = manager.behaviour.exploration * min(1.0, manager.sensitivity) * luck
        memory["tried"] = memory.get("kept", np.zeros(step.size)) + step
        return within(manager.duty + memory["tried"], manager.strain)


@MECHANISMS.register("imitation")
class Imitation(_NoLessons):
    """Move towards the unit mate who was paid best; a small yearly trial keeps people different."""

    def decide(self, manager: Decider, view: View) -> np.ndarray:
        """Own practice, drawn to the best-paid mate's."""
        if not pay_matters(manager):
            return just_the_job(manager)
        attention = manager.attention
        paid = np.where(np.isfinite(view.mates_paid), view.mates_paid, -np.inf)
        if paid.size and np.isfinite(manager.last_paid) and paid.max() > manager.last_paid:
            pull = manager.behaviour.imitation * min(1.0, manager.sensitivity)
            attention = attention + pull * (view.mates_attention[int(np.argmax(paid))] - attention)
        if view.season == 0:
            luck = luck_of(manager, "imitation", view.quarter)
            attention = attention + manager.behaviour.exploration * min(1.0, manager.sensitivity) * luck
        return within(attention, manager.strain)


@MECHANISMS.register("norm")
class Norm(_NoLessons):
    """Do as unit mates do; a bonus crowds out some of what was done unpaid (Frey and Jegen 2001)."""

    def decide(self, manager: Decider, view: View) -> np.ndarray:
        """Between the best response and the mates' mean, by habit."""
        if not pay_matters(manager):
            return just_the_job(manager)
        behaviour = manager.behaviour
        full = min(1.0, expected_score(manager.deal, view.mu, view.s)) * min(1.0, manager.sensitivity)
        duty = manager.duty * np.where(manager.unpaid_duty, 1.0 - behaviour.crowding_out * full, 1.0)
        goal = response_to_pay(manager, view, duty)
        if view.mates_attention.shape[0]:
            goal = goal + behaviour.norm * (view.mates_attention.mean(axis=0) - goal)
        return by_habit(manager.attention, goal, behaviour.habit)
