"""What may be fitted: settings with a range each, from the study's uncertainties or named one by one; and what is thought before.

Without `evidence` every place of a range is as probable as any other. With it, settings whose value has a source are
drawn to that value, the more the better it is founded. The grades are those of the schema (A several studies, B one good
study, C practice or a fit, D assumption); how wide each makes the prior is an assumption of this module.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.base.study_schema import Factor
from cxsim.study.configuration import nearest_key
from cxsim.study.design.cells import FIXED
from cxsim.study.leaves import Leaf, leaves

MOST = 12  # fitted settings; a quadratic in more needs more runs than a few minutes allow
NOT_FITTED = (*FIXED, "horizon", "customers.count")
WIDTHS = {"A": 0.2, "B": 0.35, "C": 0.5, "D": 0.75}  # half of a range made from a value, as a share of it (assumption)
STEPS = {"A": 0.5, "B": 1.0, "C": 1.5, "D": 2.0}  # the same where zero means nothing: log-odds, utilities (assumption)
PULLS = {"A": 1 / 12, "B": 1 / 8, "C": 1 / 5}  # sd of the prior of evidence, as a share of the range; D stays flat (assumption)
FLAT_SD = 12**-0.5


@dataclass(frozen=True)
class Parameter:
    """One fitted setting: its range, the value in use, and the prior as a place in the range (`sd` infinite = flat)."""

    name: str
    factor: Factor
    low: float
    high: float
    value: float
    grade: str
    source: str
    whole: bool  # a whole number
    centre: float = 0.5
    sd: float = math.inf

    @property
    def key(self) -> str:
        """Dotted setting."""
        return self.factor.key

    def at(self, unit: float) -> float:
        """The setting at a place between 0 (low) and 1 (high)."""
        return self.low + unit * (self.high - self.low)

    @property
    def prior_sd(self) -> float:
        """Standard deviation of the prior, in places of the range."""
        if math.isinf(self.sd):
            return FLAT_SD
        from scipy.stats import truncnorm

        return float(truncnorm((0 - self.centre) / self.sd, (1 - self.centre) / self.sd, self.centre, self.sd).std())


def parameters_of(settings: Settings, fit: Sequence[str], evidence: bool) -> list[Parameter]:
    """The settings to fit: those of `fit` (a key, a name of the study's uncertainties, or key:low:high), without any all uncertainties.

    Raises InputError for what is not a setting with a number, a range that is empty or beyond what is allowed, doubles and too many.
    """
    known = {leaf.key: leaf for leaf in leaves(settings) if leaf.numeric}
    factors, problems = _factors(settings, fit, known)
    found = []
    for name, factor in factors.items():
        faults = _faults(factor, known, f"fit, {name}")
        problems += faults
        if not faults:
            found.append(_parameter(name, factor, known[factor.key], evidence))
    keys = [item.key for item in found]
    problems += [Problem("is named twice", "fit", key) for key in sorted({key for key in keys if keys.count(key) > 1})]
    if len(found) > MOST:
        problems.append(Problem("are too many settings to fit at once", "fit", value=len(found), allowed=f"up to {MOST}", fix="name those you know least about: fit=[journeys.cross_unit_share,business.issue_rate]"))
    if not found and not problems:
        problems.append(Problem("names no setting to fit", "study.design", "uncertainties", fix="study=calibration, or fit=[journeys.cross_unit_share:0:0.7]"))
    if problems:
        raise InputError(problems)
    return found


def _factors(settings: Settings, fit: Sequence[str], known: dict[str, Leaf]) -> tuple[dict[str, Factor], list[Problem]]:
    """Factors by name. A word that names an uncertainty takes its range; another key takes one around its value."""
    own = settings.study.design.factors
    if not fit:
        return dict(own), []
    by_key = {factor.key: name for name, factor in own.items()}
    factors: dict[str, Factor] = {}
    problems = []
    for word in fit:
        key, *ends = word.split(":")
        name = key if key in own else by_key.get(key, "")
        if not ends and name:
            factors[name] = own[name]
        elif not ends:
            factors[key] = _around(key, known.get(key))
        elif len(ends) == 2 and all(_is_number(end) for end in ends):
            base = own[name] if name else Factor(key)
            factors[name or key] = Factor(base.key, base.label_en, base.label_fi, float(ends[0]), float(ends[1]))
        else:
            problems.append(Problem("is not a setting with a range", "fit", value=word, allowed="key, or key:low:high such as journeys.cross_unit_share:0:0.7"))
    return {name.replace(".", "_"): factor for name, factor in factors.items()}, problems


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _around(key: str, leaf: Leaf | None) -> Factor:
    """A range around the value in use, as wide as its grade advises and within what is allowed."""
    if leaf is None:
        return Factor(key, low=0.0, high=1.0)
    value = float(leaf.value)
    free = leaf.low < 0 or value == 0
    half = STEPS.get(leaf.grade, STEPS["D"]) if leaf.low < 0 else WIDTHS.get(leaf.grade, WIDTHS["D"]) * abs(value)
    half = half if half > 0 or not free else min(1.0, 0.5 * (leaf.high - leaf.low))
    return Factor(key, low=max(leaf.low, value - half), high=min(leaf.high, value + half))


def _faults(factor: Factor, known: dict[str, Leaf], where: str) -> list[Problem]:
    leaf = known.get(factor.key)
    if factor.key in NOT_FITTED or factor.key.split(".")[0] in NOT_FITTED:
        return [Problem("says how the model is run and cannot be fitted", where, "key", factor.key)]
    if leaf is None:
        return [Problem("is not a setting with a number", where, "key", factor.key, fix=nearest_key(factor.key, list(known)))]
    if factor.low is None or factor.high is None:
        return [Problem("needs low and high", where, factor.key, fix="for example low: 0.0 and high: 0.6")]
    if not factor.low < factor.high:
        return [Problem("has an empty range", where, factor.key, f"{factor.low:g} to {factor.high:g}", fix="low below high")]
    if factor.low < leaf.low or factor.high > leaf.high:
        return [Problem("has a range beyond what is allowed", where, factor.key, f"{factor.low:g} to {factor.high:g}", f"{leaf.low:g} to {leaf.high:g}")]
    return []


def _parameter(name: str, factor: Factor, leaf: Leaf, evidence: bool) -> Parameter:
    low, high, value = float(factor.low or 0.0), float(factor.high or 0.0), float(leaf.value)
    pull = PULLS.get(leaf.grade) if evidence else None
    centre = min(max((value - low) / (high - low), 0.0), 1.0) if pull else 0.5
    return Parameter(name, factor, low, high, value, leaf.grade, leaf.source, isinstance(leaf.value, int), centre, pull or math.inf)


def prior_log(parameters: Sequence[Parameter], units: np.ndarray) -> np.ndarray:
    """Log density (n,) of the prior at places (n, p) of the ranges, up to a constant."""
    total = np.zeros(len(units))
    for place, item in enumerate(parameters):
        if math.isfinite(item.sd):
            total -= 0.5 * ((units[:, place] - item.centre) / item.sd) ** 2
    return total


def prior_places(parameters: Sequence[Parameter], unit: np.ndarray) -> np.ndarray:
    """Evenly spread numbers (n, p) between 0 and 1 turned into places drawn from the prior."""
    from scipy.stats import truncnorm

    places = unit.copy()
    for place, item in enumerate(parameters):
        if math.isfinite(item.sd):
            ends = ((0 - item.centre) / item.sd, (1 - item.centre) / item.sd)
            places[:, place] = truncnorm.ppf(np.clip(unit[:, place], 1e-9, 1 - 1e-9), *ends, item.centre, item.sd)
    return places
