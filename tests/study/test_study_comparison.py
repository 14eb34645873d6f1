"""The comparison as a whole: tables add up, words are explained, folders are whole and never overwritten."""

from __future__ import annotations

from dataclasses import replace

import fake_study as fake
import pandas as pd
import pytest

from cxsim.base.errors import InputError
from cxsim.study import dictionary, saving
from cxsim.study.basis import Basis
from cxsim.study.comparison import Comparison, assemble
from cxsim.study.payload import packed, payload_of, unpacked
from cxsim.study.runner import Plan, run_cells


def _compared(told=None, basis=None) -> Comparison:
    told = told or fake.settings()
    design = fake.design(told)
    return assemble(
        told, design, basis or fake.plain_basis(), run_cells(design.cells, Plan(fake.run_schemes, workers=1))
    )


@pytest.fixture(scope="module")
def found() -> Comparison:
    return _compared()


def test_verdict_is_the_paired_difference(found):
    kept = found.runs[(found.runs["reading"] == "mixed") & (found.runs["handoff_cost"] == 1.0)]
    wide = kept.pivot(index="seed", columns="scheme", values="customers_kept_pct")
    row = found.verdict("company_cx")
    assert row["mean"] == pytest.approx((wide["company_cx"] - wide["unit_growth"]).mean())
    assert (row["state"], row["direction"], row["n"]) == ("CLEAR", "more", 6)
    assert found.verdict("fixed_pay")["state"] == "NOT_DISTINGUISHABLE"
    with pytest.raises(KeyError):
        found.verdict("unit_growth")


def test_runs_have_one_row_per_scheme_seed_and_world(found):
    keys = ["scheme", "seed", "reading", "handoff_cost"]
    assert not found.runs.duplicated(keys).any() and len(found.runs) == 3 * 21
    assert (found.runs["start_customers"] == 1000).all()
    assert not found.quarterly.duplicated(["scheme", "seed", "quarter"]).any()


def test_money_steps_add_up_to_the_cent(found):
    for _, part in found.money.groupby("scheme"):
        whole = part["step"] == "total"
        assert part.loc[~whole, "mean"].sum() == pytest.approx(part.loc[whole, "mean"].iloc[0])
        assert part.loc[~whole, "cents"].sum() == part.loc[whole, "cents"].iloc[0]
    steps = found.money.set_index(["scheme", "step"])["mean"]
    # every fake customer brings the same revenue, so nothing is left for spending
    assert steps["company_cx", "spending"] == pytest.approx(0, abs=1e-9)
    assert steps["company_cx", "customers"] > 0 > steps["company_cx", "bonus"]


def test_a_run_may_name_its_own_money_steps(monkeypatch):
    whole = fake._run

    def split(told, name, effect):
        run = whole(told, name, effect)
        profit = run.summary["profit_after_bonus_eur"]
        run.summary |= {"money_upsell": 0.25 * profit, "money_referrals": 0.5 * profit}
        return run

    monkeypatch.setattr(fake, "_run", split)
    part = _compared(fake.settings(reading_replications=0, handoff_replications=0)).money
    assert list(part["step"].unique()) == ["referrals", "upsell", "other", "salary", "total"]
    sums = part[part["step"] != "total"].groupby("scheme")["cents"].sum()
    assert (sums == part[part["step"] == "total"].set_index("scheme")["cents"]).all()


def test_readings_and_handoff_costs_turn_the_verdict(found):
    rows = found.readings[
        (found.readings["scheme"] == "company_cx") & (found.readings["metric"] == "customers_kept_pct")
    ]
    assert list(rows["reading"]) == ["mixed", "cause"] and rows["agrees"].all() and (rows["held"] == 2).all()
    line = found.handoff_costs[
        (found.handoff_costs["scheme"] == "company_cx") & (found.handoff_costs["metric"] == "customers_kept_pct")
    ]
    assert list(line["direction"]) == ["more", "more", "fewer"] and (line["n"] == 5).all()
    even = found.break_even[
        (found.break_even["scheme"] == "company_cx") & (found.break_even["metric"] == "customers_kept_pct")
    ].iloc[0]
    assert (
        even["state"] == "crosses"
        and even["break_even"] == pytest.approx(1.5, abs=0.2)
        and even["lo"] <= even["break_even"] <= even["hi"]
    )


def test_payouts_attention_and_handoffs(found):
    pay = found.payouts.set_index(["scheme", "level"])
    assert (pay["bonuses"] == pay.index.get_level_values("level").map({"middle_manager": 24, "executive": 12})).all()
    assert (pay["p5"] <= pay["p50"]).all() and (pay["p50"] <= pay["p95"]).all()
    assert pay["mean_pct"].between(60, 140).all() and pay["nothing_share"].between(0, 1).all()
    look = found.attention.set_index(["scheme", "level", "activity"])
    assert look.loc[("company_cx", "middle_manager", "win"), "change"] == pytest.approx(0.015)
    assert look.loc[("company_cx", "executive", "win"), "group"] == "own_numbers"
    assert found.handoffs["per_1000"].between(10, 30).all() and len(found.handoffs) == 3 * 4


def test_crossings_read_off_quarterly_intervals(found):
    row = found.crossings.set_index(["scheme", "metric"]).loc[("company_cx", "customers")]
    assert row["first_ahead"] <= 8 and row["last_behind"] is pd.NA


