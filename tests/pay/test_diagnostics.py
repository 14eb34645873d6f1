"""Closed forms of incentive theory, each against an independent way to the same number."""

from fractions import Fraction as F
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import norm

from cxsim.base.errors import InputError
from cxsim.pay import Scheme
from cxsim.pay import diagnostics as d
from cxsim.pay.curve import Curve

FOLDER = Path(__file__).parents[2] / "conf" / "scheme"
STANDARD = Curve(((F(-1), F(50)), (F(0), F(100)), (F(1), F(200))))
CURVES = {
    "standard": STANDARD,
    "step": Curve(((F(-1), F(50)), (F(0), F(100)), (F(1), F(150))), "step"),
    "open": Curve(((F(-1), F(50)), (F(0), F(100)), (F(1), F(200))), beyond_last="continue"),
    "lower": Curve(((F(1), F(50)), (F(0), F(100)), (F(-1), F(200))), direction="lower"),
}


def surplus(effort, value, cost):
    return value @ effort - effort @ cost @ effort / 2


def test_one_measure_reaches_the_squared_cosine_of_the_best_surplus():
    paid, valued = np.array([1.0, 0.2, 0.0]), np.array([0.7, 1.0, 0.4])
    cost = np.eye(3)
    best = surplus(valued, valued, cost)  # first best: effort equals value
    reached = minimize(lambda rate: -surplus(rate[0] * paid, valued, cost), [0.1]).fun * -1
    assert reached / best == pytest.approx(d.alignment(paid, valued), rel=1e-6)
    assert d.best_rate(paid, valued) == pytest.approx(paid @ valued / (paid @ paid))


def test_alignment_is_one_along_and_zero_across():
    assert d.alignment([1, 2], [2, 4]) == pytest.approx(1)
    assert d.alignment([1, 0], [0, 3]) == 0
    assert d.alignment([0, 0], [1, 1]) == 0


def chosen_effort(rates, cost):
    """What a manager does, found by improving one task at a time: no matrix is inverted."""
    effort = np.zeros(len(rates))
    for _ in range(200):
        for k in range(len(rates)):
            effort[k] = (rates[k] - cost[k] @ effort + cost[k, k] * effort[k]) / cost[k, k]
    return effort


def certainty_equivalent(rates, value, cost, risk, noise):
    effort = chosen_effort(rates, cost)
    return value @ effort - effort @ cost @ effort / 2 - risk / 2 * rates @ noise @ rates


@pytest.mark.parametrize("cross", [0.0, 0.4, -0.3])
def test_no_other_linear_contract_is_better_than_the_closed_form(cross):
    value, cost = np.array([1.0, 0.8]), np.array([[1.0, cross], [cross, 1.0]])
    noise, risk = np.diag([0.5, 2.0]), 1.5
    rates, effort = d.linear_contract(value, cost, risk, noise)
    assert effort == pytest.approx(chosen_effort(rates, cost), abs=1e-9)
    best = certainty_equivalent(rates, value, cost, risk, noise)
    for step in 0.1 * np.eye(2):  # the surplus is quadratic, so central differences are exact
        up, down = (certainty_equivalent(rates + move, value, cost, risk, noise) for move in (step, -step))
        assert up < best > down
        assert up == pytest.approx(down, abs=1e-9)


@pytest.mark.parametrize("cross", [0.0, 0.3])
def test_paying_the_measurable_task_takes_effort_from_the_other_only_if_they_are_substitutes(cross):
    cost = np.array([[1.0, cross], [cross, 1.0]])
    before, after = (np.linalg.solve(cost, rates) for rates in ([0.5, 0.5], [0.6, 0.5]))
    assert (after[1] < before[1]) == (cross > 0)


def test_the_harder_a_task_is_to_measure_the_less_the_other_is_paid_when_they_compete():
    cost = np.array([[1.0, 0.5], [0.5, 1.0]])
    rates = [d.linear_contract([1, 1], cost, 1.0, np.diag([0.2, noise]))[0][0] for noise in (0.2, 1.0, 5.0, 50.0)]
    assert all(later < sooner for sooner, later in pairwise(rates))


@pytest.mark.parametrize("members", [1, 2, 4, 8])
def test_a_shared_bonus_calls_forth_one_nth_of_the_effort(members):
    best = minimize(lambda e: e[0] ** 2 / 2 - 0.7 * e[0] / members, [0.0]).x[0]
    assert d.group_effort(0.7, members) == pytest.approx(best, abs=1e-6)
    assert d.group_effort(0.7, members) == pytest.approx(d.group_effort(0.7, 1) / members, rel=1e-15)
    assert d.group_effort(0.7, members, 0.5) >= d.group_effort(0.7, members)


def test_effective_weights_are_those_of_finite_differences():
    table = d.effective_weight_table()
    for row, units in enumerate((2, 4, 6)):
        for column, share in enumerate(d.SHARES):
            def pay(results, share=share):
                return (1 - share) * results[0] + share * np.mean(results)
            base = np.zeros(units)
            own = pay(base + np.eye(units)[0]) - pay(base)
            other = pay(base + np.eye(units)[1]) - pay(base)
            assert table[row, column] == pytest.approx(other / own, rel=1e-12)
    printed = [[.05, .08, .11, .14, .20, .33, .50, .60, .82], [.03, .04, .06, .08, .11, .20, .34, .43, .69],
               [.02, .03, .04, .05, .08, .14, .25, .33, .60]]
    assert table == pytest.approx(np.array(printed), abs=0.0051)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize(("mean", "sd"), [(-0.9, 0.28), (0.0, 0.5), (1.2, 0.3), (-2.5, 0.4)])
