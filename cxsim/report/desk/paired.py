"""Paired differences in words and table cells: values, intervals, and what cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxsim.desk.dynamic.pairs import Pair
from cxsim.report import numbers
from cxsim.report.words import Words
from cxsim.study.statistics import CLEAR, NO_INTERVAL, Estimate

SCALES = {"eur": 1e-3, "share": 100.0}  # as told: thousand EUR; shares in points
MOST_DECIMALS, USUAL_DECIMALS = {"eur": 1}, 2  # EUR to 100, so that no sum tells one person's pay
MORE, FEWER, OPEN, NONE = "more", "fewer", "open", "none"


@dataclass(frozen=True)
class Grid:
    """A table as text; a cell is (text, quiet), quiet cells are greyed; lines of a cell are parted by line breaks. `fold` puts it behind a heading to open."""

    title: str
    head: list[str]
    rows: list[list[tuple[str, bool]]]
    note: str = ""
    fold: bool = False


def verdict(found: Estimate) -> str:
    """more, fewer, open, or none when there is no interval."""
    if found.state == NO_INTERVAL:
        return NONE
    if found.state != CLEAR:
        return OPEN
    return MORE if found.mean > 0 else FEWER


class Sayer:
    """Numbers of a pair as people read them."""

    def __init__(self, w: Words):
        self.w, self.lang = w, w.lang

    def decimals(self, pair: Pair) -> int:
        """Decimals of a pair: two digits of its half-width, and more where a bound would read as zero and is not."""
        scale, found = SCALES.get(pair.unit, 1.0), pair.difference
        if not math.isfinite(found.lo):
            return 1
        usual = min(numbers.decimals_for(scale * (found.hi - found.lo) / 2), MOST_DECIMALS.get(pair.unit, USUAL_DECIMALS))
        return usual if pair.unit in MOST_DECIMALS else numbers.decimals_of(scale * found.mean, scale * found.lo, scale * found.hi, usual)

    def value(self, pair: Pair, side: str) -> str:
        """Mean of the first or second arm."""
        values = getattr(pair, side)
        return numbers.number(SCALES.get(pair.unit, 1.0) * float(values.mean()), self.decimals(pair), self.lang)

    def size(self, pair: Pair, signed: bool = True) -> str:
        """Mean difference, without its sign when the sentence says the direction."""
        mean = SCALES.get(pair.unit, 1.0) * pair.difference.mean
        return numbers.number(mean if signed else abs(mean), self.decimals(pair), self.lang, signed=signed)

    def span(self, pair: Pair, signed: bool = True) -> str:
        """The interval; without signs it is turned so that it runs in the direction the sentence says."""
        scale, found = SCALES.get(pair.unit, 1.0), pair.difference
        lo, hi = scale * found.lo, scale * found.hi
        if not signed and found.mean < 0:
            lo, hi = -hi, -lo
        return numbers.interval(lo, hi, self.decimals(pair), self.lang, signed=signed)

    def difference(self, pair: Pair) -> tuple[str, bool]:
        """Cell with difference and interval; greyed, and said so, when it cannot be told from zero."""
        state = verdict(pair.difference)
        if not math.isfinite(pair.difference.mean):
            return "–", True
        if state == NONE:
            return self.size(pair), True
        text = f"{self.size(pair)} ({self.span(pair)})"
        return (f"{text}\n{self.w('plan_compare.not_told')}", True) if state == OPEN else (text, False)

    def mark(self, pair: Pair) -> tuple[float, float, float, bool]:
        """Mean, bounds and whether it is told apart, for a figure."""
        scale, found = SCALES.get(pair.unit, 1.0), pair.difference
        return scale * found.mean, scale * found.lo, scale * found.hi, verdict(found) in (MORE, FEWER)

    def unit(self, pair: Pair) -> str:
        """Unit of a difference."""
        return self.w(f"plan_compare.unit.{pair.unit}")

    def grid(self, title: str, head: list[str], rows: Mapping[str, Sequence[Pair | None]], note: str = "", fold: bool = False) -> Grid:
        """Rows by label, the pairs of the further plans in a row: the first plan's value, then value and difference of each."""
        made = []
        for label, own in rows.items():
            known = next((pair for pair in own if pair is not None), None)
            cells = [(label, False), ("–" if known is None else self.value(known, "first"), False)]
            for pair in own:
                cells += [("–", True), ("–", True)] if pair is None else [(self.value(pair, "second"), False), self.difference(pair)]
            made.append(cells)
        return Grid(title, head, made, note, fold)
