"""Facts of buyers, computed from the original files: CDNOW, Hillstrom, sales calls on physicians, a bank's campaign.

Every function takes data frames as `originals` reads them and returns plain numbers by name. Intervals are 95 %:
binomial for shares, else bootstrap over customers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxsim.trust.real_data.buying import Buyers, fit, standard_errors
from cxsim.trust.real_data.originals import between, bootstrapped, ratio_interval
from cxsim.trust.real_data.shapes import (
    line_of,
    next_by_repeats,
    recency_counts,
    recency_ratio,
    share_of_top,
    shares_by_repeats,
)

CALIBRATED = pd.Timestamp("1997-09-30")  # end of week 39 of the benchmark
OWN_WEEKS = 32  # twice this fits into everybody's 64 weeks or more since the first purchase
CELL_WEEKS = 3  # of the published table of counts
MONTH_DAYS, FORTNIGHT = 30, 14


def cdnow(purchases: pd.DataFrame) -> dict[str, Any]:
    """Repeat purchases on everybody's own clock, and the benchmark fits; same-day orders are one purchase."""
    days = _by_day(purchases)
    weeks = _own_weeks(days)
    whole = _shape(*weeks)
    groups = _groups(days)
    parts = [_shape(*(array[groups == group] for array in weeks)) for group in np.unique(groups)]
    summed = _summed(days)
    fits = [fit(Buyers.of(*(array[groups == group] for array in summed))) for group in np.unique(groups)]
    sample = days.groupby("customer_id")["in_tenth_sample"].first().to_numpy() == 1
    tenth = fit(Buyers.of(*(array[sample] for array in summed)))
    full = fit(Buyers.of(*summed))
    facts: dict[str, Any] = {**whole, "customers": len(groups)}
    for name in ("no_repeat", "slope", "later_over_earlier"):
        facts[f"{name}_span"] = between([part[name] for part in parts])
    facts["fit_sample"] = [tenth.r, tenth.alpha, tenth.a, tenth.b, tenth.log_likelihood]
    facts["fit_sample_errors"] = standard_errors(tenth, Buyers.of(*(array[sample] for array in summed))).tolist()
    facts["fit_full"] = [full.r, full.alpha, full.a, full.b, full.log_likelihood]
    facts["shape_r_span"] = between([one.r for one in fits])
    facts["dropout_span"] = between([one.dropout for one in fits])
    facts["top_shares"] = _top_shares(days)
    repeats = _repeat_spend(days)
    facts["top_shares_repeats"] = [share_of_top(repeats, 0.1), share_of_top(repeats, 0.2)]
    for part in (10, 20):
        facts[f"top_{part}_span"] = between([share_of_top(repeats[groups == group], part / 100) for group in np.unique(groups)])
    facts["recency_ratio"] = recency_ratio(recency_counts(*_recency(days), MONTH_DAYS))
    return facts


def cdnow_table(purchases: pd.DataFrame) -> dict[str, list[float]]:
    """Counts of the published sample of one tenth by repeats, last purchase and time observed, in cells of three weeks."""
    days = _by_day(purchases[purchases["in_tenth_sample"] == 1])
    x, t, T = _summed(days)
    observed = (np.floor(T / CELL_WEEKS) + 0.5) * CELL_WEEKS
    last = np.where(x > 0, (np.ceil(t / CELL_WEEKS) - 0.5) * CELL_WEEKS, 0.0)
    table = Buyers.of(x, np.minimum(last, observed), observed)
    return {"repeats": table.x.tolist(), "last_week": table.t.tolist(), "weeks": table.T.tolist(), "people": table.count.tolist()}


def _by_day(purchases: pd.DataFrame) -> pd.DataFrame:
    frame = purchases.groupby(["customer_id", "date"], as_index=False).agg(spend=("spend", "sum"), in_tenth_sample=("in_tenth_sample", "first"))
    frame["date"] = pd.to_datetime(frame["date"])
    frame["first"] = frame.groupby("customer_id")["date"].transform("min")
    frame["day"] = (frame["date"] - frame["first"]).dt.days
    return frame


