"""On which terms schemes are compared: equal cost, equal weight or equal power.

Three different questions, with different answers:

equal_weight
    Every scheme as written. Nothing is scaled.
equal_cost
    At each level every scheme is expected to cost what the reference bonus costs when paid at target. Schemes
    with one target bonus differ in expected payout because curves bend, gates bite and deferred pay is
    forfeited by those who leave; the target bonus is divided by that expectation. A level a scheme does not
    pay gets the same money as fixed salary (`salary_levels`), charged to its profit and moving nobody.
equal_power
    At each level one point of own work, in ranges of its metric, earns the same at the margin under every
    scheme: the target bonus is scaled by the ratio of marginal incentives. Cost then differs; the table says by
    how much.

The reference of a level is the baseline's bonus when the baseline pays that level, otherwise that of the first
scheme, in the order of the study, that does. Expectations are taken before the year, with every metric normally
distributed around its target with its usual forecast error (`behaviour.forecast_error`, in ranges), metrics
independent of each other. No cost of adaptation is in them: what managers' reactions do to payouts is a result.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Mapping

import pandas as pd

from cxsim.base.schema import Settings
from cxsim.study.expectation import expected_payout, marginal_incentive

BASIS_COLUMNS = [
    "scheme",
    "level",
    "basis",
    "factor",
    "target_bonus_pct",
    "expected_payout_pct",
    "expected_cost_pct",
    "power",
    "people",
    "expected_cost_eur",
    "as_salary",
]


@dataclass(frozen=True)
class Basis:
    """Schemes put on one basis.

    `schemes` are the scaled mappings; `factors` the multipliers of the target bonus by (scheme, level);
    `salary_levels` the levels whose money a scheme hands out as salary; `table` one row per scheme and level.
    """

    name: str
    schemes: dict[str, dict[str, Any]]
    factors: dict[tuple[str, str], float]
    reference: dict[str, tuple[str, float]]
    salary_levels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    table: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=BASIS_COLUMNS))


def put_on_basis(settings: Settings, mappings: Mapping[str, Mapping[str, Any]], plans: Mapping[str, Any]) -> Basis:
    """Scale every scheme to the study's basis.

    Parameters
    ----------
    mappings, plans
        name -> plain scheme mapping, and name -> `cxsim.pay.Scheme` made of it, in the order of the study.
    """
    name = settings.study.basis
    rows = [_Level.of(settings, scheme, plan, level) for scheme, plan in plans.items() for level in plan.levels]
    reference = _reference(settings, plans, rows)
    factors = {(row.scheme, row.level): _factor(name, row, reference[row.level]) for row in rows}
    salary = _salary_levels(plans, reference) if name == "equal_cost" else {}
    scaled = {scheme: scaled_mapping(mapping, plans[scheme], factors) for scheme, mapping in mappings.items()}
    told = {level: (row.scheme, row.target) for level, row in reference.items()}
    return Basis(name, scaled, factors, told, salary, _table(settings, rows, factors, reference, salary))


def scaled_mapping(mapping: Mapping[str, Any], plan: Any, factors: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    """A copy of a scheme mapping whose target bonuses are multiplied; a factor of 1 leaves the text as it was."""
    copy = deepcopy(dict(mapping))
    for level in plan.levels:
        factor = factors[plan.name, level]
        if factor != 1.0:
            copy["levels"][level]["target_bonus_pct"] = round(100 * float(plan.target_bonus(level)) * factor, 4)
    return copy


def people_by_level(settings: Settings) -> dict[str, float]:
    """People at each level at the start: per-touchpoint managers by customers served, a head per unit, executives."""
    company = settings.company
    touchpoints = {"team_lead": 0, "middle_manager": 0}
    for unit in company.units.values():
        touchpoints[unit.led_by] += len(unit.channels)
    start = settings.customers.count * settings.business.start_share
    served = company.people_per_touchpoint_manager
    total = max(1, sum(touchpoints.values()))
    each = max(1.0, start / served / total) if served > 0 else 1.0
    people = {level: count * each for level, count in touchpoints.items()}
    return {**people, "unit_head": float(len(company.units)), "executive": float(company.executives)}


@dataclass(frozen=True)
class _Level:
    """Diagnostics of one scheme at one level. `target` in shares of base pay, `payout` and `power` per target bonus."""

    scheme: str
    level: str
    target: float
    payout: float
    power: float

    @classmethod
    def of(cls, settings: Settings, scheme: str, plan: Any, level: str) -> _Level:
        payout = expected_payout(settings, plan, level)
        return cls(scheme, level, float(plan.target_bonus(level)), payout, marginal_incentive(settings, plan, level))


def _reference(settings: Settings, plans: Mapping[str, Any], rows: list[_Level]) -> dict[str, _Level]:
    order = sorted(plans, key=lambda name: name != settings.study.baseline)
    ranked = sorted((row for row in rows if row.target > 0), key=lambda row: order.index(row.scheme))
    reference: dict[str, _Level] = {}
    for row in ranked:
        reference.setdefault(row.level, row)
    # a level whose every plan pays nothing needs no reference but must not break the lookup
    for row in rows:
        reference.setdefault(row.level, row)
    return reference


def _factor(basis: str, row: _Level, reference: _Level) -> float:
    if basis == "equal_cost":
        expected = row.target * row.payout
        return reference.target / expected if expected > 0 else 1.0
    if basis == "equal_power":
        power = row.target * row.power
        return reference.target * reference.power / power if power > 0 else 1.0
    return 1.0


def _salary_levels(plans: Mapping[str, Any], reference: Mapping[str, _Level]) -> dict[str, tuple[str, ...]]:
    unpaid = {name: tuple(level for level in reference if level not in plan.levels) for name, plan in plans.items()}
    return {name: levels for name, levels in unpaid.items() if levels}


def _table(
    settings: Settings,
    rows: list[_Level],
    factors: Mapping[tuple[str, str], float],
    reference: Mapping[str, _Level],
    salary: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    lines = [_line(row, factors[row.scheme, row.level]) for row in rows]
    for scheme, levels in salary.items():
        lines += [_salary_line(scheme, reference[level]) for level in levels]
    table = pd.DataFrame(lines, columns=BASIS_COLUMNS)
    table["basis"] = settings.study.basis
    table["people"] = table["level"].map(people_by_level(settings)).astype(float)
    base = table["level"].map(settings.company.base_pay_eur).astype(float)
    table["expected_cost_eur"] = table["people"] * base * table["expected_cost_pct"] / 100
    return table


def _line(row: _Level, factor: float) -> dict[str, Any]:
    target = 100 * row.target * factor
    return {
        "scheme": row.scheme,
        "level": row.level,
        "factor": factor,
        "target_bonus_pct": target,
        "expected_payout_pct": 100 * row.payout,
        "expected_cost_pct": target * row.payout,
        "power": target * row.power / 100,
        "as_salary": False,
    }


def _salary_line(scheme: str, reference: _Level) -> dict[str, Any]:
    zero = {"factor": 1.0, "target_bonus_pct": 0.0, "power": 0.0, "as_salary": True}
    return {"scheme": scheme, "level": reference.level, "expected_cost_pct": 100 * reference.target, **zero}
