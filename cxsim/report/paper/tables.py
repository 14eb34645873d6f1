"""The table a room without a computer looks its result up in: rows of votes under each plan, ready designs, or single fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxsim.lessons import booklet
from cxsim.lessons.booklet import Table
from cxsim.report import numbers
from cxsim.report.lesson_other import quoted
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.sheet import MARGIN, PALE, SHORT, Sheet, leading
from cxsim.study.statistics import single_interval

LARGE, SMALL, HEAD = 10.5, 7.5, 8.0  # points
ROW, LOWEST, WIDEST_KEY, GAP = 8.0, 6.5, 62.0, 2.5  # mm
LETTER, KEY = 12.0, 7.5  # mm of a column of votes at least, and the type of its head
DECIMALS = {True: 1, False: 0}  # of outcomes up to a hundred, and beyond


@dataclass(frozen=True)
class Cell:
    """A mean with its 95 % interval, as printed."""

    mean: str
    range: str


def pages(sheet: Sheet, pack: Pack) -> None:
    """All pages of the table; nothing without one."""
    table = pack.table
    if table is None:
        return
    if table.kind == booklet.VOTES:
        for place in range(len(table.plans)):
            _votes(sheet, pack, table, place)
        return
    labels = _labels(pack, table)
    heads = [pack.outcome(name) for name in table.outcomes]
    rows = [(labels[row], cells) for row, cells in zip(table.rows, single(pack, table))]
    first = pack.w("paper.table.design" if table.kind in (booklet.POLICIES, booklet.READY) else "paper.table.fix")
    _set(sheet, pack, pack.w(f"paper.table.title.{table.kind}"), pack.w(f"paper.table.lead.{table.kind}", years=table.rounds), [(first, WIDEST_KEY)], heads, [([label], cells) for label, cells in rows])


def _labels(pack: Pack, table: Table) -> dict[tuple[str, ...], str]:
    lesson, lang = pack.lesson, pack.lang
    if table.kind == booklet.POLICIES:
        return {(name,): f"{policy.label.of(lang)}\n{policy.does.of(lang)}" for name, policy in lesson.robots.policies.items()}
    if table.kind == booklet.READY:
        menu = next(decision.menu for decision in lesson.decisions.values() if decision.menu is not None)
        return {(name,): f"{one.label.of(lang)}\n{one.line.of(lang)}" for name, one in menu.ready.items()}
    cards = next(decision.cards for decision in lesson.decisions.values() if decision.kind == "order")
    return {(): pack.w("paper.table.none"), **{(name,): card.label.of(lang) for name, card in cards.items()}}


def single(pack: Pack, table: Table) -> list[list[Cell]]:
    """Cells of a table of one plan: levels; of fixes the first row's level, then gains over it, luck by luck."""
    values = table.values[:, 0]
    if table.kind != booklet.FIXES:
        return [[cell(pack, luck) for luck in row] for row in values]
    return [[cell(pack, luck) for luck in values[0]], *([cell(pack, luck, signed=True) for luck in row - values[0]] for row in values[1:])]


def of_plan(pack: Pack, table: Table, place: int) -> list[list[Cell]]:
    """Cells of every row under a plan; under a later plan with its first outcome less the first plan's, luck by luck, at the end."""
    rows = []
    for row in table.values:
        cells = [cell(pack, luck) for luck in row[place]]
        rows.append([*cells, cell(pack, row[place][0] - row[0][0], signed=True)] if place else cells)
    return rows


def cell(pack: Pack, lucks: np.ndarray, signed: bool = False) -> Cell:
    """Mean and interval over lucks."""
    mean, _, _, lo, hi, _ = single_interval(lucks)
    places = DECIMALS[abs(mean) < 100.0]
    return Cell(pack.number(mean, places, signed), numbers.interval(lo, hi, places, pack.lang, signed))


def _votes(sheet: Sheet, pack: Pack, table: Table, place: int) -> None:
    """Pages of one plan, one for every vote of the first post."""
    w, plan = pack.w, pack.lesson.plans[table.plans[place]]
    heads, against = [pack.outcome(name) for name in table.outcomes], quoted(pack.lesson.plans[table.plans[0]].label.of(pack.lang), pack.lang)
    if place:
        heads.append(w("paper.table.less", outcome=pack.outcome(table.outcomes[0]), first=against))
    lead = f"{plan.shown.of(pack.lang)} {w('paper.table.lead.votes_other' if place else 'paper.table.lead.votes', years=table.rounds, first=against)}"
    keys = [(pack.post(post), max(LETTER, sheet.measure(pack.post(post), KEY, bold=True) + 2.5)) for post in table.posts]
    rows, cells, profiles = table.rows, of_plan(pack, table, place), pack.lesson.booklet.profiles if pack.lesson.booklet else {}
    for first in dict.fromkeys(row[0] for row in rows):
        title = w("paper.table.title.votes", plan=plan.label.of(pack.lang))
        group = w("paper.table.group", post=pack.post(table.posts[0]), name=f"{first} {profiles[first].label.of(pack.lang)}")
        own = [(list(row), own) for row, own in zip(rows, cells) if row[0] == first]
        _set(sheet, pack, f"{title} · {group}", lead, keys, heads, own, letters=True)


