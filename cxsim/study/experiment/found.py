"""What an experiment found: differences paired by seed whose intervals hold together, and the answer as plain facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.study.experiment.form import SCHEMES, VARIANTS, Experiment
from cxsim.study.experiment.lived import Lived, wide
from cxsim.study.statistics import CLEAR, Estimate, estimate_family, single_interval

COLUMNS = ("variant", "scheme", "outcome", "mean", "lo", "hi", "se", "n", "state", "claim", "as_claimed")
AS_CLAIMED, CONTRARY, OPEN, UNCLAIMED = "yes", "contrary", "not distinguishable", ""


@dataclass(frozen=True)
class Answer:
    """The facts a headline is made of; counts are over the variants (and schemes) tried, on the first outcome."""

    outcome: str
    tried: int
    up: int
    down: int
    open: int
    largest: pd.Series | None  # row of the largest clear effect, None when nothing is clear
    as_claimed: int
    contrary: int
    replications: int
    enough: bool  # whether there are seeds enough for intervals


def effects(lived: Lived) -> pd.DataFrame:
    """One row per outcome, variant and scheme; the intervals of an outcome hold together (95 %).

    `variants`: variant less reference, same scheme. `schemes`: scheme less the first one, same variant. `interaction`: how
    much more (scheme less first scheme) is in the variant than in the reference. Raises InputError for an outcome no run reports.
    """
    experiment, rows = lived.experiment, []
    for outcome in experiment.outcomes:
        if outcome not in lived.runs:
            known = [name for name in lived.runs.columns if name not in ("variant", "scheme", "seed", "run_digest")]
            raise InputError(Problem("is not an outcome of a run", key="outcomes", value=outcome, fix=nearest(outcome, known)))
        pairs = differences(lived, outcome)
        estimates = estimate_family(np.column_stack(list(pairs.values())))
        rows += [_row(lived, outcome, *key, estimate) for key, estimate in zip(pairs, estimates, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def differences(lived: Lived, outcome: str) -> dict[tuple[str, str], np.ndarray]:
    """Paired differences (seeds,) by (variant, scheme)."""
    experiment = lived.experiment
    values = wide(experiment, lived.runs, outcome, lived.seeds)
    others = [name for name in experiment.variants if name != experiment.reference]
    if experiment.compare == VARIANTS:
        return {(v, s): values[v, s] - values[experiment.reference, s] for v in others for s in experiment.schemes}
    first, *rest = experiment.schemes
    if experiment.compare == SCHEMES:
        return {(v, s): values[v, s] - values[v, first] for v in experiment.variants for s in rest}
    gap = {(v, s): values[v, s] - values[v, first] for v in experiment.variants for s in rest}
    return {(v, s): gap[v, s] - gap[experiment.reference, s] for v in others for s in rest}


def _row(lived: Lived, outcome: str, variant: str, scheme: str, found: Estimate) -> tuple:
    claim = _claim(lived.experiment, variant, scheme) if outcome == lived.experiment.outcomes[0] else "none"
    return (
        variant, scheme, outcome, found.mean, found.lo, found.hi, found.se, found.n, found.state, claim, as_claimed(claim, found.state, found.mean),
    )  # fmt: skip


def _claim(experiment: Experiment, variant: str, scheme: str) -> str:
    """What the texts say of a row, on the first outcome."""
    return experiment.claims.get(scheme, "none") if experiment.compare == SCHEMES else experiment.variants[variant].claim


def as_claimed(claim: str, state: str, mean: float) -> str:
    """Whether a difference goes the way the texts say."""
    if claim == "none":
        return UNCLAIMED
    if state != CLEAR:
        return OPEN
    return AS_CLAIMED if (mean > 0) == (claim == "more") else CONTRARY


def answer(lived: Lived, table: pd.DataFrame, outcome: str | None = None) -> Answer:
    """Count what came out on an outcome, by default the first."""
    outcome = outcome or lived.experiment.outcomes[0]
    main = table[table["outcome"] == outcome]
    clear = main[main["state"] == CLEAR]
    largest = clear.loc[clear["mean"].abs().idxmax()] if len(clear) else None
    up, down = int((clear["mean"] > 0).sum()), int((clear["mean"] < 0).sum())
    claimed = main["as_claimed"]
    return Answer(
        outcome, len(main), up, down, len(main) - up - down, largest,
        int((claimed == AS_CLAIMED).sum()), int((claimed == CONTRARY).sum()), len(lived.seeds), bool(main["lo"].notna().all()),
    )  # fmt: skip


def course(lived: Lived, column: str) -> pd.DataFrame:
    """By quarter, variant and scheme: mean paired difference from what the row is taken from and its own 95 % interval.

    With `interaction`, the figure still tells variant less reference, scheme by scheme.
    """
    table, rows, experiment = lived.quarterly, [], lived.experiment
    values = table.set_index(["variant", "scheme", "seed", "quarter"])[column]
    for (variant, scheme, quarter), part in table.groupby(["variant", "scheme", "quarter"], sort=False):
        of = (variant, experiment.schemes[0]) if experiment.compare == SCHEMES else (experiment.reference, scheme)
        if of == (variant, scheme):
            continue
        base = values.reindex([(*of, seed, quarter) for seed in part["seed"]])
        mean, _, _, lo, hi, n = single_interval(part[column].to_numpy(float) - base.to_numpy(float))
        rows.append((variant, scheme, int(quarter), mean, lo, hi, n))
    return pd.DataFrame(rows, columns=["variant", "scheme", "quarter", "mean", "lo", "hi", "n"])
