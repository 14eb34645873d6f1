"""Random streams and their keys, found in the code: who asks for luck, for which purpose, keyed by what."""

from __future__ import annotations

import ast
import re

from cxsim.report.description.source import comments, files, text_of, tree_of
from cxsim.report.description.tables import code, table

LAYERS = ("base", "customers", "organisation", "simulation", "study")
ASKS = ("stream_key", "generator", "seat_key", "luck_of", "name_slot")
SLOTS = "customers/slots.py"
PARAMETERS = {"purpose", "seed", "names"}  # calls that only pass a purpose on


def streams() -> list[tuple[str, str, str, str]]:
    """(function, purpose, further keys, file) of every call that names a purpose."""
    found = set()
    for file in files(LAYERS):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS:
                purpose, more = _read(node)
                if purpose:
                    found.add((node.func.id, purpose, more, file))
    return sorted(found, key=lambda row: (row[3], row[0], row[1]))


def _read(node: ast.Call) -> tuple[str, str]:
    """The purpose, a text among the arguments, and the arguments after it."""
    for place, argument in enumerate(node.args):
        if isinstance(argument, (ast.Constant, ast.JoinedStr)) and not isinstance(getattr(argument, "value", ""), int):
            return ast.unparse(argument).strip("f'\""), ", ".join(ast.unparse(one) for one in node.args[place + 1 :])
    return "", ""


def slots() -> list[tuple[str, str, int, str]]:
    """(level, name, number, modules that use it) of every fixed slot of customers."""
    told, level, rows = comments(SLOTS), "", []
    users = {file: text_of(file) for file in files(("customers",)) if file != SLOTS}
    for node in tree_of(SLOTS).body:
        if not isinstance(node, ast.Assign):
            continue
        above = [told[line] for line in range(node.lineno - 1, node.lineno - 3, -1) if line in told]
        level = above[0] if above else level
        names, values = node.targets[0], node.value
        pairs = zip(names.elts, values.elts) if isinstance(names, ast.Tuple) and isinstance(values, ast.Tuple) else [(names, values)]
        for name, value in pairs:
            asked = ", ".join(file.rpartition("/")[2] for file, text in users.items() if re.search(rf"slots\.{name.id}\b", text))
            rows.append((level, name.id, value.value, asked))
    return rows


def _unnamed(name: str) -> str:
    """Slots of a questionnaire follow the slot of its invitation; others are kept free."""
    return "surveys.py, as ASKED plus 1 to 3" if name.startswith(("ANSWERED_", "RATING_", "BEGGED_")) else "kept free"


def luck() -> str:
    """Streams, then slots."""
    head = table(("Asked by", "Purpose", "Further keys", "Where"), [(code(f), code(p), code(m), code(w)) for f, p, m, w in streams()])
    rows = [(level, code(name), number, asked or _unnamed(name)) for level, name, number, asked in slots()]
    return "\n".join([head, "", table(("Level", "Slot", "Number", "Used in"), rows)])
