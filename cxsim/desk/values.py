"""From a cell to the value its column wants; what is wrong is said in words, with the value that was probably meant."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from typing import Any, NamedTuple

from cxsim.base.errors import nearest
from cxsim.desk import form
from cxsim.desk.form import Column
from cxsim.desk.raw import Cell
from cxsim.pay.fields import is_blank
from cxsim.pay.numbers import HUNDRED, exact, show

LONGEST = 2000  # characters of a text
_FIRST_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet
_SEPARATORS = re.compile(r"[;,\n]")
_FINNISH_DATE = re.compile(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})")
_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")


class Read(NamedTuple):
    """A value (None = blank, or lost) and what is wrong with the cell (empty = nothing).

    With a fault, a value that is not None is the one that was probably meant; it serves the checks that follow.
    """

    value: Any = None
    fault: str = ""


def read_cell(cell: Cell, column: Column, *, quiet: bool = False) -> Read:
    """Read one cell for its column. `quiet` keeps what was typed out of the message: cells about people."""
    if cell.fault:
        return Read(None, cell.fault)
    if is_blank(cell.value) or cell.value == []:
        return Read(None, f"{column.key} is missing") if column.needed else Read()
    read = _READERS[column.kind](cell.value, column)
    if cell.per_cent and column.unit == "percent" and not read.fault and isinstance(read.value, (int, float)):
        meant = as_written(show(exact(read.value) * HUNDRED))
        return Read(meant, f"{column.key} is {read.value} shown with a per cent sign; write {meant} for {meant} % and format the cell as a plain number")
    if read.fault and quiet:
        return Read(read.value, _without_what_was_typed(read.fault, column))
    return read


def _without_what_was_typed(fault: str, column: Column) -> str:
    if re.search(r"'[0-9., %+-]+'", fault) or not re.search(r"'[^']*'", fault):
        return fault  # digits only, or nothing quoted
    return re.sub(r"^.*?'[^']*'", f"what stands in {column.key}", fault, count=1)


def as_written(text: str) -> Any:
    """A decimal's text as a whole number or a float when nothing is lost by it, else the text itself."""
    plain = text.strip()
    if _WHOLE.fullmatch(plain):
        return int(plain)
    number = float(plain)
    return number if exact(number) == exact(plain) else plain


def _number(value: Any, column: Column) -> Read:
    if isinstance(value, (date, datetime)):
        return Read(None, f"{column.key} is the date {value:%Y-%m-%d}, not a number; format the cell as a number and type {value.day}.{value.month} again if that was meant")
    try:
        exact(value)
    except ValueError as error:
        return Read(_meant(value), f"{column.key}: {error}")
    number = as_written(value) if isinstance(value, str) else value
    amount = exact(number)
    if (column.low is not None and amount < column.low) or (column.high is not None and amount > column.high):
        return Read(None, f"{column.key} is {number}; allowed: {allowed(column)}")
    if column.kind == form.WHOLE and amount.denominator != 1:
        return Read(None, f"{column.key} is {number}; a whole number is needed")
    return Read(number)


def _meant(value: Any) -> Any:
    """The number behind 25 %, 0,25 or 1 040 000; None when there is none."""
    plain = re.sub(r"[ %_'\u00a0\u202f]", "", str(value)).replace(",", ".")
    try:
        exact(plain)
        return as_written(plain)
    except ValueError:
        return None


def allowed(column: Column) -> str:
    """The range of a number column in words."""
    low, high = (None if end is None else f"{end:.0f}" for end in (column.low, column.high))
    ends = f"{low} to {high}" if low is not None and high is not None else f"{low} or more" if low is not None else f"up to {high}"
    return ends + (" (25 means 25 %)" if column.unit == "percent" else "")