def test_expected_payout_and_perceived_slope_agree_with_integration(name, mean, sd):
    curve = CURVES[name]
    sign = -1 if curve.direction == "lower" else 1

    def average(centre):
        points = [float(x) for x, _ in curve.kinks]
        return quad(lambda x: float(curve.payout(F(x))) * norm.pdf(x, centre, sd), centre - 9 * sd, centre + 9 * sd,
                    points=[p for p in points if abs(p - centre) < 9 * sd], limit=200)[0]

    step = 1e-3
    slope = sign * (average(mean + step) - average(mean - step)) / (2 * step)
    assert d.expected_payout(curve, mean, sd) == pytest.approx(average(mean), abs=1e-6)
    assert d.perceived_slope(curve, mean, sd) == pytest.approx(slope, abs=2e-3)


def test_the_perceived_slope_peaks_at_the_threshold_as_luck_fades():
    grid = np.linspace(-2, 2, 401)
    for sd, height, place in ((0.28, 0.99, -0.92), (0.10, 2.25, -0.99)):
        slopes = [d.perceived_slope(STANDARD, mu, sd) / 100 for mu in grid]
        low = grid < -0.5
        best = int(np.argmax(np.where(low, slopes, 0)))
        assert slopes[best] == pytest.approx(height, abs=0.01)
        assert grid[best] == pytest.approx(place, abs=0.02)


def test_without_luck_there_is_no_perceived_slope_to_ask_for():
    with pytest.raises(InputError, match="above 0"):
        d.perceived_slope(STANDARD, 0, 0)


def test_line_of_sight_is_the_share_of_the_average_one_answers_for():
    assert d.line_of_sight("middle_manager", "touchpoint", 4, 5) == 1
    assert d.line_of_sight("middle_manager", "unit", 4, 5) == pytest.approx(1 / 5)
    assert d.line_of_sight("middle_manager", "company", 4, 5) == pytest.approx(1 / 20)
    assert d.line_of_sight("unit_head", "company", 4, 5) == pytest.approx(1 / 4)
    assert d.line_of_sight("executive", "company", 4, 5) == 1
    with pytest.raises(InputError):
        d.line_of_sight("boss", "unit", 4, 5)


def test_a_flat_company_scheme_has_the_shortest_sight_at_the_bottom():
    table = d.scheme_line_of_sight(Scheme.from_yaml(FOLDER / "company_cx.yaml"), 4, 4)
    assert table["team_lead"]["company_cx"] == pytest.approx(1 / 16)
    assert table["team_lead"]["all"] < table["unit_head"]["all"] < table["executive"]["all"]


def test_payout_risk_of_one_measure_is_the_closed_form():
    scheme = Scheme.from_yaml(FOLDER / "company_profit.yaml")
    curve = scheme.components("executive")[0].curve
    risk = d.payout_risk(scheme, "executive", {("profit", "company"): (100.0, 16.0)})
    assert risk.mean == pytest.approx(d.expected_payout(curve, 100, 16), abs=0.2)
    assert risk.threshold_prob == pytest.approx(norm.cdf(25 / 16), abs=2e-3)
    assert risk.maximum_prob == pytest.approx(norm.sf(25 / 16), abs=2e-3)
    x10, x90 = 100 - 16 * norm.ppf(0.9), 100 + 16 * norm.ppf(0.9)
    assert risk.p10 == pytest.approx(float(curve.payout(F(x10))), abs=0.5)
    assert risk.p90 == pytest.approx(float(curve.payout(F(x90))), abs=0.5)


def test_two_independent_measures_halve_the_variance_of_a_linear_stretch():
    scheme = Scheme.from_mapping({
        "levels": {"executive": {"components": {
            "a": {"metric": "profit", "scope": "company", "weight_pct": 50},
            "b": {"metric": "revenue", "scope": "company", "weight_pct": 50}}}},
        "curves": {name: {"kinks": [[0, 0], [200, 200]]} for name in ("profit", "revenue")},
    })
    forecast = {("profit", "company"): (100.0, 10.0), ("revenue", "company"): (100.0, 10.0)}
    risk = d.payout_risk(scheme, "executive", forecast)
    assert risk.mean == pytest.approx(100, abs=0.1)
    assert risk.sd == pytest.approx(10 / np.sqrt(2), rel=0.02)


def test_noise_around_target_costs_more_or_less_than_target_says():
    scheme = Scheme.from_yaml(FOLDER / "company_profit.yaml")
    pay, people = {"executive": 200_000.0}, {"executive": 2}
    assert d.cost_at_target(scheme, pay, people) == pytest.approx(300_000)
    quiet = d.expected_cost(scheme, {("profit", "company"): (100.0, 0.01)}, pay, people)
    noisy = d.expected_cost(scheme, {("profit", "company"): (100.0, 16.0)}, pay, people)
    assert quiet == pytest.approx(300_000, rel=1e-3)
    assert noisy > quiet  # twice the slope above target outweighs what is lost below the threshold


def test_a_forecast_must_cover_what_is_paid_for():
    with pytest.raises(InputError, match="no forecast for profit/company"):
        d.payout_risk(Scheme.from_yaml(FOLDER / "company_profit.yaml"), "executive", {("cx", "company"): (1.0, 1.0)})
