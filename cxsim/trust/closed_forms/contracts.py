"""Contracts of theory: the linear contract, distortion between tasks, the shared bonus, the weight that is felt."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Callable

import numpy as np
from scipy.optimize import minimize_scalar

from cxsim.base.schema import Settings
from cxsim.organisation import choice
from cxsim.organisation.payoff import Deal, expected_scores
from cxsim.pay import diagnostics
from cxsim.pay.scheme import Scheme
from cxsim.trust.closed_forms import special
from cxsim.trust.closed_forms.special import LINEAR, NAME, TARGET, Manager, deal_of, luck, paid_for, scheme_of, view_at
from cxsim.trust.lines import Line, Notebook

CASES, MANY, FEW = 40, 100, 8
RATE_GAP, EFFORT_GAP, CONCAVE_GAP, ANGLE_GAP, SHARED_GAP = 0.02, 1e-6, 1e-3, 0.02, 2e-3
SEARCH_GAP = 1e-9  # ten times where the kernel stops searching
SMALL_PAY = 1e-4  # of the usual sensitivity: in the small the effects of work are linear
SHARES = (10, 15, 20, 25, 33, 50, 67, 75, 90)
# weight felt on other units relative to one's own, two decimals, by number of units and paper weight above
PRINTED = {
    2: (0.05, 0.08, 0.11, 0.14, 0.20, 0.33, 0.50, 0.60, 0.82),
    4: (0.03, 0.04, 0.06, 0.08, 0.11, 0.20, 0.34, 0.43, 0.69),
    6: (0.02, 0.03, 0.04, 0.05, 0.08, 0.14, 0.25, 0.33, 0.60),
}
SET = "tolerance set beforehand"


def lines(settings: Settings, quick: bool) -> list[Line]:
    """All four themes."""
    return [*linear_contract(settings, quick), *distortion(settings, quick), *shared_bonus(settings), *felt_weight(settings)]


# ---------------------------------------------------------------- the linear contract


def linear_contract(settings: Settings, quick: bool) -> list[Line]:
    """Best rate and effort of a manager averse to risk; efforts in several tasks."""
    note = Notebook(NAME, "linear contract")
    cases = contract_cases(settings, FEW if quick else CASES)
    plan = deal_of(settings, LINEAR, TARGET)
    gaps = [abs(best_rate(plan, *case) - rate_of_theory(*case)) for case in cases]
    efforts = [abs(effort_at(plan, 0.5, *case) * case[1] / 0.5 - 1.0) for case in cases]
    told = "aversion .5 to 20 per share of base pay, noise 1 to 8 % of target"
    return [
        note.banded("best rate, largest gap", max(gaps), 0.0, RATE_GAP, "rate", f"rate with the largest certain surplus, found by search, against 1 / (1 + r c s^2); {len(cases)} cases", "Holmstrom and Milgrom 1987", note=told),
        note.banded("effort b / c, largest gap", max(efforts), 0.0, EFFORT_GAP, "share", "effort chosen at rate .5, one task, the same cases", "Holmstrom and Milgrom 1991", note=SET),
        note.banded("efforts C^-1 b, largest gap", tasks_gap(settings, len(cases)), 0.0, EFFORT_GAP, "share", f"two to nine tasks with a cross cost, {len(cases)} cases, against the linear equations solved", "Holmstrom and Milgrom 1991", note=SET),
        note.banded("efforts of the shipped company", shipped_gap(settings), 0.0, CONCAVE_GAP, "share", "a touchpoint manager under mixed pay with a ten-thousandth of the usual ear for it, against C^-1 b", "Holmstrom and Milgrom 1991", note=SET),
    ]  # fmt: skip


Case = tuple[float, float, float]  # risk aversion per share of base pay, cost of effort, noise in % of target


def contract_cases(settings: Settings, count: int) -> list[Case]:
    """Random (r, c, s); r c s^2 / 100 from nearly nothing to dozens."""
    draws = luck(settings, "contracts").uniform(size=(count, 3))
    return [(0.5 + 19.5 * r, 0.05 * 100.0**c, 1.0 + 7.0 * s) for r, c, s in draws]


def rate_of_theory(aversion: float, cost: float, noise: float) -> float:
    """Best share of a point of result that is paid out, both worth one % of base pay; r is per share, hence the 100."""
    return 1.0 / (1.0 + aversion / 100.0 * cost * noise**2)


def best_rate(plan: Deal, aversion: float, cost: float, noise: float) -> float:
    """The rate at which result less strain less risk premium is largest, all three as the program has them."""

    def loss(rate: float) -> float:
        effort = effort_at(plan, rate, aversion, cost, noise)
        return 0.5 * cost * effort**2 - effort + risk_premium(plan, rate, aversion, noise)

    return float(minimize_scalar(loss, bounds=(1e-4, 1.5), method="bounded", options={"xatol": 1e-4}).x)


def effort_at(plan: Deal, rate: float, aversion: float, cost: float, noise: float) -> float:
    """Effort of a manager paid `rate` % of base pay per % of target."""
    return Manager(replace(plan, bonus=TARGET * rate), cost).effort(TARGET, noise, aversion)


def risk_premium(plan: Deal, rate: float, aversion: float, noise: float) -> float:
    """Mean pay less its certainty equivalent, % of base pay.

    The program has the slope of the certainty equivalent only; it is summed up from where nothing is ever paid.
    """
    deal = replace(plan, bonus=TARGET * rate)
    edge = min(TARGET, 8.0 * noise + aversion * rate * noise**2 / 100.0)  # beyond it the threshold is forgotten
    certain = _area(lambda at: float(choice.worth(deal, view_at(at, noise), 0.0, aversion)[0, 0]), (-8.0 * noise, edge, TARGET))
    mean = float(expected_scores(deal, np.array([[TARGET]]), np.array([noise]))[0])
    return deal.bonus * (mean - certain)


def _area(slope: Callable[[float], float], edges: tuple[float, float, float]) -> float:
    points, weights = np.polynomial.legendre.leggauss(24)
    total = 0.0
    for low, high in pairwise(edges):
        total += 0.5 * (high - low) * sum(w * slope(low + 0.5 * (high - low) * (p + 1.0)) for p, w in zip(points, weights))
    return total


def tasks_gap(settings: Settings, count: int) -> float:
    """Largest relative gap of the kernel's efforts from C^-1 b, over random rates and costs."""
    draws, largest = luck(settings, "tasks"), 0.0
    for _ in range(count):
        value, cost, shared = draws.uniform(0.1, 2.0, draws.integers(2, 10)), draws.uniform(0.5, 5.0), draws.uniform(0.0, 2.0)
        exact = np.linalg.solve(cost * np.eye(value.size) + shared, value)
        found = special.chosen(value, cost, shared)
        largest = max(largest, float(np.linalg.norm(found - exact) / np.linalg.norm(exact)))
    return largest


