"""What a lesson's booklet says: profiles to vote for, every row of votes, and the lesson as the booklet lives it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from cxsim.base.errors import Problem, nearest
from cxsim.lessons import kinds
from cxsim.lessons.form import Booklet, Lesson

MOST_ROWS = 729  # of votes; more would fill a book
FEWEST, MOST = 2, 5  # profiles


def faults(lesson: Lesson, where: str) -> Iterator[Problem]:
    """What is wrong with the booklet of a lesson's file; nothing when it has none."""
    terms = lesson.booklet
    if terms is None:
        return
    if not FEWEST <= len(terms.profiles) <= MOST:
        yield Problem("is no number of profiles to vote for", where, "booklet.profiles", len(terms.profiles), f"{FEWEST} to {MOST}")
    if terms.held > terms.rounds:
        yield Problem("is longer than the booklet", where, "booklet.held", terms.held, f"1 to {terms.rounds} rounds")
    if terms.rounds * lesson.quarters % 4:
        yield Problem("rounds must end with a year, when people are paid", where, "booklet.rounds", terms.rounds)
    if not terms.plans or len(set(terms.plans)) != len(terms.plans):
        yield Problem("needs different plans of this lesson", where, "booklet.plans", ", ".join(terms.plans), ", ".join(lesson.plans))
    for plan in terms.plans:
        if plan not in lesson.plans:
            yield Problem("is not a known plan of this lesson", where, "booklet.plans", plan, ", ".join(lesson.plans), nearest(plan, lesson.plans))
    for name, profile in terms.profiles.items():
        yield from _faults_of_play(lesson, profile.play, where, f"booklet.profiles.{name}.play")


def _faults_of_play(lesson: Lesson, play: dict[str, object], where: str, key: str) -> Iterator[Problem]:
    for name, value in play.items():
        if name not in lesson.decisions:
            yield Problem("is not a known decision", where, f"{key}.{name}", value, ", ".join(lesson.decisions), nearest(name, lesson.decisions))
            continue
        terms = lesson.decisions[name]
        fault = kinds.kind_of(terms).fault(value) if terms.kind in kinds.KINDS.names() else None
        if fault is not None:
            yield Problem(fault.message, where, f"{key}.{name}", fault.value if fault.value is not None else value, fault.allowed, fault.fix)
    for name in lesson.decisions:
        if name not in play:
            yield Problem("is missing", where, f"{key}.{name}")


def rows(terms: Booklet, posts: list[str]) -> list[tuple[str, ...]]:
    """Every row of votes, one profile per post, the last post changing first."""
    return list(product(terms.profiles, repeat=len(posts)))


def as_lived(lesson: Lesson, clock: str) -> Lesson:
    """The lesson with rounds as long as its booklet's; no journeys are recorded, and no clock puts practices in force."""
    terms = lesson.booklet
    if terms is None:
        return lesson
    plans = [terms.plans[0]] * terms.rounds
    stretched = replace(lesson.clocks[clock], plans=plans, other=plans, after=0, practices=[])
    return replace(lesson, clocks={**lesson.clocks, clock: stretched}, world=[*lesson.world, "output.journeys_logged=0"])
