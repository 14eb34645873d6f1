"""What a pay plan consists of, as plain exact values; `plan_form` builds one from a mapping."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from cxsim.base.money import whole_weights
from cxsim.pay.curve import Curve
from cxsim.pay.numbers import HUNDRED, ZERO

SCOPES = ("touchpoint", "unit", "journey", "company")


@dataclass(frozen=True)
class Measure:
    """A result that pay looks at, and how achievement x is read from it (R3).

    `basis` percent_of_target gives x in % of target, `value` gives x on the metric's own scale.
    """

    name: str
    metric: str
    scope: str
    basis: str = "percent_of_target"
    better: str = "higher"

    @property
    def key(self) -> str:
        """metric/scope, the way gates refer to a component."""
        return f"{self.metric}/{self.scope}"


@dataclass(frozen=True)
class Component(Measure):
    """A measure that earns bonus; `weight_pct` is its part of the level's target bonus, 0-100."""

    weight_pct: Fraction = ZERO
    curve: Curve = field(default=Curve(((ZERO, HUNDRED),), shape="step"))
    curve_name: str = ""
    measured_by: str = ""

    @property
    def weight(self) -> float:
        """Weight as a share, 0-1."""
        return float(self.weight_pct / HUNDRED)


@dataclass(frozen=True)
class Gate(Measure):
    """A condition; closed, it multiplies by `factor` or limits to `cap_pct` (exactly one is set)."""

    required: Fraction = ZERO
    on: str = "score"
    component: str = ""
    factor: Fraction | None = None
    cap_pct: Fraction | None = None
    levels: tuple[str, ...] | None = None

    def is_met(self, x: Fraction | None) -> bool:
        """Inclusive; a missing result never meets a gate (R2, R7)."""
        if x is None:
            return False
        return x <= self.required if self.basis == "value" and self.better == "lower" else x >= self.required

    def closed_on(self, payout: Fraction) -> Fraction:
        """What is left of a payout when the gate is closed."""
        return payout * self.factor if self.factor is not None else min(payout, self.cap_pct or ZERO)


@dataclass(frozen=True)
class Modifier(Measure):
    """A multiplier of the whole score, read from a curve in % (R8)."""

    curve: Curve = field(default=Curve(((ZERO, HUNDRED),), shape="step"))
    levels: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Level:
    """One level of the organisation: its target bonus in % of base pay, its components, gates and modifiers."""

    name: str
    target_bonus_pct: Fraction
    components: tuple[Component, ...]
    component_gates: tuple[Gate, ...] = ()
    score_gates: tuple[Gate, ...] = ()
    modifiers: tuple[Modifier, ...] = ()

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """Scopes of the results this level is paid on, in the order of `SCOPES`."""
        measures = (*self.components, *self.component_gates, *self.score_gates, *self.modifiers)
        found = {measure.scope for measure in measures}
        return tuple(scope for scope in SCOPES if scope in found)


@dataclass(frozen=True)
class Pool:
    """Money set aside for some units and levels (R12-R14); amounts in EUR, None = not set."""

    name: str
    funding: str = "fixed"
    amount_eur: Fraction = ZERO
    rate_pct: Fraction = ZERO
    metric: str = ""
    scope: str = "company"
    unit: str = ""
    floor_eur: Fraction | None = None
    cap_eur: Fraction | None = None
    carry_in_eur: Fraction = ZERO
    mode: str = "ceiling"
    unspent: str = "return"
    carry_cap_eur: Fraction | None = None
    units: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None

    def holds(self, level: str, unit: str) -> bool:
        """Whether a person of this level and unit is paid from the pool."""
        return (self.levels is None or level in self.levels) and (self.units is None or unit in self.units)


@dataclass(frozen=True)
class Deferral:
    """How much of an award waits, and for how long (R15-R18). `vest_pct` holds one share per year, adding to 100.

    `on_performance` is for simulations: later years' results set the performance factor of R17.
    """

    level: str
    share_pct: Fraction
    of: str = "award"
    min_award_eur: Fraction = ZERO
    vest_pct: tuple[Fraction, ...] = ()
    clawback_window_years: int = 0
    on_performance: bool = False

    @property
    def share(self) -> float:
        """Deferred share, 0-1."""
        return float(self.share_pct / HUNDRED)

    @cached_property
    def vest_weights(self) -> list[int]:
        """The vesting shares as whole numbers in the same proportion."""
        return whole_weights(self.vest_pct)

    @property
    def years(self) -> int:
        """Years until the last tranche."""
        return len(self.vest_pct)


@dataclass(frozen=True)
class Plan:
    """A whole pay plan; `levels` in the order given."""

    levels: dict[str, Level]
    curves: dict[str, Curve]
    pools: tuple[Pool, ...] = ()
    deferral: dict[str, Deferral] = field(default_factory=dict)
    missing_metric: str = "error"
    normalise_weights: bool = False
    min_service_days: int = 0
    individual_low: Fraction = ZERO
    individual_high: Fraction = Fraction(200)
    score_cap_pct: Fraction | None = None
    total_cap_pct: Fraction | None = None
    name: str = ""

    @cached_property
    def read_results(self) -> frozenset[tuple[str, str]]:
        """(metric, scope) of every result that the plan looks at."""
        found = {(pool.metric, pool.scope) for pool in self.pools if pool.funding == "pct_of_metric"}
        for level in self.levels.values():
            measures = (*level.components, *level.component_gates, *level.score_gates, *level.modifiers)
            found |= {(measure.metric, measure.scope) for measure in measures}
        return frozenset(found)
