"""Futures: many joint scorecards of the coming year, with behaviour as it is.

With eight common periods of history or more, whole periods are drawn again, all results together, and their deviations from
that period's target are added to the new targets. With fewer, results are normal around what is expected; their spreads are
assumptions (grade L: judgement, open to argument) that the user can type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cxsim.base.errors import InputError, Problem
from cxsim.base.streams import BODY, CELLS, GOLDEN, LEFT, NORMAL, RIGHT, quantile_tables, stream_key
from cxsim.desk.facts import FEW, Facts, Key, key_of, span_of
from cxsim.pay.plan import Measure

COUNT, SEED, CORRELATION = 10_000, 1, 0.3
PLACES = 6  # figures of a simulation enter the pay rules with six decimals (R1)
SD_PCT = {"profit": 12.0, "revenue": 4.0, "cost": 3.0}  # % of target; assumption, grade L
SD_OWN = {"cx": 2.0, "csat": 0.12}  # on the metric's own scale; assumption, grade L
SD_OTHER_PCT = 5.0  # % of target for a metric without a spread of its own; assumption, grade L
SD_OTHER_SPAN = 0.5  # part of the way from threshold to target, for such a metric on its own scale; assumption, grade L
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Choices:
    """How futures are drawn. `sd` by metric replaces the assumed spread: in % of target for amounts, else on the own scale.

    `count` futures (at least 1), `seed` any whole number, `correlation` between units 0-1.
    """

    count: int = COUNT
    seed: int = SEED
    correlation: float = CORRELATION
    sd: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Futures:
    """Actuals by result, each of shape (count,), and fixed targets (nan = none). `drawn` is history or normal.

    `spreads` tells the standard deviation used by result, in its own unit; `periods` the common periods of the history.
    """

    actual: dict[Key, Floats]
    target: dict[Key, float]
    drawn: str
    periods: int
    spreads: dict[Key, float]
    choices: Choices

    @property
    def count(self) -> int:
        """Number of futures."""
        return self.choices.count


def draw_futures(facts: Facts, choices: Choices | None = None) -> Futures:
    """Joint scorecards; the same choices give the same numbers, and another metric changes no one else's.

    Raises InputError for a result with neither expectation nor target, for spreads of unknown metrics or below 0.
    """
    choices = choices or Choices()
    means, targets = _means(facts)
    _check(choices, means)
    common = _common_periods(facts, list(means))
    spreads = {key: _spread(facts, key, targets[key], choices) for key in means}
    if len(common) >= FEW:
        actual = _resampled(facts, means, targets, common, choices)
        spreads = {key: float(values.std()) for key, values in actual.items()}
    else:
        actual = {key: means[key] + spreads[key] * shocks(key, choices) for key in means}
    rounded = {key: np.round(values, PLACES) for key, values in actual.items()}
    return Futures(rounded, targets, "history" if len(common) >= FEW else "normal", len(common), spreads, choices)


def _means(facts: Facts) -> tuple[dict[Key, float], dict[Key, float]]:
    """Expected actual (the target when blank) and target by result."""
    means, targets, problems = {}, {}, []
    for number, row in enumerate(facts.file.sheet("scorecard")):
        key = key_of(row)
        actual, target = facts.case.scorecard.rows[key]
        if actual is None and target is None:
            problems.append(Problem("futures need what is expected, or a target", facts.place("scorecard", number, "actual")))
            continue
        means[key] = float(actual if actual is not None else target or 0)
        targets[key] = float(target) if target is not None else float("nan")
    if problems:
        raise InputError(problems)
    return means, targets


def _check(choices: Choices, means: Mapping[Key, float]) -> None:
    metrics = {metric for metric, _, _ in means}
    problems = [Problem("is no metric of the scorecard", key=f"sd.{name}", allowed=", ".join(sorted(metrics))) for name in choices.sd if name not in metrics]
    problems += [Problem("must be 0 or more", key=f"sd.{name}", value=value) for name, value in choices.sd.items() if not value >= 0]
    if choices.count < 1:
        problems.append(Problem("must be at least 1", key="futures", value=choices.count))
    if not 0 <= choices.correlation <= 1:
        problems.append(Problem("must be 0 to 1", key="correlation", value=choices.correlation))
    if problems:
        raise InputError(problems)


def measure_of(facts: Facts, key: Key) -> Measure | None:
    """The first measure of the plan that reads a result: a component, else a gate or a modifier."""
    found: list[Measure] = [part for part, _, _ in facts.parts]
    for level in facts.plan.levels.values():
        found += [*level.score_gates, *level.component_gates, *level.modifiers]
    return next((measure for measure in found if (measure.metric, measure.scope) == key[:2]), None)


def _spread(facts: Facts, key: Key, target: float, choices: Choices) -> float:
    metric = key[0]
    measure = measure_of(facts, key)
    amount = measure is None or measure.basis == "percent_of_target"
    per_cent = abs(target if target == target else 0.0) / 100
    if metric in choices.sd:
        return choices.sd[metric] * (per_cent if amount else 1.0)
    if not amount and metric in SD_OWN:
        return SD_OWN[metric]
    if amount:
        return SD_PCT.get(metric, SD_OTHER_PCT) * per_cent
    spans = [float(span) for part, _, _ in facts.parts if (part.metric, part.scope) == key[:2] and (span := span_of(part))]
    return SD_OTHER_SPAN * min(spans, default=0.0)


def shocks(key: Key, choices: Choices) -> Floats:
    """Standard normal numbers (count,) of one result: a part common to all units of a metric, and one of its own.

    The same metric and code at two scopes is the same result, so it has the same luck; the company's own figure moves with
    what is common to the units (assumption).
    """
    metric, scope, code = key
    shared = normals(stream_key(choices.seed, "desk", "futures", metric), choices.count)
    if scope == "company":
        return shared
    own = normals(stream_key(choices.seed, "desk", "futures", metric, "of", code), choices.count)
    return choices.correlation**0.5 * shared + (1 - choices.correlation) ** 0.5 * own


def uniforms(key: int, count: int) -> Floats:
    """Uniform numbers in (0, 1), shape (count,): slots 0 to count - 1 of a key, as `base.streams.draw` gives them one by one."""
    with np.errstate(over="ignore"):
        mixed = np.uint64(key) + np.arange(1, count + 1, dtype=np.uint64) * GOLDEN
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return ((mixed >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52


def normals(key: int, count: int) -> Floats:
    """Standard normal numbers (count,) from the quantile tables of the simulation: the same bits on any processor."""
    chance = uniforms(key, count)
    scaled = chance * CELLS
    part = np.where(scaled < 1, LEFT, np.where(scaled >= CELLS - 1, RIGHT, BODY))
    inside = np.where(part == LEFT, scaled * CELLS, np.where(part == RIGHT, (scaled - (CELLS - 1)) * CELLS, scaled))
    cell = inside.astype(int)
    tables = quantile_tables()[NORMAL]
    low = tables[part + cell]
    return low + (tables[part + cell + 1] - low) * (inside - cell)


def _common_periods(facts: Facts, keys: list[Key]) -> list[str]:
    """Periods in which every result of the scorecard has an actual, oldest first."""
    having = [{point.period for point in facts.history.get(key, []) if point.actual is not None} for key in keys]
    return sorted(set.intersection(*having)) if having else []


def _resampled(facts: Facts, means: Mapping[Key, float], targets: Mapping[Key, float], periods: list[str], choices: Choices) -> dict[Key, Floats]:
    """Whole periods drawn with replacement; a result without targets deviates from its own mean, around what is expected."""
    picked = (uniforms(stream_key(choices.seed, "desk", "futures", "period"), choices.count) * len(periods)).astype(int)
    found = {}
    for key, mean in means.items():
        points = {point.period: point for point in facts.history[key]}
        actual = np.array([float(points[period].actual or 0) for period in periods])
        target = np.array([float("nan") if points[period].target is None else float(points[period].target or 0) for period in periods])
        aimed = np.isfinite(target).all() and targets[key] == targets[key]
        found[key] = (targets[key] + (actual - target)[picked]) if aimed else (mean + (actual - actual.mean())[picked])
    return found
