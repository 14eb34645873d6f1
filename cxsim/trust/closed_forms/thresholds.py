"""Payouts with kinks: their mean and spread under normal results, and effort and results around a threshold.

The program has no rank prizes. A symmetric contest of two is a prize for passing a mark that is as uncertain as the
difference of two results, so the contest's answer is asked of a threshold with that doubt.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from cxsim.base.schema import Settings
from cxsim.organisation.payoff import Deal, expected_score
from cxsim.organisation.reach import N_COLUMNS, SALES
from cxsim.organisation.scorecard import View
from cxsim.organisation.timing import QUARTER_SHARE, choose_pull, moved_shares, terms_of
from cxsim.pay import diagnostics
from cxsim.trust.closed_forms.special import CLIFF, LINEAR, NAME, TARGET, Manager, deal_of, luck, paid_for, scheme_of
from cxsim.trust.lines import Line, Notebook

CASES, FEW = 20, 5
DRAWS, FEW_DRAWS = 4096, 512
POINTS, KERNEL_GAP = 0.2, 1e-9  # % of target bonus; the same for kernels, share
PRIZE_GAP, WINDOW, BUNCHED, EVEN = 0.02, 2.0, 1.5, 0.02
PLACE_GAP = 0.05  # forecast errors
CURVES = {
    "usual sales": (((90, 50), (100, 100), (110, 200)), "linear"),
    "usual score": (((96, 50), (100, 100), (104, 200)), "linear"),
    "steps": (((90, 50), (100, 100), (110, 150)), "step"),
}  # fmt: skip
PLACES = ((97.0, 3.0), (100.0, 5.0), (104.0, 8.0))  # mean and spread of results, % of target
SET = "tolerance set beforehand"


def lines(settings: Settings, quick: bool) -> list[Line]:
    """Moments, effort and results."""
    return [*moments(settings, quick), *effort(settings, quick), *results(settings, quick)]


# ---------------------------------------------------------------- mean and spread of payouts


def moments(settings: Settings, quick: bool) -> list[Line]:
    """Payouts of the pay engine, one by one, and managers' expectations, against integrals."""
    note, draws = Notebook(NAME, "payout moments"), FEW_DRAWS if quick else DRAWS
    cases = [(name, mean, sd) for name in CURVES for mean, sd in PLACES]
    gaps = np.array([moment_gaps(*case, draws) for case in cases])
    foreseen = [abs(foreseen_payout(settings, *case) - payout_mean(*case)) / 100.0 for case in cases]
    near = POINTS * math.sqrt(DRAWS / draws)
    told = f"{draws:,} evenly spread results, three curves at three places"
    return [
        note.banded("mean payout, largest gap", float(gaps[:, 0].max()), 0.0, near, "% of target", f"pay engine against the mean of a kinked curve under normal results; {told}", "partial moments of the normal law", note=SET),
        note.banded("spread of payouts, largest gap", float(gaps[:, 1].max()), 0.0, near, "% of target", "standard deviation of the same payouts", "partial moments of the normal law", note=SET),
        note.banded("payout foreseen by managers", max(foreseen), 0.0, KERNEL_GAP, "share", "largest gap of the managers' expected payout from the same mean", "partial moments of the normal law", note=SET),
    ]  # fmt: skip


def _curve(name: str) -> dict[str, object]:
    kinks, shape = CURVES[name]
    return {"direction": "higher", "shape": shape, "beyond_last": "cap", "kinks": [list(kink) for kink in kinks]}


def moment_gaps(name: str, mean: float, sd: float, draws: int) -> tuple[float, float]:
    """Gaps of mean and standard deviation, % of target bonus."""
    scheme = scheme_of({"sales": paid_for("revenue", "touchpoint")}, {"revenue": _curve(name)})
    risk = diagnostics.payout_risk(scheme, "middle_manager", {("revenue", "touchpoint"): (mean, sd)}, draws)
    first, second = payout_mean(name, mean, sd), payout_mean(name, mean, sd, power=2)
    return abs(risk.mean - first), abs(risk.sd - math.sqrt(second - first**2))


