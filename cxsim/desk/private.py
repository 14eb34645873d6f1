"""Refuse personal data: names, e-mail addresses and Finnish identity codes have no place in a plan file.

What was found is never repeated in a message; the cell is enough. The patterns are an assumption: they err on the side of asking.
"""

from __future__ import annotations

import re

from cxsim.desk.raw import Cell, RawFile, Report

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
# Day, month, year, sign of the century, three digits, check character (Digital and Population Data Services Agency).
_IDENTITY = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z](?![0-9A-Za-z])")
_PART = r"[A-ZÅÄÖÉÜ][a-zåäöéüß]+(?:[-'][A-ZÅÄÖa-zåäö]+)?"
_FULL_NAME = re.compile(rf"{_PART}(?: {_PART}| [A-ZÅÄÖ]\.)*,? {_PART}")
_ONE_NAME = re.compile(_PART)
_HEADING = re.compile(r"(?i)(?<![a-zåäö])(name|nimi|etunimi|sukunimi|first.?name|last.?name|surname|e-?mail|sähköposti|henkilötunnus|hetu|ssn)(?![a-zåäö])")
_FIX = "staff are codes such as MM-07; take personal data out of the file"
_ABOUT_PEOPLE = "staff"
_FREE_TEXT = ("name", "name_fi", "name_en", "silence_reason")


def find_private(raw: RawFile, report: Report) -> None:
    """Note every column, or cell, that looks like personal data."""
    for sheet, rows in raw.sheets.items():
        columns = dict.fromkeys(key for row in rows for key in row)
        for key in columns:
            _look(sheet, key, [row[key] for row in rows if key in row], report)
    for extra in raw.extras:
        _look(extra.sheet, extra.heading, extra.cells, report, extra=True)


def _look(sheet: str, heading: str, cells: list[Cell], report: Report, extra: bool = False) -> None:
    texts = [(cell, cell.value) for cell in cells if isinstance(cell.value, str) and cell.value.strip()]
    for kind, pattern in (("an e-mail address", _EMAIL), ("a Finnish identity code", _IDENTITY)):
        for cell, text in texts:
            if pattern.search(text):
                report.add_at(sheet, cell.at, cell.place, f"looks like {kind}; {_FIX}")
                return  # one cell of a column says enough
    if sheet == _ABOUT_PEOPLE and texts:
        _look_for_names(heading, texts, report, extra)


def _look_for_names(heading: str, texts: list[tuple[Cell, str]], report: Report, extra: bool) -> None:
    full = [cell for cell, text in texts if _FULL_NAME.fullmatch(text.strip())]
    one = [cell for cell, text in texts if _ONE_NAME.fullmatch(text.strip())]
    distinct = len({text for _, text in texts})
    many = 2 * len(full) >= len(texts) and distinct >= 3 and 2 * distinct >= len(texts)  # a label repeats, a name does not
    if heading == "person_id" and full:
        found = full[0]
    elif heading == "person_id" and 2 * len(one) >= len(texts) and len(one) > 1:
        found = one[0]
    elif (extra and _HEADING.search(heading)) or (many and heading not in _FREE_TEXT):
        found = texts[0][0] if extra else full[0]
    else:
        return
    report.add_at(_ABOUT_PEOPLE, found.at, found.place, f"looks like a person's name; {_FIX}")
