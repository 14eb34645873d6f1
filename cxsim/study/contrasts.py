"""Paired differences from the baseline, in tidy tables; every family of intervals is named where it is made."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any, Sequence

import pandas as pd

from cxsim.study.crossing import break_even, crossing_of
from cxsim.study.statistics import direction, estimate_family, single_interval
from cxsim.study.tables import PROFIT, RUN_COLUMNS

KEYS = {*RUN_COLUMNS, "quarter", "year"}


@dataclass(frozen=True)
class Question:
    """What is compared: schemes in table order, the baseline, the metric of the verdict, its least size (None = not set)."""

    schemes: tuple[str, ...]
    baseline: str
    primary: str
    smallest: float | None
    seeds: tuple[int, ...]

    @property
    def others(self) -> list[str]:
        """The compared schemes without the baseline."""
        return [name for name in self.schemes if name != self.baseline]

    def smallest_for(self, metric: str) -> float | None:
        """The least size holds for the primary metric only."""
        return self.smallest if metric == self.primary else None

    @property
    def headline(self) -> list[str]:
        """The metrics readings, pairs and the handoff line are made for."""
        return list(dict.fromkeys([self.primary, PROFIT, "true_cx"]))


def metrics_of(table: pd.DataFrame) -> list[str]:
    """Numeric columns that are outcomes rather than keys."""
    return [name for name in table.select_dtypes("number").columns if name not in KEYS]


def differences_table(runs: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """One row per scheme and metric of the main block. Family: the schemes, per metric."""
    return pd.DataFrame(_all_contrasts(runs, ask, metrics_of(runs)))


def means_table(runs: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """One row per scheme and metric: level, Monte Carlo standard error and single 95 % interval."""
    rows = []
    for metric in metrics_of(runs):
        for scheme in ask.schemes:
            values = runs.loc[runs["scheme"] == scheme, metric].to_numpy(float)
            mean, sd, se, lo, hi, n = single_interval(values)
            rows.append(
                {"scheme": scheme, "metric": metric, "mean": mean, "sd": sd, "se": se, "lo": lo, "hi": hi, "n": n}
            )
    return pd.DataFrame(rows)


def pairs_table(runs: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """One row per pair of schemes and headline metric: first minus second. Family: all pairs, per metric.

    "Highest" may be said of a scheme only when its row against the next one is clear.
    """
    rows = []
    couples = list(combinations(ask.schemes, 2))
    for metric in [name for name in ask.headline if name in runs and couples]:
        wide = by_scheme(runs, metric, ask)
        gaps = pd.concat([wide[a] - wide[b] for a, b in couples], axis=1).to_numpy(float)
        for (a, b), found in zip(couples, estimate_family(gaps, ask.smallest_for(metric)), strict=True):
            rows.append({"first": a, "second": b, "metric": metric, **_numbers(found)})
    return pd.DataFrame(rows)


def quarterly_differences_table(quarterly: pd.DataFrame, ask: Question) -> pd.DataFrame:
    """One row per scheme, quarter and metric. Family: the schemes, per quarter and metric; not over quarters."""
    rows: list[dict[str, Any]] = []
    if quarterly.empty:
        return pd.DataFrame()
    for quarter, part in quarterly.groupby("quarter", sort=True):
        rows += [{"quarter": quarter, **row} for row in _all_contrasts(part, ask, metrics_of(quarterly))]
    return pd.DataFrame(rows)


def crossings_table(quarterly_differences: pd.DataFrame) -> pd.DataFrame:
    """One row per scheme and metric: last quarter behind, first quarter ahead to the end, and the mirror image."""
    rows = []
    if quarterly_differences.empty:
        return pd.DataFrame()
    for (scheme, metric), part in quarterly_differences.groupby(["scheme", "metric"], sort=False):
        found = crossing_of(part["quarter"].tolist(), part["lo"].tolist(), part["hi"].tolist())
        rows.append({"scheme": scheme, "metric": metric, **vars(found)})
    return pd.DataFrame(rows).astype(
        dict.fromkeys(("last_behind", "first_ahead", "last_ahead", "first_behind"), "Int64")
    )


def readings_table(
    runs: pd.DataFrame, ask: Question, home: tuple[str, float], readings: Sequence[str], seeds: Sequence[int]
) -> pd.DataFrame:
    """One row per scheme, reading of the evidence and headline metric, and how many readings share the verdict.

    Family: the schemes, per reading and metric. A reading agrees when it points the way the home reading does:
    more, fewer, same or open. The other readings have the `seeds` given, often fewer than the home reading; n says so.
    """
    rows: list[dict[str, Any]] = []
    names = list(dict.fromkeys([home[0], *readings]))
    for metric in [name for name in ask.headline if name in runs]:
        for reading in names:
            part = runs[(runs["reading"] == reading) & (runs["handoff_cost"] == home[1])]
            wide = by_scheme(part, metric, ask, ask.seeds if reading == home[0] else seeds)
            rows += [{"reading": reading, **row} for row in contrast_rows(wide, ask, metric)] if len(wide) else []
    return _with_agreement(pd.DataFrame(rows), home[0])


def handoff_table(runs: pd.DataFrame, ask: Question, home: tuple[str, float], seeds: Sequence[int]) -> pd.DataFrame:
    """One row per scheme, cost of a handoff and headline metric. Family: the schemes, per cost and metric."""
    rows: list[dict[str, Any]] = []
    part = _handoff_runs(runs, home, seeds)
    for metric in [name for name in ask.headline if name in part]:
        for cost, world in part.groupby("handoff_cost", sort=True):
            rows += [
                {"handoff_cost": cost, **row}
                for row in contrast_rows(by_scheme(world, metric, ask, seeds), ask, metric)
            ]
    return pd.DataFrame(rows)


def break_even_table(runs: pd.DataFrame, ask: Question, home: tuple[str, float], seeds: Sequence[int]) -> pd.DataFrame:
    """One row per scheme and headline metric: the cost of a handoff at which it and the baseline are level."""
    rows = []
    part = _handoff_runs(runs, home, seeds)
    for metric in [name for name in ask.headline if name in part]:
        cube = part.set_index(["seed", "scheme", "handoff_cost"])[metric].unstack(["scheme", "handoff_cost"])
        for scheme in ask.others:
            if scheme not in cube.columns.levels[0] or ask.baseline not in cube.columns.levels[0]:
                continue
            gaps = (cube[scheme] - cube[ask.baseline]).dropna()
            if gaps.shape[1] > 1 and len(gaps):
                found = break_even(gaps.columns.tolist(), gaps.to_numpy(float))
                rows.append(
                    {"scheme": scheme, "baseline": ask.baseline, "metric": metric, **vars(found), "n": len(gaps)}
                )
    return pd.DataFrame(rows).rename(columns={"value": "break_even"})


def levels_with_change(
    table: pd.DataFrame, keys: list[str], value: str, ask: Question, fill: float | None = None
) -> pd.DataFrame:
    """One row per scheme and key: mean level, half-width, and change from the baseline.

    Family of the changes: the schemes, per key. `fill` stands for runs that have no row for a key.
    """
    rows = []
    if table.empty:
        return table
    for key, part in table.groupby(keys, observed=True, sort=False):
        wide = by_scheme(part, value, ask)
        wide = wide.fillna(fill) if fill is not None else wide
        changes = {row["scheme"]: row for row in contrast_rows(wide, ask, value)}
        for scheme in ask.schemes:
            mean, _, se, _, hi, n = single_interval(wide[scheme].to_numpy(float))
            if n:
                rows.append(
                    {
                        "scheme": scheme,
                        **dict(zip(keys, key, strict=True)),
                        value: mean,
                        "se": se,
                        "half_width": hi - mean,
                        "n": n,
                        **_change(changes.get(scheme)),
                    }
                )
    return pd.DataFrame(rows)


def contrast_rows(wide: pd.DataFrame, ask: Question, metric: str) -> list[dict[str, Any]]:
    """Rows of one family: every scheme minus the baseline; `wide` has seeds as rows and schemes as columns."""
    others = ask.others
    if not others:
        return []
    gaps = wide[others].sub(wide[ask.baseline], axis=0).to_numpy(float)
    found = estimate_family(gaps, ask.smallest_for(metric))
    return [
        {
            "scheme": scheme,
            "baseline": ask.baseline,
            "metric": metric,
            **_numbers(estimate),
            "direction": direction(estimate.state, estimate.mean),
        }
        for scheme, estimate in zip(others, found, strict=True)
    ]


def by_scheme(runs: pd.DataFrame, metric: str, ask: Question, seeds: Sequence[int] | None = None) -> pd.DataFrame:
    """Seeds x schemes of one metric; a failed run shows as nan, so that its pair is counted as missing."""
    wide = runs.set_index(["seed", "scheme"])[metric].unstack("scheme")
    return wide.reindex(index=list(ask.seeds if seeds is None else seeds), columns=list(ask.schemes))


def _all_contrasts(runs: pd.DataFrame, ask: Question, metrics: list[str]) -> list[dict[str, Any]]:
    wide = runs.set_index(["seed", "scheme"])[metrics].unstack("scheme").reindex(index=list(ask.seeds))
    families = [(metric, wide[metric].reindex(columns=list(ask.schemes))) for metric in metrics]
    return [row for metric, family in families for row in contrast_rows(family, ask, metric)]


def _numbers(found: Any) -> dict[str, Any]:
    return dict(vars(found))


def _change(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {"change": float("nan"), "change_lo": float("nan"), "change_hi": float("nan"), "change_state": ""}
    return {"change": row["mean"], "change_lo": row["lo"], "change_hi": row["hi"], "change_state": row["state"]}


def _handoff_runs(runs: pd.DataFrame, home: tuple[str, float], seeds: Sequence[int]) -> pd.DataFrame:
    return runs[(runs["reading"] == home[0]) & runs["seed"].isin(list(seeds))]


def _with_agreement(table: pd.DataFrame, home: str) -> pd.DataFrame:
    if table.empty:
        return table
    own = table[table["reading"] == home].set_index(["scheme", "metric"])["direction"]
    expected = [own.get((row.scheme, row.metric)) for row in table.itertuples()]
    table["agrees"] = (table["direction"] == expected) & (table["direction"] != "none")
    groups = table.groupby(["scheme", "metric"], sort=False)["agrees"]
    return table.assign(held=groups.transform("sum").astype(int), of=groups.transform("size").astype(int))
