"""The calibration: at most ten numbers, a fit that finds known truths, and intervals that notice when they are too narrow."""

from __future__ import annotations

import numpy as np
import pytest

from cxsim.study.configuration import load
from cxsim.trust import calibration
from cxsim.trust.calibration import _counted, choice, holdout, managers, people, recovery, searched
from cxsim.trust.calibration.fit import SD_PER_HALF_BAND, fitted
from cxsim.trust.calibration.parameters import MOST, current, placed, tuned
from cxsim.trust.lines import Notebook
from cxsim.trust.section import QUICK, Ask
from cxsim.trust.targets import target


def test_at_most_ten_numbers_are_tuned_and_the_program_says_so():
    assert len(tuned()) <= MOST
    counted = _counted(load())
    assert counted[0].holds == "yes"
    assert counted[1].value == len(searched(load())) > 0, "a design search looked at the same figures; the page must say so"
    assert len({item.key for item in tuned()}) == len(tuned())


@pytest.mark.parametrize("stage", ["people", "managers"])
def test_numbers_in_use_lie_inside_their_ranges_and_come_back(stage):
    settings = load()
    here = current(settings, stage)
    assert (here > 0).all()
    assert (here < 1).all()
    moved = placed(settings, stage, here + 0.01)
    np.testing.assert_allclose(current(moved, stage), here + 0.01)
    assert placed(settings, stage, here) is not settings
    np.testing.assert_allclose(current(settings, stage), here, err_msg="the settings given were changed")


def linear(units):
    return SLOPES @ (units - TRUTH)


SLOPES = np.array([[4.0, 0.0, 1.0], [0.0, 5.0, 0.0], [1.0, 0.0, 6.0], [2.0, 2.0, 2.0]])
TRUTH = np.array([0.3, 0.55, 0.8])


def test_a_straight_problem_is_solved_and_its_spread_is_the_closed_form():
    found = fitted(linear, np.full(3, 0.5))
    np.testing.assert_allclose(found.units, TRUTH, atol=1e-4)
    exact = np.sqrt(np.diag(np.linalg.inv(SLOPES.T @ SLOPES / SD_PER_HALF_BAND**2)))
    np.testing.assert_allclose(found.sd, exact, rtol=0.02)


def test_a_number_no_figure_depends_on_is_said_to_be_unknown():
    blind = fitted(lambda units: SLOPES[:, :2] @ (units[:2] - TRUTH[:2]), np.full(3, 0.5))
    assert blind.sd[2] == pytest.approx(12.0**-0.5)
    assert blind.condition > 1e6


def made_up(draws=300, sd=1.0):
    """Recovery on a straight emulator; `sd` shrinks the spread the routine states."""
    centre = np.full(3, 0.5)
    places = recovery.design(centre, 32)
    model = recovery.emulator(places, np.array([linear(units) for units in places]), centre)
    return recovery.recover(model, draws)


def test_intervals_cover_and_ranks_are_even():
    covered, rank = made_up()
    assert 0.92 < covered.mean() < 0.98
    assert recovery.unevenness(rank).min() > 0.001


def test_too_sure_a_routine_is_noticed(monkeypatch):
    """A planted fault: the spread forgets half of its width."""
    from cxsim.trust.calibration import fit

    right = fit._spread
    monkeypatch.setattr(fit, "_spread", lambda jacobian: right(jacobian) / 2)
    covered, rank = made_up()
    assert covered.mean() < 0.8
    assert recovery.unevenness(rank).min() < 0.001


def test_the_emulator_is_exact_for_a_quadratic_and_honest_about_more():
    centre = np.full(2, 0.5)
    places, fresh = recovery.design(centre, 64), recovery.design(centre, 128)[64:]
    bent = lambda at: np.column_stack([at[:, 0] ** 2 - at[:, 1], at[:, 0] * at[:, 1]])  # noqa: E731
    wild = lambda at: np.column_stack([np.sin(40 * at[:, 0])])  # noqa: E731
    assert recovery.unexplained(recovery.emulator(places, bent(places), centre), fresh, bent(fresh)) < 1e-4
    assert recovery.unexplained(recovery.emulator(places, wild(places), centre), fresh, wild(fresh)) > 0.3


@pytest.fixture(scope="module")
def told():
    """Figures of people with the tuned numbers as they are."""
    ask = Ask(load(), QUICK)
    return people.lines(ask, current(ask.settings, "people"))


