"""A Dask cluster: cells go out as tasks, results come back, and this process alone writes the store.

Nothing of a cluster's memory is relied on: a worker that dies has its cells computed elsewhere, a cell that keeps ending
its workers becomes a failure, and if the whole cluster goes, what came back before is stored.
"""

from __future__ import annotations

from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Iterator

from cxsim.base.engine_schema import EngineSettings
from cxsim.base.errors import InputError, Problem
from cxsim.study.cells import Cell, code_fingerprint
from cxsim.study.execution import Plan
from cxsim.study.outcome import WORKER, Outcome, RunSchemes, keep, lost, run_cell
from cxsim.study.worker import Limits, limited

AHEAD = 3  # cells sent out per thread of the cluster, so that no worker waits for the next one
ENDED = "every worker that took it ended: crash, out of memory, or it ran too long"
START = "start one: dask scheduler --host 127.0.0.1   and: dask worker tcp://127.0.0.1:8786 --nworkers 2 --nthreads 1"


def outcomes(cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
    """Outcomes as they come back. Raises InputError: no library, no cluster, no worker, or workers with another program."""
    if not cells or plan.engine is None:
        return
    with _client(plan.engine) as client:
        for outcome in _computed(client, deque(cells), plan):
            keep(outcome, plan.store)
            yield outcome.kept(plan.keep) if outcome.schemes else outcome


def _computed(client: Any, waiting: deque[Cell], plan: Plan) -> Iterator[Outcome]:
    from distributed import wait

    flying: dict[Any, Cell] = {}
    apart: dict[str, _Apart] = {}
    limits = Limits(plan.limits.seconds)  # memory is the business of the cluster's own --memory-limit
    while waiting or flying:
        room = AHEAD * max(1, sum(client.nthreads().values()))
        while waiting and len(flying) < room:
            cell = waiting.popleft()
            future = client.submit(_compute, cell, plan.run_schemes, limits, key=f"{cell.id}-{'-'.join(cell.schemes)}", pure=False)
            flying[future] = cell
        done, _ = wait(list(flying), return_when="FIRST_COMPLETED")
        for future in done:
            cell = flying.pop(future)
            outcome = _outcome(future, cell)
            if outcome is None and len(cell.schemes) > 1:
                apart[cell.id] = _Apart(len(cell.schemes))
                waiting.extendleft(replace(cell, schemes={name: scheme}) for name, scheme in cell.schemes.items())
                continue
            outcome = outcome or lost(cell, WORKER, ENDED)
            if cell.id not in apart:
                yield outcome
            elif (whole := apart[cell.id].take(outcome)) is not None:
                yield whole


@dataclass
class _Apart:
    """A cell that kept ending its workers, taken apart into so many schemes, each computed alone."""

    wanted: int
    parts: list[Outcome] = field(default_factory=list)

    def take(self, part: Outcome) -> Outcome | None:
        """One more scheme; the outcome of the cell once all are in."""
        self.parts.append(part)
        if len(self.parts) < self.wanted:
            return None
        return Outcome(part.cell, {k: v for part in self.parts for k, v in part.schemes.items()}, [row for part in self.parts for row in part.failures])


def _compute(cell: Cell, run_schemes: RunSchemes, limits: Limits) -> Outcome:
    with limited(limits):
        return run_cell(cell, run_schemes)


def _outcome(future: Any, cell: Cell) -> Outcome | None:
    """What came back; None when every worker that took the cell ended."""
    from distributed import KilledWorker

    try:
        return future.result()  # type: ignore[no-any-return]
    except KilledWorker:
        return None
    except Exception as fault:  # not a fault of the run, which is a row already, but of sending it there or back
        return lost(cell, "transfer", f"{type(fault).__name__}: {fault}")


@contextmanager
def _client(engine: EngineSettings) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(Problem("needs a library that is not installed", key="engine", value="dask", fix="pip install 'cxsim[dask]'")) from None
    if not engine.address:
        raise InputError(Problem("is missing", key="engine.address", allowed="tcp://HOST:PORT of a Dask scheduler", fix=START))
    try:
        client = Client(engine.address, timeout=min(10, engine.wait_seconds))
    except (OSError, ValueError, TimeoutError) as fault:
        raise InputError(Problem(f"no scheduler answers: {_short(fault)}", key="engine.address", value=engine.address, fix=START)) from None
    try:
        _check_workers(client, engine)
        yield client
    finally:
        client.close()


def _check_workers(client: Any, engine: EngineSettings) -> None:
    """Wait for a worker; all must run this very program, else one study would hold results of two."""
    try:
        client.wait_for_workers(1, timeout=engine.wait_seconds)
    except TimeoutError:
        raise InputError(Problem(f"the cluster has no worker after {engine.wait_seconds:g} s", key="engine.address", value=engine.address, fix=START)) from None
    found = client.run(code_fingerprint, on_error="return")
    strange = Counter("cannot import cxsim" if isinstance(code, BaseException) else "another version of cxsim, numpy, numba or mesa" for code in found.values() if code != code_fingerprint())
    if strange:
        told = ", ".join(f"{count} of {len(found)} workers: {what}" for what, count in strange.items())
        raise InputError(Problem(told, key="engine.address", value=engine.address, fix="install the same checkout and lock file on every machine"))


def _short(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:160]
