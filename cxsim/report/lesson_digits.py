"""Digits of what a debrief tells of an outcome: one rule for its sentences, tables and titles, so that no two precisions stand side by side."""

from __future__ import annotations

import math

from cxsim.lessons.outcomes import AT
from cxsim.report.numbers import MAX_DECIMALS
from cxsim.study.statistics import CLEAR, Estimate

USUAL, FEW = {"effort": 2}, 1  # decimals of an outcome; of every other


def usual(outcome: str) -> int:
    """Decimals of a level of an outcome, and of a difference of a common size."""
    return USUAL.get(outcome.partition(AT)[0], FEW)


def of(outcome: str, *sizes: Estimate) -> int:
    """Decimals of all these differences of an outcome, told in one place: the usual ones.

    More only while a bound of a clear difference would read as nought, both bounds of another would, or a mean without interval.
    """
    least = usual(outcome)
    return max([least, *(_needed(size, least) for size in sizes)])


def _needed(size: Estimate, least: int) -> int:
    bounds = [abs(bound) for bound in (size.lo, size.hi) if math.isfinite(bound)] or [abs(size.mean)]
    shown = min(bounds) if size.state == CLEAR else max(bounds)
    if not shown:
        return least
    return next((places for places in range(least, MAX_DECIMALS) if round(shown, places)), MAX_DECIMALS)
