"""What is wanted of a plan: outcomes of its runs as differences from the baseline on the same seeds, and limits it must keep."""

from __future__ import annotations

import math
from typing import Any, Iterator, Mapping

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.search_schema import MAX, PCT, VALUE, Aim, Limit, SearchSettings
from cxsim.study.payload import unpacked

SPREAD, GAP = "payout_spread_pct", "payout_gap_pct"
PAYOUTS = (SPREAD, GAP)  # measures of fairness made from the payouts of a run
WHERE = "study.search"


def outcomes_of(payload: Mapping[str, Any]) -> dict[str, float]:
    """The summary of a run with the measures of its payouts; a missing number is nan."""
    known = {name: math.nan if value is None else float(value) for name, value in payload["summary"].items()}
    return {**known, **fairness(payload.get("payouts"))}


def fairness(payouts: dict[str, Any] | None) -> dict[str, float]:
    """How evenly a scheme pays, in percent of target bonus; 0 where nobody is paid a bonus.

    payout_spread_pct: standard deviation of payouts among people and years of one level, pooled over levels (people of one
    level do like work: unequal pay between them is what equity theory, Adams 1965, calls unfair). payout_gap_pct: highest
    less lowest mean payout of a level. Two of many possible measures; the choice is an assumption.
    """
    table = unpacked(payouts)
    if table.empty or table["bonuses"].sum() <= 0:
        return dict.fromkeys(PAYOUTS, 0.0)
    heads, paid = table["bonuses"].to_numpy(float), table["payout_pct"].to_numpy(float)
    levels = table["level"].to_numpy()
    means, squares = {}, 0.0
    for level in sorted(set(levels.tolist())):
        own = levels == level
        means[level] = float(np.average(paid[own], weights=heads[own]))
        squares += float((heads[own] * (paid[own] - means[level]) ** 2).sum())
    return {SPREAD: math.sqrt(squares / float(heads.sum())), GAP: max(means.values()) - min(means.values())}


def wanted(search: SearchSettings) -> tuple[str, ...]:
    """Outcomes the search looks at, each once."""
    return tuple(dict.fromkeys([*(aim.outcome for aim in search.objectives.values()), *(limit.outcome for limit in search.limits.values())]))


def check_outcomes(search: SearchSettings, known: Mapping[str, float]) -> None:
    """Raises InputError for an objective or limit about something no run reports, with the nearest outcome."""
    problems = [
        Problem("is not an outcome of a run", WHERE, f"{kind}.{name}.outcome", item.outcome, fix=nearest(item.outcome, known))
        for kind in ("objectives", "limits")
        for name, item in getattr(search, kind).items()
        if item.outcome not in known
    ]
    if problems:
        raise InputError(problems)


def faults(search: SearchSettings) -> Iterator[Problem]:
    """What can be seen to be wrong before any run."""
    if not search.objectives:
        yield Problem("has no objective: nothing is wanted", WHERE, "objectives", fix="for example experience: {outcome: true_cx, goal: max}")
    for name, limit in search.limits.items():
        if limit.at_most is None and limit.at_least is None:
            yield Problem("a limit needs at_most or at_least", WHERE, f"limits.{name}")


def worst(means: Mapping[str, float], goal: str) -> str:
    """The world in which a plan does least well; the first of equals."""
    return (min if goal == MAX else max)(means, key=lambda world: means[world])


def gain(aim: Aim, difference: float) -> float:
    """A difference in the wanted direction."""
    return difference if aim.goal == MAX else -difference


def excesses(limit: Limit, plan: np.ndarray, baseline: np.ndarray) -> list[np.ndarray]:
    """Per seed, by how much a plan oversteps: a mean of 0 or below keeps the limit.

    A limit in percent of the baseline is written as a difference, plan - share x baseline, whose mean has an ordinary
    interval; a ratio of means would not (Fieller 1954).
    """
    against = [(limit.at_most, 1.0), (limit.at_least, -1.0)]
    level = [(bound, sign) for bound, sign in against if bound is not None]
    if limit.of == PCT:
        return [sign * (plan - bound / 100 * baseline) for bound, sign in level]
    if limit.of == VALUE:
        return [sign * (plan - bound) for bound, sign in level]
    return [sign * (plan - baseline - bound) for bound, sign in level]
