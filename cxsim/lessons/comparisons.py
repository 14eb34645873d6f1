"""What else could have happened: the same decisions paid by another plan, robots on the same luck, and what other lucks gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from cxsim.lessons import reading
from cxsim.lessons.living import Cast, Lived, Moves, live, start_of
from cxsim.lessons.world import World, lived_plans
from cxsim.pay.year import pay_people
from cxsim.simulation.model import QUARTERS
from cxsim.study.statistics import Estimate, estimate_family

CLASS, SAME, OTHER = ARMS = ("class", "same", "other")
FAR = 100_000  # seeds of repetitions begin this far from the game's own


def repaid(life: Lived, plans: Sequence[str]) -> list[dict[str, float]]:
    """Bonus of everybody in % of target by year and seat, had other plans paid for the very same decisions.

    Pay itself touches no customer: the year's results and targets stay, only who is paid for what changes. Nothing is simulated.
    """
    world, people = life.world, life.model.organisation.people(life.model.start_customers)
    by_round = lived_plans(world, plans)
    found = []
    for year, card in enumerate(life.model.history.targets):
        plan = by_round[min(((year + 1) * QUARTERS - 1) // world.lesson.quarters, len(by_round) - 1)]
        found.append({person.person_id: person.payout_pct for person in pay_people(world.schemes[plan], card, people).people})
    return found


def arms(world: World, seed: int, moves: Moves, plans: Sequence[str]) -> dict[str, Lived]:
    """Three lives on the same people and luck: the class, robots from its first habits under its plans, and the same under the other plans."""
    start, terms, rounds = start_of(world, moves), world.lesson.robots, world.all_rounds
    other = world.lesson.clocks[world.clock].other
    return {
        CLASS: live(world, seed, plans, Cast(moves), rounds),
        SAME: live(world, seed, plans, Cast(robot=terms.same, start=start), rounds),
        OTHER: live(world, seed, other, Cast(robot=terms.other, start=start), rounds),
    }


def arms_of_each(world: World, seed: int, moves: Sequence[Moves], plans: Sequence[str]) -> list[dict[str, Lived]]:
    """`arms` of several companies; robots that start from nobody's habits are the same beside every company, and are lived once."""
    found: list[dict[str, Lived]] = []
    for own in moves:
        if found and not any(effect.leads for one in (own, moves[0]) for effect in start_of(world, one).values()):
            found.append({**found[0], CLASS: live(world, seed, plans, Cast(own), world.all_rounds)})
        else:
            found.append(arms(world, seed, own, plans))
    return found


@lru_cache(maxsize=1)
def world_of(lesson: str, clock: str, overrides: tuple[str, ...], config_dir: str | None) -> World:
    """The world of a lesson, remembered in this process."""
    return World(reading.read(lesson, config_dir), clock, overrides, config_dir)


@dataclass
class Repeats:
    """One company's decisions under other luck: values[arm][outcome] with one number per seed, seeds in order."""

    seeds: list[int]
    values: dict[str, dict[str, np.ndarray]]
    own: dict[str, dict[str, float]] = field(default_factory=dict)  # of the game's own luck, by arm

    def difference(self, outcome: str, first: str, second: str) -> np.ndarray:
        """Second less first, one number per seed."""
        return self.values[second][outcome] - self.values[first][outcome]

    def estimate(self, outcome: str, first: str, second: str) -> Estimate:
        """Mean of the paired difference with its 95 % interval; no interval below five seeds."""
        return estimate_family(self.difference(outcome, first, second)[:, None])[0]

    def same_sign(self, outcome: str, first: str, second: str) -> float:
        """Share of seeds (0-1) whose difference has the sign of the mean; nan when the mean is zero."""
        values = self.difference(outcome, first, second)
        mean = values.mean()
        return float(np.mean(np.sign(values) == np.sign(mean))) if mean else float("nan")
