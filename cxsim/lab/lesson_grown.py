"""The pages of the reveal that stand on other lucks, drawn from as many as are in; each says how many these are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxsim.lab import lesson_duties
from cxsim.lab.lesson_duties import Lots
from cxsim.lab.lesson_html import small
from cxsim.lab.lesson_later import APART
from cxsim.lab.lesson_steps import PART, paged
from cxsim.lab.lesson_waiting import GROWING
from cxsim.lessons.lucks import Ask, Found, Key, Place, Wishes

if TYPE_CHECKING:
    from cxsim.lessons.game import Game

TOLD = ("more", "fewer", "open")  # differences that are told with an interval


@dataclass
class Grown:
    """`html` by language and page, from so many lucks; `interval`: whether there is one to read aloud; `protest`: what to answer when two overlap."""

    html: dict[str, dict[int, str]] = field(default_factory=dict)
    lucks: int = 0
    interval: bool = False
    protest: dict[str, dict[int, str]] = field(default_factory=dict)  # by language and company shown, to “but they overlap”


def grown(events: list[dict[str, Any]], config_dir: str | None, lots: Lots, lucks: int, count: int) -> Grown:
    """The pages from the first `lucks` of `count` lucks, in both languages. Nothing is simulated here but in a bare game."""
    from cxsim.lessons.bare_debrief import BareDebrief
    from cxsim.report import lesson_sure
    from cxsim.report.lesson import Told
    from cxsim.report.lesson_page import late_pictures
    from cxsim.report.words import LANGUAGES

    debrief = lesson_duties.debrief_of(events, config_dir, lots)
    if isinstance(debrief, BareDebrief):
        return Grown(lesson_duties.pages(events, config_dir, lots).html, lucks)
    told = {lang: Told(debrief, lang) for lang in LANGUAGES}
    html: dict[str, dict[int, str]] = {}
    for lang, one in told.items():
        pages = lesson_duties.late_pages(one, late_pictures(one), count)
        html[lang] = {step: _counted(page, one.w, lucks, count) if step == GROWING[0] or lucks < count else page for step, page in pages.items()}
    return Grown(html, lucks, _has_interval(told[LANGUAGES[0]]), {lang: lesson_sure.protests(one) for lang, one in told.items()})


def _counted(page: str, w: Any, lucks: int, count: int) -> str:
    """Every part with the number of lucks it stands on, but those that have a number of their own."""
    line = small(w("lesson_lucks.so_far", n=lucks, of=count) if lucks < count else w("lesson_lucks.whole", n=count))
    return paged(part if part.startswith(APART) else part + line for part in page.split(PART))


def _has_interval(told: Any) -> bool:
    from cxsim.lessons.comparisons import CLASS, SAME

    return any(told.kind_of(company, told.main, first)[1] in TOLD for company in told.debrief.repeats for first in (SAME, CLASS))


def lots_of(wishes: Wishes | CellWishes, found: Found, lucks: int) -> Lots:
    """What the first lucks gave."""
    if isinstance(wishes, CellWishes):
        return Lots(cells=wishes.cells_of(found))
    repeats, designs, flips, fixes, gallery = wishes.together(found, lucks)
    return Lots(repeats, designs, flips, fixes, gallery=gallery)


class CellWishes:
    """The model's half of a bare game, in the form of `Wishes`: no decision of anybody changes it, and it is shown as a whole."""

    late = True

    def __init__(self, game: Game, count: int):
        from cxsim.lessons import divided

        self.game, self.cells = game, divided.keys(game.lesson) if game.lesson.divided else []
        first = game.record.events[0]
        self.place: Place = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir)
        self.seeds = divided.lucks_of(game, count) if self.cells else []
        self.lives = {f"{case} {units}": (case, units) for case, units in self.cells}

    def asks(self) -> list[Ask]:
        """A cell under one luck each."""
        return [Ask(self.place, seed, (key,)) for key in self.lives for seed in self.seeds]

    def job(self, ask: Ask) -> tuple[Any, ...]:
        """What is asked of a worker process."""
        return "lived", ask.place, self.lives[ask.keys[0]], [ask.seed]

    def whole(self, lucks: int) -> list[Key]:
        """Everything: there is no page of a part."""
        return [key for ask in self.asks() for key in ask.each()]

    def complete(self, found: Found) -> int:
        """Lucks that are in with every cell."""
        return next((n for n, seed in enumerate(self.seeds) if not all((self.place, seed, key) in found for key in self.lives)), len(self.seeds))

    def cells_of(self, found: Found) -> Any:
        """What was lived, cell by cell; None in a game without the model's half."""
        from cxsim.lessons import divided

        rows: dict[Any, Any] = {(cell, at): [found[self.place, seed, key]] for key, cell in self.lives.items() for at, seed in enumerate(self.seeds)}
        return divided.together(self.game, self.seeds, rows) if rows else None