def payout_mean(name: str, mean: float, sd: float, power: int = 1) -> float:
    """Mean of payout (or its square), % of target bonus: stretch by stretch a polynomial under the normal density."""
    kinks, shape = CURVES[name]
    total = kinks[-1][1] ** power * norm.sf(kinks[-1][0], mean, sd)
    for (a, low), (b, high) in pairwise(kinks):
        slope = (high - low) / (b - a) if shape == "linear" else 0.0
        total += _stretch(a, b, low - slope * a, slope, mean, sd, power)
    return float(total)


def _stretch(a: float, b: float, base: float, slope: float, mean: float, sd: float, power: int) -> float:
    """Integral of (base + slope x)^power times the normal density from `a` to `b`, by its truncated moments."""
    za, zb = (a - mean) / sd, (b - mean) / sd
    mass, edge = norm.cdf(zb) - norm.cdf(za), norm.pdf(za) - norm.pdf(zb)
    square = mass + za * norm.pdf(za) - zb * norm.pdf(zb)
    level, rise = base + slope * mean, slope * sd
    return level * mass + rise * edge if power == 1 else level**2 * mass + 2.0 * level * rise * edge + rise**2 * square


def foreseen_payout(settings: Settings, name: str, mean: float, sd: float) -> float:
    """What a manager expects to be paid, % of target bonus."""
    return 100.0 * expected_score(deal_of(settings, _curve(name), 20.0), np.array([mean]), np.array([sd]))


# ---------------------------------------------------------------- effort around a threshold


def effort(settings: Settings, quick: bool) -> list[Line]:
    """Effort by distance from a quota, at a kink of the rate, and in a contest."""
    note, count = Notebook(NAME, "thresholds"), FEW if quick else CASES
    cliff, linear = (Manager(deal_of(settings, curve, 20.0), 1.0) for curve in (CLIFF, LINEAR))
    ladder = np.linspace(-4.0, 4.0, 161)  # distance of the forecast from the quota, forecast errors
    near, even = (np.array([manager.effort(TARGET + 3.0 * d, 3.0) for d in ladder]) for manager in (cliff, linear))
    wrong = int(np.sum(np.diff(near[ladder <= 0.0]) <= 0.0) + np.sum(np.diff(near[ladder >= 0.0]) >= 0.0))
    kinks = np.array([kink_jump(settings, case) for case in kink_cases(settings, count)])
    what = "forecasts from four errors short of the quota to four beyond"
    return [
        note.banded("quota: where effort is largest", float(ladder[np.argmax(near)]), -PLACE_GAP, PLACE_GAP, "errors", f"distance of the forecast from the quota, in forecast errors; {what}", "Kivetz et al. 2006: inverted U", note=SET),
        note.banded("quota: steps against the inverted U", float(wrong), 0.0, 0.0, "steps", f"of {ladder.size - 1} steps, those where effort does not rise before or fall beyond the quota", "Kivetz et al. 2006"),
        note.banded("linear plan: effort by distance", float(np.ptp(even) / even.mean()), 0.0, 1e-6, "share", f"largest less smallest effort over the mean; {what}", "Holmstrom and Milgrom 1987", note=SET),
        note.banded("kink: effort jumps on the right side", float(np.sum(kinks[:, 0] > 0.0)), count, count, "cases", f"of {count} random kinks, those with more effort just beyond where the rate rises", "piece-rate theory"),
        note.banded("kink: size of the jump, largest gap", float(np.max(np.abs(kinks[:, 1]))), 0.0, PRIZE_GAP, "share", "jump against (b2 - b1) / c, relative, the same kinks", "piece-rate theory"),
        note.banded("contest of two: effort W g(0) / c", max(contest_gaps(settings, count)), 0.0, PRIZE_GAP, "share", f"largest relative gap, {count} prizes; a contest is a mark as uncertain as the difference of two results", "Lazear and Rosen 1981", note="no rank prizes here: asked of a threshold"),
    ]  # fmt: skip


def kink_cases(settings: Settings, count: int) -> np.ndarray:
    """Random (first rate, second rate, cost): payout points per % of target before and after the target."""
    return luck(settings, "kinks").uniform([0.2, 1.5, 0.5], [1.0, 4.0, 3.0], (count, 3)).round(3)


