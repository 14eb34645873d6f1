"""Reward plans designed on paper: the slip of a plan, the wall's pages of what it may be made of, and labels of the grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxsim.lessons.form import Decision
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.scheme_kind import SCHEME, SchemeKind
from cxsim.lessons.scheme_typed import entries, open_to
from cxsim.lessons.slips import Column, asked
from cxsim.report import numbers
from cxsim.report.paper.blocks import Block, Entry, Gap, Tick, Words, typed
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.sheet import GREY, Sheet
from cxsim.report.words import raised

LABEL, TALL = 0.32, 7.0  # share of the width for a level's name; mm of a row
SMALL, TINY = 8.0, 7.0  # points


@dataclass(frozen=True)
class Weights:
    """A row of fields, one for each measure with its number; a stroke where a level cannot be paid by it."""

    label: str
    open: tuple[bool, ...]

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return max(TALL * scale, sheet.tall(self.label, width * LABEL - 1.0, typed(SMALL, scale))) + 1.2 * scale

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        tall = self.tall(sheet, width, scale) - 1.2 * scale
        text = sheet.tall(self.label, width * LABEL - 1.0, typed(SMALL, scale))
        sheet.set(self.label, x, y + (tall - text) / 2.0, width * LABEL - 1.0, typed(SMALL, scale))
        each = width * (1.0 - LABEL) / len(self.open)
        for place, able in enumerate(self.open):
            left, top = x + width * LABEL + place * each, y + (tall - TALL * scale) / 2.0
            if able:
                sheet.frame(left, top, each - 1.0, TALL * scale)
            else:
                sheet.rule(left + 1.0, top + TALL * scale / 2.0, left + each - 2.0, top + TALL * scale / 2.0, grey=GREY)


@dataclass(frozen=True)
class Heads:
    """Numbers of the measures over their fields."""

    count: int

    def tall(self, sheet: Sheet, width: float, scale: float) -> float:
        """Height."""
        return sheet.tall("1", 10.0, typed(SMALL, scale), bold=True) + 0.5

    def draw(self, sheet: Sheet, x: float, y: float, width: float, scale: float) -> None:
        """Draw."""
        each = width * (1.0 - LABEL) / self.count
        for place in range(self.count):
            sheet.set(str(place + 1), x + width * LABEL + place * each, y, each - 1.0, typed(SMALL, scale), bold=True, align="C")


def fields(pack: Pack, terms: Decision) -> list[Block]:
    """A plan to tick, or to tick and change."""
    kind = SchemeKind(terms)
    menu, w, lang = kind.menu, pack.w, pack.lang
    ready = [Tick(str(k), f"{one.label.of(lang)}. {one.line.of(lang)}", SMALL) for k, one in enumerate(menu.ready.values(), start=1)]
    if kind.ready_only:
        return [Words(pool(pack, menu), SMALL, before=0.0), Gap(1.5), *ready]
    blocks: list[Block] = [Words(pool(pack, menu), TINY, before=0.0), Gap(1.0), *(Tick(one.sign, one.label, TINY) for one in ready)]
    blocks += [Words(w("paper.slip.weights", n=menu.most, step=menu.step), SMALL, bold=True, before=2.0)]
    blocks += [Words(f"{k}  {measure.label.of(lang)}", SMALL, before=0.2) for k, measure in enumerate(menu.measures.values(), start=1)]
    blocks.append(Heads(len(menu.measures)))
    blocks += [Weights(raised(w.name("level", level)), tuple(name in open_to(menu, level) for name in menu.measures)) for level in menu.levels]
    for part in ("curve", "gate"):
        blocks.append(Words(w(f"lesson_plan.part.{part}"), SMALL, bold=True))
        blocks += [Tick(str(k), said, TINY) for k, said in enumerate(_said(menu, part, lang), start=1)]
    return [*blocks, Entry(w("paper.slip.later", most=menu.deferral_most, step=menu.deferral_step), 18.0, "%", SMALL)]


def pool(pack: Pack, menu: Menu) -> str:
    """What a plan may cost."""
    return pack.w("lesson_plan.pool", pool=numbers.percent(menu.pool_pct, 0, pack.lang))


def _said(menu: Menu, part: str, lang: str) -> list[str]:
    """Curves or gates in words."""
    return [f"{one.label.of(lang)}: {one.line.of(lang)}" if hasattr(one, "line") else one.label.of(lang) for one in entries(menu, part).values()]


def labels(menu: Menu, column: Column, lang: str) -> list[str]:
    """What the numbers of a column of the grid stand for."""
    known = menu.measures if column.rule == "measures" else entries(menu, column.part or "ready")
    return [one.label.of(lang) for one in known.values()]


def shown(pack: Pack) -> Iterator[tuple[str, list[str]]]:
    """Pages for the wall: heading and lines, of every plan that is decided on this clock."""
    names = dict.fromkeys(name for number in range(1, pack.world.rounds + 1) for name in asked(pack.lesson, number, pack.world.clock))
    for terms in (pack.lesson.decisions[name] for name in names):
        if terms.kind != SCHEME:
            continue
        kind, lang, w = SchemeKind(terms), pack.lang, pack.w
        menu = kind.menu
        yield w("paper.wall.ready"), [*(f"{k}  {one.label.of(lang)}. {one.line.of(lang)}" for k, one in enumerate(menu.ready.values(), start=1)), pool(pack, menu)]
        if not kind.ready_only:
            yield w("paper.wall.measures", n=menu.most), [f"{k}  {one.label.of(lang)}" for k, one in enumerate(menu.measures.values(), start=1)]
            for part in ("curve", "gate"):
                yield w(f"lesson_plan.part.{part}"), [f"{k}  {said}" for k, said in enumerate(_said(menu, part, lang), start=1)]
