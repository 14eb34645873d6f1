"""A committee decides as one: one phone enters what all agree on, the others see it, and what was entered last counts for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lab.lesson_typed import Reader
from cxsim.lessons.form import COMMITTEE, Decision
from cxsim.lessons.kinds import Weights
from cxsim.report.numbers import percent
from cxsim.report.words import Words, raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame
    from cxsim.lab.lesson_room import Room
    from cxsim.lessons.seating import Seat


def mates(game: HostedGame, seat: str) -> list[Seat]:
    """Seats that decide together with this one, itself among them; this one alone where nobody decides together."""
    own = game.seats[seat]
    if game.lesson.seats.kind != COMMITTEE or not own.decides:
        return [own]
    return [other for other in game.seats.values() if other.decides and other.company == own.company]


def together(game: HostedGame, seat: str) -> list[str]:
    """Seats that a decision of this one counts for: a committee has one, whoever of it enters it."""
    return [seat, *(other.id for other in mates(game, seat) if other.id != seat and other.id not in game.robots)]


def speaker(room: Room, seat: str) -> Seat:
    """Who enters the decision: the first of the committee on whose seat somebody sits who may decide now."""
    own = mates(room.game, seat)
    able = {person.seat for person in room.people.by_key.values() if person.from_round <= room.game.round} - room.game.robots
    return next((one for one in own if one.id in able), own[0])


def shares(room: Room, seat: str) -> bool:
    """Whether there is somebody to agree with: more than one person on the seats of a committee."""
    own = {one.id for one in mates(room.game, seat)}
    return len(own) > 1 and len(own & set(room.people.seated())) > 1


def entered(game: HostedGame, play: Mapping[str, Any], w: Words) -> str:
    """A decision in words, as a list of what was asked and what was entered."""
    asked = {name: game.lesson.decisions[name] for name in game.lesson.decisions if name in play}
    rows = "".join(f"<div><dt>{escape(terms.ask.of(w.lang))}</dt><dd>{escape(raised(_said(terms, play[name], w)))}</dd></div>" for name, terms in asked.items())
    return f"<dl>{rows}</dl>"


def short(game: HostedGame, play: Mapping[str, Any], w: Words) -> list[str]:
    """A decision in words, a line per part, without what was asked."""
    return [raised(_said(terms, play[name], w)) for name, terms in game.lesson.decisions.items() if name in play]


def _said(terms: Decision, value: Any, w: Words) -> str:
    """One decision; numbers that were divided stand beside what they were given to, since the form is on another phone."""
    reader = Reader(terms, w)
    if terms.kind == "weights" and terms.menu is None:  # the top level is not entered, but it is what the others leave it
        kind = Weights(terms)
        told = [f"{reader.label(name)} {percent(value[name], 0, w.lang)}" for name in reader.names]
        return " · ".join([*told, f"{w.name('level', kind.TOP)} {percent(top := kind.top(value), 0 if top == round(top) else 1, w.lang)}"])
    return " · ".join(f"{reader.label(name)} {value[name]}" for name in reader.names) if terms.kind == "split" and terms.menu is None else reader.said(value)


def watching(room: Room, seat: str, play: Mapping[str, Any] | None, form: str, w: Words) -> str:
    """What a member sees that does not enter the decision: who does, what was entered, and the form folded away."""
    lead = f'<p class="wait">{escape(w("lesson_say.committee.other", name=speaker(room, seat).name.of(w.lang)))}</p>'
    title = escape(w("lesson_say.committee.none" if play is None else "lesson_say.committee.entered"))
    card = f'<section class="card"><h2>{title}</h2>{entered(room.game, play, w) if play is not None else ""}</section>'
    fold = f'<details><summary>{escape(w("lesson_say.committee.instead"))}</summary><p class="small">{escape(w("lesson_say.committee.last"))}</p>{form}</details>'
    return f"{lead}{card}{fold}"
