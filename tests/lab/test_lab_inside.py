"""Inside one run: issues in order, answers to another draft dropped, decisions by seat and quarter under every scheme."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

pytest.importorskip("nicegui")

from cxsim.lab.draft import Draft
from cxsim.lab.session import Session

SMALL = replace(Draft(), customers=400)


@pytest.fixture(scope="module")
def inside(crew):
    session = Session(crew)
    session.inside.open(SMALL)
    until(lambda: not session.inside.waiting)
    assert not session.inside.problem
    return session.inside


def until(true, seconds=180.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


def test_the_replay_begins_at_the_median_of_what_crossed(inside):
    shown = inside.shown()
    assert all(issue.crossed for issue in shown)
    assert inside.place == (len(shown) - 1) // 2
    assert list(inside.found.issues) == ["unit_growth", "seniority_gradient"]


def test_groups_are_in_the_order_they_say(inside):
    try:
        inside.group = "lost"
        lost = [issue.lost for issue in inside.shown()]
        assert lost == sorted(lost, reverse=True) and inside.start_of("lost") == 0
        inside.group = "all"
        assert len(inside.shown()) > len(lost)
    finally:
        inside.group = "median"


def test_a_seat_is_opened_once_for_every_scheme_and_quarter(inside):
    seat = inside.shown()[0].steps[0].seat
    assert seat in inside.found.seats
    assert inside.want(seat) is None
    until(lambda: inside.want(seat) is not None)
    found = inside.want(seat)
    assert set(found) == set(inside.found.issues)
    assert {len(decisions) for decisions in found.values()} == {inside.found.quarters}
    assert found["unit_growth"][4].id == f"Q5-{seat}"


def test_an_answer_to_a_draft_no_longer_open_is_dropped(inside):
    crew = inside.crew
    session = Session(crew)
    session.inside.open(SMALL)
    other = replace(SMALL, seed=7)
    session.inside.open(other)
    until(lambda: not session.inside.waiting)
    assert session.inside.draft is other
    alone = Session(crew)
    alone.inside.open(other)
    until(lambda: not alone.inside.waiting)
    assert session.inside.found == alone.inside.found
