"""Plan files for tests of letters: the shipped example with rules of every kind added."""

from __future__ import annotations

import copy
from typing import Any

from cxsim.desk.plan_file import PlanFile
from cxsim.desk.yaml_form import read_plan_yaml
from cxsim.pay.scheme_form import shipped

EXAMPLE = shipped("pay", "revontuli.yaml")


def example() -> PlanFile:
    return read_plan_yaml(EXAMPLE)


def changed(**sheets: list[dict[str, Any]]) -> PlanFile:
    """The example with rows added to sheets; `plan` keys are set."""
    file = copy.deepcopy(example())
    for name, rows in sheets.items():
        if name == "plan":
            file.plan.update(rows[0])
        else:
            file.rows[name] = [*file.sheet(name), *rows]
    return file


def rich() -> PlanFile:
    """A plan with every rule a letter can tell: gates of one measure, a modifier, caps, a short pool, unequal instalments, clawback."""
    file = changed(
        plan=[{"score_cap_pct": 170, "total_cap_pct": 180}],
        curves=[{"curve": "quality", "x": 90, "payout_pct": 90}, {"curve": "quality", "x": 110, "payout_pct": 110}],
        modifiers=[{"modifier": "quality", "metric": "profit", "scope": "company", "curve": "quality", "levels": "all"}],
        gates=[{"gate": "own", "on": "component", "component": "revenue/unit", "metric": "csat", "scope": "unit", "basis": "value", "required": 4.5, "effect": "factor", "effect_value": 0.5, "levels": "all"}],
    )
    file.rows["pools"] = [{"pool": "all", "funding": "pct_of_target_bonus", "rate_pct": 70, "mode": "ceiling", "unspent": "return"}]
    file.rows["deferral"] = [{"level": "middle_manager", "share_pct": 40, "of": "award", "min_award_eur": 1000, "vest_pct": [50, 30, 20], "clawback_window_years": 2}]
    return file
