"""From the cells of a study to tidy tables: one row per run, quarter, unit, level or handoff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator

import pandas as pd

from cxsim.study.basis import Basis
from cxsim.study.cells import Cell, Design
from cxsim.study.outcome import Outcome
from cxsim.study.payload import MAX_PAYOUT_PCT, unpacked
from cxsim.study.statistics import single_interval

RUN_COLUMNS = ["scheme", "seed", "reading", "handoff_cost", "start_customers", "journeys", "run_digest"]
TOP_UP = "salary_top_up_eur"
PROFIT = "profit_after_bonus_eur"


@dataclass(frozen=True)
class Harvested:
    """One finished run: its cell, scheme, payload, and the salary that replaces a bonus (EUR, whole company and horizon)."""

    cell: Cell
    scheme: str
    payload: dict[str, Any]
    top_up_eur: float

    @property
    def key(self) -> dict[str, Any]:
        """The first columns of every table of runs."""
        world = self.cell.world
        return {
            "scheme": self.scheme,
            "seed": self.cell.seed,
            "reading": world.reading,
            "handoff_cost": world.handoff_cost,
        }


def harvested(design: Design, outcomes: dict[str, Outcome], basis: Basis) -> list[Harvested]:
    """All finished runs in the order of design and schemes, never in order of completion."""
    return [
        run for cell in design.cells if cell.id in outcomes for run in _of_cell(cell, outcomes[cell.id].schemes, basis)
    ]


def runs_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme, seed and world; summary metrics as columns.

    Under equal cost the salary paid instead of a bonus is charged to the profit after bonus and shown beside it.
    """
    rows = []
    for run in runs:
        payload = run.payload
        head = {
            "start_customers": payload["start_customers"],
            "journeys": payload["journeys"],
            "run_digest": payload["digest"],
        }
        rows.append({**run.key, **head, **_summary(run)})
    return pd.DataFrame(rows, columns=None if rows else RUN_COLUMNS)


def quarterly_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme, seed and quarter of the main block, with money after bonus added where it can be."""
    table = _stacked(runs, "quarterly")
    if {"profit_eur", "bonus_eur"} <= set(table.columns):
        quarters = table.groupby(["scheme", "seed"], observed=True)["quarter"].transform("size")
        heads = table["start_customers"].where(table["start_customers"] > 0)
        net = table["profit_eur"] - table["bonus_eur"] - table["top_up"] / quarters
        table[PROFIT] = net / heads
        table["profit_to_date_eur"] = table.groupby(["scheme", "seed"], observed=True)[PROFIT].cumsum()
    return table.drop(columns=["top_up", "start_customers"], errors="ignore")


def units_table(runs: list[Harvested]) -> pd.DataFrame:
    """Mean over seeds per scheme, year and unit."""
    table = _stacked(runs, "units").drop(columns=["seed", "top_up", "start_customers"], errors="ignore")
    if table.empty:
        return table
    means = table.groupby(["scheme", "year", "unit"], observed=True, sort=False).mean(numeric_only=True)
    return means.reset_index()


def attention_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme, seed, level and activity: share of attention over the whole horizon."""
    return _stacked(runs, "attention").drop(columns=["top_up", "start_customers"], errors="ignore")


def flows_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme, seed and pair of units: handoffs, rough ones, and rough ones per 1,000 journeys."""
    table = _stacked(runs, "flows")
    if table.empty:
        return table
    journeys = {(run.scheme, run.cell.seed): run.payload["journeys"] or float("nan") for run in runs}
    per_run = [journeys[key] for key in zip(table["scheme"], table["seed"], strict=True)]
    return table.assign(per_1000=1000 * table["rough"] / per_run).drop(columns=["top_up", "start_customers"])


def payouts_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme and level: the spread of yearly bonuses in % of target, pooled over people, years and seeds."""
    table = _stacked(runs, "payouts")
    if table.empty:
        return table
    groups = table.groupby(["scheme", "level"], observed=True, sort=False)
    return pd.DataFrame([_payout_row(scheme, level, rows) for (scheme, level), rows in groups])


