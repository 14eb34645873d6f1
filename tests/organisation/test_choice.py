"""The choice of attention against closed forms and an independent optimiser."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from stand_ins import STRAIGHT, FakeDeferral, FakeScheme, company, part, settings, with_units

from cxsim.organisation import choice, kernels
from cxsim.organisation.behaviours import response_to_pay
from cxsim.organisation.choice import Strain, best_attention

A0 = np.array([0.22, 0.10, 0.16, 0.08, 0.08, 0.05, 0.07, 0.08, 0.01])


def strain(own=100.0, shared=20.0, floor=0.4):
    return Strain(own, shared, A0, floor * A0, np.full(A0.size, np.inf))


def test_nothing_to_gain_gives_the_duty_bit_for_bit():
    duty = A0 * np.linspace(0.7, 1.6, A0.size)
    assert np.array_equal(best_attention(np.zeros(A0.size), duty, strain()), duty)


@pytest.mark.parametrize("seed", range(5))
def test_choice_equals_an_independent_optimiser(seed):
    """Concave benefit 2 v sqrt(a0 a), quadratic strain with substitution, floors: maximised by scipy."""
    luck = np.random.default_rng(seed)
    value, duty, cost = luck.uniform(0, 60, A0.size), A0 * luck.uniform(0.8, 1.2, A0.size), strain()

    def loss(a):
        away = a - duty
        return 0.5 * cost.own * away @ away + 0.5 * cost.shared * away.sum() ** 2 - 2 * value @ np.sqrt(A0 * a)

    def slope(a):
        return cost.own * (a - duty) + cost.shared * (a - duty).sum() - value * np.sqrt(A0 / a)

    found = minimize(
        loss,
        duty,
        jac=slope,
        bounds=[(low, None) for low in cost.low],
        method="L-BFGS-B",
        options={"ftol": 1e-15, "gtol": 1e-10},
    )
    assert best_attention(value, duty, cost) == pytest.approx(found.x, abs=1e-6)


def test_linear_contract_in_the_small_is_holmstrom_and_milgrom():
    """a - a0 = C^-1 v; the cross effect is zero without substitution and negative with it."""
    value = np.zeros(A0.size)
    value[0] = 0.01
    cost = strain(floor=0.0)
    matrix = cost.own * np.eye(A0.size) + cost.shared
    assert best_attention(value, A0, cost) - A0 == pytest.approx(np.linalg.solve(matrix, value), rel=1e-3, abs=1e-9)
    assert best_attention(value, A0, strain(shared=0.0))[1:] == pytest.approx(A0[1:], abs=1e-12)
    assert np.all(best_attention(value, A0, cost)[1:] < A0[1:])


def test_baker_efficiency_is_the_squared_cosine():
    """Best linear use of one measure reaches cos^2 of the angle between what is paid and what creates value."""
    luck = np.random.default_rng(3)
    own, tiny = 100.0, 1e-3
    free = Strain(own, 0.0, A0, np.zeros(A0.size), np.full(A0.size, np.inf))
    worth, paid = luck.uniform(0, 1, A0.size) * tiny, luck.uniform(0, 1, A0.size) * tiny

    def surplus(rate):
        away = best_attention(rate * paid, A0, free) - A0
        return worth @ away - 0.5 * own * away @ away

    best = max(surplus(rate) for rate in np.linspace(0, 3, 601))
    first = worth @ worth / own / 2
    cosine = worth @ paid / np.sqrt(worth @ worth * (paid @ paid))
    assert best / first == pytest.approx(cosine**2, abs=1e-3)


def front_response(made, scheme, sensitivity=1e-4):
    """A touchpoint manager's answer to a scheme in the small, per unit of sensitivity."""
    organisation = company(made, scheme)
    manager = organisation.front[0]
    manager.sensitivity = sensitivity
    return value_of(organisation, manager)


def value_of(organisation, manager):
    view = organisation.view_of(manager, 0)
    return (response_to_pay(manager, view, manager.duty) - manager.duty) / manager.sensitivity


def straight(metric, scope, weight=1.0):
    return part(metric, scope, weight, STRAIGHT)


@pytest.mark.parametrize("n", [1, 2, 4, 8])
def test_unit_pay_reaches_one_over_n(n):
    """Unit-only pay with n touchpoints moves a manager by 1/n; no parameter says so."""
    calm = {"belief_sd": 0.0}
    scheme = FakeScheme({"middle_manager": [straight("revenue", "unit")]})
    alone = front_response(with_units(settings(calm), 2, 1), scheme)
    shared = front_response(with_units(settings(calm), 2, n), scheme)
    assert shared[0] / alone[0] == pytest.approx(1 / n, rel=2e-3)


