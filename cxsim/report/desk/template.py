"""Write a plan file as a workbook people fill in: headings in their language, keys small and grey, yellow input cells.

The same plan in the same language gives the same bytes, whatever the clock says.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

from cxsim.desk import form
from cxsim.desk.form import SHEETS, Column, Sheet
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.desk.workbook import FIRST_ROW, KEY_ROW, PAIR, VERSION
from cxsim.pay.numbers import exact
from cxsim.report.desk.rules import LAST_ROW, Lists, check_of
from cxsim.report.desk.style import Style
from cxsim.report.words import Words, words

SPARE = 20  # yellow rows below the last one that is filled
SPARE_OF = {"staff": 60, "history": 40}
_THE_DAY = datetime(2026, 1, 1)
_LONG = 10**15  # spreadsheets keep fifteen digits
_FORMATS = {form.CODE: "@", form.CODES: "@", form.TEXT: "@", form.DATE: "yyyy-mm-dd", form.NUMBERS: "@"}
_WIDEST, _NARROWEST = 34, 11
_LINE = 95  # characters of a line of the plan's explanations


def workbook_bytes(file: PlanFile, lang: str) -> bytes:
    """The workbook of a plan file, in English (`en`) or Finnish (`fi`). Raises ValueError for another language."""
    from openpyxl import Workbook

    book, say, style = Workbook(), words(lang), Style()
    book.remove(book.active)
    lists = Lists()
    for name, sheet in SHEETS.items():
        tab = book.create_sheet(say(f"workbook.sheet.{name}.title"))
        (_write_pairs if sheet.paired else _write_rows)(tab, sheet, file, say, style, lists)
        _finish(tab, sheet, say)
    lists.write(book)
    book.properties.creator, book.properties.created = "cxsim", _THE_DAY
    book.properties.title = str(file.plan.get("name", ""))
    return _same_bytes(book)


def empty_plan() -> PlanFile:
    """A plan without rows."""
    return PlanFile({}, {})


def label(say: Words, sheet: str, key: str, what: str) -> str:
    """Heading (`head`) or hint of a column."""
    own = say.get(f"workbook.own.{sheet}.{key}.{what}")
    return str(own) if own else say(f"workbook.column.{key}.{what}")


def _write_rows(tab: Any, sheet: Sheet, file: PlanFile, say: Words, style: Style, lists: Lists) -> None:
    rows = file.sheet(sheet.key)
    last = FIRST_ROW + len(rows) + SPARE_OF.get(sheet.key, SPARE) - 1
    for number, column in enumerate(sheet.columns, 1):
        letter = _head(tab, number, label(say, sheet.key, column.key, "head"), column.key, _unit(column, say), style)
        style.open_column(tab, letter, _FORMATS.get(column.kind, "General"))
        for row in range(FIRST_ROW, last + 1):
            cell = tab.cell(row, number)
            style.input(cell, _format(column), column.kind in (form.NUMBER, form.WHOLE))
            index = row - FIRST_ROW
            if index < len(rows) and column.key in rows[index]:
                _put(cell, rows[index][column.key], column)
        check_of(tab, sheet, column, f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}", say, lists, label(say, sheet.key, column.key, "hint"))
        tab.column_dimensions[letter].width = _width(column, rows, label(say, sheet.key, column.key, "head"))
    if sheet.key == "components":
        _totals(tab, len(sheet.columns) + 2, len(file.sheet("levels")), say, style)


def _write_pairs(tab: Any, sheet: Sheet, file: PlanFile, say: Words, style: Style, lists: Lists) -> None:
    heads = (say("workbook.key"), say("workbook.value"), say("workbook.meaning"))
    for number, (head, key) in enumerate(zip(heads, (*PAIR, "")), 1):
        _head(tab, number, head, key, "", style)
    for row, column in enumerate(sheet.columns, FIRST_ROW):
        style.key(tab.cell(row, 1, column.key))
        cell = tab.cell(row, 2)
        style.input(cell, _format(column), number=False)
        if column.key in file.plan:
            _put(cell, file.plan[column.key], column)
        hint = label(say, sheet.key, column.key, "hint")
        check_of(tab, sheet, column, cell.coordinate, say, lists, hint)
        meaning = f"{label(say, sheet.key, column.key, 'head')} ({_unit(column, say)}). {hint}"
        style.note(tab.cell(row, 3, meaning))
        tab.row_dimensions[row].height = 18 + 15 * (len(meaning) // _LINE)
    for letter, width in zip("ABC", (24, 24, _LINE)):
        tab.column_dimensions[letter].width = width


def _head(tab: Any, number: int, head: str, key: str, unit: str, style: Style) -> str:
    """Rows 1 to 3 of one column; returns its letter."""
    style.heading(tab.cell(1, number, head))
    style.key(tab.cell(KEY_ROW, number, key or None))
    style.unit(tab.cell(KEY_ROW + 1, number, unit or None))
    return str(tab.cell(1, number).column_letter)


def _unit(column: Column, say: Words) -> str:
    """What row 3 says: the unit, or what kind of entry is wanted."""
    if column.key == "year":
        return say("workbook.units.year")
    if column.unit == "percent" and column.kind == form.NUMBER:
        return f"{say('workbook.units.percent')} ({say('workbook.percent_note').rstrip('.')})"
    return say(f"workbook.units.{column.unit if column.unit and column.kind != form.NUMBERS else column.kind if column.kind not in (form.NUMBER, form.WHOLE) else 'count'}")


def _format(column: Column) -> str:
    return "#,##0.00" if column.unit == "eur" else _FORMATS.get(column.kind, "General")


def _put(cell: Any, value: Any, column: Column) -> None:
    """A value as the reader takes it back: numbers that a spreadsheet would round, and texts it would run, as text."""
    if isinstance(value, list):
        value = ("; " if column.kind == form.NUMBERS else ", ").join(str(item) for item in value)
    if column.kind == form.DATE:
        cell.value = date.fromisoformat(value)
        cell.number_format = "yyyy-mm-dd"
    elif column.kind in (form.CODE, form.CODES) and re.fullmatch("[1-9][0-9]{0,8}", value):
        cell.value, cell.number_format = int(value), "0"
    elif isinstance(value, (int, float)):
        _put_number(cell, value)
    else:
        _put_text(cell, str(value))


def _put_number(cell: Any, value: int | float) -> None:
    from openpyxl.compat import safe_string

    if abs(value) < _LONG and exact(safe_string(value)) == exact(value):
        cell.value = value
        if cell.number_format == "#,##0.00" and (exact(value) * 100).denominator != 1:
            cell.number_format = "General"
    else:
        _put_text(cell, str(value))


def _put_text(cell: Any, text: str) -> None:
    """Text stays text, whatever sign it begins with: no formula is ever written from a plan."""
    cell.value = text
    cell.data_type = "s"
    if text[:1] in tuple("=+-@\t"):
        cell.quotePrefix = True


def _width(column: Column, rows: list[Row], head: str) -> float:
    """Wide enough for the longest entry, the key and the longest word of the heading."""
    entries = [len(", ".join(map(str, row[column.key])) if isinstance(row[column.key], list) else str(row[column.key])) for row in rows if column.key in row]
    choices = [len(choice) for choice in column.choices]
    words_of = [len(word) for word in head.split()]
    amount = [13] if column.unit == "eur" else []
    halves = [(len(head) + 1) // 2 + 2]  # two lines of heading
    return max(_NARROWEST, min(_WIDEST, max([*entries, *choices, *words_of, *halves, *amount, len(column.key)]) + 4))


def _totals(tab: Any, number: int, levels: int, say: Words, style: Style) -> None:
    """Beside the weights: each level of the sheet levels and the sum of its weights, red until it is 100."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    letters = [_head(tab, number + i, head, "", "", style) for i, head in enumerate((say("workbook.total_level"), say("workbook.total")))]
    style.unit(tab.cell(KEY_ROW + 1, number, say("workbook.total_note")))
    source = f"'{say('workbook.sheet.levels.title')}'!$A"
    level, weight = ("$" + tab.cell(1, SHEETS["components"].keys.index(key) + 1).column_letter for key in ("level", "weight_pct"))
    last = FIRST_ROW + max(levels, 4) + 5
    for row in range(FIRST_ROW, last + 1):
        at = f"{source}{row}"
        style.locked(tab.cell(row, number, f'=IF({at}="","",{at})'))
        total = f"SUMIF({level}${FIRST_ROW}:{level}${LAST_ROW},{at},{weight}${FIRST_ROW}:{weight}${LAST_ROW})"
        style.locked(tab.cell(row, number + 1, f'=IF({at}="","",ROUND({total},6))'))
    here = f"${letters[1]}{FIRST_ROW}"
    red = FormulaRule(formula=[f'AND({here}<>"",{here}<>100)'], fill=PatternFill("solid", bgColor="F4B8B8"), font=style.red)
    tab.conditional_formatting.add(f"{letters[0]}{FIRST_ROW}:{letters[1]}{last}", red)
    for letter, width in zip(letters, (20, 18)):
        tab.column_dimensions[letter].width = width


