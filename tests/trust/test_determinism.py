"""The check of one result everywhere: it compares real processes, and it notices a single changed number."""

from __future__ import annotations

import copy

import pytest

from cxsim.study.configuration import load
from cxsim.trust import determinism
from cxsim.trust.determinism import MACHINES, apart, different, elsewhere, read
from cxsim.trust.section import QUICK, Ask


@pytest.fixture(scope="module")
def plain():
    return elsewhere({}, quick=True)


def outcomes(plain):
    machines = [name for group in MACHINES.values() for name in group]
    return {"plain": plain, **{name: copy.deepcopy(plain) for name in machines}}


def test_a_process_with_another_hash_seed_language_and_processor_finds_the_same(plain):
    machine = MACHINES["hash seed, language, time zone"]["turkish"] | determinism.NO_AVX | determinism.NO_FMA
    other = elsewhere(machine, quick=True)
    assert different(plain, other, "customers", "run", "whole") == 0
    assert apart(plain, other) <= determinism.RELATIVE


def test_equal_processes_give_lines_that_hold(plain):
    lines = read(Ask(load(), QUICK), outcomes(plain))
    assert len(lines) == 3 * sum(map(len, MACHINES.values()))
    assert {line.holds for line in lines} == {"yes"}


@pytest.mark.parametrize("part", ["customers", "run", "whole"])
def test_one_changed_digest_breaks_the_program(plain, part):
    found = outcomes(plain)
    scenario = next(iter(plain))
    found["turkish"][scenario][part] = "0" * 64
    broken = [line for line in read(Ask(load(), QUICK), found) if line.broken]
    assert len(broken) == 1
    assert broken[0].name.startswith("turkish")


def test_one_changed_number_is_noticed(plain):
    found = copy.deepcopy(plain)
    scenario = next(iter(plain))
    found[scenario]["numbers"][3] *= 1 + 1e-9
    assert apart(plain, found) > determinism.RELATIVE
    found[scenario]["numbers"].pop()
    assert apart(plain, found) == float("inf")


def test_a_failing_process_is_not_silent():
    with pytest.raises(RuntimeError, match="failed"):
        elsewhere({"CXSIM_CHECK_THREADS": "many"}, quick=True)
