"""Why something that a phone sent was not taken: fields are called what the form calls them, and choices what stands beside their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lessons.form import Decision, Lesson
from cxsim.report.problems import error_lines
from cxsim.report.words import Words

NOWHERE = ("decide", "predict", "ticket", "seat", "round")  # keys of what no form has a field for


def lines(error: InputError, lesson: Lesson, w: Words) -> list[str]:
    """The fault in the language of a phone."""
    names = {**_fields(lesson, w), **_choices(lesson, w)}
    return [line.text for line in error_lines(error, w.lang, rename=lambda problem: _renamed(problem, names))]


def _renamed(problem: Problem, names: dict[str, str]) -> Problem:
    if problem.key in NOWHERE:
        return replace(problem, key="", value=None, allowed="")
    value = names.get(problem.value, problem.value) if isinstance(problem.value, str) else None if isinstance(problem.value, (dict, list)) else problem.value
    key = " / ".join(names.get(part, part) for part in problem.key.split(".")) if problem.key not in names else names[problem.key]
    return replace(problem, key=key, value=value, allowed=_all(problem.allowed, names), fix=_all(problem.fix, names))


def _all(said: str, names: dict[str, str]) -> str:
    """A list of names by what they are called; any other text as it is."""
    parts = said.split(", ") if said else []
    return " / ".join(names[part] for part in parts) if parts and all(part in names for part in parts) else said


def _short(ask: str) -> str:
    """The question of a form as a name: its first sentence, without the stop."""
    return re.split(r"(?<=[.?])\s", ask)[0].rstrip(" .:?")


def _fields(lesson: Lesson, w: Words) -> dict[str, str]:
    """Decisions by name and by kind, and predictions, by what is asked."""
    kinds = [decision.kind for decision in lesson.decisions.values()]
    alone = {decision.kind: _short(decision.ask.of(w.lang)) for decision in lesson.decisions.values() if kinds.count(decision.kind) == 1}
    return {**alone, **{name: _short(one.ask.of(w.lang)) for name, one in (*lesson.predictions.items(), *lesson.decisions.items())}}


def _choices(lesson: Lesson, w: Words) -> dict[str, str]:
    """Levels, sliders, options and cards by their labels, as far as a name stands for one of them only."""
    found: dict[str, set[str]] = {}
    for name, label in (pair for decision in lesson.decisions.values() for pair in _labels(decision, w)):
        found.setdefault(name, set()).add(label)
    levels = {name: w.name("level", name) for name in w.get("level", {})}
    return {**levels, **{name: next(iter(labels)) for name, labels in found.items() if len(labels) == 1}}


def _labels(decision: Decision, w: Words) -> Iterator[tuple[str, str]]:
    menu = decision.menu
    named: list[dict[str, Any]] = [decision.sliders, decision.options, decision.cards, *((menu.measures, menu.curves, menu.gates, menu.ready) if menu is not None else ())]
    for entries in named:
        yield from ((name, entry.label.of(w.lang)) for name, entry in entries.items())
    if menu is not None:
        yield from ((part, w(f"lesson_plan.part.{part}")) for part in ("weights", "curve", "gate", "deferral"))
