"""From stocks to the service customers meet, compiled; `tests/organisation/test_serving.py` holds a readable twin.

Everything is linear in the stocks, then kept within its bounds. Nothing here knows of pay.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cxsim.base.compiled import inlined, kernel
from cxsim.base.schema import Settings

LEAST_COST, MOST_COST = 0.2, 3.0  # bounds of the cost multiplier, so that no setting makes contacts free
LASTING = 2  # of effectiveness, ease and emotion, the first two are what newcomers lack: they are as kind as others
HANDOFF_OUT, HANDOFF_OWN, RESCUE = 3, 4, 5  # columns of `traits` after the three of quality


class Effects(NamedTuple):
    """What one unit of a stock, or of an effect of work, does to the service; see the fields of `behaviour` of these names."""

    staff_quality: float
    budget_effect: float
    newcomer_loss: float
    integration_effect: float
    offer_base: float
    offer_effect: float
    recover_base: float
    recover_effect: float
    polish_base: float
    polish_effect: float
    company_polish_share: float  # of the survey
    deflect_effect: float
    saving_effect: float
    integration_cost: float
    replacement_cost: float
    join_effect: float
    talk_effect: float

    @classmethod
    def of(cls, settings: Settings) -> Effects:
        """Read them from the settings."""
        homes = settings.behaviour, settings.survey
        return cls(*(float(next(getattr(home, name) for home in homes if hasattr(home, name))) for name in cls._fields))


@inlined
def within(value, low, high):
    """`value`, or the bound it would pass."""
    return min(max(value, low), high)


@kernel
def serve(effects, skill, polish, saving, selling, morale, newcomers, leaving, tilt, integration, integration_attention,
          traits, unit_of, channel_of, base_quality, base_handoff):  # fmt: skip
    """Service of a quarter from stocks over touchpoints T, activities K and units U.

    skill (T, K); saving, selling, morale, newcomers, leaving (T,); tilt (U,); `polish` is the row of that activity or
    -1; traits (K, 6) as in `Craft`. Returns quality (U, C, 3), handoff (U, U), offer and inflate (U, C), recover,
    deflect and cost factor (U,), and three numbers: begging in the company's survey, joining, talk after good journeys.
    """
    n_touch, n_units, n_channels = unit_of.size, base_quality.shape[0], base_quality.shape[1]
    quality, handoff = np.empty_like(base_quality), np.empty_like(base_handoff)
    for u in range(n_units):
        for c in range(n_channels):
            for j in range(HANDOFF_OUT):
                quality[u, c, j] = within(base_quality[u, c, j], 0.0, 1.0)  # where a unit does not run a channel
    offer = np.full((n_units, n_channels), within(effects.offer_base, 0.0, 1.0))
    inflate = np.full((n_units, n_channels), within(effects.polish_base, 0.0, 1.0))
    members, work = np.zeros(n_units), np.zeros((n_units, traits.shape[1]))
    saved, sold, left = np.zeros(n_units), np.zeros(n_units), np.zeros(n_units)
    begged = 0.0
    for t in range(n_touch):
        u, c = unit_of[t], channel_of[t]
        members[u] += 1.0
        saved[u] += saving[t]
        sold[u] += selling[t]
        left[u] += leaving[t]
        shared = effects.staff_quality * morale[t] + effects.budget_effect * tilt[u]
        for j in range(traits.shape[1]):
            done = 0.0
            for k in range(traits.shape[0]):
                done += skill[t, k] * traits[k, j]
            work[u, j] += done
            if j < HANDOFF_OUT:
                lost = effects.newcomer_loss * newcomers[t] if j < LASTING else 0.0
                quality[u, c, j] = within(base_quality[u, c, j] + (done + shared - lost), 0.0, 1.0)
        offer[u, c] = within(effects.offer_base * (1.0 + effects.offer_effect * selling[t]), 0.0, 1.0)
        polished = skill[t, polish] if polish >= 0 else 0.0
        inflate[u, c] = within(effects.polish_base + effects.polish_effect * polished, 0.0, 1.0)
        begged += inflate[u, c] - effects.polish_base
    recover, deflect, cost = np.empty(n_units), np.empty(n_units), np.empty(n_units)
    joining, rescuing = 0.0, 0.0
    for u in range(n_units):
        n = max(members[u], 1.0)
        saved[u] /= n
        joining += sold[u] / n
        rescuing += work[u, RESCUE] / n
        recover[u] = within(effects.recover_base + effects.recover_effect * (work[u, RESCUE] / n), 0.0, 1.0)
        deflect[u] = effects.deflect_effect * saved[u]
        cost[u] = within(
            1.0 - effects.saving_effect * saved[u] + tilt[u] + effects.integration_cost * integration_attention
            + effects.replacement_cost * (left[u] / n), LEAST_COST, MOST_COST,
        )  # fmt: skip
        outward = work[u, HANDOFF_OUT] / n + effects.integration_effect * integration
        for other in range(n_units):
            change = work[u, HANDOFF_OWN] / n if other == u else outward
            handoff[u, other] = within(base_handoff[u, other] + change, 0.0, 1.0)
    company = effects.company_polish_share * (effects.polish_base + begged / max(n_touch, 1))
    join = math.exp(effects.join_effect * (joining / n_units))
    talk = max(0.0, 1.0 + effects.talk_effect * (rescuing / n_units))
    return quality, handoff, offer, inflate, recover, deflect, cost, company, join, talk
