"""The static view: futures are keyed, floating-point pay equals the exact rules to the cent, and small groups stay hidden."""

from __future__ import annotations

import json
from itertools import product
from math import ceil
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from plans import EXAMPLE, example, rows, small, with_history

from cxsim.base import streams
from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.desk.facts import Facts, key_of
from cxsim.desk.plan_file import PlanFile, case_of
from cxsim.desk.static.cost import price, quantile
from cxsim.desk.static.fairness import averaged, fairness
from cxsim.desk.static.futures import Choices, draw_futures, normals
from cxsim.desk.static.hiding import hidden_cells, hidden_sums
from cxsim.desk.static.sensitivity import kink_distances, sensitivity, shape
from cxsim.desk.static.sight import felt_by_formula, felt_in_euros, line_of_sight, volumes
from cxsim.desk.static.vector import Payer
from cxsim.desk.static.view import lint_file, look
from cxsim.pay.case import pay_case
from cxsim.study.saving import damaged_files, read_manifest


class Tables(NamedTuple):
    """What compiled quantiles read."""

    tables: np.ndarray


def everything() -> PlanFile:
    """The example with every branch of the rules in it."""
    file = example()
    file.plan |= {"normalise_weights": "yes", "score_cap_pct": 150, "total_cap_pct": 160, "individual_min_pct": 50, "individual_max_pct": 150, "min_service_days": 90}
    rows(file, "components", level="executive", metric="cx")[0]["weight_pct"] = 80
    rows(file, "curves", curve="revenue", x=95)[0]["beyond_last"] = "continue"
    rows(file, "curves", curve="csat", x=3.9)[0]["shape"] = "step"
    file.rows["curves"] += [{"curve": "down", "x": 110, "payout_pct": 30, "direction": "lower"}, {"curve": "down", "x": 90, "payout_pct": 120}]
    file.rows["curves"] += [{"curve": "factor", "x": 60, "payout_pct": 80}, {"curve": "factor", "x": 65, "payout_pct": 100}, {"curve": "factor", "x": 70, "payout_pct": 110}]
    file.rows["modifiers"] = [{"modifier": "cx", "metric": "cx", "scope": "company", "basis": "value", "curve": "factor", "levels": ["unit_head", "executive"]}]
    cap = {"effect": "cap_pct", "effect_value": 60, "levels": "all"}
    file.rows["gates"] += [{"gate": "part", "on": "component", "component": "revenue/unit", "metric": "cost", "scope": "unit", "better": "lower", "required": 99, **cap}]
    file.rows["gates"] += [{"gate": "low", "on": "score", "metric": "cx", "scope": "company", "basis": "value", "required": 64, "effect": "factor", "effect_value": 0.7, "levels": ["team_lead"]}]
    file.rows["components"][5] |= {"metric": "waits", "scope": "company", "basis": "value", "curve": "down"}
    file.rows["scorecard"].append({"metric": "waits", "scope": "company", "actual": 100, "target": 100})
    file.rows["pools"] = [
        {"pool": "top", "funding": "pct_of_metric", "rate_pct": 4, "metric": "profit", "scope": "company", "floor_eur": 300, "cap_eur": 510, "carry_in_eur": 300_000, "levels": ["executive"]},
        {"pool": "shops", "funding": "pct_of_target_bonus", "rate_pct": 101, "mode": "share_out", "units": ["U3"], "levels": ["team_lead", "middle_manager"]},
        {"pool": "rest", "amount_eur": 260_000, "units": ["U1", "U2", "U4"]},
    ]
    staff = file.rows["staff"]
    staff[0] |= {"days": 100, "individual_pct": 130}
    staff.insert(1, {**staff[0], "level": "middle_manager", "unit": "U2", "days": 265, "fte_pct": 80, "base_pay_eur": 64000.55})
    staff[2]["status"], staff[3]["days"], staff[4]["individual_pct"] = "bad_leaver", 89, 50
    return file


@pytest.mark.parametrize(("file", "sd"), list(product((example(), everything()), ({}, {"csat": 0.0, "cost": 0.0, "revenue": 30.0, "profit": 1.0}))))
def test_a_sample_of_futures_is_paid_to_the_cent_as_by_the_exact_rules(file, sd):
    facts = Facts(file)
    futures = draw_futures(facts, Choices(count=40, seed=3, sd=sd))
    payer = Payer(facts, futures)
    awards = payer.pay(slice(None)).awards
    for number in range(futures.count):
        card = [{**row, "actual": float(futures.actual[key_of(row)][number])} for row in file.sheet("scorecard")]
        exact = pay_case(case_of(file, scorecard=card))["people"]
        assert awards[number].tolist() == [exact[person.person_id]["award_cents"] for person in payer.people], number


