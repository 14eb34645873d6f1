"""Reward plans as decided: rows to read in the log of a debrief, and parts to keep one by one."""

from __future__ import annotations

from typing import Any

from cxsim.lessons.scheme_kind import ready_name
from cxsim.report import numbers


def log_rows(told: Any, decision: Any, values: list[Any]) -> list[list[str]]:
    """A row per part of a plan and a cell per round: weights by level, curve, gate and deferral; `values` are None where nobody decided."""
    menu, w, lang = decision.menu, told.w, told.lang
    ready = [ready_name(menu, value) if value else None for value in values]
    rows = [[w("lesson_plan.part.ready"), *(menu.ready[name].label.of(lang) if name else "–" for name in ready)]] if any(ready) else []
    for level in menu.levels:
        for name, measure in menu.measures.items():
            cells = [_per_cent(value["weights"][level].get(name, 0), lang) if value else "–" for value in values]
            if any(value and value["weights"][level].get(name) for value in values):
                rows.append([f"{w.name('level', level)}: {measure.label.of(lang)}", *cells])
    for part, known in (("curve", menu.curves), ("gate", menu.gates)):
        rows.append([w(f"lesson_plan.part.{part}"), *(known[value[part]].label.of(lang) if value else "–" for value in values)])
    return [*rows, [w("lesson_plan.part.deferral"), *(_per_cent(value["deferral"], lang) if value else "–" for value in values)]]


def _per_cent(value: int, lang: str) -> str:
    return numbers.percent(value, 0, lang) if value else "–"


def parts(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """A decision of named parts as pairs; parts within parts get a dotted name."""
    found: list[tuple[str, Any]] = []
    for name, entry in value.items():
        found += [(f"{name}.{inner}", own) for inner, own in parts(entry)] if isinstance(entry, dict) else [(name, entry)]
    return found
