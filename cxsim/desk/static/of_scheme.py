"""What a scheme costs a simulated company while behaviour stays as it is: the same futures and pay rules as for a plan file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cxsim.desk.facts import Facts
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.desk.static.cost import ALL, price
from cxsim.desk.static.futures import Choices, draw_futures
from cxsim.pay.fields import Problems
from cxsim.pay.scheme_form import plan_mapping, standard_practice
from cxsim.pay.year import Person

ON_TARGET = 100  # results are drawn around their targets, in % of them


@dataclass(frozen=True)
class SchemeCost:
    """Cost of a year in % of all target bonuses: the median future, and that which nine in ten do not pass; `targets_eur` is the sum behind it."""

    p50_pct: float
    p90_pct: float
    targets_eur: float


def scheme_cost(mapping: Mapping[str, Any], people: Iterable[Person], choices: Choices) -> SchemeCost:
    """Price a scheme for these people over `choices.count` futures; every result is expected on target.

    Raises InputError for a scheme the pay rules refuse.
    """
    facts = Facts(file_of(mapping, list(people)))
    cost, targets = price(facts, draw_futures(facts, choices)), float(sum(facts.target_of(segment) for person in facts.people for segment in person.segments))
    share = {name: cost.quantile(ALL, part) / targets if targets else 0.0 for name, part in (("p50", 0.5), ("p90", 0.9))}
    return SchemeCost(share["p50"], share["p90"], targets)


def file_of(mapping: Mapping[str, Any], people: list[Person]) -> PlanFile:
    """A scheme and the payroll of a company as a plan file with nothing but numbers. Raises InputError."""
    problems = Problems()
    form, _ = plan_mapping(mapping, standard_practice(), problems)
    problems.raise_any()
    levels = form.pop("levels")
    rows: dict[str, list[Row]] = {
        "levels": [{key: value for key, value in level.items() if key != "components"} for level in levels],
        "components": [{"level": level["level"], **part} for level in levels for part in level["components"]],
        "curves": [_kink(name, curve, kink) for name, curve in form.pop("curves").items() for kink in curve["kinks"]],
        **{name: form.pop(name) for name in ("gates", "modifiers", "pools", "deferral")},
    }
    rows["staff"] = [_row(person, number) for person in people for number in range(person.count)]
    rows["scorecard"] = _scorecard([*rows["components"], *rows["gates"], *rows["modifiers"]], people)
    return PlanFile({**form, "name": str(mapping.get("name", "scheme"))}, rows)


def _kink(name: str, curve: Mapping[str, Any], kink: tuple[Any, Any]) -> Row:
    return {"curve": name, "x": kink[0], "payout_pct": kink[1], **{key: curve[key] for key in ("shape", "direction", "beyond_last") if key in curve}}


def _row(person: Person, number: int) -> Row:
    return {
        "person_id": f"{person.person_id}/{number + 1}", "level": person.level, "unit": person.unit, "touchpoint": person.touchpoint,
        "base_pay_eur": person.base_pay_eur, "fte_pct": person.fte, "days": person.days,
    }  # fmt: skip


def _scorecard(measures: list[Row], people: list[Person]) -> list[Row]:
    """A row on target for every result that a measure of the plan may read."""
    codes = {"touchpoint": [p.touchpoint for p in people if p.touchpoint], "unit": [p.unit for p in people if p.unit], "company": [""]}
    keys = dict.fromkeys((str(one["metric"]), str(one["scope"]), code) for one in measures for code in codes.get(str(one["scope"]), [""]))
    return [{"metric": metric, "scope": scope, "unit": code, "actual": ON_TARGET, "target": ON_TARGET} for metric, scope, code in keys]
