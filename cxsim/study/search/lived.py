"""Live a search: every plan on a few seeds, the good ones on fresh seeds, the last ones on seeds nobody looked at before.

Nothing of the search itself is stored, only finished cells by their content. The same command begins again from the
beginning, finds them, and so asks for the same plans in the same order: killed or not, with one worker or twenty.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Sequence

import numpy as np

from cxsim.base.errors import CxsimError, InputError, Problem
from cxsim.base.search_schema import HOME, MAX
from cxsim.study.canonical import canonical_text, content_digest
from cxsim.study.cells import Cell, cell_of, kept_cell
from cxsim.study.execution import Plan as HowToRun
from cxsim.study.execution import plan_of
from cxsim.study.outcome import RunSchemes, run_cell
from cxsim.study.payload import payload_of
from cxsim.study.progress import Progress
from cxsim.study.runner import run_cells
from cxsim.study.search.front import worth_a_look
from cxsim.study.search.layout import FRESH, HELD_OUT, SEARCH, STAGES, Search
from cxsim.study.search.objectives import check_outcomes
from cxsim.study.search.results import Results
from cxsim.study.search.sampling import Sampler, batches
from cxsim.study.search.space import Values
from cxsim.study.store import Store

TOGETHER = 4  # plans in a cell: they share its warm-up; a fixed number, so that cells are the same for any number of workers
LEAST = 60  # people of the small run that knows the outcomes


@dataclass(frozen=True)
class Candidate:
    """One plan: the values of its levers, the scheme they make as written and on the study's basis, or why they make none."""

    name: str
    values: Values
    generation: int
    text: dict[str, Any] = field(default_factory=dict)
    scheme: dict[str, Any] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True)
class Lived:
    """A search that was lived: all plans in the order they were first asked for, and those of the later stages."""

    search: Search
    candidates: tuple[Candidate, ...]
    promoted: tuple[str, ...]
    finalists: tuple[str, ...]
    results: Results
    asked: int  # plans asked for, repeated ones included

    @property
    def digest(self) -> str:
        """Name of the content, whoever computed it and however often it was stopped."""
        runs = [[*key, digest] for key, digest in sorted(self.results.digests.items())]
        plans = [[plan.name, plan.values, plan.refused] for plan in self.candidates]
        return content_digest({"plans": plans, "promoted": list(self.promoted), "finalists": list(self.finalists), "runs": runs, "search": self.search.id})

    def candidate(self, name: str) -> Candidate:
        """A plan by name."""
        return next(plan for plan in self.candidates if plan.name == name)


def live(
    search: Search, cells: Path | None, workers: int, progress: Progress | None = None, fresh: bool = False, run_schemes: RunSchemes | None = None
) -> Lived:
    """Run what is not stored under `cells`. `run_schemes` is the simulation, or a stand-in for it.

    Raises InputError for an unknown outcome, when no plan could be lived, or when the disk refuses; Ctrl-C keeps finished cells.
    """
    simulation = run_schemes or _simulation()
    known_outcomes(search, simulation)
    store = Store(cells, fresh=fresh) if cells is not None else None
    lives = _Lives(search, plan_of(search.settings, simulation, store, workers=workers), _Meter(search, progress))
    candidates, asked = _searched(search, lives)
    alive = [plan for plan in candidates if not plan.refused]
    promoted = _chosen(lives.results, alive, SEARCH, search.asked.promoted)
    if not promoted:
        raise InputError(_nothing(lives.results, candidates))
    lives.live({plan.name: plan.scheme for plan in promoted}, FRESH)
    finalists = _finalists(lives.results, alive, promoted)
    lives.live({**{plan.name: plan.scheme for plan in finalists}, **search.beside}, HELD_OUT)
    lives.meter.end()
    names = tuple(plan.name for plan in promoted), tuple(plan.name for plan in finalists)
    return Lived(search, tuple(candidates), *names, lives.results, asked)


def _simulation() -> RunSchemes:
    from cxsim.simulation.run import run_schemes

    return run_schemes


def known_outcomes(search: Search, run_schemes: RunSchemes) -> None:
    """A wrong objective is told before an hour is spent: one small run of the baseline knows all outcomes. Raises InputError."""
    home = search.settings
    small = replace(home, customers=replace(home.customers, count=LEAST), horizon=replace(home.horizon, years=1, warmup_years=1))
    try:
        run = next(iter(run_schemes(small, {home.study.baseline: search.baseline}).values()))
    except CxsimError:
        return  # whatever is wrong with the run is told by the run itself
    check_outcomes(search.asked, search.reader.read(home.study.baseline, payload_of(run)))


