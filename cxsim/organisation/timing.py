"""Sales moved between this year and the next, decided when most of the year is known.

Chosen on a grid, because pay has jumps (Larkin 2014): a gradient does not see across a threshold. A pulled sale
costs a price cut now and is missing next quarter; a delayed sale may be lost, so that waiting is never free.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxsim.base.schema import Settings
from cxsim.organisation import kernels
from cxsim.organisation.effect_columns import SALES
from cxsim.organisation.payoff import Deal
from cxsim.organisation.scorecard import View

GRID = 30  # steps from half the limit delayed to the whole limit pulled; a multiple of 3, so that 0 is on it
QUARTER_SHARE = 25.0  # % of a year's sales in one quarter
JUST_MORE = 1e-9


@dataclass(frozen=True)
class Terms:
    """What moving sales costs."""

    limit: float  # largest share of the quarter's sales pulled forward; half of it may be delayed
    price_step: float  # price given away per pulled sale, share
    delay_loss: float  # share of delayed sales lost
    effort: float  # % of base pay a year per squared share
    awareness: float  # of the ratchet

    @cached_property
    def menu(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Shares that may be pulled (G,), and what each does now and later, see `moved_shares`."""
        grid = self.limit * (np.arange(GRID + 1) * 1.5 / GRID - 0.5)
        grid[GRID // 3] = 0.0
        return grid, *moved_shares(grid, self)


def terms_of(settings: Settings) -> Terms:
    """What moving sales across a year end costs in this company."""
    behaviour = settings.behaviour
    return Terms(
        limit=behaviour.timing_limit,
        price_step=settings.market.price_step,
        delay_loss=behaviour.delay_loss,
        effort=behaviour.attention_cost,
        awareness=behaviour.ratchet_awareness,
    )


def moved_shares(pull: np.ndarray, terms: Terms) -> tuple[np.ndarray, np.ndarray]:
    """Change of revenue in this and in the next quarter, shares of a quarter's sales, for each `pull`."""
    now = np.where(pull > 0.0, pull * (1.0 - terms.price_step), pull)
    later = np.where(pull > 0.0, -pull, -pull * (1.0 - terms.delay_loss))
    return now, later


def choose_pull(deal: Deal, view: View, reach: np.ndarray, sensitivity: float, terms: Terms) -> float:
    """Share of the quarter's sales to pull into this year (negative: delay); 0 unless strictly better.

    `view.s` is the error left near the end of the year; `reach` (M, columns).
    """
    alone = (view.mu, view.s, view.s_full, view.rho, view.scale, reach, deal.knots, deal.jumps, deal.slopes, deal.gate)
    return float(choose_pulls(deal, np.array([sensitivity]), *(part[None] for part in alone), terms)[0])


def choose_pulls(
    deal: Deal, sensitivity: np.ndarray, mu: np.ndarray, s: np.ndarray, s_full: np.ndarray, rho: np.ndarray, scale: np.ndarray,
    reach: np.ndarray, knots: np.ndarray, jumps: np.ndarray, slopes: np.ndarray, gate: np.ndarray, terms: Terms,
) -> np.ndarray:  # fmt: skip
    """`choose_pull` (N,) of N managers of one level; `deal` is any one's, what is their own has their number as first axis."""
    per_sale = QUARTER_SHARE * reach[:, :, SALES] * scale[:, :, SALES]
    tempted = per_sale.any(axis=1) & (sensitivity > 0.0)
    if terms.limit <= 0.0 or not tempted.any():
        return np.zeros(sensitivity.size)
    pulls = kernels.best_pulls(
        sensitivity * deal.bonus, terms.effort / 8.0, GRID // 3, JUST_MORE, *terms.menu, per_sale, terms.awareness, mu, s, s_full, rho,
        deal.omega, deal.weight, knots, jumps, slopes, deal.size, gate,
    )  # fmt: skip
    return np.where(tempted, pulls, 0.0)