def _own_weeks(days: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    edge = OWN_WEEKS * 7
    early = ((days["day"] > 0) & (days["day"] <= edge)).groupby(days["customer_id"]).sum()
    late = ((days["day"] > edge) & (days["day"] <= 2 * edge)).groupby(days["customer_id"]).sum()
    return early.to_numpy(), late.to_numpy()


def _shape(early: np.ndarray, late: np.ndarray) -> dict[str, Any]:
    after = next_by_repeats(early, late)
    slope, r = line_of(after)
    return {
        "mean_repeats": float(early.mean()),
        "shares": shares_by_repeats(early).tolist(),
        "no_repeat": float(np.mean(early == 0)),
        "later": after.tolist(),
        "slope": slope,
        "linearity": r,
        "later_over_earlier": float(late.mean() / early.mean()),
    }


def _groups(days: pd.DataFrame) -> np.ndarray:
    """Nine groups of customers: month of the first purchase by third of its size."""
    first = days[days["day"] == 0].sort_values("customer_id")
    third = pd.qcut(first["spend"].rank(method="first"), 3, labels=False).to_numpy()
    return first["date"].dt.month.to_numpy() * 10 + third


def _summed(days: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    told = days[days["date"] <= CALIBRATED].groupby("customer_id").agg(n=("day", "size"), last=("day", "max"), first=("first", "min"))
    return told["n"].to_numpy() - 1, told["last"].to_numpy() / 7, (CALIBRATED - told["first"]).dt.days.to_numpy() / 7


def _top_shares(days: pd.DataFrame) -> list[float]:
    spend = days[days["day"] <= 2 * OWN_WEEKS * 7].groupby("customer_id")["spend"].sum().to_numpy()
    return [share_of_top(spend, 0.1), share_of_top(spend, 0.2)]


def _repeat_spend(days: pd.DataFrame) -> np.ndarray:
    edge = 2 * OWN_WEEKS * 7
    return days["spend"].where((days["day"] > 0) & (days["day"] <= edge), 0.0).groupby(days["customer_id"]).sum().to_numpy()


def _recency(days: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Days since the last purchase on day 450 of 1997-98, and whether a purchase follows within a fortnight."""
    now = pd.Timestamp("1998-04-01")
    before = days[days["date"] < now].groupby("customer_id")["date"].max()
    soon = days[(days["date"] >= now) & (days["date"] < now + pd.Timedelta(days=FORTNIGHT))]["customer_id"].unique()
    return (now - before).dt.days.to_numpy(), before.index.isin(soon)


def hillstrom(buyers: pd.DataFrame) -> dict[str, Any]:
    """Spend of people who buy in two channels, purchases by months since the last one, and the spread of spend."""
    spend, many = buyers["history"].to_numpy(float), (buyers["channel"] == "Multichannel").to_numpy()
    lo, hi = bootstrapped(lambda rows: spend[rows][many[rows]].mean() / spend[rows][~many[rows]].mean(), len(spend))
    plain = buyers[buyers["segment"] == "No E-Mail"]
    months = plain["recency"].to_numpy(float)
    return {
        "multichannel_share": float(many.mean()),
        "multichannel_ratio": float(spend[many].mean() / spend[~many].mean()),
        "multichannel_ratio_interval": [lo, hi],
        "recency_ratio": recency_ratio(recency_counts(months, plain["conversion"].to_numpy() == 1, 1)),
        "recency_ratio_all_arms": recency_ratio(recency_counts(buyers["recency"].to_numpy(float), buyers["conversion"].to_numpy() == 1, 1)),
        "top_shares": [share_of_top(spend, 0.1), share_of_top(spend, 0.2)],
        "customers": len(buyers),
    }


def physicians(panel: pd.DataFrame) -> dict[str, Any]:
    """Prescriptions by sales calls: between physicians, within a physician, and how they spread."""
    own = panel.groupby("id")["scripts"].transform("mean")
    steps = panel["detailing"].clip(upper=6)
    sales = panel.groupby("id")["scripts"].sum().to_numpy(float)
    return {
        "raw": panel.groupby(steps)["scripts"].mean().tolist(),
        "within": (panel["scripts"] - own).groupby(steps).mean().tolist(),
        "top_shares": [share_of_top(sales, 0.1), share_of_top(sales, 0.2)],
        "customers": len(sales),
    }


def bank_contacts(campaign: pd.DataFrame) -> dict[str, Any]:
    """Yield by number of contacts in a campaign, and of four contacts or more over that of one."""
    said_yes = (campaign["deposit"] == "yes").to_numpy()
    contacts = campaign["campaign"].to_numpy()
    steps = np.minimum(contacts, 8)
    four, one = contacts >= 4, contacts == 1
    low, high = ratio_interval(int(said_yes[four].sum()), int(four.sum()), int(said_yes[one].sum()), int(one.sum()))
    return {
        "yield": [float(said_yes[steps == step].mean()) for step in range(1, 9)],
        "four_over_one": float(said_yes[four].mean() / said_yes[one].mean()),
        "four_over_one_interval": [low, high],
        "customers": len(campaign),
    }
