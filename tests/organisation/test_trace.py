"""A decision opened: the run stays what it was, and the reasons told are those that made the choice."""

from __future__ import annotations

import numpy as np
import pytest

import cxsim
from cxsim.base.errors import InputError
from cxsim.organisation.choice import best_attention, by_habit
from cxsim.pay.scheme import Scheme
from cxsim.simulation import trace as tracing
from cxsim.simulation.market import open_market, warm_up
from cxsim.simulation.model import QUARTERS
from cxsim.simulation.run import Run, run

SMALL = ("customers.count=300", "horizon.years=2", "horizon.warmup_years=1", "scheme=seniority_gradient")


@pytest.fixture(scope="module")
def settings():
    return cxsim.load(*SMALL)


@pytest.fixture(scope="module")
def warm(settings):
    return warm_up(settings)


@pytest.mark.parametrize("seat", ["mobile/phone", "broadband", "executive 1"])
def test_taking_notes_changes_nothing(settings, warm, seat):
    notes: list[tracing.Decision] = []
    kind = tracing.KINDS["executive" if " " in seat else "touchpoint" if "/" in seat else "head"]
    classes = {seat: tracing._noting(kind, 3, "x", notes)}
    market = open_market(settings, Scheme.from_mapping(settings.scheme), warm, manager_classes=classes)
    for _ in range(settings.horizon.years * QUARTERS):
        market.step()
    assert Run(market.firms[0], market).digest == run(settings).digest
    assert len(notes) == 1


@pytest.mark.parametrize(("seat", "kind"), [("mobile/phone", "strain"), ("care/chat", "strain"), ("broadband", "head_strain")])
@pytest.mark.parametrize("quarter", [1, 6])
def test_the_worth_that_is_told_makes_the_choice_that_was_made(settings, warm, seat, kind, quarter):
    """Best attention for the worth told, approached by habit, is what was chosen."""
    found = tracing.trace(settings, seat, quarter, warm=warm)
    base = settings.company.base_pay_eur[found.level]
    house = open_market(settings, Scheme.from_mapping(settings.scheme), warm).firms[0].organisation.house
    worth = np.array([one.worth_eur for one in found.options]) * 100 / (tracing.POINT * base)
    duty, before, chosen = (np.array([getattr(one, f"{name}_pct") for one in found.options]) / 100 for name in ("duty", "before", "chosen"))
    goal = best_attention(worth, duty, getattr(house, kind))
    assert by_habit(before, goal, settings.behaviour.habit) == pytest.approx(chosen, abs=1e-9)
    assert found.paid and found.id == f"Q{quarter}-{seat}"


def test_what_is_seen_is_the_own_agreement_and_nothing_else(settings, warm):
    found = tracing.trace(settings, "mobile/phone", 2, warm=warm)
    assert [(one.metric, one.scope) for one in found.seen] == [("revenue", "touchpoint"), ("revenue", "unit"), ("cx", "company")]
    assert sum(one.weight_pct for one in found.seen) == pytest.approx(100)
    assert all(one.error > 0 and one.point_eur >= 0 for one in found.seen)
    assert set(found.mates_pct) == set(settings.behaviour.activities)


def test_nobody_is_moved_by_pay_they_do_not_get(warm):
    plain = cxsim.load(*SMALL[:-1], "scheme=fixed_pay")
    found = tracing.trace(plain, "mobile/phone", 5)
    assert not found.paid and found.seen == () and {one.worth_eur for one in found.options} == {0.0}
    assert all(one.chosen_pct == pytest.approx(one.duty_pct, abs=0.5) for one in found.options)


@pytest.mark.parametrize(("seat", "quarter", "key"), [("mobil/phone", 1, "seat"), ("mobile/phone", 0, "quarter"), ("mobile/phone", 9, "quarter")])
def test_unknown_seats_and_quarters_are_refused(settings, seat, quarter, key):
    with pytest.raises(InputError) as caught:
        tracing.trace(settings, seat, quarter)
    assert [problem.key for problem in caught.value.problems] == [key]
