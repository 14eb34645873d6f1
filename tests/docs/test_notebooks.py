"""Notebooks are made from their scripts, hold no outputs, and run."""

from __future__ import annotations

import json
import re

import pytest
import sync
from pages import TINY

SCRIPTS = sync.scripts()


def test_there_are_three():
    assert [path.stem for path in SCRIPTS] == ["01_one_run", "02_compare_schemes", "03_add_your_scheme"]


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
    if "add_your" in script.stem:
        source = source.replace("*SIZE,", "'study=tiny', *SIZE,")
    exec(compile(source, script.name, "exec"), {"__name__": "notebook"})
