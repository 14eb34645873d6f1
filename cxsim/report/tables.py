"""Folded tables behind the figures: the same numbers as the picture, written for reading, and as CSV for machines."""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxsim.report import amounts, numbers
from cxsim.report.view import View

PERCENT = {"rough_share", "below_threshold_share", "at_max_share", "own_work_share", "others_share", "luck_share"}
MOST_ROWS = 600


@dataclass(frozen=True)
class Table:
    """Headings, rows of text with a flag for numbers, and the CSV as a data address."""

    head: list[str]
    rows: list[list[tuple[str, bool]]]
    csv: str


def table(view: View, data: pd.DataFrame) -> Table:
    """Write a data frame for people; columns all missing are left out."""
    data = data.dropna(axis=1, how="all").drop(columns=["se"], errors="ignore").head(MOST_ROWS)
    head = [view.w.name("column", str(column)) for column in data.columns]
    rows = [[_cell(view, str(c), row[c], row) for c in data.columns] for row in data.to_dict("records")]
    return Table(head, rows, csv(data))


def csv(data: pd.DataFrame) -> str:
    """The raw numbers as a data address: decimal point, no separators, in every language."""
    raw = data.to_csv(index=False, float_format="%.6g").encode("utf-8")
    return "data:text/csv;base64," + base64.b64encode(raw).decode("ascii")


def _cell(view: View, column: str, value: Any, row: dict[str, Any]) -> tuple[str, bool]:
    """One cell: text, and whether it is a number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–", True
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return ("✓" if value else ""), False
    if isinstance(value, str):
        return _name(view, column, value), False
    number = float(value)
    if column in PERCENT:
        return numbers.number(100 * number, 0, view.lang), True
    if column in ("mean", "lo", "hi") and "metric" in row:
        return amounts.amount(view, str(row["metric"]), number * amounts.scale(str(row["metric"])), 2), True
    if column == "needed":
        number = float(math.ceil(number)) if math.isfinite(number) else number
    digits = 0 if float(number).is_integer() else 1 if abs(number) >= 100 else 2
    return numbers.number(number, digits, view.lang), True


def _name(view: View, column: str, value: str) -> str:
    """Names of things in the reader's language."""
    if column in ("scheme", "baseline"):
        return view.names.short(value)
    if column in ("from_unit", "to_unit", "unit"):
        return view.unit(value)
    if column == "channel":
        return view.channel(value)
    kinds = {
        "metric": "metric",
        "level": "level",
        "state": "state",
        "direction": "direction",
        "step": "step",
        "reading": "reading",
        "group": "group",
        "activity": "activity",
    }
    return view.w.name(kinds[column], value) if column in kinds else value
