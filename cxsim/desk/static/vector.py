"""The pay rules R3 to R14 over many scorecards at once, in floating point.

The exact rules take about ten milliseconds for sixty people; ten thousand futures need numpy. Distribution figures are therefore floats up to
the rounding to cents; tests pay a sample of futures by the exact rules and compare every person to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxsim.base.errors import InputError, Problem
from cxsim.desk.facts import Facts
from cxsim.desk.static.futures import Futures
from cxsim.pay.curve import Curve
from cxsim.pay.plan import Component, Gate, Level, Measure, Pool
from cxsim.pay.results import Codes
from cxsim.pay.staff import Segment

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
NEAR = 1e-9  # a result this near below a kink, a gate or half a cent counts as on it: binary rounding, not luck
CENT = 1e-6  # the same for cents


@dataclass(frozen=True)
class Scored:
    """Score of one position over futures: payout % after component gates (parts, futures), weights % (parts,), score % (futures,)."""

    payouts: Floats
    weights: Floats
    x: Floats
    score: Floats


@dataclass(frozen=True)
class Paid:
    """Awards of people over futures in whole cents, shape (futures, people), and per pool: size, factor, whether scaled."""

    awards: Whole
    pool: dict[str, Floats]
    factor: dict[str, Floats]
    scaled: dict[str, NDArray[np.bool_]]


class Payer:
    """Pays everybody of a plan in every future. Positions (level and codes) are scored once."""

    def __init__(self, facts: Facts, futures: Futures):
        self.facts, self.plan, self.futures = facts, facts.plan, futures
        self.people = sorted(facts.people, key=lambda person: person.person_id)  # the order of ties (R14)
        self._scored: dict[tuple[str, Codes], Scored] = {}
        self._shares: dict[tuple[str, Codes, float], Floats] = {}
        last = [person.segments[-1] for person in self.people]
        self.levels = np.array([segment.level for segment in last])
        self.units = np.array([segment.codes.unit for segment in last])
        self.eligible = np.array([person.is_eligible(self.plan.min_service_days) for person in self.people])
        self.targets = np.array([float(sum((facts.target_of(segment) for segment in person.segments), start=0)) for person in self.people])

    def x(self, measure: Measure, codes: Codes) -> Floats:
        """Achievement (futures,) of a measure for these codes (R3). Raises InputError when the scorecard has no such row."""
        key = (measure.metric, measure.scope, codes.of(measure.scope))
        if key not in self.futures.actual:
            raise InputError(Problem("the scorecard has no row for it", key="/".join(part for part in key if part), rule="R1"))
        actual = self.futures.actual[key]
        if measure.basis == "value":
            return actual
        target = self.futures.target[key]
        if not target > 0:
            raise InputError(Problem("percent_of_target needs a target above 0", key="/".join(part for part in key if part), rule="R3"))
        share = 100.0 * actual / target
        return 200.0 - share if measure.better == "lower" else share

    def scored(self, level: str, codes: Codes) -> Scored:
        """Scores of a level with these codes (R4 to R8)."""
        if (level, codes) not in self._scored:
            self._scored[level, codes] = self._score(self.plan.levels[level], codes)
        return self._scored[level, codes]

    def _score(self, level: Level, codes: Codes) -> Scored:
        count = self.futures.count
        x = np.array([self.x(part, codes) for part in level.components]).reshape(len(level.components), count)
        payouts = np.array([self._payout(level, part, codes, own) for part, own in zip(level.components, x)]).reshape(x.shape)
        weights = np.array([float(part.weight_pct) for part in level.components])
        if self.plan.normalise_weights and weights.size:
            weights = 100.0 * weights / weights.sum()
        score = weights @ payouts / 100.0 if weights.size else np.zeros(count)
        ceiling = np.full(count, np.inf if self.plan.score_cap_pct is None else float(self.plan.score_cap_pct))
        for gate in level.score_gates:
            closed = ~met(gate, self.x(gate, codes))
            if gate.factor is not None:
                score = np.where(closed, score * float(gate.factor), score)
            else:
                ceiling = np.where(closed, np.minimum(ceiling, float(gate.cap_pct or 0)), ceiling)
        for modifier in level.modifiers:
            score = score * factor(modifier.curve, self.x(modifier, codes))
        return Scored(payouts, weights, x, np.minimum(score, ceiling))

    def _payout(self, level: Level, part: Component, codes: Codes, x: Floats) -> Floats:
        value = payout(part.curve, x)
        for gate in level.component_gates:
            if gate.component == part.key:
                closed = ~met(gate, self.x(gate, codes))
                left = value * float(gate.factor) if gate.factor is not None else np.minimum(value, float(gate.cap_pct or 0))
                value = np.where(closed, left, value)
        return value

    def share(self, segment: Segment) -> Floats:
        """Score after the own factor and the total cap (R9), % of target, shape (futures,)."""
        key = (segment.level, segment.codes, float(segment.individual_pct))
        if key not in self._shares:
            value = self.scored(segment.level, segment.codes).score * key[2] / 100.0
            self._shares[key] = value if self.plan.total_cap_pct is None else np.minimum(value, float(self.plan.total_cap_pct))
        return self._shares[key]

    def claims(self, block: slice) -> Floats:
        """Claims in EUR, shape (futures of the block, people); people in the order of their ids."""
        columns = []
        for person, eligible in zip(self.people, self.eligible):
            parts = [float(self.facts.target_of(segment)) * self.share(segment)[block] / 100.0 for segment in person.segments] if eligible else []
            columns.append(sum(parts) if parts else np.zeros(len(range(*block.indices(self.futures.count)))))
        return np.array(columns).T.reshape(-1, len(self.people))

    def pay(self, block: slice) -> Paid:
        """Awards of a block of futures (R12 to R14)."""
        claims = self.claims(block)
        awards = half_up(claims)
        pools, factors, scaled = {}, {}, {}
        for pool in self.plan.pools:
            members = np.array([pool.holds(level, unit) for level, unit in zip(self.levels, self.units)], bool)
            size = self._size(pool, members)[block]
            paid, used, cut = from_pool(pool, size, claims[:, members])
            awards[:, members] = paid
            pools[pool.name], factors[pool.name], scaled[pool.name] = size, used, cut
        return Paid(awards, pools, factors, scaled)

    def _size(self, pool: Pool, members: NDArray[np.bool_]) -> Floats:
        """Cents of a pool in each future (R12)."""
        if pool.funding == "pct_of_metric":
            key = (pool.metric, pool.scope, "" if pool.scope == "company" else pool.unit)
            amount = float(pool.rate_pct) * np.maximum(0.0, self.futures.actual[key]) / 100.0
        else:
            funded = float(pool.rate_pct) * self.targets[members & self.eligible].sum() / 100.0
            amount = np.full(self.futures.count, float(pool.amount_eur) if pool.funding == "fixed" else funded)
        if pool.floor_eur is not None:
            amount = np.maximum(amount, float(pool.floor_eur))
        if pool.cap_eur is not None:
            amount = np.minimum(amount, float(pool.cap_eur))
        return np.floor((amount + float(pool.carry_in_eur)) * 100.0 + CENT)


def half_up(eur: Floats) -> Whole:
    """Whole cents, halves upwards."""
    return np.floor(eur * 100.0 + 0.5 + CENT).astype(np.int64)


def from_pool(pool: Pool, size: Floats, claims: Floats) -> tuple[Whole, Floats, NDArray[np.bool_]]:
    """Awards (futures, members) in cents from a pool of `size` cents, the factor that was used, and where it cut or stretched."""
    awards, total = half_up(claims), claims.sum(axis=1) * 100.0
    enough = awards.sum(axis=1) <= size if pool.mode == "ceiling" else np.zeros(len(size), bool)
    scaled = ~enough & (total > 0)
    used = np.where(scaled, size / np.where(total > 0, total, 1.0), 1.0)
    used = np.minimum(used, 1.0) if pool.mode == "ceiling" else used
    rows = np.flatnonzero(scaled)
    if rows.size:
        awards[rows] = _dealt(claims[rows] * 100.0 * used[rows, None], size[rows])
    return awards, used, scaled


def _dealt(exact: Floats, size: Floats) -> Whole:
    """Largest remainders, ties to the earlier person; what binary rounding puts a hair below a whole cent counts as whole."""
    base = np.floor(exact + CENT)
    rest = np.round(np.where(exact > 0, exact - base, -1.0), 6)
    left = size - base.sum(axis=1)
    place = np.argsort(np.argsort(-rest, axis=1, kind="stable"), axis=1, kind="stable")
    return (base + (place < left[:, None])).astype(np.int64)


def met(gate: Gate, x: Floats) -> NDArray[np.bool_]:
    """Whether a gate is met (R7), inclusive."""
    required = float(gate.required)
    near = NEAR * max(1.0, abs(required))
    return x <= required + near if gate.basis == "value" and gate.better == "lower" else x >= required - near


def payout(curve: Curve, x: Floats) -> Floats:
    """Payout % of a curve at x (R4)."""
    return _at(curve, x, below=0.0, goes_on=curve.beyond_last == "continue")


def factor(curve: Curve, x: Floats) -> Floats:
    """The curve read as a multiplier (R8)."""
    return _at(curve, x, below=float(curve.kinks[0][1]), goes_on=False) / 100.0


def _at(curve: Curve, x: Floats, below: float, goes_on: bool) -> Floats:
    sign = -1.0 if curve.direction == "lower" else 1.0
    places = np.array([sign * float(at) for at, _ in curve.kinks])
    values = np.array([float(value) for _, value in curve.kinks])
    at = sign * x
    last = np.searchsorted(places, at + NEAR * np.maximum(1.0, np.abs(at)), side="right") - 1
    if curve.shape == "step":
        found = values[np.maximum(last, 0)]
    else:
        found = np.interp(at, places, values)
        if goes_on and len(places) > 1:
            slope = (values[-1] - values[-2]) / (places[-1] - places[-2])
            found = np.where(at > places[-1], values[-1] + slope * (at - places[-1]), found)
    return np.where(last < 0, below, found)
