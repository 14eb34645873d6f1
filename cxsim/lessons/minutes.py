"""Seconds to decide, worked out from a lesson's timetable: countdowns, the teacher's lines and the notes all take them from here."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

from cxsim.base.errors import Problem
from cxsim.lessons import parts
from cxsim.lessons.form import LONG, Lesson

SHARE = 0.625  # of a round's stretch; the rest is for looking and one question (assumption: 2.5 minutes of 4)
LOOKING = 60  # seconds of the stretch for practice that are kept for looking
GRAIN = 10  # seconds
USUAL = {parts.PRACTICE: 120, parts.PREDICT: 180, parts.ROUNDS: 150}  # where a lesson does not say what its steps are
LONGER = {parts.PRACTICE: 240, parts.PREDICT: 300, parts.ROUNDS: 240}
DRAFTED = ("scheme",)  # kinds designed in practice: what was tried stays in the form, and nothing is lived


def drafts(lesson: Lesson, clock: str) -> bool:
    """Whether practice is where something is designed, in this length of the lesson."""
    return any(decision.kind in DRAFTED and (not decision.clocks or clock in decision.clocks) for decision in lesson.decisions.values())


def stretch(lesson: Lesson, clock: str, part: str) -> int:
    """Minutes of the timetable for a part, 0 where it has none."""
    return sum(step.minutes for step, name in zip(lesson.clocks[clock].steps, lesson.parts.get(clock, [])) if name == part)


def seconds(lesson: Lesson, clock: str, part: str, round_: int = 1) -> int:
    """Seconds until time is up in a part: practice, predictions, or a round from 1."""
    usual, minutes = (LONGER if clock == LONG else USUAL)[part], stretch(lesson, clock, part)
    if part == parts.ROUNDS and (given := lesson.clocks[clock].decide):
        return given[min(round_, len(given)) - 1]
    if not minutes:
        return usual
    if part == parts.PREDICT:
        return 60 * minutes
    if part == parts.PRACTICE:
        return 60 * minutes - (0 if drafts(lesson, clock) or minutes < 2 else LOOKING)
    return max(GRAIN, GRAIN * floor(SHARE * 60 * minutes / lesson.rounds(clock) / GRAIN))


def spans(lesson: Lesson, clock: str) -> list[tuple[int, int, int]]:
    """Stretches of rounds with the same time to decide: first and last round, seconds."""
    found: list[tuple[int, int, int]] = []
    for number in range(1, lesson.rounds(clock) + 1):
        each = seconds(lesson, clock, parts.ROUNDS, number)
        if found and found[-1][2] == each:
            found[-1] = (found[-1][0], number, each)
        else:
            found.append((number, number, each))
    return found


def faults(lesson: Lesson, where: str) -> Iterator[Problem]:
    """Times to decide that do not fit the timetable."""
    for name, clock in lesson.clocks.items():
        room = 60 * stretch(lesson, name, parts.ROUNDS)
        wanted = sum((last - first + 1) * each for first, last, each in spans(lesson, name))
        if clock.decide and room and wanted > room:
            yield Problem("is more time than the timetable has for the rounds", where, f"clocks.{name}.decide", f"{wanted} s in all", f"at most {room} s")
