"""What a letter says is what the pay engine pays: the example person, the most there is, and what refuses a letter."""

from __future__ import annotations

from fractions import Fraction

import letters
import pytest

from cxsim.base.errors import InputError
from cxsim.desk.letter import letters_of, open_points
from cxsim.desk.plan_file import case_of
from cxsim.pay.case import pay_case


def by_level(file):
    return {facts.level.name: facts for facts in letters_of(file)}


@pytest.mark.parametrize("make", [letters.example, letters.rich])
def test_the_example_is_paid_what_the_engine_pays_a_person_on_mid_pay(make) -> None:
    def paid_otherwise():
        file = make()
        for row in file.rows["staff"]:
            row["base_pay_eur"] += 1234  # nobody is on mid pay
        return file

    for facts in letters_of(paid_otherwise()):
        file = paid_otherwise()
        level, unit = facts.level.name, facts.unit
        place = next(i for i, row in enumerate(file.sheet("staff")) if (row["level"], row["unit"]) == (level, unit))
        file.rows["staff"][place] = {"person_id": file.rows["staff"][place]["person_id"], "level": level, "unit": unit, "base_pay_eur": facts.names["pay_mid_eur"]}
        row = pay_case(case_of(file))["people"][file.rows["staff"][place]["person_id"]]
        assert (facts.stairs.award_cents, facts.stairs.cash_cents, list(facts.stairs.tranches_cents)) == (row["award_cents"], row["cash_cents"], row["tranches_cents"])
        assert 100 * sum(step.change_eur for step in facts.stairs.steps) == row["award_cents"]
    assert by_level(letters.rich())["middle_manager"].stairs.pool.scaled


def test_the_most_a_plan_pays_is_paid_when_every_result_is_far_beyond_its_curve() -> None:
    """The ceiling told in the letter is the award of a mid-pay person with the highest own factor, by the engine."""
    for make in (letters.example, letters.rich):
        for facts in letters_of(make()):
            file = make()
            pay = facts.names["pay_mid_eur"]
            card = [{**row, "actual": row["actual"] * (0.2 if row["metric"] == "cost" else 3), "target": row["target"]} for row in file.sheet("scorecard")]
            file.rows["pools"] = []
            staff = [{"person_id": "A", "level": facts.level.name, "unit": facts.unit, "base_pay_eur": pay, "individual_pct": 120}]
            award = pay_case(case_of(file, scorecard=card, staff=staff))["people"]["A"]["award_cents"]
            assert Fraction(award, 100) == facts.top_own_pct * pay / 100, facts.level.name
            assert facts.top_pct <= facts.top_own_pct


def test_a_plan_without_an_end_names_no_maximum() -> None:
    file = letters.example()
    next(row for row in file.rows["curves"] if row["curve"] == "revenue")["beyond_last"] = "continue"
    found = by_level(file)
    assert found["middle_manager"].top_own_pct is None and found["executive"].top_own_pct == 144
    assert found["middle_manager"].measures[0].maximum is None
    file.plan["score_cap_pct"] = 150
    assert by_level(file)["middle_manager"].top_own_pct == Fraction(18 * 150 * 120, 10_000)
    file.rows["pools"][0]["mode"] = "share_out"
    assert by_level(file)["executive"].top_own_pct is None


def test_points_of_a_measure_stand_on_its_own_scale() -> None:
    rows = {row.component.key: row for row in by_level(letters.example())["middle_manager"].measures}
    assert [(point.actual, point.of_target, point.payout_pct) for point in (rows["cost/unit"].threshold, rows["cost/unit"].target, rows["cost/unit"].maximum)] == [
        (Fraction("13807.5"), 105, 50), (13150, 100, 100), (Fraction("12492.5"), 95, 150),
    ]  # fmt: skip
    assert rows["cx/company"].threshold == (62, None, 50) and rows["cx/company"].sight == "none" and rows["revenue/unit"].sight == "weak"


def test_a_level_without_people_gets_its_example_in_the_first_unit_with_results() -> None:
    file = letters.example()
    file.rows["staff"] = [row for row in file.rows["staff"] if row["level"] != "unit_head"]
    facts = by_level(file)["unit_head"]
    assert facts.unit == "U1" and facts.stairs.award_cents == by_level(letters.example())["unit_head"].stairs.award_cents


def test_what_the_pay_rules_refuse_refuses_every_letter() -> None:
    file = letters.example()
    file.rows["components"][4]["weight_pct"] = 30
    file.rows["scorecard"] = [row for row in file.rows["scorecard"] if row["metric"] != "profit"]
    with pytest.raises(InputError) as caught:
        letters_of(file)
    assert {problem.rule for problem in caught.value.problems} >= {"R1", "R6"}
    file = letters.example()
    del file.rows["levels"][2]["pay_mid_eur"]
    with pytest.raises(InputError, match=r"levels\[3\]\.pay_mid_eur"):
        letters_of(file)
    file = letters.example()
    file.rows["staff"], file.rows["pools"][0]["mode"] = [], "share_out"
    with pytest.raises(InputError, match="shared out"):
        letters_of(file)


def test_blanks_a_letter_has_to_tell_are_open() -> None:
    file = letters.example()
    assert open_points(file, "fi") == []
    del file.rows["components"][1]["measured_by"], file.rows["levels"][0]["name_fi"], file.plan["year"]
    assert {problem.where for problem in open_points(file, "fi")} == {"components[2].measured_by", "levels[1].name_fi", "plan.year"}
