"""Tables a room without a computer looks its result up in: every row of votes, design or fix, lived under the same lucks.

Every row meets the same people and the same luck (common random numbers), so rows may be held against each other luck by luck.
Lives are kept as cells of a store as soon as they are lived: what a stop leaves is not lived again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.lessons import profiles, reading
from cxsim.lessons.comparisons import FAR
from cxsim.lessons.form import COMMITTEE, DESIGNS, SHORT, Lesson
from cxsim.lessons.living import Cast, live
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.outcomes import measured
from cxsim.lessons.scheme_kind import SCHEME, SchemeKind
from cxsim.lessons.world import World
from cxsim.study.canonical import content_digest
from cxsim.study.cells import code_fingerprint
from cxsim.study.jobs import run_jobs
from cxsim.study.progress import Progress
from cxsim.study.store import Store

VOTES, POLICIES, FIXES, READY = "votes", "policies", "fixes", "ready"  # rows of profiles by post; robots of a committee; what an order can end; ready plans of a menu
LUCKS = 12  # of tables whose lesson does not say
CHUNK = 9  # rows of one job
DECIDE = ("booklet", "effects", "kinds", "living", "measures", "outcomes", "profiles", "robots", "scheme_kind", "seated", "world")  # modules that decide a number
Place = tuple[str, str, tuple[str, ...], str | None]  # lesson, clock, overrides, folder of own files


@dataclass(frozen=True)
class Table:
    """A looked-up table: `values` has shape (rows, plans, outcomes, lucks), in the units of the outcomes."""

    kind: str
    rows: list[tuple[str, ...]]  # profile by post, a policy, or the card ended (none in the first row)
    posts: list[str]
    plans: list[str]
    outcomes: list[str]
    seeds: list[int]
    rounds: int
    values: np.ndarray

    @property
    def digest(self) -> str:
        """Of rows and numbers."""
        return content_digest([self.kind, self.rows, self.plans, self.outcomes, self.seeds, self.values.tolist()])


def kind_of(lesson: Lesson) -> str | None:
    """Which table a lesson has; None when there is nothing to look up."""
    if any(decision.kind == "order" for decision in lesson.decisions.values()):
        return FIXES
    if lesson.booklet is not None:
        return VOTES
    if _plan(lesson) is not None:
        return READY
    return POLICIES if lesson.seats.kind == COMMITTEE and lesson.robots.policies else None


@lru_cache(maxsize=1)
def world_of(place: Place) -> World:
    """The world a table is lived in."""
    lesson, clock, overrides, config_dir = place
    return World(profiles.as_lived(reading.read(lesson, config_dir), clock), clock, overrides, config_dir)


def rows_of(place: Place) -> list[tuple[str, ...]]:
    """Rows of the table of a lesson."""
    world = world_of(place)
    lesson, kind = world.lesson, kind_of(world.lesson)
    if kind == VOTES and lesson.booklet is not None:
        rows = profiles.rows(lesson.booklet, world.posts)
        if len(rows) > profiles.MOST_ROWS:
            raise InputError(Problem("makes a booklet of too many rows", key="booklet.profiles", value=len(rows), allowed=f"at most {profiles.MOST_ROWS} rows", fix="fewer profiles, or a company of fewer units"))
        return rows
    if kind == POLICIES:
        return [(name,) for name in lesson.robots.policies]
    if kind == READY:
        return [(name,) for name in _menu(lesson).ready]
    return [(), *((card,) for card in _cards(lesson))] if kind == FIXES else []


def plans_of(place: Place) -> list[str]:
    """Plans every row is lived under: those of the booklet, or the lesson's own rounds (named by the first)."""
    lesson, clock = world_of(place).lesson, place[1]
    return list(lesson.booklet.plans) if kind_of(lesson) == VOTES and lesson.booklet is not None else lesson.clocks[clock].plans[:1]


def _plan(lesson: Lesson) -> str | None:
    """The decision that is a whole reward plan."""
    return next((name for name, decision in lesson.decisions.items() if decision.kind == SCHEME), None)


def _menu(lesson: Lesson) -> Menu:
    return SchemeKind(lesson.decisions[str(_plan(lesson))]).menu


def _cards(lesson: Lesson) -> dict[str, Any]:
    return next(decision.cards for decision in lesson.decisions.values() if decision.kind == "order")


def lived(place: Place, plan: str, rows: Sequence[tuple[str, ...]], seed: int) -> list[list[float]]:
    """Outcomes of rows under a plan and a seed: shape (rows, outcomes). Importable by name, for worker processes."""
    world = world_of(place)
    found = []
    for row in rows:
        life = live(world, seed, _by_round(world, plan), _cast(world, row), world.all_rounds)
        found.append([measured(life, name) for name in world.lesson.reveal.outcomes])
    return found


