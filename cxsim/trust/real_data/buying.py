"""Repeat buying with silent drop-out: the BG/NBD model of Fader, Hardie and Lee (2005) and how buyers are summed up for it.

A buyer is three numbers: repeat purchases x, time t of the last one since the first purchase, time T observed since the
first purchase. Purchases come at a gamma distributed rate (shape r, scale alpha); after each the buyer drops out with a
beta distributed chance (a, b). r, a and b do not depend on the unit of time, alpha does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln

SOLVER_START = (0.5, 7.0, 0.5, 2.5)  # r, alpha, a, b for time in weeks
LARGEST = 12.0  # of |log parameter|: beyond it a parameter is as good as nil or infinite


@dataclass(frozen=True)
class Buyers:
    """Groups of like buyers: arrays of x, t, T and their number, all of one shape (groups,)."""

    x: np.ndarray
    t: np.ndarray
    T: np.ndarray
    count: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, t: np.ndarray, T: np.ndarray) -> Buyers:
        """Buyers given one by one; equal ones are counted together, so that a fit costs little."""
        groups, count = np.unique(np.stack([x, t, T], axis=1).astype(float), axis=0, return_counts=True)
        return cls(groups[:, 0], groups[:, 1], groups[:, 2], count.astype(float))


@dataclass(frozen=True)
class Fitted:
    """Maximum likelihood estimates."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @property
    def dropout(self) -> float:
        """Mean chance of dropping out after a purchase, a / (a + b)."""
        return self.a / (self.a + self.b)


def log_likelihood(r: float, alpha: float, a: float, b: float, buyers: Buyers) -> float:
    """Sum of log likelihoods of all buyers (Fader, Hardie and Lee 2005, equation 6)."""
    x, t, T = buyers.x, buyers.t, buyers.T
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b)
    alive = -(r + x) * np.log(alpha + T)
    with np.errstate(divide="ignore"):
        gone = np.where(x > 0, np.log(a / np.maximum(b + x - 1.0, 1e-300)) - (r + x) * np.log(alpha + t), -np.inf)
    return float(np.sum(buyers.count * (rate + stays + np.logaddexp(alive, gone))))


def fit(buyers: Buyers) -> Fitted:
    """The estimates of highest likelihood, to about four digits."""
    size = buyers.count.sum()

    def lack(logs: np.ndarray) -> float:
        return -log_likelihood(*np.exp(np.clip(logs, -LARGEST, LARGEST)), buyers) / size

    best = minimize(lack, np.log(SOLVER_START), method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-8})
    return Fitted(*(float(v) for v in np.exp(best.x)), float(-best.fun * size))


def standard_errors(fitted: Fitted, buyers: Buyers) -> np.ndarray:
    """Standard errors of r, alpha, a, b from the curvature of the likelihood at its top, by central differences."""
    top = np.array([fitted.r, fitted.alpha, fitted.a, fitted.b])
    step = 1e-3 * top

    def at(*moves: tuple[int, float]) -> float:
        place = top.copy()
        for index, sign in moves:
            place[index] += sign * step[index]
        return log_likelihood(*place, buyers)

    curve = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            cross = [(p, q, at((i, p), (j, q))) for p in (1.0, -1.0) for q in (1.0, -1.0)]
            curve[i, j] = sum(p * q * value for p, q, value in cross) / (4 * step[i] * step[j])
    return np.sqrt(np.diag(np.linalg.inv(-curve)))


def drawn(fitted: Fitted, T: np.ndarray, luck: np.random.Generator) -> Buyers:
    """Buyers who live by the model, observed for `T` each: what the fit is tested on where the truth is known."""
    size = len(T)
    rate = luck.gamma(fitted.r, 1.0 / fitted.alpha, size)
    leaves = luck.beta(fitted.a, fitted.b, size)
    x, t, now, alive = np.zeros(size), np.zeros(size), np.zeros(size), np.ones(size, bool)
    while alive.any():
        now = now + luck.exponential(1.0, size) / np.maximum(rate, 1e-12)
        alive &= now <= T
        x[alive] += 1
        t[alive] = now[alive]
        alive &= luck.random(size) >= leaves
    return Buyers.of(x, t, T)
