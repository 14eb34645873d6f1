"""What a scheme does to incentives, worked out without any simulation: closed forms and payout risk.

Sources: Baker (1992, 2002) for the angle; Holmstrom (1982) for the group bonus; Holmstrom and Milgrom (1991) for
the linear contract; the effective weight is plain algebra on unit averages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import erf, exp, pi, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxsim.base.errors import InputError, Problem
from cxsim.pay.curve import Curve
from cxsim.pay.numbers import HUNDRED, simulated
from cxsim.pay.plan import Measure
from cxsim.pay.scheme import Scheme
from cxsim.pay.score import individual_score, score_level

Floats = NDArray[np.float64]
SHARES = (0.10, 0.15, 0.20, 0.25, 0.33, 0.50, 0.67, 0.75, 0.90)


def alignment(paid: ArrayLike, valued: ArrayLike) -> float:
    """Squared cosine of the angle between what pay rewards and what creates value, per action; 0 to 1.

    With quadratic costs and no risk aversion this is the share of the best reachable surplus that the best bonus
    rate on one measure attains (Baker 2002). A measure that rewards nothing has alignment 0.
    """
    p, v = np.asarray(paid, float), np.asarray(valued, float)
    lengths = float(p @ p) * float(v @ v)
    return float(p @ v) ** 2 / lengths if lengths > 0 else 0.0


def best_rate(paid: ArrayLike, valued: ArrayLike) -> float:
    """The bonus rate on one measure that is best for the company (Baker): projection of value on the measure."""
    p, v = np.asarray(paid, float), np.asarray(valued, float)
    return float(p @ v) / float(p @ p)


def effective_weight(share: float, units: int) -> float:
    """Weight on other units' results relative to the own unit's, when `share` of the plan is on the company average.

    `share` 0-1 is the paper weight; `units` are equally large and the rest of the plan is on the own unit.
    """
    if not 0 <= share <= 1 or units < 1:
        raise InputError(Problem("a share of 0 to 1 and at least one unit are needed", value=(share, units)))
    return share / ((1 - share) * units + share)


def effective_weight_table(units: Sequence[int] = (2, 4, 6), shares: Sequence[float] = SHARES) -> Floats:
    """Effective weights, shape (units, shares)."""
    return np.array([[effective_weight(share, n) for share in shares] for n in units])


def group_effort(rate: float, members: int, peer_regard: float = 0.0) -> float:
    """Effort under a bonus shared by `members`, effort cost e^2/2: rate / N, more when peers count (0-1)."""
    if members < 1:
        raise InputError(Problem("a group has at least one member", value=members))
    return rate * (1 + peer_regard * (members - 1)) / members


def linear_contract(
    value: ArrayLike, cost: ArrayLike, risk_aversion: float, noise: ArrayLike
) -> tuple[Floats, Floats]:
    """Best linear bonus rates b = (I + r C S)^-1 B' and the efforts e = C^-1 b they call forth.

    `value` (tasks) is the worth of effort, `cost` (tasks, tasks) the curvature C of quadratic effort cost, `noise`
    (tasks, tasks) the covariance S of the measures, one measure per task. Holmstrom and Milgrom 1991.
    """
    b_value, c, sigma = (np.asarray(item, float) for item in (value, cost, noise))
    rates = np.linalg.solve(np.eye(len(b_value)) + risk_aversion * c @ sigma, b_value)
    return rates, np.linalg.solve(c, rates)


def line_of_sight(level: str, scope: str, units: int, touchpoints: int) -> float:
    """Share of a measure of `scope` that one person of `level` answers for; all parts equally large.

    `touchpoints` is per unit. A unit head reaches the whole unit, an executive the whole company.
    """
    own = {"team_lead": 1, "middle_manager": 1, "unit_head": touchpoints, "executive": touchpoints * units}
    size = {"touchpoint": 1, "unit": touchpoints, "journey": touchpoints, "company": touchpoints * units}
    if level not in own or scope not in size or units < 1 or touchpoints < 1:
        raise InputError(Problem("a known level and scope, and at least one unit and touchpoint, are needed",
                                 value=(level, scope, units, touchpoints)))
    return min(1.0, own[level] / size[scope])


def scheme_line_of_sight(scheme: Scheme, units: int, touchpoints: int) -> dict[str, dict[str, float]]:
    """Line of sight per level and component, and under `all` the average weighted by the plan's weights."""
    table = {}
    for level in scheme.levels:
        parts = scheme.components(level)
        row = {part.name: line_of_sight(level, part.scope, units, touchpoints) for part in parts}
        row["all"] = sum(part.weight * row[part.name] for part in parts)
        table[level] = row
    return table


class Pieces(NamedTuple):
    """A curve over rising achievement: jumps (at, height) and straight stretches (from, to, slope), payout %."""

    jumps: list[tuple[float, float]]
    slopes: list[tuple[float, float, float]]


