"""How far one's own work shows in a number: averages over touchpoints and units, which are accounting facts.

There is no line-of-sight parameter. A touchpoint manager of a unit with T touchpoints in a company of U units
moves own numbers by 1, unit numbers by 1/T and company scores by 1/(T U); a head moves the whole unit.
X is the share of journeys that cross units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation.effect_columns import COST, MONEY, MONEY_SPILL, N_COLUMNS, POLISH, QUALITY, SALES, SPILL
from cxsim.organisation.layout import EXECUTIVE, TOUCHPOINT, Layout, Seat
from cxsim.organisation.payoff import Key, Row
from cxsim.organisation.scorecard import FAMILY, Board

SMALLEST_PROFIT = 0.01  # of revenue; below it % of target says nothing and pay on it is ignored


def shares_of_units(board: Board, layout: Layout, metric: str) -> np.ndarray:
    """Each unit's share (U,) of the company's target of revenue or cost; equal shares while unknown."""
    n = layout.n_units
    if board.target is None:
        return np.full(n, 1.0 / n)
    parts = np.array([board.target[board.index[metric, "unit", unit]] for unit in layout.units])
    total = parts.sum()
    return parts / total if total > 0.0 and np.all(parts >= 0.0) else np.full(n, 1.0 / n)


def follows_money(rows: tuple[Row, ...], seat: Seat) -> bool:
    """Whether the reach of `seat` into these numbers moves with the units' shares of the company's money, see `reach_of`."""
    return seat.kind != EXECUTIVE and any(scope == "company" and FAMILY[metric] != "score" for metric, scope, _ in (row.key for row in rows))


def reach_of(
    key: Key, seat: Seat, settings: Settings, layout: Layout, money: np.ndarray, cost: np.ndarray
) -> np.ndarray:
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


@dataclass(frozen=True)
class Ledger:
    """Where a board keeps what profit is made of, so that yearly scales are one array expression."""

    fixed: np.ndarray  # (keys, columns) scales that never change
    score: np.ndarray  # (scores,) rows of scores
    profit: np.ndarray  # (profits,) rows of profits
    revenue: np.ndarray  # (profits,) rows of their revenues
    cost: np.ndarray  # (profits,) rows of their costs
    margin: np.ndarray  # (profits,) gross margin of the unit, NaN for the company


def ledger_of(board: Board, settings: Settings) -> Ledger:
    """Find the rows once."""
    family = np.array([FAMILY[metric] for metric, _, _ in board.keys])
    fixed = np.zeros((family.size, N_COLUMNS))
    fixed[np.ix_(family == "revenue", [SALES, MONEY, MONEY_SPILL])] = 1.0
    fixed[family == "cost", COST] = -1.0
    profit = np.flatnonzero(family == "profit")
    sisters = [[board.index[metric, *board.keys[row][1:]] for row in profit] for metric in ("revenue", "cost")]
    units = settings.company.units
    margin = np.array([units[board.keys[row][2]].margin_share if board.keys[row][2] else np.nan for row in profit])
    return Ledger(fixed, np.flatnonzero(family == "score"), profit, np.array(sisters[0]), np.array(sisters[1]), margin)


def scales(board: Board, ledger: Ledger, money: np.ndarray) -> np.ndarray:
    """% of target (keys, columns) per unit of each column, from the year's targets.

    money (U,) weighs the units' margins into the company's.
    """
    table = ledger.fixed.copy()
    if board.target is None:
        return table
    with np.errstate(divide="ignore", invalid="ignore"):
        points = np.where(board.target > 0.0, 100.0 / board.target, 0.0)
    table[ledger.score[:, None], [QUALITY, SPILL, POLISH]] = points[ledger.score][:, None]
    profit, revenue, cost = (board.target[rows] for rows in (ledger.profit, ledger.revenue, ledger.cost))
    own = np.isfinite(ledger.margin)
    margin = np.where(own, ledger.margin, np.dot(money, ledger.margin[own]))
    counts = (profit > 0.0) & (profit > SMALLEST_PROFIT * revenue)
    base = np.where(counts, profit, 1.0)
    table[ledger.profit[:, None], [SALES, MONEY, MONEY_SPILL]] = np.where(counts, margin * revenue / base, 0.0)[:, None]
    table[ledger.profit, COST] = np.where(counts, -cost / base, 0.0)
    return table
