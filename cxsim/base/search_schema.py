"""Settings of a search over schemes: what may be changed, what is wanted, how many plans are tried and on how many seeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import choice, choice_or

NO_SEARCH = "none"
NSGA2, TPE, RANDOM = SAMPLERS = ("nsga2", "tpe", "random")
MAX, MIN = "max", "min"
HOME, WORST = "home", "worst"
DIFFERENCE, PCT, VALUE = "difference", "pct_of_baseline", "value"


def _own(default: Any, unit: str, **more: Any) -> Any:
    return field(default=default, metadata={"unit": unit, "grade": "-", **more})


def _group(unit: str, **more: Any) -> Any:
    return field(default_factory=dict, metadata={"unit": unit, "grade": "-", **more})


@dataclass
class Lever:
    """One entry of the scheme that may be set: a range, a list of values, or named choices of any kind.

    `key` is its dotted place in the scheme file; `*` stands for every name at that place, `a|b` for either
    of two, a number for a place in a list.
    """

    key: str = field(metadata={"unit": "text", "note": "dotted place in the scheme", "grade": "-"})
    label_en: str | None = _own(None, "text")
    label_fi: str | None = _own(None, "text")
    low: float | None = _own(None, "unit of the entry")
    high: float | None = _own(None, "unit of the entry")
    step: float | None = _own(None, "unit of the entry")
    values: list[float] = field(default_factory=list, metadata={"unit": "unit of the entry", "grade": "-"})
    choices: dict[str, Any] = _group("entries of the scheme by a name of your own")


@dataclass
class Aim:
    """One objective: an outcome of a run, or a measure of payouts, as a difference from the baseline on the same seeds."""

    outcome: str = field(metadata={"unit": "text", "grade": "-"})
    goal: str = choice(MAX, MIN)
    worlds: str = choice_or(HOME, WORST)
    label_en: str | None = _own(None, "text")
    label_fi: str | None = _own(None, "text")


@dataclass
class Limit:
    """A condition a plan must meet: an outcome's difference from the baseline, its share of the baseline's in percent, or its own value."""

    outcome: str = field(metadata={"unit": "text", "grade": "-"})
    of: str = choice_or(DIFFERENCE, PCT, VALUE)
    at_most: float | None = _own(None, "unit of the outcome, or % of the baseline")
    at_least: float | None = _own(None, "unit of the outcome, or % of the baseline")


@dataclass
class SearchSettings:
    """A search; `study.replications` are its held-out seeds, `study.schemes` are shown beside what it finds."""

    sampler: str = choice_or(NO_SEARCH, *SAMPLERS)
    base: str | None = _own(None, "name of a scheme")
    changes: dict[str, Any] = _group("entries laid over the base, nested as in its file; null takes one out")
    levers: dict[str, Lever] = _group("group", of=Lever)
    objectives: dict[str, Aim] = _group("group", of=Aim)
    limits: dict[str, Limit] = _group("group", of=Limit)
    worlds: dict[str, list[str]] = _group("overrides by name of a world")
    generations: int = _own(0, "batches of plans", low=0, high=10_000)
    population: int = _own(0, "plans per batch", low=0, high=10_000)
    search_seeds: int = _own(0, "seeds every plan is lived on", low=0, high=10_000)
    fresh_seeds: int = _own(0, "new seeds for plans in or near the front", low=0, high=10_000)
    promoted: int = _own(0, "plans lived on the fresh seeds", low=0, high=10_000)
    finalists: int = _own(0, "plans lived on the held-out seeds", low=0, high=1_000)
