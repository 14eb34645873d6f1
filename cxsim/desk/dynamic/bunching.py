"""Results just above a step of a payout curve against those just below: the mark of results that were moved.

Without a reaction to pay about as many lie on either side of a point; more above than below is bunching (Chetty, Friedman, Olsen and
Pistaferri 2011 for the method, here in its simplest form: counts in two windows).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.desk.dynamic.awards import Awards
from cxsim.desk.dynamic.pairs import Floats, Pair, pairs
from cxsim.desk.dynamic.translate import Translation
from cxsim.pay.plan import Component

WIDTH = 2.0  # points of achievement, % of target


@dataclass(frozen=True)
class Window:
    """Share (seeds,) of a measure's results, in %, within two points above its steps, of those within two points on either side."""

    measure: str
    results: int  # in the windows, over all seeds
    share: Floats


def bunching_pairs(made: Translation, first: Awards, second: Awards) -> list[Pair]:
    """By measure: share above the steps in both arms; measures with no result in the windows of a seed are left out."""
    values = {}
    one, other = windows(made, first), windows(made, second)
    for name in one:
        both = np.isfinite(one[name].share) & np.isfinite(other[name].share)
        if both.all():
            values[name, "", 0] = ("percent", one[name].share, other[name].share)
    return pairs(values)


def windows(made: Translation, awards: Awards) -> dict[str, Window]:
    """By measure (metric/scope), over every result that somebody is paid on."""
    futures, found = awards.payer.futures, {}
    for part in _distinct(made):
        keys = [key for key in futures.actual if key[:2] == (part.metric, part.scope)]
        x = np.array([_pct(made, part, futures.actual[key], futures.target[key]) for key in keys])
        if not len(x):
            continue
        above, below = (np.zeros(awards.seeds) for _ in range(2))
        for kink in _kinks(made, part):
            distance = (x - kink).reshape(len(keys), awards.seeds, awards.years)
            above += ((distance >= -1e-9) & (distance < WIDTH)).sum(axis=(0, 2))
            below += ((distance < -1e-9) & (distance >= -WIDTH)).sum(axis=(0, 2))
        count = above + below
        share = np.where(count > 0, 100.0 * above / np.maximum(count, 1), np.nan)
        found[part.key] = Window(part.key, int(count.sum()), share)
    return found


def _distinct(made: Translation) -> list[Component]:
    parts = {part.key: part for part, _, _ in made.facts.parts if made.source(part) is not None}
    return list(parts.values())


def _pct(made: Translation, part: Component, values: Floats, target: float) -> Floats:
    """Results back in % of target, the scale on which two points are two points for every measure."""
    if part.basis == "value":
        scale = made.scales[part.metric, part.scope]
        return np.array([scale.to_pct(float(value)) for value in values])
    share = 100.0 * values / target
    return 200.0 - share if part.better == "lower" else share


def _kinks(made: Translation, part: Component) -> list[float]:
    """Threshold, kinks inside, and maximum, in % of target."""
    scale = made.scales.get((part.metric, part.scope)) if part.basis == "value" else None
    return sorted({round(scale.to_pct(float(x)) if scale else float(x), 6) for x, _ in part.curve.kinks})
