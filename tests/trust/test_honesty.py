"""Statements of certainty: the check finds them kept, and finds out intervals, verdicts and promises that are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import skew

from cxsim.study.configuration import load
from cxsim.trust import honesty
from cxsim.trust.honesty import FAMILY, HONESTY, QUICK, Amount, differences
from cxsim.trust.section import QUICK as QUICK_SIZE
from cxsim.trust.section import Ask

SETTINGS = load()
SMALL = replace(QUICK, single=300, studies=300, large=60, power=150)


@pytest.fixture(scope="module")
def runs():
    return honesty.model_runs(SETTINGS, replace(QUICK, people=150), 1, 12)


def by_name(lines):
    return {(line.topic, line.name): line for line in lines}


def test_every_line_is_written_and_fits(runs):
    ask = Ask(SETTINGS, QUICK_SIZE)
    plan = HONESTY.jobs(ask)
    outcomes = {key: job(*arguments) for key, (job, arguments) in plan.items() if key[0] != "runs"}
    outcomes |= {("runs", block): half for block, half in enumerate(np.split(runs, 2))}
    lines = HONESTY.read(ask, outcomes)
    assert len(lines) == len(by_name(lines)) == 15 + 8 + 4 + 4
    assert all(len(line.name) <= 45 and line.source and line.section == "honesty" for line in lines)
    assert {key for key in plan if key[0] == "runs"} == {("runs", 0), ("runs", 1)}


def test_normal_luck_is_covered():
    found = honesty.coverage(1, "normal", SMALL)
    assert all(0.9 <= held / count <= 0.99 for (_, k), (held, _, count) in found.items() if k <= FAMILY)
    assert honesty.coverage(1, "normal", SMALL) == found


@pytest.mark.parametrize("skewness", [0.0, 1.0, 2.0])
def test_differences_are_what_they_are_said_to_be(skewness):
    found = differences(np.random.default_rng(1), 200_000, 2, skewness)
    assert found.mean(axis=0) == pytest.approx(0.0, abs=0.01)
    assert found.std(axis=0) == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(found.T)[0, 1] == pytest.approx(0.5, abs=0.02)
    assert skew(found) == pytest.approx(skewness, abs=0.1)


def test_intervals_a_fifth_too_narrow_are_noticed(monkeypatch):
    whole = honesty.estimate_family

    def narrow(values, smallest=None):
        return [
            replace(one, lo=one.mean - 0.8 * (one.mean - one.lo), hi=one.mean + 0.8 * (one.hi - one.mean))
            for one in whole(values, smallest)
        ]

    monkeypatch.setattr(honesty, "estimate_family", narrow)
    lines = honesty.coverage_lines("normal", honesty.coverage(1, "normal", SMALL))
    assert {line.holds for line in lines if line.topic == "intervals"} == {"no"}


def test_comparisons_taken_one_by_one_are_noticed(monkeypatch):
    """The planted fault: each of eleven comparisons gets an interval of its own."""
    whole = honesty.estimate_family
    monkeypatch.setattr(honesty, "estimate_family", lambda values, smallest=None: [whole(values[:, [k]], smallest)[0] for k in range(values.shape[1])])
    lines = by_name(honesty.coverage_lines("normal", honesty.coverage(1, "normal", SMALL)))
    assert lines["false verdicts", "normal, 20 seeds, 11 together"].holds == "no"


def test_a_promise_of_half_the_seeds_is_noticed(monkeypatch):
    whole = honesty.estimate_family
    monkeypatch.setattr(honesty, "estimate_family", lambda values, smallest=None: [replace(one, needed=max(5.0, one.needed // 2)) for one in whole(values, smallest)])
    assert {line.holds for line in honesty.power_lines(honesty.promised(1, SMALL))} == {"no"}


def test_luck_that_is_not_common_is_noticed(runs):
    """Schemes moved one seed apart: the gain of common luck is gone."""
    assert np.nanmedian(honesty.variance_gains(runs)) > 5.0
    moved = np.stack([np.roll(runs[:, k], k, axis=0) for k in range(runs.shape[1])], axis=1)
    assert np.nanmedian(honesty.variance_gains(moved)) < 3.0


def test_a_scheme_that_differs_from_itself_is_noticed():
    """Runs of the second half better by three standard deviations: sides that are no random halves."""

    class Sorted:
        def permutation(self, count):
            return np.arange(count)

    luck = np.random.default_rng(3)
    results = luck.standard_normal((12, len(honesty.SCHEMES), len(honesty.OUTCOMES)))
    size = replace(QUICK, null_studies=3)
    assert honesty.null_verdicts(results, np.random.default_rng(1), size)[0].mean() < 0.3
    results[5:] += 4.0
    assert honesty.null_verdicts(results, Sorted(), size)[1].mean() == 1.0


def test_runs_are_the_same_twice(runs):
    again = honesty.model_runs(SETTINGS, replace(QUICK, people=150), 3, 1)
    assert np.array_equal(again[0], runs[2])
    assert min(Amount().single, Amount().studies, Amount().large) >= 1000
