"""Slopes of expected pay: closed forms against numerical integration, readable twins and published shapes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from stand_ins import REVENUE, FakeCurve, FakeDeferral, FakeGate, FakeScheme, company, part, settings

from cxsim.organisation import kernels
from cxsim.organisation.payoff import expected_score, score_at, set_targets, steps_of, strike_deal, year_weights

CURVES = [
    FakeCurve(REVENUE),
    FakeCurve(((80, 80), (100, 100), (120, 160))),
    FakeCurve(((90, 40), (100, 100), (105, 150)), shape="step"),
    FakeCurve(((95, 0), (100, 100)), beyond_last="continue"),
]


def payout(curve, x):
    """Twin of the pay layer's curve, as plain as it can be; share of target bonus."""
    kinks = curve.kinks
    if x < kinks[0][0]:
        return 0.0
    if x >= kinks[-1][0]:
        if curve.beyond_last == "continue":
            (xa, pa), (xb, pb) = kinks[-2:]
            return (pb + (x - xb) * (pb - pa) / (xb - xa)) / 100
        return kinks[-1][1] / 100
    (xa, pa), (xb, pb) = next(pair for pair in pairwise(kinks) if pair[0][0] <= x < pair[1][0])
    return (pa if curve.shape == "step" else pa + (x - xa) * (pb - pa) / (xb - xa)) / 100


