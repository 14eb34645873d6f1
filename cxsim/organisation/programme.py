"""Practices over time: when each is in force, how far its effect has built, what all of them together change.

A practice spreads over its ramp, its effect builds towards what is in force and fades when it stops. Effects of
several practices add up lever by lever; only rules (`practice_rules`) look at the state of the organisation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.practice_schema import PracticeSettings
from cxsim.base.schema import Settings
from cxsim.organisation.conditions import PULLS, Conditions, Places
from cxsim.organisation.layout import Layout
from cxsim.organisation.practice_rules import RULES, Situation

QUARTERS = 4
LEVERS_ONLY = "levers"
WEEKS = 13


@dataclass
class Practice:
    """One practice and how far it has come."""

    name: str
    terms: PracticeSettings
    effect: float = 0.0  # 0 to 1, share of the full effect
    lasted: float = 0.0  # years in force, counted by effect; what has risen stays when the rise stops
    quarters: int = 0  # quarters in force so far
    notes: dict[str, Any] = field(default_factory=dict)  # of its rule

    @property
    def size(self) -> float:
        """Effect times the strength of the settings."""
        return self.effect * self.terms.strength

    def in_force(self, quarter: int) -> float:
        """Share of the company that works this way in `quarter` (0-based from the start of the scheme)."""
        terms, middle = self.terms, (quarter + 0.5) / QUARTERS
        if middle < terms.start_year or (terms.stop_year is not None and middle >= terms.stop_year):
            return 0.0
        begun = (quarter + 1) / QUARTERS - terms.start_year
        return min(1.0, begun / terms.ramp_years) if terms.ramp_years > 0.0 else 1.0

    def advance(self, quarter: int) -> None:
        """One quarter: build towards what is in force, or fade."""
        goal = self.in_force(quarter)
        speed = self.terms.build_speed if goal > self.effect else self.terms.fade_speed
        self.effect += speed * (goal - self.effect)
        self.quarters = self.quarters + 1 if goal > 0.0 else 0
        self.lasted += self.effect / QUARTERS if goal > 0.0 else 0.0

    def cost_per_customer(self) -> float:
        """Cents per customer in this quarter: what is in force is paid for, and the start once, in its first year."""
        started = 0 < self.quarters <= QUARTERS
        once = self.terms.cost_once_cents / QUARTERS if started else 0.0
        return self.terms.strength * once + WEEKS * self.terms.cost_cents_week * self.size


class Programme:
    """All practices of a company, in the order of their names."""

    def __init__(self, settings: Settings, layout: Layout):
        self.practices = [Practice(name, settings.practice[name]) for name in sorted(settings.practice)]
        for practice in self.practices:
            _known_rule(practice)
        channels = settings.channels
        self._layout, self._activities = layout, tuple(settings.behaviour.activities)
        self._places = Places(
            {name: place for place, name in enumerate(self._activities)},
            {name: place for place, name in enumerate(channels)},
            np.array([channel.kind == "self_service" for channel in channels.values()]),
        )
        self.log: list[list[tuple[float, float]]] = []  # by quarter and practice: effect, cents per customer

    def __bool__(self) -> bool:
        return bool(self.practices)

    def quarter(self, quarter: int, situation: Situation) -> Conditions:
        """Let a quarter pass and say what is different in it. `quarter` counts from the start of the scheme."""
        conditions = Conditions.neutral(len(self._activities), self._layout)
        for practice in self.practices:
            practice.advance(quarter)
            self._pull(conditions, practice)
            if practice.terms.rule != LEVERS_ONLY:
                RULES.get(practice.terms.rule)(conditions, practice, situation)
        self.log.append([(practice.size, practice.cost_per_customer()) for practice in self.practices])
        return conditions

    def _pull(self, conditions: Conditions, practice: Practice) -> None:
        for group, amounts in practice.terms.changes.items():
            for entry, amount in amounts.items():
                # A standard that rises does so year by year; everything else is there to its full effect.
                size = practice.lasted * practice.terms.strength if entry == "standard" else practice.size
                PULLS[group](conditions, self._places, entry, amount * size)

    def cost_per_customer(self) -> float:
        """Cents per customer of the running quarter, all practices together."""
        return sum(cost for _, cost in self.log[-1]) if self.log else 0.0

    def hand_over(self) -> dict[str, Practice]:
        """How far each has come, for the run that follows a warm-up."""
        return {practice.name: practice for practice in self.practices}

    def take_over(self, earlier: Mapping[str, Practice]) -> None:
        """Go on from where a warm-up ended."""
        for practice in self.practices:
            before = earlier[practice.name]
            practice.effect, practice.lasted, practice.quarters = before.effect, before.lasted, before.quarters
            practice.notes = {name: np.copy(value) for name, value in before.notes.items()}


def _known_rule(practice: Practice) -> None:
    """Raises InputError when the rule or one of its numbers is unknown or missing."""
    rule, key = practice.terms.rule, f"practice.{practice.name}"
    if rule == LEVERS_ONLY:
        wanted: tuple[str, ...] = ()
    elif rule in RULES:
        wanted = RULES.get(rule).numbers
    else:
        known = [LEVERS_ONLY, *RULES.names()]
        raise InputError(Problem("is not a known rule", "practice", f"{key}.rule", rule, ", ".join(known), nearest(rule, known)))
    given = practice.terms.numbers
    odd = [name for name in {**given, **dict.fromkeys(wanted)} if name not in given or name not in wanted]
    if odd:
        message = "is missing" if odd[0] not in given else "is not a number of this rule"
        raise InputError(Problem(message, "practice", f"{key}.numbers.{odd[0]}", allowed=", ".join(wanted) or "no numbers"))
