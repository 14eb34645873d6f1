"""A back-test pays earlier periods under two plans with today's staff, by level only, and says what the history lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from plans import EXAMPLE, example, rows, small, weigh, with_history

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.desk.backtest import back_test
from cxsim.desk.plan_file import PlanFile


def two() -> tuple[PlanFile, PlanFile]:
    """Two periods, the first at target; in the second the units stand at 90 and the company at 110. The old plan pays units only."""
    new, old = (with_history(small(share=share), 2) for share in (50, 0))
    for row in rows(new, "history", period="P01"):
        row["actual"] = 440 if row["scope"] == "company" else 90
    old.rows["history"], old.rows["staff"] = [], []
    return new, old


def test_each_period_is_paid_under_both_plans():
    test = back_test(*two())
    told = [(row["period"], row["level"], row["old_eur"], row["new_eur"], row["difference_eur"], row["gain_pct"], row["lose_pct"]) for row in test.rows]
    second = (150_000.0, 225_000.0, 75_000.0, 100.0, 0.0)  # 20 people: 75 % of 10,000; half of 75 and half of 150 %
    first = (200_000.0, 200_000.0, 0.0, 0.0, 0.0)
    assert told == [("P00", "manager", *first), ("P00", "all", *first), ("P01", "manager", *second), ("P01", "all", *second)]


@pytest.mark.parametrize(("company", "gain"), [(416, 0), (416.8, 100)])
def test_a_gain_is_more_than_a_tenth_of_what_the_old_plan_paid(company, gain):
    new, old = two()
    for row in rows(new, "history", period="P01"):
        row["actual"] = company if row["scope"] == "company" else 100  # new: half of 100 % and half of 120 or 121 %
    assert [(row["gain_pct"], row["lose_pct"]) for row in back_test(new, old).rows if row["period"] == "P01"] == [(gain, 0)] * 2


def test_what_the_history_lacks_is_told_with_the_cell_that_asks_for_it():
    new, old = two()
    new.rows["history"] = [row for row in new.rows["history"] if (row["scope"], row["period"]) != ("company", "P01")]
    rows(new, "history", unit="U2", period="P01")[0].pop("actual")
    test = back_test(new, old)
    assert test.periods == ["P00"] and {row["period"] for row in test.rows} == {"P00"}
    assert [(gap.where, gap.value, gap.message.split(" has ")[0]) for gap in test.gaps] == [
        ("old plan, components[1].metric", "P01", "result/unit/U2"), ("old plan, components[2].metric", "P01", "result/company"),
        ("new plan, components[1].metric", "P01", "result/unit/U2"), ("new plan, components[2].metric", "P01", "result/company"),
    ]  # fmt: skip
    new.rows["history"] = [row for row in new.rows["history"] if row["scope"] != "company"]
    with pytest.raises(InputError, match="result/company has no row"):
        back_test(new, old)
    new.rows["history"] = []
    with pytest.raises(InputError, match="needs a history"):
        back_test(new, old)


def test_a_plan_that_does_not_know_todays_levels_is_refused():
    new, old = two()
    old.rows["levels"][0]["level"] = "boss"
    with pytest.raises(InputError, match="unknown level"):
        back_test(new, old)


def test_shares_of_small_levels_and_sums_of_one_person_are_hidden():
    money, share = {"old_eur", "new_eur", "difference_eur"}, {"gain_pct", "lose_pct"}
    whole = {row["level"]: set(row) - {"period", "level", "people", "hidden"} for row in back_test(example(), example()).rows}
    assert whole["unit_head"] == whole["executive"] == money and whole["team_lead"] == money | share  # four people, fourteen and more
    new = example()
    new.rows["staff"] = [row for row in new.rows["staff"] if row["person_id"] not in ("EX-02", "EX-03", "EX-04")]
    test = back_test(new, weigh(example(), "middle_manager", cx_company=5, revenue_unit=55))
    shown = {row["level"]: set(row) - {"period", "level", "people", "hidden"} for row in test.rows if row["period"] == "2024"}
    assert shown == {"team_lead": money | share, "middle_manager": money | share, "unit_head": set(), "executive": set(), "all": money | share}


def test_the_command_keeps_a_sealed_page_without_people(tmp_path, capsys):
    assert main(["plan", "backtest", str(EXAMPLE), "--old", str(EXAMPLE), f"output.dir={tmp_path}", "--lang", "fi", "--json"]) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {row["difference_eur"] for row in said["rows"] if "difference_eur" in row} == {0}
    page = (Path(said["output"]) / "report.html").read_text("utf-8")
    assert "ikään kuin kukaan ei muuttaisi toimintaansa" in page and not [row for row in example().rows["staff"] if row["person_id"] in page]
    assert main(["plan", "backtest", str(EXAMPLE)]) == 2 and "--old OLD" in capsys.readouterr().err
    assert main(["plan", "cost", str(EXAMPLE), "sed=1"]) == 2 and "did you mean: seed?" in capsys.readouterr().err