def _set(sheet: Sheet, pack: Pack, title: str, lead: str, keys: Sequence[tuple[str, float]], heads: Sequence[str], rows: Sequence[tuple[list[str], list[Cell]]], letters: bool = False) -> None:
    """Rows under a head that stands on every page again."""
    table = pack.table
    assert table is not None  # noqa: S101  callers set rows of it
    note = pack.w("paper.table.note", n=len(table.seeds), count=pack.number(pack.world.settings.customers.count), first=pack.number(table.seeds[0]).replace(",", "").replace("\u202f", ""), last=str(table.seeds[-1]))
    left = sum(width for _, width in keys)
    each = (SHORT - 2 * MARGIN - left) / len(heads)
    y, bottom, row = 0.0, -1.0, ROW
    for place, (names, cells) in enumerate(rows):
        tall = max(ROW, *(_key_tall(sheet, name, wide) for name, (_, wide) in zip(names, keys))) if not letters else row
        if y + tall > bottom:
            y = _head(sheet, pack, title, lead, keys, heads, left, each)
            bottom = sheet.bottom - sheet.tall(note, sheet.inner, SMALL) - 1.5
            sheet.set(note, MARGIN, bottom + 1.5, sheet.inner, SMALL)
            if letters and not place:  # a last row or two never stand alone on a page
                row = tall = min(ROW, max(LOWEST, (bottom - y) / len(rows) - 0.01))
        if place % 2 == 0:
            sheet.frame(MARGIN, y, sheet.inner, tall, shade=PALE)
        x = MARGIN
        for name, (_, wide) in zip(names, keys):
            if letters:
                sheet.set(name, x, y + (tall - leading(LARGE)) / 2.0, wide, LARGE + 1.0, bold=True, align="C")
            else:
                head, _, more = name.partition("\n")
                below = sheet.set(head, x + 1.0, y + 0.8, wide - 2.0, 9.5, bold=True)
                if more:
                    sheet.set(more, x + 1.0, below, wide - 2.0, SMALL)
            x += wide
        for k, one in enumerate(cells):
            right = MARGIN + left + k * each
            sheet.set(one.mean, right, y + (tall - leading(LARGE)) / 2.0, each * 0.40, LARGE, bold=True, align="R")
            sheet.set(one.range, right + each * 0.40 + 1.5, y + (tall - leading(SMALL)) / 2.0 + 0.3, each * 0.60 - 2.0, SMALL)
        y += tall
        if letters and place % 9 == 8:
            sheet.rule(MARGIN, y, sheet.width - MARGIN, y, thick=0.3)


def _key_tall(sheet: Sheet, name: str, wide: float) -> float:
    head, _, more = name.partition("\n")
    return sheet.tall(head, wide - 2.0, 9.5, bold=True) + (sheet.tall(more, wide - 2.0, SMALL) if more else 0.0) + 1.6


def _head(sheet: Sheet, pack: Pack, title: str, lead: str, keys: Sequence[tuple[str, float]], heads: Sequence[str], left: float, each: float) -> float:
    sheet.page(pack.foot("table"))
    y = sheet.set(title, MARGIN, MARGIN - 4.0, sheet.inner, 13.0, bold=True) + 0.5
    y = sheet.set(lead, MARGIN, y, sheet.inner, 8.5) + 2.0
    small = KEY if len(keys) > 1 else HEAD
    tall = max([*(sheet.tall(text, wide - 1.0, small, bold=True) for text, wide in keys), *(sheet.tall(text, each - GAP, HEAD, bold=True) for text in heads)])
    x = MARGIN
    for text, wide in keys:
        sheet.set(text, x, y, wide - 1.0, small, bold=True, align="C" if len(keys) > 1 else "L")
        x += wide
    for k, text in enumerate(heads):
        sheet.set(text, MARGIN + left + k * each + GAP, y, each - GAP, HEAD, bold=True)
    y += tall + 1.0
    sheet.rule(MARGIN, y, sheet.width - MARGIN, y, thick=0.5)
    return y + 0.5
