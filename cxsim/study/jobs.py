"""Run independent jobs on several processes, in any order, and give their results back by key."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any, Callable, Hashable, Iterator, Mapping

from cxsim.study.execution import worker_count
from cxsim.study.progress import Progress
from cxsim.study.worker import end, one_thread_each, start_worker

Job = tuple[Callable[..., Any], tuple[Any, ...]]


def run_jobs(jobs: Mapping[Hashable, Job], workers: int = 0, progress: Progress | None = None) -> dict[Any, Any]:
    """Results by key, in the order of `jobs`; functions must be importable by name in a new process.

    Long jobs should come first. Raises whatever a job raises; the others are then abandoned.
    """
    count, meter, found = min(worker_count(workers), len(jobs)), _Meter(len(jobs), progress), {}
    done = _here(jobs) if count <= 1 else _elsewhere(jobs, count)
    for key, result in done:
        found[key] = result
        meter.tick()
    return {key: found[key] for key in jobs}


def _here(jobs: Mapping[Hashable, Job]) -> Iterator[tuple[Hashable, Any]]:
    for key, (function, arguments) in jobs.items():
        yield key, function(*arguments)


def _elsewhere(jobs: Mapping[Hashable, Job], count: int) -> Iterator[tuple[Hashable, Any]]:
    context = multiprocessing.get_context("spawn")
    with one_thread_each():
        pool = ProcessPoolExecutor(count, mp_context=context, initializer=start_worker, initargs=(None,))
        try:
            keys = {pool.submit(function, *arguments): key for key, (function, arguments) in jobs.items()}
            for future in as_completed(keys):
                yield keys[future], future.result()
        except BaseException:
            end(pool)
            raise
        pool.shutdown()


class _Meter:
    """Counts jobs and guesses the time left from their pace."""

    def __init__(self, total: int, progress: Progress | None):
        self.total, self.done, self.progress, self.started = total, 0, progress, time.monotonic()
        self._tell(None)

    def tick(self) -> None:
        """One more job is done."""
        self.done += 1
        self._tell((time.monotonic() - self.started) / self.done * (self.total - self.done))

    def _tell(self, left: float | None) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total, left)
