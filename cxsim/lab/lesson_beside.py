"""Beside the form of a further design: what the earlier ones were and what each gave, so that nobody designs from memory."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cxsim.lab import lesson_committee
from cxsim.lab.lesson_rounds import APART, shown
from cxsim.lessons.form import DESIGNS
from cxsim.report.words import raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_screen import Screen


def before(screen: Screen) -> str:
    """A box per earlier design, the latest first, with what it gave in its last year; empty in other lessons and before the first has been lived."""
    game = screen.game
    if screen.lesson.play != DESIGNS or screen.seat is None:
        return ""
    lived = [number for number in game.design_rounds() if number <= len(game.closed)]
    return "".join(_one(screen, number) for number in reversed(lived))


def _one(screen: Screen, number: int) -> str:
    play, gave = screen.game.play_in(screen.person.seat, number), _gave(screen, number)
    if play is None and not gave:
        return ""
    title = escape(screen.w("lesson_told.beside.title", design=raised(screen.round_name(number))))
    was = lesson_committee.short(screen.game, play, screen.w) if play is not None else [screen.w("lesson_told.beside.nobody")]
    return f'<section class="card beside"><h2>{title}</h2>{"".join(f"<p>{escape(line)}</p>" for line in was)}{gave}</section>'


def _gave(screen: Screen, number: int) -> str:
    """What the seat saw of its last year."""
    game, w = screen.game, screen.w
    seen = game.seen(screen.person.seat) if number == len(game.closed) else game.seen_in(screen.person.seat, number)
    rows = {name: row for name, row in (seen or {}).items() if row["unit"] not in APART and row["values"]}
    if not rows:
        return ""
    year = len(next(iter(rows.values()))["values"])
    items = "".join(f"<div><dt>{escape(raised(w(f'lesson.views.{name}')))}</dt><dd>{escape(shown(row['values'][-1], row['unit'], screen.lang))}</dd></div>" for name, row in rows.items())
    return f'<p class="small">{escape(w("lesson_told.beside.gave", year=w("lesson.round.year", n=year)))}</p><dl class="gave">{items}</dl>'
