"""Rule 3: luck is keyed by who, what and when. More people, other orders and other observers move nobody's dice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_world import INSENSITIVE, assert_same_run, lived, ran, small, with_units

import cxsim
from cxsim.customers import metrics
from cxsim.customers.ledger import Ledger
from cxsim.customers.service import ServiceState
from cxsim.study.folders import choices

SILENT_TOWN = "customers.network_neighbours=0"
RING = ("customers.network_neighbours=2", "customers.network_rewired=0")


# ---------------------------------------------------------------- one person more


@pytest.mark.parametrize("company", choices("company"))
@pytest.mark.parametrize("count", [300, 2048])
def test_one_person_more_changes_nobody(company, count):
    """Without talk the person added lives a life, and everybody else's year stays the same to the byte."""
    words = (f"company={company}", SILENT_TOWN)
    few, rows = lived(small(*words, f"customers.count={count}"), 52)
    more, more_rows = lived(small(*words, f"customers.count={count + 1}"), 52)
    assert more.columns.people[:count].tobytes() == few.columns.people.tobytes()
    assert more.columns.heard[:, :count].tobytes() == few.columns.heard.tobytes()
    added = Ledger(more_rows - rows, few.layout)
    assert (added.contacts >= 0).all()
    assert added.contacts.sum() - added.handoffs.sum() == more.columns.people[count]["contacts"]  # both sides book a handoff


@pytest.mark.parametrize("weeks", [4, 26])
def test_talk_of_one_person_more_travels_along_ties_only(weeks):
    """On a ring of two neighbours news travels one place a week: whoever is further away cannot have changed."""
    people = 400
    changed = set()
    for seed in range(1, 4):
        words = (*RING, f"seed={seed}", "customers.talk_threshold=0.05")
        few, _ = lived(small(*words, f"customers.count={people}"), weeks)
        more, _ = lived(small(*words, f"customers.count={people + 1}"), weeks)
        same = few.columns.people == more.columns.people[:people]
        here = set(np.flatnonzero(~same).tolist())
        assert all(person >= people - weeks for person in here), (seed, here)
        changed |= here
    assert changed or weeks < 26, "nobody heard the newcomer: the test would pass with talk broken"


def test_ties_do_not_depend_on_the_size_of_the_market():
    """Friends are drawn once for a whole town; a market half full has the same ties, less those to nobody."""
    full, _ = lived(small("customers.count=2048"), 1)
    more, _ = lived(small("customers.count=4000"), 1)
    assert (full.ties(2048) == more.ties(2048)).all()


def test_the_recorded_and_followed_stay_the_same_people():
    """With one person more, panel and event log of the first forty people are the same, cell by cell."""
    words = (INSENSITIVE, SILENT_TOWN, "behaviour.staff_tie=0")  # staff feel how all customers fare, the newcomer too
    few, more = ran(*words), ran(*words, "customers.count=301")
    assert more.panel.equals(few.panel)
    assert more.journeys.equals(few.journeys)


# ---------------------------------------------------------------- another order

SORT = {
    "books": ["week", "unit"],
    "units": ["quarter", "unit"],
    "managers": ["quarter", "manager"],
    "payouts": ["year", "manager"],
    "payout_items": ["year", "manager", "metric", "scope"],
    "flows": ["year", "from_unit", "to_unit"],
}


def assert_permuted(one, other):
    """The same rows under the same names: counts and cents exact, real numbers to twelve digits."""
    for table, keys in SORT.items():
        frames = [getattr(run, table).sort_values(keys).reset_index(drop=True) for run in (one, other)]
        pd.testing.assert_frame_equal(*frames, rtol=1e-11, atol=1e-11, obj=table)
        for name in frames[0].select_dtypes("integer"):
            assert (frames[0][name] == frames[1][name]).all(), (table, name)
    for table in ("weekly", "quarterly", "panel", "journeys"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), rtol=1e-11, atol=1e-11, obj=table)
    for name, value in one.summary.items():
        assert other.summary[name] == pytest.approx(value, rel=1e-11, abs=1e-11, nan_ok=True), name


def turned_units(settings):
    return with_units(settings, dict(reversed(settings.company.units.items())))


def turned_channels(settings):
    units = {name: replace(unit, channels=unit.channels[::-1]) for name, unit in settings.company.units.items()}
    return replace(with_units(settings, units), channels=dict(reversed(settings.channels.items())))


@pytest.mark.parametrize("turned", [turned_units, turned_channels])
@pytest.mark.parametrize("company", ["telecom", "retailer", "bank"])
def test_position_in_a_file_means_nothing(company, turned):
    """Units or channels listed the other way round: every row of every table the same, under its own name."""
    settings = small(f"company={company}", "scheme=balanced_scorecard")
    assert_permuted(ran(f"company={company}", "scheme=balanced_scorecard"), cxsim.run(turned(settings)))


@pytest.mark.parametrize("behaviour", choices("behaviour"))
def test_position_means_nothing_to_any_mechanism(behaviour):
    """The same for each way managers decide."""
    words = (f"behaviour={behaviour}", "scheme=unit_growth_cost")
    assert_permuted(ran(*words), cxsim.run(turned_units(small(*words))))


def test_the_list_of_a_units_channels_is_a_set():
    """The order in which a unit lists its channels, the channels' own order unchanged, is not even a column order."""
    settings = small()
    units = {name: replace(unit, channels=unit.channels[::-1]) for name, unit in settings.company.units.items()}
    assert_same_run(cxsim.run(with_units(settings, units)), ran())