@pytest.mark.parametrize("shape", ["linear", "step"])
def test_a_result_on_a_kink_is_on_it_whatever_binary_numbers_make_of_it(shape):
    targets = [0.7, 1.1, 1.4, 2.2, 2.3, 2.9, 3.3, 4.4, 4.6, 5.8, 6.6, 8.8]
    file = small(units=len(targets), share=0, people=1)
    file.rows["curves"][0]["shape"] = shape
    for row, target in zip(rows(file, "scorecard", scope="unit"), targets):
        row |= {"target": target, "actual": round(0.8 * target, 4)}
    assert any(100 * row["actual"] / row["target"] < 80 for row in rows(file, "scorecard", scope="unit"))
    facts = Facts(file)
    payer = Payer(facts, draw_futures(facts, Choices(count=1, sd={"result": 0})))
    assert payer.pay(slice(None)).awards.tolist() == [[500_000] * len(targets)]


def test_awards_do_not_depend_on_how_futures_are_cut_into_blocks(monkeypatch):
    from cxsim.desk.static import cost

    facts = Facts(everything())
    futures = draw_futures(facts, Choices(count=300))
    whole = price(facts, futures)
    monkeypatch.setattr(cost, "CELLS", 58 * 70)
    parts = price(facts, futures)
    assert all((whole.totals[level] == parts.totals[level]).all() for level in whole.totals)
    assert whole.pools == parts.pools and [row["people_pct"] for row in whole.states] == [row["people_pct"] for row in parts.states]
    assert (whole.totals["all"] == sum(whole.totals[level] for level in facts.plan.levels)).all()


def test_luck_is_keyed_by_seed_metric_and_code():
    key = streams.stream_key(7, "desk")
    tables = Tables(streams.quantile_tables())
    assert normals(key, 50).tolist() == [streams.quantile.py_func(tables, streams.NORMAL, streams.draw(np.uint64(key), slot)) for slot in range(50)]
    file, choices = example(), Choices(count=4000)
    before = draw_futures(Facts(file), choices).actual
    file.rows["scorecard"].insert(0, {"metric": "nps", "scope": "company", "actual": 10, "target": 12})
    after = draw_futures(Facts(file), choices).actual
    assert all((after[key] == values).all() for key, values in before.items())
    u1, u2 = (before["revenue", "unit", unit] for unit in ("U1", "U2"))
    assert np.corrcoef(u1, u2)[0, 1] == pytest.approx(0.3, abs=0.04) and u1.std() == pytest.approx(0.04 * 46700, rel=0.03)
    assert (before["csat", "unit", "U1"] == before["csat", "touchpoint", "U1"]).all()
    assert abs(np.corrcoef(u1, before["profit", "company", ""])[0, 1]) < 0.05
    other = draw_futures(Facts(example()), Choices(count=4000, seed=2)).actual["cx", "company", ""]
    assert not (other == before["cx", "company", ""]).any()


def test_eight_periods_are_drawn_whole_and_seven_are_too_few():
    def swing(i: int) -> tuple[float, float]:
        return 12000 + 100 * i, 12000

    def mirror(i: int) -> tuple[float, float]:
        return 65 - i, 65

    futures = draw_futures(Facts(with_history(example(), 8, profit=swing, cx=mirror)), Choices(count=2000))
    assert (futures.drawn, futures.periods) == ("history", 8)
    pairs = set(zip(futures.actual["profit", "company", ""].tolist(), futures.actual["cx", "company", ""].tolist()))
    assert pairs == {(12600 + 100 * i, 66 - i) for i in range(8)}  # deviations from old targets on the new ones, together
    assert draw_futures(Facts(with_history(example(), 7)), Choices(count=10)).drawn == "normal"


