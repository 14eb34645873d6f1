"""C-14: do touchpoints with better employee experience have better customer experience, less turnover, more profit?

Read over touchpoints (profit: units), years and seeds under the shipped schemes, each less its mean over all touchpoints
of that seed and year and less the place's own mean, so that neither a good year nor an easy trade counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import metrics
from cxsim.customers.ledger import Ledger
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.study.configuration import load_scheme
from cxsim.trust.lines import Line
from cxsim.trust.targets import target

SCHEMES = ("unit_growth", "balanced_scorecard")  # an ordinary year for most managers: pay mostly for the own unit
SOURCE = "Harter, Schmidt and Hayes 2002"


def ties(settings: Settings) -> dict[str, Any]:
    """Employee experience, customers' moments and staff turnover by touchpoint; staff and profit by unit."""
    warm = warm_up(settings)
    years = [_years(CxModel(settings, Scheme.from_mapping(load_scheme(name)), warm)) for name in SCHEMES]
    return {key: np.concatenate([found[key] for found in years]) for key in years[0]}


def _years(model: CxModel) -> dict[str, np.ndarray]:
    """Arrays (years, touchpoints) or (years, units), each less its mean of the year."""
    rows: dict[str, list[np.ndarray]] = {"staff": [], "customers": [], "turnover": [], "unit_staff": [], "profit": []}
    open_, log = model.open_, model.organisation.staff.quarters
    for _ in range(model.settings.horizon.years):
        for _ in range(QUARTERS):
            model.step()
        engaged, rate, _ = (np.mean(part, axis=0) for part in zip(*log[-QUARTERS:]))
        rows["staff"].append(engaged)
        rows["turnover"].append(rate)
        ledger = Ledger(np.concatenate(model.history.rows[-QUARTERS:]), model.population.layout)
        rows["customers"].append(metrics.touchpoint_feelings(ledger)[open_])
        rows["unit_staff"].append(_by_unit(engaged, open_))
        quarters = model.history.quarters[-QUARTERS:]
        profit, revenue = (sum(getattr(quarter, name).sum(0) for quarter in quarters) for name in ("profit", "revenue"))
        rows["profit"].append(profit / np.maximum(revenue, 1))
    return {name: _less_mean(np.array(values, float)) for name, values in rows.items()}


def _by_unit(values: np.ndarray, open_: np.ndarray) -> np.ndarray:
    table = np.full(open_.shape, np.nan)
    table[open_] = values
    return np.nanmean(table, axis=1)


def _less_mean(values: np.ndarray) -> np.ndarray:
    return values - np.nanmean(values, axis=1, keepdims=True)


def lines(seen: Any) -> list[Line]:
    """Three correlations over everything pooled."""
    pooled = {key: _pooled(seen.of("staff", key)) for key in _NAMES}
    return [
        target("C-14", "r of staff and customers, touchpoints", 0.20, 0.45, _r(pooled["staff"], pooled["customers"]), SOURCE),
        target("C-14", "r of staff and staff turnover", -0.45, -0.15, _r(pooled["staff"], pooled["turnover"]), SOURCE),
        target("C-14", "r of staff and profit share, units", 0.05, 0.30, _r(pooled["unit_staff"], pooled["profit"]), SOURCE),
    ]


_NAMES = ("staff", "customers", "turnover", "unit_staff", "profit")


def _pooled(found: list[np.ndarray]) -> np.ndarray:
    """Everything in one row, less each place's own mean: a web site is no worse a team for being a web site."""
    rows = np.concatenate(found)
    return (rows - np.nanmean(rows, axis=0)).ravel()


def _r(one: np.ndarray, other: np.ndarray) -> float:
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 3 or one[known].std() == 0 or other[known].std() == 0:
        return float("nan")
    return float(np.corrcoef(one[known], other[known])[0, 1])
