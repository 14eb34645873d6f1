"""Was it the right choice of numbers to tune? One step in every number of customers, channels and surveys, on the same luck.

A number that was held is no loss to the fit where its step moves the figures much as some mixture of the tuned ones
does; where it moves them in a direction of its own, the figures know something about it that is not used.
"""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
from scipy.linalg import qr

from cxsim.base.building import build
from cxsim.base.schema import Settings
from cxsim.trust.calibration import people
from cxsim.trust.calibration.parameters import tuned
from cxsim.trust.leaves import UP, Move, moves
from cxsim.trust.section import Ask

PARTS = ("customers.", "channels.", "survey.")  # company facts and market are no behaviour
ASKED = "survey.relationship_rate"  # these populations are asked more often than any company asks
QUICK_STRIDE = 8


def steps(ask: Ask) -> list[Move]:
    """One step up (a fifth; at least 0.2 in log-odds) in each number; tuned ones first. A quick look takes few of the others."""
    keys = [item.key for item in tuned("people")]
    every = {move.key: move for move in moves(ask.settings) if move.side == UP and move.key.startswith(PARTS) and move.key != ASKED}
    others = [move for key, move in every.items() if key not in keys]
    return [*(every[key] for key in keys), *(others[::QUICK_STRIDE] if ask.size.quick else others)]


def moved(ask: Ask, changes: tuple[Move, ...]) -> np.ndarray:
    """What each step moves the figures by, half-bands, shape (steps, figures)."""
    homes = people.homes(ask, people.QUICK_PEOPLE if ask.size.quick else people.DESIGN_PEOPLE)
    years = people.QUICK_YEARS if ask.size.quick else people.WARM_YEARS

    def distances(change: Move) -> np.ndarray:
        subscription, transaction = (build(Settings, change.applied(asdict(home)), "settings") for home in homes)
        return np.array([people.distance(line) for line in people.figures(subscription, transaction, years)])

    start = distances(Move("", ""))
    return np.array([distances(change) - start for change in changes])


def own_direction(effects: np.ndarray, tuned_numbers: int) -> np.ndarray:
    """Size of what each held number does beyond any mixture of the tuned ones, half-bands, shape (held,).

    `effects` is (steps, figures), tuned numbers first; figures that cannot be told (nan) count as not moved.
    """
    effects = np.nan_to_num(effects)
    span, _ = np.linalg.qr(effects[:tuned_numbers].T)
    held = effects[tuned_numbers:]
    return np.linalg.norm(held - held @ span @ span.T, axis=1)


def taken_first(effects: np.ndarray, count: int) -> list[int]:
    """Which steps a selection takes that adds, each time, the one with the largest effect of its own (pivoted QR)."""
    return [int(place) for place in qr(np.nan_to_num(effects).T, mode="r", pivoting=True)[1][:count]]