def _code(value: Any, column: Column) -> Read:
    if isinstance(value, bool):
        return Read(None, f"{column.key} is a truth value, and a code is text; put it in quotes, or an apostrophe before it")
    if isinstance(value, (date, datetime)):
        return Read(None, f"{column.key} has become the date {value:%Y-%m-%d}; format the cell as text and type the code again")
    if isinstance(value, float) and not value.is_integer():
        return Read(repr(value), f"{column.key} is the number {value}, and a code is text; put it in quotes, or an apostrophe before it")
    if not isinstance(value, (str, int, float)):
        return Read(None, f"{column.key} needs one code, not a {type(value).__name__}")
    text = value.strip() if isinstance(value, str) else str(int(value))
    if _SEPARATORS.search(text):
        return Read(None, f"{column.key} is '{text}'; one code without commas is needed")
    return _text(text, column)


def _text(value: Any, column: Column) -> Read:
    if isinstance(value, (date, datetime)):
        return Read(f"{value:%Y-%m-%d}", f"{column.key} has become the date {value:%Y-%m-%d}; format the cell as text and type it again")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return Read(None, f"{column.key} needs a text, not a {type(value).__name__}; put it in quotes, or an apostrophe before it")
    text = value if isinstance(value, str) else str(value)
    if len(text) > LONGEST:
        return Read(text[:LONGEST], f"{column.key} has {len(text)} characters; at most {LONGEST} are allowed")
    if "${" in text or any((ord(letter) < 32 and letter not in "\t\n") or 0xD800 <= ord(letter) < 0xE000 or ord(letter) in (0xFFFE, 0xFFFF) for letter in text):
        return Read(None, f"{column.key} holds a control character or '${{'; type the text again without it")
    return Read(text)


def _choice(value: Any, column: Column) -> Read:
    if isinstance(value, bool) and column.choices == form.YES_NO:
        return Read("yes" if value else "no")
    text = str(value).strip()
    if text.lower() in column.choices:
        return Read(text.lower())
    meant = close(text.lower(), column.choices)
    hint = f"did you mean: {meant}? " if meant else ""
    return Read(meant, f"{column.key}: '{text[:40]}' is not a choice; {hint}allowed: {', '.join(column.choices)}")


def close(word: str, known: Any) -> str | None:
    """The known word that is probably meant, None when none is near."""
    return next(iter(get_close_matches(word, [str(name) for name in known], n=1, cutoff=0.6)), None)


def unknown(word: str, known: Any, what: str) -> str:
    """The sentence for a code that a sheet does not have."""
    return f"'{word[:40]}' is not on the sheet {what}; {nearest(word, known)}"


def _date(value: Any, column: Column) -> Read:
    if isinstance(value, (date, datetime)):
        return Read(f"{value:%Y-%m-%d}")
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 1 <= value < 110_000:
        meant = (_FIRST_DAY + timedelta(days=int(value))).isoformat()
        return Read(meant, f"{column.key} is the number {value}; format the cell as a date, or write {meant}")
    text = str(value).strip()
    try:
        return Read(date.fromisoformat(text).isoformat())
    except ValueError:
        day = _finnish_date(text)
        return Read(day, f"{column.key}: '{text[:40]}' is not a date; write {day or 'year-month-day, such as 2026-01-31'}")


def _finnish_date(text: str) -> str | None:
    found = _FINNISH_DATE.fullmatch(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else None
    except ValueError:
        return None


def _codes(value: Any, column: Column) -> Read:
    items = value if isinstance(value, list) else _SEPARATORS.split(value) if isinstance(value, str) else [value]
    reads = [_code(item, column) for item in items if not is_blank(item)]
    fault = next((read.fault for read in reads if read.fault), "")
    return Read(None if fault else [read.value for read in reads], fault)


def _numbers(value: Any, column: Column) -> Read:
    """A list of numbers: parted by semicolons, or by commas when there is no semicolon."""
    items = value if isinstance(value, list) else value.split(";" if ";" in value else ",") if isinstance(value, str) else [value]
    reads = [_number(item, column) for item in items if not is_blank(item)]
    fault = next((read.fault for read in reads if read.fault), "")
    return Read(None if fault else [read.value for read in reads], fault)


_READERS = {
    form.TEXT: _text, form.CODE: _code, form.NUMBER: _number, form.WHOLE: _number, form.DATE: _date,
    form.CHOICE: _choice, form.CODES: _codes, form.NUMBERS: _numbers,
}  # fmt: skip
