"""The command: a list, notes, a lesson played by robots, and one played by a person at a terminal."""

from __future__ import annotations

import io
import json

import pytest

from cxsim.cli.main import main

TINY = ["customers.count=400", "horizon.warmup_years=1", "workers=1"]


def run(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["lesson", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_list_and_the_notes(capsys, tmp_path):
    code, out, _ = run(capsys, "--lang", "fi")
    assert code == 0 and "silo_trap" in out and "Siiloloukku" in out
    code, out, _ = run(capsys, "silo_trap", "--notes", "--lang", "fi", f"output.dir={tmp_path}")
    assert code == 0
    again = run(capsys, "silo_trap", "--notes", "--lang", "fi", f"output.dir={tmp_path}")[1]
    assert again == out and len(list(tmp_path.glob("*/notes.html"))) == 1  # the same notes are not written twice


def test_robots_play_and_the_same_game_is_the_same_result(capsys, tmp_path):
    words = ["silo_trap", "--robots", "people=3", "repeats=5", *TINY, "--json"]
    code, out, err = run(capsys, *words, f"output.dir={tmp_path / 'a'}")
    assert code == 0, err
    told = json.loads(out.splitlines()[-1])
    assert told["lesson"] == "silo_trap" and len(told["outcomes"]) == 1
    other = json.loads(run(capsys, *words, f"output.dir={tmp_path / 'b'}")[1].splitlines()[-1])
    assert other["digest"] == told["digest"]
    (folder,) = (tmp_path / "a").iterdir()
    assert {path.name for path in folder.iterdir()} >= {"report.html", "game.jsonl", "decisions.csv", "rounds.csv", "repeats.csv", "manifest.json"}
    assert folder.name.endswith(told["digest"][:7])


def test_a_person_plays_at_the_terminal(capsys, monkeypatch, tmp_path):
    """Four years of answers; one that does not count is asked again, and no number of another unit is shown."""
    answers = ["50 50 0", "none", *["70 30 0 0", "none"] * 2, "10 10 40 40", "all"]
    answers.insert(1, "60 40 0 0")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(answers) + "\n"))
    code, out, err = run(capsys, "silo_trap", "repeats=0", *TINY, f"output.dir={tmp_path}")
    assert code == 0, err
    assert "does not count" in err and out.count("What you see after") == 4
    record = next(tmp_path.glob("*/game.jsonl")).read_text("ascii")
    assert record.count('"source":"typed"') >= 8 and '"connect":40' in record


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["silo_trp"], "did you mean: silo_trap?"),
        (["silo_trap", "--robots", "people=65"], "1 to 64"),
        (["silo_trap", "--robots", "people=many"], "is not a whole number"),
        (["silo_trap", "--robots", "clock=60"], "45 minutes"),
        (["silo_trap", "--robots", "scheme=company_cx"], "is decided by the lesson"),
        (["silo_trap", "--robots", "customers.cont=5"], "did you mean: customers.count?"),
    ],
)
def test_what_cannot_be_played_is_told(capsys, tmp_path, words, told):
    code, _, err = run(capsys, *words, f"output.dir={tmp_path}")
    assert code == 2 and told in err and not list(tmp_path.iterdir())
