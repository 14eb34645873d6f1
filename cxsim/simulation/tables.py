"""The tidy tables of a run, made from its history; one function per table, weeks and quarters counted from 1."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxsim.base.practice_schema import STEPS
from cxsim.customers import eventlog, metrics
from cxsim.customers.ledger import Ledger
from cxsim.organisation.maturity import level_of, steps_in_force
from cxsim.simulation.books import INCOME, LINES, UNIT_LINES
from cxsim.simulation.market import Market
from cxsim.simulation.model import QUARTERS, WEEKS, CxModel

CENTS = 100.0
YEAR_WEEKS = WEEKS * QUARTERS


def weekly(model: CxModel) -> pd.DataFrame:
    """One row per week: people, contacts and money of the company."""
    ledger = model.history.ledger(model.population)
    week = np.arange(1, len(ledger.rows) + 1)
    joined, left = ledger.joined, ledger.left
    end = model.population.customers
    net = joined - left
    customers = end - (net.sum() - np.cumsum(net))
    lines = np.concatenate([quarter.lines for quarter in model.history.quarters], axis=1).sum(axis=2)
    revenue, cost = lines[:5].sum(axis=0), lines[5:].sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        solved = ledger.journeys_solved / ledger.journeys
        rough = ledger.rough.sum((1, 2)) / ledger.handoffs.sum((1, 2))
    return pd.DataFrame(
        {
            "week": week,
            "quarter": (week - 1) // WEEKS + 1,
            "year": (week - 1) // YEAR_WEEKS + 1,
            "customers": customers,
            "joined": joined,
            "left": left,
            "referred": ledger.referred,
            "contacts": ledger.contacts.sum((1, 2)),
            "issues": ledger.issues,
            "journeys": ledger.unit_journeys.sum(1),
            "solved_share": solved,
            "rough_share": rough,
            "revenue_eur": revenue / CENTS,
            "service_cost_eur": lines[6] / CENTS,
            "fixed_cost_eur": lines[7] / CENTS,
            "practice_cost_eur": lines[8] / CENTS,
            "profit_eur": (revenue - cost) / CENTS,
        }
    )


def quarterly(model: CxModel) -> pd.DataFrame:
    """One row per quarter: `kept_share` in % of the start, true and measured experience, customers, money; bonus stands in the last quarter of its year."""
    history, rows = model.history, []
    for place, quarter in enumerate(history.quarters):
        ledger = Ledger(history.rows[place], model.population.layout).total()
        total, customers = history.stock[place]
        profit = int(quarter.profit.sum())
        row = {
            "quarter": place + 1,
            "year": place // QUARTERS + 1,
            "customers": customers,
            "kept_share": 100.0 * history.kept[place] / model.start_customers,
            "true_cx": total / customers / 1e6 if customers else np.nan,
        }
        row |= {name: item.of(ledger) for name, item in metrics.METRICS.items()}
        row |= {
            "revenue_eur": quarter.revenue.sum() / CENTS,
            "service_cost_eur": quarter.line("service").sum() / CENTS,
            "profit_eur": profit / CENTS,
            "bonus_eur": _bonus(model, place) / CENTS,
            "clv_eur": _clv(model, place),
        }
        rows.append(row)
    return pd.DataFrame(rows)


def lifetime_value(profit_eur: float, customers: int, left: int, discount: float) -> float:
    """Expected value of a customer with constant margin and loss: m r / (1 + d - r), per quarter (Gupta and Lehmann 2003).

    NaN without customers, and without bound: nobody left and nothing is discounted.
    """
    if not customers:
        return float("nan")
    margin, retention = profit_eur / customers, 1.0 - left / max(customers + left, 1)
    quarterly_discount = (1.0 + discount) ** 0.25 - 1.0
    shrinks = 1.0 + quarterly_discount - retention
    return margin * retention / shrinks if shrinks > 0.0 else float("nan")


def _bonus(model: CxModel, quarter: int) -> int:
    year, place = divmod(quarter, QUARTERS)
    if place != QUARTERS - 1 or year >= len(model.history.pay):
        return 0
    return model.history.pay[year].total_award_cents - model.history.forfeited[year]


def units(model: CxModel) -> pd.DataFrame:
    """One row per quarter and unit: holders, money, true and measured scores, handoffs sent."""
    rows, holdings = [], model.warm.holdings.copy() if model.warm else None
    for place, quarter in enumerate(model.history.quarters):
        ledger = Ledger(model.history.rows[place], model.population.layout).total()
        if holdings is not None:
            holdings = holdings + ledger.took.sum(0) - ledger.dropped.sum(0)
        revenue, cost = quarter.unit_revenue.tolist(), quarter.unit_cost.tolist()
        true, measured = metrics.unit_true_scores(ledger), metrics.unit_scores(ledger)
        paths, path_scores = metrics.unit_true_journeys(ledger), metrics.unit_journeys(ledger)
        for u, name in enumerate(model.units):
            rows.append(
                {
                    "quarter": place + 1,
                    "year": place // QUARTERS + 1,
                    "unit": name,
                    "customers": int(holdings[u]) if holdings is not None else np.nan,
                    "revenue_eur": revenue[u] / CENTS,
                    "cost_eur": cost[u] / CENTS,
                    "profit_eur": (revenue[u] - cost[u]) / CENTS,
                    "contacts": int(ledger.contacts[:, u].sum()),
                    "true_score": true[u],
                    "measured_score": measured[u],
                    "journey_true": paths[u],
                    "journey_measured": path_scores[u],
                    "handoffs_out": int(ledger.handoffs[:, u].sum()),
                    "rough_out": int(ledger.rough[:, u].sum()),
                }
            )
    return pd.DataFrame(rows)


def books(model: CxModel) -> pd.DataFrame:
    """One row per week and unit: every line of the books in whole cents."""
    lines = np.concatenate([quarter.lines for quarter in model.history.quarters], axis=1)
    weeks, n_units = lines.shape[1:]
    table = {"week": np.repeat(np.arange(1, weeks + 1), n_units), "unit": model.units * weeks}
    table |= {f"{name}_cents": lines[place].ravel() for place, name in enumerate(LINES)}
    table["revenue_cents"] = lines[:5].sum(axis=0).ravel()
    table["profit_cents"] = (lines[:5].sum(axis=0) - lines[5:].sum(axis=0)).ravel()
    return pd.DataFrame(table)


def managers(model: CxModel) -> pd.DataFrame:
    """One row per quarter and manager: attention, what was seen, sales moved."""
    return pd.DataFrame(model.organisation.log.columns())


def payouts(model: CxModel) -> pd.DataFrame:
    """One row per year and seat; cents are for all people of the seat."""
    columns = "year manager level unit touchpoint people target_eur score_pct payout_pct award_cents cash_cents deferred_cents"
    rows = [
        (year + 1, p.person_id, p.level, p.unit, p.touchpoint, p.heads, p.target_cents / CENTS,
         p.score_pct, p.payout_pct, p.award_cents, p.cash_cents, p.deferred_cents)
        for year, pay in enumerate(model.history.pay)
        for p in pay.people
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns.split())


def payout_items(model: CxModel) -> pd.DataFrame:
    """One row per year, seat and component of the bonus."""
    rows = [
        (year + 1, p.person_id, p.level, item.metric, item.scope, item.weight_pct, item.x, item.payout_pct)
        for year, pay in enumerate(model.history.pay)
        for p in pay.people
        for item in p.items
    ]
    return pd.DataFrame(rows, columns=["year", "manager", "level", "metric", "scope", "weight_pct", "x", "payout_pct"])


def scorecards(model: CxModel) -> pd.DataFrame:
    """One row per year and result of the company: actual, target and achievement x in % of target; code is empty for the company."""
    rows = [
        (year + 1, metric, scope, code, actual, target, 200.0 - 100.0 * actual / target if metric == "cost" else 100.0 * actual / target)
        for year, card in enumerate(model.history.targets)
        for (metric, scope, code), (actual, target) in card.items()
    ]
    return pd.DataFrame(rows, columns=["year", "metric", "scope", "code", "actual", "target", "x"])


def practices(model: CxModel) -> pd.DataFrame:
    """One row per quarter and practice: how far its effect has come, and what it cost."""
    programme, rows = model.organisation.programme, []
    for place, state in enumerate(programme.log):
        customers = model.history.stock[place - 1][1] if place else model.start_customers
        # Rounding the running sum keeps the parts whole cents that add up to what the books have, savings included.
        until = np.rint(customers * np.cumsum([cost for _, cost in state])).astype(np.int64)
        for practice, (size, _), cents in zip(programme.practices, state, np.diff(until, prepend=0).tolist(), strict=True):
            rows.append((place + 1, place // QUARTERS + 1, practice.name, practice.terms.kind, size, cents / CENTS))
    return pd.DataFrame(rows, columns=["quarter", "year", "practice", "kind", "effect", "cost_eur"])


def maturity(model: CxModel) -> pd.DataFrame:
    """One row per year: how far each step of the four-step programme was in force at its end, and the level reached."""
    programme, rows = model.organisation.programme, []
    for place in range(QUARTERS - 1, len(programme.log), QUARTERS):
        steps = steps_in_force(programme, place)
        rows.append((place // QUARTERS + 1, *steps.values(), level_of(steps)))
    return pd.DataFrame(rows, columns=["year", *STEPS, "level"])


def believed(model: CxModel) -> pd.DataFrame:
    """One row per quarter and level: what its people believe of customers' experience, what was measured, what is true."""
    views, rows = model.organisation.views, []
    for place, levels in enumerate(views.log):
        ledger = Ledger(model.history.rows[place], model.population.layout).total()
        total, people = model.history.stock[place]
        company = total / people / 1e6 if people else np.nan
        at_touchpoints = float(np.nanmean(metrics.touchpoint_feelings(ledger)[model.open_]))
        for level, (held, seen) in levels.items():
            own = level in views.near
            true = at_touchpoints if own else company
            rows.append((place + 1, place // QUARTERS + 1, level, held, seen, true, held - true))
    return pd.DataFrame(rows, columns=["quarter", "year", "level", "believed_cx", "measured_cx", "true_cx", "believed_gap"])


def staff(model: CxModel) -> pd.DataFrame:
    """One row per quarter and touchpoint: staff effect, share of front-line staff leaving a year, newcomers above the usual."""
    rows = [(quarter, (quarter - 1) // QUARTERS + 1, *rest) for quarter, *rest in model.organisation.staff.rows()]
    return pd.DataFrame(rows, columns=["quarter", "year", "unit", "touchpoint", "engagement", "leaving_a_year", "newcomers_above_usual"])


FIRMS = "quarter year firm scheme customers share_pct true_cx profit_eur bonus_eur won lost"


def firms(market: Market | None) -> pd.DataFrame:
    """One row per quarter and firm of the market; `won` and `lost` count customers who went from one firm to another."""
    rows = []
    for place, flow in enumerate(market.flows if market else []):
        total = sum(firm.history.stock[place][1] for firm in market.firms)
        for f, (name, firm) in enumerate(zip(market.names, market.firms)):
            index, customers = firm.history.stock[place]
            true, profit = index / customers / 1e6 if customers else np.nan, int(firm.history.quarters[place].profit.sum())
            rows.append(
                (place + 1, place // QUARTERS + 1, name, market.paid[place][f], customers, 100.0 * customers / max(total, 1), true,
                 profit / CENTS, _bonus(firm, place) / CENTS, int(flow[:, f].sum()), int(flow[f].sum()))
            )  # fmt: skip
    return pd.DataFrame(rows, columns=FIRMS.split())


def contest(market: Market | None) -> dict[str, float]:
    """How our firm did among rivals: share of all firms' customers at the end, customers won and lost in % of the start."""
    if market is None:
        return {}
    ours, flow = market.firms[0], sum(market.flows)
    total = sum(firm.population.customers for firm in market.firms)
    return {
        "market_share_pct": 100.0 * ours.population.customers / max(total, 1),
        "won_pct": 100.0 * float(flow[:, 0].sum()) / ours.start_customers,
        "lost_pct": 100.0 * float(flow[0].sum()) / ours.start_customers,
    }


def flows(model: CxModel) -> pd.DataFrame:
    """One row per year and pair of units: handoffs and how many lost information."""
    rows = []
    for year in range(model.quarter // QUARTERS):
        ledger = Ledger(np.concatenate(model.history.rows[year * QUARTERS : (year + 1) * QUARTERS]), model.population.layout)
        sent, rough = ledger.handoffs.sum(0), ledger.rough.sum(0)
        for u, sender in enumerate(model.units):
            for v, receiver in enumerate(model.units):
                if u != v:
                    rows.append((year + 1, sender, receiver, int(sent[u, v]), int(rough[u, v])))
    return pd.DataFrame(rows, columns=["year", "from_unit", "to_unit", "handoffs", "rough"])


def journeys(model: CxModel) -> pd.DataFrame:
    """The event log of recorded people, readable by process-mining tools: case, activity, unit, channel, week."""
    log = np.concatenate(model.population.log_rows) if model.population.log_rows else np.zeros((0, len(eventlog.FIELDS)))
    log = log[log[:, 2] >= model.first_quarter * WEEKS]
    raw = pd.DataFrame(log, columns=list(eventlog.FIELDS))
    activity = raw["activity"].astype(int)
    ending = activity.isin([eventlog.END_SOLVED, eventlog.END_UNSOLVED, eventlog.SILENT])
    person, need = raw["person"].astype(int), raw["need"].astype(int)
    return pd.DataFrame(
        {
            "case": person.astype(str) + "-" + need.astype(str).where(need >= 0, "membership"),
            "person": person,
            "activity": [eventlog.ACTIVITIES[k] for k in activity],
            "unit": _named(raw["unit"], model.units),
            "channel": _named(raw["channel"], model.channels),
            "week": raw["week"].astype(int) - model.first_quarter * WEEKS + 1,
            "contact": raw["contact"].astype(int),
            "experience": raw["experience"],
            "lost_info": raw["lost_info"],
            "solved": raw["solved"].astype(int),
            "peak": raw["peak"].where(ending),
            "end": raw["end"].where(ending),
            "mean": raw["mean"].where(ending),
            "rating": raw["rating"].where(ending),
        }
    )


def _named(numbers: pd.Series, names: list[str]) -> list[str]:
    return [names[int(k)] if k >= 0 else "" for k in numbers]


def panel(model: CxModel) -> pd.DataFrame:
    """One row per followed person and quarter."""
    return model.panel.table()


def summary(model: CxModel) -> dict[str, float]:
    """One number per outcome; money in EUR per customer at the start, scores as means of the last year."""
    history, start = model.history, model.start_customers
    last = history.ledger(model.population, QUARTERS).total()
    final = history.stock[-QUARTERS:]
    bonus = sum(pay.total_award_cents for pay in history.pay) - sum(history.forfeited)
    cents = sum(quarter.totals for quarter in history.quarters).sum(axis=1).tolist()  # by line
    revenue, cost = sum(cents[: len(INCOME)]), sum(cents[len(INCOME) :])
    profit = revenue - cost
    result = {
        "customers_kept_pct": 100.0 * history.kept[-1] / start,
        "customers_change_pct": 100.0 * (model.population.customers / start - 1.0),
        "profit_after_bonus_eur": (profit - bonus) / CENTS / start,
        "profit_before_bonus_eur": profit / CENTS / start,
        "revenue_eur": revenue / CENTS / start,
        "service_cost_eur": cents[LINES.index("service")] / CENTS / start,
        "bonus_eur": bonus / CENTS / start,
        "true_cx": float(np.mean([total / people / 1e6 if people else np.nan for total, people in final])),
        "clv_eur": float(np.mean([_clv(model, place) for place in range(len(history.quarters))[-QUARTERS:]])),
    }
    result["practice_cost_eur"] = sum(cents[UNIT_LINES:]) / CENTS / start
    result["maturity"] = _maturity(model)
    result["staff_turnover_pct"] = 100.0 * model.organisation.staff.leaving(QUARTERS)
    result["believed_gap"] = _believed_gap(model, result["true_cx"])
    result |= {name: item.of(last) for name, item in metrics.METRICS.items()}
    result["measured_gap"] = result["measured_cx"] - result["true_cx"]
    result["satisfaction_gap"] = result["csat"] - result["touchpoint_true"]
    result |= _attention(model)
    return {name: float(value) for name, value in result.items()}


def _clv(model: CxModel, place: int) -> float:
    """Lifetime value at the end of quarter `place`, EUR."""
    cents, customers = model.history.quarters[place].totals, model.history.stock[place][1]
    profit = (cents[: len(INCOME)].sum() - cents[len(INCOME) :].sum()) / CENTS
    left = int(Ledger(model.history.rows[place], model.population.layout).left.sum())
    return lifetime_value(profit, customers, left, model.settings.horizon.discount_per_year)


def _maturity(model: CxModel) -> float:
    """Level of the four-step programme reached at the end."""
    programme = model.organisation.programme
    return float(level_of(steps_in_force(programme, -1))) if programme.log else 0.0


def _believed_gap(model: CxModel, true_cx: float) -> float:
    """What the top believes of customers' experience less the truth, points, mean of the last year; NaN when nobody was asked."""
    views = model.organisation.views
    return float(np.mean([levels[views.top][0] for levels in views.log[-QUARTERS:]])) - true_cx


def _attention(model: CxModel) -> dict[str, float]:
    """Share of attention by group and level, mean of the last year's quarters and of a level's managers."""
    groups: dict[str, list[int]] = {}
    for place, item in enumerate(model.settings.behaviour.activities.values()):
        groups.setdefault(item.group, []).append(place)
    means = model.organisation.log.mean_attention(QUARTERS)
    return {
        f"attention_{group}_{level}": float(shares[places].sum())
        for level, shares in means.items()
        for group, places in groups.items()
    }
