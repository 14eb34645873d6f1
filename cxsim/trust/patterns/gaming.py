"""Patterns of what pay does to the numbers themselves: polish, thresholds, year ends, targets, and short sight."""

from __future__ import annotations

import numpy as np

from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns import schemes
from cxsim.trust.patterns.bench import SECTION, Bench
from cxsim.trust.patterns.worlds import Case, Lived, Sales, Seen, World, outcome
from cxsim.trust.verdicts import LESS, MORE, OPEN

THRESHOLD, CAP, WINDOW = 90.0, 110.0, 2.0  # % of target, of the standard revenue curve
REACHABLE = 4.0  # points that pulling a fifth of a quarter's sales can add
PAID_FOR_SALES = ("unit_growth", "company_cx", "seniority_gradient", "inverse_gradient")


# ---------------------------------------------------------------- measured and true


def gap_worlds(bench: Bench) -> list[World]:
    """Local survey paid, company survey paid, nothing paid."""
    company = Case("company_cx_100", schemes.company_weight("company_cx_100", 100))
    return [bench.home(company, *(bench.case(name) for name in ("fixed_pay", "unit_satisfaction", "company_cx")))]


def gap(seen: Seen) -> list[Line]:
    """Measured less true, where managers run the survey themselves and where the company does."""
    note = Notebook(SECTION, "measured and true")
    local = seen.less("home", "unit_satisfaction", "fixed_pay", outcome("satisfaction_gap"))
    company = seen.less("home", "company_cx", "fixed_pay", outcome("measured_gap"))
    whole = seen.less("home", "company_cx_100", "fixed_pay", outcome("measured_gap"))
    begged = {
        name: 100 * seen.numbers("home", name, outcome("inflated_share"))
        for name in ("fixed_pay", "unit_satisfaction", "company_cx_100")
    }
    return [
        note.find("own satisfaction paid", MORE, local, "points", "measured less true contact score, less the same under fixed pay"),
        note.find("company CX 35 % paid", MORE, company, "points", "measured less true relationship index, less the same under fixed pay"),
        note.find("company CX 100 % paid", MORE, whole, "points", "measured less true relationship index, less the same under fixed pay"),
        note.find("local more than company", MORE, local - whole, "points", "the first less the third"),
        note.find("answers begged for, own satisfaction", MORE, begged["unit_satisfaction"] - begged["fixed_pay"], "% points", "share of contact answers, less fixed pay"),
        note.find("answers begged for, company CX 100 %", OPEN, begged["company_cx_100"] - begged["fixed_pay"], "% points", "share of contact answers, less fixed pay"),
    ]  # fmt: skip


# ---------------------------------------------------------------- thresholds, year ends, targets


def bunching_worlds(bench: Bench) -> list[World]:
    """Schemes that pay for sales with a threshold, growth pay without one, and growth pay blind to the ratchet."""
    linear = Case("growth_without_steps", schemes.without_steps(bench.schemes["unit_growth"], "growth_without_steps"))
    blind = bench.case("unit_growth", "unit_growth, blind to the ratchet", ratchet_awareness=0.0)
    return [bench.home(linear, blind, *(bench.case(name) for name in ("fixed_pay", *PAID_FOR_SALES)))]


def bunching(seen: Seen) -> list[Line]:
    """Touchpoint sales around the threshold of 90 % of target."""
    note = Notebook(SECTION, "bunching")
    paid = [_bunched(seen, name, "after") for name in PAID_FOR_SALES]
    planned = [_bunched(seen, name, "before") for name in PAID_FOR_SALES]
    control = _bunched(seen, "growth_without_steps", "after")
    after, before = np.sum(paid, axis=0), np.sum(planned, axis=0)
    told = f"just above : below, all seeds: paid {_counts(after)}, before sales moved {_counts(before)}, linear {_counts(control)}"
    return [
        note.find("against a linear curve", MORE, _log_ratio(after) - _log_ratio(control), "log ratio", "touchpoint sales within 2 points above 90 % of target over within 2 below, log, less the same under a linear curve", note=told),
        note.find("against the same sales unmoved", MORE, _log_ratio(after) - _log_ratio(before), "log ratio", "the same ratio after less before sales are moved at the year's end", note=told),
    ]  # fmt: skip


def timing(seen: Seen) -> list[Line]:
    """Sales moved at the year's end, by where the year stands before."""
    note = Notebook(SECTION, "year end")
    bands = {
        "just below threshold": (THRESHOLD - REACHABLE, THRESHOLD),
        "far below threshold": (-np.inf, THRESHOLD - 2 * REACHABLE),
        "between threshold and cap": (THRESHOLD, CAP - REACHABLE),
        "beyond the cap": (CAP + REACHABLE, np.inf),
    }
    pull = {name: 100 * _pull_between(seen, *band) for name, band in bands.items()}
    expected = {
        "just below threshold": MORE,
        "far below threshold": OPEN,
        "between threshold and cap": MORE,
        "beyond the cap": LESS,
    }
    found = [
        note.find(
            name,
            expected[name],
            values,
            "% of quarter",
            f"sales pulled forward (negative: held back) by touchpoints {name}",
        )
        for name, values in pull.items()
    ]
    near = pull["just below threshold"] - pull["far below threshold"]
    return [
        *found,
        note.find("near less far", MORE, near, "% of quarter", "just below less far below the threshold"),
    ]


