"""Where the answer turns: at each point every scheme beside the baseline, paired by seed; what goes with the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.study.design.lived import Lived
from cxsim.study.statistics import CLEAR, estimate_family

AHEAD, BEHIND, OPEN = "ahead", "behind", "open"
EFFECT = ("mean", "lo", "hi", "se", "n", "state")


@dataclass(frozen=True)
class Count:
    """In how many points a scheme is ahead of the baseline, behind it, or cannot be told."""

    scheme: str
    ahead: int
    behind: int
    open: int

    @property
    def points(self) -> int:
        """All points."""
        return self.ahead + self.behind + self.open


def differences(lived: Lived, outcome: str) -> pd.DataFrame:
    """One row per point and scheme: factors, mean paired difference from the baseline and its interval.

    The intervals of an outcome hold together over all points and schemes (95 %). Raises InputError for an unknown outcome.
    """
    designed, study = lived.designed, lived.designed.settings.study
    if outcome not in lived.runs:
        key = "study.primary" if outcome == study.primary else "study.design.outcomes"
        raise InputError(Problem("is not an outcome of a run", key=key, value=outcome, fix=nearest(outcome, list(lived.runs.columns))))
    values = lived.runs.pivot(index="seed", columns=["point", "scheme"], values=outcome).reindex(list(designed.seeds))
    keys = [(place + 1, scheme) for place in range(len(designed.points)) for scheme in designed.schemes if scheme != study.baseline]
    nothing = np.full(len(designed.seeds), np.nan)

    def column(point: int, scheme: str) -> np.ndarray:
        return values[point, scheme].to_numpy(float) if (point, scheme) in values else nothing

    pairs = np.column_stack([column(point, scheme) - column(point, study.baseline) for point, scheme in keys])
    rows = [
        {"point": point, **designed.points[point - 1], "scheme": scheme, **{name: getattr(found, name) for name in EFFECT}}
        for (point, scheme), found in zip(keys, estimate_family(pairs), strict=True)
    ]
    return pd.DataFrame(rows)


def side(state: str, mean: float) -> str:
    """ahead, behind or open."""
    if state != CLEAR:
        return OPEN
    return AHEAD if mean > 0 else BEHIND


def counts(table: pd.DataFrame) -> list[Count]:
    """How often each scheme is ahead of the baseline, most often first."""
    found = []
    for scheme, part in table.groupby("scheme", sort=False):
        sides = [side(state, mean) for state, mean in zip(part["state"], part["mean"])]
        found.append(Count(str(scheme), sides.count(AHEAD), sides.count(BEHIND), sides.count(OPEN)))
    return sorted(found, key=lambda count: (-count.ahead, count.behind))


def drivers(lived: Lived, table: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation (Spearman 1904) over points of each factor with each scheme's difference, strongest first.

    A first look at what drives a difference, not a decomposition: factors that only work together do not show. NaN for
    a factor that does not vary, or fewer than four points.
    """
    from scipy.stats import spearmanr

    rows = []
    for scheme, part in table.groupby("scheme", sort=False):
        known = part[part["mean"].notna()]
        for name in lived.designed.settings.study.design.factors:
            varies = len(known) >= 4 and known[name].nunique() > 1 and known["mean"].nunique() > 1
            rows.append((scheme, name, float(spearmanr(known[name], known["mean"]).statistic) if varies else np.nan, len(known)))
    found = pd.DataFrame(rows, columns=["scheme", "factor", "rank_correlation", "points"])
    order = found["rank_correlation"].abs().sort_values(ascending=False, na_position="last", kind="stable").index
    return found.loc[order].sort_values("scheme", kind="stable").reset_index(drop=True)
