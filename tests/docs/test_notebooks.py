"""Notebooks are made from their scripts, hold no outputs, and run."""

from __future__ import annotations

import json
import re

import pytest
import sync
from pages import TINY

SCRIPTS = sync.scripts()


def test_there_are_five_and_a_course_can_use_each():
    assert [path.stem for path in SCRIPTS] == ["01_one_run", "02_compare_schemes", "03_design_your_scheme", "04_is_it_luck", "05_where_it_flips"]
    for script in SCRIPTS:
        text = script.read_text("utf-8")
        exercises = re.findall(r"^# \*\*(\d)\. .+?\.\*\*(.*?)(?=^# \*\*\d|\Z)", text, flags=re.MULTILINE | re.DOTALL)
        assert text.count("**Aim.**") == 1 and 3 <= len(exercises) <= 5, script.stem
        assert all("*A good answer contains:*" in body for _, body in exercises), script.stem


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_notebook_has_the_cells_of_its_script_and_no_outputs(script):
    notebook = json.loads(script.with_suffix(".ipynb").read_text("utf-8"))
    found = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
    assert found == sync.cells_of(script.read_text("utf-8")), "run: python notebooks/sync.py"
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook["cells"])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_notebook_runs(script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source, found = re.subn(r"^SIZE = \[.*\]$", f"SIZE = {list(TINY)!r}", script.read_text("utf-8"), flags=re.MULTILINE)
    assert found == 1
    if "compare" in script.stem:
        source = source.replace("cxsim.load(*SIZE)", "cxsim.load('study=quick', *SIZE)")
    if "design_your" in script.stem:
        source = source.replace("*SIZE,", "'study=tiny', *SIZE,")
    if "flips" in script.stem:  # enough seeds for intervals, or no side is ever taken
        source = source.replace("study.replications=2", "study.replications=5")
    exec(compile(source, script.name, "exec"), {"__name__": "notebook"})
