"""A board page as a Word document: the same texts, tables and figure as the HTML page, the same bytes for the same page."""

from __future__ import annotations

import io
from typing import Any

from cxsim.report.desk.board_page import Block, Boxes, Cell, Grid, Page, Picture, Text, colours
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

WIDTH = 186.0  # mm between the margins
BOX = "\u2610"


def docx_bytes(page: Page, picture: bytes) -> bytes:
    """The document with `picture` (PNG) in its place; no author, no clock."""
    from docx import Document

    document = Document()
    set_up(document, page.lang, page.title, page.draft)
    write(document.sections[0].footer.paragraphs[0], page.foot, size=6.5, colour=GREY)
    add_line(document, page.kicker, bold=True, colour=BROWN)
    add_line(document, page.title, bold=True, size=15, after=2, style="Title")
    if page.draft_note:
        add_line(document, page.draft_note, bold=True, colour=RED, after=2)
    for part in page.parts:
        add_heading(document, f"{part.number}  {part.title}")
        for block in part.blocks:
            _block(document, block, picture)
    return packed(document)


def _block(document: Any, block: Block, picture: bytes) -> None:
    if isinstance(block, Text):
        _text(document, block)
    elif isinstance(block, Grid):
        _grid(document, block)
    elif isinstance(block, Picture):
        _picture(document, block, picture)
    else:
        _boxes(document, block)


def _text(document: Any, block: Text) -> None:
    dash = "– " if block.kind in ("item", "warn") else ""
    if block.kind == "note":
        add_line(document, block.text, size=SMALL, colour=GREY, after=1)
    else:
        add_line(document, dash + block.text, bold=block.kind in ("lead", "warn"), colour=RED if block.kind == "warn" else "", after=1)


def _grid(document: Any, block: Grid) -> None:
    count = len(block.head)
    table = add_table(document, 1 + len(block.rows), _widths(count, block.heat))
    head_row(table.rows[0], block.head, range(block.left, count))
    for line, row in zip(table.rows[1:], block.rows, strict=True):
        for number, (cell, told) in enumerate(zip(line.cells, row, strict=True)):
            _cell(cell, told, number >= block.left)
        rule_below(line, "D9D6CF")


def _widths(count: int, heat: bool) -> tuple[float, ...]:
    """In mm: words first; of a heat table the last column holds words as well."""
    shares = [1.4, *[1.0] * (count - 2), 1.7] if heat else [0.4 * count, *[1.0] * (count - 1)]
    return tuple(WIDTH * share / sum(shares) for share in shares)


def _cell(cell: Any, told: Cell, right: bool) -> None:
    ground, ink = colours(told.shade) if told.shade is not None else ("", "")
    fill(cell, told.text, right, bold=told.strong or bool(ground), size=SMALL + 0.4, colour=ink)
    if told.small:
        fill(cell, told.small, right, size=SMALL - 0.6, colour=ink or GREY)
    if ground:
        _shade(cell, ground)


def _shade(cell: Any, ground: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>'))


def _picture(document: Any, block: Picture, picture: bytes) -> None:
    from docx.shared import Mm

    add_line(document, block.title, bold=True)
    document.add_picture(io.BytesIO(picture), width=Mm(WIDTH))
    document.inline_shapes[-1]._inline.docPr.set("descr", block.alt)
    document.paragraphs[-1].paragraph_format.line_spacing = 1.0
    add_line(document, block.caption, size=SMALL, colour=GREY, after=1)


def _boxes(document: Any, block: Boxes) -> None:
    add_line(document, "     ".join(f"{BOX} {text}" for text in block.labels), after=10)
    add_line(document, "     ".join(f"{text} ____________________" for text in block.lines), colour=GREY)
