"""A game's decisions under other lucks, luck by luck: what has to be lived, every life once, and what the lucks that are in come to.

Lucks are taken in their fixed order and count only when every life compared is in, so pairs stay pairs and what is shown never
depends on which worker was fast. A life is known by what decides it: two teams with one plan, or a robot that plays it, are one life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from cxsim.lessons import reading
from cxsim.lessons.comparisons import ARMS, CLASS, FAR, OTHER, SAME, Repeats
from cxsim.lessons.effects import Effect, mean
from cxsim.lessons.form import COMMITTEE, DESIGNS, Lesson
from cxsim.lessons.gallery import Gallery, team
from cxsim.lessons.game import Game
from cxsim.lessons.living import Cast, Lived, Moves, effect_of, live, start_of
from cxsim.lessons.outcomes import measured
from cxsim.lessons.robots import Play
from cxsim.lessons.world import COMPANY, World
from cxsim.study.canonical import content_digest
from cxsim.study.configuration import load_scheme
from cxsim.study.jobs import run_jobs
from cxsim.study.progress import Progress

Place = tuple[str, str, tuple[str, ...], str | None]  # lesson, clock, overrides, folder of configuration
Key = tuple[Place, int, str]  # world, seed, and what decides a life
Found = Mapping[Key, Mapping[str, float]]
Gathered = tuple[dict[int, Repeats], dict[tuple[int, int], Repeats], list[np.ndarray], dict[tuple[str, ...], np.ndarray], Gallery | None]  # what a debrief takes: companies, earlier designs, conditions, fixes, all teams
FLIPS = 24  # lucks a condition is tried under at most
PAIRED = 8  # lucks every pair of fixes is lived under at most
FIRST = 40  # lucks from which a page is shown: t of 39 degrees is 3 % wider than for 200 lucks, the interval itself 2.3 times
STATES = (FIRST, 80, 120)  # lucks at which a page is drawn anew on the way; set beforehand, so that no result chooses when it is looked at
TOGETHER = 8  # lives of one job at most: a second, so that a round that closes meanwhile need not wait for long
STILL = ("weights", "scheme", "bids", "order")  # kinds of decision that leave managers' hours to themselves


@dataclass(frozen=True)
class Life:
    """Plans by round, and who plays."""

    plans: tuple[str, ...]
    cast: Cast


@dataclass(frozen=True)
class Ask:
    """Lives of one luck in one world, by what decides them: what one job lives."""

    place: Place
    seed: int
    keys: tuple[str, ...]

    def each(self) -> Iterator[Key]:
        """The keys of what is found."""
        return ((self.place, self.seed, key) for key in self.keys)


@lru_cache(maxsize=8)
def _world(place: Place) -> World:
    """A world that records no journeys: nothing of them is told of other lucks, and no result depends on them."""
    world = World(reading.read(place[0], place[3]), *place[1:])
    world.settings = replace(world.settings, output=replace(world.settings.output, journeys_logged=0))  # type: ignore[misc]  # in place of the cached one
    return world


def under(place: Place, seed: int, lives: Sequence[Life]) -> list[dict[str, float]]:
    """Outcomes of lives under one luck, all from one warm-up. Importable by name, for worker processes."""
    world = _world(place)
    return [outcomes_of(live(world, seed, list(life.plans), life.cast, world.all_rounds)) for life in lives]


def outcomes_of(life: Lived) -> dict[str, float]:
    """What the reveal tells of a life, by outcome."""
    return {name: measured(life, name) for name in life.world.lesson.reveal.outcomes}


def compute(game: Game, count: int, workers: int = 0, progress: Progress | None = None) -> Gathered:
    """Everything a debrief takes of `count` lucks of a game that is over, lived at once; the result does not depend on the number of workers."""
    wishes = Wishes(game, count)
    rows = run_jobs({ask: (under, wishes.job(ask)[1:]) for ask in wishes.asks()}, workers, progress)
    return wishes.together({key: row for ask, own in rows.items() for key, row in zip(ask.each(), own, strict=True)}, count)


def states(count: int) -> list[int]:
    """Lucks at which a page is drawn, the last one all of them."""
    return [*(n for n in STATES if n < count), count]


def never_leads(lesson: Lesson) -> bool:
    """Whether no decision of a lesson divides anybody's hours, so that robots need not know what people did first."""
    return all(one.kind in STILL or (one.kind == "choice" and not any(option.attention for option in one.options.values())) for one in lesson.decisions.values())


def key_of(world: World, life: Life) -> str:
    """What decides a life: in a committee's design its effect, whoever chose it and whatever it is called; elsewhere everything that was decided."""
    lesson, cast = world.lesson, life.cast
    if lesson.play == DESIGNS and lesson.seats.kind == COMMITTEE and not any(one.kind == "cards" for one in lesson.decisions.values()):
        effect = _effect(world, cast)
        if effect is not None:
            scheme = {name: part for name, part in effect.scheme.items() if name not in ("name", "label")}
            return content_digest(["effect", life.plans[0], replace(effect, scheme=scheme), cast.start])
    return content_digest(["cast", life.plans, cast])


