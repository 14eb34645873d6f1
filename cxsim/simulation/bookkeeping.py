"""From counts to cents and scores, compiled; readable twins stand in the tests and agree to the last bit.

Money is made of whole numbers. Only shocks, margins and managers' cost factors round, half to even, each once.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import kernel
from cxsim.customers import ledger as led

LINES = ("fees", "baskets", "offers", "demand", "moved", "goods", "service", "fixed", "practices")
INCOME = ("fees", "baskets", "offers", "demand", "moved")
FEES, BASKETS, OFFERS, DEMAND, MOVED, GOODS, SERVICE, FIXED, PRACTICES = range(len(LINES))
HALF_YEAR = 26  # weeks of fees with which a sold line counts in a touchpoint's sales
PER_UNIT, PER_TOUCH = len(led.UNIT), len(led.TOUCH)


@kernel
def book(rows, at_unit, at_touch, holdings, price, upsell, margin, contact, fixed, shares, cost_factor, demand, local, dearer, carried):
    """Books of a quarter from ledger `rows` (weeks, width): lines (LINES, weeks, U), sales and cost (U, C), all in cents.

    Per unit: `holdings` at the start, `price` a week, `upsell` an offer, `margin`, `fixed` cost a week, `cost_factor`
    of managers, `demand` and `dearer` multipliers of luck. Per touchpoint: `shares` of the unit's fees and baskets,
    `local` luck of sales, `carried` cents from the quarter before. `contact` (C,) cents each.
    """
    weeks, n_units, n_channels = rows.shape[0], shares.shape[0], shares.shape[1]
    lines = np.zeros((len(LINES), weeks, n_units), np.int64)
    sales, cost = np.zeros((n_units, n_channels), np.int64), np.zeros((n_units, n_channels), np.int64)
    contacts, accepted = np.empty(n_channels, np.int64), np.empty(n_channels, np.int64)
    for u in range(n_units):
        unit, touch = at_unit + u * PER_UNIT, at_touch + u * n_channels * PER_TOUCH
        factor = cost_factor[u] * dearer[u]
        held, base, sold, offered = holdings[u], 0, 0, 0
        for c in range(n_channels):
            contacts[c] = accepted[c] = 0
            lines[MOVED, 0, u] += carried[u, c]
        for week in range(weeks):
            held += rows[week, unit + led.N_TOOK] - rows[week, unit + led.N_DROPPED]
            sold += rows[week, unit + led.N_CROSS_BUYS]
            fees, baskets, offers = held * price[u], rows[week, unit + led.N_BASKET_CENTS], rows[week, unit + led.N_UPSELL_CENTS]
            swing = np.int64(np.rint((fees + baskets + offers) * (demand[u] - 1.0)))
            base += fees + baskets + swing
            served = 0
            for c in range(n_channels):
                at = touch + c * PER_TOUCH
                contacts[c] += rows[week, at + led.N_CONTACTS]
                accepted[c] += rows[week, at + led.N_ACCEPTED]
                offered += rows[week, at + led.N_ACCEPTED]
                served += rows[week, at + led.N_CONTACTS] * contact[c]
            lines[FEES, week, u], lines[BASKETS, week, u], lines[OFFERS, week, u], lines[DEMAND, week, u] = fees, baskets, offers, swing
            lines[GOODS, week, u] = np.int64(np.rint((fees + baskets + swing) * (1.0 - margin[u])))
            lines[SERVICE, week, u] = np.int64(np.rint(served * factor))
            lines[FIXED, week, u] = fixed[u]
        per_offer = upsell[u] + sold * price[u] * HALF_YEAR / max(offered, 1)
        for c in range(n_channels):
            sales[u, c] = np.int64(np.rint((base * shares[u, c] + accepted[c] * per_offer) * local[u, c])) + carried[u, c]
            cost[u, c] = np.int64(np.rint(contacts[c] * contact[c] * factor))
    return lines, sales, cost


@kernel
def statement(lines, sales, spent, places):
    """Cents of a period by scope (figures,): revenue, then cost, of units, touchpoints and the company; profit of units, of the company.

    `lines` (LINES, U) are sums over the period's weeks, `sales` and `spent` (U, C) those of touchpoints, of which
    `places` (T, 2) lists unit and channel. Practices are head office's: in the company's profit, in no cost.
    """
    n_units, n_touch = lines.shape[1], places.shape[0]
    per_side = n_units + n_touch + 1
    cents = np.zeros(2 * per_side + n_units + 1, np.int64)
    profits = 2 * per_side
    for u in range(n_units):
        for line in range(len(INCOME)):
            cents[u] += lines[line, u]
        for line in range(len(INCOME), PRACTICES):
            cents[per_side + u] += lines[line, u]
        cents[profits + u] = cents[u] - cents[per_side + u]
        cents[per_side - 1] += cents[u]
        cents[profits - 1] += cents[per_side + u]
        cents[profits + n_units] += cents[profits + u] - lines[PRACTICES, u]
    for t in range(n_touch):
        cents[n_units + t] = sales[places[t, 0], places[t, 1]]
        cents[per_side + n_units + t] = spent[places[t, 0], places[t, 1]]
    return cents


@kernel
def rates(counts, parts, wholes, starts, before, after, under):
    """Scores (scores,) from `counts` (width,): before x part / whole x after / under, NaN where the whole is 0.

    Score i adds up the columns parts[starts[i]:starts[i + 1]], and as many of `wholes`.
    """
    scores = np.empty(before.size)
    for i in range(before.size):
        part, whole = 0, 0
        for place in range(starts[i], starts[i + 1]):
            part += counts[parts[place]]
            whole += counts[wholes[place]]
        scores[i] = before[i] * part / whole * after[i] / under[i] if whole > 0 else np.nan
    return scores
