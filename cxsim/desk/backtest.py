"""Back-test: every period of the history paid under the old and the new plan, with today's staff."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.desk.facts import Facts, Key, key_of
from cxsim.desk.plan_file import PlanFile, Row, case_of
from cxsim.desk.static.hiding import FEWEST, hidden_sums, to_hundred
from cxsim.pay.case import pay_case
from cxsim.pay.plan import Measure

MOVED = 0.10  # a change of more than a tenth counts as gained or lost
PLANS = ("old", "new")


@dataclass(frozen=True)
class BackTest:
    """`rows`: by period and level (and `all`) EUR old, new and difference, to 100; share of people who gain and lose more than 10 %.

    `gaps` tell rows of the history that are missing and so which periods were left out.
    """

    rows: list[dict[str, Any]]
    periods: list[str]
    gaps: list[Problem] = field(default_factory=list)


def back_test(new: PlanFile, old: PlanFile) -> BackTest:
    """Pay each period under both plans. History and staff are those of `new`; rows only `old` has are added to the history.

    Raises InputError when the pay rules refuse a plan for today's staff, there is no history, or no period can be paid.
    """
    staff, history = new.sheet("staff"), _history(new, old)
    plans = {"old": _with_staff(old, staff), "new": Facts(new)}
    periods = list(dict.fromkeys(sorted(str(row.get("period")) for row in history)))
    if not periods:
        raise InputError(Problem("a back-test needs a history", new.place("history", 0, "period")))
    gaps = [gap for name in PLANS for period in periods for gap in _missing(plans[name], name, history, period)]
    bad = {gap.value for gap in gaps}
    good = [period for period in periods if period not in bad]
    if not good:
        raise InputError(gaps)
    rows: list[dict[str, Any]] = []
    for period in good:
        card: list[Row] = [{name: row[name] for name in ("metric", "scope", "unit", "actual", "target") if name in row} for row in history if str(row.get("period")) == period]
        paid = {name: pay_case(case_of(facts.file, scorecard=card, staff=staff))["people"] for name, facts in plans.items()}
        rows += _rows(plans["new"], period, paid)
    return BackTest(rows, good, gaps)


def _with_staff(old: PlanFile, staff: list[Row]) -> Facts:
    """The old plan with today's staff, and only the sheets that pay them."""
    return Facts(PlanFile(old.plan, {**old.rows, "staff": staff}, old.source, old.places))


def _history(new: PlanFile, old: PlanFile) -> list[Row]:
    known = {(key_of(row), str(row.get("period"))) for row in new.sheet("history")}
    return [*new.sheet("history"), *(row for row in old.sheet("history") if (key_of(row), str(row.get("period"))) not in known)]


def _missing(facts: Facts, name: str, history: list[Row], period: str) -> list[Problem]:
    """Results a plan pays on that the history lacks in a period; blank ones are left to the plan unless it refuses them."""
    refuse = facts.plan.missing_metric == "error"
    there = {key_of(row) for row in history if str(row.get("period")) == period and (row.get("actual") is not None or not refuse)}
    found = []
    for place, key in _needed(facts):
        if key not in there:
            told = "/".join(part for part in key if part)
            found.append(Problem(f"{told} has no row with an actual in the history of {period}; the period is left out", f"{name} plan, {place}", value=period, fix=f"add it to the sheet history: {told}, {period}"))
    return found


def _needed(facts: Facts) -> list[tuple[str, Key]]:
    """Results the plan reads for its staff, each with the first cell that asks for it."""
    found: dict[Key, str] = {}

    def ask(place: str, keys: list[Key]) -> None:
        for key in keys:
            found.setdefault(key, place)

    for part, level, row in facts.parts:
        ask(facts.place("components", row, "metric"), facts.keys_of(part, level))
    for own in facts.plan.levels.values():
        asked: list[tuple[str, Measure]] = [("gates", gate) for gate in (*own.score_gates, *own.component_gates)]
        for sheet, measure in [*asked, *(("modifiers", modifier) for modifier in own.modifiers)]:
            ask(facts.place(sheet, _row(facts, sheet, measure), "metric"), facts.keys_of(measure, own.name))
    for number, pool in enumerate(facts.plan.pools):
        if pool.funding == "pct_of_metric":
            ask(facts.place("pools", number, "metric"), [(pool.metric, pool.scope, "" if pool.scope == "company" else pool.unit)])
    return [(place, key) for key, place in found.items()]


def _row(facts: Facts, sheet: str, measure: Measure) -> int:
    key = sheet[:-1]  # gates name their rows in the column gate, modifiers in modifier
    return next(i for i, row in enumerate(facts.file.sheet(sheet)) if str(row.get(key)) == measure.name)


def _rows(facts: Facts, period: str, paid: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    pairs: dict[str, list[tuple[int, int]]] = {level: [] for level in facts.plan.levels}
    for person in facts.people:
        pairs[person.segments[-1].level].append((paid["old"][person.person_id]["award_cents"], paid["new"][person.person_id]["award_cents"]))
    pairs = {level: own for level, own in pairs.items() if own}
    hidden = {level for which in (0, 1) for level in hidden_sums({level: [pair[which] for pair in own] for level, own in pairs.items()})}
    hidden |= {"all"} if len(hidden) == 1 else set()  # a lonely level is the total
    pairs["all"] = [pair for own in pairs.values() for pair in own]
    return [_told(period, level, own, level in hidden) for level, own in pairs.items()]


def _told(period: str, level: str, pairs: list[tuple[int, int]], hidden: bool) -> dict[str, Any]:
    """One row; shares of people only from five people on, since a quarter of four is one person."""
    row: dict[str, Any] = {"period": period, "level": level, "people": len(pairs), "hidden": hidden}
    if not hidden:
        old, new = (to_hundred(sum(pair[which] for pair in pairs) / 100) for which in (0, 1))
        row |= {"old_eur": old, "new_eur": new, "difference_eur": new - old}
    if len(pairs) >= FEWEST and not hidden:
        row |= {"gain_pct": _share(pairs, 1), "lose_pct": _share(pairs, -1)}
    return row


def _share(pairs: list[tuple[int, int]], sign: int) -> float:
    """Per cent of people whose award changes by more than a tenth in one direction."""
    return float(round(100 * sum(sign * (new - old) > MOVED * old for old, new in pairs) / len(pairs)))
