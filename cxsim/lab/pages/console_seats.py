"""The seats on the teacher's console: how each is, and what can be done with one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxsim.lab.lesson_card import plan_of
from cxsim.lab.lesson_room import LIVING, PREDICT, TICKET
from cxsim.lab.parts import button, choice, text
from cxsim.lessons.form import UNITS
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import lesson_pay
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.words import LANGUAGES

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room
    from cxsim.lab.pages.console import Console

DONE = {PREDICT: "sealed", TICKET: "handed"}  # what a seat has done, by stage
NAMES = {"en": "English", "fi": "Suomi"}
ORDER = {"in": 0, "away": 1, "robot": 3, "empty": 4}


def states(room: Room) -> list[tuple[str, str]]:
    """Seats that decide, each with how it is: robot, decided, empty, in or away."""
    seated = room.people.seated()
    done = room.game.hashes if room.stage == PREDICT else room.game.tickets if room.stage == TICKET else room.game.decided
    found = []
    for seat in (seat for seat in room.game.seats.values() if seat.decides):
        here = seated.get(seat.id)
        state = "robot" if seat.id in room.game.robots else DONE.get(room.stage, "decided") if seat.id in done else "empty" if here is None else "in" if here else "away"
        found.append((seat.id, state))
    return found


class SeatList:
    """The list, and the part that changes one seat."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang
        self.chosen = ""

    def key(self) -> object:
        """Changes whenever the list must be drawn anew."""
        room, seat = self.room, self.chosen
        langs = [person.lang for person in room.people.on(seat)] if seat else []
        return (room.stage, room.game.round, () if room.game.over else plan_of(room.game), tuple(states(room)), seat, tuple(langs), tuple(one.name.en for one in room.game.seats.values()))

    def build(self) -> None:
        """Draw it."""
        from nicegui import ui

        w = self.w
        text(w("lesson_lab.console.seats"), "h3")
        self._paid()
        with ui.element("ul").classes("seats"):
            for seat, state in sorted(states(self.room), key=lambda row: ORDER.get(row[1], 2)):
                with ui.element("li").classes(f"seat-{state}"):
                    name = self._name(seat)
                    with ui.element("span"):
                        text(name)
                        if self.room.game.lesson.seats.kind == UNITS:  # elsewhere the name is the role
                            text(lesson_pay.role(self.room.game.world, self.room.game.seats[seat], w), "small", "role")
                    text(w(f"lesson_lab.console.state.{state}"), classes="state")
                    if seat == self.chosen:
                        self._open(seat, state)
                    else:
                        button(w("lesson_console.seat.change"), self._choose(seat), "small", f"seat-{seat}", f"{name}: {w('lesson_console.seat.change')}")

    def _paid(self) -> None:
        """What each level in the room is paid for in the coming round."""
        game, w = self.room.game, self.w
        if game.over or game.lesson.seats.kind != UNITS:
            return
        lines = lesson_pay.by_level(game.world, plan_of(game), game.seats.values(), w)
        if lines:
            text(w("lesson_role.by_level", round=w(f"lesson.round.{kind_of_round(game.lesson)}", n=game.round)), "p", "paid-head")
        for line in lines:
            text(line, "p", "hint")

    def _name(self, seat: str) -> str:
        own = self.room.game.seats[seat]
        letter = f" ({COMPANY_LETTERS[own.company]})" if self.room.game.companies > 1 else ""
        return f"{own.name.of(self.lang)}{letter}"

    def _choose(self, seat: str) -> Callable[[], None]:
        def act() -> None:
            before, self.chosen = self.chosen, seat
            self.console.focus_next("seat-done" if seat else f"seat-{before}")

        return self.console.press(act)

    def _act(self, name: str, act: Callable[[], object]) -> Callable[[], None]:
        """A press after which the focus stays where it was."""

        def pressed() -> None:
            self.console.focus_next(name)
            act()

        return self.console.press(pressed)

    def _empty(self, seat: str) -> Callable[[], None]:
        """Empty a seat and close its part: what stood there was for whoever sat there. The focus goes to the seat's own button."""

        def act() -> None:
            self.room.seats.empty(seat)
            self.chosen = ""
            self.console.focus_next(f"seat-{seat}")

        return self.console.press(act)

    def _open(self, seat: str, state: str) -> None:
        """What can be done with one seat."""
        from nicegui import ui

        w, seats = self.w, self.room.seats
        with ui.element("div").classes("one-seat").props(f'role="group" aria-label="{w("lesson_console.seat.title", name=self._name(seat))}"'):
            with ui.element("div").classes("fields"):
                names = seats.names_for(seat)
                now = next((key for key, name in names.items() if name.en == self.room.game.seats[seat].name.en), "")
                wanted = {"name": now or next(iter(names), "")}
                choice(w("lesson_console.seat.name"), {key: name.of(self.lang) for key, name in names.items()}, wanted["name"], lambda key: wanted.update(name=key), "seat-name")
                button(w("lesson_console.seat.rename"), self._act("seat-rename", lambda: seats.rename(seat, wanted["name"])), "small", "seat-rename")
                if on := self.room.people.on(seat):
                    choice(w("lesson_console.seat.language"), {lang: NAMES[lang] for lang in LANGUAGES}, on[-1].lang or self.room.lang, lambda lang: self._act("seat-lang", lambda: seats.language(seat, lang))(), "seat-lang")
            with ui.element("div").classes("buttons"):
                if self.room.stage != LIVING:
                    button(w(f"lesson_console.seat.{'person' if state == 'robot' else 'robot'}"), self._act("seat-robot", lambda: seats.robot(seat)), "small", "seat-robot")
                if on:
                    button(w("lesson_console.seat.empty"), self._empty(seat), "small", "seat-empty")
                button(w("lesson_console.seat.done"), self._choose(""), "small", "seat-done")
            text(w("lesson_console.seat.no_names"), "p", "hint")