def test_choices_and_cards_that_cannot_be_are_refused_together():
    with pytest.raises(InputError) as caught:
        draw_futures(Facts(example()), Choices(count=0, correlation=2, sd={"proft": 3, "cost": -1}))
    assert [p.key for p in caught.value.problems] == ["sd.proft", "sd.cost", "futures", "correlation"]
    file = example()
    rows(file, "scorecard", metric="cx")[0].pop("actual"), rows(file, "scorecard", metric="cx")[0].pop("target")
    with pytest.raises(InputError, match="futures need what is expected"):
        draw_futures(Facts(file))


def test_plans_that_cannot_be_looked_at_are_told_with_their_cells():
    file = example()
    rows(file, "history", metric="cx")[0]["actual"], rows(file, "levels", level="executive")[0]["rank"] = "n. 60", "top"
    with pytest.raises(InputError) as caught:
        look(file)
    assert [p.where for p in caught.value.problems] == ["levels[4].rank", "history[37].actual"]
    file = example()
    file.rows["staff"] = []
    assert lint_file(file)
    with pytest.raises(InputError, match="staff: the static view needs"):
        look(file)
    file = example()
    file.rows["scorecard"].pop(0)
    with pytest.raises(InputError, match="revenue/unit/U1"):
        look(file)


def test_quantiles_are_real_outcomes():
    draws = np.array([5, 1, 4, 2, 3, 10, 9, 8, 7, 6])
    assert [quantile(draws, q) for q in (0.1, 0.5, 0.9, 0.91)] == [1, 5, 9, 10] and ceil(0.1 * 10) == 1


def test_cost_pool_and_shares_add_up():
    file = example()
    file.plan["employer_cost_pct"] = 25
    view = look(file, Choices(count=3000))
    plain = look(example(), Choices(count=3000))
    assert view.cost.quantile("all", 0.5) == pytest.approx(1.25 * plain.cost.quantile("all", 0.5), abs=1)
    pool = plain.cost.pools[0]
    assert plain.cost.totals["all"].max() == 104_000_000 and pool["over"] == plain.cost.scaled == (plain.cost.totals["all"] == 104_000_000).mean()
    assert pool["use"] == pytest.approx(plain.cost.quantile("all", 0.5) / 104_000_000) and 0.9 < pool["factor"] < 1
    for measure in ("people_pct", "eur_pct"):
        sums: dict[tuple[str, str], float] = {}
        for row in plain.cost.states:
            sums[row["level"], row["component"]] = sums.get((row["level"], row["component"]), 0) + row[measure]
        assert all(total == pytest.approx(100) for total in sums.values()) and len(sums) == 14 + 4
    closed = plain.cost.gates["profit_floor"]
    nothing = [row["people_pct"] for row in plain.cost.states if row["state"] == "below" and not row["component"] and row["level"] == "executive"]
    assert nothing == [pytest.approx(100 * closed, abs=0.5)] and 0.10 < closed < 0.16


def test_one_more_differs_left_and_right_of_a_kink():
    found = {(row["scope"], row["level"]): (row["better_eur"], row["worse_eur"]) for row in sensitivity(Facts(small(share=25)))}
    assert found["unit", "manager"] == (375.0, 187.5)  # 75 % of 10,000 EUR; 5 points up, 2.5 down
    assert found["company", "manager"] == (125.0, 62.5) and found["company", "all"] == (2500.0, 1250.0)
    file = small()
    rows(file, "scorecard", scope="unit", unit="U1")[0]["actual"] = 103
    first = kink_distances(Facts(file))[0]
    assert (first["results"], first["x_low"], first["x_high"], first["worse"], first["better"]) == (4, 100, 103, 3, 17)
    (row,) = shape(Facts(file))
    assert (row["leverage"], row["upside"], round(row["mix_pct"], 2)) == (1.5, 2.0, 9.09)


def test_the_weight_felt_in_euros_is_the_formula_for_equal_units_and_volumes_for_others():
    facts = Facts(small(units=4, share=25))
    assert felt_in_euros(facts)["manager"]["ratio"] == pytest.approx(felt_by_formula(facts, "manager"), rel=1e-3) == pytest.approx(0.25 / 3.25, rel=1e-3)
    file = small(units=2, share=50)
    for row in rows(file, "scorecard", unit="U1"):
        row["actual"] = row["target"] = 300
    shares, read = volumes(Facts(file), "result")
    assert (shares, read) == ({"U1": 0.75, "U2": 0.25}, "actual")
    own, other = (0.75 + 0.25) / 2, 0.25  # own: half on the unit, half of the own volume share; other: half of its share
    assert felt_in_euros(Facts(file))["manager"]["other_eur"] == pytest.approx(375 * 0.5 * (0.75 + 0.25) / 2, rel=1e-3)
    assert felt_in_euros(Facts(file))["manager"]["own_eur"] == pytest.approx(375 * (own + other), rel=1e-3)


