"""What a phone, the console or a grid of slips can be refused with has Finnish, with every number and name in it."""

from __future__ import annotations

import re

import pytest
from message_texts import SAMPLE, bare, told_by

from cxsim.base.errors import Problem
from cxsim.cli.main import main
from cxsim.lessons import reading, slips
from cxsim.report.problems import candidates, lines, patterns

MODULES = ("cli/lesson_slips.py", "lessons/kinds.py", "lessons/predictions.py", "lessons/intervals.py", "lessons/scheme_kind.py", "lessons/game.py", "lessons/slips.py", "lessons/slips_plan.py", "lessons/plan_cost.py", "lab/lesson_room.py", "lab/lesson_written.py", "lab/lesson_seats.py", "lab/inside.py", "lab/crew.py")
ENGLISH = re.compile(r"\b(is|the|not|must|allowed|needs|cannot|more|from|steps|whole)\b")


def told():
    found = {(one.kind, one.text) for name in MODULES for one in told_by(name) if not bare(one.text)}
    ranges = {column.allowed for name in reading.names() for column in slips.columns(reading.read(name)) if not column.numbers}
    return found | {("allowed", text) for text in ranges}


def test_every_refusal_of_a_lesson_has_finnish():
    assert len(told()) > 80
    assert not [one for one in sorted(told()) if not candidates(*one)]
    for kind, text in told():
        best = candidates(kind, text)[0].finnish
        assert all(word in best for word in SAMPLE.findall(text)) and all(number in best for number in re.findall(r"\d+", SAMPLE.sub("", text))), (text, best)
        assert not ENGLISH.search(SAMPLE.sub("", best)), best


def test_no_pattern_is_for_a_refusal_that_nobody_tells():
    used = {key for one in told() for found in candidates(*one) for key in found.keys}
    # given without their names, or handed over
    own = {one.key for kind in ("said", "fix", "where") for one in patterns(kind) if one.key.startswith("lesson_")}
    assert own - used <= {"lesson_said.no_weights", "lesson_fix.name_clock"}, own - used


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("points do not add to 100", key="split", value=90, fix="place 10 points more"), ["split: pisteiden summa ei ole 100", "annettu: 90", "sijoita vielä pisteitä, näin monta: 10"]),
        (Problem("is no number of stars", "g.csv, row 3", "stars", 11, "whole stars, 0 to 10"), ["g.csv, rivi 3, stars: ei kelpaa tähtien määräksi", "sallittu: kokonaisia tähtiä, 0…10"]),
    ],
)
def test_a_refusal_in_finnish(problem, said):
    shown = lines(problem, "fi")
    assert {line.lang for line in shown} == {"fi"} and all(any(one in line.text for line in shown) for one in said), shown


def test_faults_of_slips_are_told_in_the_language_asked_for(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "g.csv").write_text("seat;round;stars\na.player.1;1;12\na.player.2;x;3\na.player.3;1;2\n", "utf-8")
    assert main(["lesson", "free_rider", "--slips", "g.csv", "--clock", "short", "--lang", "fi"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("virhe: g.csv, rivi 2, stars: ei kelpaa tähtien määräksi") and said[1].startswith("g.csv, rivi 3, round: ei ole kierros")
