"""What stands on the wall while something is computed: how far it is, as a bar and in words, and about how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from html import escape
from math import ceil
from typing import TYPE_CHECKING

from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

MINUTE, TELLING = 60.0, 0.05  # seconds; share done from which the time left can be told
STEPS = 100  # redraws at most


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
    left = room.lucks.progress.left
    return (int(STEPS * room.lucks.progress.share), left is not None and ceil(left / MINUTE))


def living(room: Room, w: Words) -> str:
    """While a round is lived."""
    made = room.living
    said = w("lesson_say.wall.living.other", n=made.done, of=made.planned) if made.planned > 1 else w("lesson_say.wall.living.one")
    return f'<p class="computing">{escape(said)}</p>' + (_bar(made, w) if made.planned > 1 else "")


def page(room: Room, w: Words) -> str:
    """While a page of the reveal is not there yet."""
    made = room.lucks.progress
    lines = [w("lesson_say.wall.lucks", n=made.done, of=made.planned), *([told_left(made.left, w)] if made.left is not None else [])]
    return "".join(f'<p class="computing">{escape(line)}</p>' for line in lines[:1]) + _bar(made, w) + "".join(f'<p class="small">{escape(line)}</p>' for line in lines[1:])


def told_left(seconds: float, w: Words) -> str:
    """The time left in words, never to the second."""
    minutes = ceil(seconds / MINUTE)
    return w(f"lesson_say.wall.left.{'seconds' if seconds < MINUTE else 'minute' if minutes == 1 else 'minutes'}", n=minutes)


def _bar(made: Progress, w: Words) -> str:
    label = escape(w("lesson_say.wall.lucks", n=made.done, of=made.planned))
    return f'<progress max="{max(made.planned, 1)}" value="{made.done}" aria-label="{label}"></progress>'
