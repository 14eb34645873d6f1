"""Touchpoint managers who answer by best response, worked out in one compiled call a quarter: the same bits as one by one.

Only the built-in class with a built-in mechanism goes this way. A class or a mechanism of one's own is always asked
itself, through `act`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from cxsim.organisation import kernels
from cxsim.organisation.agents import WHOLE_DAY, Manager, TouchpointManager, within_the_day
from cxsim.organisation.behaviours import Adaptive, BestResponse
from cxsim.organisation.choice import by_habit

NEARLY = 1e-9  # of a whole day: closer to it than that is looked at one by one


def can_join(manager: Manager) -> bool:
    """Whether a manager decides as built in, by best response, and cares for pay."""
    mechanism = type(manager.house.mechanism)
    return type(manager) is TouchpointManager and mechanism in (BestResponse, Adaptive) and manager.cares


def crews_of(managers: Sequence[Manager]) -> list[Crew]:
    """Managers who can be worked out together, by level: a level has one agreement."""
    levels: dict[str, list[Manager]] = {}
    for manager in managers:
        if can_join(manager):
            levels.setdefault(manager.seat.level, []).append(manager)
    return [Crew.of(members) for members in levels.values()]


@dataclass(frozen=True)
class Crew:
    """Managers of one level, and what of their agreements stays the same all year, stacked; N managers, M rows."""

    managers: list[Manager]
    columns: np.ndarray  # (N, M) places on the board
    terms: tuple[np.ndarray, ...]  # s_full, rho (N, M), scale, reach (N, M, columns)
    curves: tuple[np.ndarray, ...]  # knots, jumps, slopes (N, parts, K), gate (N, gates, 3)

    @classmethod
    def of(cls, managers: list[Manager]) -> Crew:
        """Stack what the managers' agreements say this year."""
        rows, deals = [manager.rows for manager in managers], [manager.deal for manager in managers]
        stack = lambda items, name: np.array([getattr(item, name) for item in items])  # noqa: E731
        terms = (stack(rows, "s_full"), stack(rows, "rho"), stack(rows, "scale"), stack(managers, "reach"))
        curves = tuple(stack(deals, name) for name in ("knots", "jumps", "slopes", "gate"))
        return cls(managers, stack(rows, "columns"), terms, curves)

    def act(self, mu: np.ndarray, s: np.ndarray, season: int) -> None:
        """Everybody decides and remembers it; mu and s (keys,) are the board's forecasts and their errors."""
        first = self.managers[0]
        deal, strain, behaviour = first.deal, first.strain, first.behaviour
        goals = kernels.best_responses(
            np.array([manager.sensitivity for manager in self.managers]), behaviour.ratchet_awareness,
            behaviour.risk_aversion * deal.bonus / 100.0, mu[self.columns], s[self.columns], *self.terms,
            deal.omega, deal.weight, *self.curves, deal.size, deal.bonus,
            np.array([manager.convictions for manager in self.managers]), first.response[season],
            np.array([manager.duty for manager in self.managers]),
            strain.reference, strain.low, strain.high, strain.own, strain.shared,
        )  # fmt: skip
        now = by_habit(np.array([manager.attention for manager in self.managers]), goals, behaviour.habit)
        full = now.sum(axis=1) > WHOLE_DAY - NEARLY
        for manager, attention, too_much in zip(self.managers, now, full.tolist()):
            manager.attention = within_the_day(attention, strain.low) if too_much else attention
