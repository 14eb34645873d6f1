"""Every choice of every part of the configuration composes, runs tiny, and gives numbers; new files join by themselves.

What may be no number, and when: shares of nothing (`rough_share` without handoffs, `talk_ratio` without bad talk,
scores nobody answered) and lifetime value of a company without customers.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from small_world import ran, small

import cxsim
from cxsim.study.folders import choices

PEOPLE = "customers.count=300"
YEAR = ("horizon.years=1", "horizon.warmup_years=1")
SOME_SCHEMES = ("unit_growth_cost", "journey_ownership", "deferred_three_year")
ONLY_WITH_HANDOFFS = {"rough_share"}


def assert_sound(run, may_be_missing=frozenset()):
    """A finite summary, and tables whose numbers lie where they must."""
    missing = {name for name, value in run.summary.items() if not math.isfinite(value)}
    handed = run.flows["handoffs"].sum() if len(run.flows) else 0
    assert missing <= (may_be_missing if handed else may_be_missing | ONLY_WITH_HANDOFFS)
    assert len(run.weekly) == 52
    assert (run.weekly[["customers", "joined", "left", "contacts", "journeys"]] >= 0).all(axis=None)
    assert run.weekly["contacts"].sum() > 0
    shares = run.managers[[column for column in run.managers if column.startswith("attention_")]].dropna()
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    assert (shares.sum(axis=1) <= 1.5).all()
    for name in ("true_cx", "measured_cx", "csat", "touchpoint_true", "journey_true"):
        values = run.quarterly[name].dropna()
        assert values.between(-30 if name.endswith("true") else 0, 130 if name.endswith("true") else 100).all(), name
    for frame in (run.books, run.payouts[["award_cents", "cash_cents", "deferred_cents"]]):
        assert np.isfinite(frame.select_dtypes("number").to_numpy(float)).all()
    assert run.summary["bonus_eur"] >= 0


@pytest.mark.parametrize("scheme", SOME_SCHEMES)
@pytest.mark.parametrize("company", choices("company"))
def test_every_company_runs_under_schemes_of_each_kind(company, scheme):
    """Growth and cost, a scheme of journeys, deferred pay."""
    assert_sound(ran(f"company={company}", f"scheme={scheme}"))


@pytest.mark.parametrize("scheme", choices("scheme"))
def test_every_scheme_runs(scheme):
    """On the default company."""
    run = ran(f"scheme={scheme}")
    assert_sound(run)
    assert run.scheme == scheme


@pytest.mark.parametrize(
    ("part", "choice"),
    [(part, name) for part in ("behaviour", "business", "market", "survey", "journeys", "channels", "customers", "output") for name in choices(part)],
)
def test_every_choice_of_a_part_runs(part, choice):
    """One part at a time, the rest as usual."""
    few_answers = {"measured_cx", "nps", "measured_gap", "csat", "satisfaction_gap", "journey_measured", "inflated_share", "believed_gap"}
    assert_sound(ran(f"{part}={choice}", PEOPLE), few_answers if choice == "small" else set())


@pytest.mark.parametrize("business", choices("business"))
@pytest.mark.parametrize("company", choices("company"))
def test_every_company_runs_under_every_business(company, business):
    """Contracts, purchases and both, wherever."""
    assert_sound(ran(f"company={company}", f"business={business}"))


@pytest.mark.parametrize("reading", ["cause", "mixed", "temper"])
def test_every_reading_runs(reading):
    """The three readings of the evidence."""
    assert set(small().customers.readings) == {"cause", "mixed", "temper"}
    assert_sound(ran(f"customers.reading={reading}"))


@pytest.mark.parametrize("horizon", choices("horizon"))
def test_every_horizon_composes(horizon):
    """And runs, cut to a year after a year."""
    assert cxsim.load(f"horizon={horizon}").horizon.years >= 1
    assert_sound(ran(f"horizon={horizon}", *YEAR))


@pytest.mark.parametrize("study", choices("study"))
def test_every_study_composes(study):
    """Its schemes and its baseline exist."""
    asked = cxsim.load(f"study={study}").study
    assert set(asked.schemes) <= set(choices("scheme"))
    assert asked.baseline in asked.schemes
    assert asked.replications >= 1


@pytest.mark.parametrize("experiment", choices("experiment"))
def test_every_experiment_runs(experiment):
    """Cut to a year after a year, with 300 people."""
    assert_sound(cxsim.run(cxsim.load(f"experiment={experiment}", PEOPLE, *YEAR)))


EDGES = {
    "everybody starts as a customer": ("business.start_share=1",),
    "no surveys": ("survey.touchpoint_share=0", "survey.journey_share=0", "survey.relationship_rate=0"),
    "everything crosses": ("journeys.cross_unit_share=1",),
    "nobody talks": ("customers.network_neighbours=0",),
    "no executives": ("company.executives=0",),
    "no offers": ("behaviour.offer_base=0",),
    "no warm-up": ("horizon.warmup_years=0",),
    "great sensitivity": ("behaviour.pay_sensitivity=10",),
    "one seat per person": ("company.people_per_touchpoint_manager=1",),
}
NOT_ASKED = {"measured_cx", "nps", "measured_gap", "csat", "satisfaction_gap", "journey_measured", "inflated_share", "believed_gap"}
MISSING = {"no surveys": NOT_ASKED, "nobody talks": {"talk_ratio"}}


@pytest.mark.parametrize("name", EDGES)
def test_edges_of_the_ranges_run(name):
    """Settings at the end of what is allowed give numbers too, or say which one is no number."""
    assert_sound(ran(*EDGES[name], "scheme=balanced_scorecard"), MISSING.get(name, set()))


@pytest.mark.parametrize("count", [1, 2, 17])
def test_almost_nobody_can_be_simulated(count):
    """One person is a market: the run ends and the books balance, whatever the numbers are worth."""
    run = ran(f"customers.count={count}", "business.start_share=1")
    assert len(run.weekly) == 52
    assert run.weekly["customers"].max() <= count
