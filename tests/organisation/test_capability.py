"""Stocks and service: level at the reference job, quick things quick, slow things slow."""

from __future__ import annotations

import numpy as np
import pytest
from stand_ins import settings

from cxsim.customers.service import ServiceState
from cxsim.organisation import capability
from cxsim.organisation.choice import effect
from cxsim.organisation.layout import lay_out


def company_at_work(quarters, **shift):
    """Stocks after some quarters with attention shifted from the reference."""
    made = settings()
    layout = lay_out(made)
    craft = capability.craft_of(made, layout)
    stocks = capability.new_stocks(layout, craft)
    attention = np.tile(craft.reference, (len(layout.touchpoints), 1))
    for name, change in shift.items():
        attention[:, list(made.behaviour.activities).index(name)] += change
    for _ in range(quarters):
        capability.work(stocks, craft, attention, made.behaviour.saving_speed)
    return made, layout, craft, stocks


def service(made, layout, craft, stocks):
    return capability.service_state(stocks, craft, layout)


@pytest.mark.parametrize("name", ["telecom", "bank", "retailer", "null_company"])
def test_reference_job_gives_the_reference_service_exactly(name):
    made = settings(company=name)
    layout = lay_out(made)
    craft = capability.craft_of(made, layout)
    state = ServiceState(**service(made, layout, craft, capability.new_stocks(layout, craft)))
    for field, value in vars(ServiceState.reference(made)).items():
        assert np.array_equal(getattr(state, field), value), field


def test_nothing_drifts_at_the_reference_job():
    _, _, _, stocks = company_at_work(40)
    assert not stocks.skill.any() and not stocks.saving.any() and not stocks.selling.any()


def test_effect_has_slope_one_at_the_job():
    a0 = np.array([0.2])
    assert (effect(a0 + 1e-6, a0) / 1e-6)[0] == pytest.approx(1.0, abs=1e-4)
    assert effect(a0, a0)[0] == 0.0


def test_selling_pays_at_once_and_its_pressure_grows():
    now, later = (service(*company_at_work(n, win=0.1)) for n in (1, 12))
    assert np.array_equal(now["offer"], later["offer"])
    assert now["join"] == later["join"] > 1.0
    assert np.all(later["quality"][..., 2] <= now["quality"][..., 2])


def test_savings_come_before_the_thinning():
    made, layout, craft, stocks = company_at_work(1, cut=0.05)
    end = company_at_work(40, cut=0.05)[3]
    cut = craft.cut
    assert stocks.saving[0] / end.saving[0] == pytest.approx(made.behaviour.saving_speed, abs=1e-6)
    assert stocks.skill[0, cut] / end.skill[0, cut] == pytest.approx(0.2, abs=1e-3)
    thin = service(made, layout, craft, end)
    assert np.all(thin["cost_factor"] < 1.0) and np.all(thin["deflect"] > 0.0)


def test_quick_fixes_fade_fast_and_building_stays():
    made, _, craft, stocks = company_at_work(12, fix=0.1, build=0.1)
    names = list(made.behaviour.activities)
    before = stocks.skill[0].copy()
    rest = np.tile(craft.reference, (stocks.skill.shape[0], 1))
    for _ in range(4):
        capability.work(stocks, craft, rest, made.behaviour.saving_speed)
    left = (
        stocks.skill[0][[names.index("fix"), names.index("build")]] / before[[names.index("fix"), names.index("build")]]
    )
    assert left[0] < 0.1 < 0.6 < left[1]


def test_connecting_helps_what_leaves_the_unit():
    plain, joined = service(*company_at_work(8)), service(*company_at_work(8, connect=0.05))
    gain = joined["handoff"] - plain["handoff"]
    between = ~np.eye(gain.shape[0], dtype=bool)
    assert np.all(gain[between] > np.diag(gain).max())


def test_polish_moves_the_measurement_only():
    plain, polished = service(*company_at_work(8)), service(*company_at_work(8, polish=0.05))
    assert np.array_equal(plain["quality"], polished["quality"])
    assert polished["inflate_company"] > plain["inflate_company"]


def test_bad_customer_experience_wears_staff_down():
    made, layout, craft, stocks = company_at_work(4)
    capability.feel(stocks, craft, np.full(len(layout.touchpoints), -10.0), made.behaviour.staff_tie)
    assert np.all(service(made, layout, craft, stocks)["quality"] <= service(*company_at_work(4))["quality"])
    assert np.all(stocks.morale < 0.0)


def test_integration_helps_crossings_slowly_and_costs_money():
    made, layout, craft, stocks = company_at_work(0)
    capability.integrate(stocks, 0.10, 0.05, made.behaviour.integration_speed)
    first = service(made, layout, craft, stocks)
    for _ in range(20):
        capability.integrate(stocks, 0.10, 0.05, made.behaviour.integration_speed)
    later = service(made, layout, craft, stocks)
    assert first["handoff"][0, 1] < later["handoff"][0, 1]
    assert first["handoff"][0, 0] == later["handoff"][0, 0]
    assert np.all(first["cost_factor"] > 1.0)


def test_copies_of_stocks_are_independent():
    stocks = company_at_work(2, fix=0.1)[3]
    other = stocks.copy()
    other.skill += 1.0
    other.tilt += 1.0
    assert not np.array_equal(stocks.skill, other.skill) and not np.array_equal(stocks.tilt, other.tilt)
