"""The timetable on the teacher's console: minute marks, where the class is, where the clock is, and what to do about the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.lesson_pace import PART, Advice, advised, due, stretches, where
from cxsim.lab.lesson_room import ENDED, LOBBY, STEPS, TICKET, Room
from cxsim.lab.lesson_script import timetable
from cxsim.lab.parts import button, text
from cxsim.lessons import parts
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.words import Words, words

if TYPE_CHECKING:
    from cxsim.lab.pages.console import Console


def advice_lines(room: Room, lang: str) -> list[str]:
    """Advice in sentences: how late first, then what to do, then what that gives. Empty before the lesson has begun."""
    found, w = advised(room), words(lang)
    if found is None or room.stage == ENDED:
        return []
    if found.late <= 0:
        return [w("lesson_console.clock.on_time") if found.late == 0 else w("lesson_console.clock.early", n=-found.late)]
    c = "lesson_console.clock"
    lines = [w(f"{c}.late", n=found.late)]
    if found.close:
        lines.append(w(f"{c}.close"))
    if found.leave_out:
        lines.append(w(f"{c}.leave_out", what=w.listing([w(f"{c}.part.{name}") for name in found.leave_out])))
    if found.fewer:
        lines.append(_fewer(room, found, w))
    if found.debrief is not None:
        lines.append(w(f"{c}.debrief", n=found.debrief))
    if room.stage == "reveal" and room.step == STEPS:
        lines.append(w(f"{c}.ticket"))
    elif room.stage != TICKET and (found.fewer or found.debrief is not None):
        lines.append(w(f"{c}.never"))
    lines.append(w(f"{c}.over", n=found.over) if found.over else w(f"{c}.ends"))
    return lines


def _fewer(room: Room, found: Advice, w: Words) -> str:
    last = room.game.world.rounds - found.fewer
    if room.stage == "look" and len(room.game.closed) >= last:
        return w("lesson_console.clock.now_finish", n=found.fewer)
    return w(f"lesson_console.clock.fewer.{kind_of_round(room.game.lesson)}", n=found.fewer, last=last)


class TimeTable:
    """The part of the console."""

    def __init__(self, console: Console):
        self.console, self.room, self.w, self.lang = console, console.room, console.w, console.lang

    def minute(self) -> int:
        """Whole minutes since the lesson began, -1 before."""
        found = self.room.pace.minute
        return -1 if found is None else int(found)

    def key(self) -> object:
        """Changes whenever it must be drawn anew."""
        room = self.room
        return (room.stage, room.step, room.game.round, self.minute(), tuple(advice_lines(room, self.lang)))

    def build(self) -> None:
        """Draw it."""
        from nicegui import ui

        w, room, minute = self.w, self.room, self.minute()
        text(w("lesson_console.clock.title"), "h3")
        lesson, clock = room.game.lesson, room.game.world.clock
        plan = stretches(lesson, clock)
        if minute < 0:
            text(w("lesson_console.clock.ready"), "p", "hint")
            if room.stage == LOBBY:
                button(w("lesson_console.clock.start"), self.console.press(self._start), "small", "console-clock")
        else:
            said = [w("lesson_console.clock.minute", n=minute, of=lesson.clocks[clock].minutes)]
            if plan and room.stage != ENDED:
                said.append(w("lesson_console.clock.until", n=round(due(plan, where(room))[1])))
            text(" ".join(said), "p", "minute")
        with ui.element("div").props('role="status"').classes("advice"):
            lines = advice_lines(room, self.lang)
            for place, line in enumerate(lines):
                text(line, "p", "late" if place == 0 and len(lines) > 1 else "")
        with ui.element("ol").classes("timetable"):
            for place, (first, last, what) in enumerate(timetable(room, self.lang)):
                self._row(place, first, last, what, minute)

    def _row(self, place: int, first: int, last: int, what: str, minute: int) -> None:
        from nicegui import ui

        named = self.room.game.lesson.parts.get(self.room.game.world.clock, [])
        here, clock = bool(named) and place in _here(named, self.room), first <= minute < last
        with ui.element("li") as item:
            text(f"{first}–{last} min: {what}")
            if here:
                text(self.w("lesson_console.clock.here"), classes="mark-here")
            if clock and not here:
                text(self.w("lesson_console.clock.by_clock"), classes="mark-clock")
        if here or (clock and not named):
            item.props["aria-current"] = "step"

    def _start(self) -> None:
        self.room.pace.start()


def _here(named: list[str], room: Room) -> list[int]:
    """Steps of the timetable that the room is in; talk goes on while the last page stands."""
    part = PART[room.stage]
    if room.stage == "reveal" and room.step == STEPS:
        return [place for place, name in enumerate(named) if name == parts.DEBRIEF]
    found = [place for place, name in enumerate(named) if name == part]
    if part != parts.ROUNDS or len(found) < 2:
        return found[:1]
    plan = stretches(room.game.lesson, room.game.world.clock)
    middle = sum(due(plan, where(room))) / 2  # of several steps with rounds, the one this round lies in
    return [place for place in found if plan[place].first <= middle < plan[place].last][:1] or found
