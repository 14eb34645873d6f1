"""The same settings give the same bytes: whatever the threads, the process, the language of the machine, the workers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from small_world import assert_same_run, ran, scheme, small

import cxsim
from cxsim.base.abreast import abreast, finish
from cxsim.simulation.run import run_schemes

MACHINES = {
    "plain": {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
    "turkish": {"PYTHONHASHSEED": "4242", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Auckland", "OMP_NUM_THREADS": "2"},
}
PROGRAM = """
import json, cxsim
run = cxsim.run(cxsim.load("experiment=tiny", "customers.count=300", "scheme=balanced_scorecard"))
print(json.dumps([run.customers_digest, run.digest, repr(sorted(run.summary.items()))]))
"""


def test_running_twice_gives_the_same():
    """A second run in the same process meets no state of the first."""
    again = cxsim.run(small("scheme=balanced_scorecard"))
    assert again.digest == ran("scheme=balanced_scorecard").digest
    assert_same_run(again, ran("scheme=balanced_scorecard"))


def test_the_number_of_threads_cannot_be_seen():
    """1, 2 and 4 threads over three towns: the same people, counts, cents and attention."""
    runs = [ran("customers.count=5000", "scheme=unit_growth", f"threads={threads}") for threads in (1, 2, 4)]
    assert len({run.customers_digest for run in runs}) == 1
    assert len({run.digest for run in runs}) == 1
    for run in runs[1:]:
        assert_same_run(run, runs[0])


def test_other_processes_hash_seeds_and_locales_give_the_same(tmp_path):
    """Fresh processes with other hash seeds, languages, time zones and working folders: one digest."""
    home = str(Path(cxsim.__file__).parent.parent)
    started = []
    for name, machine in MACHINES.items():
        folder = tmp_path / name
        folder.mkdir()
        env = {**os.environ, "PYTHONPATH": home, **machine}
        command = [sys.executable, "-c", PROGRAM]
        started.append(subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
    here = ran("scheme=balanced_scorecard")
    wanted = [here.customers_digest, here.digest, repr(sorted(here.summary.items()))]
    for process in started:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err.decode()
        assert json.loads(out) == wanted


@pytest.fixture(scope="module")
def studies():
    """The same tiny study, 2 schemes x 3 seeds, in this process and with as many workers as seeds."""
    settings = small("study.replications=3", "study.schemes=[unit_growth,seniority_gradient]", "study.baseline=unit_growth")
    return {workers: cxsim.compare(replace(settings, workers=workers)) for workers in (1, 3)}


def test_the_number_of_workers_cannot_be_seen(studies):
    """One digest and the same tables from 1 and 3 workers: no cell knows which others its process lived."""
    alone = studies[1]
    assert alone.failed == 0
    assert len(alone.runs) == 2 * 3
    for study in studies.values():
        assert study.digest == alone.digest
        for name, table in study.tables.items():
            pd.testing.assert_frame_equal(table, alone.tables[name], check_exact=True, obj=name)


def test_the_order_of_seeds_and_schemes_cannot_be_seen_in_differences(studies):
    """Differences are paired by seed, not by place: seeds and schemes asked for the other way round agree."""
    settings = replace(studies[1].settings, workers=1)
    turned = cxsim.compare(settings, ["seniority_gradient", "unit_growth"], seeds=[3, 2, 1]).differences
    keys, numbers = ["scheme", "metric"], ["mean", "sd", "n"]
    frames = [table.sort_values(keys)[keys + numbers].reset_index(drop=True) for table in (turned, studies[1].differences)]
    pd.testing.assert_frame_equal(*frames, rtol=1e-12, atol=1e-12)


def test_a_cell_of_a_study_is_a_run(studies):
    """What a study reports for a scheme and seed is what a single run of the same scheme and seed gives."""
    study = studies[1]
    rows = study.runs[study.runs["seed"] == 2].set_index("scheme")
    for name, plan in study.schemes.items():
        run = cxsim.run(replace(small("seed=2"), scheme=plan))
        for outcome in ("customers_kept_pct", "true_cx", "profit_after_bonus_eur"):
            assert rows.loc[name, outcome] == pytest.approx(run.summary[outcome], rel=1e-12)


@pytest.mark.parametrize("world", [(), ("practice=[closed_loop]",), ("rival=[neighbour]",)], ids=["nothing else", "a practice", "a rival"])
def test_schemes_side_by_side_live_as_each_does_alone(world):
    """Nobody sees who takes a turn between two parts of a quarter; Mesa counts the same steps."""
    settings = small(*world)
    plans = {name: scheme(name) for name in ("unit_growth", "company_cx", "cx_gate")}
    together = run_schemes(settings, plans)
    assert len({run.digest for run in together.values()}) == len(plans), "these schemes do differ"
    for name, plan in plans.items():
        alone = cxsim.run(replace(settings, scheme=plan))
        assert together[name].digest == alone.digest, name
        assert_same_run(together[name], alone)
        assert together[name]._model.steps == alone._model.steps == 4 * settings.horizon.years


def test_a_shorter_agenda_keeps_nobody_from_the_end():
    done = []

    def agenda(name, parts):
        for part in range(parts):
            done.append((part, name))
            yield

    finish(abreast([agenda("short", 1), agenda("long", 3), agenda("none", 0)]))
    assert done == [(0, "short"), (0, "long"), (1, "long"), (2, "long")]
