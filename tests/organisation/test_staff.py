"""Front-line staff: fewer leave where work is good, newcomers know less, replacing costs, and nothing drifts by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stand_ins import settings

from cxsim.organisation import capability, staff
from cxsim.organisation.layout import lay_out


def place(**behaviour):
    """(settings, layout, craft, stocks) of a company with these settings of managers' behaviour."""
    made = settings(behaviour)
    layout = lay_out(made)
    craft = capability.craft_of(made, layout)
    return made, layout, craft, capability.new_stocks(layout, craft)


def quarters(count, made, layout, craft, stocks, luck=0.0, morale=0.0):
    """Let quarters of leaving and learning pass; returns the last yearly rate (T,)."""
    rate = None
    for _ in range(count):
        rate = staff.turn_over(stocks, craft, made.behaviour, np.full(len(layout.touchpoints), luck), morale)
    return rate


def test_at_the_reference_job_nobody_leaves_above_the_usual():
    made, layout, craft, stocks = place()
    rate = quarters(8, made, layout, craft, stocks)
    assert (rate == made.behaviour.staff_leaving).all()
    assert not stocks.newcomers.any() and not stocks.leaving.any()


def test_worse_work_drives_people_away_at_the_pace_of_the_settings():
    made, layout, craft, stocks = place()
    stocks.morale[:] = -0.05
    rate = quarters(1, made, layout, craft, stocks)
    assert rate == pytest.approx(0.20 * np.exp(5.0 * 0.05))
    assert stocks.newcomers == pytest.approx((rate - 0.20) / 4)


def test_what_develops_people_and_what_practices_add_keep_them():
    made, layout, craft, stocks = place()
    stocks.skill[:, craft.develop] = 0.02
    assert (staff.engagement(stocks, craft, 0.06) == pytest.approx(0.08)) and (quarters(1, made, layout, craft, stocks, morale=0.06) < 0.20).all()


def test_newcomers_learn():
    made, layout, craft, stocks = place()
    stocks.newcomers[:] = 0.10
    quarters(3, made, layout, craft, stocks)
    assert stocks.newcomers == pytest.approx(0.10 * 0.6**3)


def test_newcomers_know_less_and_are_as_kind():
    _, layout, craft, stocks = place()
    before = capability.service_state(stocks, craft, layout)["quality"]
    stocks.newcomers[:] = 0.10
    after = capability.service_state(stocks, craft, layout)["quality"]
    lost = (before - after)[layout.open_]
    assert lost[:, :2] == pytest.approx(0.015) and (lost[:, 2] == 0.0).all()


def test_replacing_people_costs_the_unit_that_lost_them():
    _, layout, craft, stocks = place()
    stocks.leaving[layout.unit_of == 0] = 0.04
    cost = capability.service_state(stocks, craft, layout)["cost_factor"]
    assert cost[0] == pytest.approx(1.0 + 0.45 * 0.04) and (cost[1:] == 1.0).all()


def test_luck_is_named_by_touchpoint_and_seed():
    _, layout, _, _ = place()
    luck = staff.luck_of(3, layout, 8)
    assert luck.shape == (8, len(layout.touchpoints)) and (luck == staff.luck_of(3, layout, 8)).all()
    assert (luck != staff.luck_of(4, layout, 8)).any() and len(set(luck[0])) == len(layout.touchpoints)
    turned = replace(layout, touchpoints=layout.touchpoints[::-1])
    assert (staff.luck_of(3, turned, 8) == luck[:, ::-1]).all()


def test_nobody_leaves_less_than_not_at_all():
    made, layout, craft, stocks = place(staff_leaving_luck=2.0)
    assert (quarters(1, made, layout, craft, stocks, luck=-3.0) == 0.0).all()