def mean_of(function, curve, mu, s):
    """E[function(x)] by quadrature between the kinks."""
    edges = [mu - 12 * s, *[k for k, _ in curve.kinks if abs(k - mu) < 12 * s], mu + 12 * s]
    return sum(quad(lambda x: function(x) * norm.pdf(x, mu, s), a, b, epsabs=1e-12)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize(("mu", "s"), [(88.0, 3.0), (99.0, 1.0), (103.0, 7.6)])
def test_expected_pay_and_slope_equal_numerical_integration(curve, mu, s):
    steps = steps_of(curve, "percent_of_target", "higher", 1.0)
    arrays = (steps.knots, steps.jumps, steps.slopes)
    expected = mean_of(lambda x: payout(curve, x), curve, mu, s)
    slope = mean_of(lambda x: payout(curve, x) * (x - mu) / s**2, curve, mu, s)
    assert kernels.expected_pay(mu, s, *arrays) == pytest.approx(expected, abs=1e-8)
    assert kernels.pay_slope(mu, s, *arrays) == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("curve", CURVES)
def test_wary_slope_is_the_slope_of_the_certainty_equivalent(curve):
    steps = steps_of(curve, "percent_of_target", "higher", 1.0)
    theta, s = 0.7, 4.0

    def worth(mu):
        return -math.log(mean_of(lambda x: math.exp(-theta * payout(curve, x)), curve, mu, s)) / theta

    slope = (worth(97.0 + 1e-4) - worth(97.0 - 1e-4)) / 2e-4
    arrays = (steps.knots, steps.jumps, steps.slopes)
    assert kernels.wary_slope(97.0, s, *arrays, theta) == pytest.approx(slope, abs=1e-6)
    assert kernels.wary_slope(97.0, s, *arrays, 0.0) == pytest.approx(kernels.pay_slope(97.0, s, *arrays), abs=1e-12)


def test_risk_aversion_leaves_a_straight_contract_alone():
    steps = steps_of(FakeCurve(((-1000, 0), (0, 1000)), beyond_last="continue"), "percent_of_target", "higher", 1.0)
    assert kernels.wary_slope(100.0, 5.0, steps.knots, steps.jumps, steps.slopes, 0.5) == pytest.approx(0.01)


def test_peak_of_the_slope_moves_onto_the_threshold_as_doubt_falls():
    """Source note 2.4, in units of the range: .99 at -.92 for s = .28, 2.25 at -.99 for s = .10."""
    steps = steps_of(FakeCurve(((-1, 50), (0, 100), (1, 200))), "percent_of_target", "higher", 1.0)
    places = np.linspace(-2, 2, 4001)
    for s, peak, at in ((0.28, 0.99, -0.92), (0.10, 2.25, -0.99)):
        slopes = [kernels.pay_slope(mu, s, steps.knots, steps.jumps, steps.slopes) for mu in places]
        assert max(slopes) == pytest.approx(peak, abs=0.01)
        assert places[int(np.argmax(slopes))] == pytest.approx(at, abs=0.01)


def deal_with(gates, parts=(("revenue", "unit", 0.6), ("cx", "company", 0.4))):
    made = settings()
    scheme = FakeScheme({"middle_manager": [part(m, s, w) for m, s, w in parts]}, gates)
    organisation = company(made, scheme)
    return next(m.deal for m in organisation.front if m.deal is not None)


@pytest.mark.parametrize(
    "gate", [[], [FakeGate("cx", "company", 100, 0.5)], [FakeGate("profit", "unit", 85, None, 60)]]
)
def test_slopes_with_gates_equal_finite_differences(gate):
    """A cap closes on the expected score in the manager's eyes, so its own slope is left out of the comparison."""
    deal = deal_with(gate)
    n = len(deal.rows)
    mu, s = np.linspace(98.0, 101.0, n), np.full(n, 3.0)
    out = np.empty(n)
    kernels.slopes_of_year(
        mu, s, deal.weight, deal.knots, deal.jumps, deal.slopes, deal.size, deal.n_parts, deal.gate, 0.0, out
    )
    capped = bool(gate) and gate[0].factor is None
    for m in range(deal.n_parts if capped else 0, n):
        step = np.zeros(n)
        step[m] = 1e-4
        difference = (expected_score(deal, mu + step, s) - expected_score(deal, mu - step, s)) / 2e-4
        assert out[m] == pytest.approx(difference, rel=1e-6)


def test_score_at_certain_results_is_the_weighted_payout():
    deal = deal_with([FakeGate("cx", "company", 100, 0.5)])
    assert score_at(deal, np.array([105.0, 98.0, 98.0])) == pytest.approx(0.5 * (0.6 * 1.5 + 0.4 * 0.75))
    assert score_at(deal, np.array([105.0, 102.0, 102.0])) == pytest.approx(0.6 * 1.5 + 0.4 * 1.5)


def test_value_curves_are_drawn_anew_for_each_target():
    made = settings()
    organisation = company(made, FakeScheme({"unit_head": [part("cx", "company")]}))
    scheme = FakeScheme({"unit_head": [part("cx", "company", curve=FakeCurve(((60, 50), (70, 100))))]})
    object.__setattr__(scheme.parts["unit_head"][0], "basis", "value")
    deal = strike_deal(scheme, organisation.heads[0].seat, made.behaviour, organisation.board.index)
    for goal in (70.0, 80.0):
        set_targets(deal, np.full(len(organisation.board.keys), goal))
        assert deal.knots[0] == pytest.approx(100 * np.array([60.0, 70.0]) / goal)


def test_year_weights_follow_discount_staying_and_horizon():
    behaviour = settings().behaviour
    assert year_weights(behaviour) == pytest.approx([1.0, 0.92 * 0.75, (0.92 * 0.75) ** 2])


def test_deferral_gives_later_years_more_weight():
    """Equation 2.6 written out for three years; and a deferral that only waits shifts nothing."""
    behaviour = settings().behaviour
    d, s = behaviour.discount, behaviour.stay
    whole = [sum(d ** (g + 2) * (1 if g <= 0 else s**g) for g in range(j - 2, j + 1)) / 3 for j in range(3)]
    assert year_weights(behaviour, FakeDeferral(1.0, 3)) == pytest.approx(whole)
    plain = year_weights(behaviour)
    part_deferred = year_weights(behaviour, FakeDeferral(0.67, 3))
    assert np.all(part_deferred[1:] / part_deferred[0] > plain[1:] / plain[0])
    waiting = year_weights(behaviour, FakeDeferral(0.67, 3, on_performance=False))
    assert waiting / waiting[0] == pytest.approx(plain / plain[0])
    assert waiting[0] < plain[0]
