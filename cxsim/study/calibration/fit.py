"""The fit: places tried in two waves, an emulator of the figures, draws from the posterior, and real runs that check them.

Wave one spreads places over the whole ranges. What it leaves possible, with its likelihood flattened so that nothing is
lost to a rough emulator, is the box of wave two (refocusing, Vernon, Goldstein and Bower 2010). The posterior comes from
the emulator fitted in that box. Then the model itself is run at the posterior's mean and at draws from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.base.streams import stream_key
from cxsim.study.calibration import emulator as emulators
from cxsim.study.calibration.emulator import Emulator, Likelihood
from cxsim.study.calibration.figures import Figures
from cxsim.study.calibration.parameters import Parameter, prior_log, prior_places
from cxsim.study.calibration.posterior import PLACES, sample
from cxsim.study.calibration.quantities import Raw, Summary, comparable, summaries_of
from cxsim.study.calibration.simulate import Runner

FLATTEN = 0.25  # power of wave one's likelihood that sets the box of wave two: doubles every spread
BOX_TAIL, BOX_ROOM = 0.005, 0.10  # of the flattened posterior left out at each end; room added at each end
DRAWS, CHECK_DRAWS, CENTRE_RUNS = 400, 32, 16
SPARE = 10  # degrees of freedom an emulator should keep beyond its figures


@dataclass(frozen=True)
class Options:
    """How thorough: places per wave, runs per place, waves, multiplier of the stated error, known truths of the self-check, years lived before."""

    points: int
    replications: int
    waves: int = 2
    error: float = 1.0
    truths: int = 48
    evidence: bool = False


@dataclass(frozen=True)
class Tried:
    """Runs of the design: places (n, p), figures of each run told free of size, and the number of its place."""

    units: np.ndarray
    told: list[Raw]
    place: np.ndarray

    def plus(self, other: Tried) -> Tried:
        """Both together."""
        place = np.concatenate([self.place, other.place + (self.place.max(initial=-1) + 1)])
        return Tried(np.concatenate([self.units, other.units]), self.told + other.told, place)


@dataclass(frozen=True)
class Calibration:
    """What came out: draws from the posterior as places of the ranges, real runs that check them, and what was compared."""

    figures: Figures
    told: Raw  # the firm's figures free of size
    parameters: list[Parameter]
    summaries: list[Summary]
    still: list[Summary]  # figures that never move in the model, or that it cannot tell
    targets: np.ndarray  # (m,)
    error: np.ndarray  # (m,)
    wide: Likelihood  # of wave one, over the whole ranges
    near: Likelihood  # of the last wave, in its box
    runs: np.ndarray  # (n, m) figures of the last wave's runs
    units: np.ndarray  # (n, p) their places
    place: np.ndarray  # (n,) number of the place
    draws: np.ndarray  # (DRAWS, p)
    before: list[Raw]  # runs at the settings as they are
    centre: list[Raw]  # runs at the posterior mean
    drawn: list[Raw]  # runs at the first CHECK_DRAWS draws

    @property
    def mean(self) -> np.ndarray:
        """Posterior mean, places (p,)."""
        return self.draws.mean(axis=0)


def calibrate(figures: Figures, parameters: list[Parameter], options: Options, runner: Runner) -> Calibration:
    """Fit `parameters` to `figures`. Raises InputError for too few runs, no figure that moves, or when no run succeeds."""
    world, seed = runner.world, runner.world.home.seed
    _enough(options, len(parameters))
    told = comparable(figures.raw, world.columns)
    tried = _try(runner, parameters, _spread(len(parameters), options.points, seed, 1), options.replications, 0)
    summaries, still = _usable(told, tried, runner, options, len(parameters))
    targets = np.array([item.of(told[item.column.name, item.unit]) for item in summaries])
    error = np.array([_error(item, told, options.error) for item in summaries])
    whole = np.array([np.zeros(len(parameters)), np.ones(len(parameters))])
    units, runs, place = _numbers(tried, summaries)
    wide = near = Likelihood(emulators.fit(units, runs, whole), targets, error)
    if options.waves == 2:
        box = _box(wide, parameters, seed)
        places = box[0] + _spread(len(parameters), options.points, seed, 2) * (box[1] - box[0])
        tried = tried.plus(_try(runner, parameters, np.round(places, 6), options.replications, len(tried.units)))
        units, runs, place = _numbers(tried, summaries)
        inside = ((units >= box[0] - 1e-9) & (units <= box[1] + 1e-9)).all(axis=1)
        units, runs, place = units[inside], runs[inside], place[inside]
        near = Likelihood(emulators.fit(units, runs, box), targets, error)
    draws = posterior(near, parameters, seed, "posterior")
    draws = np.round(draws[np.random.Generator(np.random.Philox(stream_key(seed, "thin"))).permutation(len(draws))[:DRAWS]], 6)
    before, centre, drawn = _checks(runner, parameters, draws, len(tried.units))
    return Calibration(figures, told, parameters, summaries, still, targets, error, wide, near, runs, units, place, draws, before, centre, drawn)


def posterior(likelihood: Likelihood, parameters: Sequence[Parameter], seed: int, name: str, places: int = PLACES, last: int = 20) -> np.ndarray:
    """Draws (places, p) from the posterior inside the emulator's box."""
    box = likelihood.emulator.box
    start = _start(parameters, box, places, seed, name)
    return sample(likelihood, start, lambda units: prior_log(parameters, units), box, seed, name, last)


