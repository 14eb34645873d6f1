"""A reward plan asked for on the terminal: a ready one first, then changes line by line."""

from __future__ import annotations

import sys
from copy import deepcopy
from typing import Any

from cxsim.base.errors import InputError
from cxsim.lessons.form import Decision
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.plan_cost import TooDear
from cxsim.lessons.scheme_kind import SchemeKind
from cxsim.lessons.scheme_typed import weights_of
from cxsim.report import numbers
from cxsim.report.problems import one_line, told
from cxsim.report.words import words

CHANGED = ("curve", "gate", "deferral")


def ask(decision: Decision, lang: str) -> dict[str, Any]:
    """A plan without fault. Raises EOFError when the input ends."""
    kind, w = SchemeKind(decision), words(lang)
    menu = kind.menu
    print(decision.ask.of(lang))
    print(w("lesson_plan.pool", pool=numbers.plain(numbers.percent(menu.pool_pct, 0, lang))))
    for name, ready in menu.ready.items():
        print(f"  {name}: {ready.label.of(lang)}. {ready.line.of(lang)}")
    while True:
        chosen = input(w("lesson_plan.solo.ready", names=", ".join(menu.ready))).strip()
        if chosen in menu.ready:
            break
        print(w("lesson_plan.solo.unknown", text=chosen), file=sys.stderr)
    value = deepcopy(menu.ready[chosen].plan)
    return value if kind.ready_only else _changed(kind, value, lang)


def _changed(kind: SchemeKind, value: dict[str, Any], lang: str) -> dict[str, Any]:
    """Lines of changes until an empty one finds the plan without fault."""
    w, menu = words(lang), kind.menu
    print("  " + "; ".join(f"{level}: {w.name('level', level)}" for level in menu.levels))
    for name, measure in menu.measures.items():
        print(f"  {name}: {measure.label.of(lang)} ({', '.join(w.name('level', level) for level in measure.scopes)})")
    for part, known in (("curve", menu.curves), ("gate", menu.gates)):
        print(f"  {w(f'lesson_plan.part.{part}')}: " + "; ".join(f"{name}: {one.label.of(lang)}" for name, one in known.items()))
    while True:
        line = input(w("lesson_plan.solo.change")).split()
        if not line:
            fault = kind.fault(value)
            if fault is None:
                return value
            print(w("lesson.solo.again", fault=one_line(fault, lang).text), file=sys.stderr)
        elif not _apply(menu, value, line):
            print(w("lesson_plan.solo.unknown", text=" ".join(line)), file=sys.stderr)


def _apply(menu: Menu, value: dict[str, Any], line: list[str]) -> bool:
    """One line on a plan: a level with its weights, or a part; whether it was understood."""
    if line[0] in value["weights"] and (weights := weights_of(menu, " ".join(line[1:]))) is not None:
        value["weights"][line[0]] = weights
        return True
    pairs = dict(text.partition("=")[::2] for text in line if "=" in text)
    if not pairs or len(pairs) < len(line) or not set(pairs) <= set(CHANGED) or not pairs.get("deferral", "0").isdigit():
        return False
    value.update({part: int(text) if part == "deferral" else text for part, text in pairs.items()})
    return True


def refused(error: InputError, lang: str) -> str:
    """A fault of a round's decisions in words; a plan that is too dear in the reader's own language."""
    if not isinstance(error, TooDear):
        return str(words(lang)("lesson.solo.again", fault=" ".join(told(error, lang).split())))
    x, pool = (numbers.plain(numbers.percent(value, 0, lang)) for value in (error.cost.p90_pct, error.pool_pct))
    return str(words(lang)("lesson_plan.dear", x=x, pool=pool))
