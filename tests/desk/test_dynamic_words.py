"""A plan in the words of the simulation: names, scales and what is refused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import example

from cxsim.base.errors import InputError
from cxsim.desk.dynamic.meaning import meanings
from cxsim.desk.dynamic.scale import Scale
from cxsim.desk.dynamic.simulate import asked
from cxsim.desk.dynamic.translate import Words, company_words, translate
from cxsim.pay.scheme import Scheme
from cxsim.study.configuration import load

LEVEL_WEIGHTS = {"team_lead": 4, "middle_manager": 4, "unit_head": 4, "executive": 2}


@pytest.fixture(scope="module")
def settings():
    return load(*company_words(example(), []))


def test_every_rule_of_the_plan_finds_its_place(settings):
    made = translate(example(), "plan", settings)
    scheme = Scheme.from_mapping(made.scheme)
    assert {level: len(scheme.components(level)) for level in scheme.levels} == LEVEL_WEIGHTS
    assert all(abs(sum(part.weight for part in scheme.components(level)) - 1) < 1e-12 for level in scheme.levels)
    assert [gate.metric for gate in scheme.gates("executive")] == ["profit", "cx"]
    assert [gate.metric for gate in scheme.gates("team_lead")] == ["profit"]
    assert [float(gate.required) for gate in scheme.gates("executive")] == [85.0, pytest.approx(100 * 60 / 66, abs=1e-6)]
    assert scheme.deferral("unit_head").share == 0.33
    assert settings.company.base_pay_eur["executive"] == 195000
    assert made.units == {"U1": "mobile", "U2": "broadband", "U3": "entertainment", "U4": "care"}


def test_a_value_scale_keeps_its_distance_from_target(settings):
    """CSAT 3.9 - 4.1 - 4.3 on a scale of 1 to 5 is 2.9, 3.1 and 3.3 fourths of the way: 93.548 % and 106.452 % of target."""
    made = translate(example(), "plan", settings)
    (curve,) = [curve for name, curve in made.scheme["curves"].items() if name.startswith("csat_csat_unit")]
    assert curve["kinks"] == [[93.548387, 50.0], [100.0, 100.0], [106.451613, 150.0]]
    (index,) = [curve for name, curve in made.scheme["curves"].items() if name.startswith("cx_index")]
    assert [round(x, 4) for x, _ in index["kinks"]] == [round(100 * 62 / 66, 4), 100.0, round(100 * 70 / 66, 4)]


def test_a_fixed_pool_becomes_its_share_of_target_bonuses(settings):
    made = translate(example(), "plan", settings)
    assert made.scheme["pool"]["rate_pct"] == pytest.approx(100 * 1_040_000 / 947_988, abs=1e-3)


@given(low=st.floats(-100, 50), width=st.floats(1, 200), at=st.floats(0.1, 0.9), place=st.floats(0, 1))
def test_reading_a_scale_and_back_gives_the_value(low, width, at, place):
    scale = Scale(low, low + width, low + at * width, False)
    value = low + place * width
    assert scale.from_pct(np.array([scale.to_pct(value)]))[0] == pytest.approx(value, abs=1e-6 * max(1, abs(low) + width))


def test_better_is_more_on_every_scale():
    cost, effort, score = Scale(0, np.inf, 50.0, True), Scale(5.0, 1.0, 2.0, False), Scale(-100, 100, 20.0, False)
    assert cost.to_pct(45) > 100 > cost.to_pct(55)
    assert effort.to_pct(1.5) > 100 > effort.to_pct(3.0)
    assert score.to_pct(30) > 100 > score.to_pct(-30)


def test_unknown_metrics_are_all_named_with_a_way_out():
    with pytest.raises(InputError) as caught:
        meanings(["safety", "cx", "speed"], {})
    assert {problem.value for problem in caught.value.problems} == {"safety", "speed"}
    assert "map.safety=" in caught.value.problems[0].fix


@pytest.mark.parametrize(("words", "key"), [({"cxx": "cx"}, "map.cxx"), ({"cx": "cxx"}, "map.cx")])
def test_a_mistyped_name_is_refused(words, key):
    with pytest.raises(InputError) as caught:
        meanings(["cx"], words)
    assert caught.value.problems[0].key == key


def test_what_nobody_can_act_on_pays_as_at_target(settings):
    made = translate(example(), "plan", settings, Words({"csat": "none"}))
    parts = Scheme.from_mapping(made.scheme).components("team_lead")
    sure = [part for part in parts if part.curve.payout(0) == 100]
    assert [float(part.weight_pct) for part in sure] == [40, 20]
    assert "frozen_metrics" in {note.key for note in made.notes}


def test_a_metric_at_a_scope_the_simulation_does_not_count_is_refused(settings):
    file = example()
    file.rows["components"][4]["scope"] = "journey"
    file.rows["components"][5]["scope"] = "touchpoint"
    with pytest.raises(InputError) as caught:
        translate(file, "plan", settings)
    assert any(problem.value == "revenue/journey" for problem in caught.value.problems)


def test_own_levels_go_by_rank_and_a_taken_rank_is_refused(settings):
    file = _renamed(example(), {"team_lead": "crew", "unit_head": "director"})
    assert translate(file, "plan", settings).levels == {"crew": "team_lead", "middle_manager": "middle_manager", "director": "unit_head", "executive": "executive"}
    file.rows["levels"][0]["rank"] = 2
    with pytest.raises(InputError) as caught:
        translate(file, "plan", settings)
    assert "taken" in caught.value.problems[0].message


def _renamed(file, names):
    rows = {sheet: [{key: names.get(value, value) if key == "level" else [names.get(one, one) for one in value] if key == "levels" and isinstance(value, list) else value for key, value in row.items()} for row in rows] for sheet, rows in file.rows.items()}
    return dataclasses.replace(file, rows=rows)


@pytest.mark.parametrize("word", ["scheme=unit_growth", "study.schemes=[unit_growth]", "rival=[copycat]"])
def test_settings_the_plan_decides_are_refused(word):
    with pytest.raises(InputError) as caught:
        asked({"plan": example()}, [word])
    assert "plan file" in caught.value.problems[0].message


def test_coordination_named_in_the_plan_is_switched_on_unless_the_user_says_otherwise():
    file = example()
    file.plan["coordination"] = "shared_data"
    assert list(asked({"plan": file}, []).settings.practice) == ["shared_customer_data"]
    assert list(asked({"plan": file}, ["practice=[]"]).settings.practice) == []
