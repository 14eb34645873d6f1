"""Where the wall stands in a reveal, in words: page, part, and what lies behind the parts that everybody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room


def said(room: Room, w: Words) -> str:
    """Page and part; further parts are told as such."""
    steps = room.steps
    page, main = w("lesson_lab.step", n=room.step), steps.main
    if steps.opened:
        return f"{page} · {w('lesson_alike.further.part', n=steps.part + 1 - main, of=steps.count - main)}"
    part = w("lesson_wall.part", n=steps.part + 1, of=main) if main > 1 else ""
    return " · ".join(text for text in (page, part, w.plural("lesson_alike.further.left", steps.further) if steps.further else "") if text)


def onward(room: Room, w: Words) -> str:
    """The button to the next part."""
    steps = room.steps
    if steps.opened:
        return w("lesson_alike.further.next", n=steps.part + 2 - steps.main, of=steps.count - steps.main)
    return w("lesson_wall.next", n=room.step, part=steps.part + 2, of=steps.main)
