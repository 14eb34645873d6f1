"""A study whose runs cost milliseconds, so that its machinery can be tried hundreds of times: keyed numbers, and faults on request.

What is on trial is store, runner, engine and ledger, all of them the real ones; only the simulation is stood in for.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Mapping

import numpy as np
import pandas as pd

from cxsim.base.schema import Settings
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell, cell_of
from cxsim.study.ledger import Ledger
from cxsim.study.runner import Harvest, Plan, run_cells
from cxsim.study.store import Store
from cxsim.study.worker import Limits

SLEEP = 0.004  # seconds a run takes, so that a kill finds some in flight
HOG_BYTES = 4_000_000_000
LIMITS = Limits(seconds=3.0, memory_mb=500)


def settings() -> Settings:
    """Settings of the stand-in; few people, since nobody is simulated."""
    from cxsim.study.configuration import load

    return load("study=tiny", "customers.count=100", "horizon.years=1")


def cells_of(told: Settings, count: int, schemes: Mapping[str, Mapping[str, Any]]) -> list[Cell]:
    """So many cells, one seed each."""
    return [cell_of(told, seed, dict(schemes), ()) for seed in range(1, count + 1)]


def run_schemes(told: Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Runs by scheme; a scheme may carry `faults`: kind of fault by seed (raise, hang, hog, exit)."""
    for scheme in schemes.values():
        time.sleep(SLEEP)
        _fail(scheme.get("faults", {}).get(str(told.seed), ""))
    return {name: _run(told.seed, name) for name in schemes}


def _fail(kind: str) -> None:
    if kind == "raise":
        raise ValueError("planted exception")
    if kind == "exit":
        os._exit(9)
    if kind == "hang":
        time.sleep(3600)
    if kind == "hog":
        bytearray(HOG_BYTES)


def _run(seed: int, name: str) -> Any:
    luck = np.random.Generator(np.random.Philox(key=seed * 1000 + sum(name.encode())))
    quarterly = pd.DataFrame({"quarter": np.arange(1, 41), "customers": luck.integers(0, 1000, 40), "score": luck.standard_normal(40)})
    return SimpleNamespace(digest=f"{seed:x}{name}", summary={"true_cx": float(luck.standard_normal())}, quarterly=quarterly)


def study(folder: Path, cells: list[Cell], workers: int) -> Harvest:
    """Live the cells, with store and ledger under `folder`."""
    return run_cells(cells, Plan(run_schemes, workers, Store(folder / "cells"), limits=LIMITS, ledger=Ledger(folder)))


def digest(harvest: Harvest) -> str:
    """Name of everything the study gave."""
    return content_digest({cell: {name: payload["content"] for name, payload in outcome.schemes.items()} for cell, outcome in harvest.outcomes.items()})


def faulty(faults: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """One scheme that fails at these seeds."""
    return {"one": {"name": "one", "faults": dict(faults)}}


PLAIN = {"one": {"name": "one"}, "two": {"name": "two"}}

if __name__ == "__main__":  # a study in a process of its own, to be killed: FOLDER CELLS [FAULTS]
    asked = faulty(json.loads(sys.argv[3])) if len(sys.argv) > 3 else PLAIN
    study(Path(sys.argv[1]), cells_of(settings(), int(sys.argv[2]), asked), workers=2)
