"""Many at once: sweeps started in the same second, two that resume the same study, and failing cells among healthy ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cxsim.base.schema import Settings
from cxsim.study.checking import check
from cxsim.study.ledger import Ledger
from cxsim.study.saving import read_manifest
from cxsim.study.store import Store
from cxsim.study.worker import MARK
from cxsim.trust.lost.stand_in import PLAIN, cells_of, digest, faulty, study

SWEEPS = 8
CELLS, FAULTS = 200, {"23": "raise", "71": "hang", "118": "hog", "164": "exit"}
SMALL = ("customers.count=100", "horizon.years=1", "horizon.warmup_years=0", "output.journeys_logged=0")


def collisions(home: str) -> dict[str, int]:
    """Eight real runs started at once into one folder: result folders, distinct results, damaged files."""
    with tempfile.TemporaryDirectory(prefix="cxsim-crowd-") as name:
        commands = [[sys.executable, "-m", "cxsim.cli.main", "run", f"seed={seed}", f"output.dir={name}", *SMALL] for seed in range(1, SWEEPS + 1)]
        _together(commands, home)
        folders = [path for path in Path(name).iterdir() if read_manifest(path)]
        return {"folders": len(folders), "digests": len({read_manifest(path)["digest"] for path in folders}), "damaged": len(check(Path(name)).damaged)}


def two_resumers(told: Settings, home: str) -> dict[str, int]:
    """Two processes that live the same study in the same folder: one digest, every cell once, nothing damaged."""
    count = 60
    with tempfile.TemporaryDirectory(prefix="cxsim-two-") as name:
        _together([[sys.executable, "-m", "cxsim.trust.lost.stand_in", name, str(count)]] * 2, home)
        cells = cells_of(told, count, PLAIN)
        stored = list((Path(name) / "cells").rglob("*.json"))
        harvest = study(Path(name), cells, workers=1)
        with tempfile.TemporaryDirectory() as other:
            truth = digest(study(Path(other), cells, workers=1))
        return {"equal": int(digest(harvest) == truth), "cells": len(stored), "asked": count, "reused": harvest.reused, "damaged": len(check(Path(name)).damaged)}


def failing(told: Settings, home: str) -> dict[str, int]:
    """200 cells, among them an exception, a hang, a memory hog and a hard exit: results, ledger rows, others unchanged."""
    with tempfile.TemporaryDirectory(prefix="cxsim-failing-") as name, tempfile.TemporaryDirectory(prefix="cxsim-healthy-") as other:
        _together([[sys.executable, "-m", "cxsim.trust.lost.stand_in", name, str(CELLS), json.dumps(FAULTS)]], home)
        healthy = study(Path(other), cells_of(told, CELLS, {"one": {"name": "one"}}), workers=1)
        store, (rows, _) = Store(Path(name) / "cells"), Ledger(Path(name)).read()
        stored = [payload for cell in cells_of(told, CELLS, faulty(FAULTS)) if (payload := store.get(cell.id))]
        same = {payload["one"]["content"] for payload in stored} & {outcome.schemes["one"]["content"] for outcome in healthy.outcomes.values()}
        return {"results": len(stored), "same": len(same), "rows": len(rows), "right": sum(_right(row) for row in rows)}


def _right(row: dict[str, Any]) -> bool:
    """Whether a ledger row names seed, reason and a command of one line."""
    reasons = {"raise": "planted exception", "hang": "longer than", "hog": "MemoryError", "exit": "exit code 9"}
    kind = FAULTS.get(str(row["seed"]), "")
    return bool(kind) and reasons[kind] in row["message"] and f"seed={row['seed']}" in row["command"] and "\n" not in row["command"]


def _together(commands: list[list[str]], home: str) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    own = {key: value for key, value in os.environ.items() if key != MARK}  # these are no workers but studies of their own
    started = [subprocess.Popen(command, env={**own, "PYTHONPATH": home}, **quiet) for command in commands]  # noqa: S603  our own modules
    for child in started:
        _, told = child.communicate(timeout=900)
        if child.returncode:
            raise RuntimeError(f"a process of the trial failed: {told[-300:]}")
