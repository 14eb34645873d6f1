"""Plan files for tests of the desk: the shipped example to change, and a small one whose figures can be worked out by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from cxsim.desk.plan_file import PlanFile
from cxsim.desk.yaml_form import read_plan_yaml
from cxsim.pay.scheme_form import shipped

EXAMPLE = shipped("pay", "revontuli.yaml")
_READ = read_plan_yaml(EXAMPLE)


def example() -> PlanFile:
    """A copy of the shipped example, to be changed."""
    return deepcopy(_READ)


def rows(file: PlanFile, sheet: str, **where: Any) -> list[dict[str, Any]]:
    """Rows of a sheet with these values."""
    return [row for row in file.sheet(sheet) if all(row.get(key) == value for key, value in where.items())]


def weigh(file: PlanFile, level: str, **weights: Any) -> PlanFile:
    """Set weights of a level, named metric_scope."""
    for name, weight in weights.items():
        metric, _, scope = name.rpartition("_")
        for row in rows(file, "components", level=level, metric=metric, scope=scope):
            row["weight_pct"] = weight
    return file


def with_history(file: PlanFile, periods: int, **results: Any) -> PlanFile:
    """A history in which every result is at target, apart from `results`: metric -> function from period to (actual, target)."""
    history = []
    for row in file.sheet("scorecard"):
        for i in range(periods):
            actual, target = results.get(row["metric"], lambda _, row=row: (row["target"], row["target"]))(i)
            history.append({**{key: row[key] for key in ("metric", "scope", "unit") if key in row}, "period": f"P{i:02d}", "actual": actual, "target": target})
    file.rows["history"] = history
    return file


def small(units: int = 4, share: float = 25, people: int = 5) -> PlanFile:
    """One level in equal units: `share` on the company's result, the rest on the unit's, both on one curve, all at target.

    Everybody has 100,000 EUR base pay and a target bonus of 10 %.
    """
    codes = [f"U{i}" for i in range(1, units + 1)]
    part = {"level": "manager", "metric": "result", "basis": "percent_of_target", "curve": "standard"}
    kinks = [(80, 50), (100, 100), (120, 200)]
    return PlanFile(
        {"name": "Small", "year": 2026, "period_start": "2026-01-01", "period_end": "2026-12-31"},
        {
            "units": [{"unit": code} for code in codes],
            "levels": [{"level": "manager", "target_bonus_pct": 10, "rank": 2}],
            "components": [{**part, "scope": "unit", "weight_pct": 100 - share}, {**part, "scope": "company", "weight_pct": share}],
            "curves": [{"curve": "standard", "x": x, "payout_pct": payout} for x, payout in kinks],
            "staff": [{"person_id": f"P{i}-{code}", "level": "manager", "unit": code, "base_pay_eur": 100_000} for code in codes for i in range(people)],
            "scorecard": [{"metric": "result", "scope": "company", "actual": 400, "target": 400}, *({"metric": "result", "scope": "unit", "unit": code, "actual": 100, "target": 100} for code in codes)],
        },
    )  # fmt: skip
