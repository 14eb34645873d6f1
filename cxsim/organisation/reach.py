"""How far one's own work shows in a number: averages over touchpoints and units, which are accounting facts.

There is no line-of-sight parameter. A touchpoint manager of a unit with T touchpoints in a company of U units
moves own numbers by 1, unit numbers by 1/T and company scores by 1/(T U); a head moves the whole unit.
Equations 2.3 and 2.5 of the source note; X is the share of journeys that cross units.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.layout import EXECUTIVE, TOUCHPOINT, Layout, Seat
from cxsim.organisation.payoff import Key
from cxsim.organisation.scorecard import FAMILY, Board

# What believed effects are measured in. Sales and cost in % of own; quality, spill, polish in points of a score;
# money is quality turned into % of revenue. Spill reaches other units' customers, polish only the measurement.
COLUMNS = ("sales", "cost", "quality", "spill", "money", "money_spill", "polish")
SALES, COST, QUALITY, SPILL, MONEY, MONEY_SPILL, POLISH = range(len(COLUMNS))
N_COLUMNS = len(COLUMNS)
SMALLEST_PROFIT = 0.01  # of revenue; below it % of target says nothing and pay on it is ignored


def shares_of_units(board: Board, layout: Layout, metric: str) -> np.ndarray:
    """Each unit's share (U,) of the company's target of revenue or cost; equal shares while unknown."""
    n = layout.n_units
    if board.target is None:
        return np.full(n, 1.0 / n)
    parts = np.array([board.target[board.index[metric, "unit", unit]] for unit in layout.units])
    total = parts.sum()
    return parts / total if total > 0.0 and np.all(parts >= 0.0) else np.full(n, 1.0 / n)


def reach_of(key: Key, seat: Seat, settings: Settings, layout: Layout, money: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Share (columns,) of the own work of `seat` that shows in the number `key`.

    money and cost (U,) are the units' shares of company revenue and cost.
    """
    if seat.kind == EXECUTIVE:
        return _executive_reach(key[0], settings, layout)
    metric, scope, _ = key
    part = 1.0 / layout.n_touchpoints(seat.unit_index) if seat.kind == TOUCHPOINT and scope != "touchpoint" else 1.0
    even, cross = part / layout.n_units, cross_share(settings, layout)
    revenue, spent = part * money[seat.unit_index], part * cost[seat.unit_index]
    begged = settings.survey.company_polish_share
    whole = scope == "company"
    row = np.zeros(N_COLUMNS)
    if metric in ("revenue", "profit"):
        row[SALES] = row[MONEY] = revenue if whole else part
        row[MONEY_SPILL] = even * cross if whole else 0.0
    if metric in ("cost", "profit"):
        row[COST] = spent if whole else part
    if FAMILY[metric] == "score":
        row[QUALITY] = even if whole else part
        row[POLISH] = row[QUALITY] * (1.0 if metric == "satisfaction" else begged)
        row[SPILL] = even * cross if whole else 0.0
    if metric == "journey" and not whole:
        # The owner answers for the whole chain; about half the steps of a crossing journey are other units' work.
        row[QUALITY], row[SPILL] = part * (1.0 - 0.5 * cross), part * cross
    return row


def _executive_reach(metric: str, settings: Settings, layout: Layout) -> np.ndarray:
    """Integration reaches every journey that crosses, budgets all quality and money; both are the whole company."""
    row, cross = np.zeros(N_COLUMNS), cross_share(settings, layout)
    if metric in ("revenue", "profit"):
        row[MONEY], row[MONEY_SPILL] = 1.0, cross
    if metric in ("cost", "profit"):
        row[COST] = 1.0
    if FAMILY[metric] == "score":
        row[QUALITY], row[SPILL] = 1.0, cross
    return row


def cross_share(settings: Settings, layout: Layout) -> float:
    """Share of journeys that cross units; none in a company of one unit."""
    return settings.journeys.cross_unit_share if layout.n_units > 1 else 0.0


def scales(board: Board, settings: Settings, layout: Layout) -> np.ndarray:
    """% of target (keys, columns) per unit of each column, from the year's targets."""
    table = np.zeros((len(board.keys), N_COLUMNS))
    margins = {unit: item.margin_share for unit, item in settings.company.units.items()}
    shares = shares_of_units(board, layout, "revenue")
    margins[""] = float(np.dot(shares, [margins[unit] for unit in layout.units]))
    for place, key in enumerate(board.keys):
        family = FAMILY[key[0]]
        if family == "revenue":
            table[place, [SALES, MONEY, MONEY_SPILL]] = 1.0
        elif family == "cost":
            table[place, COST] = -1.0
        elif family == "score":
            target = 100.0 if board.target is None else board.target[place]
            table[place, [QUALITY, SPILL, POLISH]] = 100.0 / target if target > 0.0 else 0.0
        elif board.target is not None:
            table[place] = _profit_scale(board, key, margins[key[2]])
    return table


def _profit_scale(board: Board, key: Key, margin: float) -> np.ndarray:
    """% of target profit per % of revenue and per % of cost."""
    _, scope, code = key
    profit = board.target[board.index[key]]
    revenue, cost = (board.target[board.index[metric, scope, code]] for metric in ("revenue", "cost"))
    row = np.zeros(N_COLUMNS)
    if profit > SMALLEST_PROFIT * revenue and profit > 0.0:
        row[[SALES, MONEY, MONEY_SPILL]] = margin * revenue / profit
        row[COST] = -cost / profit
    return row
