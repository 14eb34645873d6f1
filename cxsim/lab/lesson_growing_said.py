"""What the teacher says at pages that stand on other lucks while these come in: no interval is asked for before there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.lesson_waiting import GROWING
from cxsim.lessons.form import BARE
from cxsim.report.words import words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room


def said(room: Room, lang: str) -> str:
    """What is said at this page instead of its usual line; empty where that line is right."""
    w, lucks = words(lang), room.lucks
    if room.step not in GROWING or room.game.lesson.play == BARE or not lucks.count:
        return ""
    if not lucks.shown:
        return w("lesson_lucks.say.waiting") if room.step == GROWING[0] and not lucks.fault else ""
    whole, gallery = lucks.shown >= lucks.count, room.game.lesson.reveal.gallery is not None
    if room.step == GROWING[0] and not gallery and not lucks.grown.interval:
        return w("lesson_lucks.say.repeats_alike", n=lucks.shown)
    if whole:
        return ""
    key = "flips" if room.step != GROWING[0] else "gallery" if gallery else "repeats"
    return w(f"lesson_lucks.say.{key}", n=lucks.shown, of=lucks.count)


def know(room: Room, lang: str) -> list[str]:
    """What only the teacher needs to know of how far it is."""
    w, lucks = words(lang), room.lucks
    if lucks.fault:
        return [w("lesson_lucks.know.failed")] if not room.can_show(room.step) or room.step in GROWING else []
    if room.step not in GROWING or room.game.lesson.play == BARE or not lucks.count:
        return []
    if not lucks.shown:
        return [w("lesson_lucks.know.waiting")] if room.step == GROWING[0] else []
    return [w("lesson_lucks.know.grows", n=lucks.shown, of=lucks.count)] if lucks.shown < lucks.count else []
