"""Draws from a posterior over a box: a swarm of places led from the prior to the posterior in small steps.

Tempered sequential Monte Carlo (Del Moral, Doucet and Jasra 2006): weights by a power of the likelihood that rises as fast as
half the swarm stays effective, systematic resampling, Metropolis steps as wide as the swarm (Roberts, Gelman and
Gilks 1997). It needs no start, no tuning, and finds several peaks. Its generator is keyed: same input, same draws.
"""

from __future__ import annotations

from typing import Callable

import numpy as np

from cxsim.base.streams import stream_key

LogDensity = Callable[[np.ndarray], np.ndarray]  # places (n, p) -> (n,)
PLACES, STEPS, LAST = 2048, 6, 20


def sample(likelihood: LogDensity, start: np.ndarray, prior: LogDensity, box: np.ndarray, seed: int, name: str, last: int = LAST) -> np.ndarray:
    """Equally weighted draws (n, p) from prior times likelihood, inside `box` (2, p), from `start` (n, p) drawn of the prior.

    `name` keys the luck apart from that of other draws under the same seed.
    """
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence(stream_key(seed, "posterior", name))))
    places, power = start.copy(), 0.0
    fit, own = likelihood(places), prior(places)
    while power < 1.0:
        step = _next(fit, 1.0 - power)
        weights = np.exp(step * (fit - fit.max()))
        power = 1.0 if step >= 1.0 - power else power + step
        kept = _systematic(weights / weights.sum(), float(luck.random()))
        places, fit, own = places[kept], fit[kept], own[kept]
        root = _root(places)
        for _ in range(last if power >= 1.0 else STEPS):
            moved = _inside(places + luck.standard_normal(places.shape) @ root.T, box)
            fit_there, own_there = likelihood(moved), prior(moved)
            taken = np.log(luck.random(len(places))) < power * (fit_there - fit) + own_there - own
            places[taken], fit[taken], own[taken] = moved[taken], fit_there[taken], own_there[taken]
    return places


def _next(fit: np.ndarray, most: float) -> float:
    """The largest step of the power that leaves half the swarm effective."""
    low, high = 0.0, most
    if _effective(fit, most) >= 0.5:
        return most
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _effective(fit, middle) >= 0.5 else (low, middle)
    return max(low, 1e-9 * most)


def _effective(fit: np.ndarray, step: float) -> float:
    """Effective share of the swarm (Kong 1992)."""
    weights = np.exp(step * (fit - fit.max()))
    return float(weights.sum() ** 2 / (weights**2).sum() / len(fit))


def _systematic(weights: np.ndarray, offset: float) -> np.ndarray:
    """Places kept, each about as often as its weight says."""
    return np.minimum(np.searchsorted(np.cumsum(weights), (np.arange(len(weights)) + offset) / len(weights)), len(weights) - 1)


def _root(places: np.ndarray) -> np.ndarray:
    """Root of the covariance of a step, as wide as the swarm advises."""
    p = places.shape[1]
    spread = np.atleast_2d(np.cov(places.T)) * 2.38**2 / p + 1e-10 * np.eye(p)
    return np.linalg.cholesky(spread)


def _inside(places: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Steps beyond an end come back as from a mirror: there and back stay equally probable."""
    width = box[1] - box[0]
    away = np.abs((places - box[0]) / width) % 2.0
    return box[0] + width * np.where(away > 1.0, 2.0 - away, away)
