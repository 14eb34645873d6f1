"""Slips of stars, of reward plans and of intervals: typed in every way a person may, played to a debrief, and every fault told."""

from __future__ import annotations

import json

import pytest
from test_slips import grid_of, put, run
from tiny_game import TINY

from cxsim.lessons import reading, seating, slips
from cxsim.lessons.scheme_typed import weights_of
from cxsim.lessons.world import World

WORDS = [*TINY, "workers=1", "repeats=0"]


def read(rows, name, clock):
    lesson = reading.read(name)
    world = World(lesson, clock, TINY)
    return slips.filled("s", list(enumerate(rows, start=2)), lesson, seating.seat_people(world, 4), world.rounds, clock)


def record_of(folder):
    return [json.loads(line) for line in next(folder.glob("*/game.jsonl")).read_text("ascii").splitlines()]


def test_every_chair_of_a_bare_game_has_its_own_slip(capsys, tmp_path):
    """Five people type stars, a sixth chair is empty: what each gave stands on the record, and the debrief page comes out."""
    rows = grid_of("free_rider", people=7, lang="fi")
    chairs = list(dict.fromkeys(row["seat"] for row in rows))
    assert len(chairs) == 8 and len(rows) == 8 * 6
    for row in rows:
        place = chairs.index(row["seat"])
        if place < 5:
            row["stars"] = str((place + int(row["round"])) % 11)
        if place == 0 and row["round"] == "1":
            row |= {"guess.pairs": "5,5", "guess.pairs.sure": "70", "guess.names": "-1", "guess.names.sure": "60"}
    path = put(rows[: 8 * 4] + [{**row, "stars": ""} for row in rows[8 * 4 :]], tmp_path / "s.csv", ";")
    words = ["free_rider", "--slips", str(path), "--lang", "fi", "seed=3", *WORDS, f"output.dir={tmp_path / 'out'}"]
    code, out, err = run(capsys, *words)
    assert code == 0, err
    assert " (robotti)" in out and " EUR" in out and "Kierroksia täytetty 4" in out  # the fourth round showed names
    put(rows, path, ";")
    code, out, err = run(capsys, *words)
    assert code == 0, err
    events = record_of(tmp_path / "out")
    for number, event in enumerate((event for event in events if event["kind"] == "close"), start=1):
        given = {row["seat"]: row for row in event["rows"]}
        assert [given[seat]["play"] for seat in chairs[:5]] == [{"stars": (place + number) % 11} for place in range(5)]
        assert {given[seat]["source"] for seat in chairs[5:]} == {"robot"}
    assert [event["guesses"] for event in events if event["kind"] == "predict"] == [{"pairs": {"value": 5.5, "confidence": 70}, "names": {"value": -1, "confidence": 60}}]
    assert next((tmp_path / "out").glob("*/report.html")).stat().st_size > 10_000


def test_a_ready_plan_goes_by_number_key_or_label():
    rows = grid_of("your_plan", people=4)
    assert "ready" in rows[0] and "plan.ready" not in rows[0] and "guess.cost.sure" not in rows[0]
    menu = reading.read("your_plan").decisions["ready"].menu
    for typed in ("4", "by_level", "More higher up", "ylhäällä enemmän"):
        rows[0] |= {"ready": typed, "remedy": "2", "guess.cost": "40..60", "guess.ours": "no", "guess.ours.sure": "60"}
        found = read(rows, "your_plan", "short")
        assert found.plays == {1: {rows[0]["seat"]: {"ready": menu.ready["by_level"].plan, "remedy": "team"}}}
        assert found.guesses[rows[0]["seat"]]["cost"] == {"value": [40, 60], "confidence": 80}


def test_a_plan_is_a_ready_one_with_what_was_changed(capsys, tmp_path):
    """Typed cells take the place of the ready plan's; the grid itself says which clock it belongs to; the debrief comes out."""
    rows = grid_of("your_plan", people=4, clock="long")
    rows[0] |= {"plan.ready": "3", "plan.unit_head": "1=60 Company CX=40%", "plan.executive": "growth=30, journeys=70", "plan.curve": "2", "plan.gate": "cx", "plan.deferral": "30 %", "remedy": "1"}
    rows[0] |= {"guess.customers": "80,5 – 110", "guess.cost": "40 60"}
    path = put(rows, tmp_path / "s.csv")
    code, _, err = run(capsys, "your_plan", "--slips", str(path), *WORDS, f"output.dir={tmp_path / 'out'}")
    assert code == 0, err
    events = record_of(tmp_path / "out")
    (close,) = (event for event in events if event["kind"] == "close")
    plan = close["rows"][0]["play"]["plan"]
    both = {"growth": 50, "company_cx": 50}
    assert plan == {"weights": {"team_lead": both, "middle_manager": both, "unit_head": {"growth": 60, "company_cx": 40}, "executive": {"growth": 30, "journeys": 70}}, "curve": "gentle", "gate": "cx", "deferral": 30}
    assert {row["source"] for row in close["rows"]} == {"typed"} and events[0]["clock"] == "long"
    assert next(event["guesses"] for event in events if event["kind"] == "predict")["customers"] == {"value": [80.5, 110], "confidence": 80}
    assert next((tmp_path / "out").glob("*/report.html")).stat().st_size > 10_000


