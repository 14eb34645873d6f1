"""What a calibration says: each parameter with its interval or as not identified, each figure met or not, and a check on known truths."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.study.calibration.emulator import Likelihood
from cxsim.study.calibration.fit import Calibration, posterior, refitted
from cxsim.study.calibration.parameters import Parameter
from cxsim.study.calibration.quantities import Raw

NARROWER = 0.7  # posterior over prior standard deviation above which a parameter counts as not identified (set beforehand)
LEVEL = 0.90  # of intervals
EDGE, EDGE_SHARE = 0.05, 0.30  # a posterior with this share in the outer part of its range presses against its end
MET = 3.0  # standard deviations a figure may lie from the model (Pukelsheim 1994, as in history matching)
TRADE = 0.5  # correlation from which two parameters are told to stand for each other
IDENTIFIED, OPEN, AT_EDGE = "identified", "open", "edge"
FITS, AT_ODDS, BEYOND = "met", "at_odds", "beyond"
CHECK_PLACES = 512


def parameter_table(found: Calibration) -> pd.DataFrame:
    """One row per parameter: range, value in use, posterior mean, sd and 90 % interval in the setting's unit, sd over the prior's, state."""
    rows = []
    for place, item in enumerate(found.parameters):
        units = found.draws[:, place]
        lo, hi = np.quantile(units, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        ratio = float(units.std() / item.prior_sd)
        rows.append(
            {"parameter": item.name, "key": item.key, "grade": item.grade, "low": item.low, "high": item.high, "in_use": item.value,
             "mean": item.at(float(units.mean())), "sd": float(units.std()) * (item.high - item.low), "lo": item.at(float(lo)), "hi": item.at(float(hi)),
             "sd_ratio": ratio, "state": _state(units, ratio)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _state(units: np.ndarray, ratio: float) -> str:
    if ratio > NARROWER:
        return OPEN
    outer = max(float((units < EDGE).mean()), float((units > 1 - EDGE).mean()))
    return AT_EDGE if outer > EDGE_SHARE else IDENTIFIED


def correlation_table(found: Calibration) -> pd.DataFrame:
    """One row per pair of parameters: correlation over the posterior, strongest first."""
    names = [item.name for item in found.parameters]
    r = np.atleast_2d(np.corrcoef(found.draws.T)) if len(names) > 1 else np.ones((1, 1))
    rows = [(names[i], names[j], float(r[i, j])) for i in range(len(names)) for j in range(i + 1, len(names))]
    table = pd.DataFrame(rows, columns=["parameter", "other", "correlation"])
    return table.reindex(table["correlation"].abs().sort_values(ascending=False, kind="stable").index).reset_index(drop=True)


def figure_table(found: Calibration) -> pd.DataFrame:
    """One row per number compared: the firm's, the model's before and after (real runs), standard deviations apart, whether it is met.

    beyond: no place of the ranges comes near it even by itself; at_odds: some place does, but not together with the others.
    """
    before, after = _means(found, found.before), _means(found, found.centre)
    sd = np.sqrt(found.near.emulator.luck_sd**2 * (1.0 + 1.0 / max(len(found.centre), 1)) + found.error**2)
    nearest = _nearest(found.wide, len(found.parameters))
    rows = []
    for place, item in enumerate(found.summaries):
        away = (found.targets[place] - after[place]) / max(sd[place], 1e-300)
        state = FITS if abs(away) <= MET else BEYOND if nearest[place] > MET else AT_ODDS
        rows.append(
            {"column": item.column.name, "unit": item.unit, "what": item.what, "measure": item.column.unit, "quarters": len(item.quarters),
             "yours": found.targets[place], "before": before[place], "after": after[place], "sd": sd[place], "away": away, "state": state}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _means(found: Calibration, runs: list[Raw]) -> np.ndarray:
    values = np.array([[item.of(run[item.column.name, item.unit]) for item in found.summaries] for run in runs])
    return np.nanmean(values, axis=0) if len(values) else np.full(len(found.summaries), np.nan)


def _nearest(wide: Likelihood, parameters: int) -> np.ndarray:
    """Smallest distance (m,) of each figure by itself over the whole ranges."""
    from scipy.stats import qmc

    places = qmc.Sobol(parameters, scramble=False).random_base2(11)
    return np.abs(wide.distances(places)).min(axis=0)


def band_table(found: Calibration) -> pd.DataFrame:
    """One row per series and quarter: the firm's figure, the model before, and mean and 90 % band of runs at draws from the posterior."""
    rows, columns = [], {item.column.name: item.column for item in (*found.summaries, *found.still)}
    for (name, unit), series in found.told.items():
        column = columns.get(name)
        if column is None:  # too little of it is known to be compared
            continue
        drawn, before = (np.array([run[name, unit] for run in runs if (name, unit) in run]) for runs in (found.drawn, found.before))
        for quarter, label in enumerate(found.figures.labels):
            values = drawn[:, quarter] if len(drawn) else np.array([math.nan])
            lo, hi = np.nanquantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if np.isfinite(values).any() else (math.nan, math.nan)
            rows.append(
                {"column": name, "unit": unit, "measure": column.unit, "quarter": label, "place": quarter, "yours": series[quarter],
                 "before": _mean(before[:, quarter]) if len(before) else math.nan, "mean": _mean(values), "lo": lo, "hi": hi}
            )  # fmt: skip
    return pd.DataFrame(rows)


