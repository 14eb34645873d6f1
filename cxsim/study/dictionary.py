"""The data dictionary: every column of every table with its unit and meaning, and what one row is."""

from __future__ import annotations

import pandas as pd

# what one row of each table is
ROWS = {
    "runs": "one simulated run: a scheme, a seed, a world; all blocks of the study",
    "means": "a scheme and a metric, main block",
    "differences": "a scheme and a metric against the baseline, main block; intervals hold together over the schemes",
    "pairs": "two schemes and a headline metric, main block; intervals hold together over all pairs",
    "quarterly": "a scheme, a seed and a quarter, main block",
    "quarterly_differences": "a scheme, a quarter and a metric against the baseline; intervals hold per quarter",
    "crossings": "a scheme and a metric: when it was last behind and from when ahead",
    "money": "a scheme and a step from the baseline's profit after bonus to its own",
    "attention": "a scheme, a level and an activity, main block",
    "handoffs": "a scheme and an ordered pair of units, main block",
    "payouts": "a scheme and a level: yearly bonuses pooled over people, years and seeds",
    "components": "a scheme and a measure of its plan: yearly results pooled over people, years and seeds",
    "units": "a scheme, a year and a unit: mean over seeds",
    "readings": "a scheme, a reading of the evidence and a headline metric against the baseline",
    "handoff_costs": "a scheme, a cost of a handoff and a headline metric against the baseline",
    "break_even": "a scheme and a headline metric: the cost of a handoff at which it and the baseline are level",
    "basis": "a scheme and a level: how its bonus was scaled and what it is expected to cost",
    "failures": "a run that failed",
    "dictionary": "a column of a table",
}
METRIC = "unit of the metric"
# (unit, meaning) of columns that mean the same wherever they stand
COMMON = {
    "scheme": ("name", "reward scheme"),
    "baseline": ("name", "scheme the difference is taken from"),
    "seed": ("number", "master seed; schemes of one seed meet the same customers and the same luck"),
    "metric": ("name", "outcome; a column of runs or quarterly says what it means"),
    "quarter": ("quarter, 1 = first under the scheme", "quarter of the run"),
    "year": ("year, 1 = first under the scheme", "year of the run"),
    "reading": ("name", "reading of the evidence: how much of loyalty is caused by experience"),
    "handoff_cost": ("multiplier", "how much a bad handoff hurts, 1 = as preset"),
    "level": ("name", "level of the organisation"),
    "unit": ("name", "business unit"),
    "mean": (METRIC, "mean over seeds"),
    "sd": (METRIC, "standard deviation over seeds"),
    "se": (METRIC, "Monte Carlo standard error of the mean"),
    "lo": (METRIC, "lower end of the 95 % interval"),
    "hi": (METRIC, "upper end of the 95 % interval"),
    "n": ("seeds", "pairs or runs behind the number"),
    "pairs_missing": ("seeds", "pairs lost to failed runs; any leaves the difference without interval"),
    "state": (
        "name",
        "state of the verdict: CLEAR, CLEAR_SMALL, CLEAR_SIZE_OPEN, NOT_DISTINGUISHABLE, SAME_FOR_THE_PURPOSE, NO_INTERVAL",
    ),
    "needed": ("seeds", "replications that would settle a difference of `settles` with 80 % power; empty when settled"),
    "settles": (METRIC, "difference `needed` speaks of: the least worth acting on when set, else the one observed"),
    "direction": ("name", "more, fewer, same, open or none: the verdict without its size"),
    "change": (METRIC, "mean paired difference from the baseline"),
    "change_lo": (METRIC, "lower end of its 95 % interval, together over the schemes"),
    "change_hi": (METRIC, "upper end of its 95 % interval, together over the schemes"),
    "change_state": ("name", "state of the verdict on the change; empty for the baseline"),
    "half_width": (METRIC, "half-width of the single 95 % interval of the level"),
    "customers": ("people", "customers at the end of the period (units: holdings)"),
    "contacts": ("contacts", "assisted and self-service contacts"),
    "revenue_eur": ("EUR", "revenue (runs: per start customer, whole horizon)"),
    "profit_eur": ("EUR", "profit before bonus"),
    "bonus_eur": ("EUR", "bonus cost (runs: per start customer, whole horizon)"),
    "true_cx": ("0-100", "true relationship experience (runs: mean of the last year)"),
    "measured_cx": ("0-100", "relationship experience as the company survey shows it"),
    "nps": ("points, -100 to 100", "net promoter score"),
    "fcr": ("share", "first-contact resolution"),
    "one_contact": ("share", "assisted journeys solved by exactly one contact"),
    "rough_share": ("share", "handoffs in which information was lost"),
    "fragmentation": ("index", "fragmentation of journeys over units"),
    "journey_true": ("0-100", "true memory of journeys"),
    "journey_measured": ("0-100", "journey score as surveyed"),
    "clv_eur": ("EUR", "customer lifetime value"),
    "profit_after_bonus_eur": ("EUR per start customer", "profit after bonus and after salary paid instead of a bonus"),
}
COLUMNS = {
    "runs": {
        "start_customers": ("people", "customers when the schemes begin"),
        "journeys": ("journeys", "journeys under the scheme, whole horizon"),
        "run_digest": ("hexadecimal", "digest of the full run"),
        "salary_top_up_eur": (
            "EUR per start customer",
            "salary paid where other schemes pay a bonus, equal cost only, whole horizon",
        ),
        "customers_kept_pct": ("% of start customers", "never lost over the horizon"),
        "customers_change_pct": ("% of start customers", "net change of customers over the horizon"),
        "service_cost_eur": ("EUR per start customer", "cost of contacts, whole horizon"),
        "measured_gap": ("points", "measured minus true relationship experience"),
        "practice_cost_eur": ("EUR per start customer", "cost of practices, whole horizon"),
        "market_share_pct": ("%", "customers of ours among those of all firms, at the end; only with rivals"),
        "won_pct": ("% of the customers at the start", "customers won from rivals, whole horizon; only with rivals"),
        "lost_pct": ("% of the customers at the start", "customers lost to rivals, whole horizon; only with rivals"),
        "maturity": ("level, 0-4", "steps of the four-step programme in force at the end, counted without a gap"),
        "staff_turnover_pct": ("% a year", "front-line staff leaving, mean over touchpoints, last year"),
        "believed_gap": ("points", "experience as the top believes it minus the truth, last year"),
        "satisfaction_gap": ("points", "measured minus true touchpoint satisfaction"),
    },
    "quarterly": {
        "kept_share": ("% of start customers", "still here without a break"),
        "csat_measured": ("0-100", "touchpoint satisfaction as surveyed"),
        "touchpoint_true": ("0-100", "true moment at touchpoints"),
        "effort": ("contacts", "contacts per ended journey"),
        "profit_to_date_eur": ("EUR per start customer", "profit after bonus, summed up to this quarter"),
    },
    "pairs": {"first": ("name", "scheme the other is taken from"), "second": ("name", "scheme that is subtracted")},
    "crossings": {
        "last_behind": ("quarter", "last quarter whose interval lies below zero; empty = none"),
        "first_ahead": (
            "quarter",
            "first quarter from which the interval lies above zero to the end; empty = no lasting lead",
        ),
        "last_ahead": ("quarter", "last quarter whose interval lies above zero"),
        "first_behind": ("quarter", "first quarter from which the interval lies below zero to the end"),
    },
    "money": {
        "step": ("name", "where money was gained or lost; total = profit after bonus"),
        "order": ("number", "order of the steps; the total comes last"),
        "mean": ("EUR per start customer", "gain (+) or loss (-) against the baseline"),
        "cents": ("cents per start customer", "the mean in whole cents; steps add up to the total exactly"),
    },
    "attention": {
        "activity": ("name", "activity attention went to"),
        "group": ("name", "group of activities"),
        "share": ("share of attention", "mean over people and quarters, then over seeds"),
    },
    "handoffs": {
        "from_unit": ("name", "unit that sends"),
        "to_unit": ("name", "unit that receives; the same unit = change of channel"),
        "handoffs": ("handoffs per run", "mean over seeds, whole horizon"),
        "rough": ("handoffs per run", "of these, with information lost"),
        "per_1000": ("per 1,000 journeys", "rough handoffs"),
    },
    "payouts": {
        "bonuses": ("bonuses", "yearly bonuses in the pool"),
        "mean_pct": ("% of target bonus", "award over target, weighted by target, mean over seeds"),
        "se": ("% of target bonus", "Monte Carlo standard error of mean_pct"),
        "lo": ("% of target bonus", "lower end of the single 95 % interval of mean_pct"),
        "hi": ("% of target bonus", "upper end of the single 95 % interval of mean_pct"),
        **{f"p{p}": ("% of target bonus, whole", f"{p}th percentile of bonuses") for p in (5, 25, 50, 75, 95)},
        "nothing_share": ("share", "bonuses of zero: every measure under its threshold or a gate shut"),
        "at_max_share": ("share", "bonuses at 200 % of target or more"),
        "target_eur": ("EUR per run", "target bonuses, whole horizon, mean over seeds"),
        "award_eur": ("EUR per run", "awards, whole horizon, mean over seeds"),
    },
    "components": {
        "scope": ("name", "whose result: touchpoint, unit, journey or company"),
        "metric": ("name", "metric of the plan's measure"),
        "items": ("results", "yearly results of people with this measure"),
        "below_share": ("share", "results under the threshold"),
        "met_share": ("share", "results on target or better"),
        "at_max_share": ("share", "results at the maximum"),
        "mean_payout_pct": ("% of target", "mean payout of the measure"),
    },
    "units": {
        "cost_eur": ("EUR", "cost of the unit"),
        "handoffs_out": ("handoffs", "handoffs the unit sent to others"),
        "rough_out": ("handoffs", "of these, with information lost"),
        "true_score": ("0-100", "true experience of the unit"),
        "measured_score": ("0-100", "the unit's score as surveyed"),
    },
    "readings": {
        "agrees": ("yes/no", "points the way the home reading does"),
        "held": ("readings", "readings that agree, the home reading included"),
        "of": ("readings", "readings tried"),
    },
    "break_even": {
        "break_even": (
            "multiplier",
            "handoff cost at which the mean difference is zero, by straight lines; empty = none in range",
        ),
        "lo": ("multiplier", "lower end of its 95 % interval; empty = below the range tried"),
        "hi": ("multiplier", "upper end of its 95 % interval; empty = above the range tried"),
        "state": ("name", "crosses, crosses_more_than_once, above_throughout, below_throughout, zero_throughout"),
        "crossing_share": ("share", "resamples of seeds that cross within the range"),
    },
    "basis": {
        "basis": ("name", "equal_cost, equal_weight or equal_power"),
        "factor": ("multiplier", "of the scheme's target bonus"),
        "target_bonus_pct": ("% of base pay", "target bonus after scaling"),
        "expected_payout_pct": ("% of target bonus", "expected payout under usual forecast errors; empty for salary"),
        "expected_cost_pct": ("% of base pay", "expected yearly cost"),
        "power": ("share of base pay per range", "marginal incentive: expected bonus for one range more of own work"),
        "people": ("people", "people at the level when the schemes begin"),
        "expected_cost_eur": ("EUR per year", "expected yearly cost of the level"),
        "as_salary": ("yes/no", "paid as fixed salary, not as a bonus"),
    },
    "failures": {
        "cell": ("hexadecimal", "first 12 digits of the cell's name"),
        "stage": ("name", "where it failed: simulation, worker, transfer, or the kind of error"),
        "message": ("text", "first line of the error"),
        "command": ("text", "command that repeats this run alone"),
    },
    "dictionary": {
        "table": ("name", "table"),
        "row": ("text", "what one row of the table is"),
        "column": ("name", "column"),
        "unit_of_column": ("text", "its unit"),
        "meaning": ("text", "what it means"),
    },
}
SUFFIXES = {"_eur": "EUR", "_pct": "%", "_share": "share", "_score": "0-100", "_cents": "cents"}
OPEN_TABLES = ("runs", "quarterly", "units")


