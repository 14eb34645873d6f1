"""The first pages: what to print, how to play with one computer or none, and what may stand in the grid of slips."""

from __future__ import annotations

from collections.abc import Mapping

from cxsim.lessons import slips as grid
from cxsim.lessons.form import EVERYBODY
from cxsim.report import lesson_other
from cxsim.report.paper import plans, pots
from cxsim.report.paper.pack import PARTS, Pack
from cxsim.report.paper.sheet import MARGIN, Sheet
from cxsim.report.words import raised

BODY, HEAD, ROW = 10.5, 13.0, 9.0  # points
SPLIT = 62.0  # mm to the second column of a table


def pages(sheet: Sheet, pack: Pack, ranges: Mapping[str, tuple[int, int]]) -> None:
    """`ranges` are first and last page of each part as they were found before, empty at first."""
    w, clock = pack.w, pack.lesson.clocks[pack.world.clock]
    sheet.page(pack.foot("guide"))
    y = sheet.set(w("paper.guide.title", title=pack.title), MARGIN, MARGIN, sheet.inner, 20.0, bold=True) + 2.0
    y = sheet.set(w("paper.guide.lead_chairs" if pack.lesson.seats.kind == EVERYBODY else "paper.guide.lead", people=len(pack.people), minutes=clock.minutes), MARGIN, y, sheet.inner, BODY) + 3.0
    y = _head(sheet, w("paper.guide.print"), y)
    for part in PARTS[1:]:
        first, last = ranges.get(part, (0, 0))
        if ranges and not first:
            continue
        how = w("paper.guide.per_room" if part == "script" else "paper.guide.wall" if part == "wall" else "paper.guide.each")
        span = w(f"paper.guide.pages.{'one' if first == last else 'other'}", a=first, b=last)
        sheet.set(raised(w(f"paper.part.{part}")), MARGIN, y, SPLIT - 2.0, BODY)
        y = sheet.set(f"{span}, {how}", MARGIN + SPLIT, y, sheet.inner - SPLIT, BODY) + 0.6
    y = _head(sheet, w("paper.guide.ways"), y + 2.0)
    for key, steps in (("typed", w.get("paper.guide.typed.steps")), ("bare", w.get("pots.guide" if pots.has(pack) else f"paper.guide.bare.{pack.table.kind if pack.table else 'none'}"))):
        y = sheet.set(w(f"paper.guide.{key}.head"), MARGIN, y + 1.0, sheet.inner, BODY + 0.5, bold=True) + 0.8
        for number, step in enumerate(steps, start=1):
            sheet.set(str(number), MARGIN, y, 6.0, BODY, bold=True)
            y = sheet.set(step.format(grid=pack.grid, command=pack.command, other=_second(pack)), MARGIN + 7.0, y, sheet.inner - 7.0, BODY) + 0.8
    _columns(sheet, pack)


def _second(pack: Pack) -> str:
    """The plan whose pages are handed out last, by its name."""
    plans = pack.table.plans if pack.table is not None else []
    return lesson_other.quoted(pack.lesson.plans[plans[-1]].label.of(pack.lang), pack.lang) if plans and plans[-1] in pack.lesson.plans else ""


def _head(sheet: Sheet, text: str, y: float) -> float:
    y = sheet.set(text, MARGIN, y + 2.0, sheet.inner, HEAD, bold=True)
    sheet.rule(MARGIN, y + 0.5, sheet.width - MARGIN, y + 0.5, thick=0.4)
    return y + 2.0


def _columns(sheet: Sheet, pack: Pack) -> None:
    """What may stand in each column of the grid."""
    w = pack.w
    sheet.page(pack.foot("guide"))
    y = _head(sheet, w("paper.guide.columns"), MARGIN)
    y = sheet.set(w("paper.guide.columns_note"), MARGIN, y, sheet.inner, BODY) + 2.0
    found = grid.columns(pack.lesson, pack.world.clock)
    if any(column.rule == "measures" for column in found):
        y = sheet.set(w("paper.guide.plan_note"), MARGIN, y, sheet.inner, BODY) + 2.0
    for column in found:
        allowed = allowed_of(pack, column)
        tall = max(sheet.tall(column.name, SPLIT - 2.0, ROW), sheet.tall(allowed, sheet.inner - SPLIT, ROW))
        if y + tall > sheet.bottom:
            sheet.page(pack.foot("guide"))
            y = MARGIN
        sheet.set(column.name, MARGIN, y, SPLIT - 2.0, ROW)
        sheet.set(allowed, MARGIN + SPLIT, y, sheet.inner - SPLIT, ROW)
        y += tall + 0.8
        sheet.rule(MARGIN, y - 0.4, sheet.width - MARGIN, y - 0.4, grey=200)


def allowed_of(pack: Pack, column: grid.Column) -> str:
    """What may stand in a column: numbers, or options with theirs."""
    if column.numbers:
        listed = ", ".join(f"{k} = {label}" for k, label in enumerate(_labels(pack, column), start=1))
        return pack.w("paper.allowed.measures", names=listed) if column.rule == "measures" else listed
    return pack.w(f"paper.allowed.{column.rule}", **{name: pack.number(value) for name, value in zip("abc", column.limits)})


def _labels(pack: Pack, column: grid.Column) -> list[str]:
    if column.decision:
        terms = pack.lesson.decisions[column.decision]
        if terms.menu is not None:
            return plans.labels(terms.menu, column, pack.lang)
        return [option.label.of(pack.lang) for option in (terms.options or terms.cards).values()]
    asked = pack.lesson.predictions[column.part]
    return [option.of(pack.lang) for option in asked.options.values()] or [pack.w("paper.guess.yes"), pack.w("paper.guess.no")]
