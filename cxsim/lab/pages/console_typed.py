"""Slips of a room without phones: one grid on the console, a row per seat and a field per decision, by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab.lesson_room import DECIDING
from cxsim.lab.lesson_typed import Reader, Slip
from cxsim.lab.pages.console_slips import Fold, field, seat_name
from cxsim.lab.parts import folded, text
from cxsim.lessons.form import COMMITTEE
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.problems import told
from cxsim.report.words import Words, raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame
    from cxsim.lab.pages.console import Console
    from cxsim.lessons.seating import Seat

def rows(game: HostedGame) -> list[Seat]:
    """Seats with a row: of a committee, which hands in one slip, the first that no robot plays; it enters for all of them."""
    playing = [seat for seat in game.seats.values() if seat.decides]
    if game.lesson.seats.kind != COMMITTEE:
        return playing
    return [next((seat for seat in own if seat.id not in game.robots), own[0]) for own in _by_company(playing)]


def row_name(game: HostedGame, seat: Seat, w: Words) -> str:
    """Whose row it is: the committee's, else the seat's."""
    if game.lesson.seats.kind != COMMITTEE:
        return seat_name(game, seat, w.lang)
    return w("lesson.company", letter=COMPANY_LETTERS[seat.company]) if game.companies > 1 else w("lesson_between.committee")


def _by_company(seats: list[Seat]) -> list[list[Seat]]:
    found: dict[int, list[Seat]] = {}
    for seat in seats:
        found.setdefault(seat.company, []).append(seat)
    return list(found.values())


class Typed:
    """The grid of the round that is open. What was typed stays in it until the round closes."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang
        self._texts: dict[tuple[str, str], str] = {}
        self._round: Any = None
        self._fold = Fold("typed")
        self._said: dict[tuple[str, str], Any] = {}

    def key(self) -> object:
        """Changes when there is another round or another seat; what phones decide meanwhile does not move the fields."""
        room = self.room
        return (room.stage if room.stage in DECIDING else "", room.game.round, room.game.seed, tuple(room.game.seats), tuple(sorted(room.game.robots)), tuple(seat.name.en for seat in room.game.seats.values()))

    def build(self) -> None:
        """Draw it, folded unless it was opened before."""
        from nicegui import ui

        room, w = self.room, self.w
        if room.stage not in DECIDING:
            return
        if self._round != (room.stage, room.game.round, room.game.seed):
            self._round, self._texts = (room.stage, room.game.round, room.game.seed), {}
        self._said = {}
        with self._fold.drawn(w("lesson_console.typed.title")):
            text(w("lesson_console.typed.lead"), "p", "hint")
            asked = room.game.decisions_asked()
            for name in asked:
                reader = self._reader(name, 0)
                text(f"{reader.terms.ask.of(self.lang)} {reader.key()}", "p", "slip-key")
            text(w("lesson_console.typed.how"), "p", "hint")
            with ui.element("div").classes("scroll"), ui.element("table").classes("slips"), ui.element("tbody"):
                for seat in rows(room.game):
                    with ui.element("tr"):
                        text(row_name(room.game, seat, self.w), "th").props["scope"] = "row"
                        if seat.id in room.game.robots:
                            with ui.element("td").props(f'colspan="{len(asked)}"'):
                                text(w("lesson_console.typed.robot"), classes="hint")
                            continue
                        for name in asked:
                            self._field(seat.id, name, len(asked))

    def _reader(self, name: str, company: int) -> Reader:
        game = self.room.game
        return Reader(game.lesson.decisions[name], self.w, game.won(company))

    def _field(self, seat: str, name: str, width: int) -> None:
        from nicegui import ui

        own = self.room.game.seats[seat]
        label = self.w("lesson_console.typed.field", seat=row_name(self.room.game, own, self.w), ask=self.room.game.lesson.decisions[name].ask.of(self.lang))
        with ui.element("td"):
            self._said[seat, name] = field(f"slip-{seat}-{name}", label, width, self._texts.get((seat, name), ""), lambda typed: self._take(seat, name, typed))
        self._tell(seat)

    def _slips(self, seat: str) -> dict[str, Slip]:
        game = self.room.game
        last = game.last_play(seat) or {}
        return {name: self._reader(name, game.seats[seat].company).read(self._texts.get((seat, name), ""), last.get(name)) for name in game.decisions_asked()}

    def _take(self, seat: str, name: str, typed: str) -> None:
        """A field was left: a whole row is a decision at once."""
        if self._texts.get((seat, name), "") == typed:
            return
        self._texts[seat, name] = typed
        slips = self._slips(seat)
        fault = ""
        if all(slip.value is not None for slip in slips.values()):
            try:
                self.room.seats.typed(seat, {key: slip.value for key, slip in slips.items()})
            except InputError as error:
                fault = self.w("lesson_console.typed.bad", what=told(error, self.w.lang))
        self._tell(seat, fault)

    def _tell(self, seat: str, fault: str = "") -> None:
        """What was understood, beside each field of a row."""
        slips = self._slips(seat)
        whole = all(slip.value is not None for slip in slips.values()) and not fault
        short = any(slip.value is not None for slip in slips.values()) and not any(slip.fault for slip in slips.values())
        for name, slip in slips.items():
            if (seat, name) in self._said:
                said = self._stays(seat, fault or slip.fault) or slip.said or (self.w("lesson_console.typed.waits") if short else "")
                place, kind = self._said[seat, name], "problem" if fault or slip.fault else "good" if whole else ""
                place.set_content(_plain(said))
                place.classes(replace=f"slip-said {kind}".strip())

    def _stays(self, seat: str, fault: str) -> str:
        """A fault, and that what was decided before it still counts."""
        return f"{fault}; {self.w('lesson_console.typed.stays')}" if fault and seat in self.room.game.decided else fault


