"""Plans simulated on the same people and the same luck, each with managers who react to it and the first also with nobody reacting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.desk.dynamic.translate import Translation
from cxsim.study.begun import Begun
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell, cell_of, kept_cell
from cxsim.study.execution import plan_of
from cxsim.study.progress import Progress
from cxsim.study.runner import Harvest, run_cells
from cxsim.study.store import Store

FROZEN = "frozen"  # the arm in which nobody reacts to pay: the first plan's pay, decisions as without a bonus
DEAF = "behaviour.pay_sensitivity=0"
KEPT = "plan-1"  # what these cells keep of a run beyond a comparison's, so they have names of their own
SEATS = ["year", "manager", "level", "unit", "payout_pct", "target_eur"]
CARDS = ["year", "metric", "scope", "code", "x"]


class _Kept:
    """A run that also hands over its scorecards and the payouts of its seats."""

    def __init__(self, run: Any):
        self._run = run
        self.kept = {"scorecards": run.scorecards[CARDS], "seats": run.payouts[SEATS]}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._run, name)


def run_kept(settings: Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, _Kept]:
    """Simulate and keep what paying a staff takes. Importable by name, for worker processes."""
    from cxsim.simulation.run import run_schemes

    return {name: _Kept(run) for name, run in run_schemes(settings, schemes).items()}


@dataclass(frozen=True)
class Lived:
    """Payloads by arm, one per seed in the order of `seeds`; a seed that failed in any arm is left out of all.

    The arms are `FROZEN`, if it was asked for, and one per plan, in the order given.
    """

    settings: Settings
    seeds: tuple[int, ...]
    arms: dict[str, list[dict[str, Any]]]
    failures: list[dict[str, Any]] = field(default_factory=list)
    reused: int = 0

    @property
    def plans(self) -> list[str]:
        """Names of the plans, the first one first."""
        return [name for name in self.arms if name != FROZEN]

    @property
    def digest(self) -> str:
        """Of all results."""
        return content_digest({name: [payload["content"] for payload in payloads] for name, payloads in self.arms.items()})


def cells_of(plans: Mapping[str, Translation], settings: Settings, frozen: bool = True) -> dict[str, list[Cell]]:
    """Cells by kind: `heard` with all plans and, when asked for, `FROZEN` with the first; one per seed from `settings.seed` on."""
    schemes = {name: made.scheme for name, made in plans.items()}
    first = next(iter(schemes))
    deaf = replace(settings, behaviour=replace(settings.behaviour, pay_sensitivity=0.0))
    seeds = range(settings.seed, settings.seed + settings.study.replications)
    return {
        "heard": [kept_cell(cell_of(settings, seed, schemes, ()), KEPT) for seed in seeds],
        FROZEN: [kept_cell(cell_of(deaf, seed, {first: schemes[first]}, (DEAF,)), KEPT) for seed in seeds if frozen],
    }


def live(
    plans: Mapping[str, Translation], settings: Settings, store: Store | None = None, progress: Progress | None = None, begun: Begun | None = None, frozen: bool = True
) -> Lived:
    """Simulate the plans, the first also with nobody reacting unless `frozen` is off; finished cells come from the store.

    Raises InputError when no seed succeeded in every arm, or the disk refuses; KeyboardInterrupt keeps what was finished.
    """
    cells = cells_of(plans, settings, frozen)
    harvest = run_cells(in_turn(cells), plan_of(settings, run_kept, store, progress, begun=begun))
    return gathered(list(plans), settings, cells, harvest)


def in_turn(cells: Mapping[str, Sequence[Cell]]) -> list[Cell]:
    """Cells of both kinds seed by seed, so that a study stopped on its way has whole pairs."""
    return [cell for group in zip(*(own for own in cells.values() if own)) for cell in group]


def gathered(plans: Sequence[str], settings: Settings, cells: Mapping[str, Sequence[Cell]], harvest: Harvest) -> Lived:
    """Payloads by arm from finished cells; without cells of the kind `FROZEN` that arm is absent.

    Raises InputError when no seed succeeded in every arm.
    """
    deaf = cells.get(FROZEN)
    arms: dict[str, list[dict[str, Any]]] = {name: [] for name in ((FROZEN, *plans) if deaf else plans)}
    seeds = []
    for place, heard in enumerate(cells["heard"]):
        found: dict[str, Any] = {**harvest.outcomes[heard.id].schemes}
        if deaf:
            found[FROZEN] = harvest.outcomes[deaf[place].id].schemes.get(plans[0])
        if any(found.get(name) is None for name in arms):
            continue
        seeds.append(heard.seed)
        for name, payloads in arms.items():
            payloads.append(found[name])
    if not seeds:
        raise InputError(Problem(f"no run succeeded; the first failed with: {harvest.failures[0]['message']}", key="simulation"))
    return Lived(settings, tuple(seeds), arms, harvest.failures, harvest.reused)


def parts(payloads: Sequence[Mapping[str, Any]], name: str, kept: bool = False) -> list[Any]:
    """A table of each payload, as frames."""
    from cxsim.study.payload import unpacked

    return [unpacked((payload.get("kept", {}) if kept else payload).get(name)) for payload in payloads]
