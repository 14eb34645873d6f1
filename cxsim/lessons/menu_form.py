"""The menu of a lesson in which plans are designed, as it is written: what a reward plan may be made of, and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.fields import choice_or, param
from cxsim.lessons.texts import Text, groups, optional


@dataclass(kw_only=True)
class Measured:
    """A measure of a menu: a metric, and the scope at which each level is paid by it."""

    label: Text
    metric: str
    scopes: dict[str, str]  # by level; a level left out cannot be paid by it


@dataclass(kw_only=True)
class Shape:
    """A curve of a menu: what is paid at threshold, target and maximum of each metric's usual curve."""

    label: Text
    line: Text
    pays: list[float] = field(metadata={"unit": "% of target bonus at the three kinks of the usual curve", "low": 0.0, "high": 1000.0, "grade": "-"})
    shape: str = choice_or("linear", "step")


@dataclass(kw_only=True)
class Condition:
    """A gate of a menu, as in a scheme's file; without terms there is none."""

    label: Text
    terms: dict[str, Any] = optional("metric, scope, required and factor", {})


@dataclass(kw_only=True)
class Ready:
    """A ready plan of a menu, written as a player would give it."""

    label: Text
    line: Text
    plan: dict[str, Any]


@dataclass(kw_only=True)
class Menu:
    """What a reward plan may be made of, and what it may cost.

    `pool_pct` is what nine futures in ten may cost at most, in % of all target bonuses; futures are drawn as the HR desk draws
    them, with the spreads of metrics in `spreads` (% of target) and `correlation` between units.
    """

    levels: list[str]
    measures: dict[str, Measured] = groups(Measured)
    curves: dict[str, Shape] = groups(Shape)
    gates: dict[str, Condition] = groups(Condition)
    ready: dict[str, Ready] = groups(Ready)
    most: int = param("measures in one plan", 1, 12, grade="-")
    step: int = param("% of the bonus", 1, 50, grade="-")
    deferral: dict[str, Any] = optional("how a deferred part waits, as in a scheme's file", {})
    deferral_most: int = param("% of the award", 0, 100, grade="-")
    deferral_step: int = param("% of the award", 1, 50, grade="-")
    pool_pct: float = param("% of all target bonuses", 1, 1000, grade="-")
    spreads: dict[str, float] = field(metadata={"unit": "sd of a year's result, % of target, by metric", "low": 0.0, "high": 100.0, "grade": "D"})
    correlation: float = param("between units", 0, 1, grade="D")
