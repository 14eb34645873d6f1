"""Figures the fit has not seen: each published finding is left out in turn, the numbers are fitted to the others alone.

The finding is then predicted on people and luck that no fit has met. A fit starts from the middle of all ranges, so that
nothing of the left-out figures reaches it by way of the numbers in use.
"""

from __future__ import annotations

import numpy as np

from cxsim.trust.calibration import people
from cxsim.trust.calibration.fit import fitted
from cxsim.trust.calibration.parameters import tuned
from cxsim.trust.lines import Line
from cxsim.trust.section import Ask

FINDINGS = ("C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7", "C-8", "C-9", "C-15")
ROUNDS, QUICK_ROUNDS = 6, 1
FRESH = people.SEED + 100  # luck no fit has met


def predicted(ask: Ask, finding: str) -> list[Line]:
    """The figures of one finding from a fit to all others."""
    units = fit_without(ask, finding)
    return [line for line in people.lines(ask, units, seed=FRESH) if line.topic == finding]


def fit_without(ask: Ask, finding: str) -> np.ndarray:
    """Places (p,) of the people's numbers fitted to every figure but those of one finding."""

    def others(units: np.ndarray) -> np.ndarray:
        lines = people.lines(ask, units, people.DESIGN_PEOPLE)
        return np.array([people.distance(line) for line in lines if line.topic != finding])

    middle = np.full(len(tuned("people")), 0.5)
    return fitted(others, middle, rounds=QUICK_ROUNDS if ask.size.quick else ROUNDS).units
