"""`-m` sweeps and result folders, with a stand-in for the simulation: every job is checked first, results are whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stand_in_run

import cxsim as package

IN_A_PROCESS = """
import sys
import stand_in_run
sys.modules.update(stand_in_run.modules())
from cxsim.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def console(tmp_path):
    """Run a command line in a new process and an empty folder."""
    paths = os.pathsep.join([str(Path(stand_in_run.__file__).parent), str(Path(package.__file__).parents[1])])

    def call(*argv):
        command = [sys.executable, "-c", IN_A_PROCESS, *argv]
        env = {**os.environ, "PYTHONPATH": paths}
        return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=tmp_path, env=env)

    return call


@pytest.fixture
def door(cxsim, monkeypatch):
    """Run a command line in this process and an empty folder."""
    for name, module in stand_in_run.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return cxsim


def folders(tmp_path):
    return [path for path in (tmp_path / "outputs").iterdir() if path.name != "sweeps"]


def test_a_run_ends_with_output_digest_and_json(console, tmp_path):
    shown = console("run", "seed=5", "--json")
    assert shown.returncode == 0, shown.stderr
    *_, output, digest, last = shown.stdout.splitlines()
    told = json.loads(last)
    assert output == f"output: {told['output']}"
    assert digest == f"digest: {told['digest']}"
    assert (tmp_path / told["output"] / "summary.csv").exists()
    assert (tmp_path / told["output"] / "report.html").read_text() == "en"
    assert told["summary"]["hole"] is None


def test_a_sweep_runs_every_combination_into_its_own_folder(door, tmp_path):
    shown = door("run", "-m", "customers.count=100,200", "scheme=glob(unit_*,exclude=unit_growth_cost)", "--json")
    assert shown.code == 0, shown.err
    jobs = json.loads(shown.out.splitlines()[-1])["jobs"]
    assert len({job["output"] for job in jobs}) == len(jobs) == len(folders(tmp_path)) == 4
    assert {job["scheme"] for job in jobs} == {"unit_growth", "unit_satisfaction"}


def test_a_sweep_over_users_schemes_and_odd_folder_names(door, tmp_path):
    folder = tmp_path / "my own, 'odd' folder" / "scheme"
    folder.mkdir(parents=True)
    text = "name: mine\nlabel: {en: Mine, fi: Oma}\nshort: {en: Mine, fi: Oma}\nlevels: {}\n"
    (folder / "mine.yaml").write_text(text)
    shown = door("run", "-m", "--config-dir", str(folder.parent), "scheme=mine,fixed_pay", "output.dir=a b, c", "--json")
    assert shown.code == 0, shown.err
    assert len(json.loads(shown.out.splitlines()[-1])["jobs"]) == 2
    assert (tmp_path / "a b, c").is_dir()


def test_a_sweep_ends_with_one_table_though_a_job_failed(door, tmp_path):
    """On screen and as CSV; one failing job leaves the others, and its code is the sweep's."""
    shown = door("run", "-m", "seed=1,99,2", "horizon.years=3", "--lang", "fi", "--json")
    assert shown.code == 4
    assert "went missing" in shown.err
    *rows, place, told = shown.out.splitlines()
    told = json.loads(told)
    assert len(told["jobs"]) == 2
    assert place == f"taulukko: {told['table']}"
    assert rows[0].split() == ["seed", "pysyneet", "todellinen", "CX", "kansio"]
    assert "%" in rows[1] and "0-100" in rows[1]
    assert [row.split()[:3] for row in rows[2:]] == [["1", "61,0", "-"], ["99", "-", "-"], ["2", "62,0", "-"]]
    assert rows[3].endswith("epäonnistui")
    path = tmp_path / told["table"]
    assert sorted(item.name for item in path.parent.iterdir()) == ["multirun.yaml", "sweep.csv"]
    first, second, failed, third = path.read_text("utf-8").splitlines()
    assert first == "seed,customers_kept_pct,true_cx,hole,output,digest"
    assert second == f"1,61.0,,,{told['jobs'][0]['output']},{told['jobs'][0]['digest']}"
    assert failed == "99,,,,,"
    assert third.startswith("2,62.0,,,")


def test_no_library_logs_into_a_sweep_unless_asked(console, tmp_path):
    quiet = console("run", "-m", "seed=1", "hydra.sweep.dir=here")
    assert "[HYDRA]" not in quiet.stdout + quiet.stderr
    assert (tmp_path / "here" / "sweep.csv").is_file(), quiet.stderr
    assert "[HYDRA]" in console("run", "-m", "seed=1", "hydra.verbose=true").stdout


def test_unbalanced_books_have_their_own_code(console):
    shown = console("run", "seed=99")
    assert shown.returncode == 4
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(("seed", "code", "said"), [(13, 2, "No space left"), (14, 130, "stopped by you")])
def test_a_full_disk_or_ctrl_c_leaves_nothing_half_written(seed, code, said, door, tmp_path):
    shown = door("run", f"seed={seed}")
    assert shown.code == code
    assert said.lower() in shown.err.lower()
    assert len(shown.err.splitlines()) <= 6
    assert not folders(tmp_path)
