"""A study loses nothing and repeats itself: workers, order, crashes, kills, damage."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import fake_study as fake
import pytest

from cxsim.base.errors import CellsFailed, InputError
from cxsim.cli.results import tell_failures
from cxsim.study.checking import check
from cxsim.study.comparison import assemble, results_digest
from cxsim.study.execution import fair_share, plan_of
from cxsim.study.ledger import Ledger
from cxsim.study.progress import ProgressBar, bar_line
from cxsim.study.runner import Plan, run_cells
from cxsim.study.store import Store
from cxsim.study.worker import STATM, Limits

TOLD = fake.settings()
SMALL = fake.settings(replications=5, reading_replications=0, handoff_replications=0)


def _study(told=TOLD, schemes=fake.SCHEMES, store=None, shuffle=None, **plan):
    design = fake.design(told, schemes)
    cells = list(design.cells)
    if shuffle is not None:
        random.Random(shuffle).shuffle(cells)
    harvest = run_cells(cells, Plan(fake.run_schemes, store=store, **plan))
    return assemble(told, design, fake.plain_basis(schemes), harvest, store)


def _digest(told=SMALL, schemes=fake.SCHEMES, store=None, **plan):
    """Digest and number of reused cells, without the tables."""
    design = fake.design(told, schemes)
    harvest = run_cells(design.cells, Plan(fake.run_schemes, store=store, **plan))
    return results_digest(design, harvest, fake.plain_basis(schemes), "unit_growth"), harvest.reused


@pytest.fixture(scope="module")
def whole():
    """The study run in this process, nothing going wrong."""
    return _study(workers=1)


def test_order_of_completion_changes_no_table(whole):
    other = _study(workers=2, shuffle=2)
    assert other.digest == whole.digest
    for name, table in whole.tables.items():
        assert table.equals(other.tables[name]), name


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_change_no_digest(whole, workers):
    assert _digest(TOLD, workers=workers)[0] == whole.digest


def test_cells_are_shared_by_blocks_and_named_by_content():
    design = fake.design(TOLD)
    assert set(design.blocks) == {"main", "readings", "handoff"}
    # the handoff block at the home cost is the main block's own cells
    assert len(design.cells) == 6 + 5 + 2 * 5
    assert design.id == fake.design(replace(TOLD, workers=4, threads=8)).id
    assert design.id != fake.design(replace(TOLD, journeys=replace(TOLD.journeys, cross_unit_share=0.4))).id
    assert design.id != fake.design(TOLD, {**fake.SCHEMES, "company_cx": {"name": "company_cx", "effect": 3.5}}).id


def test_prefix_of_seeds_keeps_its_cells():
    few = fake.design(fake.settings(replications=3, reading_replications=0, handoff_replications=0))
    many = fake.design(fake.settings(replications=6, reading_replications=0, handoff_replications=0))
    assert [cell.id for cell in few.cells] == [cell.id for cell in many.cells][:3]


@pytest.mark.parametrize(
    ("study", "seeds", "word"),
    [({}, [1, 1], "twice"), ({}, [], "no seed"), ({}, [-1], "out of range"), ({"readings": ["caus"]}, None, "reading")],
)
def test_bad_designs_are_refused(study, seeds, word):
    with pytest.raises(InputError, match=word):
        fake.design_study(fake.settings(**study), fake.SCHEMES, seeds)


def test_second_time_nothing_is_computed(tmp_path):
    first = _digest(store=Store(tmp_path), workers=2)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    again = _digest(store=Store(tmp_path), workers=2)
    assert first[0] == again[0] == _digest(workers=1)[0]
    assert (first[1], again[1], len(before)) == (0, 5, 5)
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    assert _digest(store=Store(tmp_path, fresh=True), workers=1) == (first[0], 0)


def test_damaged_cells_are_named_and_computed_again(tmp_path):
    whole, _ = _digest(store=Store(tmp_path), workers=1)
    cut, flipped, *_ = sorted(tmp_path.rglob("*.json"))
    cut.write_bytes(cut.read_bytes()[:-40])
    hurt = bytearray(flipped.read_bytes())
    hurt[len(hurt) // 2] ^= 4
    flipped.write_bytes(bytes(hurt))
    again = _study(SMALL, store=Store(tmp_path), workers=1)
    assert again.digest == whole and again.cells_reused == again.cells - 2
    assert any(str(cut) in note for note in again.notes) and any(str(flipped) in note for note in again.notes)
    healed = Store(tmp_path)
    assert _digest(store=healed, workers=1) == (whole, 5) and healed.damaged == []


def _faulty(fault):
    return {**fake.SCHEMES, "company_cx": {"name": "company_cx", "effect": 3.0, "fault": fault, "at": 102}}


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_fails_is_a_row_and_the_others_stand(tmp_path, workers):
    told = replace(SMALL, study=replace(SMALL.study, replications=6))
    found = _study(told, _faulty("raise"), Store(tmp_path), workers=workers)
    row = found.failures.iloc[0]
    assert len(found.failures) == 1 and (row.scheme, row.seed, row.stage) == ("company_cx", 102, "simulation")
    assert row.message == "ValueError: a customer went missing"
    assert "seed=102" in row.command and "\n" not in row.command
    assert len(found.runs) == 6 * 3 - 1
    lost, kept = found.verdict("company_cx"), found.verdict("fixed_pay")
    assert (lost.state, lost.n, lost.pairs_missing) == ("NO_INTERVAL", 5, 1)
    assert kept.n == 6 and kept.state != "NO_INTERVAL"


def test_a_worker_that_dies_takes_only_the_guilty_scheme_with_it():
    found = _study(SMALL, _faulty("exit"), workers=2)
    row = found.failures.iloc[0]
    assert (len(found.failures), row.scheme, row.seed, row.stage) == (1, "company_cx", 102, "worker")
    assert row.message == "the worker process ended without an answer: exit code 9"
    assert len(found.runs) == 5 * 3 - 1


def test_a_cell_that_hangs_ends_at_its_limit():
    told = fake.settings(replications=3, reading_replications=0, handoff_replications=0)
    found = _study(told, _faulty("hang"), workers=2, limits=Limits(seconds=0.7))
    assert list(found.failures["seed"]) == [102] and "longer than 0.7 s" in found.failures["message"].iloc[0]
    assert len(found.runs) == 3 * 3 - 1


@pytest.mark.skipif(not STATM.exists(), reason="memory is limited on Linux only")
def test_a_run_that_wants_too_much_memory_is_told_so():
    told = fake.settings(replications=3, reading_replications=0, handoff_replications=0)
    found = _study(told, _faulty("hog"), workers=2, limits=Limits(memory_mb=200))
    assert list(found.failures["seed"]) == [102] and found.failures["message"].iloc[0].startswith("MemoryError: it wanted more memory")
    assert len(found.runs) == 3 * 3 - 1


def test_a_failed_run_is_completed_later_not_repeated_whole(tmp_path):
    faulty = _faulty("raise")
    _digest(SMALL, faulty, Store(tmp_path), workers=1)
    cell = next(cell for cell in fake.design(SMALL, faulty).cells if cell.seed == 102)
    kept = Store(tmp_path).get(cell.id)
    assert sorted(kept) == ["fixed_pay", "unit_growth"]
    # the same cells under a program that no longer fails: only what was lost is run
    asked = []

    def mended(told, schemes):
        asked.append((told.seed, sorted(schemes)))
        return fake.run_schemes(told, {name: {**scheme, "at": None} for name, scheme in schemes.items()})

    harvest = run_cells(fake.design(SMALL, faulty).cells, Plan(mended, workers=1, store=Store(tmp_path)))
    assert asked == [(102, ["company_cx"])] and harvest.reused == 4
    assert list(harvest.outcomes[cell.id].schemes) == list(faulty) and harvest.failures == []
    assert {name: Store(tmp_path).get(cell.id)[name] for name in kept} == kept


def test_what_to_do_about_a_failure(tmp_path):
    cells, ledger = fake.design(SMALL, _faulty("raise")).cells, Ledger(tmp_path)
    plan = Plan(fake.run_schemes, workers=1, ledger=ledger)
    done = []
    progress = lambda runs, total, left: done.append(runs)  # noqa: E731
    with pytest.raises(CellsFailed, match="cxsim run company=telecom scheme=company_cx seed=102"):
        run_cells(cells, replace(plan, on_error="fail_fast", progress=progress))
    assert done[-1] == 2 * 3, "the third cell is seed 102: nothing after it is run"
    with pytest.raises(CellsFailed, match="1 runs failed"):
        run_cells(cells, replace(plan, on_error="fail_end", progress=progress))
    assert done[-1] == 4 * 3 + 3
    assert len(run_cells(cells, plan).failures) == 1
    rows, damaged = ledger.read()
    assert len(rows) == 3 and damaged == 0
    assert all("ValueError: a customer went missing" in row["traceback"] and "_fail" in row["traceback"] for row in rows)


def test_settings_say_how_to_run(tmp_path, capsys):
    told = replace(SMALL, study=replace(SMALL.study, on_error="fail_end"), engine=replace(SMALL.engine, limit_seconds=7.0))
    plan = plan_of(told, fake.run_schemes, Store(tmp_path / "cells"), keep=("digest",), workers=3)
    assert (plan.on_error, plan.limits.seconds, plan.keep, plan.workers) == ("fail_end", 7.0, ("digest",), 3)
    assert plan.ledger.path == tmp_path / "failures.jsonl" and plan.engine.name == "local"
    assert plan.limits.memory_mb == pytest.approx(fair_share(3)) and plan_of(told, fake.run_schemes).ledger is None
    rows = run_cells(fake.design(SMALL, _faulty("raise")).cells, Plan(fake.run_schemes, workers=1)).failures
    tell_failures(rows, tmp_path)
    told = capsys.readouterr().err
    assert all(word in told for word in ("1 runs failed", "failures.jsonl", "a customer went missing", "seed=102"))


def test_a_torn_or_changed_ledger_line_is_noticed_and_the_others_stand(tmp_path):
    ledger = Ledger(tmp_path)
    for seed in (1, 2):
        ledger.add([{"seed": seed, "message": "yksikkö\nkatosi"}])
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:-20])
    ledger.add([{"seed": 3, "message": "later"}])
    rows, damaged = ledger.read()
    assert [row["seed"] for row in rows] == [1, 3] and damaged == 1
    assert check(tmp_path).damaged == [(str(ledger.path), "1 lines cannot be read")]
    ledger.path.write_bytes(whole.replace(b'"seed":2', b'"seed":4'))
    assert [row["seed"] for row in ledger.read()[0]] == [1] and ledger.read()[1] == 1


def test_disk_that_refuses_stops_with_its_path():
    with pytest.raises(InputError, match="/proc/nowhere"):
        _digest(store=Store(Path("/proc/nowhere")), workers=2)


_SCRIPT = """
import signal, sys, fake_study as fake
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests started in the background inherit that it is ignored
from pathlib import Path
from cxsim.study.runner import Plan, run_cells
from cxsim.study.store import Store
if __name__ == "__main__":
    schemes = {name: {**scheme, "sleep": 0.03} for name, scheme in fake.SCHEMES.items()}
    run_cells(fake.design(fake.settings(), schemes).cells, Plan(fake.run_schemes, workers=2, store=Store(Path(sys.argv[1]))))
