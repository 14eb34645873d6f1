"""What one luck can tell: the smallest change told as one, taken from other lucks where enough are known; what is too small settles no question."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from cxsim.lessons import predictions, reading, telling
from cxsim.lessons.comparisons import Repeats
from cxsim.report.lesson_companies import way


def lucks(spread: float, n: int, names=("true_cx",)) -> Repeats:
    """Made-up lucks with this standard deviation around 60; the second comparison is one above the first and varies half as much."""
    wave = np.sin(np.arange(n) * 1.7)
    wave = spread * (wave - wave.mean()) / wave.std(ddof=1)
    values = {"class": wave + 60, "same": wave + 60, "other": 1.5 * wave + 61}
    return Repeats(list(range(n)), {arm: dict.fromkeys(names, row) for arm, row in values.items()}, {arm: dict.fromkeys(names, 60.0) for arm in values})


def test_the_sign_of_a_change_of_that_size_is_right_four_times_in_five():
    """The rule itself, by trial: changes of just this size around means of every size, as one luck shows them."""
    rng = np.random.default_rng(3)
    means, luck = rng.uniform(-20.0, 20.0, 2_000_000), rng.normal(0.0, 1.0, 2_000_000)
    seen = means + luck
    near = np.abs(seen - telling.Z) < 0.05
    assert np.mean(means[near] > 0) == pytest.approx(0.8, abs=0.01)


def test_from_forty_lucks_on_they_say_what_is_small_and_an_assumption_before():
    known, few = (telling.least("true_cx_change", lucks(2.0, n), 5000) for n in (40, 39))
    assert known.size == pytest.approx(2.0 * telling.Z) and known.lucks == 40
    assert few == telling.least("true_cx_change", None, 5000) and few.lucks == 0 and few.size == pytest.approx(0.4 * telling.Z)
    assert telling.least("other_less_same", lucks(2.0, 50), 5000).size == pytest.approx(telling.Z), "a difference on one luck varies as the difference does"
    assert telling.least("true_cx_change", lucks(2.0, 50), 5000, last=False).lucks == 0, "other lucks are known of the end alone"
    assert telling.least("true_cx_change", None, 625).size == pytest.approx(0.8 * telling.Z), "of fewer people luck moves the mean more"
    assert telling.least("bonus_change", lucks(2.0, 50), 5000).lucks == 0 and telling.least("stars@2", None, 5000).size == 0.0


def test_a_tenth_of_a_point_is_neither_a_rise_nor_a_yes():
    least = telling.least("true_cx_change", None, 8400).size
    assert [way(change, least) for change in (0.01, 0.1, -0.1, 0.5, -0.5)] == ["same", "hardly", "hardly", "up", "down"]
    lesson = reading.read("silo_trap")
    debrief = SimpleNamespace(game=SimpleNamespace(lesson=lesson, world=SimpleNamespace(settings=SimpleNamespace(customers=SimpleNamespace(count=8400)), all_rounds=4)), repeats={})
    small, large = ({"back": change, "my_bonus": 40.0, "customers": 100.0, "lost": 50.0} for change in (0.1, 1.0))
    assert set(telling.close(debrief, 0, small)) == {"back"} and not telling.close(debrief, 0, large)


def test_a_question_too_close_to_call_counts_for_nobody():
    lesson = reading.read("silo_trap")
    outcomes = {"back": 0.1, "my_bonus": 40.0, "customers": 100.0, "lost": 50.0}
    same = {"customers": {"value": 95, "confidence": 60}, "lost": {"value": 50, "confidence": 60}, "my_bonus": {"value": "yes", "confidence": 90}}
    given = {seat: {**same, "back": {"value": value, "confidence": 100}} for seat, value in (("a", "yes"), ("b", "no"))}
    settled, open_ = predictions.scored(lesson, outcomes, given), predictions.scored(lesson, outcomes, given, {"back"})
    assert settled["a"] < settled["b"] and open_["a"] == open_["b"] == pytest.approx(predictions.scored(lesson, outcomes, {"a": given["a"]}, {"back"})["a"])
    assert predictions.scored(lesson, outcomes, given, lesson.predictions) == {}


def test_a_question_that_only_other_lucks_settle_is_told_as_such():
    lesson = reading.read("silo_trap")
    game = SimpleNamespace(lesson=lesson, world=SimpleNamespace(settings=SimpleNamespace(customers=SimpleNamespace(count=8400)), all_rounds=4))
    outcomes = {"back": 0.15, "my_bonus": 40.0, "customers": 100.0, "lost": 50.0}
    calm, wild = (SimpleNamespace(game=game, repeats={0: lucks(spread, 50)}) for spread in (0.1, 2.0))
    assert set(telling.settled(calm, 0, outcomes)) == {"back"} and not telling.close(calm, 0, outcomes)
    assert not telling.settled(wild, 0, outcomes) and not telling.settled(SimpleNamespace(game=game, repeats={}), 0, outcomes)
    assert not telling.settled(calm, 0, {**outcomes, "back": 1.0}), "what one luck could tell needs no word"
