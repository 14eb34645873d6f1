"""Where the recommendation changes: a planted rule is found with its boundaries, and where there is none, none is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from cxsim.study.design import rules

KEY = 12345


def spread(count=128, seed=1):
    """Points of four factors that fill 0-1."""
    return pd.DataFrame(qmc.LatinHypercube(4, rng=np.random.default_rng(seed)).random(count), columns=["a", "b", "c", "d"])


def gap_around(column, bound):
    """The values of a column on either side of a bound: no search can know more."""
    return column[column <= bound].max(), column[column > bound].min()


def test_a_planted_box_is_found_to_the_spacing_of_the_points():
    points = spread()
    ahead = ((points["b"] > 0.3) & (points["d"] <= 0.75)).to_numpy()
    found = rules.find(points, ahead, KEY)
    assert found.state == rules.RULE and {(one.factor, one.above) for one in found.conditions} == {("b", True), ("d", False)}
    for one in found.conditions:
        other = points["d"] <= 0.75 if one.factor == "b" else points["b"] > 0.3
        low, high = gap_around(points.loc[other, one.factor], 0.3 if one.factor == "b" else 0.75)
        assert low <= one.boundary <= high and one.lo - 0.05 <= one.boundary <= one.hi + 0.05 and one.kept > 0.9
    assert (found.density, found.coverage, found.inside) == (1.0, 1.0, int(ahead.sum())) and set(found.telling) == {"b", "d"}
    assert found.cv_density > 0.95 and found.cv_coverage > 0.95 and found.chance == pytest.approx(1 / (rules.SHUFFLES + 1))
    assert rules.find(points, ahead, KEY) == found, "the same key gives the same rule"


def test_a_blurred_rule_is_found_and_told_worse_on_points_left_out():
    points, luck = spread(), np.random.default_rng(3)
    ahead = np.where(luck.random(128) < 0.2, luck.random(128) < 0.5, points["a"] > 0.6)
    found = rules.find(points, ahead, KEY)
    assert found.state == rules.RULE and found.conditions[0].factor == "a" and found.conditions[0].boundary == pytest.approx(0.6, abs=0.05)
    assert found.base < found.cv_density < found.density + 1e-9 < 1.0 and found.cv_coverage < 1.0


def test_one_condition_is_enough_where_one_decides():
    points = spread()
    assert [one.factor for one in rules.find(points, (points["c"] > 0.5).to_numpy(), KEY).conditions] == ["c"]


def test_no_rule_is_made_of_luck():
    states = []
    for trial in range(6):
        luck = np.random.default_rng(trial)
        found = rules.find(spread(96, trial), luck.random(96) < 0.5, KEY + trial)
        states.append(found.state)
        assert found.density > found.base, "in sample a box always looks better than the base rate"
    assert states.count(rules.RULE) <= 1 and states.count(rules.NO_RULE) >= 5


@pytest.mark.parametrize(("count", "yes", "state"), [(30, 0, "never"), (30, 30, "all"), (30, 3, "few"), (12, 6, "few")])
def test_one_sided_or_few_points_are_said_to_be_so(count, yes, state):
    found = rules.find(spread(count), np.arange(count) < yes, KEY)
    assert found.state == state and not found.conditions and found.ahead == yes
    assert rules.table_of({"s": found})["state"].tolist() == [state]
