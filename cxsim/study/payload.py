"""What a study keeps of one run: a few hundred numbers instead of its full tables.

A payload holds JSON values only: `digest` (of the full run), `content` (of this payload, added by the worker), `summary` (metric -> number), `start_customers`, `journeys`, and
small tables as {"columns": [...], "rows": [[...], ...]}: `quarterly`, `units`, `attention`, `flows`, `payouts`,
`components`. A run that lacks a table or column simply yields no rows for it. Some kinds of study want more of a run: whatever tables
its `kept` holds by name are packed under `kept`.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxsim.study.canonical import plain
from cxsim.study.grouping import Packed, grouped

ATTENTION = "attention_"
MAX_PAYOUT_PCT = 200.0
UNIT_SUMS = ("revenue_eur", "cost_eur", "profit_eur", "contacts", "handoffs_out", "rough_out")
UNIT_MEANS = ("customers", "true_score", "measured_score", "journey_true", "journey_measured")


def payload_of(run: Any) -> dict[str, Any]:
    """The compact result of a `Run`."""
    weekly, kept = _table(run, "weekly"), getattr(run, "kept", None)
    return {
        "digest": str(getattr(run, "digest", "")),
        "summary": {key: plain(float(value)) for key, value in sorted(run.summary.items())},
        "start_customers": _start_customers(weekly),
        "journeys": int(weekly["journeys"].sum()) if "journeys" in weekly else None,
        "quarterly": packed(_numeric(_table(run, "quarterly"))),
        "units": plain(_units(_table(run, "units"))),
        "attention": plain(_attention(_table(run, "managers"))),
        "flows": plain(_flows(_table(run, "flows"))),
        "payouts": plain(_payouts(_table(run, "payouts"))),
        "components": plain(_components(_table(run, "payout_items"))),
        **({"kept": {name: packed(table) for name, table in kept.items()}} if kept else {}),
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


def _units(units: pd.DataFrame) -> Packed:
    if not {"year", "unit"} <= set(units.columns):
        return _nothing()
    sums, means = ([name for name in names if name in units] for names in (UNIT_SUMS, UNIT_MEANS))
    return grouped(units, ["year", "unit"], sums, means)


def _attention(managers: pd.DataFrame) -> Packed:
    """Mean share of each activity by level; activities of other levels are left out."""
    columns = [name for name in managers.columns if name.startswith(ATTENTION)]
    if "integration" in managers:
        columns.append("integration")
    if not columns or "level" not in managers:
        return _nothing("level", "activity", "share")
    activities = [name.removeprefix(ATTENTION) for name in columns]
    levels = grouped(managers, ["level"], means=columns)["rows"]
    rows = [[level, *cell] for level, *shares in levels for cell in zip(activities, shares)]
    return {"columns": ["level", "activity", "share"], "rows": [row for row in rows if row[2] == row[2]]}


def _flows(flows: pd.DataFrame) -> Packed:
    if not {"from_unit", "to_unit", "handoffs", "rough"} <= set(flows.columns):
        return _nothing("from_unit", "to_unit", "handoffs", "rough")
    return grouped(flows, ["from_unit", "to_unit"], ["handoffs", "rough"])


def _payouts(payouts: pd.DataFrame) -> Packed:
    """Per level and whole percent of target: how many yearly bonuses, their target and their award in EUR."""
    names = ["level", "payout_pct", "bonuses", "target_eur", "award_eur"]
    if not {"level", "payout_pct", "target_eur", "award_cents"} <= set(payouts.columns):
        return _nothing(*names)
    bins = {
        "level": payouts["level"],
        "payout_pct": payouts["payout_pct"].round().astype("int64"),
        "bonuses": pd.Series(1, index=payouts.index),
        "target_eur": payouts["target_eur"],
        "award_eur": payouts["award_cents"] / 100,
    }
    return grouped(bins, names[:2], names[2:])


def _components(items: pd.DataFrame) -> Packed:
    """Per measure of the plans: how often it was under threshold, met, at its maximum, and its mean payout."""
    names = ["items", "below", "met", "at_max", "payout_sum"]
    if not {"metric", "scope", "x", "payout_pct"} <= set(items.columns):
        return _nothing("metric", "scope", *names)
    flags = {
        "metric": items["metric"],
        "scope": items["scope"],
        "items": pd.Series(1, index=items.index),
        "below": (items["payout_pct"] <= 0).astype(int),
        "met": (items["x"] >= 100).astype(int),
        "at_max": (items["payout_pct"] >= MAX_PAYOUT_PCT).astype(int),
        "payout_sum": items["payout_pct"].astype(float),
    }
    return grouped(flags, ["metric", "scope"], names)


def _nothing(*names: str) -> Packed:
    return {"columns": list(names), "rows": []}
