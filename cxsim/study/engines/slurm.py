"""A Slurm cluster through submitit: cells are spread over jobs, which write the shared store; this process reads along.

Each job computes its cells in a process pool of its own, so a crash, a hang or a hog costs only the guilty run. After every
cell a job adds one line to its answers; cells without an answer when their job is gone are submitted again, and a cell that
was the first unanswered one twice is given up. Jobs go on when this process dies: the same command later takes up what they
stored.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Iterator

from cxsim.base.engine_schema import EngineSettings
from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import exact_text
from cxsim.study.cells import Cell
from cxsim.study.engines import local
from cxsim.study.execution import Plan
from cxsim.study.outcome import WORKER, Outcome, RunSchemes, lost
from cxsim.study.store import Store
from cxsim.study.worker import Limits

FOLDER = "slurm"  # beside the store: scripts, logs and answers of jobs
POLL = 0.5  # seconds between two looks at the answers
GIVEN_UP = 2  # times a cell may be the first unanswered one of a job that is gone
GRACE = 15.0  # seconds a shared disk may take to show the last answers of a job that is gone


@dataclass
class _Job:
    """A job of the queue, its cells, and how far its answers were read."""

    job: Any
    cells: list[Cell]
    answers: Path
    read: int = 0
    answered: set[str] = field(default_factory=set)
    gone_since: float | None = None

    @property
    def left(self) -> list[Cell]:
        """Cells without an answer."""
        return [cell for cell in self.cells if cell.id not in self.answered]


def outcomes(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    """Outcomes as jobs write them. Raises InputError: no library, no Slurm, no shared folder, or a queue that never starts."""
    if not cells or plan.engine is None:
        return
    if plan.store is None:
        raise InputError(Problem("needs a store on a disk that all nodes share", key="engine", value="slurm", fix="give output.dir"))
    plan.store.root.parent.mkdir(parents=True, exist_ok=True)
    (plan.store.root.parent / FOLDER).mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="jobs-", dir=plan.store.root.parent / FOLDER))
    queue = _Queue(plan, folder)
    try:
        yield from queue.outcomes(cells)
    finally:
        queue.cancel()


class _Queue:
    """Submits cells in rounds until each has an answer or is given up."""

    def __init__(self, plan: Plan, folder: Path):
        assert plan.engine is not None and plan.store is not None  # noqa: S101  asked by the only caller
        self.plan, self.folder, self.engine, self.store = plan, folder, plan.engine, plan.store
        self.executor = _executor(plan.engine, folder, plan.limits)
        self.jobs: list[_Job] = []
        self.round = 0
        self.moved = time.monotonic()

    def outcomes(self, cells: list[Cell]) -> Iterator[Outcome]:
        """Every cell's outcome."""
        blamed: Counter[str] = Counter()
        while cells:
            self._submit(cells)
            yield from self._answers()
            cells = []
            for job in self.jobs:
                blamed.update(cell.id for cell in job.left[:1])
                for cell in job.left:
                    if blamed[cell.id] >= GIVEN_UP:
                        yield lost(cell, WORKER, f"two jobs ended at this cell without an answer; their logs: {self.folder}")
                    else:
                        cells.append(cell)

    def cancel(self) -> None:
        """Take jobs that still wait or run out of the queue."""
        for job in self.jobs:
            if job.left:
                job.job.cancel()

    def _submit(self, cells: list[Cell]) -> None:
        count = min(self.engine.jobs, len(cells))
        chunks = [cells[first::count] for first in range(count)]
        paths = [self.folder / f"answers-{self.round}-{place}.jsonl" for place in range(count)]
        work = (self.plan.run_schemes, str(self.store.root.resolve()), self.plan.limits, self.engine.cpus)
        with self.executor.batch():
            submitted = [self.executor.submit(compute_chunk, chunk, *work, str(path.resolve())) for chunk, path in zip(chunks, paths)]
        self.jobs = [_Job(*parts) for parts in zip(submitted, chunks, paths)]
        self.round += 1
        self.moved = time.monotonic()

    def _answers(self) -> Iterator[Outcome]:
        """Answers of this round, until all are in or no job is left that could give one."""
        while any(job.left for job in self.jobs):
            new = [outcome for job in self.jobs for outcome in self._new(job)]
            yield from new
            self._look_at_queue(bool(new))
            if all(not job.left or self._is_over(job) for job in self.jobs):
                return
            time.sleep(POLL)

    def _new(self, job: _Job) -> Iterator[Outcome]:
        for row in _rows(job):
            cell = next(cell for cell in job.cells if cell.id == row["cell"])
            job.answered.add(cell.id)
            refused = Problem(**row["refused"]) if row["refused"] else None
            stored = self.store_of(cell) if not refused else {}
            missing = [name for name in cell.schemes if name not in stored and name not in {fault["scheme"] for fault in row["failures"]}]
            failures = row["failures"] + lost(replace(cell, schemes={name: cell.schemes[name] for name in missing}), "transfer", "the job's result is not in the store").failures
            yield Outcome(cell.id, stored, [] if refused else failures, refused).kept(self.plan.keep)

    def store_of(self, cell: Cell) -> dict[str, Any]:
        """What the store holds of the schemes of a cell; read without regard to `fresh`: the job wrote it just now."""
        found = Store(self.store.root).get(cell.id) or {}
        return {name: found[name] for name in cell.schemes if name in found}

    def _look_at_queue(self, moved: bool) -> None:
        states, now = _states([job.job.job_id for job in self.jobs if job.left]), time.monotonic()
        if states is None:  # the controller is away: nobody knows of any job, so none is given up
            return
        for job in self.jobs:
            job.gone_since = None if job.job.job_id in states else job.gone_since or now
        if moved or "R" in states.values():
            self.moved = now
        if states and now - self.moved > self.engine.wait_seconds:
            told = ", ".join(f"{count} x {state}" for state, count in Counter(states.values()).items())
            raise InputError(Problem(f"no job started within {self.engine.wait_seconds:g} s (states: {told})", key="engine", value="slurm", fix="squeue tells why; finished cells are kept"))

    def _is_over(self, job: _Job) -> bool:
        return job.gone_since is not None and time.monotonic() - job.gone_since > GRACE