def test_names_are_what_luck_is_keyed_by():
    """A unit renamed is another unit: its people's luck changes (and the tests above are not about constants)."""
    settings = small()
    units = {("mobil" if name == "mobile" else name): unit for name, unit in settings.company.units.items()}
    assert cxsim.run(with_units(settings, units)).customers_digest != ran().customers_digest


# ---------------------------------------------------------------- a unit nobody needs


def with_idle_unit(settings, first=False):
    """The company with one more unit: touchpoints and prices, but nobody needs it, holds it or buys from it."""
    template = next(iter(settings.company.units.values()))
    idle = replace(template, need_share=0.0, holding_share=0.0, fixed_cost_cents_week=0)
    units = settings.company.units
    return with_units(settings, {"idle": idle, **units} if first else {**units, "idle": idle})


def without_idle(run, table):
    frame = getattr(run, table)
    for name in ("unit", "from_unit", "to_unit"):
        if name in frame:
            frame = frame[frame[name] != "idle"]
    return frame.reset_index(drop=True)


@pytest.mark.parametrize("first", [False, True], ids=["last", "first"])
@pytest.mark.parametrize("company", choices("company"))
def test_a_unit_with_no_customers_changes_no_other_number(company, first):
    """Customers, weeks, other units' books and scores, flows and journeys: all as without it."""
    words = (f"company={company}", INSENSITIVE, "journeys.cross_unit_share=0.5")
    if company == "null_company":
        words = (*words[:2], "journeys.cross_unit_share=0.0")
    plain, wider = ran(*words), cxsim.run(with_idle_unit(small(*words), first))
    if not first:
        assert wider.customers_digest == plain.customers_digest
    for table in ("weekly", "books", "units", "flows", "journeys", "panel"):
        frames = [without_idle(run, table) for run in (wider, plain)]
        pd.testing.assert_frame_equal(*frames, check_exact=True, check_dtype=any(map(len, frames)), obj=table)
    idle = wider.units[wider.units["unit"] == "idle"]
    assert (idle[["customers", "revenue_eur", "cost_eur", "contacts", "handoffs_out"]] == 0).all(axis=None)


@pytest.mark.parametrize("first", [False, True], ids=["last", "first"])
def test_journeys_do_not_cross_to_a_unit_nobody_needs(first):
    """Where the only other unit is needed by nobody, the dial of crossing journeys has nothing to turn."""
    words = ("company=null_company", "journeys.cross_unit_share=0.9")
    wider = cxsim.run(with_idle_unit(small(*words), first))
    assert wider.flows["handoffs"].sum() == 0
    assert wider.quarterly["true_cx"].equals(ran(*words).quarterly["true_cx"])


# ---------------------------------------------------------------- observers and time


@pytest.mark.parametrize("observer", ["journeys_logged", "panel"])
def test_watching_changes_nothing(observer):
    """Nobody recorded or everybody recorded: the same customers, the same result."""
    runs = [ran("scheme=unit_growth", f"output.{observer}={people}") for people in (0, 20, 300)]
    assert len({run.digest for run in runs}) == 1
    assert len({run.customers_digest for run in runs}) == 1
    seen = [len(getattr(run, {"journeys_logged": "journeys", "panel": "panel"}[observer])) for run in runs]
    assert 0 == seen[0] < seen[1] < seen[2]


def test_one_metric_more_changes_no_other_number(monkeypatch):
    """A metric is a way of reading the ledger; adding one adds its own number and nothing else."""
    plain = cxsim.run(small("scheme=company_cx"))
    before = dict(plain.summary)
    monkeypatch.setitem(metrics.METRICS, "another", metrics.METRICS["nps"])
    run = cxsim.run(small("scheme=company_cx"))
    assert run.digest == plain.digest
    assert run.summary.pop("another") == before["nps"]
    pd.testing.assert_series_equal(pd.Series(run.summary), pd.Series(before), check_exact=True)


def test_looking_at_tables_changes_nothing():
    """Tables may be asked for in any order, or not at all."""
    run = cxsim.run(small("scheme=cx_gate"))
    digest = run.digest
    for name in ("panel", "managers", "weekly", "payouts", "journeys"):
        getattr(run, name)
    assert run.digest == digest == cxsim.run(small("scheme=cx_gate")).digest


@pytest.mark.parametrize("scheme", ["seniority_gradient", "deferred_three_year"])
def test_the_future_does_not_reach_back(scheme):
    """The first year of two is the year of one: every row of every table."""
    one, two = ran(f"scheme={scheme}", "horizon.years=1"), ran(f"scheme={scheme}", "horizon.years=2")
    for table in ("weekly", "quarterly", "units", "books", "managers", "payouts", "payout_items", "flows", "panel", "journeys"):
        frame = getattr(two, table)
        last = {"week": 52, "quarter": 4, "year": 1}
        column = next(name for name in ("year", "quarter", "week") if name in frame)
        early = frame[frame[column] <= last[column]].reset_index(drop=True)
        pd.testing.assert_frame_equal(early, getattr(one, table), check_exact=True, obj=table)


def test_a_year_is_four_quarters_is_fifty_two_weeks():
    """How many weeks one call of the compiled core covers cannot be seen in the result."""
    whole, rows = lived(small(), 52)
    pieces, part = lived(small(), 13)
    parts = [part] + [pieces.live(13, ServiceState.reference(small())) for _ in range(3)]
    assert whole.digest() == pieces.digest()
    assert (np.concatenate(parts) == rows).all()


def test_another_seed_is_another_market():
    """Everything above would hold if nothing were random: it is."""
    assert ran("seed=1").customers_digest != ran("seed=2").customers_digest
