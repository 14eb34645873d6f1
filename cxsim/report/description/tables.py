"""Markdown tables."""

from __future__ import annotations

from typing import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; bars inside cells are escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    """One cell."""
    return str(value).replace("|", "\\|").replace("\n", " ")


def code(text: object) -> str:
    """A name in backticks, nothing for nothing."""
    return f"`{text}`" if str(text) else ""


def number(value: object) -> str:
    """A number as people write it in a setting: six digits, no exponent where it can be avoided; words as they are."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return {True: "yes", False: "no", None: ""}.get(value, str(value)) if isinstance(value, (bool, type(None))) else str(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", " ")
    return f"{value:.6g}"
