"""A plan letter as a Word document of one A4 page: the same texts as the HTML page, the same bytes for the same letter."""

from __future__ import annotations

from typing import Any

from cxsim.report.desk.docx_parts import (
    BROWN,
    GREY,
    RED,
    SMALL,
    add_heading,
    add_line,
    add_table,
    fill,
    head_row,
    packed,
    rule_below,
    set_up,
    write,
)
from cxsim.report.desk.letter import Page, Section
from cxsim.report.desk.letter_example import Step

WIDTHS = (43.0, 16.0, 34.0, 34.0, 34.0, 25.0)  # mm, of the measures
EXAMPLE = (50.0, 96.0, 24.0, 16.0)
HALF = 93.0


def docx_bytes(page: Page) -> bytes:
    """The document; no author, no clock."""
    from docx import Document

    document = Document()
    set_up(document, page.lang, page.title, page.draft)
    foot = document.sections[0].footer
    write(foot.paragraphs[0], page.contact, after=1)
    write(foot.add_paragraph(), page.foot, size=6.5, colour=GREY)
    add_line(document, page.kicker, bold=True, colour=BROWN)
    add_line(document, page.title, bold=True, size=16, after=3, style="Title")
    if page.draft_note:
        add_line(document, page.draft_note, bold=True, colour=RED, after=2)
    add_line(document, page.lead, bold=True, size=10.5)
    if page.lead_note:
        add_line(document, page.lead_note, colour=GREY)
    add_heading(document, page.measures_title)
    _measures(document, page)
    add_line(document, " ".join(page.measures_notes), size=SMALL, colour=GREY)
    add_heading(document, page.example_title)
    _example(document, page.example_head, page.example)
    add_line(document, page.example_note, size=SMALL, colour=GREY, after=2)
    _columns(document, page.columns)
    return packed(document)


def _measures(document: Any, page: Page) -> None:
    table = add_table(document, 1 + len(page.measures), WIDTHS)
    head_row(table.rows[0], page.measures_head, range(1, 5))
    for line, row in zip(table.rows[1:], page.measures, strict=True):
        for number, (cell, told) in enumerate(zip(line.cells, row, strict=True)):
            fill(cell, told.text, 0 < number < 5)
            for small in told.small:
                fill(cell, small, 0 < number < 5, size=SMALL - 0.4, colour=GREY)
        rule_below(line, "D9D6CF")


def _example(document: Any, head: tuple[str, ...], steps: tuple[Step, ...]) -> None:
    table = add_table(document, 1 + len(steps), EXAMPLE)
    head_row(table.rows[0], head, range(2, 3))
    for line, step in zip(table.rows[1:], steps, strict=True):
        cells = line.cells
        fill(cells[0], step.what, bold=step.strong)
        fill(cells[1], step.how)
        fill(cells[2], step.result, True, bold=step.strong)
        fill(cells[3], step.rule, size=SMALL, colour=GREY)
        rule_below(line, "1A1A1A" if step.strong else "D9D6CF")


def _columns(document: Any, columns: tuple[tuple[Section, ...], ...]) -> None:
    table = add_table(document, 1, (HALF,) * len(columns))
    for cell, sections in zip(table.rows[0].cells, columns, strict=True):
        for number, section in enumerate(sections):
            _section(cell, section, number == 0)
    last = document.add_paragraph()  # Word wants a paragraph after a table; this one takes no room
    write(last, "", size=1)
    last.paragraph_format.line_spacing = 0.1


def _section(cell: Any, section: Section, first: bool) -> None:
    from docx.shared import Mm

    if first:
        cell._tc.remove(cell.paragraphs[0]._p)
    add_heading(cell, section.title, 3)
    for text in section.items:
        paragraph = cell.add_paragraph(style="List Bullet")
        write(paragraph, text, after=0.5)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(3.2), Mm(-3.2)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(3.2))
    if section.note:
        write(cell.add_paragraph(), section.note, size=SMALL, colour=GREY)
