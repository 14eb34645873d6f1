"""Sealed intervals beside what happened: who was hit, how often over all teams, and how wide they were."""

from __future__ import annotations

from typing import Any

from cxsim.lessons import intervals
from cxsim.report import lesson_sure, numbers
from cxsim.report.figures import galleries as draw


def rows(told: Any, name: str) -> list[tuple[str, str, float, float, float]]:
    """Seat, its name, low, high and the outcome of its own company, in the order of seats."""
    game = told.game
    outcome = {company: told.debrief.outcomes(company)[name] for company in told.companies}
    given = [(seat, game.guesses[seat][name]["value"]) for seat in game.seats if name in game.guesses.get(seat, {})]
    return [(seat, game.seats[seat].name.of(told.lang), float(value[0]), float(value[1]), outcome[game.seats[seat].company]) for seat, value in given]


def found(told: Any) -> tuple[str, Any, str] | None:
    """Title, figure and caption; None when no interval was sealed."""
    asked = {name: (one, rows(told, name)) for name, one in intervals.asked_of(told.lesson).items()}
    asked = {name: (one, own) for name, (one, own) in asked.items() if own}
    if not asked:
        return None
    every = [intervals.hit(row[2:4], row[4]) for _, own in asked.values() for row in own]
    figure = draw.intervals([(one.ask.of(told.lang), [row[1:] for row in own]) for one, own in asked.values()], told.lang)
    return told.w.plural("lesson_plan.intervals.title", len(every), hits=sum(every)), figure, told.w("lesson_plan.intervals.caption")


def said(told: Any) -> list[str]:
    """A sentence per question: the hit rate over all seats, what it would be when they were as sure as asked, and the width."""
    lines = []
    for name, one in intervals.asked_of(told.lesson).items():
        own = rows(told, name)
        if own:
            hits, width = sum(intervals.hit(row[2:4], row[4]) for row in own), sum(row[3] - row[2] for row in own) / len(own)
            filled = {"ask": one.ask.of(told.lang), "hits": hits, "n": len(own), "expected": numbers.number(len(own) * one.sure / 100.0, 1, told.lang), "width": lesson_sure.width(told.w, one.outcome, numbers.number(width, 1, told.lang))}
            lines.append(told.w("lesson_plan.intervals.each", **filled))
    return [*lines, *lesson_sure.luck_alone(told)]
