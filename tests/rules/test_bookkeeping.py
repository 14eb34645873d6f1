"""Compiled books and figures against readable twins: the same cents and the same bits for any counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as searched
from hypothesis import strategies as st

import cxsim
from cxsim.customers import metrics
from cxsim.customers.ledger import TOUCH, Layout, Ledger
from cxsim.customers.rules import Sheet, make_facts, make_offer, make_rules, packed
from cxsim.customers.service import ServiceState
from cxsim.simulation.bookkeeping import HALF_YEAR, INCOME, LINES, statement
from cxsim.simulation.books import Tariffs, book_quarter
from cxsim.simulation.numbers import Figures

COMPANIES = ("telecom", "retailer", "bank")


@pytest.fixture(scope="module", params=COMPANIES)
def settings(request):
    return cxsim.load(f"company={request.param}")


def counted(settings, seed):
    """Ledger rows of a quarter with any counts, and what else a quarter is booked from."""
    luck = np.random.default_rng(seed)
    layout = Layout(len(settings.company.units), len(settings.channels))
    ledger = Ledger(luck.integers(0, 400, (13, layout.width)), layout)
    shape = (layout.units, layout.channels)
    shocks = tuple(luck.normal(1.0, 0.1, size) for size in (layout.units, shape, layout.units))
    carried = luck.integers(-5_000, 5_000, shape)
    return ledger, luck.integers(0, 9_000, layout.units), luck.dirichlet(np.ones(layout.channels), layout.units), luck.uniform(0.5, 2.0, layout.units), shocks, carried


def booked(ledger, holdings, tariffs, shares, cost_factor, shocks, carried):
    """`book`, line by line as arrays: what each line is made of is read here."""
    lines = {name: np.zeros((13, holdings.size), np.int64) for name in LINES}
    lines["fees"] = (holdings + np.cumsum(ledger.took - ledger.dropped, axis=0)) * tariffs.price
    lines["baskets"], lines["offers"] = ledger.basket_cents, ledger.upsell_cents
    lines["demand"] = np.rint((lines["fees"] + lines["baskets"] + lines["offers"]) * (shocks[0] - 1.0)).astype(np.int64)
    lines["moved"][0] = carried.sum(axis=1)
    sold = lines["fees"] + lines["baskets"] + lines["demand"]
    lines["goods"] = np.rint(sold * (1.0 - tariffs.margin)).astype(np.int64)
    contacts, factor = ledger.contacts * tariffs.contact, cost_factor * shocks[2]
    lines["service"] = np.rint(contacts.sum(axis=2) * factor).astype(np.int64)
    lines["fixed"] = np.broadcast_to(tariffs.fixed, lines["fees"].shape)
    accepted = ledger.accepted.sum(axis=0)
    new_lines = ledger.cross_buys.sum(axis=0) * tariffs.price * HALF_YEAR / np.maximum(accepted.sum(axis=1), 1)
    intake = accepted * (tariffs.upsell + new_lines)[:, None]
    sales = np.rint((sold.sum(axis=0)[:, None] * shares + intake) * shocks[1]).astype(np.int64) + carried
    return np.stack(list(lines.values())), sales, np.rint(contacts.sum(axis=0) * factor[:, None]).astype(np.int64)


@pytest.mark.parametrize("seed", range(20))
def test_a_quarter_is_booked_to_the_cent(settings, seed):
    ledger, holdings, *rest = counted(settings, seed)
    tariffs = Tariffs.of(settings)
    quarter = book_quarter(ledger, holdings, tariffs, *rest)
    for found, wanted in zip((quarter.lines, quarter.touch_sales, quarter.touch_cost), booked(ledger, holdings, tariffs, *rest)):
        assert np.array_equal(found, wanted)


def test_nothing_accepted_is_no_division_by_nothing(settings):
    ledger, *rest = counted(settings, 0)
    still = Ledger(np.zeros_like(ledger.rows), ledger.layout)
    holdings, shares, cost_factor, shocks, carried = rest
    tariffs = Tariffs.of(settings)
    assert np.array_equal(book_quarter(still, holdings, tariffs, shares, cost_factor, shocks, carried).touch_sales, booked(still, holdings, tariffs, shares, cost_factor, shocks, carried)[1])


def figures_of(settings):
    return Figures.of(tuple((name, tuple(unit.channels)) for name, unit in settings.company.units.items()), tuple(settings.channels))


@searched(deadline=None)  # the first call compiles
@given(seed=st.integers(0, 2**32 - 1))
def test_money_of_units_touchpoints_and_company(seed):
    luck = np.random.default_rng(seed)
    units, channels = luck.integers(1, 5), luck.integers(1, 4)
    lines = luck.integers(-10**9, 10**9, (len(LINES), units))
    sales, spent = luck.integers(-10**9, 10**9, (2, units, channels))
    places = np.argwhere(luck.random((units, channels)) < 0.7).reshape(-1, 2)
    revenue, cost = lines[: len(INCOME)].sum(axis=0), lines[len(INCOME) : -1].sum(axis=0)
    at = tuple(places.T)
    profit = revenue - cost
    wanted = [*revenue, *sales[at], revenue.sum(), *cost, *spent[at], cost.sum(), *profit, profit.sum() - lines[-1].sum()]
    assert statement(lines, sales, spent, places).tolist() == wanted


@pytest.mark.parametrize("seed", range(10))
def test_scores_are_those_of_the_metrics_to_the_last_bit(settings, seed):
    figures, total = figures_of(settings), counted(settings, seed)[0].total()
    if seed:  # some numbers nobody answered for
        total.rows[:, np.random.default_rng(seed).random(total.rows.shape[1]) < 0.3] = 0
    at, found = figures.open_, figures.of_scores(total)
    by_unit = np.concatenate([metrics.unit_scores(total), metrics.touchpoint_scores(total)[at], metrics.unit_cx(total), metrics.unit_journeys(total)])
    wanted = dict(zip(figures.scores, [*by_unit.tolist(), metrics.measured_cx(total), metrics.journey_measured(total)], strict=True))
    assert found == {key: value for key, value in wanted.items() if value == value}


def test_a_sheet_filled_anew_is_a_record_made_anew(settings):
    rules, facts = make_rules(settings, Layout(len(settings.company.units), len(settings.channels))), make_facts(settings)
    service = ServiceState.reference(settings)
    sheet = Sheet(make_offer(rules, facts, service))
    service.quality, service.join, service.steer = service.quality * 0.9, 1.25, service.steer - 30.0
    later = make_offer(rules, facts, service, rivals=0.5)
    assert sheet.filled(later).tobytes() == packed(later).tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_totals_follow_what_is_booked_later(settings, seed):
    ledger, holdings, shares, cost_factor, shocks, carried = counted(settings, seed)
    quarter = book_quarter(ledger, holdings, Tariffs.of(settings), shares, cost_factor, shocks, carried)
    for late in (lambda: None, lambda: quarter.charge(12_345, holdings), lambda: quarter.move_sales(carried)):
        late()
        np.testing.assert_array_equal(quarter.totals, quarter.lines.sum(axis=1))


@pytest.mark.parametrize("seed", range(3))
def test_feelings_at_touchpoints_are_those_of_the_metric(settings, seed):
    ledger, *_ = counted(settings, seed)
    ledger.rows[:, ledger.layout.touch : ledger.layout.touch + len(TOUCH)] = 0  # nobody came to the first
    open_ = np.array([[channel in unit.channels for channel in settings.channels] for unit in settings.company.units.values()])
    figures = Figures.of(tuple((name, tuple(unit.channels)) for name, unit in settings.company.units.items()), tuple(settings.channels))
    np.testing.assert_array_equal(figures.of_feelings(ledger.total()), metrics.touchpoint_feelings(ledger)[open_])
