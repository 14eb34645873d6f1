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

    One more where a bound would read as nought, so that it is seen on which side it lies, or a mean as a bound of its own interval;
    further ones only while a bound of a clear difference would read as nought, or a mean that has no interval.
    """
    least = usual(outcome)
    return max([least, *(max(_one_more(size, least), _needed(size, least)) for size in sizes)])


def _one_more(size: Estimate, least: int) -> int:
    bounds = [bound for bound in (size.lo, size.hi) if math.isfinite(bound)]
    nought = any(bound and not round(bound, least) for bound in bounds)
    narrow = size.lo < size.hi and round(size.mean, least) in (round(size.lo, least), round(size.hi, least))
    return least + (nought or narrow)


def _needed(size: Estimate, least: int) -> int:
    bounds = [abs(bound) for bound in (size.lo, size.hi) if math.isfinite(bound)]
    shown = min(bounds) if size.state == CLEAR and bounds else 0.0 if bounds else abs(size.mean)
    return next((places for places in range(least, MAX_DECIMALS) if round(shown, places)), MAX_DECIMALS) if shown else least