def test_effective_weight_of_a_company_slice():
    """Share s on company CX and 1 - s on the unit's, equal ranges: effective weight s / ((1 - s) D + s) with D units."""
    made = with_units(settings({"belief_sd": 0.0}), 4, 1)
    made.journeys.cross_unit_share = 0.0
    made.survey.company_polish_share = 1.0
    unit_only = front_response(made, FakeScheme({"middle_manager": [straight("satisfaction", "unit")]}))
    for share in (0.1, 0.25, 0.5, 0.9):
        parts = [straight("satisfaction", "unit", 1 - share), straight("cx", "company", share)]
        both = front_response(made, FakeScheme({"middle_manager": parts}))
        company_part = both - (1 - share) * unit_only
        effective = company_part.sum() / both.sum()
        assert effective == pytest.approx(share / ((1 - share) * 4 + share), abs=2e-3)


def test_company_scope_sees_spill_over_only_where_journeys_cross():
    for cross, sees in ((0.0, False), (0.6, True)):
        made = with_units(settings({"belief_sd": 0.0, "substitution_cost": 0.0}), 4, 2)
        made.journeys.cross_unit_share = cross
        connect = list(made.behaviour.activities).index("connect")
        pull = front_response(made, FakeScheme({"middle_manager": [straight("cx", "company")]}))
        assert (pull[connect] > 0.0) == sees


def slow_share(made, scheme):
    """Pull of slow building relative to quick fixing, at the margin."""
    names = list(made.behaviour.activities)
    organisation = company(made, scheme)
    manager = organisation.front[0]
    view = organisation.view_of(manager, 0)
    worth = choice.worth(manager.deal, view, made.behaviour.ratchet_awareness)
    value = choice.attention_values(manager.deal, worth, manager.reach, view, manager.mind.effects, manager.response[0])
    return value[names.index("build")] / value[names.index("fix")]


def test_deferral_and_long_horizons_shift_work_to_the_slow():
    parts = {"middle_manager": [straight("satisfaction", "touchpoint")]}
    shares = {
        years: slow_share(settings({"belief_sd": 0.0, "horizon_years": years}), FakeScheme(parts))
        for years in (1, 3, 5)
    }
    assert shares[1] < shares[3] < shares[5]
    made = settings({"belief_sd": 0.0})
    deferred = FakeScheme(parts, deferrals={"middle_manager": FakeDeferral(1.0, 3)})
    assert slow_share(made, deferred) > slow_share(made, FakeScheme(parts))


def test_awareness_of_the_ratchet_weakens_pay():
    parts = {"middle_manager": [straight("revenue", "touchpoint")]}
    pulls = [
        front_response(settings({"belief_sd": 0.0, "ratchet_awareness": kr}), FakeScheme(parts))[0]
        for kr in (0.0, 0.7, 1.0)
    ]
    assert pulls[0] > pulls[1] > pulls[2]


def twin_of_pulse_values(worth, reach, scale, effects, response):
    """Readable twin of the compiled sum."""
    return np.einsum("mj,mc,mc,kc,ckj->k", worth, reach, scale, effects, response)


def test_compiled_values_equal_their_twin():
    luck = np.random.default_rng(1)
    sizes = {"worth": (3, 4), "reach": (3, 7), "scale": (3, 7), "effects": (9, 7), "response": (7, 9, 4)}
    arrays = [luck.normal(size=shape) for shape in sizes.values()]
    assert kernels.pulse_values(*arrays) == pytest.approx(twin_of_pulse_values(*arrays), rel=1e-12)


def twin_of_worth(place, error, error_ahead, rho, awareness, omega, slope):
    """Readable twin: worth of one metric by year, for any slope function of (mu, s)."""
    felt = [
        w * slope(100 + (place - 100) * (1 - rho) ** j, error if j == 0 else error_ahead) for j, w in enumerate(omega)
    ]
    later = [sum(rho * (1 - rho) ** (i - j - 1) * felt[i] for i in range(j + 1, len(omega))) for j in range(len(omega))]
    return [now - awareness * then for now, then in zip(felt, later)]


def test_compiled_worth_equals_its_twin():
    organisation = company(settings(), FakeScheme({"middle_manager": [part("revenue", "touchpoint")]}))
    deal = organisation.front[0].deal
    arrays = (deal.knots[0], deal.jumps[0], deal.slopes[0])
    mu, s, full, rho = (np.array([value]) for value in (97.0, 4.0, 7.6, 0.8))
    found = kernels.worth_of_metrics(
        mu,
        s,
        full,
        rho,
        0.7,
        deal.omega,
        deal.weight,
        deal.knots,
        deal.jumps,
        deal.slopes,
        deal.size,
        1,
        deal.gate,
        0.0,
    )
    twin = twin_of_worth(97.0, 4.0, 7.6, 0.8, 0.7, deal.omega, lambda m, e: kernels.pay_slope(m, e, *arrays))
    assert found[0] == pytest.approx(twin, rel=1e-12)
