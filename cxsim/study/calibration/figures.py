"""A firm's own figures from a CSV file: one row per quarter, or per quarter and unit, any columns, cells may be missing."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Mapping

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.study.calibration.quantities import COMPANY, COUNTED, Column

QUARTER, UNIT = "quarter", "unit"
WHOLE = ("", "company", "all", "total", "yhtiö", "yritys", "kaikki", "yhteensä")  # words for the whole company
MOST_BYTES, MOST_QUARTERS = 4_000_000, 80
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/. ]?\s*[qQ]?\s*([1-4])")
_QUARTER_FIRST = re.compile(r"[qQ]?\s*([1-4])\s*[-/. ]\s*(\d{4})")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3})")


@dataclass(frozen=True)
class Figures:
    """Figures by (column, unit), each with a value per quarter (nan = not known); `labels` names the quarters, gaps included."""

    labels: tuple[str, ...]
    raw: dict[tuple[str, str], np.ndarray]

    @property
    def known(self) -> int:
        """Cells with a number."""
        return sum(int(np.isfinite(values).sum()) for values in self.raw.values())


@dataclass(frozen=True)
class _Row:
    line: int
    quarter: int
    label: str
    unit: str
    cells: dict[str, str]


def read(path: str | Path, columns: Mapping[str, Column], units: Iterable[str]) -> Figures:
    """Figures of a file. Raises InputError with every fault found, each by line and column.

    UTF-8 with or without mark, UTF-16 and Windows-1252 are read; commas, semicolons or tabs part the cells. With semicolons or
    tabs a number may have a decimal comma, as spreadsheets of many countries write it. An empty cell is not known.
    """
    where = str(path)
    head, lines, decimal_comma = _table(_text(Path(path)), where)
    problems = _head_problems(head, columns, where)
    if problems:
        raise InputError(problems)
    rows = _rows(head, lines, list(units), where, problems)
    labels, places = _calendar(rows, where, problems)
    raw: dict[tuple[str, str], np.ndarray] = {}
    for row in rows:
        for name, text in row.cells.items():
            value = _value(text, columns[name], row, decimal_comma, where, problems)
            if value is not None and row.quarter in places:
                raw.setdefault((name, row.unit), np.full(len(labels), np.nan))[places[row.quarter]] = value
    problems += _whole_problems(raw, columns, where) if not problems else []
    if problems:
        raise InputError(problems)
    return Figures(labels, raw)


# ---------------------------------------------------------------- text and cells


def _text(path: Path) -> str:
    if not path.is_file():
        near = [item.name for item in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        raise InputError(Problem("is not a file", key="figures", value=str(path), fix=nearest(path.name, near) if near else "cxsim calibrate --template figures.csv writes an example"))
    if path.stat().st_size > MOST_BYTES:
        raise InputError(Problem("is too large for quarterly figures", str(path), allowed=f"up to {MOST_BYTES:,} bytes"))
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data or data[:4] == b"PK\x03\x04":
        raise InputError(Problem("is not text", str(path), fix="save the sheet as CSV"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _table(text: str, where: str) -> tuple[list[str], list[tuple[int, list[str]]], bool]:
    """Names of columns, (line, cells) of rows that are not empty, and whether a comma may be a decimal one."""
    if not text.strip():
        raise InputError(Problem("is empty", where, fix="cxsim calibrate --template figures.csv writes an example"))
    first = next(line for line in text.splitlines() if line.strip())
    mark = max(";\t,", key=first.count) if any(sign in first for sign in ";\t,") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        found = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as fault:
        raise InputError(Problem(f"cannot be read as a table: {fault}", where)) from None
    found = [(line, cells) for line, cells in found if any(cells)]
    head = [re.sub(r"\s+", "_", cell.lower()) for cell in found[0][1]]
    if len(found) == 1:
        raise InputError(Problem("has a head but no row", where, fix="one row per quarter"))
    return head, found[1:], mark != ","


def _head_problems(head: list[str], columns: Mapping[str, Column], where: str) -> list[Problem]:
    known, problems = [QUARTER, UNIT, *columns], []
    while head and not head[-1]:  # a trailing mark at the end of every line
        head.pop()
    for place, name in enumerate(head, start=1):
        if name not in known:
            problems.append(Problem("is not a known column", f"{where}, line 1", name or f"column {place}", fix=nearest(name, known)))
    problems += [Problem("stands twice", f"{where}, line 1", name) for name in sorted({name for name in head if name and head.count(name) > 1})]
    if QUARTER not in head:
        problems.append(Problem("has no column quarter", f"{where}, line 1", fix="such as 2024Q1, or 1, 2, 3"))
    if not set(head) & set(columns):
        problems.append(Problem("has no column with a figure", f"{where}, line 1", allowed=", ".join(list(columns)[:8]) + ", ..."))
    return problems


def _rows(head: list[str], lines: list[tuple[int, list[str]]], units: list[str], where: str, problems: list[Problem]) -> list[_Row]:
    rows: list[_Row] = []
    seen: dict[tuple[int, str], int] = {}
    for line, cells in lines:
        at = f"{where}, line {line}"
        if any(cells[len(head) :]):
            problems.append(Problem("has more cells than the head has names", at, fix="decimal points, or semicolons between cells"))
            continue
        row = dict(zip(head, cells))
        quarter, label = _quarter(row.get(QUARTER, ""))
        unit = row.get(UNIT, "").lower()
        unit = COMPANY if unit in WHOLE else unit
        if quarter is None:
            problems.append(Problem("is not a quarter", at, QUARTER, label, "2024Q1, Q1/2024, or 1, 2, 3"))
        elif unit and unit not in units:
            problems.append(Problem("is not a unit of the company", at, UNIT, unit, fix=nearest(unit, units)))
        elif (quarter, unit) in seen:
            problems.append(Problem(f"is in line {seen[quarter, unit]} already", at, QUARTER, f"{label} {unit}".strip()))
        else:
            seen[quarter, unit] = line
            rows.append(_Row(line, quarter, label, unit, {name: text for name, text in row.items() if name not in (QUARTER, UNIT)}))
    return rows


def _quarter(text: str) -> tuple[int | None, str]:
    """Quarters counted on one line: calendar ones from year 0, plain ones as written."""
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) > 0:
        return int(text), text
    if match := _YEAR_FIRST.fullmatch(text):
        year, quarter = int(match[1]), int(match[2])
    elif match := _QUARTER_FIRST.fullmatch(text):
        year, quarter = int(match[2]), int(match[1])
    else:
        return None, text
    return 4 * year + quarter - 1, f"{year}Q{quarter}"


def _calendar(rows: list[_Row], where: str, problems: list[Problem]) -> tuple[tuple[str, ...], dict[int, int]]:
    """Names of all quarters from the first to the last, and the place of each."""
    if not rows:
        return (), {}
    counted = {row.label.isdigit() for row in rows}
    if len(counted) > 1:
        problems.append(Problem("mixes calendar quarters with plain numbers", where, QUARTER, fix="write all as 2024Q1, or all as 1, 2, 3"))
        return (), {}
    first, last = min(row.quarter for row in rows), max(row.quarter for row in rows)
    if last - first >= MOST_QUARTERS:
        problems.append(Problem("spans too many quarters", where, QUARTER, last - first + 1, f"up to {MOST_QUARTERS}"))
        return (), {}
    plain = counted == {True}
    labels = tuple(str(place) if plain else f"{place // 4}Q{place % 4 + 1}" for place in range(first, last + 1))
    return labels, {first + place: place for place in range(len(labels))}


def _value(text: str, column: Column, row: _Row, decimal_comma: bool, where: str, problems: list[Problem]) -> float | None:
    """The number of a cell; None when empty or wrong, the fault then stands in `problems`."""
    if not text:
        return None
    at = f"{where}, line {row.line}"
    try:
        value = _number(text, decimal_comma)
    except ValueError:
        comma = not decimal_comma and re.fullmatch(r"-?\d+,\d+", text)
        fix = "write a decimal point, or part cells with semicolons" if comma else "leave the cell empty when it is not known"
        problems.append(Problem("has a comma where a decimal point is wanted" if comma else "is not a number", at, column.name, text, fix=fix))
        return None
    if row.unit and not column.per_unit:
        problems.append(Problem("is not kept by unit", at, column.name, text, fix="give it in a row without unit"))
    elif not column.low <= value <= column.high:
        allowed = f"{column.low:g} or more" if math.isinf(column.high) else f"{column.low:g} to {column.high:g}"
        problems.append(Problem("is out of range", at, column.name, text, allowed))
    else:
        return value
    return None


def _number(text: str, decimal_comma: bool) -> float:
    """The number a cell holds; raises ValueError. Spaces between thousands and a sign of percent are allowed."""
    plain = _THOUSANDS.sub("", text).replace("\u2212", "-").removesuffix("%").strip()
    if decimal_comma and plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain):
        raise ValueError(text)
    value = float(plain)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _whole_problems(raw: Mapping[tuple[str, str], np.ndarray], columns: Mapping[str, Column], where: str) -> list[Problem]:
    """What is missing in figures whose cells are all right."""
    if not raw:
        return [Problem("holds no figure: every cell is empty", where)]
    customers, problems = raw.get(("customers", COMPANY)), []
    counted = sorted({name for name, _ in raw if columns[name].kind in COUNTED})
    if counted and customers is None:
        problems.append(Problem("needs customers of the whole company, to be told per customer", where, ", ".join(counted), fix="add a column customers, or use churn_pct, nps and other shares"))
    if customers is not None and (customers == 0).any():
        problems.append(Problem("is zero in a quarter: there is nothing to calibrate to", where, "customers"))
    return problems
