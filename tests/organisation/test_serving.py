"""The service of a quarter: the compiled one against a readable twin, for any state of a company."""

from __future__ import annotations

import math

import numpy as np
import pytest
from stand_ins import settings

from cxsim.organisation import capability
from cxsim.organisation.layout import lay_out
from cxsim.organisation.serving import LEAST_COST, MOST_COST

COMPANIES = ("telecom", "retailer", "bank", "null_company")


def company(name, seed, size):
    """A company in which everything has moved: stocks drawn at random, large enough to reach the bounds at the greater size."""
    made = settings(company=name)
    layout = lay_out(made)
    craft = capability.craft_of(made, layout)
    stocks, luck = capability.new_stocks(layout, craft), np.random.default_rng(seed)
    for part in (stocks.skill, stocks.saving, stocks.selling, stocks.morale, stocks.newcomers, stocks.leaving, stocks.tilt):
        part += luck.normal(0.0, size, part.shape)
    stocks.integration, stocks.integration_attention = luck.normal(0.0, size, 2).tolist()
    return made, layout, craft, stocks


def twin(made, layout, craft, stocks):
    """`service_state` as arrays: base plus what each stock adds, kept between its bounds."""
    b, between = made.behaviour, lambda values: np.clip(values, 0.0, 1.0)

    def at_open(values, elsewhere=0.0):
        table = np.full(layout.open_.shape, elsewhere)
        table[layout.unit_of, layout.channel_of] = values
        return table

    def of_unit(values):
        return np.array([values[layout.unit_of == u].mean() if (layout.unit_of == u).any() else 0.0 for u in range(layout.n_units)])

    work = stocks.skill @ craft.traits
    quality = craft.base_quality.copy()
    shared = b.staff_quality * stocks.morale + b.budget_effect * stocks.tilt[layout.unit_of]
    unlearnt = b.newcomer_loss * stocks.newcomers[:, None] * [1.0, 1.0, 0.0]
    quality[layout.unit_of, layout.channel_of] += work[:, :3] + shared[:, None] - unlearnt
    saving, selling, leaving, outward, own, rescue = map(of_unit, (stocks.saving, stocks.selling, stocks.leaving, *work[:, 3:].T))
    handoff = craft.base_handoff + np.where(np.eye(layout.n_units, dtype=bool), own[:, None], (outward + b.integration_effect * stocks.integration)[:, None])
    inflate = between(at_open(b.polish_base + b.polish_effect * stocks.skill[:, craft.polish], b.polish_base))
    cost = 1.0 - b.saving_effect * saving + stocks.tilt + b.integration_cost * stocks.integration_attention + b.replacement_cost * leaving
    return {
        "quality": between(quality),
        "handoff": between(handoff),
        "offer": between(at_open(b.offer_base * (1.0 + b.offer_effect * stocks.selling), b.offer_base)),
        "recover": between(b.recover_base + b.recover_effect * rescue),
        "inflate": inflate,
        "inflate_company": made.survey.company_polish_share * inflate[layout.open_].mean(),
        "deflect": b.deflect_effect * saving,
        "join": math.exp(b.join_effect * selling.mean()),
        "cost_factor": np.clip(cost, LEAST_COST, MOST_COST),
        "talk_good": max(0.0, 1.0 + b.talk_effect * rescue.mean()),
    }


@pytest.mark.parametrize("name", COMPANIES)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [0.02, 5.0])
def test_the_compiled_service_is_the_readable_one(name, seed, size):
    made, layout, craft, stocks = company(name, seed, size)
    service = capability.service_state(stocks, craft, layout)
    for field, value in twin(made, layout, craft, stocks).items():
        np.testing.assert_allclose(service[field], value, rtol=1e-12, atol=1e-12, err_msg=field)


def test_what_is_drawn_reaches_the_bounds():
    reached = [capability.service_state(stocks, craft, layout) for _, layout, craft, stocks in (company("telecom", seed, 5.0) for seed in range(8))]
    for field in ("quality", "handoff", "offer", "recover", "inflate"):
        values = np.concatenate([service[field].ravel() for service in reached])
        assert {0.0, 1.0} <= set(values.tolist()), field
    costs = np.concatenate([service["cost_factor"] for service in reached])
    assert costs.min() >= LEAST_COST and costs.max() <= MOST_COST


def test_one_shape_of_arrays_is_compiled_once():
    from cxsim.organisation.serving import serve

    made, layout, craft, stocks = company("bank", 1, 0.02)
    capability.work(stocks, craft, np.tile(craft.reference * 1.1, (len(layout.touchpoints), 1)), made.behaviour.saving_speed)
    capability.service_state(stocks, craft, layout)
    assert len(serve.signatures) == 1
