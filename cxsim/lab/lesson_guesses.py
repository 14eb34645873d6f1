"""Predictions typed by the teacher for somebody without a phone: one line for a seat, a piece per question."""

from __future__ import annotations

import re
from typing import Any

from cxsim.base.errors import InputError
from cxsim.lab.lesson_typed import Unclear
from cxsim.lessons.form import INTERVAL, NUMBER, YES_NO, Lesson, Prediction
from cxsim.lessons.predictions import LEAST, NO, YES, check
from cxsim.report.numbers import number
from cxsim.report.words import Words

ANSWERS = {"y": YES, "yes": YES, "k": YES, "kyllä": YES, "1": YES, "n": NO, "no": NO, "e": NO, "ei": NO, "0": NO}
FIGURE = r"[-−]?\d+(?:[.,]\d+)?"


def key(asked: Prediction, w: Words) -> str:
    """What to type for a question."""
    options = ", ".join(f"{place} {label.of(w.lang)}" for place, label in enumerate(asked.options.values(), 1))
    return w(f"lesson_wall.guess.{asked.kind}", low=number(asked.low, 0, w.lang), high=number(asked.high, 0, w.lang), options=options)


def read(typed: str, lesson: Lesson, w: Words) -> dict[str, dict[str, Any]]:
    """All answers of a seat. Raises Unclear."""
    pieces, asked = typed.split(), lesson.predictions
    if len(pieces) != len(asked):
        raise Unclear(w("lesson_wall.guess.many", n=len(asked)))
    found = {}
    for place, (piece, (name, terms)) in enumerate(zip(pieces, asked.items()), start=1):
        said, _, sure = piece.partition("/")
        value = _value(said.lower(), terms)
        if value is None or (sure and not (sure.isascii() and sure.isdigit())) or not _fits(lesson, name, terms, value, sure):
            raise Unclear(w("lesson_wall.guess.bad", n=place))
        found[name] = _guess(terms, value, sure)
    return found


def _guess(terms: Prediction, value: Any, sure: str) -> dict[str, Any]:
    return {"value": value, "confidence": terms.sure if terms.kind == INTERVAL else int(sure or LEAST)}


def _fits(lesson: Lesson, name: str, terms: Prediction, value: Any, sure: str) -> bool:
    try:
        check(lesson, {name: _guess(terms, value, sure)})
    except InputError:
        return False
    return True


def _value(said: str, terms: Prediction) -> Any:
    """One answer; None when it is none."""
    if terms.kind == INTERVAL:
        ends = re.fullmatch(rf"({FIGURE})(?:-|–|\.\.)({FIGURE})", said)
        return [_figure(ends[1]), _figure(ends[2])] if ends else None
    if terms.kind == NUMBER:
        return _figure(said) if re.fullmatch(FIGURE, said) else None
    if terms.kind == YES_NO:
        return ANSWERS.get(said)
    names = list(terms.options)
    return names[int(said) - 1] if said.isascii() and said.isdigit() and 1 <= int(said) <= len(names) else None


def _figure(said: str) -> float:
    found = float(said.replace(",", ".").replace("−", "-"))
    return int(found) if found.is_integer() else found

