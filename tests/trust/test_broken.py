"""Models broken on purpose: the breaking is complete, shares are right, and an unbroken model is not called broken."""

from __future__ import annotations

import numpy as np
import pytest

from cxsim.customers.population import Population
from cxsim.study.configuration import load
from cxsim.trust.evidence import bench_of
from cxsim.trust.lines import Notebook
from cxsim.trust.patterns import PATTERNS, Seen, broken
from cxsim.trust.patterns.worlds import live_world, merged
from cxsim.trust.section import Size
from cxsim.trust.verdicts import MORE

SIZE = Size(seeds=3, people=400, target_people=1_000, target_years=1)
SEEDS = (1, 2, 3)
SETTINGS = load("horizon.warmup_years=1", "horizon.years=2")


def lines_of(name):
    pattern, bench = PATTERNS[name], bench_of(SETTINGS, SIZE)
    worlds = merged(pattern.worlds(bench))
    seen = Seen({(world.name, seed): live_world(world, seed) for world in worlds for seed in SEEDS}, SEEDS)
    return {line.name: line for line in pattern.read(seen)}


def test_people_made_alike_start_alike():
    made = broken.alike(load("customers.count=300", "horizon.years=1"))
    columns = Population(made).columns
    for name in ("prior", "frailty", "expectation", "taste", "habit"):
        assert np.ptp(columns.view(name), axis=0).max() == 0.0, name
    for name in ("issue_prob", "routine_prob", "talk"):  # gamma of the highest shape a setting allows
        assert columns.view(name).std() < 0.11 * columns.view(name).mean(), name


def test_sorting_is_lost_with_people_alike_and_kept_when_frailty_is_forgotten(monkeypatch):
    """The planted fault: tempers are left as they were, so retention still rises with age."""
    name = "retention rises with age"
    before = lines_of("people alike")
    assert before[f"{name}: intact"].value > 3.0
    monkeypatch.setattr(broken, "alike", lambda settings: settings)
    left = lines_of("people alike")[f"{name}: left"]
    assert left.value == pytest.approx(100.0)
    assert left.holds == "no"


def test_memory_of_a_week_forgets_a_bad_year_and_a_full_memory_does_not(monkeypatch):
    lines = lines_of("no memory")
    assert lines["bad year, index a year later: left"].holds == "yes"
    monkeypatch.setattr(broken, "forgetful", lambda settings: settings)
    kept = lines_of("no memory")
    assert {line.holds for name, line in kept.items() if name.endswith("left")} == {"no"}


def test_managers_who_hear_a_little_are_noticed():
    """Exactly nothing is asked: a thousandth of the intact effect is too much."""
    intact = np.array([2.0, 3.0, 4.0])
    for share, holds in ((0.0, "yes"), (1e-3, "no")):
        line = broken.lost(Notebook("patterns", "x"), [broken.Effect("x", MORE, (intact, share * intact), "%", "what")], kept=0.0)[1]
        assert line.holds == holds


def test_share_left_is_a_ratio_of_paired_means():
    intact, half = np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0])
    assert broken.share_left(intact, half) == pytest.approx((50.0, 50.0, 50.0, 3))
    share, lo, hi, _ = broken.share_left(intact, np.array([1.3, 2.0, 2.7]))
    assert share == pytest.approx(50.0)
    assert lo < 45.0
    assert hi > 55.0
    assert np.isnan(broken.share_left(0.0 * intact, half)[0])
    assert broken.share_left(np.array([np.nan, 4.0, 6.0]), half)[3] == 2


def test_the_same_seed_gives_the_same_numbers():
    settings = bench_of(SETTINGS, SIZE).settings
    one, other = (broken.differing(settings) for _ in range(2))
    assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in one)
