"""Run the cells of a study on an engine and lose none of them.

Every cell is an independent job whose result depends on its content alone, so the order in which cells finish, the
number of workers, the engine and interruptions change nothing. Finished cells come from the store; what an earlier,
failed or stopped study left of a cell is completed, not repeated.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any, Iterator, Sequence

from cxsim.base.engine_schema import DASK, FAIL_END, FAIL_FAST, LOCAL, SLURM
from cxsim.base.errors import CellsFailed, InputError
from cxsim.study.cells import Cell
from cxsim.study.engines.local import UNGUARDED
from cxsim.study.execution import Plan
from cxsim.study.outcome import Outcome
from cxsim.study.progress import Progress
from cxsim.study.worker import MARK

__all__ = ["Harvest", "Plan", "run_cells"]
_ENGINES = {LOCAL: "local", DASK: "dask_cluster", SLURM: "slurm"}
_ORDER = ("reading", "handoff_cost", "seed", "scheme", "cell")


@dataclass
class Harvest:
    """All outcomes of a study by cell id; `reused` counts cells that were already stored whole."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    reused: int = 0

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Failure rows, ordered by content so that order of completion does not show."""
        rows = [row for outcome in self.outcomes.values() for row in outcome.failures]
        return sorted(rows, key=lambda row: tuple(row[name] for name in _ORDER))


def run_cells(cells: Sequence[Cell], plan: Plan, known: Harvest | None = None) -> Harvest:
    """Take finished cells from `known` and from the store, compute the others.

    Raises
    ------
    InputError
        the disk refuses a result, workers cannot start, or the command was begun as another study and is unfinished.
    CellsFailed
        a run failed and `plan.on_error` does not go on.
    KeyboardInterrupt
        Ctrl-C or SIGTERM; every cell finished by then is in the store.
    """
    if plan.workers != 1 and os.environ.get(MARK) and multiprocessing.parent_process() is not None:
        raise InputError(UNGUARDED)
    if plan.begun is not None and cells:
        plan.begun.check(cells, plan.store)
    harvest, missing = _stored(cells, plan, known)
    meter = _Meter(cells, plan.progress, len(cells) - len(missing))
    with _stop_politely(), closing(_engine(missing, plan)) as coming:
        for outcome in coming:
            if outcome.refused is not None:
                raise InputError(outcome.refused)
            _take(harvest, outcome)
            _tell_failures(outcome, plan)
            meter.tick()
    if plan.on_error == FAIL_END and harvest.failures:
        raise CellsFailed(_said(harvest.failures, plan, f"{len(harvest.failures)} runs failed; all others are kept"))
    if plan.begun is not None:
        plan.begun.finish()
    return _in_order(cells, harvest)


def _engine(cells: list[Cell], plan: Plan) -> Any:
    if plan.outcomes is not None:
        return plan.outcomes(cells, plan)
    name = plan.engine.name if plan.engine is not None else LOCAL
    return import_module(f"cxsim.study.engines.{_ENGINES[name]}").outcomes(cells, plan)


def _take(harvest: Harvest, outcome: Outcome) -> None:
    """Add to what was stored of the same cell."""
    before = harvest.outcomes.get(outcome.cell)
    schemes = {**before.schemes, **outcome.schemes} if before is not None else outcome.schemes
    harvest.outcomes[outcome.cell] = replace(outcome, schemes=schemes)


def _tell_failures(outcome: Outcome, plan: Plan) -> None:
    if plan.ledger is not None:
        plan.ledger.add(outcome.failures)
    if plan.on_error == FAIL_FAST and outcome.failures:
        raise CellsFailed(_said(outcome.failures, plan, "a run failed and on_error is fail_fast; what was finished is kept"))


def _said(rows: list[dict[str, Any]], plan: Plan, head: str) -> str:
    first = rows[0]
    ledger = f"\n  all failures, with tracebacks: {plan.ledger.path}" if plan.ledger is not None else ""
    return f"{head}\n  first: {first['scheme']}, seed {first['seed']}: {first['message']}\n  repeat it: {first['command']}{ledger}"


def _stored(cells: Sequence[Cell], plan: Plan, known: Harvest | None) -> tuple[Harvest, list[Cell]]:
    """What is known or stored, and the cells still to be run, each with the schemes it lacks."""
    harvest, missing = Harvest(reused=known.reused if known is not None else 0), []
    for cell in cells:
        if known is not None and cell.id in known.outcomes:
            harvest.outcomes[cell.id] = known.outcomes[cell.id]
            continue
        payload = (plan.store.get(cell.id) if plan.store is not None else None) or {}
        rest = {name: scheme for name, scheme in cell.schemes.items() if name not in payload}
        if payload:
            harvest.outcomes[cell.id] = Outcome(cell.id, payload).kept(plan.keep)
        if rest:
            missing.append(cell if len(rest) == len(cell.schemes) else replace(cell, schemes=rest))
        else:
            harvest.reused += 1
    return harvest, missing


def _in_order(cells: Sequence[Cell], harvest: Harvest) -> Harvest:
    """Cells and schemes in the order of the study, whatever the order of completion."""
    found = {cell.id: harvest.outcomes[cell.id] for cell in cells}
    for cell in cells:
        own = found[cell.id]
        found[cell.id] = replace(own, schemes={name: own.schemes[name] for name in cell.schemes if name in own.schemes})
    return Harvest(found, harvest.reused)


@contextmanager
def _stop_politely() -> Iterator[None]:
    """Let SIGTERM end a study the way Ctrl-C does; only the main thread may ask for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


class _Meter:
    """Counts runs and guesses the time left from those computed here."""

    def __init__(self, cells: Sequence[Cell], progress: Progress | None, done: int):
        self.per_cell = len(cells[0].schemes) if cells else 0
        self.total, self.done, self.first = len(cells), done, done
        self.progress, self.started = progress, time.monotonic()
        self._tell(None)

    def tick(self) -> None:
        """One more cell is done."""
        self.done += 1
        pace = (time.monotonic() - self.started) / (self.done - self.first)
        self._tell(pace * (self.total - self.done))

    def _tell(self, left: float | None) -> None:
        if self.progress is not None:
            self.progress(self.done * self.per_cell, self.total * self.per_cell, left)