"""


def _start(folder, script):
    paths = os.pathsep.join([str(Path(fake.__file__).parent), str(Path(__file__).parents[2])])
    child = subprocess.Popen([sys.executable, str(script), str(folder)], env={**os.environ, "PYTHONPATH": paths})
    deadline = time.monotonic() + 30
    while not list(Path(folder).rglob("*.json")) and time.monotonic() < deadline:
        time.sleep(0.005)
    return child


def _children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except OSError:
        return True


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes through /proc")
def test_killed_at_any_moment_then_resumed_equals_uninterrupted(tmp_path):
    script, folder = tmp_path / "study.py", tmp_path / "cells"
    script.write_text(_SCRIPT)
    schemes = {name: {**scheme, "sleep": 0.03} for name, scheme in fake.SCHEMES.items()}
    for wait in (0.0, 0.15):
        child = _start(folder, script)
        time.sleep(wait)
        workers = _children(child.pid)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        deadline = time.monotonic() + 10
        while not all(map(_gone, workers)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert all(map(_gone, workers)), "workers outlived their parent"
    resumed, reused = _digest(TOLD, schemes, Store(folder), workers=2)
    assert 0 < reused < 21
    assert resumed == _digest(TOLD, schemes, workers=1)[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_polite_stop_keeps_finished_cells(tmp_path, number):
    script, folder = tmp_path / "study.py", tmp_path / "cells"
    script.write_text(_SCRIPT.replace("0.03", "0.4"))  # many seconds of work, so that it is not over before the signal
    child = _start(folder, script)
    child.send_signal(number)
    code = child.wait(20)
    # an uncaught KeyboardInterrupt ends Python by the signal or with 130
    assert code in (-signal.SIGINT, 130)
    assert list(folder.rglob("*.json"))
    assert not list(folder.rglob("*.part")) or all(path.suffix != ".json" for path in folder.rglob("*.part"))


def test_progress_counts_runs_and_draws_in_ascii():
    calls = []
    _study(workers=1, progress=lambda done, total, left: calls.append((done, total)))
    assert calls[0] == (0, 63) and calls[-1] == (63, 63) and len(calls) == 22
    line = bar_line(141, 200, 31, 13)
    assert line == "runs  [##############------]  141/200   70%   0:31 gone, about 0:13 left   (Ctrl-C keeps the 141)"
    assert len(line) <= 100


def test_progress_off_a_terminal_is_a_line_per_tenth(capsys):
    bar = ProgressBar(head="what is computed")
    for done in range(101):
        bar(done, 100, 1.0)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 12 and lines[0] == "what is computed"
