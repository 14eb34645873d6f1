"""What drives an outcome, and what drives the lead of a scheme: Morris screening and Sobol indices of replicated means.

Indices are SALib's. What luck alone would give is found from the seeds: each seed has lived the whole plan, so the scatter
between seeds, carried through the very same index, says how large the index of a setting without any effect can become.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.study_schema import MORRIS, DesignSettings
from cxsim.study.design import blocks
from cxsim.study.design.lived import Lived
from cxsim.study.statistics import LEVEL

LEVEL_OF, DIFFERENCE = "level", "difference"
TOLD, NOISE, TOO_FEW = "told", "noise", "too_few"
HEADLINE = ("true_cx", "measured_cx", "customers_kept_pct", "profit_after_bonus_eur")
RESAMPLES = 1000  # of whole blocks, for the intervals
DRAWS = 2000  # of seed noise, for its 95 % point


@dataclass(frozen=True)
class Sensitivity:
    """Ranked indices (one row per outcome, scheme or difference, and factor), points that failed, blocks planned and left out."""

    table: pd.DataFrame
    failed: pd.DataFrame
    blocks: int
    left_out: int

    @property
    def main(self) -> str:
        """The index that ranks: mu_star (Campolongo, Cariboni and Saltelli 2007) or ST (Homma and Saltelli 1996)."""
        return "mu_star" if "mu_star" in self.table else "ST"


def analyse(lived: Lived) -> Sensitivity:
    """Indices of every chosen outcome of every scheme and of its difference from the baseline, paired by seed.

    A block with a point any of whose runs failed is left out for all, so that all rows speak of the same points.
    Raises InputError for an unknown outcome, and when too few whole blocks are left.
    """
    designed, design = lived.designed, lived.designed.settings.study.design
    outcomes = outcomes_of(lived)
    failed = failed_points(lived)
    fine = np.ones(len(designed.points), bool)
    fine[failed["point"].to_numpy(int) - 1] = False
    whole = int(_whole_blocks(fine, design).sum())
    planned = blocks.count_of(design)
    if whole < blocks.FEWEST[design.kind]:
        raise InputError(_too_few(lived, failed, whole, planned))
    rows = [row for outcome in outcomes for row in _rows(lived, outcome, fine)]
    return Sensitivity(pd.DataFrame(rows), failed, planned, planned - whole)


def outcomes_of(lived: Lived) -> list[str]:
    """The outcomes asked for, else the headline ones with the primary first. Raises InputError for unknown ones."""
    study = lived.designed.settings.study
    asked = list(study.design.outcomes) or list(dict.fromkeys([study.primary, *HEADLINE]))
    known = [name for name in lived.runs.select_dtypes("number").columns if name not in ("point", "seed", *study.design.factors)]
    wrong = [name for name in asked if name not in known]
    if wrong:
        raise InputError([Problem("is not an outcome of a run", key="study.design.outcomes", value=name, fix=nearest(name, known)) for name in wrong])
    return asked


def failed_points(lived: Lived) -> pd.DataFrame:
    """Points with a run missing, each with its block (from 1 on) and the schemes and seeds that are missing."""
    designed, size = lived.designed, blocks.size_of(lived.designed.settings.study.design)
    there = set(zip(lived.runs["point"].tolist(), lived.runs["scheme"].tolist(), lived.runs["seed"].tolist()))
    rows = []
    for point in range(1, len(designed.points) + 1):
        missing = [(scheme, seed) for scheme in designed.schemes for seed in designed.seeds if (point, scheme, seed) not in there]
        if missing:
            said = "; ".join(f"{scheme} seed {seed}" for scheme, seed in missing)
            rows.append({"point": point, "block": (point - 1) // size + 1, "missing": said})
    return pd.DataFrame(rows, columns=["point", "block", "missing"])


def values_of(lived: Lived, outcome: str) -> dict[str, np.ndarray]:
    """An outcome by scheme: (seeds, points), NaN where the run is missing."""
    designed = lived.designed
    wide = lived.runs.pivot(index="seed", columns=["scheme", "point"], values=outcome)
    columns = pd.MultiIndex.from_product([designed.schemes, range(1, len(designed.points) + 1)])
    wide = wide.reindex(index=list(designed.seeds), columns=columns)
    return {scheme: wide[scheme].to_numpy(float) for scheme in designed.schemes}


def _too_few(lived: Lived, failed: pd.DataFrame, whole: int, planned: int) -> Problem:
    first = lived.failures[0]["message"] if lived.failures else "a run is missing"
    points = ", ".join(str(point) for point in failed["point"].head(20))
    message = f"only {whole} of {planned} blocks are whole; points that failed: {points}{' ...' if len(failed) > 20 else ''}; the first: {first}"
    least = blocks.FEWEST[lived.designed.settings.study.design.kind]
    return Problem(message, "study.design", allowed=f"{least} whole blocks or more", fix="narrow the range that fails, or mend what failed; finished runs are kept")


def _whole_blocks(fine: np.ndarray, design: DesignSettings) -> np.ndarray:
    return fine.reshape(-1, blocks.size_of(design)).all(axis=1)


def _rows(lived: Lived, outcome: str, fine: np.ndarray) -> Iterator[dict[str, Any]]:
    study, values = lived.designed.settings.study, values_of(lived, outcome)
    base = values[study.baseline]
    asked = [(LEVEL_OF, scheme, own) for scheme, own in values.items()]
    asked += [(DIFFERENCE, scheme, own - base) for scheme, own in values.items() if scheme != study.baseline]
    for what, scheme, own in asked:
        head = {"outcome": outcome, "what": what, "scheme": scheme, "baseline": study.baseline if what == DIFFERENCE else ""}
        for row in _ranked(lived, own, fine & np.isfinite(own).all(axis=0), f"{outcome}/{what}/{scheme}"):
            yield {**head, **row}


def _ranked(lived: Lived, values: np.ndarray, fine: np.ndarray, purpose: str) -> list[dict[str, Any]]:
    """Rows of one quantity, the strongest factor first."""
    designed, design = lived.designed, lived.designed.settings.study.design
    whole = _whole_blocks(fine, design)
    chosen = np.repeat(whole, blocks.size_of(design))
    points = np.array([list(point.values()) for point in designed.points])[chosen]
    found = indices(design, points, values[:, chosen], blocks.key_of(design, designed.settings.seed, purpose))
    facts = {"noise_share": noise_share(values[:, chosen]), "blocks": int(whole.sum()), "blocks_left_out": int((~whole).sum()), "seeds": len(values)}
    order = found.iloc[:, 0].sort_values(ascending=False, kind="stable", na_position="last").index
    return [
        {"factor": name, "setting": design.factors[name].key, "rank": place + 1, **found.loc[name].to_dict(), **facts}
        for place, name in enumerate(order)
    ]  # fmt: skip


def indices(design: DesignSettings, points: np.ndarray, values: np.ndarray, key: int) -> pd.DataFrame:
    """Indices by factor of outcomes `values` (seeds, points) at `points` (points, factors), whole blocks only.

    Columns: mu_star, mu, sigma in units of the outcome over the whole range of a factor (Morris 1991), or ST and S1 as shares
    of variance (Saltelli et al. 2010); half-widths of 95 % intervals over resampled blocks; lo and hi of the first index; the
    95 % point of that index under seed noise alone; and state, `noise` when the interval reaches down to that point or zero.
    """
    names = list(design.factors)
    ranked, *rest = ("mu_star", "mu", "sigma", "conf") if design.kind == MORRIS else ("ST", "S1", "ST_conf", "S1_conf")
    if values.shape[1] < blocks.size_of(design) * blocks.FEWEST[design.kind]:
        empty = pd.DataFrame(np.nan, index=names, columns=[ranked, *rest, "lo", "hi", "noise_floor"])
        return empty.assign(state=TOO_FEW)
    found = _morris(design, points, values, key) if design.kind == MORRIS else _sobol(design, values, key)
    half = found["conf" if design.kind == MORRIS else "ST_conf"]
    found = found.assign(lo=found[ranked] - half, hi=found[ranked] + half, noise_floor=_floor(design, points, values, key))
    told = found["lo"] > found["noise_floor"].clip(lower=0.0)
    return found.assign(state=np.where(told & (found["noise_floor"].notna()), TOLD, NOISE))


def _morris(design: DesignSettings, points: np.ndarray, values: np.ndarray, key: int) -> pd.DataFrame:
    from SALib.analyze import morris

    means = values.mean(axis=0)
    found = morris.analyze(blocks.problem_of(design), points, means, num_resamples=RESAMPLES, conf_level=LEVEL, num_levels=design.levels, seed=key)
    told = {"mu_star": found["mu_star"], "mu": found["mu"], "sigma": found["sigma"], "conf": found["mu_star_conf"]}
    return pd.DataFrame({name: np.asarray(column, float) for name, column in told.items()}, index=list(design.factors))


def _sobol(design: DesignSettings, values: np.ndarray, key: int) -> pd.DataFrame:
    from SALib.analyze import sobol

    means, columns = values.mean(axis=0), ["ST", "S1", "ST_conf", "S1_conf"]
    if np.ptp(means) <= 1e-12 * max(1.0, float(np.abs(means).max())):  # nothing varies: there is no variance to share out
        return pd.DataFrame(np.nan, index=list(design.factors), columns=columns)
    found = sobol.analyze(blocks.problem_of(design), means, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=key)
    return pd.DataFrame({name: found[name] for name in columns}, index=list(design.factors))


def steps_of(design: DesignSettings, points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Changes (seeds, factors, blocks) that the index of a factor is made of, one per seed.

    Morris: elementary effects, over the whole range of the factor. Saltelli: row A with the factor taken from B, less row A.
    """
    size, count = blocks.size_of(design), len(design.factors)
    cube = values.reshape(len(values), -1, size)
    if design.kind != MORRIS:
        return np.moveaxis(cube[:, :, 1:-1] - cube[:, :, :1], 2, 1)
    low, high = (np.array([getattr(factor, end) for factor in design.factors.values()], float) for end in ("low", "high"))
    moved = np.diff(((points - low) / (high - low)).reshape(-1, size, count), axis=1)
    which = np.abs(moved).argmax(axis=2)  # the one factor a step moves
    effects = np.diff(cube, axis=2) / np.take_along_axis(moved, which[..., None], 2)[..., 0]
    return np.moveaxis(np.take_along_axis(effects, np.argsort(which, axis=1)[None], 2), 2, 1)


