"""A plan file as a workbook: sheets found by their note, columns by the keys of row 2, data from row 4.

Order of columns, columns of the user's own and the language of the headings play no part. Only values are read: a formula
counts as the value the spreadsheet program stored with it.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any, Iterator

from cxsim.base.errors import InputError, Problem
from cxsim.desk.form import SHEETS, Sheet
from cxsim.desk.raw import Cell, Extra, RawFile, Report, SheetFault
from cxsim.desk.values import close
from cxsim.pay.fields import is_blank

KEY_ROW, FIRST_ROW = 2, 4
VERSION = 1
PAIR = ("key", "value")
MAX_BYTES, MAX_UNPACKED, MAX_CELLS = 20_000_000, 150_000_000, 1_000_000
_NOTE = re.compile(r"cxsim (\w+) (\d+)")
Grid = dict[int, dict[int, Cell]]  # row -> column -> cell, filled cells only


def read_workbook(path: str | Path) -> tuple[RawFile, list[SheetFault]]:
    """Every filled cell of the form's sheets, and faults of the sheets themselves as (sheet, at, place, message).

    Raises InputError when the file is no workbook, is too large, or holds what a workbook does not need.
    """
    path = Path(path)
    _refuse_bombs(path)
    formulas, values = (_load(path, data_only) for data_only in (False, True))
    raw = RawFile(str(path))
    faults: list[SheetFault] = []
    found = _find_sheets(formulas, faults)
    for name, sheet in SHEETS.items():
        if name not in found:
            raw.missing.add(name)
            faults.append((name, (0, 0), name, "the sheet is missing; copy it from a new template (cxsim plan template), it may be empty"))
            continue
        title = found[name]
        grid = _grid(formulas[title], values[title])
        raw.sheets[name] = (_read_pairs if sheet.paired else _read_rows)(sheet, title, grid, raw, faults)
    return raw, faults


def report_of(raw: RawFile, faults: list[SheetFault]) -> Report:
    """A report that begins with the faults of the sheets."""
    report = Report(raw)
    for fault in faults:
        report.add_at(*fault)
    return report


def _refuse_bombs(path: Path) -> None:
    """A small file can unpack to gigabytes, and XML can name entities that do the same."""
    where = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(Problem("the file is too large", where, allowed=f"up to {MAX_BYTES} bytes"))
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise InputError(Problem("the file unpacks to too much", where, allowed=f"up to {MAX_UNPACKED} bytes"))
            for part in archive.infolist():
                data = archive.read(part) if part.filename.endswith((".xml", ".rels", ".vml")) else b""
                if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data:
                    raise InputError(Problem("holds XML that no spreadsheet program writes", where, part.filename))
    except zipfile.BadZipFile:
        raise InputError(Problem("is not an Excel workbook", where, fix="save it as .xlsx, without a password")) from None
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", where)) from None


def _load(path: Path, data_only: bool) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(path, data_only=data_only, keep_links=False)
    except Exception as error:  # a damaged part can fail in any way
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(Problem(f"cannot be read as a workbook: {reason}", str(path), fix="open it in a spreadsheet program and save it as .xlsx")) from None


def _find_sheets(book: Any, faults: list[SheetFault]) -> dict[str, str]:
    """Sheet key -> title of the tab: by the note on A1, by the title, else by the keys of row 2."""
    found: dict[str, str] = {}
    for tab in book.worksheets:
        name, version = _named(tab)
        if not name:
            continue
        if version != VERSION:
            faults.append((name, (0, 0), f"{tab.title}!A1", f"is form {version} of the sheet {name}, and this program reads form {VERSION}; copy the figures into a new template"))
        if name in found:
            faults.append((name, (0, 1), f"{tab.title}!A1", f"is a second sheet {name} beside {found[name]}; keep one of the two"))
            continue
        found[name] = tab.title
    return found


def _named(tab: Any) -> tuple[str, int]:
    note = _NOTE.search(tab["A1"].comment.text if tab["A1"].comment else "")
    if note and note[1] in SHEETS:
        return note[1], int(note[2])
    if tab.title.strip().lower() in SHEETS:
        return tab.title.strip().lower(), VERSION
    keys = {str(cell.value).strip() for cell in tab[KEY_ROW] if cell.value is not None}
    if keys.issuperset(PAIR):
        return "plan", VERSION
    shares = {name: len(keys & set(sheet.keys)) / len(keys | set(sheet.keys)) for name, sheet in SHEETS.items() if not sheet.paired}
    best = max(shares, key=lambda name: shares[name])
    return (best if shares[best] >= 0.7 else ""), VERSION


def _grid(formulas: Any, values: Any) -> Grid:
    """Filled cells only; a single cell in the last row of a sheet must not make a million empty ones."""
    title = formulas.title
    grid: Grid = {}
    cells = formulas._cells  # the public ways walk the whole rectangle
    if len(cells) > MAX_CELLS:
        raise InputError(Problem("has too many cells", title, allowed=f"up to {MAX_CELLS}"))
    for row, column in sorted(cells):
        cell = cells[row, column]
        if cell.value is not None:
            grid.setdefault(row, {})[column] = _cell(cell, values.cell(row, column), title)
    return grid


def _cell(cell: Any, stored: Any, title: str) -> Cell:
    value, fault = stored.value, ""
    if cell.data_type == "f" and value is None:
        fault = "holds a formula that was never calculated; open the file in a spreadsheet program and save it, or type the value"
    elif stored.data_type == "e":
        fault = f"holds the error {value}; mend the formula, or type the value"
    return Cell(value, f"{title}!{cell.coordinate}", (cell.row, cell.column), fault, "%" in str(cell.number_format))


def _blank(title: str, row: int, column: int) -> Cell:
    from openpyxl.utils import get_column_letter

    return Cell(None, f"{title}!{get_column_letter(column)}{row}", (row, column))


def _header(sheet: Sheet, keys: tuple[str, ...], title: str, grid: Grid, raw: RawFile, faults: list[SheetFault]) -> dict[str, int]:
    """Column numbers by key. A misspelt key is told and counts as the one it is near to."""
    columns: dict[str, int] = {}
    written = {number: str(cell.value).strip() for number, cell in grid.get(KEY_ROW, {}).items()}
    for number, key in written.items():
        meant = key if key in keys else close(key.lower(), set(keys) - set(written.values()))
        place = grid[KEY_ROW][number].place
        if meant in columns:
            faults.append((sheet.key, (KEY_ROW, number), place, f"the column {meant} is there twice; keep one of the two"))
        elif meant:
            columns[meant] = number
            if meant != key:
                faults.append((sheet.key, (KEY_ROW, number), place, f"'{key}' is not a column of {sheet.key}; did you mean: {meant}?"))
    for key in keys:
        if key not in columns and (sheet.paired or sheet.column(key).needed):
            faults.append((sheet.key, (KEY_ROW, 0), f"{title}!{KEY_ROW}:{KEY_ROW}", f"the column {key} is missing; write its key into row {KEY_ROW}"))
    for number in sorted({number for cells in grid.values() for number in cells} - set(columns.values())):
        head = " ".join(str(grid[row][number].value) for row in (1, KEY_ROW) if number in grid.get(row, {}))
        raw.extras.append(Extra(sheet.key, head, [cells[number] for row, cells in grid.items() if row >= FIRST_ROW and number in cells]))
    return columns


def _read_rows(sheet: Sheet, title: str, grid: Grid, raw: RawFile, faults: list[SheetFault]) -> list[dict[str, Cell]]:
    columns = _header(sheet, sheet.keys, title, grid, raw, faults)
    first = columns.get(sheet.keys[0])
    rows = []
    for number, cells in sorted(grid.items()):
        if number < FIRST_ROW or not any(_filled(cells, column) for column in columns.values()):
            continue
        row = {key: cells.get(columns[key]) or _blank(title, number, columns[key]) for key in sheet.keys if key in columns}
        if first is None or _filled(cells, first):
            rows.append(row)
        else:
            raw.extras.append(Extra(sheet.key, f"{LEFT_OUT} {title}!{number}:{number}", list(cells.values())))
    return rows


LEFT_OUT = "row"  # heading of an extra that is a whole row, left out because its first cell is empty


def left_out(raw: RawFile) -> Iterator[tuple[str, str]]:
    """(sheet, place) of rows that hold something but are not in use."""
    for extra in raw.extras:
        if extra.heading.startswith(f"{LEFT_OUT} ") and "!" in extra.heading:
            yield extra.sheet, extra.heading.split(" ", 1)[1]


def _filled(cells: dict[int, Cell], column: int) -> bool:
    return column in cells and (bool(cells[column].fault) or not is_blank(cells[column].value))


def _read_pairs(sheet: Sheet, title: str, grid: Grid, raw: RawFile, faults: list[SheetFault]) -> list[dict[str, Cell]]:
    columns = _header(sheet, PAIR, title, grid, raw, faults)
    if len(columns) < len(PAIR):
        return [{}]
    found: dict[str, Cell] = {}
    names = {number: str(cells[columns["key"]].value).strip() for number, cells in grid.items() if number >= FIRST_ROW and _filled(cells, columns["key"])}
    for number, name in names.items():
        label = grid[number][columns["key"]]
        meant = name if name in sheet.keys else close(name.lower(), set(sheet.keys) - set(names.values()))
        if meant is None or meant in found:
            message = f"the key {meant} is there twice; keep one of the two" if meant else f"'{name[:40]}' is not a key of the plan; known: {', '.join(sheet.keys)}"
            faults.append((sheet.key, label.at, label.place, message))
            continue
        if meant != name:
            faults.append((sheet.key, label.at, label.place, f"'{name[:40]}' is not a key of the plan; did you mean: {meant}?"))
        found[meant] = grid[number].get(columns["value"]) or _blank(title, number, columns["value"])
    end = max([FIRST_ROW, *names]) + 1
    return [{key: found.get(key) or _blank(title, end, columns["value"]) for key in sheet.keys}]
