"""Who sits where: 1 to 64 people in one or more companies, under names of animals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lessons.bare import chairs
from cxsim.lessons.form import EVERYBODY, UNITS, Text
from cxsim.lessons.world import COMPANY, World

MOST, IN_ONE = 64, 16  # people in a game, and in one company
MOST_COMMITTEES = 8
LETTERS = "abcdefghijklmnop"  # of companies, in the names of seats
COMPANY_LETTERS = LETTERS.upper()  # as people are told them
HEAD = Text(en="unit head", fi="yksikön johtaja")
MANAGER = Text(en="middle manager", fi="keskijohdon esihenkilö")
AUDITOR = "auditor"
PLAYER = "player"
COLLEAGUE = Text(en="colleague", fi="kollega")
COLOURS = (("Blue", "Sininen"), ("Green", "Vihreä"), ("Red", "Punainen"), ("White", "Valkoinen"))
ANIMALS = (
    ("lynx", "ilves"), ("moose", "hirvi"), ("bear", "karhu"), ("fox", "kettu"), ("badger", "mäyrä"), ("otter", "saukko"), ("beaver", "majava"), ("marten", "näätä"),
    ("hare", "jänis"), ("squirrel", "orava"), ("hedgehog", "siili"), ("reindeer", "poro"), ("wolf", "susi"), ("wolverine", "ahma"), ("owl", "pöllö"), ("crane", "kurki"),
)  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """One chair: company (from 0), the post it decides for, its role, and the manager whose bonus it gets."""

    id: str  # "a.mobile.1"
    company: int
    post: str  # a unit, `company` for a committee, "" for the auditor
    role: Text
    manager: str  # seat of the model, such as mobile or mobile/phone
    name: Text
    card: Text | None = None  # what only this seat is told

    @property
    def decides(self) -> bool:
        """The auditor sees everything and decides nothing."""
        return bool(self.post)


def companies_for(people: int, committee: int = 0) -> list[int]:
    """Sizes of companies for so many people, as even as can be. `committee` is the usual size of a committee, 0 for units.

    Raises InputError outside 1 to 64.
    """
    if not 1 <= people <= MOST:
        raise InputError(Problem("is no number of players", key="people", value=people, allowed=f"1 to {MOST}"))
    most = max(committee, -(-people // MOST_COMMITTEES)) if committee else IN_ONE
    count = -(-people // most)
    return [people // count + (1 if place < people % count else 0) for place in range(count)]


def seat_people(world: World, people: int, auditor: bool = False) -> dict[str, Seat]:
    """Seats by id for `people` players: in a company units are filled in turn, the head of each first; with `auditor` the last one watches.

    Raises InputError for a number that has no seating.
    """
    playing = people - 1 if auditor else people
    if world.lesson.seats.kind == EVERYBODY:
        return _alike(world, playing) | _watching(auditor)
    committee = 0 if world.lesson.seats.kind == UNITS else len(world.lesson.seats.roles)
    seats: dict[str, Seat] = {}
    for company, size in enumerate(companies_for(playing, committee)):
        for place in range(size):
            seat = _of_unit(world, company, place) if not committee else _of_committee(world, company, place)
            seats[seat.id] = seat
    return seats | _watching(auditor)


def _watching(auditor: bool) -> dict[str, Seat]:
    return {AUDITOR: Seat(AUDITOR, 0, "", Text(en="auditor", fi="tarkastaja"), "", Text(en="Auditor", fi="Tarkastaja"))} if auditor else {}


def _alike(world: World, playing: int) -> dict[str, Seat]:
    """The same seat for everybody, in one room: as many as a bare game has chairs for so many people."""
    companies_for(playing)  # refuses what is no number of players
    seats = {}
    for place in range(min(MOST, chairs(world.lesson.game, playing))):
        animal, colour = ANIMALS[place % len(ANIMALS)], COLOURS[place // len(ANIMALS)]
        key = f"a.{PLAYER}.{place + 1}"
        seats[key] = Seat(key, 0, PLAYER, COLLEAGUE, key, Text(en=f"{colour[0]} {animal[0]}", fi=f"{colour[1]} {animal[1]}"))
    return seats


def one_more(world: World, people: int, seats: int) -> int:
    """The number of people that gives a chair more than there are."""
    return seats + 1 if world.lesson.seats.kind == EVERYBODY else people + 1


def fits_one_more(world: World, playing: int, companies: int) -> bool:
    """Whether one more chair fits without anybody changing companies."""
    if world.lesson.seats.kind == EVERYBODY:
        return True
    committee = 0 if world.lesson.seats.kind == UNITS else len(world.lesson.seats.roles)
    return len(companies_for(playing + 1, committee)) == companies


def _of_unit(world: World, company: int, place: int) -> Seat:
    units = world.units
    unit, rank = units[place % len(units)], place // len(units)
    terms = world.settings.company.units[unit]
    manager = unit if rank == 0 else f"{unit}/{terms.channels[(rank - 1) % len(terms.channels)]}"
    animal = ANIMALS[(company * -(-IN_ONE // len(units)) + rank) % len(ANIMALS)]
    name = Text(en=f"{terms.label_en} {animal[0]}", fi=f"{terms.label_fi}-{animal[1]}")
    return Seat(f"{LETTERS[company]}.{unit}.{rank + 1}", company, unit, HEAD if rank == 0 else MANAGER, manager, name)


def _of_committee(world: World, company: int, place: int) -> Seat:
    roles = list(world.lesson.seats.roles)
    key = roles[place % len(roles)]
    role, animal = world.lesson.seats.roles[key], ANIMALS[company % len(ANIMALS)]
    again = f" {place // len(roles) + 1}" if place >= len(roles) else ""
    name = Text(en=f"{role.en}, {animal[0]}{again}", fi=f"{role.fi}, {animal[1]}{again}")
    return Seat(f"{LETTERS[company]}.{COMPANY}.{place + 1}", company, COMPANY, role, "executive 1", name, world.lesson.seats.cards.get(key))


def renamed(seat: Seat, name: Mapping[str, str]) -> Seat:
    """The same chair under another name, by language."""
    return replace(seat, name=Text(en=name["en"], fi=name["fi"]))


def moves_of(rows: Sequence[Mapping[str, Any]], companies: int) -> list[dict[str, list[dict[str, Any]]]]:
    """Plays of people by company and post, in the order of seats."""
    found: list[dict[str, list[dict[str, Any]]]] = [{} for _ in range(companies)]
    for row in rows:
        letter, post, _ = row["seat"].split(".")
        if row["play"] is not None:
            found[LETTERS.index(letter)].setdefault(post, []).append(row["play"])
    return found
