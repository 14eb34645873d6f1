"""Where the money of a difference came from: steps that add up, per customer at the start."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from cxsim.study.contrasts import Question, by_scheme, contrast_rows
from cxsim.study.tables import PROFIT, TOP_UP

STEP = "money_"
TOTAL = "total"
NEEDED = ("revenue_eur", "service_cost_eur", "bonus_eur", PROFIT, TOP_UP)


def money_table(runs: pd.DataFrame, quarterly: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """One row per scheme and step from the baseline's profit after bonus to the scheme's. Family: schemes, per step.

    A run that splits its own profit into summary metrics `money_<step>` decides the steps (their sum is the profit
    after bonus). Otherwise: `customers` (more or fewer of them, at the baseline's revenue per head and quarter),
    `spending` (the rest of revenue), `cost_to_serve`, `other_costs` (what is left: cost of goods, fixed cost),
    `bonus`, and `salary` (paid instead of a bonus, equal cost only). `cents` are whole cents that add up exactly.
    """
    if PROFIT not in runs:
        return pd.DataFrame()
    steps = _own_steps(runs, ask) or _derived_steps(runs, quarterly, ask)
    rows: list[dict[str, Any]] = []
    for order, (name, wide) in enumerate(steps.items()):
        rows += [
            {**row, "order": order, "step": name} for row in contrast_rows(wide, ask, PROFIT if name == TOTAL else name)
        ]
    table = pd.DataFrame(rows).drop(columns=["metric"], errors="ignore")
    return _in_cents(table)


def _own_steps(runs: pd.DataFrame, ask: Question) -> dict[str, pd.DataFrame]:
    names = [name for name in runs.columns if name.startswith(STEP)]
    if not names:
        return {}
    steps = {name.removeprefix(STEP): by_scheme(runs, name, ask) for name in names}
    total = by_scheme(runs, PROFIT, ask)
    salary = -by_scheme(runs, TOP_UP, ask)
    rest = total - salary - sum(steps.values())
    if float(np.nanmax(np.abs(rest.to_numpy(float)), initial=0.0)) > 1e-6:
        steps["other"] = rest
    return {**steps, "salary": salary, TOTAL: total}


def _derived_steps(runs: pd.DataFrame, quarterly: pd.DataFrame, ask: Question) -> dict[str, pd.DataFrame]:
    if not set(NEEDED) <= set(runs.columns):
        return {TOTAL: by_scheme(runs, PROFIT, ask)}
    revenue, serve, bonus, total, salary = (by_scheme(runs, name, ask) for name in NEEDED)
    volume = _volume(quarterly, revenue, ask)
    other = total - revenue + serve + bonus + salary
    return {
        "customers": volume,
        "spending": revenue - volume,
        "cost_to_serve": -serve,
        "other_costs": other,
        "bonus": -bonus,
        "salary": -salary,
        TOTAL: total,
    }


def _volume(quarterly: pd.DataFrame, revenue: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """EUR per start customer that each scheme's customers would have brought at the baseline's revenue per head."""
    if not {"customers", "revenue_eur"} <= set(quarterly.columns) or ask.baseline not in revenue:
        return revenue * 0.0
    cube = quarterly.set_index(["seed", "quarter", "scheme"])[["customers", "revenue_eur"]].unstack("scheme")
    heads, money = cube["customers"], cube["revenue_eur"]
    if ask.baseline not in heads:
        return revenue * 0.0
    per_head = money[ask.baseline] / heads[ask.baseline].where(heads[ask.baseline] > 0)
    at_baseline = heads.mul(per_head.fillna(0.0), axis=0).groupby("seed").sum(min_count=1)
    # quarterly money is the company's, the summary's is per start customer: their ratio is the head count
    base = money[ask.baseline].groupby("seed").sum()
    scale = revenue[ask.baseline] / base.where(base != 0)
    volume = at_baseline.mul(scale.fillna(0.0), axis=0)
    return volume.reindex(index=revenue.index, columns=revenue.columns)


def _in_cents(table: pd.DataFrame) -> pd.DataFrame:
    """Add whole cents by largest remainder: the steps of a scheme add up to its total to the cent."""
    if table.empty:
        return table
    table["cents"] = 0
    for _, part in table.groupby("scheme", sort=False):
        whole = part["step"] == TOTAL
        total = round(100 * float(part.loc[whole, "mean"].iloc[0])) if part["mean"].notna().all() else 0
        table.loc[part.index[whole], "cents"] = total
        table.loc[part.index[~whole], "cents"] = _split(total, (100 * part.loc[~whole, "mean"].fillna(0.0)).tolist())
    return table


def _split(total: int, amounts: list[float]) -> list[int]:
    if not amounts:
        return []
    floors = [math.floor(amount) for amount in amounts]
    order = sorted(range(len(amounts)), key=lambda i: floors[i] - amounts[i])
    # amounts that add up to the total miss it by less than their number; anything else goes round again
    for k in range(total - sum(floors)):
        floors[order[k % len(order)]] += 1
    for k in range(sum(floors) - total):
        floors[order[-1 - k % len(order)]] -= 1
    return floors
