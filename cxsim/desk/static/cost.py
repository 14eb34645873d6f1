"""What a plan costs over its futures, how far the pools reach, and where on the curves people end up."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxsim.desk.facts import Facts
from cxsim.desk.linter.rules_curves import highest
from cxsim.desk.static.futures import Futures
from cxsim.desk.static.hiding import hidden_sums
from cxsim.desk.static.vector import CENT, NEAR, Floats, Payer, Whole, met
from cxsim.pay.plan import Gate
from cxsim.pay.results import Codes

CELLS = 4_000_000  # futures x people held at a time
QUANTILES = {"p10": 0.10, "p50": 0.50, "p90": 0.90}
ALL = "all"
STATES = ("below", "to_target", "to_maximum", "at_maximum")


@dataclass(frozen=True)
class Cost:
    """Cost in cents by level and in all, shape (futures,) each, employer cost included; `hidden` levels are not shown alone.

    `pools` by name: pool _eur (median size), over = P(claims > pool), factor = mean scaling factor, and use = median
    awards / pool when one pool holds everybody; `scaled` is P(anybody is scaled). `gates` maps a gate on the score to P(closed);
    `states` holds the shares of people and EUR by level, component and state.
    """

    totals: dict[str, Whole]
    people: dict[str, int]
    hidden: set[str]
    pools: list[dict[str, Any]]
    scaled: float
    gates: dict[str, float]
    states: list[dict[str, Any]]

    def quantile(self, level: str, share: float) -> int:
        """The ceil(share x M)-th smallest draw: a future that is among those drawn, whole cents."""
        return quantile(self.totals[level], share)


def quantile(draws: NDArray[Any], share: float) -> int:
    """The ceil(share x M)-th smallest of M draws."""
    return int(np.sort(draws)[ceil(share * len(draws) - 1e-9) - 1])


def price(facts: Facts, futures: Futures) -> Cost:
    """Pay everybody in every future and add up by level."""
    payer = Payer(facts, futures)
    names = list(facts.plan.levels)
    member = {name: payer.levels == name for name in names}
    sums: dict[str, list[Whole]] = {name: [] for name in [*names, ALL]}
    pools: dict[str, list[tuple[Floats, Floats, NDArray[np.bool_]]]] = {pool.name: [] for pool in facts.plan.pools}
    block = max(1, CELLS // max(1, len(payer.people)))
    euros = {(name, state): 0.0 for name in names for state in STATES}
    for start in range(0, futures.count, block):
        part = slice(start, min(start + block, futures.count))
        paid = payer.pay(part)
        for name in names:
            sums[name].append(paid.awards[:, member[name]].sum(axis=1))
        sums[ALL].append(paid.awards.sum(axis=1))
        for pool in facts.plan.pools:
            pools[pool.name].append((paid.pool[pool.name], paid.factor[pool.name], paid.scaled[pool.name]))
        _by_state(facts, payer, part, paid.awards, euros)
    markup = 1 + float(facts.file.value("employer_cost_pct") or 0) / 100
    totals = {name: np.floor(np.concatenate(parts) * markup + 0.5 + CENT).astype(np.int64) for name, parts in sums.items()}
    told, scaled = _pools(facts, pools, payer, sums)
    people = {name: int(member[name].sum()) for name in names} | {ALL: len(payer.people)}
    hidden = hidden_sums({name: payer.targets[member[name]].tolist() for name in names})
    hidden |= {ALL} if len(hidden) == 1 else set()  # a lonely level is the total
    return Cost(totals, people, hidden, told, scaled, _gates(facts, payer), _states(facts, payer, euros))


def _pools(facts: Facts, pools: dict[str, Any], payer: Payer, sums: dict[str, list[Whole]]) -> tuple[list[dict[str, Any]], float]:
    rows: list[dict[str, Any]] = []
    any_cut = np.zeros(payer.futures.count, bool)
    for pool in facts.plan.pools:
        size, used, cut = (np.concatenate(parts) for parts in zip(*pools[pool.name]))
        any_cut |= cut
        short = cut & (used < 1)
        rows.append({"pool": pool.name, "pool_eur": float(np.median(size)) / 100, "over": float(short.mean()), "scaled": float(cut.mean()), "factor": float(used.mean())})
    if len(facts.plan.pools) == 1 and all(facts.plan.pools[0].holds(level, unit) for level, unit in zip(payer.levels, payer.units)):
        total = np.concatenate(sums[ALL])
        rows[0]["use"] = quantile(total, 0.5) / 100 / rows[0]["pool_eur"] if rows[0]["pool_eur"] else float("nan")
    return rows, float(any_cut.mean())


def _gates(facts: Facts, payer: Payer) -> dict[str, float]:
    """P(closed) of every gate on the score, as the first person whom it concerns meets it; company results are the same for all."""
    found: dict[str, float] = {}
    for level in facts.plan.levels.values():
        heads = facts.heads(level.name)
        for gate in level.score_gates:
            if gate.name not in found and heads:
                found[gate.name] = _closed(payer, gate, heads)
    return found


def _closed(payer: Payer, gate: Gate, heads: list[Any]) -> float:
    codes = {segment.codes for segment in heads}
    return float(np.mean([1.0 - met(gate, payer.x(gate, one)).mean() for one in codes]))


def state_of(values: Floats, top: float | None) -> NDArray[np.int64]:
    """0 nothing paid, 1 threshold to target, 2 target to maximum, 3 at the maximum."""
    state = np.where(values <= NEAR, 0, np.where(values < 100 - NEAR, 1, 2))
    return state if top is None or top <= 0 else np.where(values >= top - 1e-6, 3, state)


def _top(facts: Facts, level: str) -> float | None:
    top = highest(facts, facts.plan.levels[level])
    return None if top is None else float(top)


def _by_state(facts: Facts, payer: Payer, part: slice, awards: Whole, euros: dict[tuple[str, str], float]) -> None:
    """Add the EUR of a block by level and state of the whole score, everybody by their last segment."""
    homes: dict[tuple[str, Codes], list[int]] = {}
    for column, person in enumerate(payer.people):
        homes.setdefault((person.segments[-1].level, person.segments[-1].codes), []).append(column)
    for (level, codes), columns in homes.items():
        state = state_of(payer.scored(level, codes).score[part], _top(facts, level))
        paid = awards[:, columns].sum(axis=1) / 100
        for number, name in enumerate(STATES):
            euros[level, name] += float(paid[state == number].sum())


def _states(facts: Facts, payer: Payer, euros: dict[tuple[str, str], float]) -> list[dict[str, Any]]:
    """Mean shares over futures, %: of people and of EUR, by level and component, and in all (component empty)."""
    rows = []
    for level in facts.plan.levels.values():
        heads = facts.heads(level.name)
        if not heads or not level.components:
            continue
        for number, component in enumerate(level.components):
            top = None if component.curve.beyond_last == "continue" else float(component.curve.top)
            people, money = np.zeros(4), np.zeros(4)
            for segment in heads:
                payouts = payer.scored(level.name, segment.codes).payouts[number]
                state = state_of(payouts, top)
                people += np.bincount(state, minlength=4)
                money += np.bincount(state, weights=payouts, minlength=4) * float(facts.target_of(segment) * segment.individual_pct)
            rows += _shares(level.name, component.key, people, money)
        people = np.zeros(4)
        for segment in heads:
            people += np.bincount(state_of(payer.scored(level.name, segment.codes).score, _top(facts, level.name)), minlength=4)
        rows += _shares(level.name, "", people, np.array([euros[level.name, name] for name in STATES]))
    return rows


def _shares(level: str, component: str, people: Floats, money: Floats) -> list[dict[str, Any]]:
    heads, total = people.sum() or 1.0, money.sum() or 1.0
    return [
        {"level": level, "component": component, "state": name, "people_pct": float(100 * people[i] / heads), "eur_pct": float(100 * money[i] / total)}
        for i, name in enumerate(STATES)
    ]