def _by_round(world: World, plan: str) -> list[str]:
    plans = world.lesson.clocks[world.clock].plans
    if kind_of(world.lesson) == VOTES:
        return [plan] * world.rounds
    return plans[:1] if world.lesson.play == DESIGNS else plans


def _cast(world: World, row: tuple[str, ...]) -> Cast:
    """Who plays a row: votes for as long as they are kept, then the model's managers; a policy; or fixes from the start."""
    lesson, kind = world.lesson, kind_of(world.lesson)
    if kind == VOTES and lesson.booklet is not None:
        votes = {post: [lesson.booklet.profiles[name].play] for post, name in zip(world.posts, row)}
        return Cast([votes] * lesson.booklet.held)
    if kind == POLICIES:
        return Cast(robot=row[0])
    if kind == READY:  # what is decided besides pay stays as the lesson's default robot has it
        besides = {name: value for name, value in lesson.robots.policies[lesson.robots.default].plays[0].items() if lesson.decisions[name].kind != SCHEME}
        return Cast([{post: [{str(_plan(lesson)): _menu(lesson).ready[row[0]].plan, **besides}] for post in world.posts}])
    cards = _cards(lesson)
    return Cast(fixed={cards[name].practice: 0.0 for name in row})


def lived_and_kept(place: Place, plan: str, rows: Sequence[tuple[str, ...]], seed: int, cell: str, root: str) -> list[list[float]]:
    """`lived`, on the disk before it returns."""
    found = lived(place, plan, rows, seed)
    Store(Path(root)).put(cell, {"values": found})
    return found


def table_of(place: Place, seed: int, store: Store, workers: int = 0, progress: Progress | None = None, begin: Callable[[int, int], None] | None = None) -> Table | None:
    """The table of a lesson, from the store as far as it is there; None for a lesson without one.

    `begin(kept, all)` is told how many parts were kept before the missing ones are lived. Raises InputError.
    """
    if kind_of(reading.read(place[0], place[3])) == VOTES:
        place = (place[0], SHORT, *place[2:])  # a booklet has rounds of its own, the same for both lengths of the lesson
    world = world_of(place)
    lesson, kind, rows, plans = world.lesson, kind_of(world.lesson), rows_of(place), plans_of(place)
    if kind is None:
        return None
    count = lesson.booklet.lucks if kind == VOTES and lesson.booklet is not None else LUCKS
    seeds = [seed + FAR + k for k in range(count)]
    keys = [(one, plan, at) for one in seeds for plan in plans for at in range(0, len(rows), CHUNK)]
    cells = {key: _cell(place, key, rows[key[2] : key[2] + CHUNK]) for key in keys}
    known = {key: found["values"] for key, cell in cells.items() if (found := store.get(cell)) is not None}
    missing = [key for key in keys if key not in known]
    if begin is not None:
        begin(len(known), len(keys))
    if missing:
        jobs = {key: (lived_and_kept, (place, key[1], rows[key[2] : key[2] + CHUNK], key[0], cells[key], str(store.root))) for key in missing}
        known |= run_jobs(jobs, workers, progress)
    return Table(kind, rows, world.posts, plans, list(lesson.reveal.outcomes), seeds, _years(world), _values(known, rows, plans, seeds))


def _values(known: dict[Any, list[list[float]]], rows: Sequence[tuple[str, ...]], plans: Sequence[str], seeds: Sequence[int]) -> np.ndarray:
    by_luck = [[np.array([row for at in range(0, len(rows), CHUNK) for row in known[one, plan, at]]) for plan in plans] for one in seeds]
    return np.array(by_luck).transpose(2, 1, 3, 0)


def _years(world: World) -> int:
    return world.all_rounds * world.lesson.quarters // 4


def _cell(place: Place, key: tuple[int, str, int], rows: Iterable[tuple[str, ...]]) -> str:
    """The name of a part: of everything that decides its numbers."""
    world = world_of(place)
    terms = {"plan": key[1], "rows": list(rows), "seed": key[0], "outcomes": world.lesson.reveal.outcomes, "booklet": world.lesson.booklet, "before": world.lesson.before}
    return content_digest({"kept": "table of a lesson", "world": world.digest, "terms": terms, "code": [code_fingerprint(), _own_code()]})


@lru_cache(maxsize=1)
def _own_code() -> str:
    """Of the sources of lessons that decide how a row is played and measured."""
    digest = hashlib.sha256()
    for name in DECIDE:
        digest.update(name.encode() + b"\0" + (Path(__file__).resolve().parent / f"{name}.py").read_bytes() + b"\0")
    return digest.hexdigest()
