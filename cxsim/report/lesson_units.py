"""Units of what a debrief tells: differences of outcomes, and values of assumptions, so that no number stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cxsim.lessons.outcomes import AT
from cxsim.report import assumptions, numbers
from cxsim.report.words import Words

HUNDREDTHS = (
    "journeys.cross_unit_share", "survey.touchpoint_share", "behaviour.adherence", "customers.expectation_up", "customers.expectation_share",
    "company.handoff_between", "company.handoff_within", "market.return_per_week",
)  # fmt: skip  # shares that are told of a hundred


def said(w: Words, outcome: str, number: str) -> str:
    """A difference of an outcome, already written, with its unit; as it is where no unit is known."""
    text = w.get(f"lesson_units.of.{outcome.partition(AT)[0]}")
    return text.format(x=number) if isinstance(text, str) else number


def foretold(w: Words, outcome: str, number: str) -> str:
    """What came of a prediction, already written, with its unit; as it is where no unit is known."""
    text = w.get(f"lesson_units.foretold.{outcome.partition(AT)[0]}")
    return text.format(x=number) if isinstance(text, str) else number


def difference(w: Words, outcome: str, name: str) -> str:
    """What a difference of an outcome is called with its unit: per cents differ by percentage points. `name` where nothing else is known."""
    return str(w.get(f"lesson_units.difference.{outcome.partition(AT)[0]}") or name)


def assumed(w: Words, key: str, value: Any) -> str:
    """The value of an assumption with its unit; as a plain number where no unit is known."""
    text = w.get(f"lesson_units.assumed.{key.replace('.', '_')}")
    shown = 100.0 * value if key in HUNDREDTHS and isinstance(value, float) else value
    number = assumptions.written(round(shown, 6) if isinstance(shown, float) else shown, w.lang)
    return text.format(x=number) if isinstance(text, str) else number


MORE, LESS = ("true_cx", "customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur"), ("effort", "service_cost_eur")  # outcomes of which more, or less, is better


def placed(w: Words, outcome: str, own: float, others: Sequence[float], name: str) -> str:
    """Where the class's own luck lies among the same decisions' other lucks: as better where it is known which way that is."""
    base = outcome.partition(AT)[0]
    way = "more" if base in MORE else "less" if base in LESS else ""
    passed = sum(value > own if way == "less" else value < own for value in others)
    share = numbers.number(100.0 * passed / len(others), 0, w.lang)
    return w(f"lesson_told.luck.{way}" if way else "lesson.repeats.luck", outcome=name, share=share, n=len(others))


def tied(w: Words, values: np.ndarray) -> str:
    """A sentence on runs without any difference, so that the rest is not taken for the other direction; empty where there are none to speak of."""
    share = 100.0 * float(np.mean(values == 0.0))
    return "" if share < 1.0 else " " + w("lesson.repeats.tied", share=numbers.number(share, 0, w.lang))
