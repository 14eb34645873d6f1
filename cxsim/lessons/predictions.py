"""Sealed predictions: checked, hashed when given, and scored when the outcome is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lessons import intervals
from cxsim.lessons.form import CHOICE, INTERVAL, NUMBER, YES_NO, Lesson, Prediction
from cxsim.study.canonical import content_digest

LEAST, MOST = 50, 100  # confidence, %
YES, NO = "yes", "no"
Guess = dict[str, Any]  # {"value": number, "yes"/"no", option or [low, high], "confidence": 50 to 100}


def check(lesson: Lesson, guesses: Mapping[str, Guess]) -> None:
    """Raises InputError with everything wrong with a seat's predictions; any may be left out."""
    problems = []
    for name, guess in guesses.items():
        if name not in lesson.predictions:
            problems.append(Problem("is not a prediction of this lesson", key=name, allowed=", ".join(lesson.predictions)))
            continue
        problems += _faults(name, lesson.predictions[name], guess)
    if problems:
        raise InputError(problems)


def _faults(name: str, asked: Prediction, guess: Guess) -> list[Problem]:
    if not isinstance(guess, dict) or set(guess) != {"value", "confidence"}:
        return [Problem("needs a value and a confidence", key=name, value=guess)]
    found, value, sure = [], guess["value"], guess["confidence"]
    if asked.kind == INTERVAL:
        return [*intervals.faults(name, asked, value), *([] if sure == asked.sure else [Problem("is not how sure the interval shall be", key=name, value=sure, allowed=f"{asked.sure} (%)")])]
    if isinstance(sure, bool) or not isinstance(sure, (int, float)) or not LEAST <= sure <= MOST:
        found.append(Problem("is no confidence", key=name, value=sure, allowed=f"{LEAST} to {MOST} (%)"))
    if asked.kind == NUMBER and (isinstance(value, bool) or not isinstance(value, (int, float)) or not asked.low <= value <= asked.high):
        found.append(Problem("is out of range", key=name, value=value, allowed=f"{asked.low:g} to {asked.high:g}"))
    options = [YES, NO] if asked.kind == YES_NO else list(asked.options)
    if asked.kind != NUMBER and value not in options:
        found.append(Problem("is not one of the answers", key=name, value=value, allowed=", ".join(options)))
    return found


def seal(game: str, seat: str, guesses: Mapping[str, Guess]) -> str:
    """The hash shown on the seat's screen: of game, seat and every answer; it changes if anything in them does."""
    return content_digest({"game": game, "seat": seat, "guesses": guesses})


def truth(asked: Prediction, outcome: float) -> Any:
    """What would have been the right answer: the number, yes or no, or the option at this place."""
    if asked.kind in (NUMBER, INTERVAL):
        return outcome
    if asked.kind == YES_NO:
        return YES if outcome > asked.than else NO
    return list(asked.options)[int(outcome)]


def score(asked: Prediction, guess: Guess, right: Any) -> float:
    """0 = perfect. Numbers: distance in shares of the range asked about; intervals: width and miss; answers: Brier's score (Brier 1950), 0 to 1 for yes and no, 0 to 2 for options."""
    if asked.kind == INTERVAL:
        return intervals.score(asked, guess["value"], float(right))
    if asked.kind == NUMBER:
        return abs(float(guess["value"]) - float(right)) / max(asked.high - asked.low, 1e-9)
    sure = float(guess["confidence"]) / 100.0
    if asked.kind == YES_NO:
        said_yes = sure if guess["value"] == YES else 1.0 - sure
        return (said_yes - (1.0 if right == YES else 0.0)) ** 2
    rest = (1.0 - sure) / max(len(asked.options) - 1, 1)
    return sum(((sure if option == guess["value"] else rest) - (1.0 if option == right else 0.0)) ** 2 for option in asked.options)


def scored(lesson: Lesson, outcomes: Mapping[str, float], given: Mapping[str, Mapping[str, Guess]], close: Collection[str] = ()) -> dict[str, float]:
    """Mean score by seat, best first; only seats that answered every question can be compared. Questions too `close` to call count for nobody."""
    whole = {seat: guesses for seat, guesses in given.items() if set(guesses) == set(lesson.predictions)}
    settled = {name: asked for name, asked in lesson.predictions.items() if name not in close}
    if not settled:
        return {}
    rows = {}
    for seat, guesses in whole.items():
        parts = [score(asked, guesses[name], truth(asked, outcomes[name])) for name, asked in settled.items()]
        rows[seat] = sum(parts) / max(len(parts), 1)
    return dict(sorted(rows.items(), key=lambda row: (row[1], row[0])))


__all__ = ["CHOICE", "NO", "NUMBER", "YES", "YES_NO", "Guess", "check", "score", "scored", "seal", "truth"]
