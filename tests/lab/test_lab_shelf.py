"""Finished results in the lab: only what a whole manifest lists is shown and served, damage is named, nothing outside the folder."""

from __future__ import annotations

import pytest

pytest.importorskip("nicegui")

from cxsim.lab.shelf import Shelf, address
from cxsim.study.saving import seal


@pytest.fixture
def shelf(tmp_path):
    for name, kind in (("2026-01-02_000000_aaaaaaa", "designed study"), ("2026-01-03_000000_bbbbbbb", "plan board")):
        folder = tmp_path / "outputs" / name
        folder.mkdir(parents=True)
        (folder / ("report.html" if "study" in kind else "board.html")).write_text(f"<p>{kind}</p>", "utf-8")
        seal(folder, {"kind": kind, "headline": f"It is a {kind}.", "lang": "en", "command": "cxsim ...", "digest": "d" * 64})
    (tmp_path / "outputs" / ".unfinished-x").mkdir()
    (tmp_path / "outputs" / "cells").mkdir()
    (tmp_path / "outputs" / "cells" / "secret.json").write_text("{}", "utf-8")
    (tmp_path / "outside.html").write_text("outside", "utf-8")
    return Shelf(tmp_path / "outputs")


def test_the_newest_whole_result_comes_first(shelf):
    found = shelf.finished()
    assert [(one.kind, one.page) for one in found] == [("plan board", "board.html"), ("designed study", "report.html")]
    assert shelf.inside(address(found[0], found[0].page).removeprefix("/results/")).read_text("utf-8") == "<p>plan board</p>"


def test_a_changed_file_is_named(shelf):
    (shelf.root / "2026-01-02_000000_aaaaaaa" / "report.html").write_text("<p>other</p>", "utf-8")
    assert shelf.finished()[1].damaged == ("report.html",)


def test_a_changed_manifest_is_no_result(shelf):
    path = shelf.root / "2026-01-03_000000_bbbbbbb" / "manifest.json"
    path.write_text(path.read_text("utf-8").replace("board.", "bored."), "utf-8")
    assert [one.kind for one in shelf.finished()] == ["designed study"]


@pytest.mark.parametrize("path", ["", "..", "../outside.html", "cells/secret.json", "2026-01-02_000000_aaaaaaa/manifest.json", "2026-01-02_000000_aaaaaaa/../cells/secret.json", "2026-01-02_000000_aaaaaaa/", "/etc/passwd"])
def test_nothing_else_is_served(shelf, path):
    assert shelf.inside(path) is None


def test_a_listed_link_out_of_the_folder_is_not_followed(shelf):
    folder = shelf.root / "2026-01-04_000000_ccccccc"
    folder.mkdir()
    (folder / "report.html").symlink_to(shelf.root.parent / "outside.html")
    seal(folder, {"kind": "experiment", "lang": "en", "digest": "e" * 64})
    assert shelf.inside("2026-01-04_000000_ccccccc/report.html") is None


def test_an_empty_or_missing_folder_has_no_results(tmp_path):
    assert Shelf(tmp_path / "nothing").finished() == []
