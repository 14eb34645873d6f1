"""Intervals cover what they promise; verdicts say no more than they may."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cxsim.study import statistics as st
from cxsim.study.crossing import ABOVE, BELOW, CROSSES, SEVERAL, break_even, crossing_of


def _families(n, k, trials, shift=0.0):
    """Estimates of `trials` families of k differences against one baseline (correlation one half)."""
    luck = np.random.default_rng(20261125)
    for _ in range(trials):
        runs = luck.normal(size=(n, k + 1))
        yield st.estimate_family(runs[:, 1:] - runs[:, :1] + shift)


@pytest.mark.parametrize(("n", "k"), [(5, 4), (20, 1), (20, 4), (40, 11)])
def test_intervals_hold_together_in_93_to_97_of_100_families(n, k):
    held = [all(one.lo <= 0 <= one.hi for one in family) for family in _families(n, k, 600 if k < 9 else 300)]
    assert 0.93 <= np.mean(held) <= 0.97


def test_false_better_in_at_most_10_of_100_null_pairs():
    wrong = [family[0].state == st.CLEAR for family in _families(20, 1, 1000)]
    assert np.mean(wrong) <= 0.10


def test_promised_power_is_kept():
    gap, pilot = 0.5, next(_families(40, 4, 1, shift=0.5))[0]
    n = int(st.replications_needed(math.sqrt(2), st.critical_value(np.random.default_rng(1).normal(size=(40, 4))), gap))
    assert 50 < n < 200 and pilot.n == 40
    found = [family[0].state == st.CLEAR for family in _families(n, 4, 300, shift=gap)]
    assert 0.70 <= np.mean(found) <= 0.92


def test_one_comparison_is_students_t():
    values = np.array([[1.0], [2.0], [4.0], [3.0], [5.5], [0.5]])
    one = st.estimate_family(values)[0]
    assert one.hi - one.mean == pytest.approx(2.570582 * one.se, rel=1e-6)


def test_critical_value_grows_with_the_family_up_to_bonferroni():
    values = np.random.default_rng(3).normal(size=(30, 8))
    small, large = st.critical_value(values[:, :2]), st.critical_value(values)
    assert 2.05 < small < large < 2.94


def test_columns_that_copy_each_other_count_once():
    column = np.random.default_rng(3).normal(size=(30, 1))
    assert st.critical_value(np.repeat(column, 6, axis=1)) == pytest.approx(st.critical_value(column), rel=0.02)


def test_same_answer_in_any_order():
    values = np.random.default_rng(3).normal(size=(12, 3))
    first = st.estimate_family(values)
    st.estimate_family(values[:, :2])
    assert st.estimate_family(values) == first


@pytest.mark.parametrize(
    ("lo", "hi", "m", "state"),
    [
        (4.6, 7.6, None, st.CLEAR),
        (4.6, 7.6, 1.0, st.CLEAR),
        (0.1, 0.7, 1.0, st.CLEAR_SMALL),
        (0.1, 1.7, 1.0, st.CLEAR_SIZE_OPEN),
        (-0.6, 1.8, None, st.NOT_DISTINGUISHABLE),
        (-0.6, 1.8, 1.0, st.NOT_DISTINGUISHABLE),
        (-0.3, 0.5, 1.0, st.SAME_FOR_THE_PURPOSE),
        (math.nan, math.nan, 1.0, st.NO_INTERVAL),
    ],
)
def test_states_and_their_mirror_images(lo, hi, m, state):
    assert st.verdict_state(lo, hi, m) == state
    assert st.verdict_state(-hi, -lo, m) == state


def test_few_seeds_or_a_lost_pair_give_no_interval():
    values = np.random.default_rng(3).normal(5, 1, size=(10, 2))
    assert st.estimate_family(values[:4])[0].state == st.NO_INTERVAL
    values[3, 1] = math.nan
    first, second = st.estimate_family(values)
    assert first.state == st.CLEAR and first.pairs_missing == 0
    assert second.state == st.NO_INTERVAL and (second.n, second.pairs_missing) == (9, 1) and math.isnan(second.lo)


def test_no_difference_at_all_is_not_a_verdict():
    one, other = st.estimate_family(np.column_stack([np.zeros(8), np.random.default_rng(1).normal(size=8)]))
    assert (one.lo, one.hi, one.state) == (0.0, 0.0, st.NOT_DISTINGUISHABLE) and math.isnan(one.needed)
    assert other.state in st.STATES


def test_needed_shrinks_with_the_difference_and_is_silent_when_settled():
    assert st.replications_needed(2.0, 2.0, 0.5) == pytest.approx(4 * st.replications_needed(2.0, 2.0, 1.0), rel=0.03)
    clear = st.estimate_family(np.random.default_rng(1).normal(9, 1, size=(10, 1)))[0]
    assert math.isnan(clear.needed)


def test_two_times_not_one_crossing():
    lo, hi = [-3, -2, -1, 1, -1, 1, 2], [-1, -0.5, 1, 2, 1, 3, 4]
    found = crossing_of(range(1, 8), lo, hi)
    assert (found.last_behind, found.first_ahead) == (2, 6)
    mirror = crossing_of(range(1, 8), [-h for h in hi], [-low for low in lo])
    assert (mirror.last_ahead, mirror.first_behind) == (2, 6)
    assert crossing_of([1, 2], [-1, -1], [1, 1]).first_ahead is None


def test_break_even_by_straight_lines_with_interval():
    costs, luck = [0.0, 1.0, 2.0], np.random.default_rng(5)
    values = np.array([3.0, 1.0, -1.0]) + luck.normal(0, 0.3, (12, 1)) + luck.normal(0, 0.05, (12, 3))
    found = break_even(costs, values)
    assert found.state == CROSSES and found.lo < found.value < found.hi
    assert found.value == pytest.approx(1.5, abs=0.2)
    assert break_even(costs, np.abs(values) + 5).state == ABOVE
    below = break_even(costs, -np.abs(values) - 5)
    assert below.state == BELOW and math.isnan(below.value) and math.isnan(below.lo)
    assert break_even(costs, np.tile([1.0, -1.0, 1.0], (6, 1))).state == SEVERAL


def test_break_even_interval_covers():
    luck, held = np.random.default_rng(8), 0
    for _ in range(100):
        values = np.array([2.0, 0.5, -1.0]) + luck.normal(0, 1.0, (20, 1)) + luck.normal(0, 0.3, (20, 3))
        found = break_even([0.0, 1.0, 2.0], values)
        held += (math.isnan(found.lo) or found.lo <= 4 / 3) and (math.isnan(found.hi) or found.hi >= 4 / 3)
    assert held >= 85
