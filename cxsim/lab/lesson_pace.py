"""Where a class is on its lesson's timetable, and what to do when it is late: counted from minutes left and steps left.

Times are told to the teacher and to nobody else; no result depends on them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil, floor
from typing import TYPE_CHECKING

from cxsim.lessons import parts
from cxsim.lessons.form import YEARS, Lesson

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

PAGES = 7  # of the reveal, all of them shown
BARE = (parts.PRACTICE, parts.PAUSE, parts.CHALLENGE, parts.TALK)  # what may be left out, the least missed first
PART = {"lobby": parts.JOIN, "brief": parts.JOIN, "practice": parts.PRACTICE, "practised": parts.PRACTICE, "predict": parts.PREDICT, "open": parts.ROUNDS, "living": parts.ROUNDS, "look": parts.ROUNDS, "reveal": parts.REVEAL, "ticket": parts.TICKET, "ended": parts.TICKET}
SHORTEST = 0.5  # of the planned talk that stays at least


@dataclass(frozen=True)
class Stretch:
    """One stretch of the timetable in minutes."""

    part: str
    first: float
    last: float

    @property
    def minutes(self) -> float:
        return self.last - self.first


@dataclass(frozen=True)
class Advice:
    """What to do now. `late` minutes are above zero when something should be over by now, below when it is not due yet.

    `close` = close what is open at once; `leave_out` names parts; `fewer` rounds are left to robots; the debrief then takes
    `debrief` minutes at most (None: as planned); `over` minutes are missing all the same.
    """

    late: int
    close: bool = False
    leave_out: tuple[str, ...] = ()
    fewer: int = 0
    debrief: int | None = None
    over: int = 0


@dataclass(frozen=True)
class Where:
    """What a room is doing: its stage, rounds closed and in all, those that may be left to robots, page of the reveal, whether something is open."""

    stage: str
    closed: int = 0
    rounds: int = 1
    spare: int = 0
    step: int = 0
    deciding: bool = False


def stretches(lesson: Lesson, clock: str) -> list[Stretch]:
    """The timetable with what each stretch is; empty when the lesson does not say."""
    steps, named = lesson.clocks[clock].steps, lesson.parts.get(clock, [])
    ends = list(accumulate(step.minutes for step in steps))
    return [Stretch(part, end - step.minutes, end) for step, end, part in zip(steps, ends, named)]


def spare(lesson: Lesson, clock: str) -> int:
    """Rounds at the end that robots may play and nobody has missed anything: same plan, practices and questions as the round
    before; at most half of all."""
    terms = lesson.clocks[clock]
    if lesson.play != YEARS or any(decision.rounds for decision in lesson.decisions.values()):
        return 0
    practices = [*terms.practices, *[[]] * len(terms.plans)][: len(terms.plans)]
    rows = list(zip(terms.plans, practices))
    count = 0
    while count + 1 < len(rows) and rows[-1 - count] == rows[-2 - count]:
        count += 1
    return min(count, len(rows) // 2)


def due(plan: list[Stretch], at: Where) -> tuple[float, float]:
    """First and last minute of what the room does now."""
    name = PART[at.stage]
    own = [stretch for stretch in plan if stretch.part == name] or _nearest(plan, name)
    first, last = own[0].first, own[-1].last
    if name == parts.ROUNDS:
        number = max(1, at.closed) if at.stage == "look" else min(at.closed + 1, at.rounds)
        return _cut(first, last, number, at.rounds)
    if name == parts.REVEAL and own[0].part == name:
        if at.step == PAGES:  # the last page stays while people talk
            return _cut(first, last, PAGES, PAGES)[0], max(stretch.last for stretch in plan if stretch.part != parts.TICKET)
        return _cut(first, last, max(1, at.step), PAGES)
    return first, last


def _nearest(plan: list[Stretch], name: str) -> list[Stretch]:
    """A stage that the timetable does not have is over when what comes before it is."""
    order = list(parts.ORDER)
    before = [stretch for stretch in plan if order.index(stretch.part) < order.index(name)]
    end = before[-1].last if before else 0.0
    return [Stretch(name, end, end)]


def _cut(first: float, last: float, number: int, count: int) -> tuple[float, float]:
    each = (last - first) / count
    return first + (number - 1) * each, first + number * each


def advice(plan: list[Stretch], minute: float, at: Where) -> Advice:
    """What gets the lesson to its end on time. Pages of the reveal are never left out, nor a round that differs from the one before."""
    first, last = due(plan, at)
    if at.stage == "ended" or minute <= last:
        return Advice(min(0, -floor(first - minute)) if first > minute else 0)
    late = floor(minute - last)
    if late < 1:
        return Advice(0)
    short, out = float(late), []
    for name in BARE:
        ahead = sum(stretch.minutes for stretch in plan if stretch.part == name and stretch.first >= last)
        if ahead and short > 0:
            out.append(name)
            short -= ahead
    fewer = 0
    rounds = [stretch for stretch in plan if stretch.part == parts.ROUNDS]
    if short > 0 and rounds:
        each = (rounds[-1].last - rounds[0].first) / at.rounds
        fewer = min(ceil(short / each), _left_to_drop(at))
        short -= fewer * each
    talk = sum(stretch.minutes for stretch in plan if stretch.part == parts.DEBRIEF and stretch.first >= last)
    least = ceil(SHORTEST * talk)
    debrief = max(least, floor(talk - short)) if short > 0 and talk else None
    short -= talk - debrief if debrief is not None else 0
    return Advice(late, at.deciding, tuple(out), fewer, debrief, max(0, ceil(short)))


def _left_to_drop(at: Where) -> int:
    """Rounds of the spare ones that have not begun."""
    begun = at.closed + (0 if at.stage in ("lobby", "brief", "practice", "practised", "predict", "look") else 1)
    return max(0, min(at.spare, at.rounds - max(1, begun)))


@dataclass
class Pace:
    """Minutes of one class. They run from the teacher's word, or from the first step where that was not given."""

    now: Callable[[], float] = time.monotonic
    _zero: float | None = field(default=None)

    @property
    def minute(self) -> float | None:
        """Minutes since the lesson began; None before."""
        return None if self._zero is None else (self.now() - self._zero) / 60

    def start(self) -> None:
        """The lesson begins now."""
        self._zero = self.now()

    def begun(self, room: Room) -> None:
        """A stage began: a clock that was not started yet starts where the timetable has this stage."""
        if self._zero is None and room.stage != "lobby":
            plan = stretches(room.game.lesson, room.game.world.clock)
            self._zero = self.now() - 60 * (due(plan, where(room))[0] if plan else 0.0)


def where(room: Room) -> Where:
    """What a room is doing."""
    game = room.game
    return Where(room.stage, len(game.closed), game.world.rounds, spare(game.lesson, game.world.clock), room.step, room.stage in ("practice", "predict", "open"))


def advised(room: Room) -> Advice | None:
    """Advice for a room now; None before the lesson has begun or when it has no parts."""
    plan, minute = stretches(room.game.lesson, room.game.world.clock), room.pace.minute
    return None if minute is None or not plan else advice(plan, minute, where(room))
