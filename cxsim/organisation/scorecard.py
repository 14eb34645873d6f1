"""The numbers managers are shown: keys, targets that follow results, and forecasts for the running year.

A board holds every number of the company; a manager's view is cut from it and contains own-unit and company
numbers only. Scores arrive late, by the survey's delay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import Settings
from cxsim.organisation import kernels
from cxsim.organisation.layout import Layout
from cxsim.organisation.payoff import Key

QUARTERS = 4
FAMILY = {
    "revenue": "revenue",
    "cost": "cost",
    "profit": "profit",
    "satisfaction": "score",
    "cx": "score",
    "journey": "score",
}
SCOPES = {
    "revenue": ("touchpoint", "unit", "company"),
    "cost": ("touchpoint", "unit", "company"),
    "satisfaction": ("touchpoint", "unit"),
    "cx": ("unit", "company"),
    "journey": ("journey", "company"),
    "profit": ("unit", "company"),
}
WEEKS_PER_QUARTER = 13.0
LEAST_PROFIT = 0.01  # share of revenue a budget plans at least: a percentage of a planned loss means nothing
LEAST_EUROS = 1.0  # least target of revenue and cost, for touchpoints where nothing was sold
NOWHERE = np.zeros(0, dtype=np.int64)
MIDDLE_SCORE = 50.0  # target of a score nobody has ever answered


def scorecard_keys(layout: Layout) -> tuple[Key, ...]:
    """Every (metric, scope, code) the company counts, in a fixed order."""
    codes = {"touchpoint": layout.touchpoints, "unit": layout.units, "journey": layout.units, "company": ("",)}
    return tuple(
        (metric, scope, code) for metric, scopes in SCOPES.items() for scope in scopes for code in codes[scope]
    )


@dataclass
class Board:
    """Targets, results and forecasts by key (keys,)."""

    keys: tuple[Key, ...]  # (metric, scope, code)
    index: dict[Key, int]  # place of a key
    lower_better: np.ndarray  # (keys,) bool
    flow: np.ndarray  # (keys,) bool: euros that add up over a year; scores are averaged
    ranges: np.ndarray  # (keys,) % of target from threshold to target
    error: np.ndarray  # (keys,) usual forecast error at the start of a year, % of target
    ratchet: np.ndarray  # (keys,) share of last year's surprise that moves the target
    by_quarter: tuple[float, ...]  # share of the error left at the start of each quarter
    delay: float  # quarters until a score is seen
    target: np.ndarray | None = None  # (keys,) of the year
    last_year: np.ndarray | None = None  # (keys,) results of the year before
    quarters: list[np.ndarray] = field(default_factory=list)  # results of the running year, one array per quarter
    before: np.ndarray | None = None  # (keys,) results of the quarter before this year


def open_board(settings: Settings, layout: Layout) -> Board:
    """A board without targets or results.

    Raises InputError when a metric has no forecast error, range or ratchet in the behaviour settings.
    """
    keys, behaviour = scorecard_keys(layout), settings.behaviour
    ranges = np.array([_by_metric(behaviour.metric_range, "metric_range", key) for key in keys])
    errors = np.array([_by_scope(behaviour.forecast_error, key) for key in keys])
    return Board(
        keys=keys,
        index={key: place for place, key in enumerate(keys)},
        lower_better=np.array([metric == "cost" for metric, _, _ in keys]),
        flow=np.array([FAMILY[metric] != "score" for metric, _, _ in keys]),
        ranges=ranges,
        error=ranges * errors,
        ratchet=np.array([_by_metric(behaviour.target_ratchet, "target_ratchet", key) for key in keys]),
        by_quarter=tuple(behaviour.error_by_quarter),
        delay=settings.survey.delay_weeks / WEEKS_PER_QUARTER,
    )


def _by_metric(table: dict[str, float], name: str, key: Key) -> float:
    """Entry of a table kept by metric or by metric family."""
    metric = key[0]
    for word in (metric, FAMILY[metric]):
        if word in table:
            return float(table[word])
    raise _missing(name, metric, table)


def _by_scope(table: dict[str, float], key: Key) -> float:
    """Entry of the forecast errors, kept by metric/scope or family/scope; a journey scope is also a unit's."""
    metric, scope, _ = key
    for word in (metric, FAMILY[metric]):
        for place in (scope, "unit") if scope == "journey" else (scope,):
            if f"{word}/{place}" in table:
                return float(table[f"{word}/{place}"])
    raise _missing("forecast_error", f"{metric}/{scope}", table)


