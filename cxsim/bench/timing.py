"""Clocks and child processes: processor time for serial work, the wall for parallel work, fresh starts, peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import Any, Callable


def interleaved(variants: dict[str, Callable[[], Any]], rounds: int, clock: Callable[[], float] = time.thread_time) -> dict[str, list[float]]:
    """Seconds of each variant, one after the other in every round, so that a busy moment hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            begun = clock()
            work()
            seconds[name].append(clock() - begun)
    return seconds


def spread(seconds: list[float], per: float) -> dict[str, float]:
    """Minimum and median in nanoseconds per unit."""
    return {"min_ns": 1e9 * min(seconds) / per, "median_ns": 1e9 * median(seconds) / per}


def crowded() -> float | None:
    """The load of the machine when it is above its cores (parallel verdicts are then refused), else None."""
    load = os.getloadavg()[0]
    return round(load, 1) if load > (os.cpu_count() or 1) + 0.5 else None


def in_fresh_process(code: str, cold: bool = False) -> dict[str, Any]:
    """Run `code`, which prints one JSON object last, in a new interpreter; `cold` gives it an empty kernel cache.

    Adds `wall_seconds` of the whole process and `peak_mb` of its memory.
    """
    # VmHWM of the new program; getrusage would count the memory of the parent it was forked from
    peak = "next((int(l.split()[1]) / 1024 for l in open('/proc/self/status') if l.startswith('VmHWM')), float('nan'))"
    tail = f"\nimport json\nprint(json.dumps({{**found, 'peak_mb': {peak}}}))"
    with tempfile.TemporaryDirectory() as folder:
        words = {**os.environ, **({"CXSIM_CACHE_DIR": folder} if cold else {})}
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, env=words, check=False)  # noqa: S603  our own code
        wall = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"a measuring process failed: {done.stderr.strip().splitlines()[-1:]}")
    return {**json.loads(done.stdout.splitlines()[-1]), "wall_seconds": wall}
