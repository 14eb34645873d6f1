"""What the teacher says after a round only if it came out so: a line of the script with `view` and `came` is held against what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lessons.form import ALWAYS, DOWN, MIXED, UP, Line

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame

LEAST = 0.01  # part of a figure that it must fall by: less may be luck, as a class sees one luck only (assumption, grade D)


def fits(game: HostedGame, line: Line) -> bool:
    """Whether a line is to be said; one of a figure nobody has seen move yet is not."""
    return line.came == ALWAYS or line.came == came(game, line.view or "")


def came(game: HostedGame, view: str) -> str:
    """How a view moved in the last closed round against the one before: down or up in every company (as it was, or nearly, counts as up), else mixed; empty before there are two rounds."""
    fell = []
    for company in range(game.companies):
        seat = next((seat.id for seat in game.seats.values() if seat.decides and seat.company == company), "")
        values = game.seen(seat).get(view, {"values": []})["values"] if seat else []
        if len(values) < 2 or None in values[-2:]:
            return ""
        fell.append(values[-1] < values[-2] - LEAST * abs(values[-2]))
    return DOWN if all(fell) else MIXED if any(fell) else UP
