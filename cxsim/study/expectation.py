"""What a plan is expected to pay, and to pay for one more point, before the year has begun.

Every metric is drawn around its target, x = 100 + z * error * range (in % of target), with z standard normal,
`error` its usual forecast error in ranges and `range` the distance from threshold to target of its family. The
draws are a fixed Latin hypercube: each margin is exact, so two plans differ by their terms and not by luck.
Measures with basis `value` are read as if their scale were % of target; modifiers are taken at their neutral 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtri

from cxsim.base.schema import Settings

DRAWS = 4096
KEY = 0x62617369  # "basi": any fixed number; results must not depend on who asks first
GRID = np.linspace(0.0, 300.0, 3001)
FAMILY = {"satisfaction": "score", "cx": "score", "journey": "score"}


def expected_payout(settings: Settings, plan: Any, level: str) -> float:
    """Expected bonus over target bonus, after gates and forfeited deferrals; 1 = pays its target on average."""
    return _mean_score(settings, plan, level, 0.0) * _kept(settings, plan.deferral(level))


def marginal_incentive(settings: Settings, plan: Any, level: str) -> float:
    """Expected payout, in target bonuses, for one range more of own work, on all its measures together.

    A measure that averages many touchpoints or units moves by its share only: own touchpoint 1, unit one over
    its touchpoints, company one over all. Central difference over a tenth of a range, gates included for the
    measures they test.
    """
    step = 0.1
    up, down = (_mean_score(settings, plan, level, sign * step) for sign in (1, -1))
    return (up - down) / (2 * step) * _kept(settings, plan.deferral(level))


def reach(settings: Settings, level: str, scope: str) -> float:
    """Share of a measure that one person's own work moves: 1 for what is all hers, 1/n for an average of n."""
    units = settings.company.units
    touchpoints = sum(len(unit.channels) for unit in units.values())
    if level in ("team_lead", "middle_manager"):
        own_unit = len(units) / max(1, touchpoints)
        return {"touchpoint": 1.0, "company": 1 / max(1, touchpoints)}.get(scope, own_unit)
    if level == "unit_head":
        return 1 / max(1, len(units)) if scope == "company" else 1.0
    return 1.0


def error_pct(settings: Settings, metric: str, scope: str) -> float:
    """Usual forecast error of a metric in % of its target.

    Falls back from `metric/scope` to the family and then to one range, so that a new metric is not free of luck.
    """
    behaviour, family = settings.behaviour, FAMILY.get(metric, metric)
    errors = behaviour.forecast_error
    keys = (f"{metric}/{scope}", f"{family}/{scope}", metric, family)
    error = next((errors[key] for key in keys if key in errors), 1.0)
    return float(error) * range_pct(settings, metric)


def range_pct(settings: Settings, metric: str) -> float:
    """Distance from threshold to target of a metric's family, in % of target."""
    ranges = settings.behaviour.metric_range
    return float(ranges.get(metric, ranges.get(FAMILY.get(metric, metric), 10.0)))


def _mean_score(settings: Settings, plan: Any, level: str, ranges: float) -> float:
    """Mean score over the draws, in target bonuses, with own work moved by so many ranges."""
    parts, gates = list(plan.components(level)), list(plan.gates(level))
    luck = _luck(settings, [(item.metric, item.scope) for item in [*parts, *gates]])
    for metric, scope in luck:
        luck[metric, scope] = luck[metric, scope] + ranges * range_pct(settings, metric) * reach(settings, level, scope)
    score = np.zeros(DRAWS)
    for part in parts:
        paid = _paid(part.curve, luck[part.metric, part.scope])
        for gate in gates:
            paid = _gated(paid, gate, luck[gate.metric, gate.scope]) if gate.component == part.name else paid
        score = score + float(part.weight) * paid
    for gate in gates:
        score = _gated(score, gate, luck[gate.metric, gate.scope]) if not gate.component else score
    return float(score.mean()) / 100


def _luck(settings: Settings, keys: list[tuple[str, str]]) -> dict[tuple[str, str], np.ndarray]:
    """Draws of each distinct (metric, scope) in % of target, shape (draws,); the same key has the same draws."""
    quantiles = ndtri((np.arange(DRAWS) + 0.5) / DRAWS)
    luck = {}
    for index, key in enumerate(sorted(set(keys))):
        order = np.random.Generator(np.random.Philox(key=KEY + index)).permutation(DRAWS)
        luck[key] = 100.0 + quantiles[order] * error_pct(settings, *key)
    return luck


def _paid(curve: Any, x: np.ndarray) -> np.ndarray:
    """Payout in % at each x, shape (draws,)."""
    return np.interp(x, GRID, _on_grid(curve))


@lru_cache(maxsize=256)
def _on_grid(curve: Any) -> np.ndarray:
    # exact arithmetic once per tenth of a percent instead of once per draw
    return np.array([float(curve.payout(Fraction(tenth, 10))) for tenth in range(len(GRID))])


def _gated(score: np.ndarray, gate: Any, x: np.ndarray) -> np.ndarray:
    shut = x < float(gate.required)
    if gate.cap_pct is not None:
        return np.where(shut, np.minimum(score, float(gate.cap_pct)), score)
    return np.where(shut, score * float(gate.factor), score)


def _kept(settings: Settings, deferral: Any) -> float:
    """Share of an award that is paid in the end: what waits is lost by those who leave before its tranche."""
    if deferral is None:
        return 1.0
    stay = float(settings.behaviour.stay)
    vests = sum(float(share) / 100 * stay**year for year, share in enumerate(deferral.vest_pct, start=1))
    share = float(deferral.share)
    return 1.0 - share + share * vests
