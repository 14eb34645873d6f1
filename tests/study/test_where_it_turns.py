"""Where the recommendation changes: a planted rule is found with its boundaries, and where there is none, none is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from cxsim.report.design import Told, write
from cxsim.study.design import rules
from cxsim.study.design.cells import lay_out
from cxsim.study.design.lived import Lived

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
    assert rules.table_of({("y", "s"): found})["state"].tolist() == [state]


@pytest.fixture(scope="module")
def designed():
    """A plan of 40 points; nothing is run."""
    small = ("experiment=tiny", "customers.count=200", "study.schemes=[unit_growth,seniority_gradient]", "study.baseline=unit_growth")
    return lay_out(["study=where_it_turns", *small, "study.replications=5", "study.design.points=40", "study.design.outcomes=[]"])


def made(designed, ahead):
    """The plan lived by formula: the second scheme ahead by one point or none."""
    luck = np.random.default_rng(5)
    rows = [
        {"point": place + 1, **point, "scheme": scheme, "seed": seed, "run_digest": "x", "true_cx": 60 + 0.001 * luck.normal() + (scheme != "unit_growth") * ahead(point)}
        for place, point in enumerate(designed.points) for scheme in designed.schemes for seed in designed.seeds
    ]  # fmt: skip
    return Lived(designed, pd.DataFrame(rows), [], 0)


def test_the_page_tells_the_rule_in_one_sentence_with_its_map(designed, tmp_path):
    study = made(designed, lambda point: 1.0 if point["crossing"] > 0.21 else -1.0)
    (told,) = Told(study, "en").turning.sentences()
    assert told["main"].startswith("Company CX, by seniority is ahead of Unit growth in the true experience when: “Share of journeys that cross units” is above 0.2")
    assert "of which it is clearly ahead at 100% (density); these are 100% of all points" in told["main"] and "left out of the search" in told["more"][0]
    finnish = Told(study, "fi")
    write(finnish, tmp_path, {"command": "c", "version": "v", "name": "n"})
    table, page = pd.read_csv(tmp_path / "rules.csv"), (tmp_path / "report.html").read_text("utf-8")
    assert table["factor"].tolist() == ["crossing"] and table["boundary"].iloc[0] == pytest.approx(0.21, abs=0.7 / 40) and table["side"].tolist() == ["above"]
    assert "”Yksiköt ylittävien polkujen osuus” on yli 0,2" in page and (tmp_path / "flip_map.png").stat().st_size > 10_000
    (map_of,) = finnish.turning.figure().axes[:1]
    assert [line.get_xdata()[0] for line in map_of.lines if line.get_linestyle() != "None"] == pytest.approx([table["boundary"].iloc[0]])


def test_one_side_only_has_no_map_and_says_so(designed, tmp_path):
    told = Told(made(designed, lambda point: 1.0), "en")
    assert told.turning.sentences()[0]["main"].endswith("at all 40 points: within these ranges the answer does not change.") and told.turning.figure() is None
    write(told, tmp_path, {"command": "c", "version": "v", "name": "n"})
    assert not (tmp_path / "flip_map.png").exists() and pd.read_csv(tmp_path / "rules.csv")["state"].tolist() == ["all"]