def components_table(runs: list[Harvested]) -> pd.DataFrame:
    """One row per scheme and measure: how often it was under threshold, met and at its maximum."""
    table = _stacked(runs, "components")
    if table.empty:
        return table
    names = ["items", "below", "met", "at_max", "payout_sum"]
    sums = table.groupby(["scheme", "metric", "scope"], observed=True, sort=False)[names].sum().reset_index()
    shares = {f"{name}_share": sums[name] / sums["items"] for name in ("below", "met", "at_max")}
    return sums[["scheme", "metric", "scope", "items"]].assign(
        **shares, mean_payout_pct=sums["payout_sum"] / sums["items"]
    )


def _of_cell(cell: Cell, payloads: dict[str, Any], basis: Basis) -> Iterator[Harvested]:
    for scheme in cell.schemes:
        if scheme in payloads:
            yield Harvested(cell, scheme, payloads[scheme], _top_up(scheme, payloads, basis))


def _top_up(scheme: str, payloads: dict[str, Any], basis: Basis) -> float:
    """What the reference bonus of the unpaid levels costs at target over the horizon, in this very cell.

    Taken from the run of the reference scheme, because that run knows how many people there were; nan when that
    run failed.
    """
    total = 0.0
    for level in basis.salary_levels.get(scheme, ()):
        reference = basis.reference[level][0]
        if reference not in payloads:
            return float("nan")
        paid = unpacked(payloads[reference]["payouts"])
        total += float(paid.loc[paid["level"] == level, "target_eur"].sum()) / basis.factors[reference, level]
    return total


def _summary(run: Harvested) -> dict[str, float]:
    summary = dict(run.payload["summary"])
    heads = run.payload["start_customers"]
    each = run.top_up_eur / heads if heads else 0.0
    if PROFIT in summary:
        summary[PROFIT] = summary[PROFIT] - each
    return {**summary, TOP_UP: each}


def _stacked(runs: list[Harvested], name: str) -> pd.DataFrame:
    """One frame of all runs' rows of a payload table, their run named in front; columns of a run may differ."""
    rows: dict[tuple[str, ...], list[list[Any]]] = {}
    for run in runs:
        table = run.payload[name]
        head = [run.scheme, run.cell.seed, run.payload["start_customers"], run.top_up_eur]
        rows.setdefault(tuple(table["columns"]), []).extend([*head, *row] for row in table["rows"])
    keys = ["scheme", "seed", "start_customers", "top_up"]
    parts = [pd.DataFrame(found, columns=[*keys, *columns]) for columns, found in rows.items() if found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _payout_row(scheme: str, level: str, rows: pd.DataFrame) -> dict[str, Any]:
    spread = rows.groupby("payout_pct")["bonuses"].sum().sort_index()
    count = int(spread.sum())
    reached = spread.cumsum() / count
    points = {f"p{p}": float(spread.index[(reached >= p / 100 - 1e-12).argmax()]) for p in (5, 25, 50, 75, 95)}
    by_seed = rows.groupby("seed")[["target_eur", "award_eur"]].sum()
    mean, _, se, lo, hi, _ = single_interval((100 * by_seed["award_eur"] / by_seed["target_eur"]).to_numpy())
    return {
        "scheme": scheme,
        "level": level,
        "bonuses": count,
        "mean_pct": mean,
        "se": se,
        "lo": lo,
        "hi": hi,
        **points,
        "nothing_share": float(spread[spread.index <= 0].sum()) / count,
        "at_max_share": float(spread[spread.index >= MAX_PAYOUT_PCT].sum()) / count,
        "target_eur": float(by_seed["target_eur"].mean()),
        "award_eur": float(by_seed["award_eur"].mean()),
    }
