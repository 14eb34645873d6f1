"""Worker processes that stay: warmed once, shared fairly by all sessions, and ended one at a time when somebody cancels."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Callable, Hashable

from cxsim.study.execution import fair_share, worker_count
from cxsim.study.worker import Limits, end, one_thread_each, start_worker

GRACE = 0.6  # seconds a cancelled job may take to end by itself before its process is ended
ENDING = 2.0  # seconds the thread of an ended process is waited for
LOOK = 0.05  # seconds between looks at a running job


class WorkerLost(Exception):
    """The process of a job ended before it answered."""


@dataclass
class Job:
    """One call in a worker process. `future` gives its result, or WorkerLost."""

    owner: Hashable
    function: Callable[..., Any]
    args: tuple[Any, ...]
    urgent: bool = False
    future: Future[Any] = field(default_factory=Future)
    cancelled_at: float | None = None


class Crew:
    """`count` processes for cells (0 = one per core) and one more that only serves urgent jobs, such as pictures."""

    def __init__(self, count: int = 0, warm: Callable[[], float | None] | None = None):
        self.count = worker_count(count)
        self._warm_call = warm
        self._waiting: dict[Hashable, deque[Job]] = {}
        self._urgent: deque[Job] = deque()
        self._turn = itertools.count()
        self._last: dict[Hashable, int] = {}  # when each owner was served last
        self._changed = threading.Condition()
        self._closed = False
        self._measured: float | None = None
        self._warmed = threading.Event()
        self._slots = [_Slot(self, urgent=number == self.count) for number in range(self.count + 1)]

    def start(self) -> None:
        """Start the processes and warm them, all in the background."""
        for slot in self._slots:
            slot.start(ready=self._warm_call is None)
        if self._warm_call is not None:
            threading.Thread(target=self._warm, name="lab-warm", daemon=True).start()

    @property
    def warm(self) -> bool:
        """True once every process has its compiled kernels."""
        return self._warm_call is None or self._warmed.is_set()

    @property
    def pace(self) -> float:
        """Time a cell takes, over the time foretold for it; as last measured."""
        return self._measured or 1.0

    def measured(self, seconds: float, foretold: float) -> None:
        """Tell how long a cell took; the estimate follows slowly."""
        new = seconds / foretold
        self._measured = new if self._measured is None else 0.8 * self._measured + 0.2 * new

    def submit(self, owner: Hashable, function: Callable[..., Any], *args: Any, urgent: bool = False) -> Job:
        """Queue a call; functions must be importable by name. Owners take turns, urgent jobs come first."""
        job = Job(owner, function, args, urgent)
        with self._changed:
            (self._urgent if urgent else self._waiting.setdefault(owner, deque())).append(job)
            self._changed.notify_all()
        return job

    def cancel(self, owner: Hashable) -> None:
        """Drop what the owner has waiting; what runs may end within the grace, then its process is ended and replaced."""
        now = time.monotonic()
        with self._changed:
            dropped = [*self._waiting.pop(owner, ()), *[job for job in self._urgent if job.owner == owner]]
            self._urgent = deque(job for job in self._urgent if job.owner != owner)
            self._last.pop(owner, None)
        for job in dropped:
            job.future.cancel()
        for slot in self._slots:
            if slot.job is not None and slot.job.owner == owner:
                slot.job.cancelled_at = now

    def withdraw(self, owner: Hashable) -> None:
        """Drop what the owner has waiting; what runs goes on and answers."""
        with self._changed:
            dropped = self._waiting.pop(owner, ())
            self._last.pop(owner, None)
        for job in dropped:
            job.future.cancel()

    def close(self) -> None:
        """End all processes at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for feeder in [slot.end() for slot in self._slots]:
            if feeder is not None:
                feeder.join(ENDING)  # the library wakes it at exit without a lock: by then it shall be gone

    def processes(self) -> list[int]:
        """Ids of the processes alive."""
        return [process for slot in self._slots for process in slot.processes()]

    def next_job(self, urgent_only: bool) -> Job | None:
        """The next job for a slot that is free; waits for one; None when the crew is closed."""
        with self._changed:
            while not self._closed:
                job = self._take(urgent_only)
                if job is not None:
                    return job
                self._changed.wait()
        return None

    @property
    def closed(self) -> bool:
        return self._closed

    def _take(self, urgent_only: bool) -> Job | None:
        if self._urgent:
            return self._urgent.popleft()
        owners = [owner for owner, jobs in self._waiting.items() if jobs]
        if urgent_only or not owners:
            return None
        owner = min(owners, key=lambda name: self._last.get(name, -1))
        self._last[owner] = next(self._turn)
        jobs = self._waiting[owner]
        job = jobs.popleft()
        if not jobs:
            del self._waiting[owner]
        return job

    def _warm(self) -> None:
        """The first process compiles, or loads what was compiled before; then the others find it ready."""
        for slots in (self._slots[:1], self._slots[1:]):
            futures = [slot.warm(self._warm_call) for slot in slots if self._warm_call is not None and not self._closed]
            wait(futures)
            paces = [future.result() for future in futures if not future.cancelled() and future.exception() is None]
            known = [pace for pace in paces if pace]
            self._measured = self._measured or (sum(known) / len(known) if known else None)
        self._warmed.set()


