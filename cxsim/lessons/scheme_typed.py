"""A reward plan typed with a few keys, in a grid of slips or on a terminal: a ready plan, and what is changed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cxsim.lessons.menu_form import Menu

READY, CURVE, GATE, DEFERRAL = "ready", "curve", "gate", "deferral"
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