def shipped_gap(settings: Settings) -> float:
    """The same for a manager of the company under test, its own beliefs and its own costs."""
    behaviour = replace(settings.behaviour, pay_sensitivity=SMALL_PAY, belief_sd=0.0)
    parts = {"sales": paid_for("revenue", "unit", 50), "score": paid_for("cx", "company", 50)}
    company = special.company_of(replace(settings, behaviour=behaviour), scheme_of(parts, {}))
    pull = SMALL_PAY * special.pull_of(company)
    exact = np.linalg.solve(behaviour.attention_cost * np.eye(pull.size) + behaviour.substitution_cost, pull)
    return float(np.linalg.norm(special.answer_of(company) - exact) / np.linalg.norm(exact))


# ---------------------------------------------------------------- distortion


def distortion(settings: Settings, quick: bool) -> list[Line]:
    """Effort in the unmeasured task when the measured one is paid more, and what one measure can reach."""
    note, count = Notebook(NAME, "distortion"), FEW if quick else MANY
    moves = {name: unmeasured_moves(settings, count, sign) for name, sign in (("substitutes", 1.0), ("complements", -1.0), ("unrelated", 0.0))}
    angle = angle_gaps(settings, FEW if quick else CASES)
    what = f"of {count} cases, effort in the task that is not measured {{}} when the other is paid more"
    return [
        note.banded("substitutes: it falls", 100.0 * float(np.mean(moves["substitutes"] < 0.0)), 100.0, 100.0, "%", what.format("falls"), "Holmstrom and Milgrom 1991"),
        note.banded("complements: it rises", 100.0 * float(np.mean(moves["complements"] > 0.0)), 100.0, 100.0, "%", what.format("rises"), "Holmstrom and Milgrom 1991"),
        note.banded("unrelated: it stays", float(np.max(np.abs(moves["unrelated"]))), 0.0, SEARCH_GAP, "attention", f"largest change of that effort, {count} cases, without a cross cost", "Holmstrom and Milgrom 1991", note="equal bits were asked first: some cases differ in the last, as the search for effort stops within 1e-10"),
        note.banded("one measure reaches cos^2, largest gap", float(np.max(angle)), 0.0, ANGLE_GAP, "share", f"best surplus with one measure of nine tasks over the best there is, against the squared cosine between paid and valued, relative; {angle.size} cases", "Baker 2002"),
    ]  # fmt: skip


