"""Pages of the reveal in parts that fit a projector, and where the wall stands: which part, and how far down it is scrolled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

PART = '<hr class="part">'  # between parts of a page; where a page is read as a whole it is a line
FURTHER = '<span class="further"></span>'  # before the first part that the timetable has no time for: it is shown when the teacher opens it
OF = '<span class="of" data-company="{}"></span>'  # in a part about one company, for who speaks beside it
ABOUT = '<span class="about" data-about="{}"></span>'  # what a part is about, where it has a line of its own to say
_ABOUT = re.compile(re.escape(ABOUT).replace(re.escape("{}"), r"(\w+)"))
_OF = re.compile(re.escape(OF).replace(re.escape("{}"), r"(\d+)"))
REVEAL = "reveal"


def paged(parts: Iterable[str]) -> str:
    """Parts that are not empty as one page."""
    return PART.join(part for part in parts if part)


def about(what: str, part: str) -> str:
    """A part that is not empty, marked with what it is about; no mark for nothing in particular."""
    return ABOUT.format(what) + part if part and what else part


def split(parts: Iterable[str], further: Iterable[str]) -> str:
    """A page with further parts after those that everybody sees."""
    first, rest = paged(parts), paged(further)
    return f"{first}{PART}{FURTHER}{rest}" if rest else first


class Steps:
    """Where the wall stands within a page of the reveal. A page that has just been turned to is at its first part, and at its top.

    Further parts lie behind those that everybody sees: going on leaves them out, `open` shows them.
    """

    def __init__(self, room: Room):
        self.room = room
        self._part: tuple[object, int] = (None, 0)
        self._down: tuple[object, int] = (None, 0)

    def _page(self) -> tuple[object, ...]:
        return self.room.stage, self.room.step

    def parts(self) -> list[str]:
        """The page that is shown, part by part; one empty part while there is none."""
        pages, step = self.room.pages, self.room.step
        html = pages.html[self.room.lang].get(step, "") if pages is not None and self.room.stage == REVEAL else ""
        return html.split(PART)

    @property
    def count(self) -> int:
        """Parts of the page that is shown."""
        return len(self.parts())

    @property
    def main(self) -> int:
        """Parts that everybody sees, before the further ones."""
        parts = self.parts()
        return next((place for place, part in enumerate(parts) if part.startswith(FURTHER)), len(parts))

    @property
    def further(self) -> int:
        """Further parts that are not opened yet: how many there are, 0 once one of them is shown."""
        return self.count - self.main if self.part < self.main else 0

    @property
    def opened(self) -> bool:
        """Whether a further part is shown."""
        return self.part >= self.main

    @property
    def part(self) -> int:
        """The part shown, from 0."""
        page, part = self._part
        return min(part, self.count - 1) if page == self._page() else 0

    @property
    def company(self) -> int | None:
        """The company the part shown is about; None where it is about all."""
        found = _OF.search(self.parts()[self.part])
        return int(found[1]) if found else None

    @property
    def about(self) -> str:
        """What the part shown is about; empty where the line of its page holds for it too."""
        found = _ABOUT.search(self.parts()[self.part])
        return found[1] if found else ""

    @property
    def down(self) -> int:
        """Steps the wall is scrolled down."""
        where, down = self._down
        return down if where == (*self._page(), self.part) else 0

    def more(self) -> bool:
        """Whether another part follows on this page that is not left out."""
        return self.part + 1 < (self.count if self.opened else self.main)

    def next(self) -> None:
        """The next part, else the next page."""
        with self.room.lock:
            if self.more():
                self._turn(self.part + 1)
            else:
                self.room.next_step()

    def open(self) -> None:
        """The first of the further parts."""
        with self.room.lock:
            if self.further:
                self._turn(self.main)

    def skip(self) -> None:
        """The next page, whatever is left of this one."""
        with self.room.lock:
            self.room.next_step()

    def back(self) -> None:
        """The part before, else the last part of the page before that everybody sees."""
        with self.room.lock:
            if self.part > 0:
                self._turn(self.part - 1)
            else:
                self.room.back_step()
                self._turn(self.main - 1)

    def scroll(self, by: int) -> None:
        """The wall down (1) or up (-1)."""
        with self.room.lock:
            self._down = ((*self._page(), self.part), max(0, self.down + by))
            self.room.version += 1

    def _turn(self, part: int) -> None:
        self._part = (self._page(), part)
        self.room.version += 1
