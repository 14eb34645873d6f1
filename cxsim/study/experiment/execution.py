"""Runs an experiment that is laid out, and puts together what it found; finished cells are kept and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.study import tables
from cxsim.study.canonical import content_digest
from cxsim.study.experiment.contrasts import Contrast, contrasts_of, effects_table, levels_table, quarterly_effects
from cxsim.study.experiment.design import Layout
from cxsim.study.experiment.form import quarterly_column
from cxsim.study.progress import Progress
from cxsim.study.runner import Harvest, Plan, run_cells
from cxsim.study.store import Store
from cxsim.study.worker import RunSchemes

FAILURE_COLUMNS = ["variant", "cell", "scheme", "seed", "reading", "handoff_cost", "stage", "message", "command"]


@dataclass
class Found:
    """What an experiment found.

    `runs`: one row per variant, scheme and seed; `effects`: one row per outcome and difference; `levels`: means;
    `quarters`: differences by quarter, for experiments told over time. `digest` depends on what was asked and on the
    results alone, not on workers, order, interruptions or the clock.
    """

    layout: Layout
    contrasts: list[Contrast]
    runs: pd.DataFrame
    effects: pd.DataFrame
    levels: pd.DataFrame
    quarters: pd.DataFrame
    failures: pd.DataFrame
    digest: str
    cells: int = 0
    cells_reused: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> int:
        """Runs that failed; the rest of the experiment stands."""
        return len(self.failures)

    @property
    def n(self) -> int:
        """Paired seeds."""
        return len(self.layout.seeds)


def perform(
    layout: Layout,
    *,
    cells: str | Path | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
    run_schemes: RunSchemes | None = None,
) -> Found:
    """Run every cell that is not stored yet and compute the differences.

    Parameters
    ----------
    cells
        folder of finished cells, shared with all studies; absent = in memory only. An experiment that was stopped, in
        whatever way, goes on from there.
    fresh
        compute every cell again.
    run_schemes
        replaces the simulation; must be importable by name.

    Raises
    ------
    InputError
        a disk that refuses, workers that cannot start.
    KeyboardInterrupt
        Ctrl-C; with `cells`, everything finished is kept.
    """
    store = Store(Path(cells), fresh) if cells is not None else None
    work = layout.cells
    harvest = run_cells(work, Plan(run_schemes or _simulation(), layout.settings.workers, store, progress))
    found = assemble(layout, harvest)
    found.notes = [f"stored cell {path} was unusable ({reason}) and was computed again" for path, reason in (store.damaged if store else [])]
    return found


def assemble(layout: Layout, harvest: Harvest) -> Found:
    """What was found, from finished cells; pure, so it can be repeated from a store."""
    form = layout.form
    by_position = {name: tables.harvested(item.design, harvest.outcomes, item.basis) for name, item in layout.positions.items()}
    runs = _stacked({name: tables.runs_table(items) for name, items in by_position.items()})
    contrasts = contrasts_of(layout)
    column = quarterly_column(form.primary) if form.figure == "time" else None
    quarters = pd.DataFrame()
    if column is not None:
        quarterly = _stacked({name: tables.quarterly_table(items) for name, items in by_position.items()})
        quarters = quarterly_effects(quarterly, contrasts, column, layout.seeds)
    return Found(
        layout,
        contrasts,
        runs,
        effects_table(_complete(runs, form.outcomes), contrasts, form.outcomes, layout.seeds),
        levels_table(runs, layout),
        quarters,
        _failures(layout, harvest),
        digest_of(layout, harvest),
        len(layout.cells),
        harvest.reused,
    )


def digest_of(layout: Layout, harvest: Harvest) -> str:
    """SHA-256 over what was asked and what every run gave, 64 hexadecimal digits."""
    results: list[list[Any]] = []
    for name, position in layout.positions.items():
        for cell in position.design.cells:
            payloads = harvest.outcomes[cell.id].schemes
            results += [[name, cell.seed, scheme, payloads[scheme]["content"] if scheme in payloads else "failed"] for scheme in cell.schemes]
    return content_digest({"asked": layout.id, "runs": sorted(results)})


def _simulation() -> RunSchemes:
    from cxsim.simulation.run import run_schemes

    return run_schemes


def _stacked(parts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    whole = [part.assign(variant=name) for name, part in parts.items() if len(part)]
    if not whole:
        return pd.DataFrame(columns=["variant", *tables.RUN_COLUMNS])
    table = pd.concat(whole, ignore_index=True)
    return table[["variant", *(column for column in table.columns if column != "variant")]]


def _complete(runs: pd.DataFrame, outcomes: list[str]) -> pd.DataFrame:
    """An outcome that this company does not have, such as attention of a level nobody fills, is nowhere known."""
    missing = {name: float("nan") for name in outcomes if name not in runs}
    return runs.assign(**missing) if missing else runs


def _failures(layout: Layout, harvest: Harvest) -> pd.DataFrame:
    where = {cell.id[:12]: name for name, position in reversed(layout.positions.items()) for cell in position.design.cells}
    return pd.DataFrame([{"variant": where.get(row["cell"], ""), **row} for row in harvest.failures], columns=FAILURE_COLUMNS)
