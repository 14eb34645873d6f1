"""What a phone says of its own seat: role, pay at its level, who decides with it, and what became of a round it did not decide in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.lessons.form import BARE, COMMITTEE, UNITS
from cxsim.lessons.game import REPEATED, ROBOT
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.report import lesson_pay
from cxsim.report.lesson_notes import pays_levels
from cxsim.report.words import raised

if TYPE_CHECKING:
    from cxsim.lab.lesson_game import HostedGame
    from cxsim.lab.lesson_screen import Screen
    from cxsim.lessons.seating import Seat
    from cxsim.report.words import Words


def card(screen: Screen) -> str:
    """Role, pay, and what this seat sees and does not see."""
    w, seat, game = screen.w, screen.seat, screen.game
    if seat is None:
        return f'<section class="card"><h2>{escape(w("lesson_lab.observer"))}</h2><p>{escape(w("lesson_lab.observer_does"))}</p></section>'
    sees = raised(w.listing([w(f"lesson.views.{name}") for name in game.lesson.seats.sees]))
    rows = [(w("lesson_lab.card.role"), [raised(lesson_pay.role(game.world, seat, w))])]
    if seat.card is not None:
        rows.append((w("lesson_lab.card.private"), [seat.card.of(screen.lang)]))
    if game.companies > 1:
        rows.append((w("lesson_lab.card.company"), [COMPANY_LETTERS[seat.company]]))
    pay = "lesson_say.managers_pay" if pays_levels(game.lesson) else "lesson_role.plan" if game.lesson.seats.kind == COMMITTEE else "lesson_lab.card.pay"
    rows.append((w(pay), [screen.plan_said()]))
    rows += paid(game, seat, w)
    if said := lesson_pay.together(game.world, game.seats.values(), seat, w):
        rows.append((w("lesson_role.unit"), [said]))
    rows += [(w("lesson_lab.card.sees"), [sees]), (w("lesson_lab.card.hidden"), [game.lesson.seats.hidden.of(screen.lang)])]
    inner = "".join(f"<div><dt>{escape(head)}</dt>{''.join(f'<dd>{escape(line)}</dd>' for line in lines)}</div>" for head, lines in rows)
    return f'<section class="card"><h2>{escape(screen.name())}</h2><dl>{inner}</dl></section>'


def paid(game: HostedGame, seat: Seat, w: Words) -> list[tuple[str, list[str]]]:
    """The seat's own bonus part by part; of a committee that designs pay, whose bonus it is."""
    lesson = game.lesson
    if lesson.play == BARE or not seat.decides:
        return []
    if not lesson_pay.known(lesson):
        return [(w("lesson_role.own_pay"), [w("lesson_role.own_pay_designed")])]
    own = lesson_pay.of_seat(game.world, plan_of(game), seat, w)
    return [(w("lesson_role.own_pay" if lesson.seats.kind == UNITS else "lesson_role.own_pay_top"), own)] if own else []


def plan_of(game: HostedGame) -> str:
    """The plan of the coming round, or of the last."""
    return game.plans[min(game.round, len(game.plans)) - 1]


def round_lines(screen: Screen) -> str:
    """Under the plan of a round: the seat's own parts, and with whom it decides; only where seats are paid differently."""
    w, seat, game = screen.w, screen.seat, screen.game
    if seat is None or game.lesson.seats.kind != UNITS:
        return ""
    own = lesson_pay.of_seat(game.world, plan_of(game), seat, w)
    items = "".join(f"<li>{escape(line)}</li>" for line in own)
    mates = [other.name.of(screen.lang) for other in lesson_pay.mates(game.seats.values(), seat)]
    with_ = f'<p class="small">{escape(w("lesson_role.together_short", names=w.listing(mates)))}</p>' if mates else ""
    return (f'<ul class="paid" aria-label="{escape(w("lesson_role.own_pay"))}">{items}</ul>' if items else "") + with_


def undecided(game: HostedGame, seat: Seat | None, w: Words) -> str:
    """What counted in the round just closed for a seat that decided nothing in it; empty when it did decide, or sits in robots' hands anyway."""
    if seat is None or not seat.decides or not game.closed or seat.id in game.robots:
        return ""
    rows = {row["seat"]: row for row in game.closed[-1]["rows"]}
    if game.lesson.seats.kind == COMMITTEE:
        return _of_committee(game, rows, seat, w)
    source = rows[seat.id]["source"] if seat.id in rows else ""
    if source == REPEATED:
        return w("lesson_role.repeated_last" if game.over else "lesson_role.repeated_unit" if game.lesson.seats.kind == UNITS else "lesson_role.repeated")
    if source != ROBOT:
        return ""
    if game.lesson.seats.kind != UNITS:
        return w("lesson_role.robot")
    decided = any(rows[other.id]["play"] is not None for other in lesson_pay.mates(game.seats.values(), seat) if other.id in rows)
    return w("lesson_role.robot_mates" if decided else "lesson_role.robot_unit")


def untried(game: HostedGame, seat: Seat | None, w: Words) -> str:
    """What counted in practice for a seat that decided nothing in it; empty when it did decide, or sits in robots' hands anyway."""
    if seat is None or not seat.decides or seat.id in game.robots or seat.id in game.decided:
        return ""
    if game.lesson.seats.kind == UNITS:
        decided = any(other.id in game.decided for other in lesson_pay.mates(game.seats.values(), seat))
        return w("lesson_role.robot_mates" if decided else "lesson_role.robot_unit")
    if game.lesson.seats.kind != COMMITTEE:
        return w("lesson_role.robot")
    own = [other.id for other in game.seats.values() if other.decides and other.company == seat.company]
    return "" if set(own) & set(game.decided) else w("lesson_role.robot_committee")


def _of_committee(game: HostedGame, rows: dict[str, Any], seat: Seat, w: Words) -> str:
    """A committee is told once for all of it: the first seat with a decision counts."""
    own = [rows[other.id] for other in game.seats.values() if other.id in rows and other.company == seat.company]
    counted = next((row for row in own if row["play"] is not None), None)
    if counted is None:
        return w("lesson_role.robot_committee")
    if counted["source"] != REPEATED:
        return ""
    return w("lesson_role.repeated_committee_last" if game.over else "lesson_role.repeated_committee")