def _effect(world: World, cast: Cast) -> Effect | None:
    """What is in force in the one round of a design; None where a robot must see the life first."""
    if cast.fixed is not None:
        return mean([Effect(ends=cast.fixed, scheme=cast.paid)])
    plays = cast.moves[0].get(COMPANY) if cast.moves else None
    if not plays:
        policy = world.lesson.robots.policies.get(cast.robot_of(world, COMPANY))
        plays = policy.plays[:1] if policy is not None else None
    return mean([effect_of(world, plays[0])]) if plays else None


class Wishes:
    """What has to be lived for a game under `count` other lucks, as far as it is known by now.

    `drafts` are decisions of companies that may yet change, by company: their lives are asked for after all that is certain.
    """

    late = False  # whether all must be in before anything is shown

    def __init__(self, game: Game, count: int, drafts: Mapping[int, Play] | None = None):
        first = game.record.events[0]
        self.game, self.count, self.lives = game, count, dict[str, Life]()
        self.place: Place = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir)
        self.seeds = [game.seed + FAR + k for k in range(count)]
        self.arms = {at: self._arms(*at, drafts or {}) for at in self._designs()}
        asked, clock = game.lesson.reveal.gallery, game.lesson.clocks[game.world.clock]
        schemes = {name: load_scheme(name, game.world.config_dir) for name in asked.rivals} if asked else {}
        self.rivals = {name: self._life(game.plans, Cast(fixed={}, paid=scheme)) for name, scheme in schemes.items()}
        self.futures = [(self._in(future.overrides), self.seeds[: asked.lucks]) for future in asked.futures[1:]] if asked else []
        terms = game.lesson.robots
        self.flip = (self._life(clock.plans, Cast(robot=terms.same)), self._life(clock.other, Cast(robot=terms.other)))
        self.flips = [self._in(flip.overrides) for flip in game.lesson.reveal.flips]
        order = next((decision for decision in game.lesson.decisions.values() if decision.kind == "order"), None)
        hands: list[tuple[str, ...]] = [] if order is None else [(), *((card,) for card in order.cards), *combinations(order.cards, 2)]
        self.hands = {hand: self._life(clock.plans, Cast(fixed={order.cards[card].practice: 0.0 for card in hand})) for hand in hands if order is not None}

    def _in(self, overrides: Sequence[str]) -> Place:
        lesson, clock, own, folder = self.place
        return lesson, clock, (*own, *overrides), folder

    def _life(self, plans: Sequence[str], cast: Cast) -> str:
        life = Life(tuple(plans), cast)
        key = key_of(self.game.world, life)
        self.lives.setdefault(key, life)
        return key

    def _designs(self) -> list[tuple[int, int | None]]:
        """Lives of people that are repeated: the last or only one of every company, and earlier designs."""
        game = self.game
        earlier = [number for number in game.design_rounds() if number < game.world.rounds] if game.lesson.play == DESIGNS else []
        return [(company, number) for company in range(game.companies) for number in (None, *earlier)]

    def _arms(self, company: int, number: int | None, drafts: Mapping[int, Play]) -> dict[str, str]:
        """Keys of the arms of a company that are known."""
        game, terms = self.game, self.game.lesson.robots
        closed = game.over if number is None else len(game.closed) >= number
        moves: Moves | None = [dict(round_) for round_ in game.whole(company, number)] if closed else None
        if moves is None and number is None and game.lesson.play == DESIGNS and company in drafts:
            moves = [{COMPANY: [drafts[company]]}]
        found = {CLASS: self._life(game.plans, Cast(moves))} if moves is not None else {}
        begun = moves if moves is not None else game.moves[company][:1] if game.closed and game.lesson.play != DESIGNS else None
        if begun is None and not never_leads(game.lesson):
            return found
        start = start_of(game.world, begun or ())
        habits = start if any(effect.leads for effect in start.values()) else {}
        other = game.lesson.clocks[game.world.clock].other
        return {**found, SAME: self._life(game.plans, Cast(robot=terms.same, start=habits)), OTHER: self._life(other, Cast(robot=terms.other, start=habits))}

    # ------------------------------------------------------------ what is lived, in the order it will be seen

    def asks(self) -> list[Ask]:
        """Everything, in order: the game's own luck and the first lucks, what stands beside them on the pages, then the other lucks."""
        teams = [arms[arm] for arm in ARMS for arms in self.arms.values() if arm in arms]
        every = list(dict.fromkeys([*teams, *self.rivals.values()]))
        first, rest = ([Ask(self.place, seed, tuple(every)) for seed in seeds] for seeds in (self.seeds[:FIRST], self.seeds[FIRST:]))
        own = [Ask(self.place, self.game.seed, tuple(dict.fromkeys(teams)))]
        return [part for ask in _once((*own, *first, *self._beside(), *rest)) for part in _parts(ask)]

    def _beside(self) -> list[Ask]:
        plans = [arms[CLASS] for (_, number), arms in self.arms.items() if number is None and CLASS in arms]
        lived = tuple(dict.fromkeys([*plans, *self.rivals.values()]))
        fixes = [Ask(self.place, seed, tuple(dict.fromkeys(self.hands.values()))) for seed in self.seeds[:PAIRED]] if self.hands else []
        futures = [Ask(place, seed, lived) for place, seeds in self.futures for seed in seeds]
        return [*fixes, *futures, *(Ask(place, seed, tuple(dict.fromkeys(self.flip))) for place in self.flips for seed in self.seeds[:FLIPS])]

    def job(self, ask: Ask) -> tuple[Any, ...]:
        """What is asked of a worker process: a function of this module by name, and its arguments."""
        return "under", ask.place, ask.seed, [self.lives[key] for key in ask.keys]

    def whole(self, lucks: int) -> list[Key]:
        """Everything that so many lucks stand on."""
        teams = [key for arms in self.arms.values() for key in arms.values()]
        every = dict.fromkeys([*teams, *self.rivals.values()])
        return [*((self.place, self.game.seed, key) for key in dict.fromkeys(teams)), *((self.place, seed, key) for seed in self.seeds[:lucks] for key in every)]

    def complete(self, found: Found) -> int:
        """Lucks that are in with every life, in their order: up to the first that is not; 0 without the game's own."""
        if not all(key in found for key in self.whole(0)):
            return 0
        every = {key for arms in self.arms.values() for key in arms.values()} | set(self.rivals.values())
        return next((n for n, seed in enumerate(self.seeds) if not all((self.place, seed, key) in found for key in every)), self.count)

    # ------------------------------------------------------------ what it comes to

    def together(self, found: Found, lucks: int) -> Gathered:
        """What a debrief takes, from the first `lucks` of the lucks; what is beside them only when it is all in."""
        repeats = {company: self._repeats(found, arms, lucks) for (company, number), arms in self.arms.items() if number is None}
        designs = {(company, number): self._repeats(found, arms, lucks) for (company, number), arms in self.arms.items() if number is not None}
        return repeats, designs, self._flipped(found), self._fixed(found), self._gallery(found, repeats, lucks)

    def _repeats(self, found: Found, arms: Mapping[str, str], lucks: int) -> Repeats:
        names, seeds = self.game.lesson.reveal.outcomes, self.seeds[:lucks]
        values = {arm: self._values(found, self.place, seeds, arms[arm]) for arm in ARMS}
        return Repeats(seeds, values, {arm: {name: found[self.place, self.game.seed, arms[arm]][name] for name in names} for arm in ARMS})

    def _values(self, found: Found, place: Place, seeds: Sequence[int], key: str) -> dict[str, np.ndarray]:
        return {name: np.array([found[place, seed, key][name] for seed in seeds]) for name in self.game.lesson.reveal.outcomes}

    def _main(self, found: Found, place: Place, seeds: Sequence[int], key: str) -> np.ndarray:
        return self._values(found, place, seeds, key)[self.game.lesson.reveal.outcomes[0]]

    def _flipped(self, found: Found) -> list[np.ndarray]:
        seeds, (same, other) = self.seeds[:FLIPS], self.flip
        if not all((place, seed, key) in found for place in self.flips for seed in seeds for key in self.flip):
            return []
        return [self._main(found, place, seeds, other) - self._main(found, place, seeds, same) for place in self.flips]

    def _fixed(self, found: Found) -> dict[tuple[str, ...], np.ndarray]:
        seeds = self.seeds[:PAIRED]
        if not all((self.place, seed, key) in found for seed in seeds for key in self.hands.values()):
            return {}
        return {hand: self._main(found, self.place, seeds, key) - self._main(found, self.place, seeds, self.hands[()]) for hand, key in self.hands.items() if hand}

    def _gallery(self, found: Found, repeats: Mapping[int, Repeats], lucks: int) -> Gallery | None:
        if self.game.lesson.reveal.gallery is None:
            return None
        teams = {team(company): self.arms[company, None][CLASS] for company in repeats}
        now = {name: self._values(found, self.place, self.seeds[:lucks], key) for name, key in self.rivals.items()}
        gallery = Gallery(list(teams), list(self.rivals), [now | {team(company): own.values[CLASS] for company, own in repeats.items()}])
        lived = {**teams, **self.rivals}
        if all((place, seed, key) in found for place, seeds in self.futures for seed in seeds for key in lived.values()):
            gallery.values += [{name: self._values(found, place, seeds, key) for name, key in lived.items()} for place, seeds in self.futures]
        return gallery


def _once(asks: Iterable[Ask]) -> Iterator[Ask]:
    """Asks without what an earlier one has: what no robot mends is also what no fix mends."""
    seen: set[Key] = set()
    for ask in asks:
        if keys := tuple(key for key in ask.keys if (ask.place, ask.seed, key) not in seen):
            seen.update(ask.each())
            yield replace(ask, keys=keys)


def _parts(ask: Ask) -> list[Ask]:
    """An ask in pieces that are not too long."""
    return [replace(ask, keys=ask.keys[at : at + TOGETHER]) for at in range(0, len(ask.keys), TOGETHER)]
