"""What happens inside a worker process: one cell computed, its faults turned into rows."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Mapping

from cxsim.base.errors import CxsimError, InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell
from cxsim.study.payload import payload_of
from cxsim.study.store import Store

# (settings, {scheme name: scheme mapping}) -> {scheme name: Run}; must be importable by name in a new process
RunSchemes = Callable[[Settings, Mapping[str, Mapping[str, Any]]], Mapping[str, Any]]
MARK = "CXSIM_WORKER"
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass
class Outcome:
    """Result of one cell: payload per scheme, and a row per scheme that failed.

    `refused` is set when the disk refused the result: the whole study stops with that problem.
    """

    cell: str
    schemes: dict[str, Any] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    refused: Problem | None = None


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Variables that new processes inherit before their first import: one thread each, and the mark of a worker."""
    wanted = {**dict.fromkeys(ONE_THREAD, "1"), MARK: "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def end(pool: ProcessPoolExecutor) -> None:
    """End a pool at once; results are written whole or not at all, so a worker may be ended at any moment."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def compute(cell: Cell, run_schemes: RunSchemes, store: Store | None) -> Outcome:
    """Run a cell and store it if whole. Never raises for a fault of a run."""
    outcome = run_cell(cell, run_schemes)
    if store is not None and not outcome.failures:
        try:
            store.put(cell.id, outcome.schemes)
        except InputError as fault:
            outcome.refused = fault.problems[0]
    return outcome


def run_cell(cell: Cell, run_schemes: RunSchemes) -> Outcome:
    """All schemes of a cell together; if that fails, one by one, so that only the guilty are lost."""
    outcome = Outcome(cell.id)
    try:
        outcome.schemes = _payloads(run_schemes(cell.settings, cell.schemes))
    except Exception:  # a study outlives any fault of a run; what went wrong is found scheme by scheme below
        for name, scheme in cell.schemes.items():
            _run_alone(cell, name, scheme, run_schemes, outcome)
    return outcome


def failure_row(cell: Cell, scheme: str, stage: str, message: str) -> dict[str, Any]:
    """One failed run: where, why, and a one-line command that repeats it alone."""
    first = message.strip().splitlines()[0] if message.strip() else "no message"
    return {
        "cell": cell.id[:12],
        "scheme": scheme,
        "seed": cell.seed,
        "reading": cell.world.reading,
        "handoff_cost": cell.world.handoff_cost,
        "stage": stage,
        "message": first[:300],
        "command": repeat_command(cell, scheme),
    }


def repeat_command(cell: Cell, scheme: str) -> str:
    """The command that runs one scheme of one cell by itself (overrides of the study come before it)."""
    company = cell.settings.company.name
    return (
        f"cxsim run company={company} scheme={scheme} seed={cell.seed} customers.reading={cell.world.reading} "
        f"journeys.handoff_cost={cell.world.handoff_cost:g} customers.count={cell.settings.customers.count} "
        f"horizon.years={cell.settings.horizon.years}" + "".join(f" '{word}'" if "[" in word else f" {word}" for word in cell.words)
    )


def start_worker(limit_seconds: float | None) -> None:
    """Set up a new process: Ctrl-C is the parent's business, and a parent's death ends this process too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Clock.limit = limit_seconds


def compute_in_worker(cell: Cell, run_schemes: RunSchemes, store: Store | None) -> Outcome:
    """`compute` under a time limit: a cell that hangs ends the process, which the parent notices."""
    watch = threading.Timer(_Clock.limit, os._exit, args=(75,)) if _Clock.limit else None
    if watch is not None:
        watch.daemon = True
        watch.start()
    try:
        return compute(cell, run_schemes, store)
    finally:
        if watch is not None:
            watch.cancel()


def ready() -> bool:
    """Answer of a worker that has started and imported this module."""
    return True


class _Clock:
    """The time limit of this process, set once at its start; None = no limit."""

    limit: float | None = None


def _payloads(runs: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: payload_of(run) for name, run in runs.items()}
    return {name: {**payload, "content": content_digest(payload)} for name, payload in kept.items()}


def _run_alone(cell: Cell, name: str, scheme: Mapping[str, Any], run_schemes: RunSchemes, outcome: Outcome) -> None:
    try:
        outcome.schemes.update(_payloads(run_schemes(cell.settings, {name: scheme})))
    except CxsimError as fault:
        outcome.failures.append(failure_row(cell, name, type(fault).__name__, str(fault)))
    except Exception as fault:  # recorded as a row; the other runs go on
        outcome.failures.append(failure_row(cell, name, "simulation", f"{type(fault).__name__}: {fault}"))


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
