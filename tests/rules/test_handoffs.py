"""The dial of interdependence: where no journey crosses units, handoffs between units are words without a meaning."""

from __future__ import annotations

import pytest
from small_world import INSENSITIVE, assert_same_run, ran

SEPARATE, TANGLED = "journeys.cross_unit_share=0", "journeys.cross_unit_share=0.5"
COMPANIES = ["telecom", "retailer", "bank"]
EXTREMES = [f"company.handoff_between={share}" for share in (0.0, 1.0)]


@pytest.mark.parametrize("company", COMPANIES)
@pytest.mark.parametrize("scheme", ["unit_growth", "company_cx", "journey_ownership"])
def test_where_nothing_crosses_handoffs_between_units_do_not_matter(company, scheme):
    """Information always lost or never lost between units: not one number of any table moves, whoever is paid."""
    worst, best = (ran(f"company={company}", f"scheme={scheme}", SEPARATE, words) for words in EXTREMES)
    assert worst.customers_digest == best.customers_digest
    assert worst.digest == best.digest
    assert_same_run(worst, best)


@pytest.mark.parametrize("company", COMPANIES)
def test_where_nothing_crosses_there_are_no_handoffs(company):
    """No flow, no rough handoff, nothing sent: by year, by unit, in the event log and in the summary."""
    run = ran(f"company={company}", SEPARATE)
    assert run.flows[["handoffs", "rough"]].to_numpy().sum() == 0
    assert run.units[["handoffs_out", "rough_out"]].to_numpy().sum() == 0
    assert "handoff" not in set(run.journeys["activity"])
    assert run.summary["rough_share"] != run.summary["rough_share"], "a share of nothing is not a number"


@pytest.mark.parametrize("company", COMPANIES)
def test_where_journeys_cross_handoffs_matter(company):
    """The same two extremes with half of journeys crossing: other customers, and better ones where nothing is lost."""
    worst, best = (ran(f"company={company}", INSENSITIVE, TANGLED, "customers.count=1500", words) for words in EXTREMES)
    assert worst.customers_digest != best.customers_digest
    assert (worst.flows["rough"] == worst.flows["handoffs"]).all()
    assert best.flows["rough"].sum() == 0
    assert best.summary["true_cx"] > worst.summary["true_cx"]


def test_the_dial_turns_the_flow():
    """More crossing journeys, more handoffs; the needs themselves are the same."""
    runs = [ran(INSENSITIVE, "behaviour.staff_tie=0", "customers.count=1500", f"journeys.cross_unit_share={share}") for share in (0.0, 0.2, 0.6, 1.0)]
    sent = [run.flows["handoffs"].sum() for run in runs]
    assert sent == sorted(sent)
    assert sent[0] == 0
    assert 2.0 < sent[2] / sent[1] < 4.0


def test_the_price_of_a_handoff_is_nothing_where_nothing_is_handed_over():
    """`journeys.handoff_cost` acts through lost information only: within one unit it still may, between units not."""
    cheap, dear = (ran("company=null_company", SEPARATE, f"journeys.handoff_cost={cost}") for cost in (0.0, 2.0))
    assert cheap.flows.empty
    assert dear.flows.empty
    tangled = [ran(INSENSITIVE, TANGLED, f"journeys.handoff_cost={cost}", "customers.count=1500") for cost in (0.0, 2.0)]
    assert tangled[0].summary["true_cx"] > tangled[1].summary["true_cx"]
