"""What is read off a simulated arm: customers, experience, money and attention, one number per seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxsim.desk.dynamic.arms import parts
from cxsim.desk.dynamic.pairs import Floats, Pair, pairs

QUARTERS = 4
LOOKED_AT = (1, 3, 5)  # years
Arm = Sequence[Mapping[str, Any]]
Values = dict[tuple[str, str, int], tuple[str, Floats, Floats]]
# outcome -> (name in a run's summary, unit)
EXPERIENCE = {"true_cx": ("true_cx", "index"), "measured_cx": ("measured_cx", "index"), "measured_gap": ("measured_gap", "index")}
MONEY = {"revenue": ("revenue_eur", "eur_customer"), "service_cost": ("service_cost_eur", "eur_customer"), "profit_after_bonus": ("profit_after_bonus_eur", "eur_customer")}
LEFT = {"staff_leaving": ("staff_turnover_pct", "percent"), "rough_handoffs": ("rough_share", "share")}
ACTIVITIES = ("win", "cut", "fix", "build", "empathise", "connect", "recover", "develop", "polish", "integration")


def years_of(arm: Arm) -> int:
    """Simulated years of an arm."""
    return int(parts(arm[:1], "quarterly")[0]["year"].max())


def customer_pairs(first: Arm, second: Arm) -> list[Pair]:
    """Customers kept of those at the start, and all customers, in % of the start, after one, three and five years and at the end."""
    years, values = years_of(first), Values()
    for year in sorted({year for year in (*LOOKED_AT, years) if year <= years}):
        values["customers_kept", "", year] = ("percent", *(_at(arm, "kept_share", year) for arm in (first, second)))
        values["customers", "", year] = ("percent", *(_customers(arm, year) for arm in (first, second)))
    return pairs(values)


def summary_pairs(first: Arm, second: Arm, outcomes: Mapping[str, tuple[str, str]]) -> list[Pair]:
    """Outcomes of the whole run (experience: of its last year)."""
    return pairs({(name, "", 0): (unit, *(_summary(arm, key) for arm in (first, second))) for name, (key, unit) in outcomes.items()})


def attention_pairs(first: Arm, second: Arm) -> list[Pair]:
    """Share of attention by level and activity, % of the whole run's attention of that level."""
    values = Values()
    one, other = _attention(first), _attention(second)
    for level, activity in sorted(one, key=lambda key: (key[0], ACTIVITIES.index(key[1]) if key[1] in ACTIVITIES else len(ACTIVITIES))):
        values[activity, level, 0] = ("percent", one[level, activity], other[level, activity])
    return pairs(values)


def path(arm: Arm, column: str) -> Floats:
    """A column of the quarterly table, shape (seeds, quarters)."""
    return np.array([table[column].to_numpy(float) for table in parts(arm, "quarterly")])


def money_path(arm: Arm) -> Floats:
    """Profit after bonus so far, EUR per customer at the start, shape (seeds, quarters)."""
    start = np.array([float(payload["start_customers"]) for payload in arm])[:, None]
    return np.cumsum(path(arm, "profit_eur") - path(arm, "bonus_eur"), axis=1) / start


def customers_path(arm: Arm) -> Floats:
    """Customers kept of those at the start, %, shape (seeds, quarters)."""
    return path(arm, "kept_share")


def _at(arm: Arm, column: str, year: int) -> Floats:
    return path(arm, column)[:, year * QUARTERS - 1]


def _customers(arm: Arm, year: int) -> Floats:
    start = np.array([float(payload["start_customers"]) for payload in arm])
    return 100.0 * _at(arm, "customers", year) / start


def _summary(arm: Arm, key: str) -> Floats:
    values = [payload["summary"].get(key) for payload in arm]
    return np.array([np.nan if value is None else float(value) for value in values])


def _attention(arm: Arm) -> dict[tuple[str, str], Floats]:
    tables = parts(arm, "attention")
    wide = pd.concat([table.set_index(["level", "activity"])["share"] for table in tables], axis=1)
    return {(str(level), str(activity)): 100.0 * row for (level, activity), row in zip(wide.index, wide.to_numpy(float))}
