"""The recipes of the README, followed word for word in an empty folder, work."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pytest
from pages import README, ROOT, TINY, section
from test_readme import lines_of, words_of

import cxsim
from cxsim.base.registry import MECHANISMS
from cxsim.cli.main import main
from cxsim.customers import metrics
from cxsim.organisation import behaviours  # noqa: F401  the registry fills on import
from cxsim.study import configuration, folders
from cxsim.study.folders import choices


class Recipe:
    """One recipe: its files written below `folder`, its code run, its commands at hand."""

    def __init__(self, title, folder):
        text = section(README, f"### {title}")
        self.commands = [words_of(line) for line in lines_of(text)]
        for kind, block in re.findall(r"^```(yaml|python)\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL):
            if kind == "yaml":
                head, body = block.split("\n", 1)
                path = folder / head.removeprefix("# ")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(body, "utf-8")
            else:
                exec(compile(block, title, "exec"), {"__name__": "recipe"})


@pytest.fixture
def follow(tmp_path, monkeypatch):
    """Follow a recipe in an empty folder; what it registers is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(MECHANISMS, "_entries", dict(MECHANISMS._entries))
    before = dict(metrics.METRICS)
    yield lambda title: Recipe(title, tmp_path)
    metrics.METRICS.clear()
    metrics.METRICS.update(before)


def test_a_scheme_is_explained_and_run(follow, capsys):
    recipe = follow("Add a scheme")
    explain, run = recipe.commands
    assert main(explain) == 0
    assert "50 % of it" in capsys.readouterr().out
    assert main([*run, *TINY]) == 0
    assert main(["list", "schemes", "--config-dir", "mine"]) == 0
    assert "half_and_half" in capsys.readouterr().out


def test_a_practice_works_beside_a_shipped_one(follow, capsys):
    (run,) = follow("Add a practice").commands
    assert main([*run, *TINY]) == 0
    assert main(["list", "practices", "--config-dir", "mine"]) == 0
    assert "remedy: Monday meeting" in capsys.readouterr().out


def test_a_channel_is_used_and_led_by_somebody(follow):
    recipe = follow("Add a channel")
    (words,) = recipe.commands
    settings = cxsim.load(*[word for word in words if "=" in word], *TINY, config_dir="mine")
    run = cxsim.run(settings)
    assert "mobile/app" in set(run.managers["touchpoint"])
    assert "app" in set(run.journeys["channel"])


def test_a_behaviour_is_found_by_name_and_ignores_pay_when_told_to(follow):
    follow("Add a manager behaviour")
    settings = [
        cxsim.load(*TINY, f"behaviour={name}", "scheme=unit_growth", config_dir="mine")
        for name in ("halfway", "best_response")
    ]
    half, whole = (cxsim.run(each).managers for each in settings)
    job = settings[0].behaviour.activities["win"].reference
    last = (half["quarter"] == 4) & (half["touchpoint"] != "")
    assert job < half.loc[last, "attention_win"].mean() < whole.loc[last, "attention_win"].mean()
    deaf = cxsim.run(cxsim.load(*TINY, "behaviour=halfway", "behaviour.pay_sensitivity=0", config_dir="mine"))
    assert np.allclose(deaf.managers.loc[last, "attention_win"], job)


def test_a_metric_becomes_a_column_and_a_row_of_comparisons(follow):
    follow("Add a metric")
    study = ("study.schemes=[unit_growth,fixed_pay]", "study.readings=[mixed]", "study.handoff_costs=[1.0]")
    comparison = cxsim.compare(cxsim.load(*TINY, *study))
    assert comparison.verdict("fixed_pay", "voiced_share")["n"] == 2
    assert comparison.quarterly["voiced_share"].between(0.0, 1.0).all()


def test_a_study_shows_its_plan(follow, capsys):
    (show,) = follow("Add a study").commands
    assert main([*show, *TINY[:1], "customers.count=200", "horizon.years=1", "study.design.points=4"]) == 0
    assert "4 points x 6 seeds x 2 schemes = 48 runs" in capsys.readouterr().out


def test_an_experiment_composes(follow, tmp_path, monkeypatch):
    conf = tmp_path / "conf"
    shutil.copytree(ROOT / "conf", conf)
    recipe = follow("Add an experiment")
    for module in (folders, configuration):
        monkeypatch.setattr(module, "builtin_folder", lambda: conf)
    (words,) = recipe.commands
    settings = cxsim.load(*words[1:])
    assert (settings.company.name, settings.study.baseline) == ("bank", "unit_growth")
    assert settings.journeys.cross_unit_share > cxsim.load().journeys.cross_unit_share
    assert "tangled_bank" in choices("experiment")
    assert (ROOT / "experiments" / "payout_shape.yaml").exists()
