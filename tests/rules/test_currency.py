"""Money has no size of its own: a company that counts in half-euros pays, works and keeps people alike.

Amounts are doubled, a power of two, so that every product with a whole factor doubles exactly. Where a share is
taken of an amount the books round to a cent, at these places per unit and week: goods, service, demand, and
sales moved across a year end; and each person's award. There the doubled amount may be a cent off per place.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_world import INSENSITIVE, columns_that_differ, lived_model, scheme, small

from cxsim.base.schema import Settings
from cxsim.simulation.run import Run
from cxsim.study.folders import choices

CALM = (*(f"market.{name}_shock=0" for name in ("company", "unit", "touchpoint", "cost")), "behaviour.staff_leaving=0")
EXACT = ["fees_cents", "offers_cents", "fixed_cents"]
ROUNDED = ["goods_cents", "service_cents", "demand_cents", "moved_cents"]
MONEY = ["price_cents_week", "basket_cents", "upsell_cents", "fixed_cost_cents_week"]


def dearer(settings: Settings, factor: int) -> Settings:
    """The same company with every price, cost and base pay `factor` times as high."""
    units = {
        name: replace(unit, **{money: factor * getattr(unit, money) for money in MONEY})
        for name, unit in settings.company.units.items()
    }
    pay = {level: factor * amount for level, amount in settings.company.base_pay_eur.items()}
    channels = {name: replace(item, cost_cents=factor * item.cost_cents) for name, item in settings.channels.items()}
    return replace(settings, company=replace(settings.company, units=units, base_pay_eur=pay), channels=channels)


def pair(settings: Settings, name: str, factor: int = 2):
    models = [lived_model(each, scheme(name)) for each in (settings, dearer(settings, factor))]
    return models, [Run(model) for model in models]


@pytest.mark.parametrize("company", choices("company"))
def test_twice_the_money_is_twice_the_books_and_the_same_people(company):
    """Nobody sensitive to pay, a calm market: customers to the byte, every line of the books twice, to the cent."""
    models, runs = pair(small(f"company={company}", INSENSITIVE, *CALM), "balanced_scorecard")
    assert columns_that_differ(*(model.population.columns.people for model in models)) <= {"spend_cents"}
    one, two = (run.books for run in runs)
    baskets_in_cents = one["baskets_cents"].any()  # a basket is a lognormal amount, rounded purchase by purchase
    exact = EXACT + ([] if baskets_in_cents else ["goods_cents", "baskets_cents"])
    for line in [*exact, "service_cents"]:
        assert (two[line] == 2 * one[line]).all(), line
    if baskets_in_cents:
        purchases = runs[0].weekly["contacts"].max()
        assert (np.abs(two["baskets_cents"] - 2 * one["baskets_cents"]) <= purchases).all()
        assert two["baskets_cents"].sum() == pytest.approx(2 * one["baskets_cents"].sum(), rel=1e-4)
    for outcome in ("revenue_eur", "profit_before_bonus_eur", "service_cost_eur"):
        tolerance = 1e-4 if baskets_in_cents else 1e-12
        assert runs[1].summary[outcome] == pytest.approx(2 * runs[0].summary[outcome], rel=tolerance), outcome


@pytest.mark.parametrize("name", ["unit_growth_cost", "balanced_scorecard", "company_profit", "fixed_pay"])
def test_managers_do_not_see_the_size_of_money(name):
    """Ordinary managers and shocks: attention the same to what a cent can do, EUR outcomes twice.

    A cent may tip one customer, and one customer tips others: only the first quarter is compared closely.
    """
    _, (one, two) = pair(small("company=telecom", "customers.count=3000"), name)
    shares = [column for column in one.managers if column.startswith("attention_")] + ["integration", "pull"]
    first = one.managers["quarter"] == 1
    assert np.allclose(one.managers.loc[first, shares], two.managers.loc[first, shares], rtol=0, atol=2e-4, equal_nan=True)
    assert np.allclose(one.managers[shares], two.managers[shares], rtol=0, atol=0.03, equal_nan=True)
    for outcome in ("revenue_eur", "service_cost_eur", "profit_before_bonus_eur"):
        assert two.summary[outcome] == pytest.approx(2 * one.summary[outcome], rel=0.02), outcome
    for outcome in ("customers_kept_pct", "true_cx", "measured_cx"):
        assert two.summary[outcome] == pytest.approx(one.summary[outcome], abs=1.0), outcome


def test_where_only_rounding_differs_it_is_a_cent_per_place():
    """Fixed pay with shocks: the same people to the byte; each rounded line within a cent of twice, each other exact."""
    models, (one, two) = pair(small("company=telecom"), "fixed_pay")
    assert columns_that_differ(*(model.population.columns.people for model in models)) <= {"spend_cents"}
    for line in EXACT:
        assert (two.books[line] == 2 * one.books[line]).all(), line
    for line in ROUNDED:
        assert (np.abs(two.books[line] - 2 * one.books[line]) <= (2 if line == "goods_cents" else 1)).all(), line


def test_awards_double_to_a_cent_a_person():
    """Base pay twice as high: each seat's target and award twice, within a cent of rounding for each head."""
    _, (one, two) = pair(small("company=telecom", INSENSITIVE, *CALM, "company.people_per_touchpoint_manager=0"), "balanced_scorecard")
    paid = one.payouts
    assert (paid["award_cents"] > 0).any()
    assert (np.abs(two.payouts["award_cents"] - 2 * paid["award_cents"]) <= 2 * paid["people"]).all()
    assert (np.abs(two.payouts["target_eur"] - 2 * paid["target_eur"]) <= 0.021 * paid["people"]).all()


@pytest.mark.parametrize("factor", [4, 64])
def test_other_powers_of_two_do_as_well(factor):
    """Nor does it matter whether money is counted in quarters or in kopecks."""
    models, (one, two) = pair(small("company=null_company", *CALM), "fixed_pay", factor)
    assert columns_that_differ(*(model.population.columns.people for model in models)) <= {"spend_cents"}
    for line in [*EXACT, *ROUNDED]:
        assert (two.books[line] == factor * one.books[line]).all(), line
