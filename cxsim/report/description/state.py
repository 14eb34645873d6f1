"""State variables of every entity, from the comments beside the fields that hold them."""

from __future__ import annotations

import ast
import re
from dataclasses import fields

from cxsim.base import schema
from cxsim.report.description.source import class_of, comments, fields_of, first_sentence, text_of
from cxsim.report.description.tables import code, table

COLUMNS = "customers/columns.py"
_ROW = re.compile(r'^\s*\("(?P<name>\w+)", np\.(?P<type>\w+)(?P<many>, \(CHANNELS_MAX,\))?\),')

# entity on the page: file, class, what it is
HOLDERS = (
    ("Touchpoint and company stocks", "organisation/capability.py", "Stocks"),
    ("Service of the quarter, handoffs included", "customers/service.py", "ServiceState"),
    ("Manager", "organisation/behaviours.py", "Decider"),
    ("Beliefs of a manager", "organisation/beliefs.py", "Mind"),
    ("Agreement of a seat", "organisation/payoff.py", "Deal"),
    ("Numbers the company shows its managers", "organisation/scorecard.py", "Board"),
    ("Seat", "organisation/layout.py", "Seat"),
    ("Unit (facts)", "base/schema.py", "UnitSettings"),
)


def people() -> list[tuple[str, str, str, str]]:
    """Columns of a person: group, name, type, meaning."""
    told, group, rows = comments(COLUMNS), "", []
    for place, line in enumerate(text_of(COLUMNS).splitlines(), start=1):
        if line.startswith("PERSON"):
            group = "identity"
        found = _ROW.match(line)
        if found:
            many = ", one per channel" if found["many"] else ""
            rows.append((group, found["name"], f"{found['type']}{many}", told.get(place, "")))
        elif group and line.strip().startswith("#"):
            group = line.strip().lstrip("# ")
        elif line.startswith(")") and rows:
            break
    return rows


def person_table() -> str:
    """Every column of a person."""
    rows = [(code(name), kind, meaning, group) for group, name, kind, meaning in people()]
    outside = [(code(name), _kind(kind), meaning, "beside the record") for name, kind, meaning in fields_of(COLUMNS, "Columns") if name != "people"]
    return table(("Column", "Type", "Meaning, range or unit", "Group"), rows + outside)


def entity_tables() -> str:
    """One table for every other entity."""
    parts = []
    for title, file, name in HOLDERS:
        rows = [(code(field), _kind(kind), _unit(file, name, field) or meaning) for field, kind, meaning in fields_of(file, name)]
        parts += [f"**{title}** (`{file}`, {name}): {_words(file, name)}.", "", table(("Variable", "Type", "Meaning"), rows), ""]
    return "\n".join(parts).rstrip()


def _words(file: str, name: str) -> str:
    return first_sentence(ast.get_docstring(class_of(file, name)) or "")


def _kind(kind: str) -> str:
    return kind.replace("np.ndarray", "array")


def _unit(file: str, name: str, field: str) -> str:
    """Settings say their unit in the declaration, not in a comment."""
    if file != "base/schema.py":
        return ""
    return next(str(item.metadata.get("unit", "")) for item in fields(getattr(schema, name)) if item.name == field)


def state() -> str:
    """All state variables."""
    return "\n".join(["**Person** (`customers/columns.py`): one record each.", "", person_table(), "", entity_tables()])
