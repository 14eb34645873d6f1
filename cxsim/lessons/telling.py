"""What one luck can tell: the smallest change that is told as a rise or a fall, and that settles a question sealed with yes or no.

Where nothing else is known, a change seen on one luck has the sign of the mean over all lucks with a chance of 80 in 100 or more when it
is at least 0.84 standard deviations of what it varies by from luck to luck (normal quantile; that 80 of 100 are enough is an assumption,
grade D). Smaller ones are told as hardly moved, or as too close to call; no number is changed by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxsim.lessons.comparisons import CLASS, OTHER, SAME, Repeats
from cxsim.lessons.form import YES_NO, Prediction

Z = 0.8416  # normal quantile of 0.8
KNOWN = 40  # other lucks from which the standard deviation is taken from them: 11 % standard error
PEOPLE = 5000  # customers that the figures below hold for
FEWER = 1 / 3  # power with which they grow as customers get fewer: 0.2 to 0.36 between 1,000 and 4,200 or 8,400, since not all luck is in who the customers are
# Standard deviations from luck to luck, by outcome: as 24 lucks of the shipped lessons gave them with robots (0.26 to 0.64, 0.05 to 0.55,
# 0.9 to 1.3 and 11 to 27); one value for all lessons is an assumption, grade D.
USUAL = {"true_cx": 0.4, "true_cx_change": 0.4, "same_less_other": 0.3, "other_less_same": 0.3, "measured_cx_change": 1.0, "bonus_change": 20.0}
LEVELS = {"true_cx": "true_cx", "true_cx_change": "true_cx"}  # outcomes that vary as the level at the end does
PAIRED = {"other_less_same": ("true_cx", SAME, OTHER)}  # outcomes that are a difference of two lives on one luck


@dataclass(frozen=True)
class Least:
    """The smallest change that one luck can tell, in the unit of the outcome, 0 where nothing is known; from so many other lucks, 0 = assumed."""

    size: float
    lucks: int = 0


def least(outcome: str, repeats: Repeats | None, customers: int, last: bool = True) -> Least:
    """Of an outcome; `last` = at the end of the game, which is what other lucks are known of."""
    found = _spread(outcome, repeats) if last and repeats is not None and len(repeats.seeds) >= KNOWN else None
    if found is not None:
        return Least(Z * found, len(repeats.seeds))  # type: ignore[union-attr]
    return Least(Z * USUAL.get(outcome, 0.0) * max(1.0, (PEOPLE / customers) ** FEWER))  # of fewer people, luck moves the mean more


def _spread(outcome: str, repeats: Repeats) -> float | None:
    level = LEVELS.get(outcome)
    if level in repeats.values[CLASS]:
        return float(np.std(repeats.values[CLASS][level], ddof=1))
    name, first, second = PAIRED.get(outcome, ("", SAME, OTHER))
    return float(np.std(repeats.difference(name, first, second), ddof=1)) if name in repeats.values[CLASS] else None


def of_change(debrief: Any, company: int) -> Least:
    """Of true experience at the end less at the start."""
    return least("true_cx_change", debrief.repeats.get(company), debrief.game.world.settings.customers.count)


def of_question(debrief: Any, company: int, asked: Prediction) -> Least:
    """Of the outcome a question is about; nothing is too small for questions that are not answered with yes or no."""
    if asked.kind != YES_NO:
        return Least(0.0)
    last = asked.round in (0, debrief.game.world.all_rounds)
    return least(asked.outcome, debrief.repeats.get(company), debrief.game.world.settings.customers.count, last)


def close(debrief: Any, company: int, outcomes: Mapping[str, float]) -> dict[str, Least]:
    """Questions of yes or no that one luck does not settle for a company, each with the smallest change that would have."""
    asked = {name: one for name, one in debrief.game.lesson.predictions.items() if one.kind == YES_NO and name in outcomes}
    found = {name: of_question(debrief, company, one) for name, one in asked.items()}
    return {name: size for name, size in found.items() if abs(outcomes[name] - asked[name].than) < size.size}


def settled(debrief: Any, company: int, outcomes: Mapping[str, float]) -> dict[str, Least]:
    """Questions of yes or no that looked too close on the game's own luck and that other lucks settled, since the outcome hardly varies with them."""
    found = {}
    for name, asked in debrief.game.lesson.predictions.items():
        if asked.kind == YES_NO and name in outcomes:
            own, alone = of_question(debrief, company, asked), least(asked.outcome, None, debrief.game.world.settings.customers.count)
            if own.lucks and own.size <= abs(outcomes[name] - asked.than) < alone.size:
                found[name] = own
    return found