def kink_jump(settings: Settings, case: np.ndarray) -> tuple[float, float]:
    """Effort just beyond the kink less just before, with little doubt; and its relative gap from (b2 - b1) / c."""
    first, second, cost = case.tolist()
    curve = {**LINEAR, "kinks": [[0, 0], [100, round(100 * first, 3)], [200, round(100 * first + 100 * second, 3)]]}
    manager = Manager(deal_of(settings, curve, 100.0), cost)
    jump = manager.effort(TARGET + 1.0, 0.1) - manager.effort(TARGET - 1.0, 0.1)
    return jump, jump * cost / (second - first) - 1.0


def contest_gaps(settings: Settings, count: int) -> list[float]:
    """Relative gap of effort from W g(0) / c; g is the density of the difference of two results, luck of each `noise`."""
    gaps = []
    for prize, cost, noise in luck(settings, "contest").uniform([5.0, 0.5, 1.0], [50.0, 5.0, 8.0], (count, 3)):
        found = Manager(deal_of(settings, CLIFF, prize), cost).effort(TARGET, math.sqrt(2.0) * noise)
        density = quad(lambda x: norm.pdf(x, 0.0, noise) ** 2, -np.inf, np.inf)[0]  # noqa: B023  used at once
        gaps.append(abs(found * cost / (prize * density) - 1.0))
    return gaps


# ---------------------------------------------------------------- results around a threshold


def results(settings: Settings, quick: bool) -> list[Line]:
    """Results after sales were moved near the year's end, just above and just below a quota; evenly spread before."""
    note, count = Notebook(NAME, "thresholds"), FEW if quick else CASES
    ratios = {name: density_ratios(settings, curve, count) for name, curve in (("quota", CLIFF), ("linear", LINEAR))}
    worst = ratios["linear"][np.argmax(np.abs(ratios["linear"] - 1.0))]
    what = f"results within {WINDOW:g} points above over below the target, evenly spread before sales are moved; {count} bonuses of 5 to 35 % of pay"
    return [
        note.banded("quota: more results above than below", float(np.sum(ratios["quota"] > 1.0)), count, count, "cases", f"of {count} bonuses of 5 to 35 % of pay", "density jump on the right side"),
        note.banded("quota: results above over below", float(np.median(ratios["quota"])), BUNCHED, np.inf, "ratio", f"median of {what}", "Kivetz et al. 2006 (at least 1.5)"),
        note.banded("linear plan: results above over below", float(worst), 1.0 - EVEN, 1.0 + EVEN, "ratio", "the same where each point pays alike, the case farthest from 1", "Holmstrom and Milgrom 1987", note=SET),
    ]  # fmt: skip


def density_ratios(settings: Settings, curve: Mapping[str, object], count: int) -> np.ndarray:
    """Results just above the target per result just below, (cases,)."""
    bonuses = luck(settings, "bonuses").uniform(5.0, 35.0, count)
    deal = deal_of(settings, curve, 1.0, years=settings.behaviour.horizon_years)
    return np.array([_ratio(settings, replace(deal, bonus=bonus)) for bonus in bonuses])


def _ratio(settings: Settings, deal: Deal) -> float:
    behaviour, terms = settings.behaviour, terms_of(settings)
    before = np.arange(TARGET - 3.0 * WINDOW, TARGET + 3.0 * WINDOW, 0.02) + 0.01
    late, full = (behaviour.metric_range["revenue"] * error for error in (behaviour.timing_error, behaviour.forecast_error["revenue/touchpoint"]))
    reach = np.zeros((1, N_COLUMNS))
    reach[0, SALES] = 1.0
    one, nobody = np.ones(1), np.zeros((0, 1))

    def pulled(place: float) -> float:
        view = View(3, 3, place * one, late * one, full * one, behaviour.target_ratchet["revenue"] * one, reach, nobody, nobody[:, 0])
        return choose_pull(deal, view, reach, 1.0, terms)

    now, _ = moved_shares(np.array([pulled(place) for place in before]), terms)
    after = before + QUARTER_SHARE * now
    above = int(np.count_nonzero((after >= TARGET) & (after < TARGET + WINDOW)))
    below = int(np.count_nonzero((after < TARGET) & (after >= TARGET - WINDOW)))
    return above / max(below, 1)
