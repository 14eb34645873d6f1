"""What the Word documents of the desk share: page, paragraphs, tables, watermark, and the same bytes for the same document."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

FONT, SIZE, SMALL = "Arial", 8.8, 7.6  # points
GREY, RED, BROWN = "595959", "A3262A", "8A5A00"
LONG_AGO = datetime(2000, 1, 1)  # a document carries a time; this one tells nothing
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
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


def set_up(document: Any, lang: str, title: str, draft: str) -> None:
    """A4 with narrow margins, the language, no author and no clock; a watermark when `draft` says a word."""
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
    language = normal.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): {"fi": "fi-FI"}.get(lang, "en-GB")})
    normal.element.rPr.append(language)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = core.keywords = ""
    core.title, core.language, core.created, core.modified, core.revision = title[:255], lang, LONG_AGO, LONG_AGO, 1
    if draft:
        watermark(section.header.paragraphs[0], draft)


def watermark(paragraph: Any, word: str) -> None:
    """A word across the page, behind the text."""
    from docx.oxml import parse_xml

    paragraph._p.append(parse_xml(_SHAPE.format(word=word)))


def write(paragraph: Any, text: str, bold: bool = False, size: float = SIZE, colour: str = "", after: float = 0) -> Any:
    """A run of text in a paragraph."""
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), FONT
    run.font.color.rgb = RGBColor.from_string(colour or "1A1A1A")
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.space_before = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    return paragraph


def add_line(document: Any, text: str, *, bold: bool = False, size: float = SIZE, colour: str = "", after: float = 0, style: str = "Normal") -> None:
    """A paragraph of its own."""
    paragraph = document.add_paragraph(style=style)
    for border in paragraph.style.element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    write(paragraph, text, bold, size, colour, after)


def add_heading(place: Any, text: str, before: float = 5) -> None:
    """A heading of a part."""
    from docx.shared import Pt

    paragraph = place.add_paragraph(style="Heading 2")
    write(paragraph, text, bold=True, size=9.5, after=1)
    paragraph.paragraph_format.space_before = Pt(before)


def add_table(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    """A table with widths in mm."""
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def rule_below(row: Any, colour: str, size: int = 4) -> None:
    """A thin line below a row of a table."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    for cell in row.cells:
        border = f'<w:tcBorders {nsdecls("w")}><w:bottom w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/></w:tcBorders>'
        cell._tc.get_or_add_tcPr().append(parse_xml(border))


def fill(cell: Any, text: str, right: bool = False, **how: Any) -> None:
    """A text in a cell; a second one stands below the first."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = cell.paragraphs[0] if not cell.paragraphs[0].runs else cell.add_paragraph()
    write(paragraph, text, **how)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def repeat(row: Any) -> None:
    """A head row, for those who have tables read aloud."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))


def head_row(row: Any, texts: tuple[str, ...], right: range) -> None:
    """The head row of a table; cells of `right` are set right."""
    for number, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        fill(cell, text, number in right, bold=True, size=SMALL, colour=GREY)
    rule_below(row, "1A1A1A", 6)
    repeat(row)


def packed(document: Any) -> bytes:
    """The document's parts in their order, each with the same time."""
    whole, fixed = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for item in parts.infolist():
            told = zipfile.ZipInfo(item.filename, ZIP_TIME)
            told.compress_type, told.external_attr, told.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(told, parts.read(item))
    return fixed.getvalue()
