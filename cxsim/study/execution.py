"""How the cells of a study are to be run: engine, processes, limits, what to keep, what to do about a failure."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Callable, Iterator, Sequence

from cxsim.base.engine_schema import CONTINUE, EngineSettings
from cxsim.base.schema import Settings
from cxsim.study.begun import Begun
from cxsim.study.cells import Cell
from cxsim.study.ledger import Ledger
from cxsim.study.outcome import Outcome, RunSchemes
from cxsim.study.progress import Progress
from cxsim.study.store import Store
from cxsim.study.worker import MEGABYTE, Limits

SHARE = 0.8  # of the machine's memory, spread over the processes


@dataclass
class Plan:
    """How to run.

    `workers` processes (1 = in this process, 0 = one per core). `keep` names the parts of each payload that stay in
    memory (None = all). `engine` is absent for processes of this machine without further settings. `begun` is the record of
    the command that asks, absent when nobody typed one. `outcomes` stands in for the engine: a caller that has workers of its
    own gives the outcomes of the cells as they come.
    """

    run_schemes: RunSchemes
    workers: int = 0
    store: Store | None = None
    progress: Progress | None = None
    limits: Limits = Limits()
    on_error: str = CONTINUE
    ledger: Ledger | None = None
    keep: Sequence[str] | None = None
    engine: EngineSettings | None = None
    begun: Begun | None = None
    outcomes: Callable[[list[Cell], Plan], Iterator[Outcome]] | None = None


def plan_of(settings: Settings, run_schemes: RunSchemes, store: Store | None = None, progress: Progress | None = None, keep: Sequence[str] | None = None, workers: int | None = None, begun: Begun | None = None) -> Plan:
    """The plan that settings ask for; failures are written to a ledger beside the store."""
    engine, count = settings.engine, settings.workers if workers is None else workers
    ledger = Ledger(store.root.parent) if store is not None else None
    limits = Limits(engine.limit_seconds, engine.limit_memory_mb or fair_share(worker_count(count)))
    return Plan(run_schemes, count, store, progress, limits, settings.study.on_error, ledger, keep, engine, begun)


def worker_count(workers: int) -> int:
    """0 means one worker per core this process may use."""
    if workers > 0:
        return workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, cores or 1)


def fair_share(processes: int) -> float | None:
    """MB of this machine's memory for each of so many processes; None where it cannot be known."""
    try:
        return SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / processes / MEGABYTE
    except (ValueError, OSError, AttributeError):
        return None
