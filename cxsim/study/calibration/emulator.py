"""The emulator: figures as a quadratic in the parameters, with the luck of a run and its own uncertainty.

A Bayesian multivariate regression (Zellner 1971; Rougier 2008 for simulators) whose terms are doubted each for itself: what one more run at
a place would show is distributed with the fitted mean and a covariance of luck times one plus the leverage of the place.
Every run has a seed of its own. With shared seeds slopes would be sharper, but the luck of the few seeds would be in
all means alike and not show in the residuals (Schruben and Margolin 1978); a firm's figures are one draw of luck as
well, so levels matter most. Shape that a quadratic cannot follow is in the residuals and counts as luck: cautious.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

EM_STEPS = 100


def terms(moved: np.ndarray) -> np.ndarray:
    """1, x, and all products of two, shape (n, terms)."""
    n, p = moved.shape
    pairs = [moved[:, i] * moved[:, j] for i in range(p) for j in range(i, p)]
    return np.column_stack([np.ones(n), moved, *pairs])


def term_count(parameters: int) -> int:
    """Terms of a quadratic in so many parameters."""
    return (parameters + 1) * (parameters + 2) // 2


@dataclass(frozen=True)
class Emulator:
    """Fitted in `box` (2, p), ends in places of the prior ranges; figures are in units of `scale` (m,)."""

    box: np.ndarray
    weights: np.ndarray  # (terms, m), figures divided by scale
    luck: np.ndarray  # (m, m) covariance of one run, figures divided by scale
    inverse: np.ndarray  # (terms, terms) of the design's moments
    freedom: int  # runs less terms
    scale: np.ndarray  # (m,)

    def _terms(self, units: np.ndarray) -> np.ndarray:
        return terms(2.0 * (units - self.box[0]) / (self.box[1] - self.box[0]) - 1.0)

    def mean(self, units: np.ndarray) -> np.ndarray:
        """Expected figures (n, m) at places (n, p)."""
        return self._terms(units) @ self.weights * self.scale

    def leverage(self, units: np.ndarray) -> np.ndarray:
        """Uncertainty of the mean at places (n, p), as a share of the variance of luck, shape (n,)."""
        x = self._terms(units)
        return np.einsum("ni,ij,nj->n", x, self.inverse, x)

    @cached_property
    def luck_sd(self) -> np.ndarray:
        """Standard deviation (m,) of one run's figures."""
        return np.sqrt(np.diag(self.luck)) * self.scale


def fit(units: np.ndarray, figures: np.ndarray, box: np.ndarray) -> Emulator:
    """Emulator of runs at places `units` (n, p) with `figures` (n, m), all finite.

    The covariance of luck is that of the residuals, drawn to a simple one as far as few runs advise (Ledoit and Wolf 2004).
    Raises ValueError when there are not more runs than terms.
    """
    scale = np.maximum(figures.std(axis=0), 1e-12)
    y, x = figures / scale, terms(2.0 * (units - box[0]) / (box[1] - box[0]) - 1.0)
    n, k = x.shape
    if n <= k:
        raise ValueError(f"{n} runs cannot tell {k} terms")
    moments = x.T @ x + 1e-9 * n * np.eye(k)
    inverse = np.linalg.inv(moments)
    luck = _luck(y - x @ (inverse @ (x.T @ y)), n - k)
    inverse = np.linalg.inv(moments + np.diag(_doubt(moments, x.T @ y, luck)))
    weights = inverse @ (x.T @ y)
    freedom = n - round(float(np.trace(inverse @ moments)))
    return Emulator(box, weights, _luck(y - x @ weights, freedom), inverse, freedom, scale)


def _luck(residual: np.ndarray, freedom: int) -> np.ndarray:
    """Covariance (m, m) of one run from residuals (n, m) with so many degrees of freedom."""
    from sklearn.covariance import ledoit_wolf

    n = len(residual)
    spread = np.maximum(np.sqrt((residual**2).sum(axis=0) / freedom), 1e-12)
    shrunk = ledoit_wolf(residual / spread * np.sqrt(n / freedom), assume_centered=True)[0]
    shrunk = shrunk / np.sqrt(np.outer(np.diag(shrunk), np.diag(shrunk)))
    return shrunk * np.outer(spread, spread)


def _doubt(moments: np.ndarray, sums: np.ndarray, luck: np.ndarray) -> np.ndarray:
    """Precision (terms,) of a normal prior about zero for each term, all figures together, that makes the runs most probable.

    Automatic relevance determination (MacKay 1994) by its EM steps: a term that nothing speaks for is drawn to zero and
    widens no interval, as it would with a flat prior. The mean itself stays free.
    """
    from scipy.linalg import cho_factor, cho_solve

    whitened = cho_factor(luck)
    spread = np.full(len(moments), 1e3)
    for _ in range(EM_STEPS):
        inverse = np.linalg.inv(moments + np.diag(1.0 / spread))
        weights = inverse @ sums
        spread = np.einsum("km,mk->k", weights, cho_solve(whitened, weights.T)) / luck.shape[0] + np.diag(inverse)
        spread = np.maximum(spread, 1e-10)
        spread[0] = 1e9
    return 1.0 / spread


@dataclass(frozen=True)
class Likelihood:
    """How probable figures are at places of the parameters: luck of one run, emulator's uncertainty, stated error.

    The figures (m,) are the firm's; `error` (m,) is the standard deviation of measurement and model discrepancy.
    """

    emulator: Emulator
    figures: np.ndarray
    error: np.ndarray

    @cached_property
    def _turned(self) -> tuple[np.ndarray, np.ndarray]:
        """Directions (m, m) in which luck is 1 and error is `own` (m,), so that no matrix is inverted per place."""
        from scipy.linalg import eigh

        own, directions = eigh(np.diag((self.error / self.emulator.scale) ** 2), self.emulator.luck)
        return directions, np.maximum(own, 0.0)

    def __call__(self, units: np.ndarray) -> np.ndarray:
        """Log likelihood (n,) at places (n, p), up to a constant.

        Multivariate t: every figure whose luck is estimated together with the others' costs a degree of freedom.
        """
        directions, own = self._turned
        away = ((self.figures - self.emulator.mean(units)) / self.emulator.scale) @ directions
        freedom = max(self.emulator.freedom - self.figures.size + 1, 3)
        variance = (1.0 + self.emulator.leverage(units)[:, None]) * max(self.emulator.freedom / freedom, 1.0) + own
        square = (away**2 / variance).sum(axis=1)
        return -0.5 * np.log(variance).sum(axis=1) - 0.5 * (freedom + self.figures.size) * np.log1p(square / freedom)

    def distances(self, units: np.ndarray) -> np.ndarray:
        """Implausibility (n, m) of each figure by itself: distance in standard deviations of luck, emulator and error (Vernon, Goldstein and Bower 2010)."""
        sd = np.sqrt(self.emulator.luck_sd**2 * (1.0 + self.emulator.leverage(units)[:, None]) + self.error**2)
        return (self.figures - self.emulator.mean(units)) / np.maximum(sd, 1e-300)