def _floor(design: DesignSettings, points: np.ndarray, values: np.ndarray, key: int) -> np.ndarray:
    """The 95 % point of the ranking index of each factor if only the luck of the seeds moved the means; NaN for one seed.

    The scatter of the changes between seeds is drawn anew with Gaussian multipliers, one per seed, so that what blocks have
    in common through their seeds stays in common; it is widened by Student's t for few seeds.
    """
    n, steps = len(values), steps_of(design, points, values)
    if n < 2:
        return np.full(steps.shape[1], np.nan)
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence(key))).standard_normal((DRAWS, n))
    widened = float(stdtrit(n - 1, 0.5 + LEVEL / 2) / ndtri(0.5 + LEVEL / 2))
    scatter = (steps - steps.mean(axis=0)) / np.sqrt(n * (n - 1)) * widened
    drawn = (_index_of_steps(design, np.einsum("dn,nb->db", luck, scatter[:, place])) for place in range(steps.shape[1]))
    floors = np.array([float(np.quantile(index, LEVEL)) for index in drawn])
    return floors if design.kind == MORRIS else _over_variance(floors, values, design)


def _index_of_steps(design: DesignSettings, steps: np.ndarray) -> np.ndarray:
    """mu_star, or the numerator of ST (Jansen 1999), of changes (draws, blocks)."""
    return np.abs(steps).mean(axis=1) if design.kind == MORRIS else 0.5 * (steps**2).mean(axis=1)


def _over_variance(floors: np.ndarray, values: np.ndarray, design: DesignSettings) -> np.ndarray:
    means = values.mean(axis=0).reshape(-1, blocks.size_of(design))
    variance = float(means[:, [0, -1]].var())  # rows A and B, as the index itself is scaled
    return floors / variance if variance > 0 else np.full_like(floors, np.nan)


def noise_share(values: np.ndarray) -> float:
    """Share of the variance over points that is luck of the seeds: within-point variance / n over variance of the means.

    What all points share through a seed moves none against another and is taken out first. NaN for one seed or no variance.
    """
    n, between = len(values), float(values.mean(axis=0).var(ddof=1)) if values.shape[1] > 1 else 0.0
    if n < 2 or between <= 0:
        return float("nan")
    rest = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    within = float((rest**2).sum()) / ((n - 1) * (values.shape[1] - 1))
    return within / n / between
