"""One company's life under decisions: the ordinary model, with seated managers, plans by round and practices put in force.

`live` is a pure function: the same world, seed, plans, decisions and robots give the same bytes, whoever calls it and when.
Everything is lived again from the warm-up, so a round never depends on what was in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cxsim.customers.ledger import Ledger
from cxsim.customers.metrics import METRICS
from cxsim.lessons import kinds, robots
from cxsim.lessons.effects import NOTHING, Effect, mean, together
from cxsim.lessons.form import UNITS
from cxsim.lessons.minds import Minds, minds_of
from cxsim.lessons.robots import Play, Scene
from cxsim.lessons.seated import SeatedManager
from cxsim.lessons.world import ALWAYS, COMPANY, World, lived_plans, practices_of, weighted
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import open_market
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.simulation.run import Run

Moves = Sequence[Mapping[str, Sequence[Play]]]  # by round: post -> plays of its seats; posts left out are robots'


@dataclass
class Lived:
    """A life: its run, and by round the plan, and each post's play (of robots) and effect."""

    world: World
    seed: int
    run: Run
    model: CxModel
    plans: list[str]
    plays: list[dict[str, Play]] = field(default_factory=list)
    effects: list[dict[str, Effect]] = field(default_factory=list)
    begun: Minds | None = None  # of customers at the start, where the lesson shows what they carry in their heads
    minds: list[Minds] = field(default_factory=list)  # at the end of each quarter, likewise

    @property
    def digest(self) -> str:
        """Of the run."""
        return self.run.digest

    @property
    def rounds(self) -> int:
        """Rounds lived."""
        return len(self.plans)


@dataclass(frozen=True)
class Cast:
    """Who plays a life: decisions of people by round, the robot of every other post, and a habit to start from."""

    moves: Moves = ()
    robot: str | None = None  # None = the lesson's default
    robots: Mapping[str, str] = field(default_factory=dict)  # by post, before `robot`
    start: Mapping[str, Effect] = field(default_factory=dict)  # last quarter's habit by post
    fixed: Mapping[str, float] | None = None  # practices ended after so many years, in place of all decisions
    paid: Mapping[str, Any] = field(default_factory=dict)  # with `fixed`: a scheme in place of the lesson's plans

    def robot_of(self, world: World, post: str) -> str:
        """The robot of a post."""
        return self.robots.get(post) or self.robot or world.lesson.robots.default


def live(world: World, seed: int, plans: Sequence[str], cast: Cast, rounds: int) -> Lived:
    """Live `rounds` rounds of one company.

    Raises InputError for a plan that cannot be paid in this company.
    """
    settings, warm = world.warm(seed)
    by_round = lived_plans(world, plans)[:rounds]
    first = world.schemes[by_round[0]]
    market = open_market(settings, first, warm, manager_classes={"touchpoint": SeatedManager})
    model = market.firms[0]
    life = Lived(world, seed, Run(model, market), model, by_round)
    _begin_from(model, cast)
    since: dict[str, tuple[float, float]] = dict.fromkeys(world.lesson.before, (ALWAYS, 1.0))
    for number in range(1, rounds + 1):
        if number > 1 and by_round[number - 1] != by_round[number - 2]:
            model.adopt(world.schemes[by_round[number - 1]])
        effects = _decided(life, cast, number) if cast.fixed is None else {COMPANY: Effect(ends=cast.fixed, scheme=cast.paid)}
        if weights := mean(list(effects.values())).weights:
            model.adopt(weighted(world, by_round[number - 1], weights))
        if scheme := mean(list(effects.values())).scheme:
            model.adopt(Scheme.from_mapping(scheme))
        _order(model, world, effects)
        _end(model, mean(list(effects.values())).ends)
        strengths = mean(list(effects.values())).practices if effects else {}
        since = _schedule(model, practices_of(world, number, strengths), since)
        for _ in range(world.lesson.quarters):
            market.step()
            _look(life)
    return life


def _look(life: Lived) -> None:
    """Note what customers carry in their heads, in lessons that show it, and only in lives of which journeys are recorded too."""
    world = life.world
    if not (world.lesson.reveal.minds and world.settings.output.journeys_logged):
        return
    if life.begun is None:
        life.begun = minds_of(world.warm(life.seed)[1].population)
    life.minds.append(minds_of(life.model.population))


def _begin_from(model: CxModel, cast: Cast) -> None:
    for manager in model.organisation.front:
        order = cast.start.get(manager.seat.unit) or cast.start.get(COMPANY)
        if order is not None and order.leads:
            manager.begin_from(order)


