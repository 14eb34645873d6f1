"""The data dictionary of a run: what one row of each table is, and unit and meaning of every column."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxsim.customers.metrics import METRICS

HEADINGS = ("table", "row", "column", "unit_of_column", "meaning")
ROWS = {
    "weekly": "a week of the company",
    "quarterly": "a quarter of the company",
    "units": "a quarter and a unit",
    "books": "a week and a unit: every line of the books; bonuses are in payouts",
    "managers": "a quarter and a seat",
    "payouts": "a year and a seat",
    "payout_items": "a year, a seat and a measure of its bonus plan",
    "scorecards": "a year and a result of the company, at every scope",
    "flows": "a year and an ordered pair of units",
    "journeys": "something that happened to a recorded person, in the order of time",
    "panel": "a quarter and a person followed",
    "practices": "a quarter and a practice in force",
    "believed": "a quarter and a level",
    "staff": "a quarter and a touchpoint",
    "maturity": "a year: how far each step of the four-step programme was in force at its end",
    "firms": "a quarter and a firm of the market; empty without rivals",
}
# (unit, meaning) of columns that mean the same wherever they stand
COMMON = {
    "week": ("week, 1 = first under the scheme", "week of the run"),
    "quarter": ("quarter, 1 = first under the scheme", "quarter of the run, of 13 weeks"),
    "year": ("year, 1 = first under the scheme", "year of the run, of four quarters"),
    "unit": ("name", "business unit; empty for who belongs to none"),
    "touchpoint": ("name", "touchpoint as unit/channel; empty for who leads none"),
    "manager": ("name", "seat; it stays when the person changes"),
    "level": ("name", "level of the organisation"),
    "metric": ("name", "number on the scorecard: revenue, cost, profit, satisfaction, cx or journey"),
    "scope": ("name", "whose result: touchpoint, unit, journey or company"),
    "customers": ("people", "customers at the end of the period"),
    "revenue_eur": ("EUR", "revenue: fees, purchases, offers, demand shocks and sales moved over a year end"),
    "cost_eur": ("EUR", "cost the unit answers for: goods, contacts and fixed cost"),
    "service_cost_eur": ("EUR", "cost of contacts"),
    "profit_eur": ("EUR", "revenue less all cost but bonuses"),
    "bonus_eur": ("EUR", "bonuses of the year less deferred pay lost, in its last quarter; 0 in others"),
    "true_cx": ("0-100", "true relationship experience of customers at the end of the period"),
    "measured_cx": ("0-100", "relationship experience as the company survey shows it"),
    "handoffs": ("handoffs", "cases handed from one unit to another"),
}
OWN = {
    "weekly": {
        "joined": ("people", "became customers"),
        "left": ("people", "stopped being customers"),
        "referred": ("people", "of those who joined, heard more good than bad of the company in the week before"),
        "contacts": ("contacts", "contacts about issues and everyday matters, the web's included; one that is handed over counts at both units"),
        "issues": ("issues", "service issues that arose"),
        "journeys": ("journeys", "journeys that ended, everyday episodes included"),
        "solved_share": ("share 0-1", "of the issues that ended, those solved; empty when none ended"),
        "rough_share": ("share 0-1", "of the handoffs between units, those that lost information; empty without handoffs"),
        "fixed_cost_eur": ("EUR", "fixed cost of all units"),
        "practice_cost_eur": ("EUR", "cost of practices, paid by head office"),
    },
    "quarterly": {
        "kept_share": ("% of the customers at the start", "never lost since the scheme began"),
        "clv_eur": ("EUR", "lifetime value of a customer at this quarter's margin and loss (Gupta and Lehmann 2003)"),
    },
    "units": {
        "customers": ("holdings", "customers who hold the unit's line, at the end of the quarter"),
        "profit_eur": ("EUR", "revenue less the cost the unit answers for"),
        "contacts": ("contacts", "contacts at the unit's touchpoints, those handed over to it included"),
        "true_score": ("0-100", "true experience of contacts at the unit"),
        "measured_score": ("0-100", "satisfaction with the unit as surveyed"),
        "journey_true": ("0-100", "true memory of journeys that started at the unit"),
        "journey_measured": ("0-100", "score, as surveyed, of journeys that started at the unit"),
        "handoffs_out": ("handoffs", "cases the unit handed to others"),
        "rough_out": ("handoffs", "of these, with information lost"),
    },
    "books": {
        "fees_cents": ("cents", "subscription fees"),
        "baskets_cents": ("cents", "purchases"),
        "offers_cents": ("cents", "one-off value of accepted offers"),
        "demand_cents": ("cents", "revenue won or lost by demand shocks"),
        "moved_cents": ("cents", "sales pulled into this week or out of it over a year end, price cuts included"),
        "goods_cents": ("cents", "cost of goods: what the gross margin leaves of fees, purchases and demand shocks"),
        "service_cents": ("cents", "cost of contacts"),
        "fixed_cents": ("cents", "fixed cost"),
        "practices_cents": ("cents", "cost of practices, paid by head office and shared out by holdings"),
        "revenue_cents": ("cents", "the first five lines together"),
        "profit_cents": ("cents", "revenue less the other four lines; bonuses are not in it"),
    },
    "managers": {
        "integration": ("share of working time", "executives: attention to what crosses units; empty for others"),
        "pull": ("share of the quarter's sales", "pulled into this year; below zero = held back for the next"),
    },
    "payouts": {
        "people": ("people", "people the seat stands for"),
        "target_eur": ("EUR", "target bonus of all people of the seat"),
        "score_pct": ("% of target bonus", "score by the results, before any pool"),
        "payout_pct": ("% of target bonus", "what was awarded"),
        "award_cents": ("cents", "award of all people of the seat"),
        "cash_cents": ("cents", "of this, paid at once"),
        "deferred_cents": ("cents", "of this, deferred"),
    },
    "payout_items": {
        "weight_pct": ("% of the bonus", "weight that counted"),
        "x": ("% of target, or the value where the plan says so", "result on the scale of the payout curve; empty = missing"),
        "payout_pct": ("% of target bonus", "what the curve pays for it, before the weight"),
    },
    "scorecards": {
        "code": ("name", "unit or unit/channel; empty for the company"),
        "actual": ("EUR, or 0-100 for scores", "result of the year; the target where nobody could measure it"),
        "target": ("EUR, or 0-100 for scores", "target of the year"),
        "x": ("% of target", "result over target; 200 less it for cost, of which less is better"),
    },
    "flows": {
        "from_unit": ("name", "unit that hands on"),
        "to_unit": ("name", "unit that takes over"),
        "rough": ("handoffs", "of these, with information lost"),
    },
    "journeys": {
        "case": ("name", "person and need: all rows of one matter share it"),
        "person": ("number", "permanent number of the person; nobody real"),
        "activity": ("name", "contact, handoff, journey solved, journey given up, silent issue, routine, purchase, join or leave"),
        "channel": ("name", "channel; empty at an ending"),
        "contact": ("number", "which contact about the matter; at an ending how many there were"),
        "experience": ("-1.5 to 1.5", "true moment, or memory at an ending"),
        "lost_info": ("0 to 2", "information lost on the way to this contact; a smooth handoff costs a part of 1"),
        "solved": ("1 yes, 0 no", "whether it solved the matter"),
        "peak": ("-1.5 to 1.5", "strongest moment of the journey; endings only"),
        "end": ("-1.5 to 1.5", "last moment of the journey; endings only"),
        "mean": ("-1.5 to 1.5", "mean moment of the journey; endings only"),
        "rating": ("0-10 before clipping", "rating the person would give, asked or not; endings only"),
    },
    "panel": {
        "person": ("number", "permanent number of the person; nobody real"),
        "joined_week": ("week, 0 = start of the warm-up", "when the person last became a customer; below it = before the market began"),
        "left_week": ("week, 0 = start of the warm-up", "when the person last left; -1 = never"),
        "active": ("1 yes, 0 no", "customer at the end of the quarter"),
        "spend_eur": ("EUR", "paid by the person so far under the scheme, and one-off purchases before it"),
        "contacts": ("contacts", "contacts and everyday episodes so far, the warm-up's included"),
        "true_cx": ("0-100", "true relationship experience of the person"),
        "last_answer": ("0-10", "last answer to the relationship question; empty before the first"),
        "holdings": ("lines", "lines held"),
        "ties": ("people", "friends the person may tell and hear from"),
    },
    "practices": {
        "practice": ("name", "practice"),
        "kind": ("name", "mistake, remedy or world"),
        "effect": ("share of the full effect", "how far it has come; above 1 when asked for more"),
        "cost_eur": ("EUR", "what it cost in the quarter; below zero = saved"),
    },
    "believed": {
        "believed_cx": ("0-100", "customers' experience as the level believes it; touchpoint managers: of own touchpoints"),
        "measured_cx": ("0-100", "the same as the survey shows it to the level"),
        "true_cx": ("0-100", "the truth of what the level looks at"),
        "believed_gap": ("points", "belief less truth"),
    },
    "staff": {
        "engagement": ("effect, 0 = as usual", "staff effect: what developing people has built, how customers fare, and practices"),
        "leaving_a_year": ("share a year", "front-line staff leaving, at the pace of this quarter"),
        "newcomers_above_usual": ("share of staff", "staff still learning, above the usual"),
    },
    "maturity": {
        **{step: ("share 0-1", f"how far the step was in force: {step.replace('_', ' ')}") for step in ("where_are_we", "where_to", "plan", "follow_up")},
        "level": ("level, 0-4", "steps in force, counted without a gap"),
    },
    "firms": {
        "firm": ("name", "firm of the market; the first is ours"),
        "scheme": ("name", "reward scheme of the firm"),
        "share_pct": ("%", "customers of the firm among those of all firms"),
        "won": ("people", "customers who came from another firm"),
        "lost": ("people", "customers who went to another firm"),
    },
}


def describe(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per column of these tables of a run, in their order.

    Raises
    ------
    KeyError
        For a table or column nobody has described.
    """
    rows = [(table, ROWS[table], str(column), *meaning_of(table, str(column))) for table, frame in tables.items() for column in frame.columns]
    return pd.DataFrame(rows, columns=list(HEADINGS))


def meaning_of(table: str, column: str) -> tuple[str, str]:
    """Unit and meaning of a column. Raises KeyError when nobody has described it."""
    found = OWN.get(table, {}).get(column) or COMMON.get(column)
    if found is not None:
        return found
    if column in METRICS:
        return METRICS[column].unit, METRICS[column].meaning.rstrip(".")
    if table == "managers" and column.startswith("attention_"):
        return "share of working time", f"attention to the activity {column.removeprefix('attention_')}; empty for executives"
    if table == "managers" and column.startswith("seen_"):
        return "% of target", f"forecast of the year's {column.removeprefix('seen_')} the seat could see: own touchpoint, else own unit, else company"
    raise KeyError(f"column {table}.{column} is not in the data dictionary of a run")
