"""Sequential stopping: stops where it was asked to, uses what it has, and its intervals keep their coverage."""

from __future__ import annotations

import math
from dataclasses import replace

import fake_study as fake
import numpy as np
import pytest

from cxsim.study.comparison import compare
from cxsim.study.precision import FEWEST, next_size, widest
from cxsim.study.statistics import single_interval

LONE = {name: fake.SCHEMES[name] for name in ("unit_growth", "fixed_pay")}


def _stopped_interval(luck, wanted, start, fewest):
    """The 95 % interval at which a study of standard normal differences stops."""
    values = luck.standard_normal(2000)
    size = start
    while True:
        _, _, _, low, high, _ = single_interval(values[:size])
        step = next_size(size, high - low, wanted, len(values)) if size >= fewest or fewest == FEWEST else size
        if step == size:
            return low, high, size
        size = step


@pytest.mark.parametrize("wanted", [0.5, 0.8, 1.2])
def test_intervals_of_a_stopped_study_keep_their_coverage(wanted):
    luck = np.random.Generator(np.random.Philox(key=5))
    found = [_stopped_interval(luck, wanted, 5, FEWEST) for _ in range(4000)]
    inside = np.mean([low <= 0 <= high for low, high, _ in found])
    assert 0.93 <= inside <= 0.97, inside
    assert max(high - low for low, high, _ in found) <= wanted


def test_next_size():
    assert next_size(6, 1.0, 2.0, 100) == FEWEST, "narrow by luck: never below the fewest"
    assert next_size(30, 1.0, 1.0, 100) == 30
    assert next_size(30, 1.2, 1.0, 100) == math.ceil(30 * 1.2**2)
    assert next_size(30, 9.0, 1.0, 100) == 60, "at most doubled"
    assert next_size(60, 9.0, 1.0, 100) == 100 and next_size(100, 9.0, 1.0, 100) == 100
    assert next_size(4, math.nan, 1.0, 100) == FEWEST
    assert widest([(0, 1), (math.nan, math.nan), (-1, 1)]) == 2


def test_a_study_goes_on_until_it_is_as_sure_as_was_asked(tmp_path, monkeypatch):
    asked = []

    def counted(told, schemes):
        asked.append(told.seed)
        return fake.run_schemes(told, schemes)

    told = fake.settings(replications=6, reading_replications=0, handoff_replications=0, schemes=list(LONE), stop_width=0.25, most_replications=200)
    monkeypatch.setattr("cxsim.study.comparison.resolve_schemes", lambda settings, schemes, config_dir: (schemes, {}))
    monkeypatch.setattr("cxsim.study.comparison.put_on_basis", lambda settings, mappings, plans: fake.plain_basis(mappings))
    found = compare(told, LONE, run_schemes=counted)
    row = found.verdict("fixed_pay")
    assert found.stopped.reached and row.hi - row.lo <= 0.25 and FEWEST < len(found.question.seeds) < 200
    assert asked == list(found.question.seeds), "no seed is run twice"
    few = compare(replace(told, study=replace(told.study, most_replications=24)), LONE, run_schemes=fake.run_schemes)
    assert len(few.question.seeds) == 24 and not few.stopped.reached
