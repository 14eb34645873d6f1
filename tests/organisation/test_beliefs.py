"""Beliefs: keyed, distorted wisdom; learning by comparison with mates."""

from __future__ import annotations

import numpy as np
import pytest
from stand_ins import company, growth, live, settings, with_units

from cxsim.organisation.beliefs import Lesson, new_mind, responses, take_lesson, wisdom_of
from cxsim.organisation.layout import lay_out
from cxsim.organisation.lessons import comparison, minus_mates
from cxsim.organisation.reach import MONEY, POLISH, QUALITY, SALES


def test_without_error_a_newcomer_believes_the_table():
    made = settings({"belief_sd": 0.0})
    wisdom = wisdom_of(made)
    effects = new_mind(wisdom, 1, "mobile/web", 0).effects
    assert effects[:, SALES] == pytest.approx(wisdom.sales)
    assert effects[:, QUALITY] + effects[:, POLISH] == pytest.approx(wisdom.score)
    assert effects[:, MONEY] == pytest.approx(wisdom.money * effects[:, QUALITY])


def test_beliefs_are_keyed_by_seat_and_generation():
    wisdom = wisdom_of(settings())
    first = new_mind(wisdom, 1, "mobile/web", 0).effects
    assert np.array_equal(first, new_mind(wisdom, 1, "mobile/web", 0).effects)
    for other in (
        new_mind(wisdom, 1, "mobile/web", 1),
        new_mind(wisdom, 2, "mobile/web", 0),
        new_mind(wisdom, 1, "mobile/phone", 0),
    ):
        assert not np.array_equal(first, other.effects)


def test_polishing_is_never_believed_to_earn_money():
    made = settings()
    polish = list(made.behaviour.activities).index("polish")
    assert new_mind(wisdom_of(made), 1, "x", 0).effects[polish, MONEY] == 0.0


def test_learning_finds_an_effect_that_is_practised():
    wisdom = wisdom_of(settings({"belief_sd": 1.0}))
    mind = new_mind(wisdom, 1, "x", 0)
    luck = np.random.default_rng(0)
    truth = 40.0
    for _ in range(400):
        practice = np.zeros((3, len(wisdom.names)))
        practice[2, 2] = luck.normal(0, 0.1)
        result = np.array([np.nan, np.nan, truth * practice[2, 2] + luck.normal(0, 1.0)])
        take_lesson(mind, wisdom, Lesson(practice, result, np.array([1.0, 1.0, 1.0])))
    assert mind.effects[2, QUALITY] == pytest.approx(truth, rel=0.1)


def test_comparison_with_mates_removes_what_is_common():
    layout = lay_out(settings())
    compare = comparison(layout)
    values = np.random.default_rng(0).normal(size=(len(layout.touchpoints), 2))
    tide = np.linspace(0, 50, layout.n_units)[layout.unit_of][:, None]
    assert minus_mates(values + tide, compare) == pytest.approx(minus_mates(values, compare))
    first = np.flatnonzero(layout.unit_of == 0)
    expected = values[first[0]] - values[first[1:]].mean(axis=0)
    assert minus_mates(values, compare)[first[0]] == pytest.approx(expected)


def test_nobody_learns_alone_or_from_missing_numbers():
    compare = comparison(lay_out(with_units(settings(), 3, 1)))
    assert np.isnan(minus_mates(np.ones((3, 1)), compare)).all()
    layout = lay_out(settings())
    values = np.ones((len(layout.touchpoints), 1))
    values[0] = np.nan
    lost = np.isnan(minus_mates(values, comparison(layout)))[:, 0]
    assert np.array_equal(lost, layout.unit_of == layout.unit_of[0])


def test_learning_alone_moves_beliefs_only_of_the_adaptive():
    for name, moves in (("adaptive", True), ("best_response", False)):
        organisation = company(settings({"mechanism": name, "turnover_per_year": 0.0}), growth())
        before = [m.mind.effects.copy() for m in organisation.front]
        live(organisation, years=1, noise=0.05)
        changed = [not np.array_equal(a, m.mind.effects) for a, m in zip(before, organisation.front)]
        assert all(changed) == moves and any(changed) == moves


def test_believed_responses_add_to_the_long_run_effect():
    made = settings({"horizon_years": 10})
    table = responses(made)
    for row, item in enumerate(made.behaviour.activities.values()):
        assert table[0, QUALITY, row].sum() == pytest.approx(item.build_speed / item.fade_speed, rel=0.02)
    assert table[0, SALES, :, 0] == pytest.approx(1.0)
