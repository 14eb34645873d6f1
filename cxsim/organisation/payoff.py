"""What a bonus agreement is worth at the margin: curves, gates, years thought of and deferral, as arrays.

A `Deal` is a scheme as one seat sees it. Only accounting facts enter (which numbers count, how they average);
what work does to a number is belief and lives in `beliefs`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import BehaviourSettings
from cxsim.organisation import kernels
from cxsim.organisation.layout import HEAD, TOUCHPOINT, Seat

Key = tuple[str, str, str]  # metric, scope, code
GATE_CAP = -1.0
NO_KEY: Key = ("", "", "")
TINY = 1e-9  # smallest target a `value` curve is divided by


@dataclass(frozen=True)
class Steps:
    """A payout curve as knots: at each knot a jump, and after it a slope. Payouts are shares of target bonus."""

    knots: np.ndarray  # (K,) x in % of target
    jumps: np.ndarray  # (K,) share of target bonus
    slopes: np.ndarray  # (K,) share of target bonus per % of target


class Row(NamedTuple):
    """One number a deal looks at."""

    key: Key
    weight: float  # 0 for gates
    curve: Any  # None for gates
    basis: str
    better: str
    required: float = 0.0  # gates only, on the basis above


@dataclass
class Deal:
    """A bonus agreement of one seat, as arrays over rows (components first, then gates)."""

    rows: tuple[Row, ...]  # components, then gates
    columns: np.ndarray  # (M,) index of each row's key in the scorecard
    weight: np.ndarray  # (N,) components only
    knots: np.ndarray  # (N, K) % of target
    jumps: np.ndarray  # (N, K) share of target bonus at a knot
    slopes: np.ndarray  # (N, K) share of target bonus per % after it
    size: np.ndarray  # (N,) knots in use
    gate: np.ndarray  # (G, 3) required x, factor or GATE_CAP, cap
    bonus: float  # target bonus, % of base pay
    omega: np.ndarray  # (H,) weight of each year thought of

    @property
    def n_parts(self) -> int:
        """Number of paid components."""
        return self.weight.size


@dataclass(frozen=True)
class Agreement:
    """What a scheme offers a level: a deal without numbers of its own, and what its rows will look at."""

    deal: Deal
    measures: tuple[tuple[str, str], ...]  # (metric, scope) of each row


def steps_of(curve: Any, basis: str, better: str, target: float) -> Steps:
    """Turn a curve of the pay engine into knots, jumps and slopes in % of target.

    `curve` has `kinks` ((x, payout %) pairs), `shape` (linear, step), `direction` and `beyond_last` (cap, continue).
    With basis `value` the kinks are on the metric's own scale and are divided by `target`.

    Raises InputError when the curve would pay less for better results.
    """
    points = np.array([(float(x), float(pay)) for x, pay in curve.kinks])
    knots, pay = points[:, 0], points[:, 1] / 100.0
    if basis == "value":
        share = 100.0 * knots / max(target, TINY)
        knots = 200.0 - share if better == "lower" or curve.direction == "lower" else share
    if np.any(np.diff(knots) <= 0.0):
        raise InputError(Problem("the curve falls as the result gets better", where="scheme", fix="turn its direction"))
    jumps, slopes = np.zeros(knots.size), np.zeros(knots.size)
    jumps[0] = pay[0]
    if curve.shape == "step":
        jumps[1:] = np.diff(pay)
    elif knots.size > 1:
        slopes[:-1] = np.diff(pay) / np.diff(knots)
        slopes[-1] = slopes[-2] if curve.beyond_last == "continue" else 0.0
    return Steps(knots, jumps, slopes)


def year_weights(behaviour: BehaviourSettings, deferral: Any = None) -> np.ndarray:
    """Weight (years,) of results of each year thought of: discount, chance of still being here, deferral.

    `deferral` has `share` (0-1), `years` and `on_performance`. A deferred sum that only waits is discounted. One that
    follows results pays on the average of years g .. g + v - 1 and arrives at their end; a granted award survives
    leaving, a future one does not. With share 1 and v = 3 each award pays on the mean of three years.
    """
    discount, stay = behaviour.discount, behaviour.stay
    plain = (discount * stay) ** np.arange(behaviour.horizon_years, dtype=float)
    if deferral is None or deferral.years < 1:
        return plain
    if not deferral.on_performance:
        waiting = float(np.mean([discount**wait for wait in range(1, deferral.years + 1)]))
        return plain * (1.0 - deferral.share + deferral.share * waiting)
    averaged = [_averaged_weight(j, deferral.years, discount, stay) for j in range(plain.size)]
    return (1.0 - deferral.share) * plain + deferral.share * np.array(averaged)


def _averaged_weight(j: int, vest: int, discount: float, stay: float) -> float:
    """Weight of year j when every award pays on the average of `vest` years starting with its own."""
    awards = range(j - vest + 1, j + 1)
    return sum(discount ** (g + vest - 1) * (1.0 if g <= 0 else stay**g) for g in awards) / vest


def key_of(metric: str, scope: str, seat: Seat, index: dict[Key, int]) -> Key:
    """Scorecard key of a metric of this scope for this seat.

    Raises InputError when the seat has no such scope (an executive has no unit, a head no touchpoint) or the company
    counts no such number.
    """
    code = {"company": "", "unit": seat.unit, "journey": seat.unit, "touchpoint": seat.touchpoint}.get(scope, "")
    if (metric, scope, code) in index and (code or scope == "company"):
        return metric, scope, code
    scopes = {TOUCHPOINT: ("touchpoint", "unit", "journey", "company"), HEAD: ("unit", "journey", "company")}
    counted = {place for name, place, _ in index if name == metric}
    allowed = [place for place in scopes.get(seat.kind, ("company",)) if place in counted]
    raise InputError(
        Problem(
            f"{seat.level} cannot be paid for {metric} of scope {scope}",
            where="scheme",
            key=seat.level,
            value=scope,
            allowed=", ".join(allowed) or "no scope of this metric",
            fix="give this level a component of a scope it answers for",
        )
    )


def strike_deal(scheme: Any, seat: Seat, behaviour: BehaviourSettings, index: dict[Key, int]) -> Deal | None:
    """The agreement of one seat, or None when its level has no bonus (fixed pay)."""
    agreement = agreement_of(scheme, seat.level, behaviour)
    return bind(agreement, seat, index) if agreement is not None else None


def agreement_of(scheme: Any, level: str, behaviour: BehaviourSettings) -> Agreement | None:
    """What a scheme offers everybody of a level, or None when the level has no bonus (fixed pay).

    `scheme` follows the pay layer: `components(level)`, `gates(level)`, `target_bonus(level)`, `deferral(level)`.
    Gates on single components, modifiers, score caps and pools are paid but not foreseen by managers.
    """
    if scheme is None or level not in list(scheme.levels):
        return None
    parts = list(scheme.components(level))
    bonus = 100.0 * float(scheme.target_bonus(level))
    if not parts or bonus <= 0.0:
        return None
    gates = [gate for gate in scheme.gates(level) if gate.on == "score"]
    n_parts, width = len(parts), max(len(part.curve.kinks) for part in parts)
    deal = Deal(
        rows=tuple(_row(part, part.curve) for part in parts) + tuple(_row(gate, None) for gate in gates),
        columns=np.zeros(n_parts + len(gates), np.int64),
        weight=np.array([float(part.weight) for part in parts]),
        knots=np.zeros((n_parts, width)),
        jumps=np.zeros((n_parts, width)),
        slopes=np.zeros((n_parts, width)),
        size=np.array([len(part.curve.kinks) for part in parts]),
        gate=np.array([_gate_terms(gate) for gate in gates]).reshape(len(gates), 3),
        bonus=bonus,
        omega=year_weights(behaviour, scheme.deferral(level)),
    )
    for m in range(n_parts):
        _draw(deal, m, 1.0)
    return Agreement(deal, tuple((item.metric, item.scope) for item in (*parts, *gates)))


def bind(agreement: Agreement, seat: Seat, index: dict[Key, int]) -> Deal:
    """The agreement as the deal of one seat: bound to the numbers of that seat, with curves of its own."""
    deal = agreement.deal
    keys = [key_of(metric, scope, seat, index) for metric, scope in agreement.measures]
    return replace(
        deal,
        rows=tuple(row._replace(key=key) for row, key in zip(deal.rows, keys)),
        columns=np.array([index[key] for key in keys]),
        knots=deal.knots.copy(),
        jumps=deal.jumps.copy(),
        slopes=deal.slopes.copy(),
        gate=deal.gate.copy(),
    )


def _row(item: Any, curve: Any) -> Row:
    """A component (with a curve) or gate (None) of the scheme, not yet bound to a seat."""
    weight, required = (float(item.weight), 0.0) if curve is not None else (0.0, float(item.required))
    return Row(NO_KEY, weight, curve, item.basis, item.better, required)


def _gate_terms(gate: Any) -> tuple[float, float, float]:
    """Required x, factor (or GATE_CAP) and cap (share of target bonus) of a gate."""
    if gate.factor is None:
        return float(gate.required), GATE_CAP, float(gate.cap_pct) / 100.0
    return float(gate.required), float(gate.factor), 0.0


def set_targets(deal: Deal, target: np.ndarray) -> None:
    """Draw the curves of a deal for the year's targets (keys,), in place; only `value` curves change with them."""
    for m, row in enumerate(deal.rows):
        if row.basis != "value":
            continue
        goal = float(target[deal.columns[m]])
        if row.curve is None:
            deal.gate[m - deal.n_parts, 0] = _required(row, goal)
        else:
            _draw(deal, m, goal)


