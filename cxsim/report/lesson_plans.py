"""A reward plan typed by the teacher: what to type, and what was understood of it, short."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxsim.lessons.form import Decision
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.scheme_kind import SchemeKind, ready_name
from cxsim.report.numbers import percent
from cxsim.report.words import Words


def key(terms: Decision, names: str, w: Words) -> str:
    """What to type for a plan; `names` are the ready plans with their numbers."""
    kind = SchemeKind(terms)
    if kind.ready_only:
        return w("lesson_console.typed.scheme_ready", names=names)
    levels, measures = (w.name("level", level) for level in kind.menu.levels), (one.label.of(w.lang) for one in kind.menu.measures.values())
    return w("lesson_console.typed.scheme", names=names, levels=_numbered(levels), measures=_numbered(measures))


def _numbered(labels: Iterable[str]) -> str:
    return ", ".join(f"{place} {label}" for place, label in enumerate(labels, start=1))


def said(menu: Menu, value: dict[str, Any], w: Words) -> str:
    """A ready plan's name, or a plan of one's own part by part, with measures by number."""
    ready = ready_name(menu, value)
    if ready is not None:
        return menu.ready[ready].label.of(w.lang)
    places = {name: place for place, name in enumerate(menu.measures, start=1)}
    levels = [" ".join(f"{places[name]}={weight}" for name, weight in value["weights"][level].items() if weight) for level in menu.levels]
    return " · ".join([*levels, menu.curves[value["curve"]].label.of(w.lang), menu.gates[value["gate"]].label.of(w.lang), percent(value["deferral"], 0, w.lang)])
