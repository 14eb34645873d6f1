"""Mechanisms of the source texts that are always there: setting, value, source, grade, and what a step of it was measured to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import yaml

from cxsim.report.description.screened import by_key, rows
from cxsim.report.description.tables import code, number, table
from cxsim.study.leaves import Leaf

ROWS = Path(__file__).with_name("rows.yaml")
HEADS = ("Mechanism", "Text", "Setting", "Value", "Source", "Grade", "A step up: true CX, points", "A step up: customers kept, % points", "Experiment")
UP, COMPANY = "up", "telecom"


def described() -> list[dict[str, Any]]:
    """What the table says of each mechanism, as written in rows.yaml."""
    return list(yaml.safe_load(ROWS.read_text("utf-8")))


def mechanisms() -> str:
    """One line per setting of each mechanism."""
    leaves, steps = by_key(), {row["key"]: row for row in rows() if row["company"] == COMPANY and row["side"] == UP}
    return table(HEADS, [line for row in described() for line in _lines(row, leaves, steps)])


def _lines(row: dict[str, Any], leaves: dict[str, Leaf], steps: dict[str, dict[str, str]]) -> Iterator[tuple[str, ...]]:
    for place, key in enumerate(row["settings"]):
        leaf, step = leaves[key], steps.get(key)
        first = place == 0
        yield (
            row["what"] if first else "", row["texts"] if first else "", code(key), number(leaf.value), leaf.source, leaf.grade,
            _effect(step, "true_cx"), _effect(step, "customers_kept_pct"), code(f"cxsim experiment {row['experiment']}") if first else "",
        )  # fmt: skip


def _effect(step: dict[str, str] | None, outcome: str) -> str:
    """Shift and half-width of its 95 % interval; a setting that only works with a practice or rival does nothing alone."""
    if step is None:
        return "not measured"
    shift, half = float(step[f"{outcome}_shift"] or 0), float(step[f"{outcome}_half"] or 0)
    return f"{shift:+.3f} ± {half:.3f}" if shift or half else "0 alone"
