"""A plan file read from YAML makes a pay case; what is no sheet, no row or no value is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxsim.base.errors import InputError
from cxsim.desk.form import SHEETS
from cxsim.desk.plan_file import case_of
from cxsim.desk.yaml_form import read_plan_yaml
from cxsim.pay.case import pay_case, read_case
from cxsim.pay.scheme_form import shipped

EXAMPLE = shipped("pay", "revontuli.yaml")


def test_the_example_pays_whole_cents_within_its_pool():
    file = read_plan_yaml(EXAMPLE)
    paid = pay_case(case_of(file))
    assert len(paid["people"]) == 36 + 14 + 4 + 4
    pool = paid["pools"]["all"]
    assert pool["paid_cents"] + pool["returned_cents"] == pool["pool_cents"] == 104_000_000 and paid["total_award_cents"] == pool["paid_cents"]


def test_every_cell_of_the_example_has_a_column_and_every_level_is_whole():
    file = read_plan_yaml(EXAMPLE)
    assert set(file.plan) <= set(SHEETS["plan"].keys)
    for name, rows in file.rows.items():
        assert all(set(row) <= set(SHEETS[name].keys) for row in rows), name
    plan = read_case(case_of(file)).plan
    assert [len(level.components) for level in plan.levels.values()] == [4, 4, 4, 2]
    assert file.place("components", 2, "weight_pct") == "components[3].weight_pct" and file.place("plan", 0, "name") == "plan.name"


def test_rows_of_one_person_are_segments_of_the_year():
    file = read_plan_yaml(EXAMPLE)
    staff = [{"person_id": "A", "level": "team_lead", "unit": "U1", "base_pay_eur": 48000, "days": 100}, {"person_id": "A", "level": "middle_manager", "unit": "U2", "base_pay_eur": 70000, "days": 265, "status": "good_leaver"}]
    (person,) = case_of(file, staff=staff)["people"]
    assert [segment["days"] for segment in person["segments"]] == [100, 265] and person["status"] == "good_leaver"
    assert pay_case(case_of(file, staff=staff))["total_award_cents"] > 0


def test_all_mistakes_of_a_file_are_told_together(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text("plan: [1]\nlevel: []\nunits: {unit: U1}\ncurves: [5]\n")
    with pytest.raises(InputError) as caught:
        read_plan_yaml(path)
    told = str(caught.value)
    assert all(word in told for word in ("did you mean: levels", "plan: needs keys and values", "units: needs a list", "curves: needs a list"))
