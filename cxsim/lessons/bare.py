"""Bare games: people give, a rule pays, and no company lives in them; every result a pure function of the rows on the record.

A further game is a lesson's file and at most one function: the way it pays a group (`PAYS`). Sums are whole cents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import Problem, nearest
from cxsim.base.money import half_up, split_whole
from cxsim.base.registry import Registry
from cxsim.base.streams import stream_key
from cxsim.lessons import robots
from cxsim.lessons.form import BARE, EVERYBODY, Bare, Deal, Lesson
from cxsim.lessons.kinds import Stars, kind_of
from cxsim.lessons.robots import Play, Scene
from cxsim.lessons.views import VIEWS, Place
from cxsim.organisation.keyed import seat_key, uniform
from cxsim.study.canonical import content_digest

if TYPE_CHECKING:
    from cxsim.lessons.world import World

PAYS = Registry("way to pay out")
CENTS = 100
Row = Mapping[str, Any]  # of the record: seat, play, source
Paid = dict[str, tuple[int, int]]  # by seat: share of what is divided, and the whole bonus, both in cents
Pays = Callable[[Bare, Mapping[str, int], Fraction], Paid]
NEEDS = {"pot": ("own_eur", "cost_eur", "adds_eur")}  # numbers a way to pay out asks for


@PAYS.register("pot")
def pot(terms: Bare, given: Mapping[str, int], times: Fraction) -> Paid:
    """A public good with linear returns (Isaac and Walker 1988): what is kept stays, what is given grows and is shared equally.

    `given` is stars by seat of one group, `times` what the pot is multiplied by. `numbers` in EUR: `own_eur` everybody has,
    a star costs its giver `cost_eur` and adds `adds_eur` to the pot. Cents that cannot be shared go to the first of the group.
    """
    own, cost, adds = (round(CENTS * terms.numbers[name]) for name in ("own_eur", "cost_eur", "adds_eur"))
    shares = split_whole(half_up(times * adds * sum(given.values())), [1] * len(given))
    return {seat: (share, own - cost * stars + share) for (seat, stars), share in zip(given.items(), shares, strict=True)}


@robots.ROBOTS.register("conditional")
def conditional(scene: Scene) -> Play:
    """One star less than the mean its share of the last pot spoke of; half of what there is before it has seen any."""
    found = {}
    for name, decision in scene.lesson.decisions.items():
        kind = kind_of(decision)
        if isinstance(kind, Stars):
            share, adds = scene.paid.get(scene.post), scene.lesson.game.numbers["adds_eur"]
            found[name] = kind.most // 2 if share is None else min(kind.most, max(0, round(share / adds) - 1))
    return found


@dataclass(frozen=True)
class Round:
    """One round that was played, by seat; groups in the order drawn."""

    number: int
    plan: str
    deal: Deal
    groups: tuple[tuple[str, ...], ...]
    stars: Mapping[str, int]
    source: Mapping[str, str]
    times: Mapping[str, Fraction]
    share: Mapping[str, int]  # cents out of the pot
    paid: Mapping[str, int]  # cents, the whole bonus

    def group_of(self, seat: str) -> tuple[str, ...]:
        """Who shared a pot with a seat, itself among them; empty when it was not there yet."""
        return next((group for group in self.groups if seat in group), ())


@dataclass
class Played:
    """A bare game as far as it was played."""

    world: World
    seed: int
    rounds: list[Round]

    @cached_property
    def digest(self) -> str:
        """Of everything that was given and paid."""
        return content_digest([[one.number, one.plan, one.groups, one.stars, {seat: str(times) for seat, times in one.times.items()}, one.paid] for one in self.rounds])


def played(world: World, seed: int, plans: Sequence[str], rounds: Sequence[Sequence[Row]]) -> Played:
    """Play rounds whose rows are all in: seat, play (None = a robot's) and source, in the order of seats."""
    found = Played(world, seed, [])
    for number, rows in enumerate(rounds, start=1):
        found.rounds.append(_round(world.lesson, seed, number, plans[number - 1], rows, found.rounds))
    return found


def _round(lesson: Lesson, seed: int, number: int, plan: str, rows: Sequence[Row], before: Sequence[Round]) -> Round:
    terms, deal = lesson.game, lesson.deal(plan)
    stars = {row["seat"]: _given(row["play"] or _robots(lesson, terms, seed, number, place, row["seat"], before)) for place, row in enumerate(rows)}
    groups = groups_of(seed, number, list(stars), deal.group)
    times, share, paid = {}, {}, {}
    for group in groups:
        counted = times_of(seed, number, group, deal)
        for seat, (part, whole) in PAYS.get(terms.pays, "bare.pays")(terms, {seat: stars[seat] for seat in group}, counted).items():
            times[seat], share[seat], paid[seat] = counted, part, whole
    return Round(number, plan, deal, groups, stars, {row["seat"]: row["source"] for row in rows}, times, share, paid)


def _given(play: Play) -> int:
    """What a play gives: the one decision of a bare game."""
    return int(next(iter(play.values())))


def _robots(lesson: Lesson, terms: Bare, seed: int, number: int, place: int, seat: str, before: Sequence[Round]) -> Play:
    """A robot's play; robots sit in turn, and know no more than the chair they sit on is shown."""
    seen = before[-1].share.get(seat) if before else None
    paid = {} if seen is None else {seat: seen / CENTS}
    return robots.play(robot_of(terms, place), Scene(lesson, seat, number, seed, {}, paid=paid))


def robot_of(terms: Bare, place: int) -> str:
    """The robot of a chair."""
    return terms.robots[place % len(terms.robots)]


def groups_of(seed: int, number: int, seats: Sequence[str], size: int) -> tuple[tuple[str, ...], ...]:
    """Who shares with whom, drawn anew by seed, round and seat; the last groups are one larger when there are seats over."""
    order = sorted(seats, key=lambda seat: stream_key(seed, "bare group", seat, number))
    count = max(1, len(order) // size) if size else 1
    least, over = divmod(len(order), count)
    ends = [least * k + max(0, k - (count - over)) for k in range(count + 1)]
    return tuple(tuple(order[first:last]) for first, last in pairwise(ends))


def times_of(seed: int, number: int, group: Sequence[str], deal: Deal) -> Fraction:
    """What a group's pot is multiplied by, in whole per cents, drawn by seed, round and group."""
    low, high = round(CENTS * deal.low), round(CENTS * deal.high)
    luck = uniform(seat_key(seed, "bare pot", min(group)), number)
    return Fraction(low + int(luck * (high - low + 1)), CENTS)


def chairs(terms: Bare, people: int) -> int:
    """Chairs for so many people: groups are full, and never fewer than the game needs."""
    return terms.chairs * -(-max(people, terms.least) // terms.chairs)


def problems(lesson: Lesson, where: str) -> Iterator[Problem]:
    """Faults of a lesson that is a bare game, or is not one and speaks of it."""
    if (lesson.play == BARE) != (lesson.bare is not None):
        yield Problem("goes with `play: bare`, and that with it", where, "bare", lesson.play)
        return
    if lesson.bare is None:
        return
    if lesson.bare.pays not in PAYS.names():
        yield Problem("is not a known way to pay out", where, "bare.pays", lesson.bare.pays, ", ".join(PAYS.names()), nearest(lesson.bare.pays, PAYS.names()))
    else:
        needs = NEEDS.get(lesson.bare.pays, ())
        yield from (Problem("is missing", where, f"bare.numbers.{name}", allowed=", ".join(needs)) for name in needs if name not in lesson.bare.numbers)
    if len(lesson.decisions) != 1 or lesson.seats.kind != EVERYBODY:
        yield Problem("a bare game has one decision, and the same seat for everybody", where, "seats.kind", lesson.seats.kind, EVERYBODY)
    known = [*robots.ROBOTS.names(), *lesson.robots.policies]
    yield from (Problem("is not a known robot", where, "bare.robots", name, ", ".join(known), nearest(name, known)) for name in lesson.bare.robots if name not in known)
    used = [(f"clocks.{name}.{part}", plan) for name, clock in lesson.clocks.items() for part in ("plans", "other") for plan in getattr(clock, part)]
    used += [(f"bare.contrasts.{name}.{part}", getattr(terms, part)) for name, terms in lesson.bare.contrasts.items() for part in ("first", "second")]
    yield from (Problem("is not a deal of this lesson", where, key, plan, ", ".join(lesson.rules), nearest(plan, lesson.rules)) for key, plan in used if plan not in lesson.rules)


# ---------------------------------------------------------------- what a seat is shown


def _view(name: str, unit: str, of: Callable[[Round, str], Any]) -> None:
    @VIEWS.register(name)
    def view(life: Any, place: Place) -> dict[str, Any]:
        return {"unit": unit, "values": [of(one, place.manager) if place.manager in one.stars else None for one in life.rounds]}


def _names(one: Round, seat: str) -> list[list[Any]] | None:
    """Seat, stars and whether a robot gave them, for everybody in the group; None in a round without names."""
    if not one.deal.names:
        return None
    return [[other, one.stars[other], one.source[other] == "robot"] for other in sorted(one.group_of(seat), key=lambda other: (-one.stars[other], other))]


_view("own_stars", "count", lambda one, seat: one.stars[seat])
_view("group_size", "count", lambda one, seat: len(one.group_of(seat)))
_view("pot_share", "cents", lambda one, seat: one.share[seat])
_view("own_pay", "cents", lambda one, seat: one.paid[seat])
_view("names_given", "names", _names)
