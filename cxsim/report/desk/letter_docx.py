"""A plan letter as a Word document of one A4 page: the same texts as the HTML page, the same bytes for the same letter."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from cxsim.report.desk.letter import Page, Section
from cxsim.report.desk.letter_example import Step

FONT, SIZE, SMALL = "Arial", 8.8, 7.6  # points
GREY, RED, BROWN = "595959", "A3262A", "8A5A00"
LONG_AGO = datetime(2000, 1, 1)  # a document carries a time; this one tells nothing
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
WIDTHS = (43.0, 16.0, 34.0, 34.0, 34.0, 25.0)  # mm, of the measures
EXAMPLE = (50.0, 96.0, 24.0, 16.0)
HALF = 93.0
_SHAPE = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>'
    '<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="draft" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:105pt;'
    "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" fillcolor="#f8e6e6" stroked="f"><v:textpath style="font-family:Arial;font-size:1pt" string="{word}"/>'
    "</v:shape></w:pict></w:r>"
)


def docx_bytes(page: Page) -> bytes:
    """The document; no author, no clock."""
    from docx import Document

    document = Document()
    _setup(document, page)
    _line(document, page.kicker, bold=True, colour=BROWN)
    _line(document, page.title, bold=True, size=16, after=3, style="Title")
    if page.draft_note:
        _line(document, page.draft_note, bold=True, colour=RED, after=2)
    _line(document, page.lead, bold=True, size=10.5)
    if page.lead_note:
        _line(document, page.lead_note, colour=GREY)
    _heading(document, page.measures_title)
    _measures(document, page)
    _line(document, " ".join(page.measures_notes), size=SMALL, colour=GREY)
    _heading(document, page.example_title)
    _example(document, page.example_head, page.example)
    _line(document, page.example_note, size=SMALL, colour=GREY, after=2)
    _columns(document, page.columns)
    return _packed(document)


def _setup(document: Any, page: Page) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin, section.bottom_margin = Mm(9), Mm(8)
    section.header_distance, section.footer_distance = Mm(4), Mm(6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(SIZE)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = normal.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): {"fi": "fi-FI"}.get(page.lang, "en-GB")})
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title, core.language, core.created, core.modified, core.revision = page.title[:255], page.lang, LONG_AGO, LONG_AGO, 1
    foot = section.footer.paragraphs[0]
    _write(foot, page.contact, after=1)
    _write(section.footer.add_paragraph(), page.foot, size=6.5, colour=GREY)
    if page.draft:
        _watermark(section.header.paragraphs[0], page.draft)


def _watermark(paragraph: Any, word: str) -> None:
    from docx.oxml import parse_xml

    paragraph._p.append(parse_xml(_SHAPE.format(word=word)))


def _write(paragraph: Any, text: str, bold: bool = False, size: float = SIZE, colour: str = "", after: float = 0) -> Any:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), FONT
    run.font.color.rgb = RGBColor.from_string(colour or "1A1A1A")
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    return paragraph


def _line(document: Any, text: str, *, bold: bool = False, size: float = SIZE, colour: str = "", after: float = 0, style: str = "Normal") -> None:
    paragraph = document.add_paragraph(style=style)
    for border in paragraph.style.element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    _write(paragraph, text, bold, size, colour, after)


def _heading(place: Any, text: str, before: float = 5) -> None:
    from docx.shared import Pt

    paragraph = place.add_paragraph(style="Heading 2")
    _write(paragraph, text, bold=True, size=9.5, after=1)
    paragraph.paragraph_format.space_before = Pt(before)


def _table(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _rule(row: Any, colour: str, size: int = 4) -> None:
    """A thin line below a row of a table."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for cell in row.cells:
        border = f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/></w:tcBorders>'
        cell._tc.get_or_add_tcPr().append(parse_xml(border))


def _cell(cell: Any, text: str, right: bool = False, **how: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0] if not cell.paragraphs[0].runs else cell.add_paragraph()
    _write(paragraph, text, **how)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(row: Any) -> None:
    """A head row, for those who have tables read aloud."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def _measures(document: Any, page: Page) -> None:
    table = _table(document, 1 + len(page.measures), WIDTHS)
    _head(table.rows[0], page.measures_head, range(1, 5))
    for line, row in zip(table.rows[1:], page.measures, strict=True):
        for number, (cell, told) in enumerate(zip(line.cells, row, strict=True)):
            _cell(cell, told.text, 0 < number < 5)
            for small in told.small:
                _cell(cell, small, 0 < number < 5, size=SMALL - 0.4, colour=GREY)
        _rule(line, "D9D6CF")


def _head(row: Any, texts: tuple[str, ...], right: range) -> None:
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        _cell(cell, text, number in right, bold=True, size=SMALL, colour=GREY)
    _rule(row, "1A1A1A", 6)
    _repeat(row)


def _example(document: Any, head: tuple[str, ...], steps: tuple[Step, ...]) -> None:
    table = _table(document, 1 + len(steps), EXAMPLE)
    _head(table.rows[0], head, range(2, 3))
    for line, step in zip(table.rows[1:], steps, strict=True):
        cells = line.cells
        _cell(cells[0], step.what, bold=step.strong)
        _cell(cells[1], step.how)
        _cell(cells[2], step.result, True, bold=step.strong)
        _cell(cells[3], step.rule, size=SMALL, colour=GREY)
        _rule(line, "1A1A1A" if step.strong else "D9D6CF")


def _columns(document: Any, columns: tuple[tuple[Section, ...], ...]) -> None:
    table = _table(document, 1, (HALF,) * len(columns))
    for cell, sections in zip(table.rows[0].cells, columns, strict=True):
        for number, section in enumerate(sections):
            _section(cell, section, number == 0)
    last = document.add_paragraph()  # Word wants a paragraph after a table; this one takes no room
    _write(last, "", size=1)
    last.paragraph_format.line_spacing = 0.1


def _section(cell: Any, section: Section, first: bool) -> None:
    from docx.shared import Mm

    if first:
        cell._tc.remove(cell.paragraphs[0]._p)
    _heading(cell, section.title, 3)
    for text in section.items:
        paragraph = cell.add_paragraph(style="List Bullet")
        _write(paragraph, text, after=0.5)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(3.2), Mm(-3.2)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(3.2))
    if section.note:
        _write(cell.add_paragraph(), section.note, size=SMALL, colour=GREY)


def _packed(document: Any) -> bytes:
    """The document's parts in their order, each with the same time."""
    whole, fixed = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for item in parts.infolist():
            told = zipfile.ZipInfo(item.filename, ZIP_TIME)
            told.compress_type, told.external_attr, told.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(told, parts.read(item))
    return fixed.getvalue()
