"""The static view of a plan: everything that can be said of it while behaviour stays as it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.desk.facts import Facts
from cxsim.desk.linter import Finding, Outlook, lint
from cxsim.desk.plan_file import PlanFile
from cxsim.desk.static.cost import QUANTILES, Cost, price
from cxsim.desk.static.fairness import fairness, gaps
from cxsim.desk.static.futures import Choices, Futures, draw_futures
from cxsim.desk.static.sensitivity import fixed_points, kink_distances, sensitivity, shape
from cxsim.desk.static.sight import felt_by_formula, felt_in_euros, line_of_sight, strength, volumes


@dataclass(frozen=True)
class StaticView:
    """Futures, cost, findings and tables of one plan. Tables are lists of rows of plain values, by level, never by person."""

    facts: Facts
    futures: Futures
    cost: Cost
    findings: list[Finding]
    tables: dict[str, list[dict[str, Any]]]


def look(file: PlanFile, choices: Choices | None = None) -> StaticView:
    """The static view of a plan file. Raises InputError when the pay rules refuse it, or a choice."""
    facts = Facts(file)
    facts.case.problems.raise_any()
    lacking = [Problem("the static view needs at least one row", name) for name in ("staff", "scorecard") if not file.sheet(name)]
    if lacking:
        raise InputError(lacking)
    futures = draw_futures(facts, choices)
    cost = price(facts, futures)
    findings = lint(facts, outlook_of(facts, cost))
    tables = {
        "cost": cost_table(facts, cost), "pools": cost.pools, "shares": cost.states, "shape": shape(facts), "sensitivity": _shown(facts, cost, sensitivity(facts)),
        "kinks": kink_distances(facts), "weights": weights(facts), "felt": felt_table(facts, cost), "fairness": fairness(facts), "spreads": spreads(futures), "findings": finding_table(findings),
    }  # fmt: skip
    return StaticView(facts, futures, cost, findings, tables)


def outlook_of(facts: Facts, cost: Cost) -> Outlook:
    """What the linter's rules about pools, gates and groups look at."""
    over = {row["pool"]: row["over"] for row in cost.pools}
    return Outlook(over, {row["pool"]: row["factor"] for row in cost.pools}, cost.gates, gaps(facts))


def lint_file(file: PlanFile, choices: Choices | None = None) -> list[Finding]:
    """Findings of a plan file, with futures when there is somebody to pay and something to pay them on."""
    facts = Facts(file)
    if facts.case.problems.found or not facts.people or not file.sheet("scorecard"):
        return lint(facts)
    return lint(facts, outlook_of(facts, price(facts, draw_futures(facts, choices))))


def cost_table(facts: Facts, cost: Cost) -> list[dict[str, Any]]:
    """EUR by level and in all: p10, p50, p90 and mean over futures, and the bonus at target, as expected and at maximum."""
    fixed = fixed_points(facts)
    rows = []
    for level, draws in cost.totals.items():
        about = {"level": level, "people": cost.people[level], "hidden": level in cost.hidden}
        money = {name: cost.quantile(level, share) / 100 for name, share in QUANTILES.items()} | {"mean": float(draws.mean()) / 100} | fixed[level]
        rows.append(about if level in cost.hidden else {**about, **money})
    return rows


def _shown(facts: Facts, cost: Cost, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the levels whose sums are hidden: EUR per person of a level of one is that person's."""
    return [row for row in rows if row["level"] not in cost.hidden]


def weights(facts: Facts) -> list[dict[str, Any]]:
    """By level and measure: paper weight, and line of sight with its word."""
    rows = []
    for part, level, _ in facts.parts:
        sight = line_of_sight(facts, level, part)
        rows.append({"level": level, "measure": part.key, "scope": part.scope, "weight_pct": float(part.weight_pct), "sight": sight, "strength": strength(sight)})
    return rows


def felt_table(facts: Facts, cost: Cost) -> list[dict[str, Any]]:
    """By level: weight of company measures on paper, and felt on another unit relative to the own: by formula and in EUR."""
    euros = felt_in_euros(facts)
    rows = []
    for level in facts.plan.levels.values():
        share = facts.company_weight(level)
        if not share or level.name not in euros:
            continue
        known = {"euro_pct": 100 * euros[level.name]["ratio"], "own_eur": euros[level.name]["own_eur"], "other_eur": euros[level.name]["other_eur"]}
        if level.name in cost.hidden:  # the formula knows weights and units only, euros would tell one person's pay
            known = dict.fromkeys(known, math.nan)
        sized = {volumes(facts, part.metric)[1] for part in level.components if part.scope == "company"}
        rows.append({"level": level.name, "paper_pct": float(share), "formula_pct": 100 * felt_by_formula(facts, level.name), **known, "volumes": "+".join(sorted(sized))})  # fmt: skip
    return rows


def spreads(futures: Futures) -> list[dict[str, Any]]:
    """By metric and scope: how many results, their mean standard deviation over futures, and the same in % of their targets."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for key, values in futures.actual.items():
        found.setdefault(key[:2], []).append((float(values.std()), futures.target[key]))
    rows = []
    for (metric, scope), pairs in found.items():
        shares = [100 * sd / abs(target) for sd, target in pairs if target == target and target]
        mean = sum(shares) / len(shares) if shares else float("nan")
        rows.append({"metric": metric, "scope": scope, "results": len(pairs), "sd": sum(sd for sd, _ in pairs) / len(pairs), "sd_pct": mean, "drawn": futures.drawn})
    return rows


def finding_table(findings: list[Finding]) -> list[dict[str, Any]]:
    """Findings as plain rows, numbers by name."""
    rows = []
    for found in findings:
        numbers = "; ".join(f"{name}={value[1]:.6g}" if isinstance(value[1], float) else f"{name}={value[1]}" for name, value in found.values.items())
        rows.append({"rule": found.rule, "severity": found.severity, "level": found.level, "place": found.place, "numbers": numbers, "silenced": found.silenced})
    return rows
