"""What else could have happened: the same decisions paid by another plan, robots on the same luck, and all of it under other luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from cxsim.lessons import reading
from cxsim.lessons.game import Game
from cxsim.lessons.living import Cast, Lived, Moves, live, start_of
from cxsim.lessons.outcomes import measured
from cxsim.lessons.world import World, lived_plans
from cxsim.pay.year import pay_people
from cxsim.simulation.model import QUARTERS
from cxsim.study.jobs import run_jobs
from cxsim.study.progress import Progress
from cxsim.study.statistics import Estimate, estimate_family

CLASS, SAME, OTHER = ARMS = ("class", "same", "other")
CHUNK = 4  # seeds of one job
FAR = 100_000  # seeds of repetitions begin this far from the game's own
LUCKS = 200


class Cancelled(Exception):
    """Somebody stopped the repetitions."""


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
def _world(lesson: str, clock: str, overrides: tuple[str, ...], config_dir: str | None) -> World:
    return World(reading.read(lesson, config_dir), clock, overrides, config_dir)


def lives_of(place: tuple[Any, ...], seeds: Sequence[int], moves: Moves, plans: Sequence[str]) -> list[dict[str, dict[str, float]]]:
    """Outcomes by seed and arm; `place` names lesson, clock, overrides and folder. Importable by name, for worker processes."""
    world = _world(*place)
    if any(effect.leads for effect in start_of(world, moves).values()):
        return [{arm: _told(life) for arm, life in arms(world, seed, moves, plans).items()} for seed in seeds]
    other = world.lesson.clocks[world.clock].other  # robots that start from nobody's habits are the same beside every company
    return [
        {CLASS: _told(live(world, seed, plans, Cast(moves), world.all_rounds)), SAME: _robots(place, seed, tuple(plans), world.lesson.robots.same), OTHER: _robots(place, seed, tuple(other), world.lesson.robots.other)}
        for seed in seeds
    ]  # fmt: skip


def _told(life: Lived) -> dict[str, float]:
    return {name: measured(life, name) for name in life.world.lesson.reveal.outcomes}


@lru_cache(maxsize=4 * LUCKS)
def _robots(place: tuple[Any, ...], seed: int, plans: tuple[str, ...], robot: str) -> dict[str, float]:
    """Outcomes of a life of robots alone; remembered, since every company of a game is held against it."""
    world = _world(*place)
    return _told(live(world, seed, plans, Cast(robot=robot), world.all_rounds))


def plans_of(place: tuple[Any, ...], seeds: Sequence[int], plans: Sequence[str], teams: Mapping[str, Moves], rivals: Mapping[str, Mapping[str, Any]]) -> list[dict[str, dict[str, float]]]:
    """Outcomes by seed and plan: teams' decisions, and rivals' schemes with nothing decided. Importable by name, for worker processes."""
    world = _world(*place)
    casts = {**{name: Cast(moves) for name, moves in teams.items()}, **{name: Cast(fixed={}, paid=scheme) for name, scheme in rivals.items()}}
    return [{name: _told(live(world, seed, plans, cast, world.all_rounds)) for name, cast in casts.items()} for seed in seeds]


def robots_of(place: tuple[Any, ...], seeds: Sequence[int]) -> list[float]:
    """Main outcome of the second comparison less the first by seed, robots only. Importable by name, for worker processes."""
    world = _world(*place)
    clock, terms, name = world.lesson.clocks[world.clock], world.lesson.robots, world.lesson.reveal.outcomes[0]
    pairs = ((clock.plans, terms.same), (clock.other, terms.other))
    lives = [[live(world, seed, plans, Cast(robot=robot), world.all_rounds) for plans, robot in pairs] for seed in seeds]
    return [measured(second, name) - measured(first, name) for first, second in lives]


def ended(place: tuple[Any, ...], cards: Sequence[str], seeds: Sequence[int]) -> list[float]:
    """Main outcome by seed when just these cards of an order end their practices at once. Importable by name, for worker processes."""
    world = _world(*place)
    decision = next(decision for decision in world.lesson.decisions.values() if decision.kind == "order")
    start, plans = {decision.cards[card].practice: 0.0 for card in cards}, world.lesson.clocks[world.clock].plans
    return [measured(live(world, seed, plans, Cast(fixed=start), world.all_rounds), world.lesson.reveal.outcomes[0]) for seed in seeds]


def values_of_fixes(game: Game, count: int, workers: int = 0, progress: Progress | None = None) -> dict[tuple[str, ...], np.ndarray]:
    """Gain (seeds,) in the main outcome of ending each card's practice alone, and each pair together; empty without an order."""
    decision = next((decision for decision in game.lesson.decisions.values() if decision.kind == "order"), None)
    if decision is None or count < 1:
        return {}
    first = game.record.events[0]
    place, seeds = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir), [game.seed + FAR + k for k in range(count)]
    hands = [(), *((card,) for card in decision.cards), *combinations(decision.cards, 2)]
    found = run_jobs({hand: (ended, (place, hand, seeds)) for hand in hands}, workers, progress)
    return {hand: np.array(found[hand]) - np.array(found[()]) for hand in hands if hand}


def flips(game: Game, count: int, workers: int = 0, progress: Progress | None = None) -> list[np.ndarray]:
    """Each condition of the lesson tried with robots: differences (seeds,) of the main outcome, in the order of the lesson."""
    first = game.record.events[0]
    seeds, conditions = [game.seed + FAR + k for k in range(count)], game.lesson.reveal.flips
    places = [(first["lesson"], first["clock"], (*first["overrides"], *flip.overrides), game.world.config_dir) for flip in conditions]
    jobs = {(k, at): (robots_of, (place, seeds[at : at + CHUNK])) for k, place in enumerate(places) for at in range(0, count, CHUNK)}
    found = run_jobs(jobs, workers, progress)
    return [np.array([value for at in range(0, count, CHUNK) for value in found[k, at]]) for k in range(len(conditions))]


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

    def place(self, outcome: str) -> float:
        """Share of seeds (0-1) in which the class's decisions ended below its own run."""
        return float(np.mean(self.values[CLASS][outcome] < self.own[CLASS][outcome]))


def repeat(
    game: Game, company: int = 0, count: int = LUCKS, workers: int = 0, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None,
    round_: int | None = None,
) -> Repeats:  # fmt: skip
    """Of designs that of `round_` (default: the last). The same decisions under `count` other seeds, on worker processes; the result does not depend on their number.

    Raises Cancelled as soon as `cancelled()` is true after a job.
    """
    first = game.record.events[0]
    place = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir)
    moves, seeds = [dict(round_) for round_ in game.whole(company, round_)], [game.seed + FAR + k for k in range(count)]
    jobs = {k: (lives_of, (place, seeds[k : k + CHUNK], moves, game.plans)) for k in range(0, count, CHUNK)}

    def told(done: int, total: int, left: float | None) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, total, left)

    rows = [row for part in run_jobs(jobs, workers, told).values() for row in part]
    names = game.lesson.reveal.outcomes
    values = {arm: {name: np.array([row[arm][name] for row in rows]) for name in names} for arm in ARMS}
    own = {arm: {name: measured(life, name) for name in names} for arm, life in arms(game.world, game.seed, moves, game.plans).items()}
    return Repeats(seeds, values, own)