def _nothing(results: Results, candidates: Sequence[Candidate]) -> Problem:
    if results.failures and not results.outcomes:
        return Problem(f"no run succeeded; the first failed with: {results.failures[0]['message']}", key="study.search")
    refused = next((plan.refused for plan in candidates if plan.refused), "")
    fix = f"the first that made no scheme: {refused}" if refused else "widen the levers, or loosen study.search.limits"
    return Problem("no plan could be lived and kept every limit", key="study.search", fix=fix)


# ---------------------------------------------------------------- first stage: all plans on the same few seeds


def _searched(search: Search, lives: _Lives) -> tuple[list[Candidate], int]:
    """All plans, each once, and how many were asked for."""
    asked, goals = search.asked, [aim.goal for aim in search.asked.objectives.values()]
    sampler = Sampler(asked.sampler, asked.levers, goals, asked.population, search.settings.seed)
    known: dict[str, Candidate] = {}
    for generation, batch in batches(sampler, asked.generations):
        new = []
        for values in batch:
            key = canonical_text(values)
            if key not in known:
                known[key] = _candidate(search, values, len(known) + 1, generation)
                new.append(known[key])
        lives.live({plan.name: plan.scheme for plan in new if not plan.refused}, SEARCH)
        lives.meter.skip((len(batch) - sum(not plan.refused for plan in new)) * len(search.seeds[SEARCH]) * len(search.worlds))
        sampler.tell([_told(lives.results, known[canonical_text(values)]) for values in batch])
    return list(known.values()), asked.generations * asked.population


def _candidate(search: Search, values: Values, number: int, generation: int) -> Candidate:
    name = f"plan_{number:03d}"
    try:
        text = search.space.scheme(values, name)
        return Candidate(name, values, generation, text, search.on_basis(text))
    except InputError as error:
        return Candidate(name, values, generation, refused=error.problems[0].lines()[0])


def _told(results: Results, plan: Candidate) -> tuple[list[float], list[float]] | None:
    """What the sampler hears of a plan."""
    if plan.refused:
        return None
    seeds = results.search.seeds[SEARCH]
    estimates, over = results.estimates(plan.name, seeds), [float(found.mean()) for found in results.excess(plan.name, seeds)]
    return (estimates, over) if np.isfinite([*estimates, *over]).all() else None


# ---------------------------------------------------------------- later stages: fewer plans, new seeds


def gains(results: Results, plans: Sequence[Candidate], stage: str) -> np.ndarray:
    """Estimates in the wanted direction, shape (plans, objectives): more is better."""
    signs = np.array([1.0 if aim.goal == MAX else -1.0 for aim in results.search.asked.objectives.values()])
    rows = [results.estimates(plan.name, results.search.seeds[stage]) for plan in plans]
    return np.array(rows, float).reshape(len(plans), len(signs)) * signs


def _chosen(results: Results, plans: Sequence[Candidate], stage: str, count: int) -> list[Candidate]:
    """Plans in or near the front of a stage, by that stage's seeds alone."""
    kept = [plan for plan in plans if results.keeps(plan.name, results.search.seeds[stage])]
    if not kept and results.search.nearest:
        return sorted(plans, key=lambda plan: _beyond(results, plan.name, stage))[:count]
    return [kept[row] for row in worth_a_look(gains(results, kept, stage), count)] if kept else []


def _beyond(results: Results, plan: str, stage: str) -> float:
    """How far a plan oversteps its limits, together; infinity for one that was not lived."""
    over = float(sum(max(0.0, found.mean()) for found in results.excess(plan, results.search.seeds[stage])))
    return over if np.isfinite(over) else np.inf


def _finalists(results: Results, alive: Sequence[Candidate], promoted: Sequence[Candidate]) -> list[Candidate]:
    """The front of the fresh seeds, and the plan the search liked most in each objective, whatever became of it since."""
    chosen = _chosen(results, promoted, FRESH, results.search.asked.finalists)
    kept = [plan for plan in alive if results.keeps(plan.name, results.search.seeds[SEARCH])]
    liked = [kept[int(column.argmax())] for column in gains(results, kept, SEARCH).T] if kept else []
    every = {plan.name: plan for plan in (*chosen, *liked)}
    return sorted(every.values(), key=lambda plan: plan.name)


