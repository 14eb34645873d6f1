"""The check of practices: each alone on the same luck, expected direction by kind, table and lines from the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

import cxsim
from cxsim.study.folders import choices
from cxsim.trust import practices
from cxsim.trust.section import QUICK, Ask

FEW = ("experiment=tiny", "customers.count=300")


@pytest.fixture(scope="module")
def ask():
    return Ask(cxsim.load(*FEW), QUICK)


@pytest.fixture(scope="module")
def shipped(ask):
    return practices.shipped(ask.settings)


def made_up(ask, shipped):
    """Outcomes by seed: with practice number k everything is k + seed / 10 higher."""
    names = list(practices.cases(shipped))
    return {seed: {name: [k + k * seed / 10 + seed] * len(practices.OUTCOMES) for k, name in enumerate(names)} for seed in (1, 2, 3)}


def test_every_shipped_practice_is_lived_alone_and_all_of_a_kind_together(shipped):
    every = practices.cases(shipped)
    assert set(shipped) == set(choices("practice"))
    assert all(list(every[name]) == [name] for name in shipped)
    assert len(every[practices.MISTAKES]) == 10
    assert not set(every[practices.REMEDIES]) & {*every[practices.MISTAKES], *practices.ALTERNATIVES}


def test_differences_are_paired_by_seed(ask, shipped):
    found = practices.differences(ask, made_up(ask, shipped))
    first = list(practices.cases(shipped))[1]
    assert found[first][:, 0] == pytest.approx([1.1, 1.2, 1.3])


def test_lines_expect_mistakes_to_hurt_and_remedies_to_help(ask, shipped):
    lines = practices.read(ask, made_up(ask, shipped))
    assert {line.expected for line in lines if line.topic == "mistakes"} == {"less"}
    assert {line.expected for line in lines if line.topic == "remedies"} == {"more"}
    assert {line.holds for line in lines if line.topic == "mistakes"} == {"reversed"}, "made-up mistakes help: it must be said"
    assert len(lines) == 2 * (len(shipped) + 2)


def test_the_table_says_what_the_lines_say(ask, shipped):
    outcomes = made_up(ask, shipped)
    rows = practices.read_table(practices.table(ask, outcomes))
    line = practices.read(ask, outcomes)[0]
    name = list(practices.cases(shipped))[1]
    row = next(row for row in rows if row["practice"] == name and row["outcome"] == "true_cx")
    assert (row["mean"], row["lo"], row["n"]) == pytest.approx((line.value, line.lo, line.n), rel=1e-5)


def test_one_seed_is_lived_on_one_warm_up(ask, shipped):
    """A practice that starts with the scheme meets the very people and luck that the company without it meets."""
    settings = cxsim.load(*FEW, "scheme=unit_growth")
    some = {practices.NONE: {}, "closed_loop": {"closed_loop": shipped["closed_loop"]}}
    found = practices.lived(settings, some)
    alone = cxsim.run(cxsim.load(*FEW, "scheme=unit_growth", "practice=[closed_loop]")).summary
    assert found["closed_loop"] == [alone[name] for name in practices.OUTCOMES]
    assert not np.array_equal(found["closed_loop"], found[practices.NONE])