def _draw(deal: Deal, m: int, goal: float) -> None:
    """Draw the curve of component `m` for a target `goal`, in place."""
    row = deal.rows[m]
    steps = steps_of(row.curve, row.basis, row.better, goal)
    n = steps.knots.size
    deal.knots[m, :n], deal.jumps[m, :n], deal.slopes[m, :n] = steps.knots, steps.jumps, steps.slopes


def _required(row: Row, goal: float) -> float:
    """Level a gate on a value asks for, in % of target."""
    share = 100.0 * row.required / max(goal, TINY)
    return 200.0 - share if row.better == "lower" else share


def expected_score(deal: Deal, mu: np.ndarray, s: np.ndarray) -> float:
    """Expected payout of a deal, share of target bonus, gates included; mu and s (M,) in % of target."""
    return float(expected_scores(deal, mu[None, :], s)[0])


def expected_scores(deal: Deal, mu: np.ndarray, s: np.ndarray) -> np.ndarray:
    """The same for several forecasts at once: mu (G, M), one error s (M,); returns (G,)."""
    return kernels.expected_scores(mu, s, deal.weight, deal.knots, deal.jumps, deal.slopes, deal.size, deal.gate)


def score_at(deal: Deal, x: np.ndarray) -> float:
    """Payout of a deal at results x (M,) in % of target, share of target bonus."""
    return expected_score(deal, x, np.full(x.size, kernels.SMALLEST_ERROR))
