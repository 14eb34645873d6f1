"""Engines other than processes of this machine: a real cluster on loopback gives the same store, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import fake_study as fake
import pytest
import slurm_here

from cxsim.base.engine_schema import EngineSettings
from cxsim.base.errors import InputError
from cxsim.study.engines import slurm
from cxsim.study.runner import Plan, run_cells
from cxsim.study.store import Store

distributed = pytest.importorskip("distributed")
SMALL = fake.settings(replications=10, reading_replications=0, handoff_replications=0)
SLOW = {name: {**scheme, "sleep": 0.05} for name, scheme in fake.SCHEMES.items()}
pytestmark = pytest.mark.filterwarnings("ignore")  # of the cluster's own library, when a worker is killed


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two single-threaded workers, as two commands start them; gives its address."""
    folder, address = tmp_path_factory.mktemp("cluster"), f"127.0.0.1:{_free_port()}"
    paths = os.pathsep.join([str(Path(fake.__file__).parent), str(Path(__file__).parents[2])])
    own = {**os.environ, "PYTHONPATH": paths}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "env": own}
    dask, common = [sys.executable, "-m", "dask"], ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
    scheduler = subprocess.Popen([*dask, "scheduler", *common, "--port", address.rsplit(":")[-1]], **quiet)
    worker = subprocess.Popen([*dask, "worker", f"tcp://{address}", "--nworkers", "2", "--nthreads", "1", *common], **quiet)
    yield f"tcp://{address}"
    for process in (worker, scheduler):
        process.terminate()
        process.wait(20)


def _plan(address, store, **more):
    engine = fake.blank(EngineSettings, name="dask", address=address, wait_seconds=60.0)
    return Plan(fake.run_schemes, store=store, engine=engine, **more)


def _bytes(store):
    return {path.name: path.read_bytes() for path in store.root.rglob("*.json")}


def test_a_cluster_gives_the_same_store_also_when_a_worker_is_killed(tmp_path, cluster):
    cells, here, there = fake.design(SMALL, SLOW).cells, Store(tmp_path / "here"), Store(tmp_path / "there")
    run_cells(cells, Plan(fake.run_schemes, workers=1, store=here))
    with distributed.Client(cluster, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        victims = list(client.run(os.getpid).values())
    killed = []

    def strike(done, total, left):
        if done >= 6 and not killed:
            os.kill(victims[0], signal.SIGKILL)
            killed.append(done)

    harvest = run_cells(cells, _plan(cluster, there, progress=strike, keep=("digest",)))
    assert killed and killed[0] < 30 and harvest.failures == []
    assert _bytes(there) == _bytes(here)
    assert {tuple(payload) for outcome in harvest.outcomes.values() for payload in outcome.schemes.values()} == {("digest",)}


def test_a_run_that_fails_there_is_a_row_here(tmp_path, cluster):
    faulty = {**fake.SCHEMES, "company_cx": {"name": "company_cx", "effect": 3.0, "fault": "raise", "at": 102}}
    harvest = run_cells(fake.design(SMALL, faulty).cells, _plan(cluster, Store(tmp_path)))
    assert [(row["scheme"], row["seed"]) for row in harvest.failures] == [("company_cx", 102)]
    assert "_fail" in harvest.failures[0]["traceback"] and len(_bytes(Store(tmp_path))) == 10


def test_a_run_that_ends_its_workers_is_lost_alone(tmp_path, cluster):
    faulty = {**fake.SCHEMES, "company_cx": {"name": "company_cx", "effect": 3.0, "fault": "exit", "at": 104}}
    cells = fake.design(SMALL, faulty).cells
    harvest = run_cells(cells, _plan(cluster, Store(tmp_path)))
    assert [(row["scheme"], row["seed"], row["stage"]) for row in harvest.failures] == [("company_cx", 104, "worker")]
    assert sum(len(outcome.schemes) for outcome in harvest.outcomes.values()) == 3 * 10 - 1


def test_no_cluster_is_told_in_a_sentence(tmp_path):
    cells = fake.design(SMALL).cells
    with pytest.raises(InputError, match=r"(?s)no scheduler answers.*dask worker"):
        run_cells(cells, replace(_plan("tcp://127.0.0.1:9", None), engine=fake.blank(EngineSettings, name="dask", address="tcp://127.0.0.1:9", wait_seconds=1.0)))
    with pytest.raises(InputError, match=r"engine.address: is missing"):
        run_cells(cells, _plan(None, None))


def test_a_queue_that_cannot_be_asked_is_no_empty_queue(tmp_path, monkeypatch):
    squeue = tmp_path / "squeue"
    squeue.write_text("#!/bin/sh\necho '7_0 R'\n")
    squeue.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert slurm._states(["7_0", "7_1"]) == {"7_0": "R"}
    squeue.write_text("#!/bin/sh\necho 'Unable to contact slurm controller' >&2\nexit 1\n")
    assert slurm._states(["7_0"]) is None


@pytest.mark.skipif(not slurm_here.possible(), reason="needs root and Debian's slurm-wlm and munge")
def test_slurm_gives_the_same_store_also_when_a_job_is_cancelled(tmp_path, monkeypatch):
    pytest.importorskip("submitit")
    faulty = {**SLOW, "company_cx": {**SLOW["company_cx"], "fault": "exit", "at": 104}}
    cells, here, there = fake.design(SMALL, faulty).cells, Store(tmp_path / "here" / "cells"), Store(tmp_path / "there" / "cells")
    expected = run_cells(cells, Plan(fake.run_schemes, workers=2, store=here))
    cancelled = []

    def strike(done, total, left):
        if done >= 6 and not cancelled:
            told = subprocess.run(["squeue", "--noheader", "--array", "--states=R", "--format=%i"], capture_output=True, text=True, check=True)
            cancelled.extend(told.stdout.split()[:1])
            subprocess.run(["scancel", *cancelled], check=True)

    engine = fake.blank(EngineSettings, name="slurm", jobs=2, cpus=1, minutes=5, wait_seconds=60.0)
    folder = tmp_path / "slurm"
    folder.mkdir()
    with slurm_here.running(folder) as own:
        for name in ("SLURM_CONF", "PATH"):
            monkeypatch.setenv(name, own[name])
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path(fake.__file__).parent), str(Path(__file__).parents[2])]))
        monkeypatch.setattr("cxsim.study.engines.slurm.GRACE", 1.0)
        harvest = run_cells(cells, Plan(fake.run_schemes, store=there, engine=engine, progress=strike))
    assert cancelled, "nothing was cancelled: the trial shows nothing"
    assert [(row["scheme"], row["seed"], row["stage"]) for row in harvest.failures] == [("company_cx", 104, "worker")]
    assert harvest.failures == expected.failures and _bytes(there) == _bytes(here)
