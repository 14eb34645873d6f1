"""Predictions of people without phones on the console: a line per seat, by keys alone, sealed as a phone seals them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab import lesson_guesses
from cxsim.lab.lesson_room import PREDICT
from cxsim.lab.lesson_typed import Unclear
from cxsim.lab.pages.console_slips import Fold, field, row_head
from cxsim.lab.parts import text
from cxsim.report.problems import told

if TYPE_CHECKING:
    from cxsim.lab.pages.console import Console


class Guesses:
    """The lines. What was typed and is no prediction yet stays while the page is drawn anew."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang
        self._texts: dict[str, str] = {}
        self._fold = Fold("typed-guesses")
        self._said: dict[str, Any] = {}

    def key(self) -> object:
        """Changes with the stage and with seats; what phones seal meanwhile is told, but moves no field."""
        room = self.room
        return (room.stage == PREDICT, room.game.seed, tuple(sorted(room.game.robots)), tuple(seat.name.en for seat in room.game.seats.values()))

    def build(self) -> None:
        """Draw it, folded unless it was opened before."""
        room, w = self.room, self.w
        if room.stage != PREDICT or not room.game.lesson.predictions:
            self._texts = {}
            return
        self._said = {}
        from nicegui import ui

        with self._fold.drawn(w("lesson_wall.guess.title")):
            text(w("lesson_wall.guess.lead"), "p", "hint")
            for place, asked in enumerate(room.game.lesson.predictions.values(), start=1):
                text(f"{place}. {asked.ask.of(self.lang)} ({lesson_guesses.key(asked, w)})", "p", "slip-key")
            text(w("lesson_wall.guess.sure"), "p", "hint")
            with ui.element("div").classes("scroll"), ui.element("table").classes("slips guesses"), ui.element("tbody"):
                for seat in (seat for seat in room.game.seats.values() if seat.decides):
                    with ui.element("tr"):
                        row_head(room.game, seat, self.lang)
                        with ui.element("td"):
                            self._field(seat.id)

    def _field(self, seat: str) -> None:
        if seat in self.room.game.guesses or seat in self.room.game.robots:
            said = "sealed" if seat in self.room.game.guesses else "robot"
            text(self.w(f"lesson_wall.guess.{said}"), classes="slip-said good" if said == "sealed" else "hint")
            return
        label = self.w("lesson_wall.guess.field", seat=self.room.game.seats[seat].name.of(self.lang))
        self._said[seat] = field(f"guess-{seat}", label, 1, self._texts.get(seat, ""), lambda typed: self._take(seat, typed))

    def _take(self, seat: str, typed: str) -> None:
        """A field was left: a whole line is sealed at once."""
        self._texts[seat] = typed
        said, kind = "", ""
        if typed.strip():
            try:
                self.room.seats.guessed(seat, lesson_guesses.read(typed, self.room.game.lesson, self.w))
                said, kind = self.w("lesson_wall.guess.sealed"), "good"
            except Unclear as unclear:
                said, kind = str(unclear), "problem"
            except InputError as error:
                sealed = seat in self.room.game.guesses
                said, kind = (self.w("lesson_wall.guess.sealed"), "good") if sealed else (told(error, self.w.lang), "problem")
        self._said[seat].set_content(escape(said))
        self._said[seat].classes(replace=f"slip-said {kind}".strip())
