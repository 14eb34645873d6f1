"""A reward plan typed with a few keys, in a grid of slips or on a terminal: a ready plan, and what is changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from cxsim.lessons.menu_form import Menu

READY, CURVE, GATE, DEFERRAL = "ready", "curve", "gate", "deferral"
PART_WORDS = {"curve": CURVE, "käyrä": CURVE, "gate": GATE, "ehto": GATE, "deferral": DEFERRAL, "lykkäys": DEFERRAL}
PAIR = re.compile(r"\s*([^=;,]+?)\s*=\s*(\d{1,4})\s*%?(?:[\s;,]+|$)")


def entries(menu: Menu, part: str) -> Mapping[str, Any]:
    """What a part may be named by: ready plans, curves or gates, in the order of their numbers."""
    known: Mapping[str, Any] = {READY: menu.ready, CURVE: menu.curves, GATE: menu.gates}[part]
    return known


def open_to(menu: Menu, level: str) -> list[str]:
    """Measures a level may be paid by."""
    return [name for name, measure in menu.measures.items() if level in measure.scopes]


def weights_of(menu: Menu, text: str) -> dict[str, int] | None:
    """Weights by measure out of `growth=60 company_cx=40`; None when it is no list of weights.

    A measure goes by its key, its number on the menu, or its label in either language; an unknown one is kept, for the kind to refuse.
    """
    known = {}
    for number, (name, measure) in enumerate(menu.measures.items(), start=1):
        known |= {text.casefold(): name for text in (name, str(number), measure.label.en, measure.label.fi)}
    found, at = {}, 0
    while at < len(text):
        pair = PAIR.match(text, at)
        if pair is None or (name := known.get(pair[1].casefold(), pair[1])) in found:
            return None
        found[name], at = int(pair[2]), pair.end()
    return found or None


def plan_of(menu: Menu, text: str, ready_only: bool = False) -> dict[str, Any] | None:
    """A whole plan on one line, None when it is none: a ready plan, then changes parted by semicolons.

    `3; unit_head: 1=60 4=40; curve 2; gate 1; deferral 30`: levels, like everything else, go by number too.
    """
    first, *changes = [piece.strip() for piece in text.split(";") if piece.strip()] or [""]
    name = _named(menu.ready, first)
    if name is None or (changes and ready_only):
        return None
    plan = deepcopy(menu.ready[name].plan)
    return plan if all(_changed(menu, plan, change) for change in changes) else None


def _changed(menu: Menu, plan: dict[str, Any], change: str) -> bool:
    """One change on a plan; whether it was understood."""
    head, colon, rest = (part.strip() for part in change.partition(":"))
    if colon:
        level = head if head in menu.levels else dict(zip(map(str, range(1, len(menu.levels) + 1)), menu.levels)).get(head)
        weights = weights_of(menu, rest)
        if level is None or weights is None:
            return False
        plan["weights"][level] = weights
        return True
    word, _, rest = head.partition(" ")
    part, rest = PART_WORDS.get(word.casefold()), rest.strip().removesuffix("%").strip()
    if part == DEFERRAL and rest.isascii() and rest.isdigit() and len(rest) < 4:
        plan[part] = int(rest)
        return True
    if part not in (CURVE, GATE) or (found := _named(entries(menu, part), rest)) is None:
        return False
    plan[part] = found
    return True


def _named(known: Mapping[str, Any], text: str) -> str | None:
    """An entry by its key, its number or its label in either language."""
    names = {said.casefold(): name for number, (name, one) in enumerate(known.items(), start=1) for said in (name, str(number), one.label.en, one.label.fi)}
    return names.get(text.casefold())
