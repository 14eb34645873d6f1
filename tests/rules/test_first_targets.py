"""Budgets of the first year rest on the same ground as its results: nobody is over or under target by bookkeeping."""

from __future__ import annotations

import numpy as np
import pytest

import cxsim

CALM = ("market.company_shock=0", "market.unit_shock=0", "market.touchpoint_shock=0", "market.cost_shock=0")
LIVED = ("customers.count=6000", "horizon.years=1", "horizon.warmup_years=2", "output.journeys_logged=0", "output.panel=0")


@pytest.mark.parametrize("company", ["telecom", "retailer"])
@pytest.mark.parametrize("scheme", ["unit_growth_cost", "company_profit"])
def test_when_nobody_reacts_and_demand_is_calm_first_year_results_are_near_target(company, scheme):
    """Once shares of touchpoints and fixed costs changed between warm-up and run, and habits drifted to the web for years."""
    run = cxsim.run(cxsim.load(f"company={company}", f"scheme={scheme}", "behaviour=insensitive", *CALM, *LIVED))
    items = run.payout_items
    # profit is a small difference of large numbers; the cost of one desk rests on few contacts
    wide = items["metric"].map({"profit": 25.0, "cost": 20.0, "revenue": 12.0})
    assert len(items) and np.all(np.abs(items["x"] - 100.0) < wide)
