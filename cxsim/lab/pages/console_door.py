"""How phones come in, and what can be printed: large on the teacher's console while people join, a line of text afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab import lesson_print
from cxsim.lab.lesson_doors import PRINT
from cxsim.lab.lesson_qr import Door, door_of
from cxsim.lab.lesson_room import LOBBY
from cxsim.lab.parts import button, folded, link, text

if TYPE_CHECKING:
    from cxsim.lab.pages.console import Console


class WayIn:
    """Address, code and picture."""

    def __init__(self, console: Console):
        self.console, self.room, self.w = console, console.room, console.w

    def key(self) -> object:
        """Changes when the first phone is in, and when the lesson has begun."""
        return (self._joining(), self.room.stage == LOBBY)

    def _joining(self) -> bool:
        return self.room.stage == LOBBY and not sum(self.room.people.seated().values())

    def build(self) -> None:
        """Draw it."""
        shared = self.console.visit.session.rooms.shared
        door = door_of(self.room, shared, self.console.host)
        if not door.reachable:
            self._nowhere(door, shared)
        elif self._joining():
            self._large(door)
        else:
            with folded(self.w("lesson_wall.way_in", address=door.address, code=self.room.code), "way-in-fold"):
                self._large(door)

    def _large(self, door: Door) -> None:
        from nicegui import ui

        w = self.w
        with ui.element("div").classes("way-in"):
            ui.html(door.svg(w("lesson_console.qr", address=door.address)), sanitize=False)
            with ui.element("div"), ui.element("p").classes("door"):
                text(w("lesson_console.qr_do"))
                text(door.address, "strong")
                text(w("lesson_lab.wall.code"))
                text(self.room.code, "strong", "code")

    def _nowhere(self, door: Door, shared: bool) -> None:
        """No phone can come here: that first, and the address small, for another window of this computer."""
        from nicegui import ui

        w = self.w
        if self.room.stage == LOBBY:
            text(w("lesson_console.no_net" if shared else "lesson_console.alone"), "p", "notice")
        with ui.element("p").classes("door own"):
            text(w("lesson_wall.own_window"))
            text(door.address, "strong")
            text(w("lesson_lab.wall.code"))
            text(self.room.code, "strong", "code")


class Printed:
    """The print pack: made when it is asked for, then a link to it."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang

    def key(self) -> object:
        """Changes when the pack is under way or there."""
        return (self.room.print.making(self.lang), tuple(self.room.print.files(self.lang)))

    def build(self) -> None:
        """Draw it."""
        w, own = self.w, self.room.print
        if not lesson_print.installed():
            text(w("lesson_wall.print_missing"), "p", "hint")
        elif own.files(self.lang):
            for name in own.files(self.lang):
                link(w("lesson_wall.print_open" if name.endswith(".pdf") else "lesson_wall.print_grid", name=name), f"{PRINT}/{self.room.secret}/{name}?lang={self.lang}", "file").props["target"] = "_blank"
        elif own.making(self.lang):
            text(w("lesson_wall.print_making"), "p", "hint").props["role"] = "status"
        else:
            button(w("lesson_wall.print"), self.console.press(lambda: own.ask(self.lang)), "small", "console-print")