def compute_chunk(cells: list[Cell], run_schemes: RunSchemes, root: str, limits: Limits, cpus: int, answers: str) -> None:
    """What a job does: its cells on `cpus` processes into the store at `root`, one line into `answers` after each."""
    plan = Plan(run_schemes, cpus, Store(Path(root)), limits=limits, keep=("digest",))
    with open(answers, "a", encoding="ascii") as stream:
        for outcome in local.pooled(cells, plan):
            stream.write(exact_text({"cell": outcome.cell, "failures": outcome.failures, "refused": outcome.refused}) + "\n")
            stream.flush()


def _rows(job: _Job) -> list[dict[str, Any]]:
    """Whole lines that were not read before."""
    if not job.answers.exists():
        return []
    with open(job.answers, "rb") as stream:
        stream.seek(job.read)
        whole, found, _ = stream.read().rpartition(b"\n")
    job.read += len(whole) + len(found)
    return [json.loads(line) for line in whole.splitlines()]


def _executor(engine: EngineSettings, folder: Path, limits: Limits) -> Any:
    try:
        import submitit
    except ImportError:
        raise InputError(Problem("needs a library that is not installed", key="engine", value="slurm", fix="pip install 'cxsim[slurm]'")) from None
    if shutil.which("sbatch") is None or shutil.which("squeue") is None:
        raise InputError(Problem("there is no Slurm here: sbatch and squeue are not found", key="engine", value="slurm", fix="run cxsim on a node that may submit jobs, or use engine=local"))
    executor = submitit.SlurmExecutor(folder=folder)
    asked: dict[str, Any] = {"job_name": "cxsim", "time": engine.minutes, "cpus_per_task": engine.cpus}
    if limits.memory_mb:
        asked["mem_per_cpu"] = f"{int(limits.memory_mb)}M"
    if engine.partition:
        asked["partition"] = engine.partition
    executor.update_parameters(**asked)
    return executor


def _states(jobs: list[str]) -> dict[str, str] | None:
    """Short state (PD, R, ...) of each job that is still in the queue; None when the queue cannot be asked."""
    try:
        told = subprocess.run(["squeue", "--noheader", "--array", "--format=%i %t"], capture_output=True, text=True, check=True, timeout=60)  # noqa: S607  the cluster's own
    except (subprocess.SubprocessError, OSError):
        return None
    found = dict(line.split() for line in told.stdout.splitlines() if line.strip())
    return {job: found[job] for job in jobs if job in found}
