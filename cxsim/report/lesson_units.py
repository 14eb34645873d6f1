"""Units of what a debrief tells: differences of outcomes, and values of assumptions, so that no number stands alone."""

from __future__ import annotations

from typing import Any

from cxsim.lessons.outcomes import AT
from cxsim.report import assumptions
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
