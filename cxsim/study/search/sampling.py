"""Which plans to try next: Optuna asked in batches of fixed size and told in the order of asking.

The only module that knows Optuna. Nothing of it is stored: a search that was stopped is asked and told again from its
beginning, with results from the store, and so comes to the same plans; no trial can be left half done.
"""

from __future__ import annotations

import warnings
from typing import Any, Iterator, Mapping, Sequence

import numpy as np

from cxsim.base.search_schema import MAX, NSGA2, TPE, Lever
from cxsim.base.streams import stream_key
from cxsim.study.search.space import DIGITS, Values, ends

REFUSED = 1e9  # how far beyond its limits a plan counts that could not be paid or lived


class Sampler:
    """Asks for a batch of plans, then hears what became of each."""

    def __init__(self, kind: str, levers: Mapping[str, Lever], goals: Sequence[str], population: int, seed: int):
        """`goals` are max or min, one per objective."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with _quiet():
            own = _sampler(kind, population, _seed(seed, kind))
            directions: list[Any] = ["maximize" if goal == MAX else "minimize" for goal in goals]
            self._study = optuna.create_study(directions=directions, sampler=own)
        self._levers, self._population = levers, population
        self._spaces = {name: _distribution(lever) for name, lever in levers.items()}
        self._open: list[Any] = []

    def ask(self) -> list[Values]:
        """The next batch."""
        with _quiet():
            self._open = [self._study.ask(self._spaces) for _ in range(self._population)]
        return [self._values(trial.params) for trial in self._open]

    def tell(self, told: Sequence[tuple[Sequence[float], Sequence[float]] | None]) -> None:
        """Estimates and excesses over limits (kept when 0 or below) of the batch; None for a plan that came to nothing."""
        for trial, one in zip(self._open, told, strict=True):
            estimates, excesses = one or ([0.0] * len(self._study.directions), [])
            with _quiet():
                trial.set_constraint("refused", 0.0 if one else REFUSED)
                for place, excess in enumerate(excesses):
                    trial.set_constraint(f"limit_{place}", float(excess))
                self._study.tell(trial, [float(value) for value in estimates])

    def _values(self, params: Mapping[str, Any]) -> Values:
        return {name: _value(self._levers[name], params[name]) for name in self._levers}


def _sampler(kind: str, population: int, seed: int) -> Any:
    from optuna import samplers

    if kind == NSGA2:
        return samplers.NSGAIISampler(population_size=population, seed=seed)
    if kind == TPE:
        return samplers.TPESampler(multivariate=True, seed=seed, n_startup_trials=population)
    return samplers.RandomSampler(seed=seed)


def _seed(seed: int, kind: str) -> int:
    return int(np.random.SeedSequence(stream_key(seed, "search", kind)).generate_state(1)[0])


def _distribution(lever: Lever) -> Any:
    from optuna import distributions

    if lever.choices:
        return distributions.CategoricalDistribution(list(lever.choices))
    if lever.values:
        return distributions.IntDistribution(0, len(set(lever.values)) - 1)  # values have an order: their place is sampled
    low, high = ends(lever)
    return distributions.IntDistribution(0, round((high - low) / lever.step)) if lever.step else distributions.FloatDistribution(low, high)


def _value(lever: Lever, sampled: Any) -> Any:
    if lever.choices:
        return sampled
    if lever.values:
        return sorted(set(lever.values))[sampled]
    return round(lever.low + sampled * lever.step if lever.step else sampled, DIGITS)


class _quiet(warnings.catch_warnings):
    """Optuna warns that parts of it are young; that is its business, and told in the docs."""

    def __enter__(self) -> Any:
        found = super().__enter__()
        warnings.simplefilter("ignore")
        return found


def batches(sampler: Sampler, count: int) -> Iterator[tuple[int, list[Values]]]:
    """Number and plans of each batch, from 1."""
    for generation in range(1, count + 1):
        yield generation, sampler.ask()
