"""Edges of deciding and of the board: copied mates, wary managers, curves that cannot be read."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.organisation import scorecard
from cxsim.organisation.layout import lay_out
from cxsim.organisation.payoff import agreement_of, steps_of

FEW = ("experiment=tiny", "customers.count=60", "horizon.years=2", "output.journeys_logged=0", "output.panel=0", "scheme=unit_satisfaction")


@pytest.fixture(scope="module")
def settings():
    return cxsim.load(*FEW)


def attention(*overrides: str) -> np.ndarray:
    return cxsim.run(cxsim.load(*FEW, *overrides))._model.organisation.log.attention()


def test_whoever_copies_moves_towards_the_best_paid_mate():
    copied = attention("behaviour=imitation", "behaviour.imitation=0.5", "behaviour.exploration=0.1")
    alone = attention("behaviour=imitation", "behaviour.imitation=0", "behaviour.exploration=0.1")
    assert not np.array_equal(copied, alone)


def test_a_manager_without_mates_keeps_to_the_own_norm():
    one = attention("behaviour=norm", "behaviour.norm=0.5", *(f"company.units.{unit}.channels=[phone]" for unit in cxsim.load().company.units))
    assert np.isfinite(one).any()


def test_a_metric_without_range_or_error_is_named(settings):
    layout, behaviour = lay_out(settings), settings.behaviour
    for name in ("metric_range", "forecast_error"):
        broken = replace(settings, behaviour=replace(behaviour, **{name: {"profit": 1.0, "profit/unit": 1.0}}))
        with pytest.raises(InputError, match=name):
            scorecard.open_board(broken, layout)


def curve(**changes):
    return SimpleNamespace(**{**dict(kinks=[(90, 50), (100, 100)], shape="linear", direction="higher", beyond_last="cap"), **changes})


def test_a_curve_that_pays_less_for_better_results_is_refused():
    with pytest.raises(InputError, match="falls as the result gets better"):
        steps_of(curve(direction="lower"), "value", "lower", 100.0)


def test_one_kink_is_a_step():
    steps = steps_of(curve(kinks=[(100, 80)]), "percent_of_target", "higher", 1.0)
    assert steps.jumps.tolist() == [0.8] and steps.slopes.tolist() == [0.0]


def test_a_level_without_components_or_bonus_has_no_agreement(settings):
    scheme = SimpleNamespace(levels=["executive"], components=lambda level: [], target_bonus=lambda level: 0.5)
    assert agreement_of(scheme, "executive", settings.behaviour) is None
    assert agreement_of(None, "executive", settings.behaviour) is None


def test_wary_managers_react_less():
    bold, wary = attention(), attention("behaviour.risk_aversion=15")
    assert not np.array_equal(bold, wary)
