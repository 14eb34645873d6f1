"""A print pack: what is in it, in which order, and the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cxsim.lessons.booklet import Table
from cxsim.lessons.form import BARE, Lesson
from cxsim.lessons.outcomes import AT
from cxsim.lessons.reveal_room import shown_unseen
from cxsim.lessons.seating import COMPANY_LETTERS, Seat
from cxsim.lessons.world import World
from cxsim.report import numbers
from cxsim.report.lesson_notes import kind_of_round
from cxsim.report.paper.sheet import Sheet
from cxsim.report.words import Words, raised, words


@dataclass(frozen=True)
class Pack:
    """Everything the pages are made of; `table` is None for a lesson without one."""

    world: World
    seats: Mapping[str, Seat]
    table: Table | None
    lang: str
    grid: str  # name of the grid for slips
    command: str  # that plays from it
    seed: int = 1  # of the game: draws of a bare one

    @property
    def lesson(self) -> Lesson:
        """The lesson."""
        return self.world.lesson

    @cached_property
    def w(self) -> Words:
        """The catalogue."""
        return words(self.lang)

    @property
    def title(self) -> str:
        """Of the lesson."""
        return self.lesson.title.of(self.lang)

    @property
    def plans(self) -> list[str]:
        """Plans by round."""
        return self.lesson.clocks[self.world.clock].plans

    @property
    def people(self) -> list[Seat]:
        """Seats that are sat on."""
        return [seat for seat in self.seats.values() if seat.decides]

    @property
    def reveal(self) -> str:
        """Which seven steps the reveal has: of a bare game, of plans side by side, or the usual ones."""
        return "steps_bare" if self.lesson.play == BARE else "steps_gallery" if self.lesson.reveal.gallery is not None else "steps"

    def steps(self, part: str) -> list[Any]:
        """The seven steps of the reveal on the pages of `part`; the third tells what this lesson shows there."""
        steps = list(self.w.get(f"paper.{part}.{self.reveal}"))
        if (shown := shown_unseen(self.lesson)) and self.reveal == "steps":
            steps[2] = self.w.get(f"lesson_told.paper.{part}.{shown}")
        return steps

    def foot(self, part: str) -> str:
        """At the lower edge of a page."""
        return self.w("paper.foot", title=self.title, part=self.w(f"paper.part.{part}"))

    def round(self, number: int) -> str:
        """What a round is called, as a heading."""
        return raised(self.w(f"lesson.round.{kind_of_round(self.lesson)}", n=number))

    def company(self, seat: Seat) -> str:
        """Which company, empty when there is one."""
        if len({one.company for one in self.people}) < 2:
            return ""
        return self.w("paper.card.company", letter=COMPANY_LETTERS[seat.company])

    def called(self, seat: Seat) -> str:
        """A seat with its company."""
        company = self.company(seat)
        return f"{seat.name.of(self.lang)} ({company})" if company else seat.name.of(self.lang)

    def post(self, name: str) -> str:
        """What a post is called."""
        units = self.world.settings.company.units
        return str(getattr(units[name], f"label_{self.lang}")) if name in units else name

    def outcome(self, name: str) -> str:
        """An outcome with its unit."""
        base, _, number = name.partition(AT)
        said = self.w.get(f"lesson.outcome.{base}") or self.w.name("metric", base)
        return f"{said}, {self.w(f'lesson.round.{kind_of_round(self.lesson)}', n=number)}" if number else said

    def number(self, value: float, places: int = 0, signed: bool = False) -> str:
        """A number as the language writes it."""
        return numbers.number(value, places, self.lang, signed)


PARTS = ("guide", "script", "wall", "seats", "slips", "guesses", "labels", "votes", "table", "ticket")


def sheet_of(pack: Pack) -> tuple[Sheet, dict[str, tuple[int, int]]]:
    """The pages, and first and last page of every part that has any. The first page names the others, so it is set twice."""
    ranges: dict[str, tuple[int, int]] = {}
    for _ in range(2):
        sheet, found = _set(pack, ranges)
        if found == ranges:
            break
        ranges = found
    return sheet, ranges


def _set(pack: Pack, ranges: Mapping[str, tuple[int, int]]) -> tuple[Sheet, dict[str, tuple[int, int]]]:
    from cxsim.report.paper import cards, guide, pots, script, tables, wall

    makers: dict[str, Callable[[Sheet, Pack], None]] = {
        "guide": lambda sheet, pack: guide.pages(sheet, pack, ranges), "script": script.pages, "wall": wall.pages, "seats": cards.seats, "slips": cards.slips,
        "guesses": cards.guesses, "labels": cards.labels, "votes": cards.votes, "table": pots.pages if pots.has(pack) else tables.pages, "ticket": cards.tickets,
    }  # fmt: skip
    sheet, found = Sheet(pack.w("paper.guide.title", title=pack.title), pack.lang), {}
    for part in PARTS:
        before = sheet.number
        makers[part](sheet, pack)
        if sheet.number > before:
            found[part] = (before + 1, sheet.number)
    return sheet, found
