"""What one more of a metric is worth at the expected scorecard, and how leveraged a plan is: by the exact rules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from cxsim.desk.facts import Facts, Key, Point, achieved, key_of
from cxsim.desk.linter.rules_curves import highest
from cxsim.desk.plan_file import Row, case_of
from cxsim.desk.static.steps import expected, moved, step_of
from cxsim.pay.case import pay_case
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Component


def sensitivity(facts: Facts) -> list[dict[str, Any]]:
    """By metric, scope and level: EUR a year per person won by a step better and lost by a step worse, all units together.

    Rows with level `all` hold the cost to the company, employer cost included. `step` is the size of the step on the curve's
    scale, `basis` says whether that is per cent of target or the metric's own scale.
    """
    base = _by_level(facts, expected(facts))
    markup = 1 + float(facts.file.value("employer_cost_pct") or 0) / 100
    rows = []
    for metric, scope in dict.fromkeys((part.metric, part.scope) for part, _, _ in facts.parts):
        keys = [key_of(row) for row in facts.file.sheet("scorecard") if key_of(row)[:2] == (metric, scope)]
        up, down = (_by_level(facts, moved(facts, dict.fromkeys(keys, Fraction(sign)))) for sign in (1, -1))
        parts = [part for part, _, _ in facts.parts if (part.metric, part.scope) == (metric, scope)]
        first = min(parts, key=step_of)
        about = {"metric": metric, "scope": scope, "step": float(step_of(first)), "basis": first.basis}
        for level in [*facts.plan.levels, "all"]:
            people = len(facts.people) if level == "all" else len(facts.heads(level))
            if people and (level == "all" or any(own == level for part, own, _ in facts.parts if part in parts)):
                each = 100 * (people if level != "all" else 1 / markup)
                rows.append({**about, "level": level, "better_eur": (up[level] - base[level]) / each, "worse_eur": (base[level] - down[level]) / each})
    return rows


def _by_level(facts: Facts, card: list[Row]) -> dict[str, int]:
    paid = pay_case(case_of(facts.file, scorecard=card))["people"]
    sums = dict.fromkeys([*facts.plan.levels, "all"], 0)
    for person in facts.people:
        cents = paid[person.person_id]["award_cents"]
        sums[person.segments[-1].level] += cents
        sums["all"] += cents
    return sums


def kink_distances(facts: Facts) -> list[dict[str, Any]]:
    """By level and component: how many results are read, the span of expected x, and the shortest ways to the next kink.

    `worse` and `better` are on the curve's scale, the least over the results (nan = no kink left on that side).
    """
    rows = []
    for part, level, _ in facts.parts:
        xs = [x for key in facts.keys_of(part, level) if (x := expected_x(facts, part, key)) is not None]
        sign = -1 if part.curve.direction == "lower" else 1
        ways = [sign * (at - x) for x in xs for at, _ in part.curve.kinks]
        if xs:
            better, worse = ([float(way) for way in ways if way > 0], [-float(way) for way in ways if way < 0])
            nothing = float("nan")
            rows.append({"level": level, "measure": part.key, "results": len(xs), "x_low": float(min(xs)), "x_high": float(max(xs)), "worse": min(worse, default=nothing), "better": min(better, default=nothing)})
    return rows


def expected_x(facts: Facts, part: Component, key: Key) -> Fraction | None:
    """Achievement of a component at what is expected of a result; None when it cannot be told."""
    actual, target = facts.case.scorecard.rows.get(key, (None, None))
    return achieved(part, Point("", actual if actual is not None else target, target))


def shape(facts: Facts) -> list[dict[str, Any]]:
    """By level: payout at threshold and at maximum (% of target), leverage, upside and mix.

    Leverage = (payout at maximum - payout at threshold) / 100; upside = maximum / 100; mix = target bonus / (base + target
    bonus). An endless curve has no maximum (nan).
    """
    rows = []
    for level in facts.plan.levels.values():
        if not level.components:
            continue
        top = highest(facts, level)
        total = sum((part.weight_pct for part in level.components), ZERO) or HUNDRED
        lowest = sum((part.weight_pct * part.curve.kinks[0][1] for part in level.components), ZERO) / total
        bonus = float(level.target_bonus_pct)
        high = float("nan") if top is None else float(top)
        rows.append({
            "level": level.name, "people": len(facts.heads(level.name)), "target_bonus_pct": bonus, "threshold_pct": float(lowest), "maximum_pct": high,
            "leverage": (high - float(lowest)) / 100, "upside": high / 100, "mix_pct": 100 * bonus / (100 + bonus),
        })  # fmt: skip
    return rows


def fixed_points(facts: Facts) -> dict[str, dict[str, float]]:
    """EUR by level and in all: bonus at target, at maximum (nan when endless), both before any pool, and as expected, after it.

    Employer cost included.
    """
    markup = 1 + float(facts.file.value("employer_cost_pct") or 0) / 100
    paid = _by_level(facts, expected(facts))
    rows: dict[str, dict[str, float]] = {}
    for level in facts.plan.levels.values():
        at_target = sum(float(facts.target_of(segment)) for person in facts.people if person.is_eligible(facts.plan.min_service_days) for segment in person.segments if segment.level == level.name)
        top = highest(facts, level)
        at_top = float("nan") if top is None else at_target * float(top) / 100
        rows[level.name] = {"at_target": at_target * markup, "at_maximum": at_top * markup, "expected": paid[level.name] / 100 * markup}
    rows["all"] = {name: sum(row[name] for row in rows.values()) for name in ("at_target", "at_maximum", "expected")}
    return rows
