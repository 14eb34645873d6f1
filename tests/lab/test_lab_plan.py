"""A plan file in the lab: checked at its cells, mended problems ticked, changed on a copy, nobody else's, gone when told to."""

from __future__ import annotations

import time
import zipfile
from copy import deepcopy

import pytest

pytest.importorskip("nicegui")

from cxsim.base.errors import InputError
from cxsim.desk.opening import open_plan
from cxsim.lab import plan_duties
from cxsim.lab.pages.plan_people import _become, _overrides
from cxsim.lab.pages.plan_tabs import _silence, _weigh
from cxsim.lab.plan_box import DONE, FAILED, safe_name
from cxsim.lab.session import Session, Sessions
from cxsim.lab.work import CANCELLED
from cxsim.lab.work import DONE as RUN_DONE
from cxsim.pay.scheme_form import shipped

PLAN = open_plan(shipped("pay", "revontuli.yaml"))
TINY = ["customers.count=300", "horizon.years=1", "horizon.warmup_years=1", "study.replications=2"]


def until(true, seconds=120.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def opened(crew, file=PLAN, name="my plan.xlsx"):
    session = Session(crew)
    session.plan.open(name, plan_duties.workbook(file, "en"), "en")
    until(lambda: session.plan.own.looked is not None)
    return session


def _broken():
    file = deepcopy(PLAN)
    file.rows["components"][0]["weight_pct"] = 35
    file.rows["components"][3]["curve"] = "cxx"
    return file


def test_problems_stand_at_their_cells_and_what_was_mended_is_ticked(crew):
    session = opened(crew, _broken())
    box = session.plan
    assert [problem.where for problem in box.own.looked.problems] == ["components!D7", "components!G7"]
    assert box.own.file is None
    one = box.own.looked.problems[0]
    assert plan_duties.told(one, "en").said.startswith("weights of team_lead add to 95, not 100; raise D7 to 15")
    assert plan_duties.told(one, "fi") == ("components!D7", "tason team_lead painojen summa on 95, pitää olla 100; nosta D7 arvoon 15 tai aseta normalise_weights arvoon yes [R6]", "fi")
    assert box.want("cost", "en").state == FAILED  # nothing is made from a plan with errors
    box.open("my plan.xlsx", plan_duties.workbook(PLAN, "en"), "en")
    until(lambda: box.own.looked is not None)
    assert box.own.file is not None and len(box.own.gone) == 2


@pytest.mark.parametrize(("name", "data"), [("plan.exe", b"MZ"), ("plan.xlsm", b"PK"), ("plan", b"")])
def test_what_is_no_plan_file_is_refused(crew, name, data):
    with pytest.raises(InputError):
        Session(crew).plan.open(name, data, "en")


def test_an_empty_or_cut_workbook_is_told_in_a_sentence(crew):
    whole = plan_duties.workbook(PLAN, "en")
    for data in (b"", whole[: len(whole) // 2]):
        session = Session(crew)
        session.plan.open("plan.xlsx", data, "en")
        until(lambda session=session: session.plan.own.looked is not None)
        assert session.plan.own.file is None and session.plan.own.looked.problems


@pytest.mark.parametrize(("name", "safe"), [("../../etc/passwd", "passwd"), ("C:\\pay\\plan.xlsx", "plan.xlsx"), ("..", "plan.xlsx"), ("a<b>.xlsx", "a_b_.xlsx"), ("palkkiot äö.xlsx", "palkkiot äö.xlsx")])
def test_names_of_files_are_only_names(name, safe):
    assert safe_name(name) == safe


def test_pages_and_letters_are_made_once_and_served_to_their_own_session_only(crew):
    session, other = opened(crew), opened(crew)
    made = {kind: session.plan.want(kind, "fi") for kind in ("cost", "letters")}
    until(lambda: all(one.state != "waiting" for one in made.values()))
    assert {one.state for one in made.values()} == {DONE}, [one.problem for one in made.values()]
    assert session.plan.want("cost", "fi") is made["cost"]
    letters = made["letters"].written
    assert len(letters.pages) == 4
    with zipfile.ZipFile(f"{letters.folder}/all.zip") as packed:
        assert sum(name.endswith(".docx") for name in packed.namelist()) == 4
    address = session.plan.address(letters, letters.pages[0][1]).removeprefix("/plan-files/")
    assert session.plan.inside(address) is not None
    assert other.plan.inside(address) is None
    for outside in ("../own", f"../{'../' * 8}etc/passwd", "/etc/passwd", ""):
        assert session.plan.inside(outside) is None


def test_deleting_leaves_nothing_and_a_session_that_ends_deletes(crew):
    session = opened(crew)
    folder = session.plan.folder
    assert folder.stat().st_mode & 0o077 == 0, "others of this machine may not read it"
    names = session.plan.forget()
    assert names == ["my plan.xlsx"] and not folder.exists()
    assert session.plan.own is None and session.plan.made == {}
    sessions = Sessions(crew)
    kept = sessions.of("a").plan
    kept.open("plan.xlsx", plan_duties.workbook(PLAN, "en"), "en")
    sessions.end()
    assert kept.own is None and len(sessions) == 0


def test_a_change_makes_a_new_version_and_leaves_the_file_that_was_opened(crew):
    session = opened(crew)
    box, before = session.plan, session.plan.own.path
    bytes_before = before.read_bytes()
    box.change(lambda file: _weigh(file, {**{n: float(row["weight_pct"]) for n, row in enumerate(file.sheet("components"))}, 4: 25.0, 5: 35.0}, {n: float(row["target_bonus_pct"]) for n, row in enumerate(file.sheet("levels"))}), "en")
    until(lambda: box.own.looked is not None)
    assert box.own.path != before and before.read_bytes() == bytes_before
    assert [row["weight_pct"] for row in box.own.file.components_of("middle_manager")] == [25, 35, 20, 20]
    box.change(lambda file: _silence(file, "L03", "agreed with the board"), "en")
    until(lambda: box.own.looked is not None)
    told = [row for row in box.own.looked.findings if row["rule"] == "L03"]
    assert told and all(row["silenced"] for row in told)


def test_pay_and_the_worked_example_are_those_of_the_pay_engine(crew):
    paid = plan_duties.pay(PLAN)
    assert round(sum(award for _, _, award, _ in paid.people), 2) == round(sum(award for _, _, _, award, _ in paid.levels), 2)
    steps = plan_duties.staircase(PLAN, "middle_manager", "fi")
    assert {"R6", "R7", "R11"} <= {rule for *_, rule in steps}


def test_a_simulated_plan_gives_its_page_and_a_cancelled_one_nothing(crew):
    session = opened(crew)
    session.plan.simulate(TINY, "en")
    run = session.plan.runs["simulate"]
    until(lambda: not run.open)
    assert run.state == RUN_DONE, run.problem
    assert (run.done, run.planned) == (4, 4)
    page = session.plan.inside(session.plan.address(run.written, "report.html").removeprefix("/plan-files/"))
    assert "Revontuli" in page.read_text("utf-8")
    session.plan.simulate([*TINY, "seed=5"], "en")
    session.plan.stop()
    assert session.plan.runs["simulate"].state == CANCELLED and session.plan.runs["simulate"].written is None


def test_a_plan_the_model_does_not_know_is_told_with_a_way_out(crew):
    file = deepcopy(PLAN)
    for rows in file.rows.values():
        for row in rows:
            if row.get("metric") == "csat":
                row["metric"] = "safety"
    session = opened(crew, file)
    session.plan.simulate(TINY, "en")
    until(lambda: not session.plan.runs["simulate"].open)
    assert "map.safety=" in str(InputError(session.plan.runs["simulate"].problem))


def test_only_names_of_metrics_and_units_are_taken_from_the_text_field():
    wanted = {"company": "bank", "years": "3", "runs": "quick", "names": "map.safety=none\noutput.dir=/tmp/x\nscheme=fixed_pay\n unit.U3=care "}
    assert _overrides(wanted) == ["company=bank", "horizon.years=3", "study.replications=10", "map.safety=none", "unit.U3=care"]


def test_the_board_page_is_made_from_the_same_plan_with_word_beside_it(crew):
    session = opened(crew)
    session.plan.simulate(TINY, "fi", "board")
    run = session.plan.runs["board"]
    until(lambda: not run.open, 300)
    assert run.state == RUN_DONE, run.problem
    with zipfile.ZipFile(f"{run.written.folder}/all.zip") as packed:
        assert {"board.html", "board.docx", "effect.png"} <= set(packed.namelist())


def test_two_plans_are_compared_when_another_is_open(crew):
    session = opened(crew)
    box = session.plan
    box.simulate(TINY, "en", "compare")
    until(lambda: not box.runs["compare"].open)
    assert "another plan" in str(InputError(box.runs["compare"].problem))
    other = deepcopy(PLAN)
    other.plan["name"] = "The one before"
    box.open("before.xlsx", plan_duties.workbook(other, "en"), "en", old=True)
    until(lambda: box.old.looked is not None)
    box.simulate(TINY, "en", "compare")
    until(lambda: not box.runs["compare"].open)
    run = box.runs["compare"]
    assert run.state == RUN_DONE, run.problem
    assert run.written.pages[0][0] == "The one before / Revontuli Oy"


def test_a_search_gives_its_page_and_a_plan_that_can_be_used(crew):
    session = opened(crew)
    box = session.plan
    box.simulate([*TINY[:3], "study.replications=5", "goal=cheapest", "reach=-1"], "en", "improve")
    until(lambda: not box.runs["improve"].open, 400)
    run = box.runs["improve"]
    assert run.state == RUN_DONE, run.problem
    assert run.done > 0 and run.planned >= run.done
    assert [row["person_id"] for row in run.written.plan.sheet("staff")] == [row["person_id"] for row in PLAN.sheet("staff")]
    found = run.written.plan
    box.change(lambda copy: _become(copy, found), "en")
    until(lambda: box.own.looked is not None)
    assert box.own.file is not None, box.own.looked.problems
