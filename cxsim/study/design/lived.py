"""Live a designed study: finished cells are kept, so that a second start goes on; results as one tidy table."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterable

import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.study.begun import Begun
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell
from cxsim.study.design.cells import Designed
from cxsim.study.execution import plan_of
from cxsim.study.outcome import run_cell
from cxsim.study.progress import Progress
from cxsim.study.runner import run_cells
from cxsim.study.store import Store, encode

PLACE = ["point", "scheme", "seed"]
KEPT = ("digest", "summary")  # parts of a payload that stay in memory


@dataclass(frozen=True)
class Lived:
    """All runs of a designed study: one row per point, scheme and seed, with the values of the factors."""

    designed: Designed
    runs: pd.DataFrame
    failures: list[dict[str, Any]]
    reused: int  # cells that were there already
    store: Store | None = None  # where whole payloads lie; a study of many runs does not hold them in memory

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


def live(designed: Designed, cells: Path | None, workers: int, progress: Progress | None = None, fresh: bool = False, begun: Begun | None = None) -> Lived:
    """Run what is not stored under `cells`. Ctrl-C keeps finished cells.

    Raises InputError when nothing succeeded or the disk refuses, CellsFailed when `study.on_error` does not go on.
    """
    from cxsim.simulation.run import run_schemes

    every = list({cell.id: cell for cell in designed.cells.values()}.values())
    store = Store(cells, fresh=fresh) if cells is not None else None
    harvest = run_cells(every, plan_of(designed.settings, run_schemes, store, progress, KEPT, workers, begun))
    outcomes = {key: harvest.outcomes[cell.id].schemes for key, cell in designed.cells.items()}
    if not any(outcomes.values()):
        raise InputError(Problem(f"no run succeeded; the first failed with: {harvest.failures[0]['message']}", key="study"))
    rows = [
        {"point": place + 1, **designed.points[place], "scheme": scheme, "seed": seed, "run_digest": payload["digest"], **payload["summary"]}
        for (place, seed), schemes in outcomes.items()
        for scheme, payload in schemes.items()
    ]
    return Lived(designed, pd.DataFrame(rows), harvest.failures, harvest.reused, store)


def write_columns(lived: Lived, folder: Path) -> None:
    """All runs and, from the store, their quarters as Parquet: tables of any length, for pandas, polars and DuckDB."""
    from cxsim.study.parquet import series, write_parquet, write_parts

    write_parquet(lived.runs, folder / "runs.parquet")
    if lived.store is not None:
        places = (({"point": place + 1, "seed": seed}, cell.id) for (place, seed), cell in lived.designed.cells.items())
        write_parts(series(lived.store, places, "quarterly", lived.designed.schemes), folder / "quarterly.parquet")


def estimate(cells: Iterable[Cell], workers: int) -> Estimate:
    """Live the first cell and extrapolate; nothing is stored. Raises InputError when it fails."""
    from cxsim.simulation.run import run_schemes

    every = {cell.id: cell for cell in cells}
    first = next(iter(every.values()))
    run_cell(first, run_schemes)  # once for kernels and imports
    begun = time.perf_counter()
    outcome = run_cell(first, run_schemes)
    took = time.perf_counter() - begun
    if outcome.failures:
        raise InputError(Problem(f"the first run failed: {outcome.failures[0]['message']}", key="study"))
    return Estimate(took * len(every) / max(1, workers), len(every) * len(encode(first.id, outcome.schemes)))
