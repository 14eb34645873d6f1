"""What a phone shows of closed rounds: what was entered, and what the seat saw of it; of designs each one, the latest first."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lab import lesson_committee
from cxsim.lab.lesson_html import rounds_table
from cxsim.lessons.form import DESIGNS
from cxsim.report import numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.words import Words, raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room
    from cxsim.lab.lesson_screen import Screen

DESIGN = "design"  # kind of round
APART = ("reasons", "names")  # units of views that are no row of the table


def title(screen: Screen) -> str:
    """Over the form of a round: which it is, and of how many where there are several."""
    count = screen.game.world.rounds
    return screen.w("lesson_lab.round_of", round=raised(screen.round_name()), n=count) if count > 1 else raised(screen.round_name())


def over(screen: Screen) -> str:
    """Over what a closed round gave: a design has been lived, any other round is over."""
    kind = kind_of_round(screen.lesson)
    return screen.w("lesson_lab.seen_design" if kind == DESIGN else "lesson_lab.seen", round=raised(screen.round_name(len(screen.game.closed))))


def stage(room: Room, w: Words) -> str:
    """What a room is doing: a design is decided and then lived, a round opens and closes."""
    game, kind = room.game, kind_of_round(room.game.lesson)
    number = len(game.closed) if room.stage == "look" else game.round
    here = w(f"lesson.round.{kind}", n=min(number, game.world.rounds))
    special = kind == DESIGN and room.stage in ("open", "look")
    return w(f"lesson_lab.stage.{room.stage}_design", round=raised(here) if room.stage == "look" else here) if special else w(f"lesson_lab.stage.{room.stage}", round=here)


def table(screen: Screen, seen: Mapping[str, Any], title: str) -> str:
    """A row per view and a cell per round, or per year of a design."""
    w = screen.w
    count = len(next(iter(seen.values()))["values"])
    rounds = [raised(screen.row_name(number)) for number in range(1, count + 1)]
    rows = [(raised(w(f"lesson.views.{name}")), [shown(value, row["unit"], screen.lang) for value in row["values"]]) for name, row in seen.items() if row["unit"] not in APART]
    return rounds_table(title, rounds, rows)


def latest(screen: Screen) -> str:
    """What was entered for the design whose figures these are; empty where rounds go on from each other."""
    game = screen.game
    return _entered(screen, len(game.closed), game.last_play(screen.person.seat))


def earlier(screen: Screen) -> str:
    """Designs before the last, each with what was entered and what it gave: phones keep them, so that a team can hold one beside the other."""
    game, found = screen.game, []
    for number in reversed([number for number in game.design_rounds() if number < len(game.closed)]):
        seen = game.seen_in(screen.person.seat, number)
        if seen:
            found.append(_entered(screen, number, game.play_in(screen.person.seat, number)) + table(screen, seen, screen.w("lesson_lab.gave", round=raised(screen.round_name(number)))))
    return "".join(found)


def _entered(screen: Screen, number: int, play: Mapping[str, Any] | None) -> str:
    if play is None or screen.lesson.play != DESIGNS or any(screen.lesson.decisions[name].menu is not None for name in play):
        return ""
    return f'<section class="card"><h2>{escape(raised(screen.round_name(number)))}</h2>{lesson_committee.entered(screen.game, play, screen.w)}</section>'


def shown(value: Any, unit: str, lang: str) -> str:
    """A value of a view as a cell; bonuses of a bare game are told in whole euros, its record keeps the cents."""
    if value is None:
        return "–"
    if unit == "cents":
        return numbers.money(value / 100, 0, lang)
    if unit == "eur":
        return numbers.money(value, 0, lang)
    if unit == "percent":
        return numbers.percent(value, 0, lang)
    return numbers.number(value, 1 if unit == "points" else 0, lang)
