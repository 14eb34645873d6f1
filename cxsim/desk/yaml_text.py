"""A plan file as YAML text: one line per row, in the order of its rows, readable by `read_plan_yaml` without loss."""

from __future__ import annotations

import re
from typing import Any

from cxsim.desk import form
from cxsim.desk.form import SHEETS, Column
from cxsim.desk.plan_file import PlanFile, Row

_PLAIN = re.compile(r"[A-Za-zÅÄÖåäö_][\w./-]*(?: [\w./-]+)*")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GUESSED = re.compile(r"(?i)yes|no|on|off|true|false|null|y|n|nan|inf|infinity")


def yaml_text(file: PlanFile) -> str:
    """The whole file; sheets without rows are left out."""
    lines = ["plan:"]
    for column in SHEETS["plan"].columns:
        if column.key in file.plan:
            lines.append(f"  {column.key}: {_value(file.plan[column.key], column)}")
    for name, sheet in SHEETS.items():
        if sheet.paired or not file.sheet(name):
            continue
        lines.append(f"{name}:")
        lines += [f"  - {{{_row(row, sheet.columns)}}}" for row in file.sheet(name)]
    return "\n".join(lines) + "\n"


def _row(row: Row, columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{_text(column.key)}: {_value(row[column.key], column)}" for column in columns if column.key in row)


def _value(value: Any, column: Column) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_value(item, column) for item in value)}]"
    if not isinstance(value, str):
        return repr(value)
    if column.kind in (form.CODE, form.CODES) and _WHOLE.fullmatch(value):
        return value  # a code of digits is read as text again
    if column.choices == form.YES_NO or (column.kind == form.DATE and _DATE.fullmatch(value)):
        return value
    return _text(value)


def _text(text: str) -> str:
    """Bare when no reader can take it for anything but text, else quoted."""
    if _PLAIN.fullmatch(text) and not _GUESSED.fullmatch(text) and text.isprintable():
        return text
    import yaml

    quoted = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).rstrip("\n")
    return str(quoted.replace("@", "\\x40"))
