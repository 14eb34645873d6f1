"""What the teacher says at this moment of a lesson, and where the timetable is; from the lesson's own script."""

from __future__ import annotations

from itertools import accumulate

from cxsim.lab.lesson_room import (
    ENDED,
    LIVING,
    LOBBY,
    LOOK,
    OPEN,
    PRACTICE,
    PRACTISED,
    PREDICT,
    REVEAL,
    STEPS,
    TICKET,
    Room,
)
from cxsim.report.lesson_notes import reveal_steps, rounds_text
from cxsim.report.words import words

BEFORE, SOON, AFTER, QUIET = range(4)  # places of the sentences said in every round


def lines(room: Room, lang: str) -> list[str]:
    """Sentences for now, first said first."""
    w = words(lang)
    every = rounds_text(room.game.lesson, lang)
    if room.stage == LOBBY:
        return [w("lesson.notes.say_first_text"), w("lesson.notes.room"), room.game.lesson.story.of(lang)]
    if room.stage in (PRACTICE, PRACTISED):
        return [w("lesson_lab.console.practice_line"), *([every[BEFORE]] if room.stage == PRACTICE else [every[AFTER]])]
    if room.stage == PREDICT:
        return [w("lesson_lab.console.predict_line")]
    if room.stage in (OPEN, LIVING):
        return [*_change(room, lang), *_said(room, "before", room.game.round, lang), *_said(room, "during", room.game.round, lang), *every[: SOON + 1]]
    if room.stage == LOOK:
        last = _said(room, "end", len(room.game.closed), lang) if room.game.over else []
        return [every[AFTER], *_said(room, "after", len(room.game.closed), lang), *last, every[QUIET]]
    if room.stage == REVEAL:
        more = [question.of(lang) for question in room.game.lesson.debrief] if room.step == STEPS else []
        return [reveal_steps(room.game.lesson, lang)[room.step - 1], *more]
    return [w("lesson.notes.rubric")] if room.stage in (TICKET, ENDED) else []


def _said(room: Room, when: str, number: int, lang: str) -> list[str]:
    return [line.say.of(lang) for line in room.game.lesson.script if line.when == when and line.round in (0, number)]


def _change(room: Room, lang: str) -> list[str]:
    plans, number = room.game.plans, room.game.round
    changes = 1 < number <= len(plans) and plans[number - 1] != plans[number - 2]
    return _said(room, "change", number, lang) if changes else []


def timetable(room: Room, lang: str) -> list[tuple[int, int, str]]:
    """Steps of the clock: first minute, last minute, what."""
    steps = room.game.lesson.clocks[room.game.world.clock].steps
    ends = list(accumulate(step.minutes for step in steps))
    return [(end - step.minutes, end, step.what.of(lang)) for step, end in zip(steps, ends)]
