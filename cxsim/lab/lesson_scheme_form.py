"""The form of a reward plan on a phone: a ready plan first, then weights by level in steps, one curve, a gate, a deferred part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from cxsim.lessons.form import Decision
from cxsim.lessons.kinds import HUNDRED, kind_of
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.plan_cost import TooDear, cost_of
from cxsim.lessons.scheme_kind import SchemeKind, ready_name
from cxsim.lessons.world import World
from cxsim.report.numbers import percent
from cxsim.report.words import Words

Row = Callable[..., str]  # a row with minus and plus: key, label, points, low, high, step, words, more attributes


def form(name: str, terms: Decision, value: Any, w: Words, row: Row, marked: Row) -> str:
    """The inner form; `value` is what was decided or drafted before."""
    kind = SchemeKind(terms)
    menu = kind.menu
    parts = [_p(w("lesson_plan.pool", pool=percent(menu.pool_pct, 0, w.lang))), _ready(name, menu, value, w, marked)]
    if not kind.ready_only:
        parts += [_weights(menu, value, w, row), _one(name, "curve", menu.curves, value, w, marked), _one(name, "gate", menu.gates, value, w, marked), _later(menu, value, w, row)]
    return f'<div class="plan" data-most="{menu.most}">{"".join(parts)}</div>'


def _p(said: str) -> str:
    return f'<p class="small">{escape(said)}</p>'


def _ready(name: str, menu: Menu, value: Any, w: Words, marked: Row) -> str:
    """Ready plans to begin with; each carries its whole plan, so that a press fills everything below."""
    chosen = ready_name(menu, value) if value else None
    rows = []
    for key, ready in menu.ready.items():
        said = marked("radio", f"{name}.ready", key, ready.label.of(w.lang), ready.line.of(w.lang), key == chosen)
        rows.append(said.replace("<input ", f'<input class="ready" data-plan="{escape(json.dumps(ready.plan))}" ', 1))
    return "".join(rows)


def _weights(menu: Menu, value: Any, w: Words, row: Row) -> str:
    """A fold per level, each with a row per measure the level can be paid by."""
    found = [f"<h3>{escape(w('lesson_plan.part.weights'))}</h3>"]
    for level in menu.levels:
        label, own = w.name("level", level), value["weights"][level] if value else None
        rows = "".join(
            row(f"{level}.{key}", measure.label.of(w.lang), own.get(key, 0) if own is not None else None, 0, HUNDRED, menu.step, w, 'data-part="weight"')
            for key, measure in menu.measures.items() if level in measure.scopes
        )  # fmt: skip
        raised = label[:1].upper() + label[1:]
        found.append(f'<details class="level" data-level="{escape(level)}" data-said="{escape(raised)}"><summary><span class="what">{escape(raised)}<small class="now"></small></span><span class="sum"></span></summary>{rows}</details>')
    return "".join(found)


def _one(name: str, part: str, known: Mapping[str, Any], value: Any, w: Words, marked: Row) -> str:
    rows = [marked("radio", f"{name}.{part}", key, one.label.of(w.lang), one.line.of(w.lang) if hasattr(one, "line") else "", bool(value) and value[part] == key) for key, one in known.items()]
    return f'<div role="radiogroup" class="part" data-part="{part}" aria-label="{escape(w(f"lesson_plan.part.{part}"))}"><h3>{escape(w(f"lesson_plan.part.{part}"))}</h3>{"".join(rows)}</div>'


def _later(menu: Menu, value: Any, w: Words, row: Row) -> str:
    label = w("lesson_plan.deferral")
    return f'<h3>{escape(w("lesson_plan.part.deferral"))}</h3>' + row("deferral", label, value["deferral"] if value else None, 0, menu.deferral_most, menu.deferral_step, w, 'data-part="deferral"')


def told_cost(world: World, play: Mapping[str, Any], w: Words) -> str:
    """What the plan of a decision costs, beside the pool; empty when it holds none."""
    for name, value in play.items():
        kind = kind_of(world.lesson.decisions[name])
        if isinstance(kind, SchemeKind):
            cost = cost_of(world, kind.menu, value)
            return w("lesson_plan.costs", x=percent(cost.p90_pct, 0, w.lang), mid=percent(cost.p50_pct, 0, w.lang), pool=percent(kind.menu.pool_pct, 0, w.lang))
    return ""


def told_dear(fault: TooDear, w: Words) -> str:
    """Why a plan does not start."""
    return w("lesson_plan.dear", x=percent(fault.cost.p90_pct, 0, w.lang), pool=percent(fault.pool_pct, 0, w.lang))
