"""What the console's grids for typed slips share: the fold they stand in, a row's head, and a field that goes on by keys alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxsim.lab.parts import folded, text
from cxsim.lessons.seating import COMPANY_LETTERS

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame
    from cxsim.lessons.seating import Seat

# Enter goes on to the next field of the grid, Shift+Enter back, arrows up and down a row
KEYS = (
    "(event) => {const fields = [...document.querySelectorAll('.slip')], at = fields.indexOf(event.target), width = Number(event.target.dataset.width);"
    "const by = event.key === 'Enter' ? (event.shiftKey ? -1 : 1) : {ArrowDown: width, ArrowUp: -width}[event.key];"
    "if (by === undefined) return; event.preventDefault(); event.target.dispatchEvent(new Event('change'));"
    "const next = fields[at + by]; if (next) { next.focus(); next.select(); } else if (by === 1) document.querySelector('[data-name=console-main]').focus();}"
)


class Fold:
    """A part of the console that is folded unless somebody has opened it, also when it is drawn anew."""

    def __init__(self, name: str):
        self.name, self.open = name, False

    def drawn(self, title: str) -> Any:
        """The element, to be used in a `with`."""
        fold = folded(title, "typed")
        fold.props["data-name"] = self.name
        if self.open:
            fold.props["open"] = True
        fold.on("toggle", lambda event: setattr(self, "open", bool(event.args)), js_handler="(event) => emit(event.target.open)")
        return fold


def seat_name(game: HostedGame, seat: Seat, lang: str) -> str:
    """The seat's name, with its company's letter where there are several."""
    return seat.name.of(lang) + (f" ({COMPANY_LETTERS[seat.company]})" if game.companies > 1 else "")


def row_head(game: HostedGame, seat: Seat, lang: str) -> None:
    """The seat's name as the head of a row."""
    text(seat_name(game, seat, lang), "th").props["scope"] = "row"


def field(name: str, label: str, width: int, typed: str, take: Callable[[str], None]) -> Any:
    """A field in a grid of `width` columns, and beside it the place where it is told what was understood, which is returned."""
    from nicegui import ui

    found = ui.element("input").classes("slip").on("change", lambda event: take(str(event.args)), js_handler="(event) => emit(event.target.value)")
    found.on("keydown", js_handler=KEYS)
    found.props["type"], found.props["autocomplete"], found.props["spellcheck"], found.props["maxlength"] = "text", "off", "false", 240
    found.props["aria-label"], found.props["data-name"], found.props["data-width"] = label, name, width
    if typed:  # no property of the field: it would overwrite what is being typed
        ui.run_javascript(f"getElement({found.id}).value = {json.dumps(typed)}")
    return text("", "span", "slip-said").props('aria-live="polite"')
