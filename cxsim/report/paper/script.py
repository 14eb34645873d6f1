"""The teacher's script on two pages: minutes, what to say when, what one hears, and what to say when it does not come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxsim.lessons import parts
from cxsim.lessons.form import BARE, COMMITTEE
from cxsim.report import lesson_other
from cxsim.report.lesson_notes import Notes, ask_text, kind_of_round, kind_of_seat, spans
from cxsim.report.lesson_time import told_rounds
from cxsim.report.paper.pack import Pack
from cxsim.report.paper.sheet import MARGIN, DoesNotFit, Sheet, columns, leading
from cxsim.report.words import raised

GAP = 7.0  # mm between columns
SIZES = tuple(12.0 - 0.25 * k for k in range(25))  # points, the largest that fits two pages
PAGES, COLUMNS = 2, 2
MARK, NARROW = 12.0, 5.0  # mm for minutes and for numbers, at nine points


@dataclass(frozen=True)
class Line:
    """A line of the script: a heading, or a text with a mark at its left."""

    text: str
    mark: str = ""
    head: bool = False


def pages(sheet: Sheet, pack: Pack) -> None:
    """Two pages. Raises DoesNotFit when even small type does not bring it onto two."""
    lines = list(script(pack))
    title = pack.w("paper.script.title", title=pack.title)
    sheet.page(pack.foot("script"))
    top = sheet.set(title, MARGIN, MARGIN, sheet.inner, 16.0, bold=True) + 3.0
    width, places = columns(sheet.inner, COLUMNS, GAP)
    for size in SIZES:
        placed = _placed(sheet, lines, width, size, top)
        if placed is not None:
            break
    else:
        raise DoesNotFit(title)
    before = 0
    for line, (number, y) in zip(lines, placed):
        if number >= COLUMNS > before:
            sheet.page(pack.foot("script"))
        before = number
        _draw(sheet, line, MARGIN + places[number % COLUMNS], y, width, size)
    if before < COLUMNS:
        sheet.page(pack.foot("script"))


def _placed(sheet: Sheet, lines: list[Line], width: float, size: float, top: float) -> list[tuple[int, float]] | None:
    """Column (from 0, over both pages) and top of every line; None when there are more columns than two pages have."""
    found, column, y = [], 0, top
    for place, line in enumerate(lines):
        wanted = _tall(sheet, line, width, size)
        kept = wanted + (_tall(sheet, lines[place + 1], width, size) if line.head and place + 1 < len(lines) else 0.0)  # a heading stays with what it heads
        if y + kept > sheet.bottom:
            column, y = column + 1, (top if column + 1 < COLUMNS else MARGIN)
        found.append((column, y))
        y += wanted
    return found if column < PAGES * COLUMNS else None


def _tall(sheet: Sheet, line: Line, width: float, size: float) -> float:
    if line.head:
        return sheet.tall(line.text, width, size + 1.0, bold=True) + 0.9 * leading(size)
    return sheet.tall(line.text, width - _indent(line, size), size) + 0.3 * leading(size)


def _indent(line: Line, size: float) -> float:
    return (MARK if len(line.mark) > 2 else NARROW) * size / 9.0 if line.mark else 0.0


def _draw(sheet: Sheet, line: Line, x: float, y: float, width: float, size: float) -> None:
    if line.head:
        bottom = sheet.set(line.text, x, y + 0.4 * leading(size), width, size + 1.0, bold=True)
        sheet.rule(x, bottom + 0.3, x + width, bottom + 0.3, thick=0.3)
        return
    indent = _indent(line, size)
    if line.mark:
        sheet.set(line.mark, x, y, indent - 1.0, size, bold=True)
    sheet.set(line.text, x + indent, y, width - indent, size)


def script(pack: Pack) -> Iterator[Line]:
    """Everything said and done, in the order of the lesson."""
    w, lesson, lang, notes = pack.w, pack.lesson, pack.lang, Notes(pack.lesson, pack.lang)
    yield Line(w("lesson.notes.time"), head=True)
    yield from (Line(what, minutes) for minutes, what in notes.timetable(pack.world.clock))
    yield Line(w("paper.script.end"))
    yield Line(w("lesson.notes.aim"), head=True)
    yield Line(" ".join(lesson.aim.of(lang).split()))
    yield Line(w("paper.script.hands"))
    yield Line(w("lesson.notes.say_first"), head=True)
    yield Line(_quoted(pack, w("lesson.notes.say_first_text")))
    yield Line(w("lesson.notes.room"))
    yield Line(w("paper.script.plans"), head=True)
    yield from (Line(lesson.plans[plan].shown.of(lang), str(first) if first == last else f"{first}–{last}") for plan, first, last in spans(pack.plans))
    yield Line(w("lesson.notes.each_round"), head=True)
    yield from (Line(text) for text in _rounds(pack))
    yield from (Line(f"{raised(when)}: {_quoted(pack, said)}") for when, said in _said(pack, notes))
    yield Line(w("paper.script.reveal"), head=True)
    yield from (Line(text.format(versus=lesson_other.versus(lesson, pack.world.clock, w)), str(number)) for number, text in enumerate(pack.steps("script"), start=1))
    yield Line(w("paper.script.flips"), head=True)
    yield from (Line(flip.text.of(lang)) for flip in lesson.reveal.flips)
    yield Line(w("lesson.section.debrief"), head=True)
    yield from (Line(question.of(lang), str(number)) for number, question in enumerate(lesson.debrief, start=1))
    yield Line(w("lesson.notes.hear"), head=True)
    yield from (Line(f"{_quoted(pack, heard.say.of(lang))} – {heard.answer.of(lang)}") for heard in lesson.hear)
    yield Line(w("lesson.notes.unexpected"), head=True)
    yield Line(_quoted(pack, w("lesson.unexpected.general")))
    yield Line(ask_text(lesson, lang))
    yield Line(w("lesson.unexpected.likely"))
    yield from (Line(reason.of(lang)) for reason in lesson.unexpected)
    yield Line(w("lesson.section.ticket"), head=True)
    yield from (Line(text, str(number)) for number, text in enumerate(w.get("lesson.ticket_items"), start=1))
    yield Line(w("lesson.notes.rubric"))


def _rounds(pack: Pack) -> list[str]:
    """What is said in every round, with the time that the countdown of the lab has too."""
    w, lesson, kind = pack.w, pack.lesson, kind_of_seat(pack.lesson)
    time = told_rounds(lesson, pack.world.clock, kind_of_round(lesson), w)
    before = w(f"lesson_say.open.{kind if kind != COMMITTEE else 'slips'}", time=time)
    filled = {"before": before, "soon": w(f"lesson_say.soon.{kind}"), "one": w(f"lesson_say.look.one.{kind}")}
    return [text.format(**filled) for text in w.get("paper.script.rounds_bare" if lesson.play == BARE else "paper.script.rounds")]


def _said(pack: Pack, notes: Notes) -> list[tuple[str, str]]:
    """Lines of this clock's rounds and stretches: a longer clock knows some that a shorter one does not."""
    apart = set(parts.ORDER) - set(pack.lesson.parts.get(pack.world.clock, []))
    return [row for row, line in zip(notes.script(), pack.lesson.script) if line.round <= pack.world.rounds and (line.when == parts.PRACTICE or line.when not in apart)]


def _quoted(pack: Pack, text: str) -> str:
    return f"”{text}”" if pack.lang == "fi" else f"“{text}”"
