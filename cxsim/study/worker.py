"""A worker process: one thread, ends with its parent, and ends itself when a cell takes more time or memory than it may."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from cxsim.base.collector import seldom
from cxsim.study.cells import Cell
from cxsim.study.outcome import Outcome, RunSchemes, compute
from cxsim.study.store import Store

MARK = "CXSIM_WORKER"
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
TOO_LONG = 75  # exit code of a process that ended itself because a cell ran too long
MEGABYTE = 1_000_000
STATM = Path("/proc/self/statm")  # its sixth number: pages of data and stack of this process


@dataclass(frozen=True)
class Limits:
    """What one cell may take: seconds, and MB it may add to its process; None = no limit."""

    seconds: float | None = None
    memory_mb: float | None = None


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


def start_worker(limits: Limits | None) -> None:
    """Set up a new process: Ctrl-C is the parent's business, and a parent's death ends this process too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Own.limits = limits or Limits()


def compute_in_worker(cell: Cell, run_schemes: RunSchemes, store: Store | None, parts: Sequence[str] | None = None) -> Outcome:
    """`compute` under the limits of this process; of each payload only `parts` travel back."""
    with limited(_Own.limits):
        return compute(cell, run_schemes, store).kept(parts)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """A cell that hangs ends the process, which the parent notices; one that asks for too much memory gets a MemoryError."""
    watch = threading.Timer(limits.seconds, os._exit, args=(TOO_LONG,)) if limits.seconds else None
    if watch is not None:
        watch.daemon = True
        watch.start()
    try:
        with _memory(limits.memory_mb):
            yield
    finally:
        if watch is not None:
            watch.cancel()


def ready() -> bool:
    """Answer of a worker that has started and imported this module."""
    return True


class _Own:
    """The limits of this process, set once at its start."""

    limits: Limits = Limits()


@contextmanager
def _memory(megabytes: float | None) -> Iterator[None]:
    """Let this process take so much more private memory than it has now (Linux; elsewhere there is no such limit)."""
    if megabytes is None or not STATM.exists():
        yield
        return
    import resource

    now = int(STATM.read_text().split()[5]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = now + int(megabytes * MEGABYTE)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
