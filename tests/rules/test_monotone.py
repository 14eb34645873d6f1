"""Orders that hold person by person on the same luck, where the model proves them; with talk off, people are islands.

Up to the first week in which two worlds differ for a person they are the same to the byte, so "who has never
left" and "who has ever joined" can only move one way. Nothing here is an average, and nothing may be off by one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from small_world import lived, small

from cxsim.customers.columns import STRANGER
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState

ISLANDS = "customers.network_neighbours=0"
PEOPLE = "customers.count=2500"


def never_left(population: Population) -> np.ndarray:
    return population.columns.view("kept").astype(bool)


@pytest.mark.parametrize("company", ["telecom", "bank"])
def test_more_leaving_for_outside_reasons_keeps_nobody_more(company):
    """A wider band of luck in which people leave: whoever is kept in the harder world is kept in the easier one."""
    settings = small(f"company={company}", ISLANDS, PEOPLE, "survey.relationship_rate=0")
    kept = []
    for leave in (0.001, 0.003, 0.01):
        start = Population(settings)
        added = leave - start.rules.leave_outside
        start.columns.view("event_prob")[:] += added
        people = Population(settings, columns=start.columns, rules=start.rules._replace(leave_outside=leave), facts=start.facts)
        people.live(104, ServiceState.reference(settings))
        kept.append(never_left(people))
    assert kept[0].sum() > kept[1].sum() > kept[2].sum()
    assert not (kept[1] & ~kept[0]).any()
    assert not (kept[2] & ~kept[1]).any()


@pytest.mark.parametrize("company", ["telecom", "bank"])
def test_a_better_outside_offer_keeps_nobody_more(company):
    """With contracts only, the offer of rivals enters at renewal alone: each notch up loses people and wins none back."""
    words = (f"company={company}", "business=subscription", ISLANDS, PEOPLE)
    kept = [never_left(lived(small(*words, f"market.outside_offer={offer}"), 104)[0]) for offer in (-0.5, 0.0, 0.5, 5.0)]
    for easier, harder in pairwise(kept):
        assert harder.sum() < easier.sum()
        assert not (harder & ~easier).any()


@pytest.mark.parametrize("company", ["telecom", "retailer", "bank"])
def test_more_pull_on_newcomers_turns_nobody_away(company):
    """Whoever has joined by a week under a weaker pull has joined by then under a stronger one."""
    settings = small(f"company={company}", ISLANDS, PEOPLE)
    joined = [lived(settings, 52, join=pull)[0].columns.view("status") != STRANGER for pull in (0.5, 1.0, 2.0)]
    for weaker, stronger in pairwise(joined):
        assert stronger.sum() > weaker.sum()
        assert not (weaker & ~stronger).any()


def test_a_line_more_of_rescue_hurts_nobodys_first_journey():
    """Rescue only ever lifts a bad ending: in the first quarter no true memory is worse for it in sum."""
    settings = small(ISLANDS, PEOPLE)
    shape = ServiceState.reference(settings).recover.shape
    never, always = (lived(settings, 1, recover=np.full(shape, share))[0] for share in (0.0, 1.0))
    assert (always.true_scores(2500) >= never.true_scores(2500)).all()
    assert (always.true_scores(2500) > never.true_scores(2500)).any()


def test_handoffs_that_keep_more_are_rough_no_more_often():
    """The same contact with the same luck: rough at a higher chance of keeping information means rough at a lower one.

    One week only, from the same start: later, people whose journey went better have other journeys.
    """
    settings = small(ISLANDS, PEOPLE, "journeys.cross_unit_share=1.0", "customers.retry=0")
    reference = ServiceState.reference(settings).handoff
    rough = []
    for kept in (0.0, 0.3, 0.6, 1.0):
        people = Population(settings)
        row = people.live(1, replace(ServiceState.reference(settings), handoff=np.full_like(reference, kept)))
        at = people.layout
        pairs = row[0, at.pair : at.ladder].reshape(at.units, at.units, 2)
        rough.append(pairs[..., 1].sum())
    assert rough[0] > rough[1] > rough[2] > rough[3] == 0