def test_salary_instead_of_bonus_is_charged_to_profit(found):
    basis = Basis(
        "equal_cost",
        fake.plain_basis().schemes,
        {("unit_growth", "executive"): 0.5},
        {"executive": ("unit_growth", 0.75)},
        {"fixed_pay": ("executive",)},
    )
    told = fake.settings(reading_replications=0, handoff_replications=0)
    paid, free = _compared(told, basis), _compared(told)
    # two executives with a target of 5,000 at half scale: 20,000 for 1,000 customers
    assert paid.runs.loc[paid.runs["scheme"] == "fixed_pay", "salary_top_up_eur"].tolist() == [20.0] * 6
    gap = (
        paid.verdict("fixed_pay", "profit_after_bonus_eur")["mean"]
        - free.verdict("fixed_pay", "profit_after_bonus_eur")["mean"]
    )
    assert gap == pytest.approx(-20.0)
    assert paid.money.set_index(["scheme", "step"])["mean"]["fixed_pay", "salary"] == pytest.approx(-20.0)


def test_dictionary_names_every_column(found):
    told = found.dictionary()
    assert set(told["table"]) == {*found.tables, "dictionary"} == set(dictionary.ROWS)
    assert told["meaning"].str.len().min() > 3 and not told["unit_of_column"].isna().any()
    with pytest.raises(KeyError, match="mystery"):
        dictionary.describe({"money": pd.DataFrame({"mystery": [1]})})


def test_repr_names_baseline_and_escapes(found):
    assert "unit_growth" in found._repr_html_() and "digest" in repr(found)


def test_folder_is_whole_verified_and_never_overwritten(found, tmp_path):
    folder, new = saving.save_once(
        found, tmp_path, also=lambda part: (part / "report.html").write_text("<html>") and None, command="cxsim"
    )
    assert new and folder.name.endswith(found.digest[:7]) and saving.damaged_files(folder) == []
    manifest = saving.read_manifest(folder)
    assert manifest["digest"] == found.digest and manifest["files"]["tables/runs.csv"]["rows"] == len(found.runs)
    assert {"report.html", "tables/dictionary.csv"} <= set(manifest["files"]) and manifest["seeds"] == [
        100,
        101,
        102,
        103,
        104,
        105,
    ]
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert saving.save_once(found, tmp_path) == (folder, False)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with pytest.raises(InputError, match="never overwrites"):
        found.save(folder)
    beside, new = saving.save_once(found, tmp_path, fresh=True)
    assert new and beside != folder and saving.damaged_files(folder) == []
    assert (beside / "tables/runs.csv").read_bytes() == (folder / "tables/runs.csv").read_bytes()


def test_a_study_in_another_language_has_a_folder_of_its_own(found, tmp_path):
    told = [replace(found, settings=replace(found.settings, output=replace(found.settings.output, lang=lang))) for lang in ("en", "fi")]
    (english, _), (finnish, new) = (saving.save_once(one, tmp_path) for one in told)
    assert new and finnish != english and saving.damaged_files(english) == []
    assert [saving.save_once(one, tmp_path) for one in told] == [(english, False), (finnish, False)]


def test_changed_files_are_named_and_not_read(found, tmp_path):
    folder = found.save(tmp_path / "study")
    assert len(saving.read_table(folder, "differences")) == len(found.differences)
    path = folder / "tables" / "differences.csv"
    path.write_bytes(path.read_bytes()[:-30])
    assert saving.damaged_files(folder) == ["tables/differences.csv"]
    with pytest.raises(InputError, match="changed since"):
        saving.read_table(folder, "differences")
    folder, new = saving.save_once(found, tmp_path)
    assert new
    text = (folder / saving.MANIFEST).read_text()
    (folder / saving.MANIFEST).write_text(text.replace('"status": "complete"', '"status": "compLete"'))
    assert saving.damaged_files(folder) == [saving.MANIFEST]
    (folder / saving.MANIFEST).write_text(text.replace('{\n "', '{\n  "', 1))  # the same content, one blank more
    assert saving.damaged_files(folder) == [saving.MANIFEST]


def test_a_report_that_fails_leaves_no_folder(found, tmp_path):
    def broken(part):
        raise RuntimeError("no font")

    with pytest.raises(RuntimeError):
        found.save(tmp_path / "study", also=broken)
    assert list(tmp_path.iterdir()) == []


def test_spreadsheets_get_no_formula(tmp_path):
    path = saving.write_csv(
        pd.DataFrame({"name": ["=1+1", " @x", "plain"], "mean": [-1.5, 2.0, 3.0]}), tmp_path / "t.csv"
    )
    assert path.read_text() == "name,mean\n'=1+1,-1.5\n' @x,2\nplain,3\n"


def test_payload_survives_packing_and_lacking_tables():
    told = fake.settings()
    payload = payload_of(fake.run_schemes(told, fake.SCHEMES)["company_cx"])
    assert packed(unpacked(payload["flows"])) == payload["flows"]
    bare = payload_of(type("Run", (), {"summary": {"true_cx": 50}, "digest": "x"})())
    assert bare["start_customers"] is None and bare["quarterly"]["rows"] == []


def test_smallest_difference_is_for_the_primary_metric_only():
    told = fake.settings(smallest_difference=50.0, reading_replications=0, handoff_replications=0)
    found = _compared(told)
    assert found.verdict("company_cx")["state"] == "CLEAR_SMALL"
    assert found.verdict("company_cx", "true_cx")["state"] == "CLEAR"
    assert found.study_id != _compared(replace(told, study=replace(told.study, smallest_difference=None))).study_id
