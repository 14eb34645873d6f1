"""`plan forget` removes what the desk wrote from plan files, and nothing else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import letters
import pytest

from cxsim.base.errors import InputError
from cxsim.cli.main import main
from cxsim.desk.forget import forget, runs_folder
from cxsim.study.saving import MANIFEST, seal


def result(root: Path, name: str, kind: str = "plan letter") -> Path:
    folder = root / name
    (folder / "tables").mkdir(parents=True)
    (folder / "one.html").write_text("a letter")
    (folder / "tables" / "two.csv").write_text("a,b\n")
    seal(folder, {"kind": kind, "digest": "0" * 64})
    return folder


def names(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}


def test_only_whole_results_of_plans_go(tmp_path: Path) -> None:
    result(tmp_path, "letters")
    result(tmp_path, "deep/er/cost", "plan cost")
    result(tmp_path, "study", "study")
    for name in ("my_plan.xlsx", "my_plan.yaml", "deep/notes.txt"):
        (tmp_path / name).write_text("mine")
    told = forget(tmp_path)
    assert len(told.removed) == 6 and told.kept == told.unsure == []
    assert names(tmp_path) == {"my_plan.xlsx", "my_plan.yaml", "deep/notes.txt", "study/one.html", "study/tables/two.csv", f"study/{MANIFEST}"}
    assert not (tmp_path / "letters").exists() and not (tmp_path / "deep/er/cost").exists()
    assert forget(tmp_path).removed == []


def test_foreign_and_changed_files_in_a_result_are_kept_and_told(tmp_path: Path) -> None:
    folder, outside = result(tmp_path, "letters"), tmp_path / "outside.xlsx"
    outside.write_text("a letter")
    (folder / "my_plan.xlsx").write_text("mine")
    (folder / "tables" / "two.csv").write_text("x,y\n")  # as long as it was
    (folder / "link.html").symlink_to(outside)
    told = forget(tmp_path)
    assert [path.name for path in told.removed] == ["one.html", MANIFEST]
    assert {path.name for path in told.kept} == {"my_plan.xlsx", "two.csv", "link.html"}
    assert outside.read_text() == "a letter" and (folder / "my_plan.xlsx").read_text() == "mine"


def test_a_manifest_cannot_point_out_of_its_folder(tmp_path: Path) -> None:
    victim, root = tmp_path / "victim.txt", tmp_path / "results"
    victim.write_text("a letter")
    folder = result(root, "letters")
    listed = {"sha256": hashlib.sha256(b"a letter").hexdigest(), "bytes": 8}
    (folder / "linked").symlink_to(tmp_path)
    seal(folder, {"kind": "plan letter", "files": {"../../victim.txt": listed, str(victim): listed, "linked/victim.txt": listed, "one.html": listed}})
    assert [path.name for path in forget(root).removed] == ["one.html", MANIFEST]
    assert victim.read_text() == "a letter"


def test_what_cannot_be_told_is_left_and_named(tmp_path: Path) -> None:
    changed = result(tmp_path, "letters")
    (changed / MANIFEST).write_text((changed / MANIFEST).read_text() + " ")
    (tmp_path / ".unfinished-abc").mkdir()
    (tmp_path / ".unfinished-abc" / "half.html").write_text("half")
    told = forget(tmp_path)
    assert told.removed == [] and {path.name for path in told.unsure} == {"letters", ".unfinished-abc"}
    assert "letters/one.html" in names(tmp_path)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        forget(tmp_path / "nowhere")
    (tmp_path / "file.xlsx").write_text("mine")
    with pytest.raises(InputError, match="a file, not a folder"):
        forget(tmp_path / "file.xlsx")


def test_everything_the_desk_writes_about_a_plan_is_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Letters and cost of a plan file that lies beside them go; the plan file stays, byte for byte."""
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(letters.EXAMPLE.read_bytes())
    assert main(["plan", "letter", str(mine), f"output.dir={tmp_path}"]) == 0
    assert main(["plan", "cost", str(mine), f"output.dir={tmp_path}", "futures=200"]) == 0
    assert main(["plan", "forget", str(tmp_path)]) == 0
    assert names(tmp_path) == {"mine.yaml"} and mine.read_bytes() == letters.EXAMPLE.read_bytes()
    told = capsys.readouterr().out
    assert "removed: " in told and "04_executive.docx" in told
    assert main(["plan", "forget", str(tmp_path)]) == 0 and "nothing of a plan file to remove" in capsys.readouterr().out
    assert main(["plan", "forget", str(tmp_path / "nowhere")]) == 2


def test_runs_of_simulated_plans_go_whole_but_only_from_a_marked_folder(tmp_path: Path) -> None:
    ours = runs_folder(tmp_path / "out")
    (ours / "cells" / "ab").mkdir(parents=True)
    (ours / "cells" / "ab" / "abc.json").write_text("{}")
    (ours / "begun").mkdir()
    (ours / "begun" / "x.json").write_text("{}")
    theirs = tmp_path / "theirs" / "plan_runs"
    theirs.mkdir(parents=True)
    (theirs / "notes.txt").write_text("mine")
    told = forget(tmp_path)
    assert {path.name for path in told.removed} == {"abc.json", "x.json", "made_by_cxsim_plan"}
    assert names(tmp_path) == {"theirs/plan_runs/notes.txt"}