def _finish(tab: Any, sheet: Sheet, say: Words) -> None:
    """Note of A1, frozen header, protection without password, and a page that prints on paper."""
    from openpyxl.comments import Comment

    tab["A1"].comment = Comment(f"cxsim {sheet.key} {VERSION}", "cxsim", height=40, width=200)
    tab.freeze_panes = f"A{FIRST_ROW}" if sheet.paired else f"B{FIRST_ROW}"
    tab.row_dimensions[1].height, tab.row_dimensions[KEY_ROW].height, tab.row_dimensions[KEY_ROW + 1].height = 36, 14, 6 if sheet.paired else 36
    tab.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(tab.protection, allowed, False)  # False: not forbidden
    tab.protection.selectLockedCells = True  # Tab and arrows walk the inputs
    tab.sheet_view.zoomScale = 110
    tab.page_setup.orientation, tab.page_setup.paperSize = "landscape", tab.PAPERSIZE_A4
    tab.page_setup.fitToWidth, tab.page_setup.fitToHeight = 1, 0
    tab.sheet_properties.pageSetUpPr.fitToPage = True
    tab.print_title_rows = f"1:{KEY_ROW + 1}"
    tab.oddHeader.left.text = f"{tab.title}: {say(f'workbook.sheet.{sheet.key}.about')}"


def _same_bytes(book: Any) -> bytes:
    """Save without the clock: fixed times in the archive and in the properties."""
    first, last = io.BytesIO(), io.BytesIO()
    book.save(first)
    stamp = _THE_DAY.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(last, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, data)
    return last.getvalue()