def _start(parameters: Sequence[Parameter], box: np.ndarray, places: int, seed: int, name: str) -> np.ndarray:
    """Draws of the prior inside the box: those of the whole range that lie in it, weighted draws of the box where the prior is not flat."""
    unit = _sobol(len(parameters), places, stream_key(seed, "start", name))
    start = box[0] + unit * (box[1] - box[0])
    if np.isinf([item.sd for item in parameters]).all():
        return start
    if np.allclose(box, [[0.0], [1.0]]):
        return prior_places(parameters, unit)
    weights = np.exp(prior_log(parameters, start))
    luck = np.random.Generator(np.random.Philox(stream_key(seed, "start weights", name)))
    return start[luck.choice(places, places, p=weights / weights.sum())]


def _enough(options: Options, parameters: int) -> None:
    terms, runs = emulators.term_count(parameters), options.points * options.replications
    if runs < 2 * terms:
        need = -(-2 * terms // options.replications)
        raise InputError(Problem(f"are too few runs to learn how {parameters} settings work together", "study.design", "points", options.points, f"{need} or more", "or fit fewer settings"))


def _sobol(p: int, points: int, key: int) -> np.ndarray:
    from scipy.stats import qmc

    luck = np.random.Generator(np.random.Philox(key))
    return qmc.Sobol(p, rng=luck).random_base2(max(points - 1, 1).bit_length())[:points]


def _spread(p: int, points: int, seed: int, wave: int) -> np.ndarray:
    """Places (points, p) between 0 and 1, scrambled Sobol (Owen 1998)."""
    return np.round(_sobol(p, points, stream_key(seed, "calibration", wave)), 6)


def _try(runner: Runner, parameters: Sequence[Parameter], places: np.ndarray, replications: int, used: int) -> Tried:
    """Runs at places (n, p), each with a seed of its own; failed runs are left out."""
    seed = runner.world.home.seed + used
    rows = [(n, k) for n in range(len(places)) for k in range(replications)]
    cells = [runner.world.cell(parameters, places[n], seed + n * replications + k) for n, k in rows]
    raws = runner.live(cells)
    kept = [at for at, raw in enumerate(raws) if raw is not None]
    told = [comparable(raw, runner.world.columns) for raw in raws if raw is not None]
    number = np.array([rows[at][0] for at in kept])
    return Tried(places[number], told, number)


def _usable(told: Raw, tried: Tried, runner: Runner, options: Options, parameters: int) -> tuple[list[Summary], list[Summary]]:
    """Numbers to compare, and those that the model never moves or cannot tell. Raises InputError when none is left or they are too many."""
    spare = len(tried.units) - emulators.term_count(parameters) - SPARE
    for changes in (True, False):
        every = summaries_of(told, runner.world.columns, changes)
        values = np.array([[_of(item, run) for item in every] for run in tried.told]).reshape(len(tried.told), len(every))
        known = np.isfinite(values).mean(axis=0) >= 0.5
        moves = known & (np.nan_to_num(values).std(axis=0) > 1e-9 * (1.0 + np.abs(np.nan_to_num(values)).max(axis=0)))
        if moves.sum() <= spare:
            break
    if not moves.any():
        raise InputError(Problem("no figure of the file moves in the model: there is nothing to fit to", "figures", fix="give customers, joined, left or churn_pct, contacts, nps, revenue_eur"))
    if moves.sum() > spare:
        raise InputError(Problem("are too few runs for so many figures", "study.design", "points", options.points, fix=f"{int(moves.sum())} numbers are compared: more points, or fewer columns and units"))
    return [item for item, use in zip(every, moves) if use], [item for item, use in zip(every, moves) if not use]


def _of(summary: Summary, told: Raw) -> float:
    series = told.get((summary.column.name, summary.unit))
    return float("nan") if series is None else summary.of(series)


def _numbers(tried: Tried, summaries: Sequence[Summary]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places, figures (n, m) and numbers of places of runs that have all figures."""
    values = np.array([[_of(item, run) for item in summaries] for run in tried.told])
    whole = np.isfinite(values).all(axis=1)
    return tried.units[whole], values[whole], tried.place[whole]


def _error(summary: Summary, told: Raw, times: float) -> float:
    series = told[summary.column.name, summary.unit]
    return summary.error(float(np.nanmean(series)), times)


def _box(wide: Likelihood, parameters: Sequence[Parameter], seed: int) -> np.ndarray:
    """Ends (2, p) of what wave one leaves possible, rounded so that a last bit decides nothing."""
    flat = sample(lambda units: FLATTEN * wide(units), _start(parameters, wide.emulator.box, PLACES, seed, "box"), lambda units: prior_log(parameters, units), wide.emulator.box, seed, "box")
    low, high = np.quantile(flat, [BOX_TAIL, 1 - BOX_TAIL], axis=0)
    room = BOX_ROOM * (high - low) + 0.01
    return np.array([np.floor(100 * np.maximum(low - room, 0.0)) / 100, np.ceil(100 * np.minimum(high + room, 1.0)) / 100])


def _checks(runner: Runner, parameters: Sequence[Parameter], draws: np.ndarray, used: int) -> tuple[list[Raw], list[Raw], list[Raw]]:
    """Runs at the settings as they are, at the posterior mean, and at draws; on seeds no emulator has seen."""
    centre = np.round(draws.mean(axis=0), 6)
    places = [None] * CENTRE_RUNS + [centre] * CENTRE_RUNS + list(draws[:CHECK_DRAWS])
    seed = runner.world.home.seed + used
    raws = runner.live([runner.world.cell(parameters, place, seed + n) for n, place in enumerate(places)])
    told = [comparable(raw, runner.world.columns) if raw is not None else None for raw in raws]
    parts = (told[:CENTRE_RUNS], told[CENTRE_RUNS : 2 * CENTRE_RUNS], told[2 * CENTRE_RUNS :])
    before, at_mean, drawn = ([run for run in part if run is not None] for part in parts)
    return before, at_mean, drawn


def refitted(calibration: Calibration, without: int) -> Emulator:
    """The last emulator without the runs of one place."""
    kept = calibration.place != without
    return emulators.fit(calibration.units[kept], calibration.runs[kept], calibration.near.emulator.box)