@pytest.mark.parametrize(
    ("name", "clock", "cells", "told"),
    [
        ("free_rider", "short", {"stars": "11"}, "stars: is no number of stars given: 11 allowed: 0 to 10"),
        ("free_rider", "short", {"stars": "2.5"}, "stars: is no whole number given: 2.5 allowed: whole stars, 0 to 10"),
        ("your_plan", "short", {"ready": "7", "remedy": "1"}, "ready: is not one of the options given: 7 allowed: 1 = growth, 2 = own_customers"),
        ("your_plan", "short", {"guess.cost": "60..40"}, "guess.cost: is no interval given: 60..40 allowed: low..high, such as 0..200"),
        ("your_plan", "short", {"guess.cost": "60"}, "guess.cost: is no interval given: 60"),
        ("your_plan", "short", {"guess.customers": "50..90"}, "guess.customers: is no interval given: 50..90 allowed: low..high, such as 60..160"),
        ("your_plan", "long", {"plan.unit_head": "1=60 4=30", "plan.ready": "1", "remedy": "1"}, "plan.unit_head: weights do not add to 100 given: 90"),
        ("your_plan", "long", {"plan.executive": "3=100", "plan.ready": "1", "remedy": "1"}, "plan.executive: is paid by a measure it has not given: own_customers"),
        ("your_plan", "long", {"plan.executive": "growth 100", "plan.ready": "1", "remedy": "1"}, "plan.executive: is no list of weights given: growth 100 allowed: 1 = growth, 2 = costs"),
        ("your_plan", "long", {"plan.deferral": "35", "plan.ready": "1", "remedy": "1"}, "plan.deferral: is no deferral given: 35 allowed: 0 to 50 in steps of 10"),
        ("your_plan", "long", {"plan.curve": "steep", "plan.ready": "1", "remedy": "1"}, "plan.curve: is not one of the options given: steep"),
        ("your_plan", "long", {"plan.curve": "1", "remedy": "1"}, "plan.team_lead: is missing"),
        ("your_plan", "long", {"remedy": "1"}, "plan.ready: is missing"),
        ("your_plan", "long", {"plan.ready": "1"}, "remedy: is missing"),
    ],
)
def test_faults_of_a_cell_are_told_in_its_column(name, clock, cells, told, capsys, tmp_path):
    rows = grid_of(name, people=4, clock=clock)
    rows[0] |= cells
    code, out, err = run(capsys, name, "--slips", str(put(rows, tmp_path / "s.csv")), *WORDS, f"output.dir={tmp_path / 'out'}")
    assert code == 2 and not out and f"s.csv, row 2, {told}" in err, err


def test_a_plan_dearer_than_the_pool_and_a_grid_of_neither_clock_are_refused(capsys, tmp_path):
    rows = grid_of("your_plan", people=4, clock="long")
    rows[0] |= {"plan.ready": "1", "plan.curve": "1", "remedy": "1"} | {f"plan.{level}": "4=100" for level in ("team_lead", "middle_manager", "unit_head", "executive")}
    words = ["--slips", str(put(rows, tmp_path / "s.csv")), *WORDS, f"output.dir={tmp_path / 'out'}"]
    code, _, err = run(capsys, "your_plan", *words)
    assert code == 2 and f"round 1, {rows[0]['seat']}, cost p90: nine years in ten cost up to" in err
    put([{key: value for key, value in row.items() if key != "plan.curve"} for row in rows], tmp_path / "s.csv")
    code, _, err = run(capsys, "your_plan", *words)
    assert code == 2 and ("plan.curve: is missing" in err or "ready: is missing" in err)


def test_weights_are_read_whole_or_not_at_all():
    menu = reading.read("your_plan").menu
    assert weights_of(menu, "1=60 4=40") == weights_of(menu, "growth = 60; yritystason cx=40 %") == {"growth": 60, "company_cx": 40}
    assert weights_of(menu, "1=60 40") is None and weights_of(menu, "1=60 growth=40") is None and weights_of(menu, "") is None
    assert weights_of(menu, "luck=100") == {"luck": 100}


def test_the_console_takes_a_plan_on_one_line():
    from cxsim.lab.lesson_typed import Reader
    from cxsim.report.words import words

    terms = reading.read("your_plan").decisions
    for lang in ("en", "fi"):
        short, long = (Reader(terms[name], words(lang)) for name in ("ready", "plan"))
        assert short.key().count("6 ") == 1 and "6 " in long.key()
        assert short.read("4").value == terms["ready"].menu.ready["by_level"].plan and not short.read("4; gate 2").value and short.read("4; gate 2").fault
        slip = long.read("3; 4: 1=60 Company CX=40; unit_head: 1=30 5=70; käyrä 3; gate cx; deferral 30 %")
        assert slip.value["weights"]["executive"] == {"growth": 60, "company_cx": 40} and slip.value["weights"]["unit_head"] == {"growth": 30, "journeys": 70}
        assert (slip.value["curve"], slip.value["gate"], slip.value["deferral"]) == ("step", "cx", 30) and "1=30 5=70 · 1=60 4=40" in slip.said
        assert long.read("=", slip.value) == slip
        for wrong in ("7", "3; 5: 1=100", "3; curve 4", "3; 4: 1=60", "3; deferral 35", "3; luck 1", "3; 4: 3=100"):
            assert long.read(wrong).fault and long.read(wrong).value is None, wrong