class _Slot:
    """One process and the thread that feeds it."""

    def __init__(self, crew: Crew, urgent: bool):
        self._crew, self._urgent = crew, urgent
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._ready = threading.Event()  # no job is taken by a process that still compiles
        self.job: Job | None = None

    def start(self, ready: bool) -> None:
        if ready:
            self._ready.set()
        threading.Thread(target=self._serve, name="lab-slot", daemon=True).start()

    def warm(self, call: Callable[..., Any]) -> Future[Any]:
        future = self._submit(call)
        future.add_done_callback(lambda _: self._ready.set())
        return future

    def processes(self) -> list[int]:
        pool = self._pool
        return [process.pid for process in list((pool._processes or {}).values()) if process.is_alive()] if pool else []

    def end(self) -> threading.Thread | None:
        with self._lock:
            pool, self._pool = self._pool, None
        self._ready.set()
        if pool is None:
            return None
        feeder: threading.Thread | None = getattr(pool, "_executor_manager_thread", None)
        end(pool)
        return feeder

    def _serve(self) -> None:
        while self._ready.wait() and (job := self._crew.next_job(self._urgent)) is not None:
            self.job = job
            self._run(job)
            self.job = None

    def _run(self, job: Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            inner = self._submit(job.function, *job.args)
        except Exception as error:
            self.end()
            job.future.set_exception(WorkerLost(str(error)))
            return
        while not wait([inner], timeout=LOOK).done:
            if job.cancelled_at is not None and time.monotonic() - job.cancelled_at > GRACE:
                self._replace()
                job.future.set_exception(WorkerLost("cancelled"))
                return
        self._answer(job, inner)

    def _answer(self, job: Job, inner: Future[Any]) -> None:
        error = None if inner.cancelled() else inner.exception()
        if inner.cancelled() or isinstance(error, BrokenProcessPool):
            self._replace()
            job.future.set_exception(WorkerLost("the worker process ended without an answer"))
        elif error is not None:
            job.future.set_exception(error)
        else:
            job.future.set_result(inner.result())

    def _replace(self) -> None:
        """End the process; the next one is warmed at once, so that nobody waits for it later."""
        self.end()
        if not self._crew.closed and self._crew._warm_call is not None:
            self._ready.clear()
            self.warm(self._crew._warm_call)

    def _submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        import multiprocessing

        with self._lock:
            if self._pool is None:
                limits = Limits(None, fair_share(self._crew.count + 1))
                self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=start_worker, initargs=(limits,))
            pool = self._pool
            with _STARTING, one_thread_each():  # processes start inside submit, and take their environment from this one
                return pool.submit(function, *args)


_STARTING = threading.Lock()
