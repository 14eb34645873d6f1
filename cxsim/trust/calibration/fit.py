"""The fit: least squares over published figures, each in half-widths of its band, within the ranges of the tuned numbers.

Half a band is read as two standard deviations of what a figure is known by, so that the curvature at the optimum
gives each number an interval (Gauss-Newton; flat prior over the range). The same routine fits simulations, where
common random numbers make the figures a smooth function, and an emulator of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np
from scipy.optimize import least_squares

SD_PER_HALF_BAND = 0.5
STEP = 0.06  # of a range: wide enough that a difference is not a matter of a few people
ROUNDS = 12
EDGE = 1e-3
POINT = 1.959963984540054  # standard normal point of a 95 % interval

Figures = Callable[[np.ndarray], np.ndarray]  # places in the ranges (p,) -> distances from band centres, half-bands (m,)


@dataclass(frozen=True)
class Fit:
    """Where the fit ended, in places of the ranges (0 to 1)."""

    units: np.ndarray  # (p,)
    sd: np.ndarray  # (p,)
    distances: np.ndarray  # (m,) half-bands
    jacobian: np.ndarray  # (m, p) half-bands per range
    evaluations: int

    @property
    def objective(self) -> float:
        """Sum of squared distances."""
        return float((self.distances**2).sum())

    @property
    def condition(self) -> float:
        """Condition number of the Jacobian: large when some numbers stand for each other."""
        return float(np.linalg.cond(self.jacobian))


def fitted(figures: Figures, start: np.ndarray, rounds: int = ROUNDS, step: float = STEP) -> Fit:
    """Fit from `start`, with differences over `step` of a range; figures that are nan count as a whole band away."""
    calls = 0

    def distances(units: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        return np.nan_to_num(figures(units), nan=2.0, posinf=20.0, neginf=-20.0)

    inside = np.clip(start, EDGE, 1 - EDGE)
    found = least_squares(distances, inside, bounds=(0.0, 1.0), diff_step=step / np.maximum(inside, step), max_nfev=rounds, method="trf", x_scale=1.0)
    jacobian = _slopes(distances, found.x, found.fun, step)
    return Fit(found.x, _spread(jacobian), found.fun, jacobian, calls)


def _slopes(distances: Figures, at: np.ndarray, here: np.ndarray, width: float) -> np.ndarray:
    """Jacobian (m, p) by one-sided differences that stay inside the ranges."""
    columns = []
    for k in range(at.size):
        step = width if at[k] + width <= 1.0 else -width
        moved = at.copy()
        moved[k] += step
        columns.append((distances(moved) - here) / step)
    return np.array(columns).T


def _spread(jacobian: np.ndarray) -> np.ndarray:
    """Standard deviations (p,) of the fitted places; as wide as a flat range allows where nothing tells."""
    flat = 12.0  # precision of a uniform range
    precision = (jacobian.T @ jacobian) / SD_PER_HALF_BAND**2 + flat * np.eye(jacobian.shape[1]) * 1e-3
    return np.minimum(np.sqrt(np.diag(np.linalg.inv(precision))), 12.0**-0.5)
