"""Each experiment script states its question, says what came out and leaves a figure."""

from __future__ import annotations

import importlib

import pytest
from pages import ROOT, TINY

FEW = {"who_gets_paid": ["study.schemes=[unit_growth,company_cx]"]}
SCRIPTS = sorted(path.stem for path in (ROOT / "experiments").glob("*.py") if path.stem != "common")


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_asks_answers_and_draws(name, tmp_path, capsys):
    script = importlib.import_module(name)
    figure = tmp_path / "figures" / f"{name}.png"
    script.main(["--quick", "--figure", str(figure), *TINY, *FEW.get(name, [])])
    said = capsys.readouterr().out
    assert said.startswith(script.QUESTION) and script.QUESTION.endswith("?")
    assert "an example, not evidence" in said  # two seeds never give a verdict
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_the_scripts_are_short():
    for name in SCRIPTS:
        lines = (ROOT / "experiments" / f"{name}.py").read_text("utf-8").splitlines()
        assert len(lines) <= 85, name


def test_a_clear_change_and_an_unclear_one_are_told_apart():
    import numpy as np

    dial = importlib.import_module("crossing_dial")
    noise = np.array([0.1, -0.1, 0.05, -0.05, 0.0, 0.02])[:, None] * np.array([1.0, -1.0, 2.0])
    assert "depends" in dial.said(np.array([0.0, 1.0, 2.0]) + noise)
    assert "cannot be shown to depend" in dial.said(np.array([1.0, 1.0, 1.0]) + noise)
    assert dial.draw(np.array([0.0, 1.0, 2.0]) + noise).axes
