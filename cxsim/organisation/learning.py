"""How beliefs are corrected, compiled: a Kalman step per lesson, and what was learned copied into the table of effects."""

from __future__ import annotations

import math

import numpy as np

from cxsim.base.compiled import inlined, kernel
from cxsim.organisation.effect_columns import COST, MONEY, POLISH, QUALITY, SALES


@inlined
def learn(mean, cov, drift, x, y, noise_variance):
    """One recursive least-squares (Kalman) step on y = x . coefficients + noise, in place."""
    n = mean.size
    gain = np.zeros(n)
    spread, miss = noise_variance, y
    for i in range(n):
        cov[i, i] += drift[i]
    for i in range(n):
        for j in range(n):
            gain[i] += cov[i, j] * x[j]
        miss -= x[i] * mean[i]
    for i in range(n):
        spread += x[i] * gain[i]
    for i in range(n):
        mean[i] += gain[i] * miss / spread
    for i in range(n):
        for j in range(n):
            cov[i, j] -= gain[i] * gain[j] / spread


@kernel
def take_lessons(means, covs, drifts, practice, result, variance, honest, money, effects):
    """N managers learn each row of means (N, L, K) from their own comparison; rows whose result is NaN are left as they are.

    What was learned is copied into the tables of effects, see `refresh`.
    """
    for n in range(means.shape[0]):
        for row in range(means.shape[1]):
            if math.isfinite(result[n, row]):
                learn(means[n, row], covs[n, row], drifts[n, row], practice[n, row], result[n, row], variance[row])
        refresh(means[n], honest, money[n], effects[n])


@kernel
def refresh(means, honest, money, effects):
    """Copy learned means (sales, cost, score; K) into effects (K, columns); `honest` (K,) is 0 for polishing.

    Polishing moves no money and no true quality. Columns as in `effect_columns`.
    """
    for k in range(honest.size):
        true = means[2, k] * honest[k]
        effects[k, SALES], effects[k, COST], effects[k, QUALITY] = means[0, k], means[1, k], true
        effects[k, MONEY] = money * true
        effects[k, POLISH] = means[2, k] - true