def unmeasured_moves(settings: Settings, count: int, sign: float) -> np.ndarray:
    """Change (cases,) of effort in the second of two tasks when the rate on the first rises; jobs of ordinary size."""
    draws, moves = luck(settings, f"distortion {sign:g}"), []
    for _ in range(count):
        cost, rate, more, cross, job = draws.uniform([50.0, 0.0, 0.2, 0.05, 0.05], [200.0, 20.0, 20.0, 0.9, 0.4])
        before, after = (special.chosen(np.array([paid, 5.0]), cost, 0.5 * sign * cross * cost, job) for paid in (rate, rate + more))
        moves.append(float(after[1] - before[1]))
    return np.array(moves)


def angle_gaps(settings: Settings, count: int) -> np.ndarray:
    """Relative gap (cases,) between what the best rate on one measure reaches and the squared cosine."""
    draws, gaps = luck(settings, "angle"), []
    deal, cost = deal_of(settings, LINEAR, TARGET), 1.0
    manager = Manager(deal, cost, tasks=9)
    for _ in range(count):
        paid, valued = draws.uniform(0.0, 1.0, (2, 9))

        def loss(rate: float, paid: np.ndarray = paid, valued: np.ndarray = valued) -> float:
            effort = manager.efforts(rate * paid, TARGET, 5.0)
            return float(0.5 * cost * effort @ effort - valued @ effort)

        reached = -minimize_scalar(loss, bounds=(0.0, 5.0), method="bounded", options={"xatol": 1e-5}).fun
        first_best = valued @ valued / (2.0 * cost)
        gaps.append(abs(reached / first_best / diagnostics.alignment(paid, valued) - 1.0))
    return np.array(gaps)


# ---------------------------------------------------------------- a bonus shared by many


def shared_bonus(settings: Settings) -> list[Line]:
    """A unit's bonus shared by its touchpoints, alone and with a head who is paid for the same."""
    note, sizes = Notebook(NAME, "shared bonus"), (2, 4, 8)
    alone, team = _team(settings, 1, head=False), {n: _team(settings, n, head=False) for n in sizes}
    led = {n: _team(settings, n, head=True) for n in sizes}
    pulls = [float(np.max(np.abs(n * special.pull_of(team[n]) - special.pull_of(alone)))) for n in sizes]
    efforts = [_size(special.answer_of(team[n])) * n / _size(special.answer_of(alone)) for n in sizes]
    above = [_size(special.answer_of(led[n], asked=True)) * n / _size(special.answer_of(alone)) for n in sizes]
    regard = [abs(diagnostics.group_effort(0.7, n, k) - _regard(settings, 0.7, n, k)) for n in sizes for k in (0.0, 0.3, 1.0)]
    what = "two, four and eight touchpoints paid for their unit's sales"
    return [
        note.banded("pull of pay is 1 / N", max(pulls), 0.0, 1e-9, "% of base pay", f"worth of an activity times N less its worth alone, largest; {what}", "Holmstrom 1982", note=SET),
        note.banded("effort is 1 / N", max(abs(ratio - 1.0) for ratio in efforts), 0.0, SHARED_GAP, "share", f"effort times N over effort alone less 1, largest; {what}, heard a ten-thousandth", "Holmstrom 1982", note=SET),
        note.banded("above 1 / N when somebody watches", min(above), 1.0 + SHARED_GAP, np.inf, "times 1 / N", f"the same where a head paid for the unit's sales sets the direction, smallest; {what}", "Holmstrom 1982; Knez and Simester 2001"),
        note.banded("above 1 / N with regard for mates", max(regard), 0.0, EFFORT_GAP, "effort", "choice of a manager who counts part of the mates' bonuses as own, against b (1 + k (N - 1)) / N", "Holmstrom 1982", note="regard is an input here; the model's managers have none"),
    ]  # fmt: skip


