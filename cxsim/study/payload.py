"""What a study keeps of one run: a few hundred numbers instead of its full tables.

A payload holds JSON values only: `digest` (of the full run), `content` (of this payload, added by the worker), `summary` (metric -> number), `start_customers`, `journeys`, and
small tables as {"columns": [...], "rows": [[...], ...]}: `quarterly`, `units`, `attention`, `flows`, `payouts`,
`components`. A run that lacks a table or column simply yields no rows for it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxsim.study.canonical import plain

ATTENTION = "attention_"
MAX_PAYOUT_PCT = 200.0
UNIT_SUMS = ("revenue_eur", "cost_eur", "profit_eur", "contacts", "handoffs_out", "rough_out")
UNIT_MEANS = ("customers", "true_score", "measured_score", "journey_true", "journey_measured")


def payload_of(run: Any) -> dict[str, Any]:
    """The compact result of a `Run`."""
    weekly = _table(run, "weekly")
    return {
        "digest": str(getattr(run, "digest", "")),
        "summary": {key: plain(float(value)) for key, value in sorted(run.summary.items())},
        "start_customers": _start_customers(weekly),
        "journeys": int(weekly["journeys"].sum()) if "journeys" in weekly else None,
        "quarterly": packed(_numeric(_table(run, "quarterly"))),
        "units": packed(_units(_table(run, "units"))),
        "attention": packed(_attention(_table(run, "managers"))),
        "flows": packed(_flows(_table(run, "flows"))),
        "payouts": packed(_payouts(_table(run, "payouts"))),
        "components": packed(_components(_table(run, "payout_items"))),
    }


def packed(table: pd.DataFrame) -> dict[str, Any]:
    """A table as column names and rows of JSON values; missing numbers become null."""
    rows = list(zip(*(plain(table[name].tolist()) for name in table.columns), strict=True))
    return {"columns": [str(name) for name in table.columns], "rows": [list(row) for row in rows]}


def unpacked(table: dict[str, Any] | None) -> pd.DataFrame:
    """The table behind `packed`; empty when absent."""
    if not table:
        return pd.DataFrame()
    return pd.DataFrame(table["rows"], columns=table["columns"])


def _table(run: Any, name: str) -> pd.DataFrame:
    table = getattr(run, name, None)
    return table if isinstance(table, pd.DataFrame) else pd.DataFrame()


def _start_customers(weekly: pd.DataFrame) -> int | None:
    # the weekly count is taken at the end of a week: undo the first week's moves
    if not {"customers", "joined", "left"} <= set(weekly.columns) or weekly.empty:
        return None
    first = weekly.iloc[0]
    return int(first["customers"] + first["left"] - first["joined"])


def _numeric(table: pd.DataFrame) -> pd.DataFrame:
    return table.select_dtypes("number")


def _units(units: pd.DataFrame) -> pd.DataFrame:
    sums = [name for name in UNIT_SUMS if name in units]
    means = [name for name in UNIT_MEANS if name in units]
    if not {"year", "unit"} <= set(units.columns):
        return pd.DataFrame()
    how = {**dict.fromkeys(sums, "sum"), **dict.fromkeys(means, "mean")}
    return units.groupby(["year", "unit"], observed=True, dropna=False).agg(how).reset_index()


def _attention(managers: pd.DataFrame) -> pd.DataFrame:
    columns = [name for name in managers.columns if name.startswith(ATTENTION)]
    if "integration" in managers:
        columns.append("integration")
    if not columns or "level" not in managers:
        return pd.DataFrame(columns=["level", "activity", "share"])
    means = managers.groupby("level", observed=True)[columns].mean()
    long = means.rename(columns=lambda name: name.removeprefix(ATTENTION)).stack().dropna()
    long.index.names = ["level", "activity"]
    return long.rename("share").reset_index()


def _flows(flows: pd.DataFrame) -> pd.DataFrame:
    if not {"from_unit", "to_unit", "handoffs", "rough"} <= set(flows.columns):
        return pd.DataFrame(columns=["from_unit", "to_unit", "handoffs", "rough"])
    return flows.groupby(["from_unit", "to_unit"], observed=True)[["handoffs", "rough"]].sum().reset_index()


def _payouts(payouts: pd.DataFrame) -> pd.DataFrame:
    """Per level and whole percent of target: how many yearly bonuses, their target and their award in EUR."""
    names = ["level", "payout_pct", "bonuses", "target_eur", "award_eur"]
    if not {"level", "payout_pct", "target_eur", "award_cents"} <= set(payouts.columns):
        return pd.DataFrame(columns=names)
    bins = payouts.assign(
        payout_pct=payouts["payout_pct"].round().astype("int64"), bonuses=1, award_eur=payouts["award_cents"] / 100
    )
    return bins.groupby(["level", "payout_pct"], observed=True)[names[2:]].sum().reset_index()


def _components(items: pd.DataFrame) -> pd.DataFrame:
    """Per measure of the plans: how often it was under threshold, met, at its maximum, and its mean payout."""
    if not {"metric", "scope", "x", "payout_pct"} <= set(items.columns):
        return pd.DataFrame(columns=["metric", "scope", "items", "below", "met", "at_max", "payout_sum"])
    flags = items.assign(
        items=1,
        below=(items["payout_pct"] <= 0).astype(int),
        met=(items["x"] >= 100).astype(int),
        at_max=(items["payout_pct"] >= MAX_PAYOUT_PCT).astype(int),
        payout_sum=items["payout_pct"].astype(float),
    )
    names = ["items", "below", "met", "at_max", "payout_sum"]
    return flags.groupby(["metric", "scope"], observed=True)[names].sum().reset_index()
