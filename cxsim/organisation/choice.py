"""The quarterly choice: where the worth of attention meets its strain.

Strain is quadratic around the job done without a bonus, with a cross term for substitution (Holmstrom and
Milgrom 1991); effects are concave, with slope 1 at that job. Without sensitivity to pay the job comes back bit
for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.base.schema import BehaviourSettings
from cxsim.organisation import kernels
from cxsim.organisation.payoff import Deal
from cxsim.organisation.scorecard import View


@dataclass(frozen=True)
class Strain:
    """Cost of attention of one level and the limits of each activity; all per year, % of base pay."""

    own: float  # per squared attention
    shared: float  # per squared sum: substitution between activities
    reference: np.ndarray  # (K,) the job without a bonus
    low: np.ndarray  # (K,) least attention
    high: np.ndarray  # (K,) most attention


def worth(deal: Deal, view: View, awareness: float, risk_aversion: float = 0.0) -> np.ndarray:
    """Worth (rows, years) of one more % of target, in shares of target bonus.

    `risk_aversion` is absolute, per share of base pay.
    """
    theta = risk_aversion * deal.bonus / 100.0
    return kernels.worth_of_metrics(
        view.mu, view.s, view.s_full, view.rho, awareness, deal.omega, deal.weight, deal.knots, deal.jumps,
        deal.slopes, deal.size, deal.n_parts, deal.gate, theta,
    )  # fmt: skip


def attention_values(
    deal: Deal, worth_of: np.ndarray, reach: np.ndarray, view: View, effects: np.ndarray, response: np.ndarray
) -> np.ndarray:
    """Worth (K,) of one unit of effect of each activity, % of base pay a year.

    reach (rows, columns), effects (K, columns), response (columns, K, years).
    """
    return deal.bonus * kernels.pulse_values(worth_of, reach, view.scale, effects, response)


def best_attention(value: np.ndarray, duty: np.ndarray, strain: Strain) -> np.ndarray:
    """Attention (K,) that balances `value` (K,) against the strain of leaving `duty` (K,)."""
    return kernels.best_attention(value, duty, strain.reference, strain.low, strain.high, strain.own, strain.shared)


def best_response(
    deal: Deal, view: View, reach: np.ndarray, effects: np.ndarray, response: np.ndarray, force: float,
    duty: np.ndarray, strain: Strain, behaviour: BehaviourSettings,
) -> np.ndarray:  # fmt: skip
    """`worth`, `attention_values` times `force`, and `best_attention` in one call; the same bits, sooner."""
    return kernels.best_response(
        force, behaviour.ratchet_awareness, behaviour.risk_aversion * deal.bonus / 100.0,
        view.mu, view.s, view.s_full, view.rho, view.scale, reach,
        deal.omega, deal.weight, deal.knots, deal.jumps, deal.slopes, deal.size, deal.gate, deal.bonus,
        effects, response, duty, strain.reference, strain.low, strain.high, strain.own, strain.shared,
    )  # fmt: skip


def by_habit(attention: np.ndarray, goal: np.ndarray, habit: float) -> np.ndarray:
    """Part of the way from last quarter's attention to the goal; habit 1 jumps there."""
    return attention + habit * (goal - attention)


def effect(attention: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Concave effect of attention: 0 at the reference with slope 1, infinitely steep at zero."""
    return 2.0 * np.sqrt(reference) * (np.sqrt(attention) - np.sqrt(reference))
