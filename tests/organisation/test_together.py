"""Managers worked out together do what they do when asked one by one; a class of one's own is always asked itself."""

from __future__ import annotations

import numpy as np
import pytest

import cxsim
from cxsim.organisation.agents import Executive, TouchpointManager, UnitHead
from cxsim.organisation.together import WHOLE_DAY
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.simulation.run import Run


class AskedAlone(TouchpointManager):
    """The built-in manager in another class, which nobody works out together."""

    asked = 0

    def decide(self, view):
        type(self).asked += 1
        return super().decide(view)


class HeadAlone(UnitHead):
    """The built-in head in another class."""


class ExecutiveAlone(Executive):
    """The built-in executive in another class."""


EVERYBODY = {"touchpoint": AskedAlone, "head": HeadAlone, "executive": ExecutiveAlone}


def lived(words, classes):
    settings = cxsim.load("experiment=tiny", "customers.count=300", *words)
    model = CxModel(settings, Scheme.from_mapping(settings.scheme), warm_up(settings), manager_classes=classes)
    for _ in range(settings.horizon.years * QUARTERS):
        model.step()
    return model


ON_THE_SCALE = (  # a curve on the score itself is drawn anew for each year's target
    "+scheme.curves.scale={kinks: [[60, 0], [70, 100], [80, 200]]}",
    *(
        f"+scheme.levels.{level}.components.touchpoint_satisfaction.{word}"
        for level in ("team_lead", "middle_manager")
        for word in ("basis=value", "curve=scale")
    ),
)
HARD = ("behaviour.pay_sensitivity=5", "behaviour.attention_cost=10", "behaviour.substitution_cost=0")  # days so full that they must give way


@pytest.mark.parametrize(
    "words",
    [
        ("scheme=unit_growth", "horizon.years=2"),
        ("scheme=cx_gate", "behaviour.risk_aversion=0.5", "company=bank"),
        ("scheme=deferred_three_year", "behaviour.mechanism=best_response", "behaviour.turnover_per_year=0.5", "horizon.years=2"),
        ("scheme=balanced_scorecard", "practice=[closed_loop,goal_from_the_top]"),
        ("scheme=unit_growth_cost", *HARD),
        ("scheme=unit_satisfaction", *ON_THE_SCALE, "horizon.years=3"),
        ("scheme=company_profit", "horizon.years=3"),
        ("scheme=seniority_gradient", "behaviour.sensitivity_by_level={executive: 0.7, unit_head: 1.3}", "horizon.years=2"),
    ],
)
def test_together_is_one_by_one_to_the_last_bit(words):
    AskedAlone.asked = 0
    together, alone = lived(words, {}), lived(words, EVERYBODY)
    assert AskedAlone.asked == len(alone.organisation.front) * alone.quarter
    assert not (alone.organisation._crews or alone.organisation._leading or alone.organisation._funding)
    assert together.organisation.log.attention().tobytes() == alone.organisation.log.attention().tobytes()
    assert Run(together).digest == Run(alone).digest
    paid, paid_alone = ([manager.last_paid for manager in model.organisation.front] for model in (together, alone))
    np.testing.assert_array_equal(paid, paid_alone)  # what each remembers of the last payout


def test_the_hard_case_has_days_that_are_too_full():
    model = lived(("scheme=unit_growth_cost", *HARD), {})
    days = np.array([manager.attention.sum() for manager in model.organisation.front])
    assert np.any(days >= WHOLE_DAY - 1e-12) and np.all(days <= WHOLE_DAY + 1e-12)


def test_one_seat_of_ones_own_is_asked_and_its_mates_are_worked_out():
    AskedAlone.asked = 0
    model = lived(("scheme=unit_growth",), {"mobile/phone": AskedAlone})
    assert AskedAlone.asked == model.quarter
    assert Run(model).digest == Run(lived(("scheme=unit_growth",), {})).digest


@pytest.mark.parametrize("scheme", ["company_profit", "seniority_gradient", "unit_growth_cost"])
def test_reach_kept_over_a_new_year_is_what_it_would_be_anew(scheme):
    model = lived((f"scheme={scheme}", "horizon.years=2"), {})
    organisation = model.organisation
    before = [manager.reach.copy() for manager in organisation.managers]
    organisation._open_year()
    for manager in organisation.managers:
        np.testing.assert_array_equal(manager.reach, organisation._reach(manager.deal, manager.seat), err_msg=manager.name)
    moved = any(not np.array_equal(manager.reach, old) for manager, old in zip(organisation.managers, before, strict=True))
    assert moved == (scheme == "company_profit"), "only shares of the company's money move"
