"""One cell computed: what every scheme gave, and a row for every scheme that failed."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field, replace
from typing import Any, Callable, Mapping, Sequence

from cxsim.base.errors import CxsimError, InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell
from cxsim.study.payload import payload_of
from cxsim.study.store import Store

# (settings, {scheme name: scheme mapping}) -> {scheme name: Run}; must be importable by name in a new process
RunSchemes = Callable[[Settings, Mapping[str, Mapping[str, Any]]], Mapping[str, Any]]
FAILURE_COLUMNS = ["cell", "scheme", "seed", "reading", "handoff_cost", "stage", "message", "command"]  # of tables; the ledger has the traceback too
WORKER = "worker"  # stage of a failure: the process ended, so nobody could say why


@dataclass
class Outcome:
    """Result of one cell: payload per scheme, and a row per scheme that failed.

    `refused` is set when the disk refused the result: the whole study stops with that problem.
    """

    cell: str
    schemes: dict[str, Any] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    refused: Problem | None = None

    def kept(self, parts: Sequence[str] | None) -> Outcome:
        """Only some parts of each payload, so that a study of many runs fits in memory; None = all."""
        if parts is None:
            return self
        return replace(self, schemes={name: {part: payload[part] for part in parts} for name, payload in self.schemes.items()})


def compute(cell: Cell, run_schemes: RunSchemes, store: Store | None) -> Outcome:
    """Run a cell and store what succeeded. Never raises for a fault of a run."""
    outcome = run_cell(cell, run_schemes)
    keep(outcome, store)
    return outcome


def keep(outcome: Outcome, store: Store | None) -> None:
    """Store the schemes of a cell that succeeded; a disk that refuses is told in `refused`."""
    if store is None or not outcome.schemes:
        return
    try:
        store.add(outcome.cell, outcome.schemes)
    except InputError as fault:
        outcome.refused = fault.problems[0]


def run_cell(cell: Cell, run_schemes: RunSchemes) -> Outcome:
    """All schemes of a cell together; if that fails, one by one, so that only the guilty are lost."""
    outcome = Outcome(cell.id)
    try:
        outcome.schemes = _payloads(run_schemes(cell.settings, cell.schemes))
    except Exception:  # a study outlives any fault of a run; what went wrong is found scheme by scheme below
        for name, scheme in cell.schemes.items():
            _run_alone(cell, name, scheme, run_schemes, outcome)
    return outcome


def failure_row(cell: Cell, scheme: str, stage: str, message: str, trace: str = "") -> dict[str, Any]:
    """One failed run: where, why, and a one-line command that repeats it alone; the ledger keeps the traceback too."""
    first = message.strip().splitlines()[0] if message.strip() else "no message"
    return {
        "cell": cell.id[:12],
        "scheme": scheme,
        "seed": cell.seed,
        "reading": cell.world.reading,
        "handoff_cost": cell.world.handoff_cost,
        "stage": stage,
        "message": first[:300],
        "command": repeat_command(cell, scheme),
        "traceback": trace,
    }


def lost(cell: Cell, stage: str, message: str) -> Outcome:
    """A cell of which nothing came back."""
    return Outcome(cell.id, {}, [failure_row(cell, name, stage, message) for name in cell.schemes])


def repeat_command(cell: Cell, scheme: str) -> str:
    """The command that runs one scheme of one cell by itself (overrides of the study come before it)."""
    company = cell.settings.company.name
    return (
        f"cxsim run company={company} scheme={scheme} seed={cell.seed} customers.reading={cell.world.reading} "
        f"journeys.handoff_cost={cell.world.handoff_cost:g} customers.count={cell.settings.customers.count} "
        f"horizon.years={cell.settings.horizon.years}" + "".join(f" '{word}'" if "[" in word else f" {word}" for word in cell.words)
    )


def _payloads(runs: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: payload_of(run) for name, run in runs.items()}
    return {name: {**payload, "content": content_digest(payload)} for name, payload in kept.items()}


def _run_alone(cell: Cell, name: str, scheme: Mapping[str, Any], run_schemes: RunSchemes, outcome: Outcome) -> None:
    try:
        outcome.schemes.update(_payloads(run_schemes(cell.settings, {name: scheme})))
    except CxsimError as fault:
        outcome.failures.append(failure_row(cell, name, type(fault).__name__, str(fault), traceback.format_exc()))
    except Exception as fault:  # recorded as a row; the other runs go on
        told = "it wanted more memory than engine.limit_memory_mb or the machine allows" if isinstance(fault, MemoryError) else str(fault)
        message = f"{type(fault).__name__}: {told}"
        outcome.failures.append(failure_row(cell, name, "simulation", message, traceback.format_exc()))