def test_figures_are_the_same_twice_and_follow_a_tuned_number(told):
    ask = Ask(load(), QUICK)
    here = current(ask.settings, "people")
    one = np.array([people.distance(line) for line in told])
    np.testing.assert_array_equal(one, people.distances(ask, here))
    more = here.copy()
    more[[item.key for item in tuned("people")].index("customers.solve_assisted")] += 0.2
    solved = [line.name for line in told].index("solved with one assisted contact, %")
    assert people.distances(ask, more)[solved] > one[solved]


# ---------------------------------------------------------------- findings left out, luck, and the choice of numbers


def test_findings_to_leave_out_are_those_measured(told):
    assert {line.topic for line in told} == set(holdout.FINDINGS)


def test_a_finding_left_out_has_no_say_in_its_own_fit():
    """The last figure is what is left out; once it is used, the fit must follow it, or this test sees nothing."""
    unseen, seen = np.array([True, True, True, False]), np.ones(4, bool)

    def ends(other, used):
        return holdout.fit_to(lambda units: linear(units) - [0.0, 0.0, 0.0, other], SLOPES, used, 6)

    np.testing.assert_array_equal(ends(0.0, unseen), ends(3.0, unseen))
    np.testing.assert_allclose(ends(3.0, unseen), TRUTH, atol=1e-9)
    assert np.abs(ends(0.0, seen) - ends(3.0, seen)).max() > 0.05


def test_a_number_only_the_left_out_finding_knows_stays_in_the_middle():
    known = np.array([True, True, False])
    slopes = np.array([[4.0, 0.0, 0.0], [0.0, 5.0, 0.0], [0.0, 0.0, 6.0]])
    units = holdout.fit_to(lambda units: slopes @ (units - TRUTH), slopes, known, 3)
    np.testing.assert_allclose(units, [TRUTH[0], TRUTH[1], 0.5], atol=1e-9)


def test_what_tuned_numbers_can_imitate_is_no_effect_of_its_own():
    tuned_ones = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]])
    held = np.array([2.0 * tuned_ones[0] - tuned_ones[1], [0.0, 0.0, 0.0, 3.0], [np.nan, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(choice.own_direction(np.vstack([tuned_ones, held]), 2), [0.0, 3.0, 0.0], atol=1e-12)
    assert choice.taken_first(np.vstack([tuned_ones, held]), 2) == [3, 2]


def test_steps_are_taken_in_behaviour_only_and_in_tuned_numbers_first():
    moves = choice.steps(Ask(load()))
    assert [move.key for move in moves[:8]] == [item.key for item in tuned("people")]
    assert len({move.key for move in moves}) == len(moves) > 80
    assert {move.key.partition(".")[0] for move in moves} == {"customers", "channels", "survey"}


def test_luck_above_a_tenth_of_a_half_band_is_told():
    lines = lambda value: [target("C-1", "calm", 0.0, 2.0, 1.0, ""), target("C-2", "lucky", 0.0, 2.0, value, "")]  # noqa: E731
    told = calibration._luck_lines({("luck", seed): lines(1.0 + 0.3 * (seed % 2)) for seed in calibration.LUCKS})
    assert [line.holds for line in told] == ["yes", "no"]
    assert "lucky" in told[1].note
    calm = calibration._luck_lines({("luck", seed): lines(1.0) for seed in calibration.LUCKS})
    assert [line.holds for line in calm] == ["yes", "yes"]


def test_a_number_the_figures_leave_open_is_named():
    blind = fitted(lambda units: np.append(9.0 * units[:7], 0.0), np.full(8, 0.5))
    line = calibration._poorly_known(Notebook("calibration", "the fit made anew"), blind)
    assert line.value == 1.0
    assert line.holds == "no"
    assert tuned("people")[7].key in line.note


def test_the_second_year_of_the_small_bonus_is_read_from_the_second_year():
    class Run:
        def __init__(self, second):
            self.revenue, self.moved = np.array([100.0] * 4 + [second] * 4), np.zeros(8)

    seen = managers.Seen({(managers.TWO_YEARS, 1): {"team_bonus": Run(102.0), "fixed_pay": Run(100.0)}}, (1,))
    line = managers._second_year(seen, target("C-11", "sales gained, year 1, %", 1.5, 5.0, 0.0, ""))
    assert line.value == pytest.approx(2.0)
    assert line.name == "sales gained, year 2, %"