def pieces(curve: Curve) -> Pieces:
    """Take a curve apart; when lower is better, x changes its sign."""
    sign = -1.0 if curve.direction == "lower" else 1.0
    points = [(sign * float(x), float(payout)) for x, payout in curve.kinks]
    if curve.shape == "step":
        steps = pairwise([(0.0, 0.0), *points])
        return Pieces([(x, payout - before) for (_, before), (x, payout) in steps], [])
    slopes = [(a[0], b[0], (b[1] - a[1]) / (b[0] - a[0])) for a, b in pairwise(points)]
    if curve.beyond_last == "continue" and slopes:
        slopes.append((points[-1][0], float("inf"), slopes[-1][2]))
    return Pieces([points[0]], slopes)


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def _below(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


def perceived_slope(curve: Curve, mean: float, sd: float) -> float:
    """Payout points gained on average by one unit better result, when the result is normal(mean, sd).

    Exact for any curve of straight stretches and jumps. `sd` must be above 0; x is on the curve's own scale, and
    better means lower when the curve says so.
    """
    mean = _checked(curve, mean, sd)
    parts = pieces(curve)
    jumps = sum(height * _density((at - mean) / sd) / sd for at, height in parts.jumps)
    runs = sum(slope * (_below((b - mean) / sd) - _below((a - mean) / sd)) for a, b, slope in parts.slopes)
    return jumps + runs


def expected_payout(curve: Curve, mean: float, sd: float) -> float:
    """Mean payout % of a curve when the result is normal(mean, sd)."""
    mean = _checked(curve, mean, sd)
    parts = pieces(curve)
    jumps = sum(height * _below((mean - at) / sd) for at, height in parts.jumps)
    return jumps + sum(slope * (_above(a, mean, sd) - _above(b, mean, sd)) for a, b, slope in parts.slopes)


def _above(at: float, mean: float, sd: float) -> float:
    """Mean of what a normal result has beyond `at`, nothing below."""
    z = (at - mean) / sd
    return 0.0 if z == float("inf") else sd * _density(z) - (at - mean) * _below(-z)


def _checked(curve: Curve, mean: float, sd: float) -> float:
    if not sd > 0:
        raise InputError(Problem("the forecast error must be above 0", value=sd))
    return -mean if curve.direction == "lower" else mean


@dataclass(frozen=True)
class PayoutRisk:
    """Distribution of a level's payout, % of target bonus, when nobody behaves differently."""

    mean: float
    sd: float
    p10: float
    p90: float
    threshold_prob: float  # something is paid
    maximum_prob: float  # every curve is at its top

    def cost_eur(self, base_pay_eur: float, target_bonus: float, people: int = 1) -> float:
        """Expected award in EUR for `people` with this base pay and target bonus (share of base)."""
        return self.mean / 100 * base_pay_eur * target_bonus * people


Forecast = Mapping[tuple[str, str], tuple[float, float]]


def payout_risk(scheme: Scheme, level: str, forecast: Forecast, draws: int = 2048) -> PayoutRisk:
    """Payout risk of a level; `forecast` maps (metric, scope) to mean and sd of achievement x.

    x is on the scale of the curve, so 100 is the target for most. Errors are normal and independent. The draws are
    an even lattice, so the answer has no luck in it; awards follow the exact rules, gates included.
    """
    keys = list(forecast)
    points = lattice(draws, len(keys))
    top = float(max_score(scheme, level))
    values = np.array([_one_payout(scheme, level, keys, forecast, row) for row in points])
    ordered = np.sort(values)
    low, high = (float(ordered[int(np.ceil(q * draws)) - 1]) for q in (0.1, 0.9))
    return PayoutRisk(
        float(values.mean()), float(values.std()), low, high, float((values > 0).mean()),
        float((values >= top - 1e-9).mean()) if top else 0.0,
    )


def lattice(n: int, dimensions: int) -> Floats:
    """Evenly spread points in the unit cube, shape (n, dimensions); the additive recurrence of Roberts (2018)."""
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (dimensions + 1))
    steps = root ** -np.arange(1, dimensions + 1)
    return (0.5 + np.outer(np.arange(1, n + 1), steps)) % 1.0


def max_score(scheme: Scheme, level: str) -> float:
    """The highest score of a level within the kinks of its curves, % of target bonus."""
    return sum(part.weight * float(part.curve.top) for part in scheme.components(level))


def _one_payout(
    scheme: Scheme, level: str, keys: list[tuple[str, str]], forecast: Forecast, chances: Floats
) -> float:
    normal = NormalDist()
    drawn = {}
    for key, chance in zip(keys, chances, strict=True):
        mean, sd = forecast[key]
        drawn[key] = simulated(mean + sd * normal.inv_cdf(min(max(float(chance), 1e-12), 1 - 1e-12)))

    def x_of(measure: Measure) -> Fraction | None:
        if (measure.metric, measure.scope) not in drawn:
            raise InputError(Problem(f"no forecast for {measure.key}", where=f"{scheme.name}, {level}"))
        return drawn[measure.metric, measure.scope]

    if not scheme.components(level):
        return 0.0
    score = score_level(scheme.plan, scheme.plan.levels[level], x_of)
    return float(individual_score(scheme.plan, score.value_pct, HUNDRED))


def cost_at_target(scheme: Scheme, base_pay_eur: Mapping[str, float], people: Mapping[str, int]) -> float:
    """Yearly bonus in EUR when every measure is exactly at target; by level: base pay and number of people."""
    return sum(base_pay_eur[level] * scheme.target_bonus(level) * n for level, n in people.items())


def expected_cost(
    scheme: Scheme, forecast: Forecast, base_pay_eur: Mapping[str, float], people: Mapping[str, int],
    draws: int = 1024,
) -> float:
    """Expected yearly bonus in EUR under forecast errors, before any pool cut."""
    return sum(
        payout_risk(scheme, level, _needed(scheme, level, forecast), draws).cost_eur(
            base_pay_eur[level], scheme.target_bonus(level), n
        )
        for level, n in people.items()
        if scheme.components(level)
    )


def _needed(scheme: Scheme, level: str, forecast: Forecast) -> Forecast:
    plan = scheme.plan.levels[level]
    measures: list[Measure] = [*plan.components, *scheme.gates(level), *plan.modifiers]
    return {key: forecast[key] for key in dict.fromkeys((m.metric, m.scope) for m in measures) if key in forecast}
