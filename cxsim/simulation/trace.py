"""One decision of one manager, opened: what was seen, what was believed, what it paid, and what was chosen.

The run is the ordinary one, digest and all: the seat is held by a manager who also takes notes. What an hour is worth in the
manager's own eyes is computed by the very functions that decide (`organisation.choice`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.schema import Settings
from cxsim.organisation.agents import Executive, Manager, TouchpointManager, UnitHead
from cxsim.organisation.choice import attention_values, worth
from cxsim.organisation.effect_columns import COLUMNS
from cxsim.organisation.layout import EXECUTIVE, HEAD, TOUCHPOINT, lay_out
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import open_market, warm_up
from cxsim.simulation.model import QUARTERS, Warm

KINDS: dict[str, Any] = {TOUCHPOINT: TouchpointManager, HEAD: UnitHead, EXECUTIVE: Executive}
POINT = 0.01  # one point of attention: a hundredth of working time
INTEGRATION = ("integration",)


@dataclass(frozen=True)
class Seen:
    """A number of the manager's agreement: forecast of the year in % of target with its error, weight in % of bonus; gates weigh 0.

    `payout_pct` is what a result just as forecast would pay; `point_eur` what one more % of target is worth now, all years
    thought of, in EUR.
    """

    metric: str
    scope: str
    weight_pct: float
    forecast: float
    error: float
    point_eur: float


@dataclass(frozen=True)
class Option:
    """An activity: attention asked for, before, best in the manager's eyes, and chosen (% of working time); its worth.

    `worth_eur` is what one more point of attention is believed to bring in bonus a year, EUR, `believed` the effects the manager
    believes one unit of it has, by column of `effect_columns` (empty for executives).
    """

    activity: str
    duty_pct: float
    before_pct: float
    chosen_pct: float
    worth_eur: float
    believed: Mapping[str, float]


@dataclass(frozen=True)
class Decision:
    """One quarter of one seat. `quarter` from 1 under the scheme; `mates_pct` what unit mates did, by activity, empty without mates."""

    seat: str
    level: str
    unit: str
    quarter: int
    scheme: str
    paid: bool
    target_bonus_eur: float
    seen: tuple[Seen, ...]
    options: tuple[Option, ...]
    mates_pct: Mapping[str, float]

    @property
    def id(self) -> str:
        """Name of the decision, such as Q5-mobile/phone."""
        return f"Q{self.quarter}-{self.seat}"


def seats(settings: Settings) -> dict[str, str]:
    """Seats of a company with their levels: touchpoints, heads, executives."""
    return {seat.name: seat.level for seat in lay_out(settings).seats}


def trace(settings: Settings, seat: str, quarter: int, scheme: Mapping[str, Any] | None = None, warm: Warm | None = None) -> Decision:
    """The decision of a seat for a quarter (1 = first under the scheme) in the run that these settings make.

    `warm` is a finished warm-up of the same settings, to spare living it again.
    Raises InputError for an unknown seat or a quarter beyond the horizon.
    """
    known, last = lay_out(settings).seats, settings.horizon.years * QUARTERS
    place = next((one for one in known if one.name == seat), None)
    problems = []
    if place is None:
        problems.append(Problem("is no seat of this company", key="seat", value=seat, fix=nearest(seat, [one.name for one in known])))
    if not 1 <= quarter <= last:
        problems.append(Problem("is not a quarter of this run", key="quarter", value=quarter, allowed=f"1 to {last}"))
    if place is None or problems:
        raise InputError(problems)
    plan = Scheme.from_mapping(scheme or settings.scheme)
    notes: list[Decision] = []
    market = open_market(settings, plan, warm or warm_up(settings), manager_classes={seat: _noting(KINDS[place.kind], quarter, plan.name, notes)})
    for _ in range(quarter):
        market.step()
    return notes[0]


def _noting(kind: Any, quarter: int, scheme: str, notes: list[Decision]) -> type[Manager]:
    """A manager of the built-in kind who writes down one decision."""

    class Noting(kind):  # type: ignore[misc]
        """As the built-in one."""

        turns = 0

        def act(self, view: Any) -> None:
            before, duty = self.attention.copy(), self.duty.copy()
            values = _values(self, view)
            super().act(view)
            self.turns += 1
            if self.turns == quarter:
                notes.append(_decision(self, view, quarter, scheme, before, duty, values))

    return Noting


def _values(manager: Any, view: Any) -> tuple[np.ndarray, np.ndarray]:
    """Worth of one more % of target by number of the agreement (M,), and of a unit of each activity (K,), in % of base pay a year."""
    if not manager.cares:
        return np.zeros(len(view.mu)), np.zeros(manager.attention.size)
    deal, behaviour = manager.deal, manager.behaviour
    worth_of = worth(deal, view, behaviour.ratchet_awareness, behaviour.risk_aversion)
    values = attention_values(deal, worth_of, manager.reach, view, manager.convictions, manager.response[view.season])
    heeded = behaviour.adherence if manager.seat.kind == HEAD else 1.0  # a head's wishes count as far as managers follow them
    return deal.bonus * worth_of.sum(axis=1), manager.sensitivity * heeded * values


def _decision(manager: Any, view: Any, quarter: int, scheme: str, before: np.ndarray, duty: np.ndarray, values: tuple[np.ndarray, np.ndarray]) -> Decision:
    seat, settings = manager.seat, manager.house.settings
    base = float(settings.company.base_pay_eur[seat.level])
    names = list(settings.behaviour.activities) if manager.attention.size > 1 else list(INTEGRATION)
    by_number, by_activity = values
    options = tuple(
        Option(name, 100 * float(duty[k]), 100 * float(before[k]), 100 * float(manager.attention[k]), POINT * base * float(by_activity[k]) / 100, _believed(manager, k))
        for k, name in enumerate(names)
    )
    mates = view.mates_attention.mean(axis=0) if view.mates_attention.shape[0] else np.zeros(0)
    return Decision(
        seat.name, seat.level, seat.unit, quarter, scheme, manager.cares, base * (manager.deal.bonus if manager.deal is not None else 0.0) / 100,
        _seen(manager, view, by_number, base), options, {name: 100 * float(share) for name, share in zip(names, mates)},
    )  # fmt: skip


def _seen(manager: Any, view: Any, by_number: np.ndarray, base: float) -> tuple[Seen, ...]:
    if manager.deal is None:
        return ()
    return tuple(
        Seen(row.key[0], row.key[1], 100 * row.weight, float(view.mu[m]), float(view.s[m]), base * float(by_number[m]) / 100 if m < len(by_number) else 0.0)
        for m, row in enumerate(manager.deal.rows)
    )


def _believed(manager: Any, k: int) -> dict[str, float]:
    effects = manager.convictions
    return {} if effects.shape[0] != manager.attention.size or effects.shape[1] != len(COLUMNS) else {name: float(effects[k, column]) for column, name in enumerate(COLUMNS)}
