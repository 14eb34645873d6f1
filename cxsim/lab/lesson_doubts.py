"""What the teacher says in a reveal when somebody doubts an interval, and what to know of parts the timetable has no time for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.lesson_waiting import GROWING
from cxsim.report.words import words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

FORETOLD = 4  # the page of sealed predictions
OF_COMPANY = 2  # parts of page 6 that are of one company: its picture and its numbers


def said(room: Room, lang: str) -> list[tuple[str, str]]:
    """When, and what to say."""
    w, pages = words(lang), room.pages
    if room.step == FORETOLD and pages is not None and (line := pages.sure.get(lang)):
        return [(w("lesson_sure.sealed.when"), line)]
    if room.step == GROWING[0] and (line := _protest(room, room.lucks.grown.protest.get(lang, []))):
        return [(w("lesson_sure.protest.when"), line)]
    return []


def _protest(room: Room, answers: list[str]) -> str:
    """The answer of the company that is shown: companies come in order, those the timetable has no time for as further parts."""
    if len(answers) < 2:
        return "".join(answers)
    part, main, count = room.steps.part, room.steps.main, room.steps.count
    timed = len(answers) - (count - main) // OF_COMPANY
    at = timed + (part - main) // OF_COMPANY if part >= main else part // OF_COMPANY
    return answers[at] if at < (timed if part < main else len(answers)) else ""


def know(room: Room, lang: str) -> list[str]:
    """For the teacher alone."""
    w, steps, pages = words(lang), room.steps, room.pages
    lines = [w("lesson_sure.sealed.know")] if room.step == FORETOLD and pages is not None and pages.sure.get(lang) else []
    further = steps.count - steps.main
    return [*lines, *([w("lesson_alike.further.know", button=w.plural("lesson_alike.further.open", further))] if further else [])]
