"""Managers of one level who answer pay by best response, worked out in one compiled call: the same bits as one by one.

Only the built-in classes with a built-in mechanism go this way. A class or a mechanism of one's own is always asked
itself, through `act` and `learn`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence

import numpy as np

from cxsim.organisation import kernels
from cxsim.organisation.agents import WHOLE_DAY, Executive, Manager, TouchpointManager, UnitHead, within_the_day
from cxsim.organisation.behaviours import Adaptive, BestResponse
from cxsim.organisation.beliefs import Mind, Minds
from cxsim.organisation.scorecard import Board, Rows
from cxsim.organisation.timing import Terms, choose_pulls

NEARLY = 1e-9  # of a whole day: closer to it than that is looked at one by one


def can_join(manager: Manager) -> bool:
    """Whether a manager decides as built in, by best response, and cares for pay."""
    by_nature = type(manager) in (UnitHead, Executive)  # heads and executives always answer so
    by_mechanism = type(manager) is TouchpointManager and type(manager.house.mechanism) in (BestResponse, Adaptive)
    return (by_nature or by_mechanism) and manager.cares


def crews_of(managers: Sequence[Manager], board: Board, scale: np.ndarray, before: Sequence[Crew] = ()) -> list[Crew]:
    """Managers who can be worked out together, by level: a level has one agreement. `scale` (keys, columns) as in `Rows`.

    `before` are last year's crews under the same agreements, of which most can stay as it is.
    """
    levels: dict[str, list[Manager]] = {}
    for manager in managers:
        if can_join(manager):
            levels.setdefault(manager.seat.level, []).append(manager)
    known = {crew.managers[0].seat.level: crew for crew in before}
    return [
        known[level].next_year(scale) if level in known and known[level].managers == members else Crew.of(members, board, scale)
        for level, members in levels.items()
    ]


def alone(managers: Sequence[Manager]) -> list[Manager]:
    """Managers who are asked one by one."""
    return [manager for manager in managers if not can_join(manager)]


@dataclass(frozen=True)
class Crew:
    """Managers of one level, and what of their agreements stays the same all year, stacked; N managers, M rows."""

    managers: list[Manager]
    rows: Rows  # (N, M)
    reach: np.ndarray  # (N, M, columns)
    curves: tuple[np.ndarray, ...]  # knots, jumps, slopes (N, parts, K), gate (N, gates, 3)
    sensitivity: np.ndarray  # (N,) how much pay means to each
    minds: Minds
    people: list[Mind]  # whose beliefs lie side by side in `minds`

    @classmethod
    def of(cls, managers: list[Manager], board: Board, scale: np.ndarray) -> Crew:
        """Stack what the managers' agreements say this year, and what they believe."""
        rows = Rows.at(np.array([manager.deal.columns for manager in managers]), board, scale)
        people = [manager.mind for manager in managers]
        return cls(managers, rows, _stacked(managers, "reach"), _curves(managers), _stacked(managers, "sensitivity"), Minds.of(people), people)

    def next_year(self, scale: np.ndarray) -> Crew:
        """The same managers under the same agreements a year on: what new targets and newcomers change."""
        moving = any(row.basis == "value" for row in self.managers[0].deal.rows)  # curves drawn against the target
        people = [manager.mind for manager in self.managers]
        stay = all(now is then for now, then in zip(people, self.people))
        return replace(
            self,
            rows=replace(self.rows, scale=scale[self.rows.columns]),
            reach=_stacked(self.managers, "reach"),
            curves=_curves(self.managers) if moving else self.curves,
            sensitivity=_stacked(self.managers, "sensitivity"),
            minds=self.minds if stay else Minds.of(people),
            people=people,
        )

    def act(self, mu: np.ndarray, s: np.ndarray, season: int, followed: float = 1.0, burden: np.ndarray | None = None) -> None:
        """Everybody decides and remembers it; mu and s (keys,) are the board's forecasts and their errors.

        `followed` is the part of what is asked that is done; `burden` (N,) shifts the duties.
        """
        first = self.managers[0]
        deal, strain, behaviour = first.deal, first.strain, first.behaviour
        force, duty = self.sensitivity * followed, self._each("duty")
        if burden is not None:
            duty = duty + burden[:, None]
        now, full = kernels.best_responses(
            force, behaviour.ratchet_awareness, behaviour.risk_aversion * deal.bonus / 100.0, mu, s, self.rows.columns,
            *self._terms, deal.omega, deal.weight, *self.curves, deal.size, deal.bonus, self._convictions(), first.response[season],
            duty, self._each("attention"), behaviour.habit, strain.reference, strain.low, strain.high, strain.own, strain.shared,
            WHOLE_DAY - NEARLY,
        )  # fmt: skip
        if type(first) is not TouchpointManager:
            for manager, attention in zip(self.managers, now):
                manager.attention = attention
            return
        for manager, attention, too_much in zip(self.managers, now, full.tolist()):
            manager.attention = within_the_day(attention, strain.low) if too_much else attention

    def learn(self, practice: np.ndarray, result: np.ndarray, variance: np.ndarray) -> None:
        """Touchpoint managers whose mechanism learns take in a quarter: practice (T, 3, K), result (T, 3), variance (3,)."""
        house = self.managers[0].house
        if type(house.mechanism) is Adaptive:
            places = np.array([manager.seat.touchpoint_index for manager in self.managers])
            self.minds.learn(house.wisdom, practice[places], result[places], variance)

    def be_paid(self, x: np.ndarray) -> None:
        """Everybody remembers the payout for results x (keys,) in % of target."""
        deal = self.managers[0].deal
        paid = kernels.payouts(x, self.rows.columns, deal.weight, *self.curves[:3], deal.size, self.curves[3])
        for manager, share in zip(self.managers, paid.tolist()):
            manager.last_paid = share

    def pulls(self, mu: np.ndarray, s: np.ndarray, terms: Terms) -> np.ndarray:
        """Sales moved across the year end (N,), shares of the quarter's; mu and s (keys,) as near that end."""
        return choose_pulls(
            self.managers[0].deal, self.sensitivity, mu[self.rows.columns], s[self.rows.columns], *self._terms, *self.curves, terms
        )

    @property
    def _terms(self) -> tuple[np.ndarray, ...]:
        return self.rows.s_full, self.rows.rho, self.rows.scale, self.reach

    def _each(self, name: str) -> np.ndarray:
        return _stacked(self.managers, name)

    def _convictions(self) -> np.ndarray:
        """Effects (N, K, columns) to decide by: as believed, or as practices colour them."""
        plain = all(manager.tint is None for manager in self.managers)
        return self.minds.effects if plain else self._each("convictions")


def _stacked(managers: Sequence[Manager], name: str) -> np.ndarray:
    """What managers have under `name`, one above the other."""
    return np.array([getattr(manager, name) for manager in managers])


def _curves(managers: Sequence[Manager]) -> tuple[np.ndarray, ...]:
    """Knots, jumps and slopes (N, parts, K) and gates (N, gates, 3) of their agreements."""
    return tuple(np.array([getattr(manager.deal, name) for manager in managers]) for name in ("knots", "jumps", "slopes", "gate"))