def ratchet(seen: Seen) -> list[Line]:
    """Targets after good and bad years, and what managers who see it coming do."""
    note = Notebook(SECTION, "ratchet")
    steps = np.array([_target_slope(item.sales) for item in seen.of("home", "unit_growth")])
    fall = seen.less("home", "unit_growth", "fixed_pay", lambda item: _after_good(item.sales))
    aware = seen.numbers("home", "unit_growth", _first_year)
    blind = seen.numbers("home", "unit_growth, blind to the ratchet", _first_year)
    return [
        note.find("targets follow results", MORE, steps, "per point", "rise of a touchpoint's target per point of sales above target, % per %"),
        note.find("year after a good year", LESS, fall, "% points", "touchpoint sales in % of target after a year above 105 less after one below 95; growth pay less fixed pay"),
        note.find("foresight holds effort back", LESS, 100 * (aware / blind - 1), "%", "revenue of year 1 under growth pay: managers aware of the ratchet against unaware"),
    ]  # fmt: skip


def _first_year(item: Lived) -> float:
    return float(item.revenue[:4].sum())


def _bunched(seen: Seen, case: str, when: str) -> np.ndarray:
    """Touchpoint-years just above and just below the threshold, shape (seeds, 2)."""
    rows = [getattr(item.sales, when) for item in seen.of("home", case)]
    above = [np.count_nonzero((x >= THRESHOLD) & (x < THRESHOLD + WINDOW)) for x in rows]
    below = [np.count_nonzero((x < THRESHOLD) & (x >= THRESHOLD - WINDOW)) for x in rows]
    return np.stack([above, below], axis=1)


def _log_ratio(counts: np.ndarray) -> np.ndarray:
    # half a case is added to each side, so that a seed without cases says nothing instead of infinity
    return np.log((counts[:, 0] + 0.5) / (counts[:, 1] + 0.5))


def _counts(counts: np.ndarray) -> str:
    above, below = counts.sum(axis=0)
    return f"{above}:{below}"


def _pull_between(seen: Seen, low: float, high: float) -> np.ndarray:
    """Mean pull per seed of touchpoint-years whose sales stood between `low` and `high` % of target; nan without any."""
    means = []
    for seed in range(len(seen.seeds)):
        sales = [seen.of("home", name)[seed].sales for name in PAID_FOR_SALES]
        before, pull = (np.concatenate([getattr(item, name).ravel() for item in sales]) for name in ("before", "pull"))
        chosen = (before >= low) & (before < high)
        means.append(float(pull[chosen].mean()) if chosen.any() else np.nan)
    return np.array(means)


def _target_slope(sales: Sales) -> float:
    surprise = (sales.after[:-1] - 100.0).ravel()
    change = (100.0 * (sales.target[1:] / sales.target[:-1] - 1.0)).ravel()
    return float(surprise @ change / (surprise @ surprise)) if surprise.any() else np.nan


def _after_good(sales: Sales) -> float:
    before, after = sales.after[:-1].ravel(), sales.after[1:].ravel()
    good, bad = before > 105.0, before < 95.0
    return float(after[good].mean() - after[bad].mean()) if good.any() and bad.any() else np.nan


# ---------------------------------------------------------------- quick and slow work


def horizon_worlds(bench: Bench) -> list[World]:
    """Deferral and horizons of one and five years, under mixed and under satisfaction pay."""
    cases = [bench.case(name) for name in ("deferred_three_year", "seniority_gradient")]
    for years in (1, 5):
        names = ("seniority_gradient", "unit_satisfaction", "deferred_three_year")
        cases += [bench.case(name, f"{name}, {years} y", horizon_years=years) for name in names]
    return [bench.home(*cases)]


def horizon(seen: Seen) -> list[Line]:
    """Systematic over quick work of touchpoint managers, last year."""
    note = Notebook(SECTION, "quick and slow")
    rows = [
        ("deferral", "deferred_three_year", "seniority_gradient", "three-year deferral less the same scheme paid at once"),
        ("deferral, managers see 1 year", "deferred_three_year, 1 y", "seniority_gradient, 1 y", "the same, managers thinking one year ahead"),
        ("horizon 5 less 1 year, satisfaction pay", "unit_satisfaction, 5 y", "unit_satisfaction, 1 y", "managers thinking five years ahead less one"),
        ("horizon 5 less 1 year, CX by seniority", "seniority_gradient, 5 y", "seniority_gradient, 1 y", "managers thinking five years ahead less one"),
    ]  # fmt: skip
    return [
        note.find(name, MORE, seen.less("home", case, other, _ratio), "ratio", f"systematic over quick work: {what}",
                  note=f"{seen.numbers('home', other, _ratio).mean():.3f} to {seen.numbers('home', case, _ratio).mean():.3f}")
        for name, case, other, what in rows
    ]  # fmt: skip


def _ratio(item: Lived) -> float:
    return item.build_fix
