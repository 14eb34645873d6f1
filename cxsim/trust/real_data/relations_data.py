"""Facts of contracts, service cases, complaints and surveys, computed from the original files; see `shops_data`."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cxsim.trust.real_data.originals import NORMAL_95, between, bootstrapped, ratio_interval, share_interval
from cxsim.trust.real_data.shapes import bend

LAPSE_YEARS = 12
INDUSTRIES = {1001: "food", 3003: "airlines", 3013: "internet", 5001: "banks"}
LARGE_ENOUGH = 300  # cases in each arm of a comparison within a class
ANSWER_BANDS = ((5, 6), (7, 8), (9, 10))
SCALE_LOW, SCALE_STEPS = 1.0, 9.0  # answers 1 to 10 as 0 to 1


def insurance(policies: pd.DataFrame) -> dict[str, Any]:
    """Yearly surrender by policy year: quarterly life table, other exits leave at mid-quarter."""
    duration, surrendered = policies["duration"].to_numpy(float), policies["surrender"].to_numpy() == 1
    ended = policies["allcause"].to_numpy() == 1
    hazard = yearly_hazard(duration, surrendered, ended)
    shapes = [
        yearly_hazard(duration[rows], surrendered[rows], ended[rows])
        for rows in (np.random.Generator(np.random.Philox(key=7 + k)).integers(0, len(duration), len(duration)) for k in range(200))
    ]
    ratios = np.array([(one[0] / one[5], one[8:10].mean() / one[5]) for one in shapes])
    return {
        "loss": hazard.tolist(),
        "first_over_sixth": float(hazard[0] / hazard[5]),
        "first_over_sixth_interval": np.percentile(ratios[:, 0], [2.5, 97.5]).tolist(),
        "late_over_sixth": float(hazard[8:10].mean() / hazard[5]),
        "late_over_sixth_interval": np.percentile(ratios[:, 1], [2.5, 97.5]).tolist(),
        "policies": len(policies),
    }


def yearly_hazard(duration: np.ndarray, surrendered: np.ndarray, ended: np.ndarray) -> np.ndarray:
    """Chance of surrender in policy years 1 to 12; `duration` in quarters."""
    quarter = np.floor(duration).astype(int)
    quarters = 4 * LAPSE_YEARS
    leaving = np.bincount(quarter[surrendered], minlength=quarters)[:quarters]
    gone = np.bincount(quarter, minlength=quarters)
    at_risk = len(duration) - np.concatenate([[0], np.cumsum(gone)[: quarters - 1]])
    others = gone[:quarters] - leaving
    kept = 1.0 - leaving / np.maximum(at_risk - 0.5 * others, 1.0)
    return 1.0 - kept.reshape(LAPSE_YEARS, 4).prod(axis=1)


def curves(table: pd.DataFrame) -> dict[str, Any]:
    """Yearly retention of two segments and the same ratios as for insurance."""
    facts: dict[str, Any] = {}
    for name in ("regular", "high_end"):
        alive = table.sort_values("year")[name].to_numpy(float)
        loss = 1.0 - alive[1:] / alive[:-1]
        facts[name] = (1.0 - loss).tolist()
        facts[f"{name}_first_over_sixth"] = float(loss[0] / loss[5])
        facts[f"{name}_late_over_sixth"] = float(loss[8:10].mean() / loss[5])
    return facts


def incidents(cases: pd.DataFrame) -> dict[str, Any]:
    """How often a case is handed on between groups, and what goes with it."""
    handed = cases["reassignments"].to_numpy(int)
    missed = cases["made_sla"].astype(str).str.lower().to_numpy() == "false"
    hours = (pd.to_datetime(cases["resolved_at"]) - pd.to_datetime(cases["opened_at"])).dt.total_seconds() / 3600
    steps = np.minimum(handed, 4)
    none, one = handed == 0, handed == 1
    strata = [_first_cost(missed, none & group, one & group) for group in _classes(cases)]
    return {
        "handed_on": [float(np.mean(np.minimum(handed, 3) == step)) for step in range(4)],
        "again": float(np.mean(handed[handed > 0] > 1)),
        "again_interval": list(share_interval(int((handed > 1).sum()), int((handed > 0).sum()))),
        "handed_interval": list(share_interval(int((handed > 0).sum()), len(handed))),
        "missed": [float(missed[steps == step].mean()) for step in range(5)],
        "median_hours": [float(np.nanmedian(hours[steps == step])) for step in range(5)],
        "first_cost": float(missed[one].mean() / missed[none].mean()),
        "first_cost_interval": list(ratio_interval(int(missed[one].sum()), int(one.sum()), int(missed[none].sum()), int(none.sum()))),
        "first_cost_quartiles": np.nanpercentile(strata, [25, 75]).tolist(),
        "first_cost_classes": int(np.isfinite(strata).sum()),
        "second_cost": float(missed[handed == 2].mean() / missed[one].mean()),
        "cases": len(cases),
    }


def _classes(cases: pd.DataFrame) -> list[np.ndarray]:
    return [
        (cases[column] == value).to_numpy() for column in ("priority", "category") for value in sorted(cases[column].dropna().unique())
    ]


def _first_cost(missed: np.ndarray, none: np.ndarray, one: np.ndarray) -> float:
    if min(none.sum(), one.sum()) < LARGE_ENOUGH or missed[none].sum() < 10:
        return float("nan")
    return float(missed[one].mean() / missed[none].mean())


def telecom_churn(customers: pd.DataFrame) -> dict[str, Any]:
    """Churn with a complaint over churn without: an upper bound, complainers being selected."""
    complained, left = customers["complains"].to_numpy() == 1, customers["churn"].to_numpy() == 1
    with_, without = left[complained], left[~complained]
    interval = ratio_interval(int(with_.sum()), len(with_), int(without.sum()), len(without))
    return {
        "complained": float(complained.mean()), "churn": [float(without.mean()), float(with_.mean())],
        "ratio": float(with_.mean() / without.mean()), "ratio_interval": list(interval), "customers": len(left),
    }  # fmt: skip


def cfpb(complaints: pd.DataFrame) -> dict[str, Any]:
    """Share of customers who dispute the reply, by what the reply gave them."""
    known = complaints[complaints["consumer_disputed"].isin(["Yes", "No"])]
    disputed = (known["consumer_disputed"] == "Yes").to_numpy()
    reply = known["company_response_to_consumer"].to_numpy()
    names = ("Closed with explanation", "Closed with non-monetary relief", "Closed with monetary relief")
    hits = [(int(disputed[reply == name].sum()), int((reply == name).sum())) for name in names]
    base = hits[0]
    return {
        "disputed": [count / size for count, size in hits], "n": [size for _, size in hits],
        "relief_over_explanation": [count / size / (base[0] / base[1]) for count, size in hits[1:]],
        "relief_intervals": [bound for count, size in hits[1:] for bound in ratio_interval(count, size, *base)],
    }  # fmt: skip


def acsi(answers: pd.DataFrame) -> dict[str, Any]:
    """Intention and complaints by satisfaction and by how a complaint was handled, over four industries."""
    told = answers.apply(pd.to_numeric, errors="coerce")
    for name in ("satis", "repur", "handle"):
        told.loc[told[name] > 10, name] = np.nan
    parts = {name: told[told["industry"] == code] for code, name in INDUSTRIES.items()}
    shapes = {name: _acsi_shape(part) for name, part in parts.items()}
    whole = _acsi_shape(told)
    facts: dict[str, Any] = {f"{key}": value for key, value in whole.items()}
    for key in ("correlation", "bend", "complaint_ratio", "worst_over_none", "best_less_none"):
        facts[f"{key}_span"] = between([shape[key] for shape in shapes.values() if np.isfinite(shape[key])])
    facts["interviews"] = len(told)
    return facts


def _acsi_shape(part: pd.DataFrame) -> dict[str, Any]:
    pairs = part.dropna(subset=["satis", "repur"])
    intention = (part["repur"] - SCALE_LOW) / SCALE_STEPS
    complained = part["comp"] == 1
    none, handle = intention[part["comp"] == 0].mean(), part["handle"]
    ladder = [intention[complained & handle.between(low, low + 1)].mean() for low in (1, 3, 5, 7, 9)]
    surest = (pairs["repur"] >= 9).groupby(pairs["satis"]).mean()
    bands = np.array([(pairs["repur"] >= 9)[pairs["satis"].between(*band)].mean() for band in ANSWER_BANDS])
    rates = [float(complained[part["satis"].between(low, high)].mean()) for low, high in ((1, 4), (9, 10))]
    return {
        "correlation": float(np.corrcoef(pairs["satis"], pairs["repur"])[0, 1]),
        "surest_by_answer": [float(surest.get(answer, np.nan)) for answer in range(1, 11)],
        "bend": bend(bands),
        "complaint_ratio": rates[0] / rates[1],
        "intention": [float(none), *(float(step) for step in ladder)],  # no complaint, then handling 1-2 to 9-10
        "worst_over_none": float(intention[complained & (handle <= 4)].mean() / none),
        "best_less_none": float(ladder[-1] - none),
    }


def meta(studies: pd.DataFrame) -> dict[str, Any]:
    """Correlations of satisfaction with staying, stated and actual, over studies."""
    stated = studies.loc[studies["retention_measure"] == "Intention", "corr"].to_numpy(float)
    actual = studies.loc[studies["retention_measure"] == "Behavior", "corr"].to_numpy(float)
    half = NORMAL_95 * stated.std(ddof=1) / np.sqrt(len(stated))
    return {
        "intention": float(stated.mean()), "intention_interval": [float(stated.mean() - half), float(stated.mean() + half)],
        "intention_quartiles": np.percentile(stated, [25, 75]).tolist(), "intention_span": between(stated),
        "behaviour": float(actual.mean()), "behaviour_span": between(actual), "studies": [len(stated), len(actual)],
    }  # fmt: skip


def hospitals(states: pd.DataFrame) -> dict[str, Any]:
    """How scores of 51 states hold from year to year, within each of ten measures; scores 0 to 100."""
    top = states.pivot_table(index=["measure_id", "state"], columns="year", values="top_box_pct")
    scored = states.assign(score=states["top_box_pct"] + 0.5 * states["middle_box_pct"].fillna(0.0))
    score = scored.pivot_table(index=["measure_id", "state"], columns="year", values="score")
    return {f"{name}_{key}": value for name, table in (("top_box", top), ("score", score)) for key, value in _inertia(table).items()}


def _inertia(table: pd.DataFrame) -> dict[str, Any]:
    years = sorted(table.columns)
    pairs = list(pairwise(years))
    held = np.array([
        [np.corrcoef(own.dropna()[a], own.dropna()[b])[0, 1] for a, b in pairs] for _, own in table.groupby(level="measure_id")
    ])  # fmt: skip
    moved = table.diff(axis=1)[years[1:]].abs()
    by_measure = moved.groupby(level="measure_id").mean().mean(axis=1)
    return {
        "correlation": float(held.mean()), "correlation_span": between(held.mean(axis=1)),
        "change": float(np.nanmean(moved.to_numpy())), "change_span": between(by_measure),
    }  # fmt: skip


def departments(edges: pd.DataFrame, people: pd.DataFrame) -> dict[str, Any]:
    """Share of who ever wrote to whom that stays within a department, and the share if people wrote blindly."""
    home = people.set_index("person")["department"]
    links = edges[edges["src"] != edges["dst"]]
    within = home.loc[links["src"]].to_numpy() == home.loc[links["dst"]].to_numpy()
    size = home.value_counts(normalize=True).to_numpy()
    lo, hi = bootstrapped(lambda rows: within[rows].mean(), len(within), draws=100)
    return {"within": float(within.mean()), "within_interval": [lo, hi], "blind": float((size**2).sum()), "links": len(links)}
