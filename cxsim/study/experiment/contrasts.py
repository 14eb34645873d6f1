"""Which differences an experiment takes, and their estimates: paired by seed, intervals that hold together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterator, Sequence

import numpy as np
import pandas as pd

from cxsim.study.experiment.design import Layout
from cxsim.study.statistics import CLEAR, NO_INTERVAL, estimate_family

EFFECT, CHANGE = "effect", "change"
AS_EXPECTED, REVERSED, NOT_SHOWN = "as_expected", "reversed", "not_shown"
KEYS = ("role", "variant", "scheme", "against_variant", "against_scheme")


@dataclass(frozen=True)
class Contrast:
    """One difference: signed runs that are summed within each seed, and what it is called in tables.

    `role` is effect, or change: what an effect changed by from the first to the last position of a dial. `against_`
    names what is subtracted. `expected` is more, less or open.
    """

    role: str
    variant: str
    scheme: str
    against_variant: str
    against_scheme: str
    terms: tuple[tuple[str, str, int], ...]
    expected: str


def contrasts_of(layout: Layout) -> list[Contrast]:
    """The differences of an experiment in table order; of a dial also the change from its first to its last position."""
    form = layout.form
    kinds = {"variants": _between_variants, "schemes": _between_schemes, "interaction": _interactions}
    found = list(kinds[form.compare](layout))
    return found + (list(_changes(layout)) if form.dial is not None and form.compare == "schemes" else [])


def headline(contrasts: Sequence[Contrast]) -> list[Contrast]:
    """Those the headline is about: the changes over a dial when there are any, else the effects."""
    changes = [item for item in contrasts if item.role == CHANGE]
    return changes or list(contrasts)


def effects_table(runs: pd.DataFrame, contrasts: Sequence[Contrast], outcomes: Sequence[str], seeds: Sequence[int]) -> pd.DataFrame:
    """One row per outcome and difference. Family: all differences of one outcome.

    `runs` has the columns variant, scheme, seed and the outcomes. `agrees` says of the first outcome whether the
    difference is as_expected, reversed or not_shown; empty when nothing was expected or there is no interval.
    """
    rows: list[dict[str, Any]] = []
    for outcome in outcomes:
        found = estimate_family(differences(runs, contrasts, outcome, seeds))
        for item, estimate in zip(contrasts, found, strict=True):
            expected = item.expected if outcome == outcomes[0] else "open"
            agrees = agreement(expected, estimate.state, estimate.mean)
            keys = {key: getattr(item, key) for key in KEYS}
            rows.append({"outcome": outcome, **keys, **vars(estimate), "expected": expected, "agrees": agrees})
    return pd.DataFrame(rows)


def quarterly_effects(quarterly: pd.DataFrame, contrasts: Sequence[Contrast], column: str, seeds: Sequence[int]) -> pd.DataFrame:
    """One row per quarter and difference. Family: all differences of one quarter; not over quarters."""
    rows: list[dict[str, Any]] = []
    for quarter, part in quarterly.groupby("quarter", sort=True):
        for item, estimate in zip(contrasts, estimate_family(differences(part, contrasts, column, seeds)), strict=True):
            rows.append({"quarter": quarter, "outcome": column, **{key: getattr(item, key) for key in KEYS}, **vars(estimate)})
    return pd.DataFrame(rows)


def levels_table(runs: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Mean level of every variant, scheme and outcome, so that differences can be seen against it."""
    outcomes = [name for name in layout.form.outcomes if name in runs]
    means = runs.groupby(["variant", "scheme"], sort=False)[outcomes].mean()
    return means.reset_index().melt(["variant", "scheme"], var_name="outcome", value_name="mean")


def differences(runs: pd.DataFrame, contrasts: Sequence[Contrast], outcome: str, seeds: Sequence[int]) -> np.ndarray:
    """Values of every difference, shape (seeds, differences); nan where a run of it failed or told nothing."""
    places = [(variant, scheme) for item in contrasts for variant, scheme, _ in item.terms]
    wide = runs.set_index(["seed", "variant", "scheme"])[outcome].unstack(["variant", "scheme"])
    wide = wide.reindex(index=list(seeds), columns=pd.MultiIndex.from_tuples(list(dict.fromkeys(places))))
    columns = [sum(sign * wide[variant, scheme].to_numpy(float) for variant, scheme, sign in item.terms) for item in contrasts]
    return np.column_stack(columns)


def agreement(expected: str, state: str, mean: float) -> str:
    """as_expected, reversed, not_shown, or empty when nothing was expected or nothing can be said."""
    if expected == "open" or state == NO_INTERVAL:
        return ""
    if state != CLEAR:
        return NOT_SHOWN
    return AS_EXPECTED if (mean > 0) == (expected == "more") else REVERSED


def _between_variants(layout: Layout) -> Iterator[Contrast]:
    home = layout.form.home
    for scheme in layout.schemes:
        for name in _others(layout):
            terms = ((name, scheme, 1), (home, scheme, -1))
            yield Contrast(EFFECT, name, scheme, home, scheme, terms, layout.form.expected_of(name))


def _between_schemes(layout: Layout) -> Iterator[Contrast]:
    home, *others = layout.schemes
    for scheme in others:
        for name in layout.positions:
            expected = "open" if layout.form.dial is not None else layout.form.expected_of(name)
            yield Contrast(EFFECT, name, scheme, name, home, ((name, scheme, 1), (name, home, -1)), expected)


def _interactions(layout: Layout) -> Iterator[Contrast]:
    home, *others = layout.schemes
    for scheme in others:
        for name in _others(layout):
            yield _interaction(layout, EFFECT, name, layout.form.home, scheme, home)


def _changes(layout: Layout) -> Iterator[Contrast]:
    home, *others = layout.schemes
    names = list(layout.positions)
    first, last = names[0], names[-1]
    for scheme in others:
        yield _interaction(layout, CHANGE, last, first, scheme, home)


def _interaction(layout: Layout, role: str, variant: str, against: str, scheme: str, home: str) -> Contrast:
    terms = ((variant, scheme, 1), (variant, home, -1), (against, scheme, -1), (against, home, 1))
    return Contrast(role, variant, scheme, against, home, terms, layout.form.expected_of(variant))


def _others(layout: Layout) -> list[str]:
    return [name for name in layout.positions if name != layout.form.home]