def test_line_of_sight_is_the_part_divided_by_those_who_share_it():
    facts = Facts(example())
    level = facts.plan.levels["team_lead"]
    assert [line_of_sight(facts, "team_lead", part) for part in level.components] == pytest.approx([4 / 36, 4 / 36, 4 / 36, 1 / 36])


@pytest.mark.parametrize(("counts", "hidden"), [
    ({"a": 5, "b": 6}, set()), ({"a": 4, "b": 6, "c": 9}, {"a", "b"}), ({"a": 4, "b": 3, "c": 9}, {"a", "b"}), ({"a": 4}, {"a"}), ({"a": 0, "b": 7}, set()),
])  # fmt: skip
def test_a_small_cell_takes_the_next_smallest_with_it(counts, hidden):
    assert hidden_cells(counts) == hidden


def test_a_sum_in_which_one_person_is_over_half_is_hidden():
    assert hidden_sums({"a": [50, 50], "b": [30, 10, 10], "c": [1, 1, 1, 1]}) == {"b", "a"}
    assert hidden_sums({"a": [50, 50], "c": [1, 1]}) == set()


def test_groups_are_compared_as_they_are_and_without_the_luck_of_units():
    file = small(units=2, share=0, people=6)
    file.rows["components"].pop()
    for row in file.rows["staff"]:
        row |= {"grade": "G", "group": "A" if row["unit"] == "U1" else "B"}
    rows(file, "scorecard", unit="U1")[0]["actual"], rows(file, "scorecard", unit="U2")[0]["actual"] = 110, 90
    told = {(row["view"], row["group"]): row for row in fairness(Facts(file))}
    assert told["as_is", "A"]["median_eur"] == 15_000 and told["as_is", "B"]["payout_gap_pct"] == 50 and told["as_is", "B"]["people"] == 6
    assert told["at_average", "B"]["payout_gap_pct"] == 0 and told["at_average", "B"]["median_eur"] == 10_000
    assert {row["actual"] for row in averaged(Facts(file)) if row["scope"] == "unit"} == {"100"}
    for row in rows(file, "staff", unit="U2")[:2]:
        row["group"] = "C"
    hidden = {row["group"]: row["hidden"] for row in fairness(Facts(file)) if row["view"] == "as_is"}
    assert hidden == {"A": False, "B": True, "C": True} and all("median_eur" not in row for row in fairness(Facts(file)) if row["hidden"])


@pytest.mark.parametrize(("lang", "frozen"), [("en", "as if nobody behaved differently"), ("fi", "ikään kuin kukaan ei muuttaisi toimintaansa")])
def test_the_page_says_what_is_frozen_and_names_nobody(tmp_path, capsys, lang, frozen):
    words = ["plan", "cost", str(EXAMPLE), "futures=500", f"output.dir={tmp_path}", "--lang", lang, "--json"]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    folder = Path(said["output"])
    assert not damaged_files(folder) and read_manifest(folder)["digest"] == said["digest"]
    page = (folder / "report.html").read_text("utf-8")
    pictures, tables = page.count("<figure"), page.count("</table>")
    assert pictures == 4 and page.lower().count(frozen) >= pictures + tables  # every figure and every table, findings in the lead
    people = [row["person_id"] for row in example().rows["staff"]]
    for path in folder.rglob("*"):
        text = path.read_text("utf-8", errors="ignore") if path.is_file() else ""
        assert not [name for name in people if name in text], path
    assert main(words) == 0 and json.loads(capsys.readouterr().out.splitlines()[-1])["output"] == said["output"]


def test_a_level_of_one_is_in_no_table(tmp_path):
    file = example()
    file.rows["staff"] = [row for row in file.rows["staff"] if row["person_id"] not in ("EX-02", "EX-03", "EX-04")]
    view = look(file, Choices(count=200))
    hidden = {row["level"]: row["hidden"] for row in view.tables["cost"]}
    assert hidden == {"team_lead": False, "middle_manager": False, "unit_head": True, "executive": True, "all": False}
    assert not [row for row in view.tables["sensitivity"] if row["level"] in ("unit_head", "executive")]
