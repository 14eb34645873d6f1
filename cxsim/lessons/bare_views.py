"""What a seat of a bare game is shown: its own stars, its group, its share and its bonus; names only where the round shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cxsim.lessons.bare import Round
from cxsim.lessons.views import VIEWS, Place, Row


def _view(name: str, unit: str, of: Callable[[Round, str], Any]) -> None:
    @VIEWS.register(name)
    def view(life: Any, place: Place) -> Row:
        return {"unit": unit, "values": [of(one, place.manager) if place.manager in one.stars else None for one in life.rounds]}


def _names(one: Round, seat: str) -> list[list[Any]] | None:
    """Seat, stars and whether a robot gave them, for everybody in the group; None in a round without names."""
    if not one.deal.names:
        return None
    return [[other, one.stars[other], one.source[other] == "robot"] for other in sorted(one.group_of(seat), key=lambda other: (-one.stars[other], other))]


_view("own_stars", "count", lambda one, seat: one.stars[seat])
_view("group_size", "count", lambda one, seat: len(one.group_of(seat)))
_view("pot_share", "cents", lambda one, seat: one.share[seat])
_view("own_pay", "cents", lambda one, seat: one.paid[seat])
_view("names_given", "names", _names)
