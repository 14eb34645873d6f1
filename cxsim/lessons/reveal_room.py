"""How many companies a reveal has time for: its parts must fit the minutes that the timetable gives it."""

from __future__ import annotations

from cxsim.lessons import minutes, parts
from cxsim.lessons.form import DESIGNS, INTERVAL, Lesson
from cxsim.lessons.outcomes import AT

PART = 30  # seconds of one part on the wall: a heading, a picture and one sentence read aloud (assumption, grade D)
BONUS, COURSE, FORETOLD, FLIPS = 1, 2, 2, 1  # parts of pages 1, 2, 4 and 7, as in every lesson; the last one of page 7 stays on the wall during the debrief
SEALED = 2  # further parts of page 4 where intervals were sealed
GALLERY = 4  # page 6 of a lesson that compares all teams: plans and futures, a picture and sentences of each
OWN_LUCKS, UNSEEN, OTHER = 2, 2, 1  # parts a company has on page 6, on page 3 and, where robots begin with its habits, on page 5
TABLE = ("scores", "origins")  # what page 3 shows of a company in a part more


def shared(lesson: Lesson) -> bool:
    """Whether page 5 holds all companies in one table: robots of the lesson's own live alike beside every company."""
    return bool({lesson.robots.same, lesson.robots.other} & set(lesson.robots.policies))


def shown_unseen(lesson: Lesson) -> str:
    """What page 3 shows in place of handoffs, or beside them, by key; empty where it shows these alone."""
    if lesson.reveal.outcomes and lesson.reveal.outcomes[0].partition(AT)[0] == "touchpoint_gap":
        return "scores"
    return "minds" if lesson.reveal.minds else "origins" if lesson.reveal.channels else ""


def fitting(lesson: Lesson, clock: str, companies: int) -> int:
    """Companies, 1 at least, whose own parts fit the minutes of the reveal; the others' are shown only when the teacher opens them."""
    room = 60 * minutes.stretch(lesson, clock, parts.REVEAL) // PART
    if not room or companies < 2:
        return companies
    fixed, each = _fixed(lesson, clock), _each(lesson)
    return max(1, min(companies, (room - fixed) // each))


def _each(lesson: Lesson) -> int:
    return UNSEEN + (1 if shown_unseen(lesson) in TABLE else 0) + (0 if shared(lesson) else OTHER) + (0 if lesson.reveal.gallery is not None else OWN_LUCKS)


def _fixed(lesson: Lesson, clock: str) -> int:
    sealed = SEALED if any(asked.kind == INTERVAL for asked in lesson.predictions.values()) else 0
    lead, together = 1, 1 if shared(lesson) else 0
    late = GALLERY if lesson.reveal.gallery is not None else 2 * any(one.kind == "order" for one in lesson.decisions.values())
    table = 1 if lesson.play == DESIGNS and lesson.rounds(clock) > 1 and not late else 0
    return BONUS + COURSE + lead + FORETOLD + sealed + together + late + table + FLIPS