def describe(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per column of the tables given, in their order; the dictionary describes itself at the end.

    Raises
    ------
    KeyError
        a table or column nobody has described (metrics of runs, quarters and units describe themselves by name).
    """
    columns = {name: [str(column) for column in table.columns] for name, table in tables.items()}
    columns["dictionary"] = list(COLUMNS["dictionary"])
    rows = [
        (table, ROWS[table], column, *meaning_of(table, column)) for table, names in columns.items() for column in names
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["dictionary"]))


def meaning_of(table: str, column: str) -> tuple[str, str]:
    """Unit and meaning of one column.

    Raises
    ------
    KeyError
        nobody has described it.
    """
    found = COLUMNS.get(table, {}).get(column) or COMMON.get(column)
    if found is not None:
        return found
    if table not in OPEN_TABLES:
        raise KeyError(f"column {table}.{column} is not in the data dictionary")
    return _by_name(column)


def _by_name(column: str) -> tuple[str, str]:
    if column.startswith("attention_"):
        return (
            "share of attention",
            f"attention to {column.removeprefix('attention_').replace('_', ' ')} (activity group and level)",
        )
    if column.startswith("money_"):
        return (
            "EUR per start customer",
            f"part of profit after bonus: {column.removeprefix('money_').replace('_', ' ')}",
        )
    unit = next((text for ending, text in SUFFIXES.items() if column.endswith(ending)), "number")
    return unit, f"{column.replace('_', ' ')}, as the run reports it"
