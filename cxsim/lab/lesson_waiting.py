"""What stands on the wall while something is computed: how far it is, as a bar and in words, and about how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from math import ceil
from typing import TYPE_CHECKING

from cxsim.lessons.form import BARE
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

MINUTE, TELLING = 60.0, 0.05  # seconds; share done from which the time left can be told
STEPS = 100  # redraws at most
GROWING = (6, 7)  # pages that stand on other lucks, the first of them on these alone


class Progress:
    """Parts done of so many, and when the first was asked for, on a steady clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self.begin(0)

    def begin(self, planned: int, done: int = 0) -> None:
        """Count from what is done already."""
        self.done, self.planned, self.ahead, self.begun = done, planned, done, self._now()

    @property
    def share(self) -> float:
        """Share done, 0 to 1."""
        return self.done / self.planned if self.planned else 0.0

    @property
    def left(self) -> float | None:
        """Seconds left if it goes on as so far; None while too little is done to tell."""
        since = self.done - self.ahead
        return (self._now() - self.begun) * (self.planned - self.done) / since if since and since >= TELLING * (self.planned - self.ahead) else None


def key(room: Room) -> object:
    """Changes when what stands here must be drawn anew; 0 where nobody waits."""
    if room.stage == "living":
        return room.living.done
    if room.stage != "reveal" or room.step == 1 or room.can_show(room.step):
        return 0
    made = awaited(room)
    return (int(STEPS * made.share), made.left is not None and ceil(made.left / MINUTE), room.lucks.complete, room.lucks.drawing, bool(room.lucks.fault))


def awaited(room: Room) -> Progress:
    """What the page that is shown waits for: the first lucks, or all of them where it is shown as a whole."""
    return room.lucks.progress if room.game.lesson.play == BARE else room.lucks.soon


def living(room: Room, w: Words) -> str:
    """While a round is lived."""
    made = room.living
    said = w("lesson_say.wall.living.other", n=made.done, of=made.planned) if made.planned > 1 else w("lesson_say.wall.living.one")
    return f'<p class="computing">{escape(said)}</p>' + (_bar(made, w) if made.planned > 1 else "")


def page(room: Room, w: Words) -> str:
    """While a page of the reveal is not there yet."""
    lucks, made = room.lucks, awaited(room)
    if lucks.fault:
        return f'<p class="computing" role="alert">{escape(w("lesson_lucks.failed"))}</p>'
    bare = room.game.lesson.play == BARE
    if not bare and (room.step < GROWING[0] or room.pages is None):  # what stands on the game's own luck
        return f'<p class="computing">{escape(w("lesson_say.reason.computing"))}</p>'
    if lucks.drawing:
        return f'<p class="computing">{escape(w("lesson_lucks.drawing"))}</p>'
    first = w("lesson_say.wall.lucks", n=made.done, of=made.planned) if bare else opening(room, w)
    left = f'<p class="small">{escape(told_left(made.left, w))}</p>' if made.left is not None else ""
    return f'<p class="computing">{escape(first)}</p>{_bar(made, w)}{left}'


def opening(room: Room, w: Words) -> str:
    """How many lucks are in, and with how many the page opens."""
    lucks = room.lucks
    return w("lesson_lucks.opens" if lucks.opens < lucks.count else "lesson_lucks.opens_all", n=lucks.complete, first=lucks.opens, of=lucks.count)


def stopped(room: Room, w: Words) -> str:
    """Under a page that will not grow by itself any more, since something went wrong; empty where nothing did."""
    lucks = room.lucks
    if not lucks.fault or room.step not in GROWING or lucks.shown >= lucks.count:
        return ""
    return f'<p class="computing" role="alert">{escape(w("lesson_lucks.stopped", n=lucks.shown, of=lucks.count))}</p>'


def titled(room: Room, title: str, w: Words) -> str:
    """The title of a page, with how many lucks it stands on so far."""
    growing = room.step == GROWING[0] and 0 < room.lucks.shown < room.lucks.count
    return w("lesson_lucks.title", title=title, n=room.lucks.shown) if growing else title


def told_left(seconds: float, w: Words) -> str:
    """The time left in words, never to the second."""
    minutes = ceil(seconds / MINUTE)
    return w(f"lesson_say.wall.left.{'seconds' if seconds < MINUTE else 'minute' if minutes == 1 else 'minutes'}", n=minutes)


def _bar(made: Progress, w: Words) -> str:
    label = escape(w("lesson_say.wall.lucks", n=made.done, of=made.planned))
    return f'<progress max="{max(made.planned, 1)}" value="{made.done}" aria-label="{label}"></progress>'
