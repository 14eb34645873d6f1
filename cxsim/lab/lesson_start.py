"""Today's value beside each prediction, so that people foretell a change from somewhere and not out of the air."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cxsim.lab.lesson_today import Today
from cxsim.lessons.form import INTERVAL, NUMBER
from cxsim.lessons.kinds import kind_of
from cxsim.lessons.plan_cost import cost_of
from cxsim.lessons.scheme_kind import SchemeKind
from cxsim.report.numbers import number, percent
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

Told = Callable[[Today, Words], str]


def told(room: Room, seat: str, name: str, w: Words) -> str:
    """Where the value foretold stands now, in words; empty where nothing is known, or not yet."""
    asked = room.game.lesson.predictions[name]
    outcome = asked.outcome
    if outcome == "bonus_pct":
        return _bonus(room, seat, w)
    start = (ANSWERED if asked.kind not in (NUMBER, INTERVAL) else START).get(outcome)
    return "" if start is None or not room.today.start else start(room.today, w)


def _bonus(room: Room, seat: str, w: Words) -> str:
    """What per cent of target means, and what the seat's own draft was priced at."""
    play = (room.game.decided.get(seat, {}).get("play") or {}) | room.game.drafts.get(seat, {})
    for decision, value in play.items():
        kind = kind_of(room.game.lesson.decisions[decision])
        if isinstance(kind, SchemeKind):
            cost = cost_of(room.game.world, kind.menu, value)
            return w("lesson_say.today.bonus_draft", x=percent(cost.p50_pct, 0, w.lang), y=percent(cost.p90_pct, 0, w.lang))
    return w("lesson_say.today.bonus")


def _measured(key: str) -> Told:
    return lambda today, w: w(f"lesson_say.today.{key}", x=number(today.start["measured"], 1, w.lang))


def _just_above(today: Today, w: Words) -> str:
    """There were no targets before the game; what one unit makes of a hundred is known."""
    units = today.start["units"]
    return w("lesson_say.today.just_above", n=number(units, 0, w.lang), one=number(100.0 / units, 0, w.lang))


START: dict[str, Told] = {
    "customers_of_100": lambda today, w: w("lesson_say.today.customers", n=number(today.start["customers"], 0, w.lang)),
    "rough_pct": lambda today, w: w("lesson_say.today.rough", x=number(today.start["rough"], 0, w.lang)),
    "contacts_per_issue": lambda today, w: w("lesson_say.today.effort", x=number(today.start["effort"], 2, w.lang)),
    "true_cx_change": _measured("lived"),  # the question is about what nobody is shown yet
    "measured_cx_change": _measured("measured_change"),
    "touchpoint_gap": lambda today, w: w("lesson_say.today.gap", x=number(today.start["satisfaction_gap"], 1, w.lang, signed=True)),
    "just_above_pct": _just_above,
    "phone_change_pct": lambda today, w: w("lesson_say.today.zero"),
    "other_less_same": lambda today, w: w("lesson_say.today.same"),
    "same_less_other": lambda today, w: w("lesson_say.today.same"),
}
ZEROS = ("measured_cx_change", "phone_change_pct", "other_less_same", "same_less_other")  # told with what nought means
ANSWERED = {name: start for name, start in START.items() if name not in ZEROS} | {"measured_cx_change": _measured("measured")}  # where no number is given, there is no nought to tell of