def _missing(name: str, word: str, table: dict[str, float]) -> InputError:
    return InputError(Problem(f"no entry for {word}", where="behaviour", key=name, fix=nearest(word, table)))


def set_first_targets(board: Board, results: np.ndarray) -> None:
    """Budget of the first year: what was reached the year before (keys,); nobody foresees the reaction."""
    board.target = usable_targets(board, results)
    board.last_year = np.where(np.isfinite(results), results, board.target)


def usable_targets(board: Board, wanted: np.ndarray) -> np.ndarray:
    """Targets (keys,) that a percentage can be taken of: above zero, and never missing."""
    target = np.where(board.flow, np.nan_to_num(wanted, nan=0.0), wanted)
    target = np.where(board.flow, np.maximum(target, LEAST_EUROS), target)
    for place, (metric, scope, code) in enumerate(board.keys):
        if metric == "profit":
            target[place] = max(target[place], LEAST_PROFIT * target[board.index["revenue", scope, code]])
        elif not board.flow[place] and not target[place] > 0.0:
            target[place] = MIDDLE_SCORE
    return target


def close_year(board: Board, results: np.ndarray) -> None:
    """Move targets by the ratchet: target += ratchet x (result - target); start an empty year."""
    surprise = np.where(np.isfinite(results), results - board.target, 0.0)
    board.target = usable_targets(board, board.target + board.ratchet * surprise)
    board.last_year = np.where(np.isfinite(results), results, board.last_year)
    board.before = board.quarters[-1] if board.quarters else board.before
    board.quarters = []


def achievement(board: Board, results: np.ndarray) -> np.ndarray:
    """Results of a year (keys,) in % of target; lower is better: 200 - 100 result / target; 100 where no target > 0."""
    good = board.target > 0.0
    share = 100.0 * results / np.where(good, board.target, 1.0)
    return np.where(good, np.where(board.lower_better, 200.0 - share, share), 100.0)


def forecasts(board: Board) -> tuple[np.ndarray, np.ndarray]:
    """Forecast of the year's achievement and its error, both (keys,) in % of target.

    Year to date, and for the rest the same rate; before the first quarter is in, last year's result. The error
    shrinks as the year passes.
    """
    quarter = min(len(board.quarters), QUARTERS - 1)
    error = board.error * board.by_quarter[quarter]
    if board.target is None:
        return np.full(len(board.keys), 100.0), error
    return achievement(board, expected_results(board)), error


def expected_results(board: Board) -> np.ndarray:
    """Results of the whole year (keys,) as they may be expected now."""
    if not board.quarters:
        return board.last_year
    before = board.last_year if board.before is None else board.before
    whole, part = divmod(max(board.delay, 0.0), 1.0)
    return kernels.expected_year(np.array(board.quarters), before, board.last_year, board.flow, int(whole), part)


@dataclass(frozen=True)
class Rows:
    """Where agreements look on the board, and what stays the same all year there; M rows, or N agreements of M rows each."""

    columns: np.ndarray  # (M,) or (N, M) places on the board
    s_full: np.ndarray  # the same: error of a forecast a year ahead, % of target
    rho: np.ndarray  # the same: ratchet
    scale: np.ndarray  # (M, columns) or (N, M, columns): % of target per unit of each belief column

    @classmethod
    def at(cls, columns: np.ndarray, board: Board, scale: np.ndarray) -> Rows:
        """Cut from the board; `scale` (keys, columns)."""
        return cls(columns, board.error[columns], board.ratchet[columns], scale[columns])

    @classmethod
    def of(cls, deal: Any, board: Board, scale: np.ndarray) -> Rows:
        """Those of one deal; none without one."""
        return cls.at(deal.columns if deal is not None else NOWHERE, board, scale)


@dataclass
class View:
    """What one manager is shown when deciding: the numbers of the own agreement, and the unit mates.

    Arrays (M,) follow the rows of the manager's deal; nothing of other units is in it.
    """

    quarter: int  # 0-based, from the start of the scheme
    season: int  # quarter of the year, 0-3
    mu: np.ndarray  # forecast, % of target
    s: np.ndarray  # its error now
    s_full: np.ndarray  # its error a year ahead
    rho: np.ndarray  # ratchet
    scale: np.ndarray  # (M, columns) % of target per unit of each belief column
    mates_attention: np.ndarray  # (mates, activities) last quarter, own unit without oneself
    mates_paid: np.ndarray  # (mates,) last payout, share of target bonus
    worth: tuple[Any, np.ndarray] | None = None  # an agreement and what its numbers are worth, once somebody has asked
