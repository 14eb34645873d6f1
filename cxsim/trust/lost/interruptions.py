"""Kill -9 at any moment, then the same study again: is what comes out what an undisturbed study gives?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import numpy as np

from cxsim.base.schema import Settings
from cxsim.study.checking import check
from cxsim.study.worker import MARK
from cxsim.trust.lost.stand_in import PLAIN, cells_of, digest, study

CELLS = 40
VICTIMS = ("the study", "a worker", "study and workers")
WARM = 100  # a blow before the first cell comes up to two seconds after the start: while it imports, composes, starts workers
PATIENCE = 60.0  # seconds for a victim to store its share


def trials(told: Settings, first: int, count: int, home: str) -> dict[str, int]:
    """So many trials, numbered from `first`: how many equal the undisturbed digest, lost nothing stored, left no damage."""
    cells = cells_of(told, CELLS, PLAIN)
    with tempfile.TemporaryDirectory(prefix="cxsim-undisturbed-") as folder:
        truth = digest(study(Path(folder), cells, workers=1))
    found = {"equal": 0, "kept": 0, "whole": 0, "interrupted": 0}
    for number in range(first, first + count):
        for what, good in _trial(number, cells, truth, home).items():
            found[what] += good
    return found


def _trial(number: int, cells: list, truth: str, home: str) -> dict[str, bool]:
    luck = np.random.Generator(np.random.Philox(key=number))
    share = int(luck.integers(0, CELLS - 8))  # cells stored before the blow
    with tempfile.TemporaryDirectory(prefix="cxsim-killed-") as name:
        folder = Path(name)
        struck = _strike(folder, VICTIMS[number % len(VICTIMS)], share, float(luck.uniform(0, 0.01)), home)
        stored = {path: path.read_bytes() for path in (folder / "cells").rglob("*.json")}
        damage = check(folder).damaged
        harvest = study(folder, cells, workers=1)
        kept = all(path.read_bytes() == before for path, before in stored.items()) and harvest.reused == len(stored)
        return {"equal": digest(harvest) == truth, "kept": kept, "whole": not damage and not check(folder).damaged, "interrupted": struck}


def _strike(folder: Path, victim: str, share: int, delay: float, home: str) -> bool:
    """Start the study in a process group of its own, wait until a share is stored, and kill; whether it was still at work."""
    command = [sys.executable, "-m", "cxsim.trust.lost.stand_in", str(folder), str(CELLS)]
    own = {key: value for key, value in os.environ.items() if key != MARK}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(command, env={**own, "PYTHONPATH": home}, start_new_session=True, **quiet)  # noqa: S603  our own module
    deadline = time.monotonic() + PATIENCE
    while child.poll() is None and _stored(folder) < share and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(delay if share else WARM * delay)
    at_work, workers = child.poll() is None and _stored(folder) < CELLS, _children(child.pid)
    if victim == "a worker":
        _kill(workers[-1:])
        child.wait(PATIENCE)  # the study outlives a worker and ends by itself
    elif victim == "the study":
        _kill([child.pid])
        child.wait()
        _until_gone(workers)
    else:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return at_work


def _stored(folder: Path) -> int:
    return sum(1 for _ in (folder / "cells").rglob("*.json"))


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(_alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.005)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
