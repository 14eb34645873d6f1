"""How practices reach managers: hours asked for, beliefs coloured, attention of executives to what crosses units."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from cxsim.organisation.agents import Executive, House, TouchpointManager, UnitHead
from cxsim.organisation.conditions import Conditions
from cxsim.organisation.effect_columns import MONEY, MONEY_SPILL, N_COLUMNS, QUALITY, SPILL

LEAST = 0.1  # share of a standing duty that no practice takes away: law, rosters, systems (assumption)


def hours(ask: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Shift (K,) of the standing job by what is asked (K,): the hours come from the whole job in proportion.

    No hour is free: the shift adds to zero unless a duty would fall below a tenth of itself.
    """
    shift = ask - ask.sum() * reference / reference.sum()
    return np.maximum(shift, (LEAST - 1.0) * reference)


def tint(now: Conditions) -> np.ndarray | None:
    """Multiplier (K, columns) of beliefs, None when nothing colours them."""
    money = now.times("money")
    if not now.believe.any() and money == 1.0:
        return None
    table = np.ones((now.believe.size, N_COLUMNS))
    table[:, [QUALITY, SPILL, MONEY, MONEY_SPILL]] *= np.maximum(1.0 + now.believe, 0.0)[:, None]
    table[:, [MONEY, MONEY_SPILL]] *= money
    return table


def guide(
    now: Conditions,
    house: House,
    front: Sequence[TouchpointManager],
    heads: Sequence[UnitHead],
    executives: Sequence[Executive],
) -> None:
    """Tell everybody before they decide."""
    shift, colours = hours(now.ask, house.reference), tint(now)
    for manager in front:
        manager.extra, manager.tint = shift, colours
    for head in heads:
        head.tint = colours
    for executive in executives:
        executive.extra = now.flat["integration"]
        executive.duty = executive.standing_duty()
        executive.tint = None if colours is None else _of_executives(now)


def _of_executives(now: Conditions) -> np.ndarray:
    """Executives have one activity, integration: practices colour what a point of it is worth, not the points."""
    table = np.ones((1, N_COLUMNS))
    table[:, [MONEY, MONEY_SPILL]] *= now.times("money")
    return table
