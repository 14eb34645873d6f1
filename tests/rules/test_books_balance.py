"""Rule 4: customers in = active + lost, and every cent comes from somewhere and goes somewhere, in every table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_world import INSENSITIVE, cents, lived_model, ran, scheme, small

import cxsim
from cxsim.base.errors import BooksError
from cxsim.cli.main import main
from cxsim.customers import population
from cxsim.customers.columns import CUSTOMER, FORMER
from cxsim.customers.ledger import Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.simulation import model as model_module
from cxsim.study.folders import choices

CALM = (*(f"market.{name}_shock=0" for name in ("company", "unit", "touchpoint", "cost")), "behaviour.staff_leaving=0")
INCOME = ["fees_cents", "baskets_cents", "offers_cents", "demand_cents", "moved_cents"]
SPENDING = ["goods_cents", "service_cents", "fixed_cents", "practices_cents"]
CASES = [(company, name) for company in choices("company") for name in ("unit_growth", "deferred_three_year")]


@pytest.fixture(params=CASES, ids="-".join)
def run(request):
    """Three years of each company under two schemes; one of them defers pay."""
    company, name = request.param
    return ran(f"company={company}", f"scheme={name}", "horizon.years=3")


# ---------------------------------------------------------------- customers


def test_customers_at_the_end_are_those_before_plus_joined_less_left(run):
    """Week by week and quarter by quarter; quarters are counted on people, weeks from joined and left."""
    weekly, quarterly = run.weekly, run.quarterly
    flow = weekly.groupby("quarter")[["joined", "left"]].sum()
    ends = weekly.groupby("quarter")["customers"].last()
    assert (ends.to_numpy() == quarterly["customers"].to_numpy()).all()
    start = round(quarterly["customers"].iloc[-1] / (1 + run.summary["customers_change_pct"] / 100))
    opening = np.concatenate([[start], quarterly["customers"].to_numpy()[:-1]])
    assert (opening + flow["joined"].to_numpy() - flow["left"].to_numpy() == quarterly["customers"].to_numpy()).all()
    steps = weekly["joined"] - weekly["left"]
    assert (weekly["customers"].diff().dropna() == steps[1:]).all()
    assert weekly["left"].sum() > 0, "nobody left: nothing was tested"


def test_the_kept_are_customers_who_never_left(run):
    """Kept people only ever become fewer, and are never more than those there now or the start."""
    kept = run.quarterly["kept_share"]
    start = run.quarterly["customers"].iloc[-1] / (1 + run.summary["customers_change_pct"] / 100)
    assert kept.is_monotonic_decreasing
    assert (kept / 100 * start <= run.quarterly["customers"] + 1e-9).all()
    assert run.summary["customers_kept_pct"] == pytest.approx(kept.iloc[-1], rel=1e-12)


@pytest.mark.parametrize("company", ["telecom", "retailer", "bank"])
def test_holdings_by_unit_are_those_of_people(company):
    """The units table carries holdings by gains and losses; the panel of everybody counts bits. They agree."""
    run = ran(f"company={company}", "scheme=unit_growth", "output.panel=300", "horizon.years=2")
    held = run.panel.groupby("quarter")["holdings"].sum()
    booked = run.units.groupby("quarter")["customers"].sum()
    assert (held.to_numpy() == booked.to_numpy()).all()
    active = run.panel.groupby("quarter")["active"].sum()
    assert (active.to_numpy() == run.quarterly["customers"].to_numpy()).all()
    assert (run.panel.loc[run.panel["active"] == 0, "holdings"] == 0).all()


# ---------------------------------------------------------------- money


def test_lines_add_to_revenue_and_profit(run):
    """Each row of the books: revenue is the sum of its income, profit is revenue less spending, in cents."""
    books = run.books
    assert (books[INCOME].sum(axis=1) == books["revenue_cents"]).all()
    assert (books["revenue_cents"] - books[SPENDING].sum(axis=1) == books["profit_cents"]).all()


def test_weeks_add_to_quarters_units_and_the_summary(run):
    """The same cents whether added by week, by unit, by quarter or over the whole horizon."""
    books = run.books.assign(quarter=(run.books["week"] - 1) // 13 + 1)
    weekly = books.groupby("week")[["revenue_cents", "service_cents", "fixed_cents", "profit_cents"]].sum()
    names = ["revenue_eur", "service_cost_eur", "fixed_cost_eur", "profit_eur"]
    for name, column in zip(names, weekly):
        assert (cents(run.weekly[name]) == weekly[column].to_numpy()).all(), name
    by_quarter = books.groupby("quarter")[["revenue_cents", "profit_cents"]].sum()
    assert (cents(run.quarterly["revenue_eur"]) == by_quarter["revenue_cents"].to_numpy()).all()
    assert (cents(run.quarterly["profit_eur"]) == by_quarter["profit_cents"].to_numpy()).all()
    by_unit = books.groupby(["quarter", "unit"])[["revenue_cents", "profit_cents"]].sum()
    table = run.units.set_index(["quarter", "unit"]).sort_index()
    assert (cents(table["revenue_eur"]) == by_unit["revenue_cents"].to_numpy()).all()
    assert (cents(table["profit_eur"]) == by_unit["profit_cents"].to_numpy()).all()
    assert (cents(table["revenue_eur"]) - cents(table["cost_eur"]) == cents(table["profit_eur"])).all()
    start = run.quarterly["customers"].iloc[-1] / (1 + run.summary["customers_change_pct"] / 100)
    for name, column in (("revenue_eur", "revenue_cents"), ("profit_before_bonus_eur", "profit_cents")):
        assert cents(run.summary[name] * start) == books[column].sum(), name
    assert cents(run.summary["service_cost_eur"] * start) == books["service_cents"].sum()


def test_every_cent_of_bonus_goes_to_a_person(run):
    """Awards are cash and deferred pay; what the company bears is awards less what people forfeit later."""
    payouts = run.payouts
    assert (payouts["cash_cents"] + payouts["deferred_cents"] == payouts["award_cents"]).all()
    assert (payouts[["award_cents", "cash_cents", "deferred_cents"]] >= 0).all(axis=None)
    borne = cents(run.quarterly.groupby("year")["bonus_eur"].sum())
    awarded = payouts.groupby("year")["award_cents"].sum().to_numpy()
    lost = awarded - borne
    assert lost[0] == 0
    granted = payouts.groupby("year")["deferred_cents"].sum().cumsum().to_numpy()
    assert (lost >= 0).all()
    assert (lost.cumsum()[1:] <= granted[:-1]).all(), "more forfeited than was ever deferred"
    if run.scheme == "unit_growth":
        assert not lost.any()
    start = run.quarterly["customers"].iloc[-1] / (1 + run.summary["customers_change_pct"] / 100)
    assert cents(run.summary["bonus_eur"] * start) == borne.sum()
    after = run.summary["profit_before_bonus_eur"] - run.summary["bonus_eur"]
    assert run.summary["profit_after_bonus_eur"] == pytest.approx(after, abs=1e-9)


@pytest.mark.parametrize("name", ["unit_growth", "balanced_scorecard", "deferred_three_year", "fixed_pay"])
def test_pools_pay_what_people_get(name):
    """By year: cents out of pools = cents to people, and no pool pays more than it holds."""
    model = lived_model(small("horizon.years=2"), scheme(name))
    assert len(model.history.pay) == 2
    for year in model.history.pay:
        paid = sum(pool.paid_cents for pool in year.pools)
        assert paid == sum(person.award_cents for person in year.people)
        assert all(pool.paid_cents <= pool.available_cents for pool in year.pools if hasattr(pool, "available_cents"))


def test_money_is_counts_times_tariffs():
    """The null company in a calm market, recomputed from the weekly counts: nothing is rounded, nothing missing.

    One unit and one channel: every customer holds the one line, every contact costs the one tariff.
    """
    settings = small("company=null_company", *CALM)
    run = ran("company=null_company", *CALM)
    unit, channel = settings.company.units["service"], settings.channels["phone"]
    weekly, books = run.weekly, run.books
    assert (books["fees_cents"] == weekly["customers"] * unit.price_cents_week).all()
    assert (books["service_cents"] == weekly["contacts"] * channel.cost_cents).all()
    sized_for = round(settings.customers.count * settings.business.start_share)
    assert (books["fixed_cents"] == sized_for * unit.fixed_cost_cents_week).all()
    assert (books["goods_cents"] == weekly["customers"] * 400).all()
    assert (books[["baskets_cents", "demand_cents"]] == 0).all(axis=None)
    assert (books["offers_cents"] % unit.upsell_cents == 0).all()
    assert books["offers_cents"].sum() > 0


@pytest.mark.parametrize("company", ["telecom", "bank"])
def test_fees_are_holdings_times_prices(company):
    """At the last week of a quarter the fees of a unit are its holders, counted on people, times its price."""
    run = ran(f"company={company}", INSENSITIVE)
    ends = run.books[run.books["week"] % 13 == 0].assign(quarter=lambda table: table["week"] // 13)
    booked = ends.set_index(["quarter", "unit"])["fees_cents"].sort_index()
    held = run.units.set_index(["quarter", "unit"])["customers"].sort_index()
    price = {name: unit.price_cents_week for name, unit in small(f"company={company}").company.units.items()}
    assert (booked == held * held.index.get_level_values("unit").map(price)).all()


def test_one_off_spending_is_what_people_spent():
    """Baskets and offers in the books are the cents people carry, from the warm-up on."""
    settings = small("company=bank")
    people = Population(settings)
    rows = people.live(52, ServiceState.reference(settings))
    ledger = Ledger(rows, people.layout)
    assert ledger.basket_cents.sum() + ledger.upsell_cents.sum() == people.columns.view("spend_cents").sum() > 0


# ---------------------------------------------------------------- books that are broken on purpose


def lose_a_holding(monkeypatch):
    counted = Population.count

    def one_short(self):
        census = counted(self)
        census.holdings[0] -= int(self.week > 60)
        return census

    monkeypatch.setattr(Population, "count", one_short)


def invent_a_customer(monkeypatch):
    true_live = population.live

    def one_more(*arguments):
        true_live(*arguments)
        row = next(item for item in arguments if getattr(item, "ndim", 0) == 2 and item.dtype == np.int64)
        row[0, 0] += 1  # joined, in the ledger only

    monkeypatch.setattr(population, "live", one_more)


def find_a_cent(monkeypatch):
    true_pay = model_module.pay_people

    def a_cent_more(*arguments):
        pay = true_pay(*arguments)
        first = pay.people[0]
        return replace(pay, people=[first._replace(award_cents=first.award_cents + 1), *pay.people[1:]])

    monkeypatch.setattr(model_module, "pay_people", a_cent_more)


def lose_a_customer_between_quarters(monkeypatch):
    counted = Population.live

    def one_gone(self, *arguments):
        if self.week > 60:
            people = self.columns.people
            people["status"][np.flatnonzero(people["status"] == CUSTOMER)[0]] = FORMER
        return counted(self, *arguments)

    monkeypatch.setattr(Population, "live", one_gone)


@pytest.mark.parametrize("fault", [lose_a_holding, invent_a_customer, find_a_cent, lose_a_customer_between_quarters])
def test_broken_books_stop_the_run_with_code_4(fault, monkeypatch, tmp_path, capsys):
    """A holding lost, a customer invented, a cent found: the run stops, says so, and leaves no result behind."""
    fault(monkeypatch)
    with pytest.raises(BooksError):
        cxsim.run(small())
    code = main(["run", "experiment=tiny", "customers.count=300", f"output.dir={tmp_path / 'out'}"])
    shown = capsys.readouterr()
    assert code == 4
    assert "add up" in shown.err
    assert "Traceback" not in shown.err + shown.out
    assert not list(tmp_path.rglob("*.csv"))
    assert "digest:" not in shown.out
