"""Processes of this machine. A worker that dies takes the cells then in flight with it; each is tried again alone.

A cell that ends its process again is taken apart into its schemes, so that only the guilty ones are lost.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Callable, Iterator

from cxsim.base.errors import InputError, Problem
from cxsim.study.cells import Cell
from cxsim.study.execution import Plan, worker_count
from cxsim.study.outcome import WORKER, Outcome, compute, lost
from cxsim.study.worker import TOO_LONG, Limits, compute_in_worker, end, one_thread_each, ready, start_worker

UNGUARDED = Problem(
    "a script started a study while it was being imported by a worker process",
    fix="put the call under: if __name__ == '__main__':   or set workers=1",
)
KILLED = -9
PATIENCE = 5.0  # seconds to wait for the exit code of a process that is gone


def outcomes(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    """Outcomes as they come; with one worker, in this process and in order. Raises InputError when no process starts."""
    if plan.workers == 1 or not cells:
        return (compute(cell, plan.run_schemes, plan.store).kept(plan.keep) for cell in cells)
    return pooled(cells, plan)


def pooled(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    """Outcomes from a pool of `plan.workers` processes, also when that is one."""
    waiting = deque(cells)
    count = min(worker_count(plan.workers), len(cells))
    while waiting:
        suspects: list[Cell] = []
        yield from _until_broken(waiting, suspects, plan, count)
        for cell in suspects:
            yield _on_probation(cell, plan)


def _until_broken(waiting: deque[Cell], suspects: list[Cell], plan: Plan, count: int, ends: list[int] | None = None) -> Iterator[Outcome]:
    """Feed a pool until no cell is left or a worker dies; cells in flight at a death become suspects, exit codes go to `ends`."""
    with _pool(count, plan.limits) as pool:
        flying: dict[Future[Outcome], Cell] = {}
        processes = list(pool._processes.values())  # before a death empties it
        while waiting or flying:
            try:
                while waiting and len(flying) < count:
                    future = _submit(pool, compute_in_worker, waiting[0], plan.run_schemes, plan.store, plan.keep)
                    flying[future] = waiting.popleft()
            except BrokenProcessPool:
                pass  # the futures in flight tell the same, below
            processes = list((pool._processes or {}).values()) or processes
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            broken = [future for future in done if isinstance(future.exception(), BrokenProcessPool)]
            for future in done - set(broken):
                yield _outcome(future, flying.pop(future))
            if broken or not done:
                suspects.extend(flying.values())
                if ends is not None:
                    ends.extend(_exit_code(process) for process in processes)
                return


def _exit_code(process: Any) -> int:
    """How a process ended; 0 when it cannot be known. The pool's own thread may collect it at this very moment, so wait for it."""
    deadline = time.monotonic() + PATIENCE
    while process.exitcode is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return int(process.exitcode or 0)


def _on_probation(cell: Cell, plan: Plan) -> Outcome:
    """The cell alone in a process; if that dies again, each of its schemes alone."""
    found, ends = _alone(cell, plan)
    if found is not None:
        return found
    if len(cell.schemes) == 1:
        return lost(cell, WORKER, _reason(ends, plan.limits))
    parts = [_on_probation(replace(cell, schemes={name: scheme}), plan) for name, scheme in cell.schemes.items()]
    refused = next((part.refused for part in parts if part.refused is not None), None)
    return Outcome(cell.id, {k: v for part in parts for k, v in part.schemes.items()}, [row for part in parts for row in part.failures], refused)


def _alone(cell: Cell, plan: Plan) -> tuple[Outcome | None, list[int]]:
    suspects: list[Cell] = []
    ends: list[int] = []
    found = list(_until_broken(deque([cell]), suspects, plan, 1, ends))
    return (found[0] if found else None), ends


def _reason(ends: list[int], limits: Limits) -> str:
    """Why a process ended without an answer, as its exit code tells."""
    code = next((end for end in ends if end), 0)
    if code == TOO_LONG and limits.seconds:
        return f"it ran longer than {limits.seconds:g} s"
    if code == KILLED:
        return "the worker process was killed: most often the system had no memory left"
    return f"the worker process ended without an answer: exit code {code}"


def _outcome(future: Future[Outcome], cell: Cell) -> Outcome:
    fault = future.exception()
    # an exception here is not a fault of the run but of sending it there or back
    return future.result() if fault is None else lost(cell, "transfer", f"{type(fault).__name__}: {fault}")


@contextmanager
def _pool(count: int, limits: Limits) -> Iterator[ProcessPoolExecutor]:
    """A pool of spawned single-threaded processes, ended at once when the block is left by an error."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=start_worker, initargs=(limits,))
    try:
        _submit(pool, ready).result()
        yield pool
    except BrokenProcessPool:
        raise InputError(Problem("worker processes cannot start", fix=UNGUARDED.fix)) from None
    except BaseException:
        end(pool)
        raise
    pool.shutdown(wait=True, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, job: Callable[..., Any], *args: Any) -> Future[Any]:
    # processes start inside submit, and take their environment from this one at that moment
    with one_thread_each():
        return pool.submit(job, *args)
