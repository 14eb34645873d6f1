"""One line of evidence: what was asked, what was expected, what came out, and the command that repeats it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Mapping, Sequence

import numpy as np

from cxsim.trust.verdicts import BAND, YES, interval, verdict


@dataclass(frozen=True)
class Line:
    """A measured number beside what was expected of it.

    `expected` is band (between `low` and `high`), more, less, nil (within `tolerance`) or open. `lo` and `hi` are the
    95 % interval of `value` from `n` independent units, nan where the number is exact or has none. `identity` marks
    what must hold in any correct program; where it fails, the program is wrong and the command says so by its exit code.
    """

    section: str
    topic: str  # what the line belongs to: a target's code, a pattern, a theorem
    name: str
    what: str
    unit: str
    expected: str
    value: float
    lo: float = math.nan
    hi: float = math.nan
    n: int = 0
    low: float = -math.inf
    high: float = math.inf
    tolerance: float = 0.0
    source: str = ""
    note: str = ""
    identity: bool = False

    @property
    def holds(self) -> str:
        """yes, no, reversed or not distinguishable."""
        if self.expected == BAND:
            return verdict(BAND, self.value, self.lo, self.hi, low=self.low, high=self.high)
        lo, hi = (self.value, self.value) if math.isnan(self.lo) and self.n == 0 else (self.lo, self.hi)
        return verdict(self.expected, self.value, lo, hi, self.tolerance)

    @property
    def broken(self) -> bool:
        """Whether an identity does not hold."""
        return self.identity and self.holds != YES

    def as_mapping(self) -> dict[str, Any]:
        """Plain values, with the verdict."""
        return {**asdict(self), "holds": self.holds}


def from_mapping(mapping: Mapping[str, Any]) -> Line:
    """The line whose `as_mapping` this is; what JSON cannot say (nan, inf) may be None or missing."""
    values = {key: value for key, value in mapping.items() if key in Line.__dataclass_fields__ and value is not None}
    return Line(**{"value": math.nan, **values})


@dataclass(frozen=True)
class Notebook:
    """Writes the lines of one topic."""

    section: str
    topic: str

    def find(
        self, name: str, expected: str, values: Sequence[float] | np.ndarray, unit: str, what: str, **more: Any
    ) -> Line:
        """A line from one number per independent unit; `more` are further fields of the line."""
        value, lo, hi, n = interval(values)
        return Line(self.section, self.topic, name, what, unit, expected, value, lo, hi, n, **more)

    def banded(
        self, name: str, value: float, low: float, high: float, unit: str, what: str, source: str, **more: Any
    ) -> Line:
        """A line whose number should lie between `low` and `high`."""
        return Line(self.section, self.topic, name, what, unit, BAND, value, low=low, high=high, source=source, **more)

    def agrees(
        self, name: str, value: float, truth: float, within: float, unit: str, what: str, source: str, **more: Any
    ) -> Line:
        """A line whose number should lie within `within` of a known truth, in the same unit."""
        note = "; ".join(part for part in (f"truth {truth:.6g}", str(more.pop("note", ""))) if part)
        return self.banded(name, value, truth - within, truth + within, unit, what, source, note=note, **more)
