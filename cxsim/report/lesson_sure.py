"""What a teacher can answer when somebody doubts an interval: two that overlap and are told apart all the same, and how wide one should be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.lessons import intervals
from cxsim.lessons.comparisons import CLASS, OTHER, SAME
from cxsim.lessons.form import INTERVAL, Lesson
from cxsim.lessons.telling import KNOWN
from cxsim.report import lesson_digits, lesson_units, numbers
from cxsim.report.words import Words
from cxsim.study.statistics import CLEAR, Estimate

if TYPE_CHECKING:
    from cxsim.report.lesson import Told

ANY = -1  # in place of a company, where one answer is for all
INSIDE = (10.0, 90.0)  # percentiles with 80 of 100 lucks between them, as the sealed intervals are asked for


def protest(told: Told, company: int | None = None) -> str:
    """The answer to “but they overlap”, with the numbers of two that do and are told apart all the same; empty where there are none.

    Of one company's rows of dots, else of the first that has such rows.
    """
    return _plans(told) if told.debrief.gallery is not None else _class(told, company)


def protests(told: Told) -> dict[int, str]:
    """The answer by the company whose rows of dots are shown; under ANY where all teams stand in one picture."""
    from cxsim.report.lesson_alike import repeated

    return {ANY: protest(told)} if told.debrief.gallery is not None else {company: protest(told, company) for company in repeated(told)}


def _plans(told: Told) -> str:
    from cxsim.report.lesson_gallery import Gallerist

    one, name = Gallerist(told), told.main
    values = one.whole.values[0]
    sizes = [*one.whole.pairs(name).items(), *(((rival, plan), size) for plan in one.whole.teams for rival, size in one.whole.against_rivals(plan, name).items())]
    found = [(two, size) for two, size in sizes if size.state == CLEAR and _overlap(*(one.whole.level(plan, name) for plan in two))]
    if not found:
        return ""
    (low, high), size = min(found, key=lambda row: row[0][0] in one.whole.rivals)  # two teams before a team and a rival
    if size.mean < 0:
        low, high = high, low
    return _answer(told, "plans", one.full[high], one.full[low], size, lesson_digits.of(name, size), values[high][name] - values[low][name])


def _class(told: Told, company: int | None = None) -> str:
    """Two rows of dots of a company that overlap and are told apart: those the picture's title is about before others."""
    from cxsim.report.lesson_alike import repeated
    from cxsim.report.lesson_other import quoted

    robots = {arm: quoted(told.arm(arm), told.lang) if told.policy else told.w(f"lesson_sure.protest.{arm}", other=told.other) for arm in (SAME, OTHER)}
    names, titled = {CLASS: told.w("lesson_sure.protest.you"), **robots}, told.titled
    for each in repeated(told) if company is None else [company]:
        own = told.debrief.repeats[each]
        for first in (titled, SAME if titled == CLASS else CLASS):
            size, low, high = own.estimate(told.main, first, OTHER), *(own.values[arm][told.main] for arm in (first, OTHER))
            if size.state == CLEAR and max(low.min(), high.min()) < min(low.max(), high.max()):
                over, under = (OTHER, first) if size.mean > 0 else (first, OTHER)
                return _answer(told, "class", names[over], names[under], size, told.places(each, told.main), own.values[over][told.main] - own.values[under][told.main])
    return ""


def _overlap(first: Estimate, second: Estimate) -> bool:
    return max(first.lo, second.lo) <= min(first.hi, second.hi)


def _answer(told: Told, key: str, above: str, below: str, size: Estimate, places: int, values: np.ndarray) -> str:
    """With as many decimals as the numbers beside the picture have."""
    low, high = sorted((abs(size.lo), abs(size.hi)))
    said = lesson_units.said(told.w, told.main, told.number(abs(size.mean), places))
    return told.w(f"lesson_sure.protest.{key}", a=above, b=below, d=said, range=numbers.interval(low, high, places, told.lang), share=told.number(100.0 * float(np.mean(values > 0)), 0)) + lesson_units.tied(told.w, values)


# ---------------------------------------------------------------- sealed intervals


def width(w: Words, outcome: str, number: str) -> str:
    """How wide an interval was, already written, with its unit."""
    text = w.get(f"lesson_sure.width.{outcome}")
    return text.format(x=number) if isinstance(text, str) else lesson_units.foretold(w, outcome, number)


def sealed(told: Told) -> str:
    """What the room's hits say of how sure it was; empty where no interval was sealed."""
    from cxsim.report.lesson_intervals import rows

    found = {name: rows(told, name) for name in intervals.asked_of(told.lesson)}
    n = sum(map(len, found.values()))
    if not n:
        return ""
    hits = sum(intervals.hit(row[2:4], row[4]) for own in found.values() for row in own)
    expected = sum(len(own) * told.lesson.predictions[name].sure / 100.0 for name, own in found.items())
    key = "fewer" if hits <= expected - 1 else "more" if hits >= expected + 1 or hits == n else "even"
    sure = next(iter(intervals.asked_of(told.lesson).values())).sure
    return told.w(f"lesson_sure.sealed.{key}", sure=sure, expected=told.number(expected, 1), n=n, hits=hits)


def luck_alone(told: Told) -> list[str]:
    """How far apart other lucks lay with the same decisions, for every question whose outcome is known of them; empty without enough lucks."""
    from cxsim.report.lesson_alike import name as named
    from cxsim.report.lesson_alike import repeated
    from cxsim.report.lesson_intervals import rows

    lines = []
    for name, asked in intervals.asked_of(told.lesson).items():
        own = rows(told, name)
        spans = {company: _span(told, company, asked.outcome) for company in repeated(told)}
        known = {company: span for company, span in spans.items() if span is not None}
        if not own or not known or (about := told.w.get(f"lesson_sure.about.{asked.outcome}")) is None:
            continue
        each = [width(told.w, asked.outcome, told.number(span)) if told.game.companies == 1 else f"{told.number(span)} ({named(told, company)})" for company, span in known.items()]
        mean = width(told.w, asked.outcome, told.number(sum(row[3] - row[2] for row in own) / len(own)))
        lines.append(told.w("lesson_sure.luck_alone", ask_about=about, widths=", ".join(each), own=mean))
    return lines


def _span(told: Told, company: int, outcome: str) -> float | None:
    repeats = told.debrief.repeats[company]
    if len(repeats.seeds) < KNOWN or outcome not in repeats.values[CLASS]:
        return None
    low, high = np.percentile(repeats.values[CLASS][outcome], INSIDE)
    return float(high - low)


# ---------------------------------------------------------------- notes


def doubts(lesson: Lesson, w: Words) -> list[tuple[str, str]]:
    """What the notes say beforehand: when, and the answer."""
    rows: list[tuple[str, Any]] = []
    if any(asked.kind == INTERVAL for asked in lesson.predictions.values()):
        rows.append((w("lesson_sure.sealed.when"), w("lesson_sure.sealed.notes")))
    return [*rows, (w("lesson_sure.protest.when"), w("lesson_sure.protest.notes"))]


