"""Live a designed study: finished cells are kept, so that a second start goes on; results as one tidy table."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import content_digest
from cxsim.study.design.cells import Designed
from cxsim.study.progress import Progress
from cxsim.study.runner import Plan, run_cells
from cxsim.study.store import Store, encode
from cxsim.study.worker import run_cell

PLACE = ["point", "scheme", "seed"]


@dataclass(frozen=True)
class Lived:
    """All runs of a designed study: one row per point, scheme and seed, with the values of the factors."""

    designed: Designed
    runs: pd.DataFrame
    failures: list[dict[str, Any]]
    reused: int  # cells that were there already

    @property
    def digest(self) -> str:
        """Name of the content, whoever computed it and in whatever order."""
        rows = self.runs.sort_values(PLACE)[[*PLACE, "run_digest"]].to_numpy().tolist()
        return content_digest({"points": list(self.designed.points), "runs": rows})


@dataclass(frozen=True)
class Estimate:
    """What a study will take, from its first cell lived once: seconds on `workers` processes, bytes of stored cells."""

    seconds: float
    bytes: int


def live(designed: Designed, cells: Path | None, workers: int, progress: Progress | None = None, fresh: bool = False) -> Lived:
    """Run what is not stored under `cells`. Raises InputError when nothing succeeded or the disk refuses; Ctrl-C keeps finished cells."""
    from cxsim.simulation.run import run_schemes

    every = list({cell.id: cell for cell in designed.cells.values()}.values())
    store = Store(cells, fresh=fresh) if cells is not None else None
    harvest = run_cells(every, Plan(run_schemes, workers, store, progress))
    outcomes = {key: harvest.outcomes[cell.id].schemes for key, cell in designed.cells.items()}
    if not any(outcomes.values()):
        raise InputError(Problem(f"no run succeeded; the first failed with: {harvest.failures[0]['message']}", key="study"))
    rows = [
        {"point": place + 1, **designed.points[place], "scheme": scheme, "seed": seed, "run_digest": payload["digest"], **payload["summary"]}
        for (place, seed), schemes in outcomes.items()
        for scheme, payload in schemes.items()
    ]
    return Lived(designed, pd.DataFrame(rows), harvest.failures, harvest.reused)


def estimate(designed: Designed, workers: int) -> Estimate:
    """Live the first cell and extrapolate; nothing is stored. Raises InputError when it fails."""
    from cxsim.simulation.run import run_schemes

    first = next(iter(designed.cells.values()))
    run_cell(first, run_schemes)  # once for kernels and imports
    begun = time.perf_counter()
    outcome = run_cell(first, run_schemes)
    took = time.perf_counter() - begun
    if outcome.failures:
        raise InputError(Problem(f"the first run failed: {outcome.failures[0]['message']}", key="study"))
    cells = len({cell.id for cell in designed.cells.values()})
    return Estimate(took * cells / max(1, workers), cells * len(encode(first.id, outcome.schemes)))
