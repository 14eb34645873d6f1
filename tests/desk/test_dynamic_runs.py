"""A plan simulated end to end: the same staff by the same rules, nobody reacting and people who do, nothing of a person left behind."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
import yaml
from plans import example

from cxsim.cli.main import main
from cxsim.desk.dynamic.arms import FROZEN, cells_of, live, parts
from cxsim.desk.dynamic.awards import at_average, pay_staff, point_code, seated
from cxsim.desk.dynamic.simulate import asked, translated
from cxsim.desk.dynamic.view import view_of
from cxsim.desk.plan_file import PlanFile
from cxsim.desk.yaml_text import yaml_text

TINY = ["customers.count=400", "horizon.years=2", "horizon.warmup_years=1", "study.replications=2", "workers=1"]


@pytest.fixture(scope="module")
def lived():
    request = asked({"plan": _seat_by_seat()}, TINY)
    made = translated(request)
    return made["plan"], live(made, request.settings)


def _seat_by_seat() -> PlanFile:
    """The example without a pool, with one person for every touchpoint of a simulated unit: their levels are the seats' own."""
    file = example()
    channels = {"U1": 4, "U2": 4, "U3": 3, "U4": 3}
    people = []
    for unit, count in channels.items():
        level = "team_lead" if unit == "U4" else "middle_manager"
        people += [{"person_id": f"{unit}-{place}", "level": level, "unit": unit, "base_pay_eur": 50_000} for place in range(count)]
        people.append({"person_id": f"{unit}-head", "level": "unit_head", "unit": unit, "base_pay_eur": 100_000})
    file.rows |= {"staff": people, "pools": []}
    return file


def test_staff_are_paid_what_the_seats_of_the_simulation_earn(lived):
    """Translation and pay agree: the user's rules on the user's scales give what the simulated scheme gave its own managers."""
    made, runs = lived
    for arm in runs.arms.values():
        awards = pay_staff(made, arm)
        targets = awards.payer.targets
        codes = {person.person_id: place for place, person in enumerate(awards.payer.people)}
        for seed, seats in enumerate(parts(arm, "seats", kept=True)):
            for seat in seats[seats["level"].isin(("middle_manager", "team_lead"))].itertuples():
                unit = next(name for name, simulated in made.units.items() if simulated == seat.unit)
                place = [row["touchpoint"] for row in seated(made).file.sheet("staff") if row["unit"] == unit].index(point_code(unit, seat.manager))
                column = codes[f"{unit}-{place}"]
                paid = awards.cents[seed, seat.year - 1, column] / targets[column]
                cent = 1.0 / seat.target_eur  # % of target: award and target are whole cents, and payouts reach 200 %
                assert paid == pytest.approx(seat.payout_pct, abs=1.6 * cent), seat


def test_nobody_reacts_in_the_frozen_arm(lived):
    _, runs = lived
    reference = {name: item.reference for name, item in runs.settings.behaviour.activities.items()}
    (table, *_) = parts(runs.arms[FROZEN], "attention")
    told = table[table["level"] == "middle_manager"].set_index("activity")["share"]
    assert {name: pytest.approx(share) for name, share in told.items() if name in reference} == {name: reference[name] for name in told.index if name in reference}
    (moved, *_) = parts(runs.arms["plan"], "attention")
    assert not np.allclose(table["share"], moved["share"])


def test_the_frozen_arm_is_the_same_company_whatever_the_plan_pays(lived):
    """Customers meet the same service when pay moves nobody: another plan, the same customers to the last figure."""
    _, runs = lived
    other = example()
    other.rows["levels"][1]["target_bonus_pct"] = 60
    request = asked({"plan": other}, TINY)
    again = live(translated(request), request.settings)
    for one, two in zip(parts(runs.arms[FROZEN], "quarterly"), parts(again.arms[FROZEN], "quarterly")):
        assert one.drop(columns="bonus_eur").equals(two.drop(columns="bonus_eur"))


def test_cells_have_names_of_their_own_and_arms_share_seeds(lived):
    made, runs = lived
    cells = cells_of({"plan": made}, runs.settings)
    names = [cell.id for group in cells.values() for cell in group]
    assert len(set(names)) == len(names) == 4
    assert [cell.seed for cell in cells["heard"]] == [cell.seed for cell in cells[FROZEN]] == list(runs.seeds)


def test_the_view_adds_up(lived):
    made, runs = lived
    view = view_of(made, runs)
    years = [view.pair("cost", "bonus_cost", year=year) for year in (1, 2)]
    whole = view.pair("cost", "bonus_cost")
    assert np.allclose(sum(pair.second for pair in years), whole.second)
    assert np.allclose(whole.second, view.awards["heard"].total.sum(axis=1) / 100)
    gap = view.pair("experience", "measured_gap").second
    assert np.allclose(gap, view.pair("experience", "measured_cx").second - view.pair("experience", "true_cx").second)
    assert view.pair("money", "profit_after_bonus").second == pytest.approx([row[-1] for row in _money(runs)], rel=1e-9)


