"""`-m` sweeps and result folders, with a stand-in for the simulation: every job is checked first, results are whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

STAND_IN = """
import sys, types
from pathlib import Path
module = types.ModuleType("cxsim.simulation.run")
class Run:
    def __init__(self, settings):
        self.digest = f"{settings.seed:04d}{settings.customers.count:060d}"
        self.summary = {"customers_kept_pct": 60.0 + settings.seed, "true_cx": float("nan"), "hole": float("nan")}
        self.settings = settings
    def save(self, folder):
        (Path(folder) / "summary.csv").write_text("x")
        if self.settings.seed == 13:
            raise OSError(28, "No space left on device", str(Path(folder) / "tables.csv"))
        if self.settings.seed == 14:
            raise KeyboardInterrupt
        return Path(folder)
def run(settings):
    from cxsim.base.errors import BooksError
    if settings.seed == 99:
        raise BooksError("week 3: 2 customers went missing")
    return Run(settings)
module.run, module.Run = run, Run
sys.modules["cxsim.simulation.run"] = module
page = types.ModuleType("cxsim.report.html")
page.write_run_report = lambda run, path, lang: Path(path).write_text(lang)
sys.modules["cxsim.report.html"] = page
from cxsim.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def console(tmp_path):
    """Run a command line in a new process and an empty folder."""

    def call(*argv):
        return subprocess.run([sys.executable, "-c", STAND_IN, *argv], capture_output=True, text=True, timeout=60, cwd=tmp_path)

    return call


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


def test_a_sweep_runs_every_combination_into_its_own_folder(console, tmp_path):
    shown = console("run", "-m", "seed=1,2", "customers.count=100,200", "scheme=glob(unit_*,exclude=unit_growth_cost)", "--json")
    assert shown.returncode == 0, shown.stderr
    jobs = json.loads(shown.stdout.splitlines()[-1])["jobs"]
    assert len({job["output"] for job in jobs}) == len(jobs) == len(folders(tmp_path)) == 8
    assert {job["scheme"] for job in jobs} == {"unit_growth", "unit_satisfaction"}


def test_a_sweep_over_users_schemes_and_odd_folder_names(console, tmp_path):
    folder = tmp_path / "my own, 'odd' folder" / "scheme"
    folder.mkdir(parents=True)
    text = "name: mine\nlabel: {en: Mine, fi: Oma}\nshort: {en: Mine, fi: Oma}\nlevels: {}\n"
    (folder / "mine.yaml").write_text(text)
    shown = console("run", "-m", "--config-dir", str(folder.parent), "scheme=mine,fixed_pay", "output.dir=a b, c", "--json")
    assert shown.returncode == 0, shown.stderr
    assert len(json.loads(shown.stdout.splitlines()[-1])["jobs"]) == 2
    assert (tmp_path / "a b, c").is_dir()


def test_a_sweep_ends_with_one_table_on_screen_and_as_csv(console, tmp_path):
    shown = console("run", "-m", "seed=1,99,2", "horizon.years=3", "--lang", "fi", "--json")
    *rows, place, told = shown.stdout.splitlines()
    told = json.loads(told)
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
    assert "[HYDRA]" not in (shown := console("run", "-m", "seed=1,2")).stdout + shown.stderr
    assert "[HYDRA]" in console("run", "-m", "seed=1,2", "hydra.verbose=true").stdout
    given = console("run", "-m", "seed=1,2", "hydra.sweep.dir=here")
    assert (tmp_path / "here" / "sweep.csv").is_file(), given.stderr


def test_one_failing_job_leaves_the_others(console):
    shown = console("run", "-m", "seed=1,99,2", "--json")
    assert shown.returncode == 4
    assert "went missing" in shown.stderr
    assert len(json.loads(shown.stdout.splitlines()[-1])["jobs"]) == 2


def test_unbalanced_books_have_their_own_code(console):
    shown = console("run", "seed=99")
    assert shown.returncode == 4
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(("seed", "code", "said"), [(13, 2, "No space left"), (14, 130, "stopped by you")])
def test_a_full_disk_or_ctrl_c_leaves_nothing_half_written(seed, code, said, console, tmp_path):
    shown = console("run", f"seed={seed}")
    assert shown.returncode == code
    assert said.lower() in shown.stderr.lower()
    assert len(shown.stderr.splitlines()) <= 6
    assert not folders(tmp_path)
