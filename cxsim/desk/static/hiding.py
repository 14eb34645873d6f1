"""Small groups are not shown, nor what would give them away.

A cell under five people is hidden; where exactly one cell of a margin is hidden, the next smallest is hidden too, so that no
total gives it away; a sum in which one person is over half is hidden. Euros are told to 100, per cents to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

FEWEST = 5
EUR_STEP = 100
Name = TypeVar("Name")


def hidden_cells(counts: Mapping[Name, int], also: Sequence[Name] = ()) -> set[Name]:
    """Cells of one margin that are not shown, by their number of people; `also` are hidden for other reasons.

    Empty cells hide nobody and are left out.
    """
    there = {name: n for name, n in counts.items() if n > 0}
    hidden = {name for name, n in there.items() if n < FEWEST or name in also}
    return _with_next(there, hidden)


def hidden_sums(amounts: Mapping[Name, Sequence[float]]) -> set[Name]:
    """Sums of one margin that are not shown: those in which one person is over half, and the next smallest if it is the only one."""
    there = {name: len(parts) for name, parts in amounts.items() if len(parts)}
    hidden = {name for name in there if max(amounts[name]) * 2 > sum(amounts[name]) > 0}
    return _with_next(there, hidden)


def _with_next(there: Mapping[Name, int], hidden: set[Name]) -> set[Name]:
    rest = [name for name in there if name not in hidden]
    if len(hidden) == 1 and rest:
        hidden = hidden | {min(rest, key=lambda name: there[name])}
    return hidden


def to_hundred(eur: float) -> float:
    """EUR to the nearest hundred."""
    return float(EUR_STEP * round(eur / EUR_STEP))
