"""Ways to declare a setting: a number with unit and range, a choice, a text, a group of named items."""

from __future__ import annotations

from dataclasses import field
from typing import Any

INF = float("inf")


def param(unit: str, low: float = -INF, high: float = INF, *, source: str = "assumption", grade: str = "D") -> Any:
    """A numeric field with its unit, inclusive range, source and grade."""
    return field(metadata={"unit": unit, "low": low, "high": high, "source": source, "grade": grade})


def choice(*options: str, source: str = "design") -> Any:
    """A text field that must be one of `options`."""
    return field(metadata={"unit": "name", "choices": options, "source": source, "grade": "-"})


def choice_or(default: str, *others: str) -> Any:
    """A text field that may be left out; then it is `default`."""
    return field(default=default, metadata={"unit": "name", "choices": (default, *others), "source": "design", "grade": "-"})


def text(note: str = "") -> Any:
    """A free text field."""
    return field(metadata={"unit": "text", "note": note, "grade": "-"})


def group(kind: type, note: str = "") -> Any:
    """A dict of named items of one dataclass; dicts, not lists, so that a user's file can change one entry."""
    return field(metadata={"unit": "group", "of": kind, "note": note, "grade": "-"})