def _team(settings: Settings, touchpoints: int, head: bool) -> special.Organisation:
    levels = ("middle_manager", "unit_head") if head else ("middle_manager",)
    scheme = scheme_of({"sales": paid_for("revenue", "unit")}, {"revenue": LINEAR}, levels)
    return special.company_of(special.equal_parts(settings, 2, touchpoints, SMALL_PAY), scheme)


def _size(effort: np.ndarray) -> float:
    return float(np.linalg.norm(effort))


def _regard(settings: Settings, rate: float, members: int, regard: float) -> float:
    """Effort at cost 1 of a member who counts `regard` of each mate's bonus beside the own one."""
    felt = rate * (1.0 + regard * (members - 1))
    return Manager(deal_of(settings, LINEAR, TARGET * felt / members), 1.0).effort(TARGET, 5.0)


# ---------------------------------------------------------------- paper weight and felt weight


def felt_weight(settings: Settings) -> list[Line]:
    """Weight on other units relative to the own one, from the money the pay engine pays and from managers' choices."""
    note = Notebook(NAME, "effective weight")
    paid = {(n, share): paid_weight(n, share) for n in PRINTED for share in SHARES}
    printed = [abs(paid[n, share] - PRINTED[n][k]) for n in PRINTED for k, share in enumerate(SHARES)]
    exact = [abs(paid[n, share] - formula(n, share)) for n, share in paid]
    chosen = [abs(chosen_weight(settings, 4, share) - formula(4, share)) for share in (10, 25, 50, 90)]
    return [
        note.banded("published table, largest gap", max(printed), 0.0, 0.0051, "weight", "payout gained per point of another unit's result over that of one's own, 27 cells printed to two decimals", "plain algebra on unit averages", note="the last digit printed is the tolerance"),
        note.banded("s / ((1 - s) D + s), largest gap", max(exact), 0.0, 1e-12, "weight", "the same against the formula", "plain algebra on unit averages", note=SET),
        note.banded("share of effort, largest gap", max(chosen), 0.0, SHARED_GAP, "share", "part of a touchpoint manager's effort that company CX calls forth in a company of four units", "plain algebra on unit averages", note=SET),
    ]  # fmt: skip


def formula(units: int, share: float) -> float:
    """Weight on one other unit relative to the own one, `share` % of the plan on the company's average."""
    s = share / 100.0
    return s / ((1.0 - s) * units + s)


def paid_weight(units: int, share: float) -> float:
    """The same from payouts: one unit's score raised, then another's, everything else equal."""
    scheme = scheme_of(_blend("cx", share), {"score": {**LINEAR, "kinks": [[0, 0], [1000, 1000]]}})
    base, step = np.full(units, LEVEL), np.zeros(units)
    step[0] = 12.0  # divides evenly by two, four and six units: no rounding of averages
    start = _payout(scheme, base)
    own, other = (_payout(scheme, base + np.roll(step, place)) - start for place in (0, 1))
    return other / own


LEVEL = 60.0  # score of every unit before


def _blend(metric: str, share: float) -> dict[str, dict[str, object]]:
    return {"own": paid_for(metric, "unit", 100 - share), "company": paid_for("cx", "company", share)}


def _payout(scheme: Scheme, scores: np.ndarray) -> float:
    """Payout of a manager of the first unit, % of target bonus."""
    card: dict[tuple[str, str, str], tuple[float | None, float | None]]
    card = {("cx", "unit", f"u{k}"): (float(score), TARGET) for k, score in enumerate(scores)}
    card["cx", "company", ""] = (float(scores.mean()), TARGET)
    return scheme.payout(card, "middle_manager", unit="u0")["middle_manager"].score_pct


def chosen_weight(settings: Settings, units: int, share: float) -> float:
    """Part of effort due to the company's average, for a manager alone in the unit: the same formula."""
    made = special.equal_parts(settings, units, 1, SMALL_PAY)
    curve = {"score": {**LINEAR, "kinks": [[0, 0], [1000, 1000]]}}
    own = special.company_of(made, scheme_of({"own": paid_for("satisfaction", "unit")}, curve))
    both = special.company_of(made, scheme_of(_blend("satisfaction", share), curve))
    effort, without = special.answer_of(both), (1.0 - share / 100.0) * special.answer_of(own)
    return float((effort - without).sum() / effort.sum())
