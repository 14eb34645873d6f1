"""Docking: the tables come out, identities hold, and the faults that others made are noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxsim.organisation import behaviours, trial
from cxsim.study.configuration import load
from cxsim.trust import docking
from cxsim.trust.docking import DOCKING, company, firm, landscapes, oversight, search, table
from cxsim.trust.evidence import bench_of
from cxsim.trust.section import QUICK, Ask

SETTINGS = load("customers.count=800")
ASK = Ask(SETTINGS, QUICK)


@pytest.fixture(scope="module")
def found():
    return DOCKING.read(ASK, {key: job(*arguments) for key, (job, arguments) in DOCKING.jobs(ASK).items()})


def by_name(lines):
    return {(line.topic, line.name): line for line in lines}


def broken(lines):
    return {line.name for line in lines if line.broken}


# ---------------------------------------------------------------- what is found


def test_lines_fit_the_table(found):
    assert len({(line.topic, line.name) for line in found}) == len(found)
    assert all(len(line.name) <= 45 and line.section == "docking" and line.what and line.source for line in found)
    assert all(line.n == docking.FEW for line in found if not np.isnan(line.lo))


def test_identities_hold(found):
    assert [line.name for line in found if line.identity] == [
        "no outsiders: weights part ways",
        "a plain: periods with a change",
        "own best is reached, largest gap",
    ]
    assert not broken(found)


def test_every_cell_has_a_line_and_most_hold_with_few_landscapes(found):
    cells = [line for line in found if line.topic == "levels"]
    assert len(cells) == 36
    assert sum(line.holds == "yes" for line in cells) >= 34


def test_the_same_call_gives_the_same_lines():
    assert [line.as_mapping() for line in oversight.lines(3, 40)] == [line.as_mapping() for line in oversight.lines(3, 40)]
    one, two = (table.measured(3, 6, 20).found["centre"] for _ in range(2))
    assert one.level.tobytes() == two.level.tobytes() and one.restless.tobytes() == two.restless.tobytes()


def test_chance_does_not_depend_on_the_number_of_weights():
    luck = np.random.default_rng(5)
    land = landscapes.landscapes(landscapes.with_outsiders(10, 12, 3, luck), table.FIRM, luck)
    chance = search.luck_for(land, luck)
    both = search.search(land, np.array([0.0, 0.5]), chance, False)
    alone = search.search(land, np.array([0.5]), chance, False)
    assert both.level[1].tobytes() == alone.level[0].tobytes()


# ---------------------------------------------------------------- landscapes


def test_a_landscape_is_the_mean_of_contributions_looked_up_by_hand():
    luck = np.random.default_rng(1)
    depends = landscapes.with_others(4, 6, 2, luck)
    tables = luck.random((4, 6, 8))
    land = landscapes.from_tables(depends, tables, firm.OVERLAPPING)
    for one in range(4):
        for state in (0, 5, 42, 63):
            own = [0.0, 0.0]
            for decision, letter in enumerate(firm.OVERLAPPING):
                setting = sum(((state >> int(other)) & 1) << j for j, other in enumerate(depends[one, decision]))
                own["ab".index(letter)] += tables[one, decision, setting] / 6
            assert land.value[one, state] == pytest.approx(own, abs=1e-15)


def test_outsiders_are_foreign_and_different():
    depends = landscapes.with_outsiders(30, 12, 6, np.random.default_rng(2))
    for decision in range(12):
        home = set(range(decision - decision % 3, decision - decision % 3 + 3))
        for row in depends[:, decision]:
            assert set(row[:3]) == home and len(set(row)) == 9


@pytest.mark.parametrize("allocation", [firm.APART, firm.OVERLAPPING, table.FIRM])
def test_departments_move_their_own_decisions_only(allocation):
    for department, turns in enumerate(landscapes.moves_of(allocation)):
        own = sum(1 << k for k, letter in enumerate(allocation) if letter == "abcd"[department])
        assert len(set(turns.tolist())) == 8 and all(turn & ~own == 0 for turn in turns.tolist())


# ---------------------------------------------------------------- one rule for the model's managers and for these


def test_managers_and_departments_keep_trials_by_one_rule():
    assert behaviours.is_kept is search.is_kept is firm.is_kept is trial.is_kept
    assert trial.is_kept(1.0, 0.5) and not trial.is_kept(1.0, 1.0) and not trial.is_kept(1.0, np.inf)


def test_weights_of_plans_come_from_the_pay_engine():
    assert [round(table.felt(plan), 2) for plan in (0.10, 0.25, 0.50, 0.90)] == [0.03, 0.08, 0.20, 0.69]


# ---------------------------------------------------------------- planted faults


def test_a_manager_who_looks_at_the_first_three_decisions_is_noticed(monkeypatch):
    """The fault of a known replication: without firm-wide pay both managers value the first department."""
    monkeypatch.setattr(firm, "in_the_eyes", lambda value, department, weight: search.in_the_eyes(value, department if weight else 0, weight))
    lines = oversight.independent(1, 150)
    assert broken(lines) == {"own best is reached, largest gap"}
    mean = by_name(lines)["two departments, K = 0", "mean performance, aaabbb"]
    assert mean.holds == "no" and mean.value == pytest.approx((2 / 3 + 1 / 2) / 2, abs=0.03)


def test_keeping_what_pays_the_same_is_noticed(monkeypatch):
    monkeypatch.setattr(search, "is_kept", lambda tried, before: tried >= before)
    assert broken(table.exact(table.measured(1, 0, 20), table.plain_land(1, 5))) == {"a plain: periods with a change"}


def test_a_weight_of_the_wrong_sign_is_noticed(monkeypatch):
    exact = search.in_the_eyes
    monkeypatch.setattr(search, "in_the_eyes", lambda value, department, weight: exact(value, department, -weight))
    row = table.measured(1, 3, 60).gain("free", table.BROAD)
    assert row.mean() < 0.0


def test_departments_that_see_each_others_moves_part_ways_with_the_table(monkeypatch):
    """A centre that adopts everything is no centre: its cells are missed."""
    monkeypatch.setattr(search, "best_of", lambda land, state, kept: state ^ sum(kept))
    cells = {outsiders: table.measured(1, outsiders, 60) for outsiders in table.OUTSIDERS}
    missed = {line.name for line in table.levels(cells) if line.holds == "no"}
    assert {"centre, 3 outsiders, w 0", "centre, 6 outsiders, w 0"} <= missed


# ---------------------------------------------------------------- the whole model


def test_plans_differ_in_breadth_only():
    for weight in company.WEIGHTS:
        levels = company.plan(weight)["levels"]
        for row in levels.values():
            assert sum(part["weight_pct"] for part in row["components"].values()) == pytest.approx(100)
        assert set(levels["executive"]["components"]) == {"company_cx"}


def test_worlds_hold_every_case_the_lines_read():
    worlds = {world.name: {case.name for case in world.cases} for world in company.worlds(bench_of(SETTINGS, QUICK))}
    outcomes = {
        (name, seed): {case: company.Measured(60.0 + seed, 1.0) for case in cases}
        for name, cases in worlds.items()
        for seed in ASK.seeds
    }
    lines = company.read(ASK, outcomes)
    assert len({(line.topic, line.name) for line in lines}) == len(lines)
    assert all(len(line.name) <= 45 and line.section == "docking_model" and line.what and line.source for line in lines)
    assert all(line.value == 0.0 for line in lines)


def test_moved_time_adds_up_changes_of_the_last_year():
    seat = {"manager": "a", "touchpoint": "a/web", "attention_fix": [0.1, 0.2, 0.2, 0.2, 0.2, 0.3], "attention_win": 0.5}
    rows = pd.DataFrame({**seat, "year": [1, 1, 2, 2, 2, 2], "quarter": range(6)})
    head = rows.assign(manager="h", touchpoint="", attention_fix=[0, 9, 0, 9, 0, 9])
    assert company.moved(pd.concat([head, rows])) == pytest.approx(100 * 0.1 / 4)


def test_a_world_is_lived_the_same_way_twice():
    bench = bench_of(SETTINGS, QUICK)
    world = company.worlds(bench)[0]
    short = replace(world, cases=world.cases[4:6], settings=replace(world.settings, horizon=replace(world.settings.horizon, years=1)))
    assert company.live(short, 2) == company.live(short, 2)
