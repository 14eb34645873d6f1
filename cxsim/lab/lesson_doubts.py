"""What the teacher says in a reveal when somebody doubts an interval, and what to know of parts the timetable has no time for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.lesson_waiting import GROWING
from cxsim.report.words import words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

FORETOLD = 4  # the page of sealed predictions


def said(room: Room, lang: str) -> list[tuple[str, str]]:
    """When, and what to say."""
    w, pages = words(lang), room.pages
    if room.step == FORETOLD and pages is not None and (line := pages.sure.get(lang)):
        return [(w("lesson_sure.sealed.when"), line)]
    if room.step == GROWING[0] and (line := _protest(room, lang)):
        return [(w("lesson_sure.protest.when"), line)]
    return []


def _protest(room: Room, lang: str) -> str:
    """The answer about the picture on the wall: of its company, or of all teams; none beside parts that are about neither."""
    from cxsim.report.lesson_sure import ANY

    answers, company = room.lucks.grown.protest.get(lang, {}), room.steps.company
    return answers.get(ANY, "" if company is None else answers.get(company, ""))


def know(room: Room, lang: str) -> list[str]:
    """For the teacher alone."""
    w, steps, pages = words(lang), room.steps, room.pages
    lines = [w("lesson_sure.sealed.know")] if room.step == FORETOLD and pages is not None and pages.sure.get(lang) else []
    further = steps.count - steps.main
    return [*lines, *([w("lesson_alike.further.know", button=w.plural("lesson_alike.further.open", further))] if further else [])]
