"""Figures the fit has not seen: each published finding is left out in turn, the numbers are fitted to the others alone.

The finding is then predicted on people and luck that no fit has met. Every such fit starts from the middle of all ranges
and walks by the slopes at the end of the whole fit (Gauss-Newton with slopes held); a mixture of numbers of which the
remaining figures say next to nothing stays in the middle, so that what the left-out finding said cannot creep in.
"""

from __future__ import annotations

import numpy as np

from cxsim.trust.calibration import people
from cxsim.trust.calibration.fit import EDGE, Figures, Fit
from cxsim.trust.lines import Line
from cxsim.trust.section import Ask

FINDINGS = ("C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-7", "C-8", "C-9", "C-15")
ROUNDS, QUICK_ROUNDS = 6, 2
NEXT_TO_NOTHING = 0.02  # of the best known mixture's slope
FRESH = people.SEED + 100  # luck no fit has met


def predicted(ask: Ask, found: Fit) -> list[Line]:
    """The figures of all findings, each from a fit that has not seen it."""
    topics = [line.topic for line in people.lines(ask, found.units, people.QUICK_PEOPLE)]
    figures = lambda units: np.array([people.distance(line) for line in people.lines(ask, units, people.DESIGN_PEOPLE)])  # noqa: E731
    told: list[Line] = []
    for finding in FINDINGS:
        others = np.array([topic != finding for topic in topics])
        units = fit_to(figures, found.jacobian, others, QUICK_ROUNDS if ask.size.quick else ROUNDS)
        told += [line for line in people.lines(ask, units, seed=FRESH) if line.topic == finding]
    return told


def fit_to(figures: Figures, slopes: np.ndarray, used: np.ndarray, rounds: int) -> np.ndarray:
    """Places (p,) fitted to the `used` figures (m,) from the middle of the ranges, with slopes (m, p) held; the best met."""
    units = np.full(slopes.shape[1], 0.5)
    best, least = units, np.inf
    for _ in range(rounds):
        away = np.nan_to_num(figures(units), nan=2.0)[used]
        if away @ away < least:
            best, least = units, away @ away
        step = np.linalg.lstsq(slopes[used], -away, rcond=NEXT_TO_NOTHING)[0]
        units = np.clip(units + step, EDGE, 1 - EDGE)
    return best