def _decided(life: Lived, cast: Cast, number: int) -> dict[str, Effect]:
    """What every post does in a round, noted in the life; after the last round of people everybody follows the model."""
    world = life.world
    plays, effects = {}, {}
    for post in world.posts:
        people = cast.moves[number - 1].get(post) if number <= len(cast.moves) else None
        if number > world.rounds:
            effects[post] = NOTHING
        else:
            asked = people or [robots.play(cast.robot_of(world, post), _scene(life, post, number))]
            counted = [_afforded(life, play, number) for play in (asked if world.lesson.seats.kind == UNITS else asked[:1])]
            effects[post] = mean([effect_of(world, play) for play in counted])
            plays[post] = counted[0]
    life.plays.append(plays)
    life.effects.append(effects)
    return effects


def _afforded(life: Lived, play: Play, number: int) -> Play:
    """A play with what its budget of this round does not reach left out."""
    terms = life.world.lesson.decisions
    return {name: trimmed(kinds.kind_of(terms[name]), value, budget(life, name, number)) for name, value in play.items()}


def trimmed(kind: Any, value: Any, coins: float) -> Any:
    """Cards in the order given, as far as coins reach; other kinds as they are."""
    if not isinstance(kind, kinds.Cards):
        return value
    kept: list[str] = []
    for name in value:
        if kind.price([*kept, name]) <= coins:
            kept.append(name)
    return kept


def budget(life: Lived, name: str, number: int) -> float:
    """Coins of a round: a part is cut when the measured score of the round before did not rise as the board asks (`cut_pct`, `rise`)."""
    kind = kinds.kind_of(life.world.lesson.decisions[name])
    if not isinstance(kind, kinds.Cards):
        return 0.0
    cut, rise = kind.terms.numbers.get("cut_pct", 0.0), kind.terms.numbers.get("rise", 0.0)
    if not cut or number == 1:
        return kind.coins
    scores = scores_so_far(life)
    return kind.coins * (1.0 - cut / 100.0) if scores[-1] - scores[-2] < rise else kind.coins


def scores_so_far(life: Lived) -> list[float]:
    """Measured experience of the company: of the last warm-up year, then of every round lived; read from the model, since a life goes on."""
    model, length = life.model, life.world.lesson.quarters
    quarters = [METRICS["measured_cx"].of(Ledger(rows, model.population.layout).total()) for rows in model.history.rows]
    rounds = [float(np.mean(quarters[k : k + length])) for k in range(0, len(quarters), length)]
    return [float(model.warm.results["cx", "company", ""][0]), *rounds]


def effect_of(world: World, play: Play) -> Effect:
    """What the decisions of one seat do; decisions left out do nothing."""
    return together(kinds.kind_of(world.lesson.decisions[name]).effect(value) for name, value in play.items())


def _scene(life: Lived, post: str, number: int) -> Scene:
    last = life.plays[-1] if life.plays else {}
    return Scene(life.world.lesson, post, number, life.seed, life.world.standing, last.get(post), last, _paid(life.model))


def _paid(model: CxModel) -> dict[str, float]:
    """Last year's bonus of each unit's head, % of target."""
    if not model.history.pay:
        return {}
    return {person.unit: person.payout_pct for person in model.history.pay[-1].people if person.level == "unit_head"}


def _order(model: CxModel, world: World, effects: Mapping[str, Effect]) -> None:
    own = world.lesson.seats.kind == UNITS
    for manager in model.organisation.front:
        manager.obey(effects.get(manager.seat.unit if own else COMPANY))


def _end(model: CxModel, ends: Mapping[str, float]) -> None:
    """Say when practices in force from before the game end; what a lesson ends this way no clock and no card puts in force."""
    for practice in model.organisation.programme.practices:
        if practice.name in ends:
            practice.terms = replace(practice.terms, stop_year=ends[practice.name])


def _schedule(model: CxModel, strengths: Mapping[str, float], since: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Put practices in force for the coming round; one that goes on keeps its start, so that it does not build up anew."""
    now, running = model.quarter / QUARTERS, {}
    for practice in model.organisation.programme.practices:
        strength = strengths.get(practice.name)
        if strength is None:
            continue
        if strength > 0.0:
            running[practice.name] = (since[practice.name][0] if practice.name in since else now, strength)
            start, strength = running[practice.name]
            practice.terms = replace(practice.terms, start_year=start, stop_year=None, strength=strength)
        else:
            practice.terms = replace(practice.terms, stop_year=now)
    return running


def start_of(world: World, moves: Moves) -> dict[str, Effect]:
    """The first splits of people, as habits for robots to start from."""
    return {post: mean([effect_of(world, play) for play in plays]) for post, plays in (moves[0].items() if moves else ()) if plays}


def facts(life: Lived) -> dict[str, Any]:
    """Everything a result page needs of a life as plain values, with the digest of the run."""
    from cxsim.study.canonical import plain

    return {"digest": life.run.digest, "plans": life.plans, "summary": plain(life.run.summary)}