def _mean(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else math.nan


def posterior_table(found: Calibration) -> pd.DataFrame:
    """One row per draw: the settings, whole numbers where a setting is one."""
    return pd.DataFrame([draw_of(found.parameters, row) for row in found.draws])


def draw_of(parameters: list[Parameter], units: np.ndarray) -> dict[str, float]:
    """One draw in the units of the settings."""
    values = {item.name: item.at(float(unit)) for item, unit in zip(parameters, units, strict=True)}
    return {item.name: float(round(values[item.name])) if item.whole else round(values[item.name], 9) for item in parameters}


# ---------------------------------------------------------------- checks


@dataclass(frozen=True)
class Check:
    """How the method fared: truths whose interval held them, of how many; emulator's misses; shape beyond a quadratic."""

    truths: int
    held: int
    asked: int
    emulator_off: float  # standard errors, the worst figure
    bent: float  # variance of place means about the quadratic over what luck alone gives; 1 = a quadratic is enough

    @property
    def share(self) -> float:
        """Per cent of intervals that held the truth."""
        return 100.0 * self.held / self.asked if self.asked else math.nan


def check(found: Calibration, truths: int, seed: int) -> Check:
    """Each of `truths` places in turn is the unknown firm: its own run is fitted by an emulator that has not seen it.

    Simulation-based check of the whole routine in the box of the last wave (Talts et al. 2018), with a flat prior and
    no stated error, as these firms are the model itself.
    """
    held = asked = 0
    free = [Parameter(p.name, p.factor, p.low, p.high, p.value, p.grade, p.source, p.whole) for p in found.parameters]
    for number in _spaced(np.unique(found.place), truths):
        row = int(np.flatnonzero(found.place == number)[0])
        likelihood = Likelihood(refitted(found, int(number)), found.runs[row], np.zeros(len(found.targets)))
        draws = posterior(likelihood, free, seed, f"truth {number}", CHECK_PLACES, 8)
        lo, hi = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        held += int(((found.units[row] >= lo) & (found.units[row] <= hi)).sum())
        asked += len(free)
    return Check(min(truths, len(np.unique(found.place))), held, asked, _emulator_off(found), _bent(found))


def _spaced(numbers: np.ndarray, count: int) -> np.ndarray:
    """`count` of the numbers, evenly spaced."""
    return numbers if len(numbers) <= count else numbers[np.linspace(0, len(numbers) - 1, count).round().astype(int)]


def _emulator_off(found: Calibration) -> float:
    """Largest distance of the real runs at the posterior mean from the emulator's, in standard errors of both."""
    centre = found.mean[None]
    emulator, runs = found.near.emulator, max(len(found.centre), 1)
    error = emulator.luck_sd * np.sqrt(1.0 / runs + emulator.leverage(centre)[0])
    return float(np.abs((_means(found, found.centre) - emulator.mean(centre)[0]) / np.maximum(error, 1e-300)).max())


def _bent(found: Calibration) -> float:
    """Median over figures of residual variance over variance between runs of one place; nan with one run per place."""
    groups = [found.runs[found.place == number] for number in np.unique(found.place)]
    pairs = [rows for rows in groups if len(rows) > 1]
    if len(pairs) < 8:
        return math.nan
    pure = sum(((rows - rows.mean(axis=0)) ** 2).sum(axis=0) for rows in pairs) / sum(len(rows) - 1 for rows in pairs)
    return float(np.median(found.near.emulator.luck_sd**2 / np.maximum(pure, 1e-300)))


def inside(bands: pd.DataFrame) -> tuple[int, int]:
    """How many of the firm's single figures lie in the 90 % band, and how many there are; the 100 an index starts from is none."""
    known = bands[bands["yours"].notna() & bands["lo"].notna() & ~((bands["measure"] == "index") & (bands["yours"] == 100.0))]
    return int(((known["yours"] >= known["lo"]) & (known["yours"] <= known["hi"])).sum()), len(known)
