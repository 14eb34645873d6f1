"""From the scale a plan is written on to per cent of target in the simulation, and back.

The simulated company has levels of its own: a CSAT of 4.1 in the plan is not a score of 77.5 there. What carries over is the
distance from the target. A score is read as a place between the ends of its scale, 0-100, and the target is the value that pays 100 %;
x = 100 * place / place of the target. The simulated targets start at what was reached the year before and follow results, so "on target"
is neither easier nor harder than it is for other schemes there (assumption, grade C).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.base.errors import InputError, Problem
from cxsim.desk.dynamic.meaning import Meaning
from cxsim.desk.facts import Facts
from cxsim.pay.numbers import HUNDRED
from cxsim.pay.plan import Measure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """How values of one result are read. `target` on the plan's own scale; `falls` = lower values are better."""

    low: float
    high: float
    target: float
    falls: bool

    def to_pct(self, value: float) -> float:
        """% of target of a value on the plan's scale; 200 - 100 value / target when lower is better and the scale has no ends."""
        if self.falls:
            return 200.0 - 100.0 * value / self.target
        return 100.0 * (value - self.low) / (self.target - self.low)

    def from_pct(self, pct: Floats) -> Floats:
        """Values on the plan's scale for % of target, kept between the ends of a scale that has them."""
        if self.falls:
            return self.target * (200.0 - pct) / 100.0
        value = self.low + (self.target - self.low) * pct / 100.0
        return np.clip(value, min(self.low, self.high), max(self.low, self.high)) if np.isfinite(self.high) else value


def scale_of(facts: Facts, measure: Measure, meaning: Meaning) -> Scale:
    """The scale of a measure on basis value.

    Raises InputError when no target can be told, or the target is at or beyond the worst end of the scale.
    """
    target = _target(facts, measure)
    name = f"{measure.metric}/{measure.scope}"
    if target is None:
        raise InputError(Problem("needs a value that pays 100 %, or a target in the scorecard, to be simulated", "curves", value=name))
    if not meaning.is_score:
        scale = Scale(0.0, float("inf"), target, _falls(facts, measure))
    elif _falls(facts, measure):
        scale = Scale(meaning.high, meaning.low, target, False)  # a score on which low is good: its ends change places
    else:
        scale = Scale(meaning.low, meaning.high, target, False)
    lowest, highest = sorted((scale.low, scale.high))
    if not lowest <= target <= highest or target == scale.low:
        raise InputError(Problem("has its target outside its scale", "curves", value=f"{name}: {target:g}", allowed=f"{lowest:g} to {highest:g}", fix="another metric stands for it: map.NAME=..."))
    return scale


def _falls(facts: Facts, measure: Measure) -> bool:
    curves = [part.curve for part, _, _ in facts.parts if (part.metric, part.scope, part.basis) == (measure.metric, measure.scope, measure.basis)]
    return curves[0].direction == "lower" if curves else measure.better == "lower"


def _target(facts: Facts, measure: Measure) -> float | None:
    """The value that pays 100 %; else the mean of the targets in the scorecard."""
    for part, _, _ in facts.parts:
        if (part.metric, part.scope, part.basis) == (measure.metric, measure.scope, "value"):
            value = part.curve.x_for(HUNDRED)
            if value is not None:
                return float(value)
    targets = [float(target) for (metric, scope, _), (_, target) in facts.case.scorecard.rows.items() if (metric, scope) == (measure.metric, measure.scope) and target is not None]
    return sum(targets) / len(targets) if targets else None
