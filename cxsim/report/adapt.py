"""Tables of a study under the names and columns that the figures read; what a study does not hold stays empty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

KEPT = "customers_kept_pct"
QUARTERS = 4.0
Z95 = 1.96


def table(comparison: Any, name: str) -> pd.DataFrame | None:
    """A table as the figures want it: the study's own under its name, or made from those of another name."""
    found = getattr(comparison, name, None)
    own = found if isinstance(found, pd.DataFrame) else None
    maker = MAKERS.get(name)
    return maker(comparison, own) if maker else own


def _get(comparison: Any, name: str) -> pd.DataFrame:
    found = getattr(comparison, name, None)
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame()


def _differences(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    """Differences from the baseline and, if computed, between all pairs (first minus second)."""
    pairs = _get(comparison, "pairs")
    if own is None or pairs.empty or not {"first", "second"} <= set(pairs.columns):
        return own
    named = pairs.drop(columns=["scheme", "baseline"], errors="ignore")
    named = named.rename(columns={"first": "scheme", "second": "baseline"})
    if "baseline" not in own:
        own = own.assign(baseline=str(comparison.baseline))
    return pd.concat([own, named], ignore_index=True)


def _kept(rows: pd.DataFrame | None) -> pd.DataFrame | None:
    """Quarterly tables call customers kept `kept_share`."""
    if rows is None or "metric" not in rows:
        return rows
    return rows.assign(metric=rows["metric"].replace({"kept_share": KEPT}))


def _quarterly_means(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    """Mean and single interval over seeds by scheme, quarter and metric."""
    wide = _get(comparison, "quarterly")
    if own is not None or wide.empty:
        return _kept(own)
    metrics = [name for name in ("kept_share", "true_cx", "measured_cx") if name in wide]
    long = wide.melt(["scheme", "quarter"], metrics, var_name="metric", value_name="value")
    group = long.groupby(["scheme", "quarter", "metric"], sort=False)["value"]
    out = group.agg(mean="mean", sd="std", n="count").reset_index()
    half = Z95 * out["sd"] / np.sqrt(out["n"])
    return _kept(out.assign(lo=out["mean"] - half, hi=out["mean"] + half).drop(columns=["sd"]))


def _crossing(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    """Quarters of `crossings` as years."""
    rows = _kept(_get(comparison, "crossings"))
    if own is not None or rows is None or rows.empty:
        return own
    rows = rows[rows["metric"] == KEPT] if "metric" in rows else rows
    years = {"T1": rows["last_behind"].astype(float) / QUARTERS, "T2": rows["first_ahead"].astype(float) / QUARTERS}
    return rows[["scheme"]].assign(**years)


def _attention(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    """Half-widths from the interval; endless where none was computed, so that no difference is claimed."""
    if own is None or own.empty or "half_width" in own:
        return own
    half = (own["hi"] - own["lo"]) / 2 if {"lo", "hi"} <= set(own.columns) else np.inf
    return own.assign(half_width=half)


def _handoffs(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    """Breaks per 1,000 journeys beside those of the baseline, with the interval of their change placed around the
    baseline; without an interval no change is called clear."""
    if own is None or own.empty or "broken_per_1000" in own:
        return own
    keys = ["from_unit", "to_unit"]
    rows = own.rename(columns={"per_1000": "broken_per_1000"})
    base = rows.loc[rows["scheme"] == comparison.baseline, [*keys, "broken_per_1000"]]
    rows = rows.merge(base.rename(columns={"broken_per_1000": "baseline_per_1000"}), on=keys, how="left")
    rough = rows["rough"] / rows["handoffs"].where(rows["handoffs"] > 0)
    return _with_change(rows.assign(rough_share=rough.fillna(0.0)))


def _with_change(rows: pd.DataFrame) -> pd.DataFrame:
    """Interval and state of the change as columns of the row, where the table itself has none."""
    for end in ("lo", "hi"):
        if end not in rows:
            change = rows.get(f"change_{end}", np.nan)
            rows = rows.assign(**{end: rows["baseline_per_1000"] + change})
    if "state" in rows:
        return rows
    known = rows["change_state"].replace("", "NO_INTERVAL") if "change_state" in rows else "NO_INTERVAL"
    return rows.assign(state=known)


def _payouts(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    if own is None:
        return own
    names = {"bonuses": "n", "p5": "p05", "nothing_share": "below_threshold_share"}
    return own.rename(columns={old: new for old, new in names.items() if new not in own})


def _break_even(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    return own if own is None or "at" in own else own.rename(columns={"break_even": "at"})


def _grid(comparison: Any, own: pd.DataFrame | None) -> pd.DataFrame | None:
    return own if own is not None else _get(comparison, "handoff_costs")


MAKERS = {
    "differences": _differences,
    "quarterly_differences": lambda comparison, own: _kept(own),
    "quarterly_means": _quarterly_means,
    "crossing": _crossing,
    "attention": _attention,
    "handoffs": _handoffs,
    "payouts": _payouts,
    "break_even": _break_even,
    "break_even_grid": _grid,
}
