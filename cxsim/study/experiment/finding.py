"""What the headline is about, as facts without words: how many differences point where, and the largest of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxsim.study.experiment.contrasts import AS_EXPECTED, CHANGE, NOT_SHOWN, REVERSED
from cxsim.study.statistics import CLEAR, NO_INTERVAL

ONE, SEVERAL = "one", "several"
MORE, LESS, OPEN, SAME, NONE = "more", "less", "open", "same", "none"


@dataclass(frozen=True)
class Finding:
    """The differences behind one sentence, counted.

    `direction` is what all of them say together: more, less, open, same (exactly nothing in every run), none (no
    interval), or mixed. `rows` are those of the effects table, `largest` the clear one of greatest size.
    """

    outcome: str
    kind: str
    direction: str
    rows: list[dict[str, Any]]
    counts: dict[str, int]
    largest: dict[str, Any] | None
    as_expected: list[dict[str, Any]]
    reversed: list[dict[str, Any]]
    not_shown: list[dict[str, Any]]

    @property
    def total(self) -> int:
        """Differences in all."""
        return len(self.rows)

    @property
    def expecting(self) -> int:
        """Differences of which something was expected and something can be said."""
        return len(self.as_expected) + len(self.reversed) + len(self.not_shown)


def finding(effects: pd.DataFrame, outcome: str) -> Finding:
    """The finding on one outcome: of the changes over a dial when there are any, else of all effects."""
    rows = effects[effects["outcome"] == outcome].to_dict("records")
    rows = [row for row in rows if row["role"] == CHANGE] or rows
    says = [says_of(row) for row in rows]
    counts = {word: says.count(word) for word in (MORE, LESS, OPEN, SAME, NONE)}
    clear = [row for row in rows if row["state"] == CLEAR]
    return Finding(
        outcome,
        ONE if len(rows) == 1 else SEVERAL,
        says[0] if len(set(says)) == 1 else "mixed",
        rows,
        counts,
        max(clear, key=lambda row: abs(row["mean"]), default=None),
        *([row for row in rows if row["agrees"] == word] for word in (AS_EXPECTED, REVERSED, NOT_SHOWN)),
    )


def says_of(row: dict[str, Any]) -> str:
    """more, less, open, same or none: what one difference says."""
    if row["state"] == NO_INTERVAL or math.isnan(row["mean"]):
        return NONE
    if row["state"] != CLEAR:
        return SAME if row["mean"] == 0 and row["sd"] == 0 else OPEN
    return MORE if row["mean"] > 0 else LESS
