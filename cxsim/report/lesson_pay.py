"""What a seat of a lesson is paid for, at its own level and with the scope of each measure in its name; who sits in its unit; how their choices combine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cxsim.base.checks import LEVELS
from cxsim.lessons.form import BARE, UNITS, Lesson
from cxsim.lessons.seating import Seat
from cxsim.lessons.world import World
from cxsim.report.numbers import percent
from cxsim.report.words import Words, raised

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.pay.scheme import Scheme

HEAD, EXECUTIVE = "unit_head", "executive"
DESIGNED = ("weights", "scheme")  # kinds of decisions that make the pay, so that nobody knows it before
BETWEEN = " · "


def level_of(world: World, seat: Seat) -> str:
    """The level whose bonus a seat gets: of a unit's head, of who leads a channel there, or of the top; empty where there is none."""
    if world.lesson.play == BARE or not seat.decides:
        return ""
    if world.lesson.seats.kind != UNITS:
        return EXECUTIVE
    return HEAD if seat.manager == seat.post else str(world.settings.company.units[seat.post].led_by)


def known(lesson: Lesson) -> bool:
    """Whether the plan of a round alone says what is paid; in a bare game, and where people design the pay, it does not."""
    return lesson.play != BARE and not any(decision.kind in DESIGNED for decision in lesson.decisions.values())


def role(world: World, seat: Seat, w: Words) -> str:
    """Role, unit and the channel a middle manager leads; a committee's role alone."""
    if world.lesson.seats.kind != UNITS or not seat.decides:
        return seat.role.of(w.lang)
    unit = getattr(world.settings.company.units[seat.post], f"label_{w.lang}")
    return BETWEEN.join(filter(None, [w(f"lesson_role.one.{level_of(world, seat)}"), unit, channel(world, seat, w)]))


def channel(world: World, seat: Seat, w: Words) -> str:
    """The channel a seat answers for; empty for a head."""
    _, _, name = seat.manager.partition("/")
    return str(getattr(world.settings.channels[name], f"label_{w.lang}")) if name in world.settings.channels else ""


def measure(metric: str, scope: str, w: Words, of: str = "") -> str:
    """A measure with whose result it is; `of` is the channel of one's own."""
    scope = f"{scope}_named" if scope == "touchpoint" and of else scope
    return w("lesson_role.measure", metric=w.get(f"lesson_role.metric.{metric}") or raised(w.name("lint.metric", metric)), scope=w(f"lesson_role.scope.{scope}", channel=of))


def parts(world: World, plan: str, level: str, w: Words, of: str = "") -> list[str]:
    """Every part of a level's bonus under a plan, the heaviest first; empty where the plan does not pay the level or nobody knows yet."""
    paid = world.schemes[plan].components(level) if known(world.lesson) and plan in world.schemes else []
    rows = sorted(paid, key=lambda part: -part.weight_pct)
    return [f"{measure(part.metric, part.scope, w, of)} {percent(float(part.weight_pct), 0, w.lang)}" for part in rows]


def of_scheme(scheme: Scheme, w: Words) -> list[str]:
    """What a scheme pays for, levels that are paid alike together; a level that is paid for nothing is left out."""
    found: dict[str, list[str]] = {}
    for level in LEVELS:
        rows = sorted(scheme.components(level), key=lambda part: -part.weight_pct)
        paid = BETWEEN.join(f"{measure(part.metric, part.scope, w)} {percent(float(part.weight_pct), 0, w.lang)}" for part in rows)
        found.setdefault(paid, []).append(w.name("level", level).lower())
    return [w("lesson_role.level_line", level=raised(w.listing(levels)), parts=paid) for paid, levels in found.items() if paid]


def of_seat(world: World, plan: str, seat: Seat, w: Words) -> list[str]:
    """Parts of a seat's own bonus."""
    return parts(world, plan, level_of(world, seat), w, channel(world, seat, w)) if level_of(world, seat) else []


def by_level(world: World, plan: str, seats: Iterable[Seat], w: Words) -> list[str]:
    """A line per level that somebody in the room is paid at: no person's pay, so that a wall may show it."""
    levels = dict.fromkeys(level_of(world, seat) for seat in seats if seat.decides)
    found = {level: parts(world, plan, level, w) for level in levels if level}
    return [w("lesson_role.level_line", level=w.name("level", level), parts=BETWEEN.join(own)) for level, own in found.items() if own]


def mates(seats: Iterable[Seat], seat: Seat) -> list[Seat]:
    """Who else decides for the same unit of the same company."""
    return [other for other in seats if other.decides and other.id != seat.id and (other.company, other.post) == (seat.company, seat.post)]


def together(world: World, seats: Iterable[Seat], seat: Seat, w: Words) -> str:
    """Who else sits in the unit, and how the choices combine; empty for a committee."""
    if world.lesson.seats.kind != UNITS or not seat.decides:
        return ""
    others = mates(seats, seat)
    if not others:
        return w("lesson_role.alone")
    named = [f"{other.name.of(w.lang)} ({role_short(world, other, w)})" for other in others]
    return w("lesson_role.together", names=w.listing(named))


def role_short(world: World, seat: Seat, w: Words) -> str:
    """Role without the unit: the channel tells middle managers apart."""
    return ", ".join(filter(None, [w(f"lesson_role.one.{level_of(world, seat)}"), channel(world, seat, w)]))


def reason(item: dict[str, Any], of: str, w: Words) -> str:
    """A part of a bonus: its weight, and how much of it was paid."""
    return w("lesson_role.reason", what=measure(item["metric"], item["scope"], w, of), weight=percent(item["weight_pct"], 0, w.lang), paid=percent(item["payout_pct"], 0, w.lang))


def by_rank(table: pd.DataFrame) -> pd.DataFrame:
    """Rows with a year and a level, year by year from team leads up."""
    rank = {level: place for place, level in enumerate(LEVELS)}
    return table.sort_values(["year", "level"], key=lambda column: column.map(rank) if column.name == "level" else column, kind="stable")