def _money(runs):
    from cxsim.desk.dynamic.outcomes import money_path

    return money_path(runs.arms["plan"]).tolist()


def test_at_average_leaves_no_unit_luck(lived):
    made, runs = lived
    paid = at_average(pay_staff(made, runs.arms["plan"]))
    middle = paid.cents[:, :, paid.payer.levels == "middle_manager"]
    assert (middle == middle[:, :, :1]).all()


def test_a_result_nobody_can_act_on_is_always_on_target():
    request = asked({"plan": _only_safety()}, [*TINY, "map.safety=none"])
    made = translated(request)
    awards = pay_staff(made["plan"], live(made, request.settings).arms["plan"])
    assert set(awards.payout_pct("middle_manager").ravel()) == {100.0}


def _only_safety() -> PlanFile:
    file = _seat_by_seat()
    file.rows["components"] = [{"level": level, "metric": "safety", "scope": "company", "weight_pct": 100, "basis": "value", "curve": "cx_index"} for level in ("team_lead", "middle_manager", "unit_head", "executive")]
    file.rows |= {"gates": [], "scorecard": [{"metric": "safety", "scope": "company", "actual": 61, "target": 66}], "history": []}
    return file


# ---------------------------------------------------------------- the command


def _run(capsys, *words: str) -> tuple[int, str]:
    code = main(["plan", "simulate", *words])
    return code, capsys.readouterr().out


def test_the_command_writes_a_whole_folder_once_in_both_languages(tmp_path, capsys):
    path, out = tmp_path / "plan.yaml", tmp_path / "out"
    path.write_text(yaml_text(_with_canaries()), "utf-8")
    digests = set()
    for lang in ("en", "fi", "en"):
        code, said = _run(capsys, str(path), *TINY, f"output.dir={out}", "--lang", lang, "--json", "--quick")
        assert code == 0
        digests.add(json.loads(said.splitlines()[-1])["digest"])
    folders = sorted(out.glob("20*"))
    assert len(digests) == 1 and len(folders) == 2
    for folder in folders:
        page = (folder / "report.html").read_text("utf-8")
        assert "simulated." not in page and "nan" not in page.lower().replace("financ", "")
        with (folder / "tables" / "cost.csv").open(encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == 3
    _nothing_of_a_person(tmp_path, path)
    assert main(["plan", "forget", str(out)]) == 0
    assert not list(out.rglob("*")), "finished runs and their records go as well"


CANARIES = 50


def _with_canaries() -> PlanFile:
    """Fifty people whose codes, groups and pay are found nowhere else; the pay is odd enough to be told."""
    file = example()
    places = [("middle_manager", unit) for unit in ("U1", "U2", "U3", "U4")]
    file.rows["staff"] = [
        {"person_id": f"canary{place:02d}x", "level": level, "unit": unit, "base_pay_eur": round(51_317.377 + 791.913 * place, 3), "group": f"flock{place % 2}", "grade": "nest"}
        for place in range(CANARIES)
        for level, unit in [places[place % 4]]
    ]
    return file


def _nothing_of_a_person(root, own) -> None:
    """Nothing of the staff sheet in any file but the user's own: no code, no pay. Labels of large groups are told on purpose."""
    rows = yaml.safe_load(own.read_text("utf-8"))["staff"]
    assert len(rows) == CANARIES
    secrets = {str(row[key]).encode() for row in rows for key in ("person_id", "base_pay_eur")}
    files = [path for path in root.rglob("*") if path.is_file() and path != own]
    assert len(files) > 10
    found = {(path.name, secret) for path in files for secret in secrets if secret in path.read_bytes()}
    assert not found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: [row.update(metric="safety") for rows in file.rows.values() for row in rows if row.get("metric") == "csat"], "map.safety"),
        (lambda file: file.rows["components"][0].update(weight_pct=-1), "weight_pct"),
        (lambda file: file.rows.update(staff=[]), "staff"),
    ],
)
def test_what_cannot_be_simulated_is_told_and_leaves_nothing(tmp_path, capsys, change, said):
    file = example()
    change(file)
    path, out = tmp_path / "plan.yaml", tmp_path / "out"
    path.write_text(yaml_text(file), "utf-8")
    assert main(["plan", "simulate", str(path), *TINY, f"output.dir={out}"]) == 2
    assert said in capsys.readouterr().err
    assert not list(out.glob("*/report.html"))


def test_two_workers_give_the_same_bytes_as_one():
    request = asked({"plan": _seat_by_seat()}, TINY)
    made = translated(request)
    other = replace(request.settings, workers=2)
    assert live(made, request.settings).digest == live(made, other).digest


def test_where_work_changes_nothing_reacting_changes_nothing():
    """In the null company attention has no effect, so both arms are the same to the cent, whatever people choose."""
    request = asked({"plan": example()}, [*TINY, "company=null_company"])
    made = translated(request)
    view = view_of(made["plan"], live(made, request.settings))
    for table in ("cost", "payout", "customers", "experience"):
        assert all((pair.first == pair.second).all() for pair in view.pairs[table]), table
