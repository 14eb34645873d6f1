"""Does the fitting routine find what it should? Simulation-based calibration (Talts et al. 2018) on an emulator.

Figures are simulated on a Sobol design in the middle halves of the ranges, around the fitted numbers; a quadratic
emulator learns them. Then truths are drawn at random, their figures told with the noise the fit assumes (half a band is
two standard deviations), and the very same routine fits them. Its intervals must cover, and its ranks be even.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr
from scipy.stats import kstest, qmc

from cxsim.study.calibration.emulator import terms
from cxsim.trust.calibration.fit import POINT, SD_PER_HALF_BAND, fitted

BOX = 0.25  # half-width of the design around the fitted places, in ranges
POINTS, TESTS, QUICK_POINTS = 128, 24, 8
DRAWS, QUICK_DRAWS = 600, 10
KEY = 0x53424321


@dataclass(frozen=True)
class Emulator:
    """Quadratic in the tuned numbers, one column per figure."""

    centre: np.ndarray  # (p,)
    weights: np.ndarray  # (terms, m)

    def __call__(self, units: np.ndarray) -> np.ndarray:
        """Distances (m,) at one place (p,), or (n, m) at many."""
        return terms(np.atleast_2d(units) - self.centre) @ self.weights if units.ndim == 2 else self(units[None])[0]


def design(centre: np.ndarray, points: int) -> np.ndarray:
    """Places (points, p) spread evenly over the box around `centre`, inside the ranges."""
    box = box_of(centre)
    cube = qmc.Sobol(len(centre), seed=KEY).random_base2(max(points - 1, 1).bit_length())[:points]
    return box[0] + cube * (box[1] - box[0])


def box_of(centre: np.ndarray) -> np.ndarray:
    """Lower and upper ends of the box, shape (2, p)."""
    middle = np.clip(centre, BOX, 1 - BOX)
    return np.stack([middle - BOX, middle + BOX])


def emulator(places: np.ndarray, figures: np.ndarray, centre: np.ndarray) -> Emulator:
    """Least squares with a trace of ridge, for designs hardly larger than the number of terms."""
    x = terms(places - centre)
    weights = np.linalg.solve(x.T @ x + 1e-6 * np.eye(x.shape[1]), x.T @ figures)
    return Emulator(centre, weights)


def unexplained(model: Emulator, places: np.ndarray, figures: np.ndarray) -> float:
    """Root mean square error on places the emulator has not seen, half-bands."""
    return float(np.sqrt(np.mean((model(places) - figures) ** 2)))


def recover(model: Emulator, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """(covered, rank) of each draw and number, shape (draws, p): whether the interval holds the truth, and its rank."""
    random = np.random.Generator(np.random.Philox(key=KEY))
    box = box_of(model.centre)
    covered, rank = [], []
    for _ in range(draws):
        truth = box[0] + random.random(len(model.centre)) * (box[1] - box[0])
        told = model(truth)
        told = told + SD_PER_HALF_BAND * random.standard_normal(told.size)
        found = fitted(lambda units, told=told: model(units) - told, model.centre)
        away = (truth - found.units) / found.sd
        covered.append(np.abs(away) <= POINT)
        rank.append(ndtr(away))
    return np.array(covered), np.array(rank)


def unevenness(rank: np.ndarray) -> np.ndarray:
    """p-value of even ranks of each number (Kolmogorov and Smirnov), shape (p,)."""
    return np.array([kstest(rank[:, k], "uniform").pvalue for k in range(rank.shape[1])])
