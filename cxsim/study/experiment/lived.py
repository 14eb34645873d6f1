"""From an experiment to its runs: one cell per variant and seed, finished cells kept, so that a second start goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pandas as pd

from cxsim.base.errors import CxsimError, InputError, Problem, nearest
from cxsim.base.schema import Settings
from cxsim.study.begun import Begun
from cxsim.study.canonical import content_digest
from cxsim.study.cells import cell_of
from cxsim.study.configuration import load
from cxsim.study.execution import plan_of
from cxsim.study.experiment.form import SIZES, Experiment, key_of, varied
from cxsim.study.experiment.plans import schemes_of
from cxsim.study.payload import unpacked
from cxsim.study.progress import Progress
from cxsim.study.runner import run_cells
from cxsim.study.store import Store

REPLICATIONS = "study.replications"
LEAST = 60  # people of the small run that knows the outcomes


@dataclass(frozen=True)
class Lived:
    """All runs of an experiment: one row per variant, scheme and seed; and by quarter."""

    experiment: Experiment
    name: str
    settings: dict[str, Settings]  # by variant, of the first seed
    seeds: tuple[int, ...]
    runs: pd.DataFrame
    quarterly: pd.DataFrame
    failures: list[dict[str, Any]]
    config_dir: str | None = None  # where schemes of the user's own lie

    @property
    def digest(self) -> str:
        """Name of the content: the same runs have the same name wherever they were computed."""
        rows = self.runs.sort_values(["variant", "scheme", "seed"])[["variant", "scheme", "seed", "run_digest"]]
        return content_digest({"experiment": self.name, "runs": rows.to_numpy().tolist()})


def settings_by_variant(
    experiment: Experiment, size: str = "full", overrides: Sequence[str] = (), config_dir: str | None = None
) -> tuple[dict[str, Settings], int]:
    """Checked settings of each variant, and the number of seeds. Raises InputError for a wrong override, naming it."""
    if size not in SIZES:
        raise InputError(Problem("is not a size", key="size", value=size, allowed=", ".join(SIZES), fix=nearest(size, SIZES)))
    asked = (experiment.replications, experiment.customers, experiment.years)
    seeds, people, years = (given or own for given, own in zip(SIZES[size], asked))
    _refuse_varied(experiment, overrides)
    sized = [f"customers.count={people}", f"horizon.years={years}", *(["horizon.warmup_years=1"] if size == "tiny" else [])]
    own = [text for text in overrides if key_of(text) != REPLICATIONS]
    given = [_whole(text.partition("=")[2]) for text in overrides if key_of(text) == REPLICATIONS]
    found = {}
    for name, variant in experiment.variants.items():
        try:
            found[name] = load(*sized, *experiment.base, *variant.overrides, *own, config_dir=config_dir)
        except InputError as error:
            raise InputError([replace(fault, where=f"variant {name}" + (f", {fault.where}" if fault.where else "")) for fault in error.problems]) from None
    return found, (given or [seeds])[-1]


def _refuse_varied(experiment: Experiment, overrides: Sequence[str]) -> None:
    """What the variants differ in cannot be set for all of them: there would be nothing left to compare."""
    taken = varied(experiment)
    for text in overrides:
        key = key_of(text)
        if key != REPLICATIONS and key.split(".")[0] in ("scheme", "study"):
            raise InputError(Problem("is set by the experiment", key=key, value=text.partition("=")[2], fix="study.replications=N may be set here, or replications: in the file"))
        if any(key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.") for name in taken):
            fix = "leave it out, or write an experiment of your own"
            raise InputError(Problem("is what this experiment varies", key=key, value=text.partition("=")[2], fix=fix))


def _whole(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 1_000:
        return int(text)
    raise InputError(Problem("is not a number of replications", key=REPLICATIONS, value=text, allowed="1 to 1000"))


def live(
    experiment: Experiment,
    name: str,
    *,
    size: str = "full",
    overrides: Sequence[str] = (),
    cells: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    fresh: bool = False,
    config_dir: str | None = None,
    composed: tuple[dict[str, Settings], int] | None = None,
    begun: Begun | None = None,
) -> Lived:
    """Run what is not yet stored under `cells` and collect everything; `composed` is what `settings_by_variant` gave.

    Raises InputError for a wrong override or scheme, or when the disk refuses; Ctrl-C keeps finished cells.
    """
    from cxsim.simulation.run import run_schemes

    settings, count = composed or settings_by_variant(experiment, size, overrides, config_dir)
    first = next(iter(settings.values()))
    schemes = schemes_of(experiment, first, config_dir)
    seeds = tuple(range(first.seed, first.seed + count))
    words = {name: (*experiment.base, *variant.overrides) for name, variant in experiment.variants.items()}
    _known_outcomes(experiment, settings, schemes)
    plan = {(variant, seed): cell_of(settings[variant], seed, schemes, words[variant]) for variant in settings for seed in seeds}
    every = list({cell.id: cell for cell in plan.values()}.values())
    store = Store(cells, fresh=fresh) if cells is not None else None
    harvest = run_cells(every, plan_of(first, run_schemes, store, progress, workers=workers, begun=begun))
    if not any(outcome.schemes for outcome in harvest.outcomes.values()):
        first_fault = harvest.failures[0]
        raise InputError(Problem(f"no run succeeded; the first failed with: {first_fault['message']}", key=name))
    outcomes = {key: harvest.outcomes[cell.id].schemes for key, cell in plan.items()}
    return Lived(experiment, name, settings, seeds, _runs(outcomes), _quarters(outcomes), harvest.failures, config_dir)


def _known_outcomes(experiment: Experiment, settings: dict[str, Settings], schemes: dict[str, dict[str, Any]]) -> None:
    """A wrong outcome is told before an hour is spent: one small run of the first scheme knows them all. Raises InputError."""
    from cxsim.simulation.run import run_schemes

    first, scheme = settings[experiment.reference], experiment.schemes[0]
    small = replace(first, customers=replace(first.customers, count=LEAST), horizon=replace(first.horizon, years=1, warmup_years=1))
    try:
        known = next(iter(run_schemes(small, {scheme: schemes[scheme]}).values())).summary
    except CxsimError:
        return  # whatever is wrong with the run is told by the run itself
    for name in experiment.outcomes:
        if name not in known:
            raise InputError(Problem("is not an outcome of a run", key="outcomes", value=name, fix=nearest(name, known)))


def _runs(outcomes: dict[tuple[str, int], dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {"variant": variant, "scheme": scheme, "seed": seed, "run_digest": payload["digest"], **payload["summary"]}
        for (variant, seed), schemes in outcomes.items()
        for scheme, payload in schemes.items()
    ]
    return pd.DataFrame(rows)


def _quarters(outcomes: dict[tuple[str, int], dict[str, Any]]) -> pd.DataFrame:
    parts = [
        unpacked(payload["quarterly"]).assign(variant=variant, scheme=scheme, seed=seed)
        for (variant, seed), schemes in outcomes.items()
        for scheme, payload in schemes.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def wide(experiment: Experiment, runs: pd.DataFrame, outcome: str, seeds: Sequence[int]) -> dict[tuple[str, str], np.ndarray]:
    """Values (seeds,) of an outcome by (variant, scheme); nan where a run failed."""
    table = runs.pivot(index="seed", columns=["variant", "scheme"], values=outcome).reindex(list(seeds))
    wanted = [(variant, scheme) for variant in experiment.variants for scheme in experiment.schemes]
    nothing = np.full(len(seeds), np.nan)
    return {key: table[key].to_numpy(float) if key in table else nothing for key in wanted}
