"""Sealed intervals: from a low to a high figure that shall hold the outcome so many times in a hundred; scored by hit and width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxsim.base.errors import Problem
from cxsim.lessons.form import INTERVAL, Lesson, Prediction


def faults(name: str, asked: Prediction, value: Any) -> Iterator[Problem]:
    """What is wrong with an interval: two numbers in the range asked about, the lower one first."""
    good = isinstance(value, list) and len(value) == 2 and not any(isinstance(end, bool) or not isinstance(end, (int, float)) for end in value)
    if not good or not asked.low <= value[0] <= value[1] <= asked.high:
        yield Problem("is no interval", key=name, value=value, allowed=f"two numbers, {asked.low:g} to {asked.high:g}, the lower one first")


def hit(value: tuple[float, float] | list[float], outcome: float) -> bool:
    """Whether an interval holds the outcome; its ends belong to it."""
    return value[0] <= outcome <= value[1]


def score(asked: Prediction, value: list[float], outcome: float) -> float:
    """Interval score in shares of the range asked about, 0 = perfect: the width, and 2 / alpha times what was missed by (Gneiting & Raftery 2007)."""
    alpha = 1.0 - asked.sure / 100.0
    missed = max(value[0] - outcome, outcome - value[1], 0.0)
    return (value[1] - value[0] + 2.0 / alpha * missed) / max(asked.high - asked.low, 1e-9)


def asked_of(lesson: Lesson) -> dict[str, Prediction]:
    """The predictions of a lesson that are intervals."""
    return {name: asked for name, asked in lesson.predictions.items() if asked.kind == INTERVAL}


def hits(asked: Prediction, name: str, given: Mapping[str, Mapping[str, Any]], outcome: Mapping[str, float]) -> dict[str, bool]:
    """By seat that gave this interval, whether it held the outcome of that seat's own company."""
    return {seat: hit(guesses[name]["value"], outcome[seat]) for seat, guesses in given.items() if name in guesses}