class Seen:
    """What each seat saw of the rounds so far, for a room without phones."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang

    def key(self) -> object:
        """Changes when there is something else to see."""
        room = self.room
        return (room.stage, room.step, len(room.game.shown), room.game.round, room.game.seed, tuple(seat.name.en for seat in room.game.seats.values()))

    def build(self) -> None:
        """A row per seat and a column per view, of the last round; seats with a robot are left out."""
        from nicegui import ui

        room, w = self.room, self.w
        if room.stage not in ("practised", "look") or not room.game.shown + room.game.tried:
            return
        seats = [seat for seat in rows(room.game) if seat.id not in room.game.robots]
        seen = {seat.id: room.game.seen(seat.id) for seat in seats}
        views = [(name, row["unit"]) for name, row in next((rows for rows in seen.values() if rows), {}).items() if row["unit"] != "reasons"]
        head = "".join(f'<th scope="col" class="n">{_plain(raised(w(f"lesson.views.{name}")))}</th>' for name, _ in views)
        body = "".join(f'<tr><th scope="row">{_plain(row_name(room.game, seat, w))}</th>' + "".join(f'<td class="n">{_plain(_cell(seen[seat.id], name, self.lang))}</td>' for name, _ in views) + "</tr>" for seat in seats)
        said = w("lesson_console.typed.seen")
        with folded(f"{said} ({w(f'lesson.round.{kind_of_round(room.game.lesson)}', n=max(1, len(room.game.closed)))})"):
            found = ui.html(f'<table><caption class="unseen">{_plain(said)}</caption><thead><tr><th scope="col">{_plain(w("lesson_console.typed.seat"))}</th>{head}</tr></thead><tbody>{body}</tbody></table>', sanitize=False).classes("scroll")
            found.props["tabindex"], found.props["role"], found.props["aria-label"] = 0, "region", said


def _cell(seen: dict[str, Any], name: str, lang: str) -> str:
    row = seen.get(name)
    value = row["values"][-1] if row and row["values"] else None
    if row is None or value is None:
        return "–"
    form: Callable[..., str] = {"eur": numbers.money, "percent": numbers.percent}.get(row["unit"], numbers.number)
    return form(value, 1 if row["unit"] == "points" else 0, lang)


def _plain(said: str) -> str:
    from html import escape

    return escape(said)
