"""Run the cells of a study on several processes and lose none of them.

Every cell is an independent job whose result depends on its content alone, so the order in which cells finish,
the number of workers and interruptions change nothing. A worker that dies takes the cells then in flight with
it; each of those is run again alone, and one that kills its worker again becomes a failure row.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Sequence

from cxsim.base.errors import InputError, Problem
from cxsim.study.cells import Cell
from cxsim.study.progress import Progress
from cxsim.study.store import Store
from cxsim.study.worker import (
    MARK,
    Outcome,
    RunSchemes,
    compute,
    compute_in_worker,
    end,
    failure_row,
    one_thread_each,
    ready,
    start_worker,
)


@dataclass
class Harvest:
    """All outcomes of a study by cell id; `reused` counts cells that were already stored."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reused: int = 0

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Failure rows, ordered by content so that order of completion does not show."""
        rows = [row for outcome in self.outcomes.values() for row in outcome.failures]
        return sorted(rows, key=lambda row: (row["reading"], row["handoff_cost"], row["seed"], row["scheme"]))


@dataclass
class Plan:
    """How to run: `workers` processes (1 = in this process, 0 = one process per core), a time limit per cell."""

    run_schemes: RunSchemes
    workers: int = 0
    store: Store | None = None
    progress: Progress | None = None
    limit_seconds: float | None = None


def run_cells(cells: Sequence[Cell], plan: Plan) -> Harvest:
    """Take finished cells from the store, compute the others.

    Raises
    ------
    InputError
        the disk refuses a result, or workers cannot start.
    KeyboardInterrupt
        Ctrl-C or SIGTERM; every cell finished by then is in the store.
    """
    if os.environ.get(MARK) and multiprocessing.parent_process() is not None:
        raise InputError(_UNGUARDED)
    harvest, missing = _stored(cells, plan.store)
    meter = _Meter(cells, harvest, plan.progress)
    with _stop_politely():
        for outcome in _outcomes(missing, plan):
            if outcome.refused is not None:
                raise InputError(outcome.refused)
            harvest.outcomes[outcome.cell] = outcome
            meter.tick()
    return harvest


def worker_count(workers: int) -> int:
    """0 means one worker per core this process may use."""
    if workers > 0:
        return workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, cores or 1)


_UNGUARDED = Problem(
    "a script started a study while it was being imported by a worker process",
    fix="put the call under: if __name__ == '__main__':   or set workers=1",
)


def _stored(cells: Sequence[Cell], store: Store | None) -> tuple[Harvest, list[Cell]]:
    harvest, missing = Harvest(), []
    for cell in cells:
        payload = store.get(cell.id) if store is not None else None
        if payload is None:
            missing.append(cell)
        else:
            harvest.outcomes[cell.id] = Outcome(cell.id, payload)
    harvest.reused = len(harvest.outcomes)
    return harvest, missing


def _outcomes(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    if plan.workers == 1 or not cells:
        return (compute(cell, plan.run_schemes, plan.store) for cell in cells)
    return _pooled(cells, plan)


def _pooled(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    waiting = deque(cells)
    count = min(worker_count(plan.workers), len(cells))
    while waiting:
        suspects: list[Cell] = []
        yield from _until_broken(waiting, suspects, plan, count)
        for cell in suspects:
            yield from _on_probation(cell, plan)


def _until_broken(waiting: deque[Cell], suspects: list[Cell], plan: Plan, count: int) -> Iterator[Outcome]:
    """Feed a pool until no cell is left or a worker dies; the cells in flight at a death become suspects."""
    with _pool(count, plan) as pool:
        flying: dict[Future[Outcome], Cell] = {}
        while waiting or flying:
            try:
                while waiting and len(flying) < count:
                    future = _submit(pool, compute_in_worker, waiting[0], plan.run_schemes, plan.store)
                    flying[future] = waiting.popleft()
            except BrokenProcessPool:
                pass  # the futures in flight tell the same, below
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = [future for future in done if isinstance(future.exception(), BrokenProcessPool)]
            for future in done - set(broken):
                yield _outcome(future, flying.pop(future))
            if broken or not done:
                suspects.extend(flying.values())
                return


def _on_probation(cell: Cell, plan: Plan) -> Iterator[Outcome]:
    suspects: list[Cell] = []
    yield from _until_broken(deque([cell]), suspects, plan, 1)
    if suspects:
        limit = f", or it ran longer than {plan.limit_seconds:g} s" if plan.limit_seconds else ""
        message = f"the worker process ended without an answer: crash or out of memory{limit}"
        yield Outcome(cell.id, {}, [failure_row(cell, name, "worker", message) for name in cell.schemes])


def _outcome(future: Future[Outcome], cell: Cell) -> Outcome:
    fault = future.exception()
    if fault is None:
        return future.result()
    # not a fault of the run but of sending it there or back
    message = f"{type(fault).__name__}: {fault}"
    return Outcome(cell.id, {}, [failure_row(cell, name, "transfer", message) for name in cell.schemes])


@contextmanager
def _pool(count: int, plan: Plan) -> Iterator[ProcessPoolExecutor]:
    """A pool of spawned single-threaded processes, ended at once when the block is left by an error."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=start_worker, initargs=(plan.limit_seconds,))
    try:
        _submit(pool, ready).result()
        yield pool
    except BrokenProcessPool:
        raise InputError(Problem("worker processes cannot start", fix=_UNGUARDED.fix)) from None
    except BaseException:
        end(pool)
        raise
    pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, job: Callable[..., Any], *args: Any) -> Future[Any]:
    # processes start inside submit, and take their environment from this one at that moment
    with one_thread_each():
        return pool.submit(job, *args)


@contextmanager
def _stop_politely() -> Iterator[None]:
    """Let SIGTERM end a study the way Ctrl-C does; only the main thread may ask for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


class _Meter:
    """Counts runs and guesses the time left from those computed here."""

    def __init__(self, cells: Sequence[Cell], harvest: Harvest, progress: Progress | None):
        self.per_cell = len(cells[0].schemes) if cells else 0
        self.total, self.done, self.first = len(cells), harvest.reused, harvest.reused
        self.progress, self.started = progress, time.monotonic()
        self._tell(None)

    def tick(self) -> None:
        """One more cell is done."""
        self.done += 1
        pace = (time.monotonic() - self.started) / (self.done - self.first)
        self._tell(pace * (self.total - self.done))

    def _tell(self, left: float | None) -> None:
        if self.progress is not None:
            self.progress(self.done * self.per_cell, self.total * self.per_cell, left)
