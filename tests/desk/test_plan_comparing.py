"""Plan files side by side: the same plan is no different from itself, intervals hold together, and nobody's pay can be read off the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import plans
import pytest

from cxsim.cli.main import main
from cxsim.desk.dynamic.awards import pay_staff
from cxsim.desk.dynamic.comparing import TABLES, compare, compared, together
from cxsim.desk.dynamic.pairs import pairs
from cxsim.desk.dynamic.simulate import asked
from cxsim.desk.opening import open_plan
from cxsim.desk.yaml_text import yaml_text
from cxsim.report.desk.compared import Told, table_rows

TINY = ["customers.count=120", "horizon.years=1", "horizon.warmup_years=1", "study.replications=5", "workers=1"]


@pytest.fixture(scope="module")
def found():
    first, steep, bare = open_plan(plans.EXAMPLE), open_plan(plans.EXAMPLE), open_plan(plans.EXAMPLE)
    for row in steep.rows["levels"]:
        row["target_bonus_pct"] *= 2
    steep.rows["pools"] = []
    bare.rows["staff"] = []
    return compare(asked({"a": first, "b": steep, "c": bare}, TINY))


def test_a_plan_is_no_different_from_itself_even_when_it_borrows_the_staff(found):
    assert found.borrowed == ("c",) and found.unlike == []
    for table in TABLES:
        assert all(not np.any(pair.second - pair.first) for pair in found.tables["c"][table]), table
    told = Told(found, {"a": "A", "b": "B", "c": "C"}, "en")
    assert told.counted("customers_kept")["open"] >= 1 and any("pays those of" in line for line in told.sure())


def test_cost_is_what_the_staff_was_paid(found):
    paid = {name: pay_staff(found.mades[name], found.lived.arms[name]).total / 100 for name in ("a", "b")}
    whole = found.pair("b", "main", "bonus_cost")
    assert whole is not None and np.allclose(whole.second - whole.first, (paid["b"] - paid["a"]).sum(axis=1)) and paid["b"].sum() > 0
    years = [pair for pair in found.tables["b"]["cost_by_year"] if pair.name == "bonus_cost"]
    assert np.allclose(sum(pair.second for pair in years), whole.second)


def test_intervals_hold_together_over_all_plans_and_rows():
    dice = np.random.default_rng(5)
    by_plan = {name: pairs({(f"x{i}", "", 0): ("percent", np.zeros(12), dice.normal(0.3, 1, 12)) for i in range(4)}) for name in "bcd"}
    alone, joined = by_plan["b"], together(by_plan)["b"]
    for one, other in zip(alone, joined, strict=True):
        assert other.difference.mean == one.difference.mean
        assert other.difference.hi - other.difference.lo > 1.05 * (one.difference.hi - one.difference.lo), "more looks, wider intervals"


def test_pay_that_would_tell_of_one_person_is_left_out(found):
    lonely = compared(found.mades, found.lived)
    lonely = replace(lonely, hidden=frozenset({"executive"}), cost_hidden=True)
    told = Told(lonely, {"a": "A", "b": "B", "c": "C"}, "fi")
    rows = [row for table in TABLES for row in table_rows(told, table)]
    assert not [row for row in rows if row["outcome"] == "bonus_cost" or (row["outcome"] == "payout" and row["level"] == "executive")]
    said = " ".join([*told.details(), *(cell for grid in told.grids() for row in grid.rows for cell, _ in row), *(panel.title for panel in told.pictures())])
    assert "palkkioina" not in said and "palkkiokul" not in said.lower() and "Ylin johto, % tavoitepalkkiosta" not in said
    assert any("Ylin johto" in grid.note for grid in told.grids())


def test_the_command_writes_the_page_once_per_language_and_tells_no_person(tmp_path, capsys):
    other = plans.weigh(open_plan(plans.EXAMPLE), "middle_manager", revenue_unit=5, cx_company=55)
    other.plan["name"] = "Toinen"
    path = tmp_path / "other.yaml"
    path.write_text(yaml_text(other), "utf-8")
    words = ["plan", "compare", str(plans.EXAMPLE), str(path), *TINY, f"output.dir={tmp_path / 'out'}", "--json"]
    answers = []
    for more in ([], [], ["--lang", "fi"]):
        assert main([*words, *more]) == 0
        answers.append(json.loads(capsys.readouterr().out.strip().splitlines()[-1]))
    assert answers[0] == answers[1] and answers[2]["main"] == answers[0]["main"] and answers[2]["output"] != answers[0]["output"]
    folders = [path.parent for path in (tmp_path / "out").rglob("manifest.json")]
    assert len(folders) == 2
    people = re.compile("|".join(row["person_id"] for row in plans.example().sheet("staff")))
    assert [path.name for folder in folders for path in folder.rglob("*") if path.is_file() and people.search(path.read_bytes().decode("utf-8", "ignore"))] == []
    table = pd.read_csv(folders[0] / "tables" / "main.csv")
    money = table[table["unit"] == "eur"]
    assert len(table) == 10 and (money[["first_mean", "second_mean", "difference"]].to_numpy() % 100 == 0).all()


@pytest.mark.parametrize(("count", "more", "message"), [(1, [], "2 to 4 plan files"), (5, [], "2 to 4 plan files"), (2, ["map.nothing=cx"], "is in none of the plans"), (2, ["customers.conut=9"], "did you mean: customers.count")])
def test_wrong_words_are_named(count, more, message, capsys):
    assert main(["plan", "compare", *[str(plans.EXAMPLE)] * count, *more]) == 2
    assert message in capsys.readouterr().err