# ---------------------------------------------------------------- cells


class _Lives:
    """Lives plans on the seeds of a stage, the baseline once per stage, and keeps what came out."""

    def __init__(self, search: Search, how: HowToRun, meter: _Meter):
        self.search, self.how, self.meter = search, how, meter
        self.results = Results(search)
        self._met: set[str] = set()

    def live(self, plans: dict[str, dict[str, Any]], stage: str) -> None:
        """Run plans in every world on the stage's seeds."""
        groups = [dict(list(plans.items())[at : at + TOGETHER]) for at in range(0, len(plans), TOGETHER)]
        if stage not in self._met:
            self._met.add(stage)
            groups.insert(0, {self.search.settings.study.baseline: self.search.baseline})
        places = [(world, seed, group) for seed in self.search.seeds[stage] for world in self.search.worlds for group in groups]
        cells = {(world, seed, place): self._cell(world, seed, group) for place, (world, seed, group) in enumerate(places)}
        every = list({cell.id: cell for cell in cells.values()}.values())
        self.meter.sizes = [len(cell.schemes) for cell in every]
        harvest = run_cells(every, replace(self.how, progress=self.meter))
        self.meter.close(harvest.reused)
        for (world, seed, _), cell in cells.items():
            self.results.add(world, seed, harvest.outcomes[cell.id].schemes)
        self.results.failures += harvest.failures
        self.results.reused += harvest.reused

    def _cell(self, world: str, seed: int, schemes: dict[str, dict[str, Any]]) -> Cell:
        cell = cell_of(self.search.worlds[world], seed, schemes, self.search.words[world])
        return kept_cell(cell, self.search.reader.kept) if self.search.reader.kept else cell


class _Meter:
    """One bar over all stages: runs done of the most there can be, and the time left at the pace of those computed here."""

    def __init__(self, search: Search, progress: Progress | None):
        self.progress, self.total = progress, sum(search.most_runs.values())
        self.before = self.computed = 0
        self.sizes: list[int] = []
        self.started = time.monotonic()

    def __call__(self, done: int, total: int, left: float | None) -> None:
        """Runs of the present batch, as `run_cells` counts them."""
        share = done / total if total else 1.0
        self._show(self.before + round(share * sum(self.sizes)))

    def close(self, reused: int) -> None:
        """The batch is done; cells that were stored took no time and say nothing about the pace."""
        self.before += sum(self.sizes)
        self.computed += sum(self.sizes[reused:])
        self._show(self.before)

    def skip(self, runs: int) -> None:
        """Runs that will not be needed: plans asked for before, or that make no scheme."""
        self.total -= runs

    def end(self) -> None:
        """All stages are over, with fewer runs than the most there could be."""
        if self.progress is not None:
            self.progress(self.before, self.before, None)

    def _show(self, done: int) -> None:
        if self.progress is None:
            return
        pace = (time.monotonic() - self.started) / self.computed if self.computed else None
        self.progress(min(done, self.total - 1), self.total, None if pace is None else pace * (self.total - done))


@dataclass(frozen=True)
class Cost:
    """What a search will take at most, from one of its cells lived once: seconds on `workers` processes."""

    runs: dict[str, int]
    seconds: float


def estimate(search: Search, workers: int, run_schemes: RunSchemes | None = None) -> Cost:
    """Live a cell of four plans and extrapolate; nothing is stored. Raises InputError when it fails."""
    simulation = run_schemes or _simulation()
    known_outcomes(search, simulation)
    sampler = Sampler(search.asked.sampler, search.asked.levers, [aim.goal for aim in search.asked.objectives.values()], TOGETHER, search.settings.seed)
    plans = [plan for plan in (_candidate(search, values, place, 1) for place, values in enumerate(sampler.ask(), start=1)) if not plan.refused]
    schemes = {plan.name: plan.scheme for plan in plans} or {search.settings.study.baseline: search.baseline}
    cell = cell_of(search.worlds[HOME], search.settings.seed, schemes, ())
    begun = time.perf_counter()
    outcome = run_cell(cell, simulation)
    took = (time.perf_counter() - begun) / len(schemes)
    if outcome.failures:
        raise InputError(Problem(f"the first run failed: {outcome.failures[0]['message']}", key="study.search"))
    return Cost(search.most_runs, took * sum(search.most_runs.values()) / max(1, workers))


__all__ = ["STAGES", "Candidate", "Cost", "Lived", "estimate", "gains", "known_outcomes", "live"]
