"""Recorded issues: whole, in the order of how they were remembered, and the same person found in another run."""

from __future__ import annotations

import pytest

import cxsim
from cxsim.study.configuration import load_scheme
from cxsim.study.example import median_journey
from cxsim.study.replay import Issue, Step, issues_of, median_of, recording, same_in


@pytest.fixture(scope="module")
def runs():
    from cxsim.simulation.run import run_schemes

    settings = recording(cxsim.load("customers.count=600", "horizon.years=1", "horizon.warmup_years=1"))
    names = ("unit_growth", "company_cx")
    return settings, run_schemes(settings, {name: load_scheme(name) for name in names})


def test_every_issue_is_whole_and_as_the_log_has_it(runs):
    _, found = runs
    log = found["unit_growth"].journeys
    issues = issues_of(log)
    assert issues and [issue.remembered for issue in issues] == sorted(issue.remembered for issue in issues)
    for issue in issues[:50]:
        rows = log[(log["case"] == issue.case) & log["activity"].isin(["contact", "handoff"])]
        assert [(step.unit, step.channel, step.week) for step in issue.steps] == list(zip(rows["unit"], rows["channel"], rows["week"]))
        assert issue.lost == int((rows["lost_info"] >= 1).sum())
        assert issue.solved == (log[(log["case"] == issue.case)]["activity"] == "journey solved").any()


def test_the_median_journey_is_the_middle_of_those_that_crossed(runs):
    settings, found = runs
    crossed = [issue for issue in issues_of(found["unit_growth"].journeys) if issue.crossed]
    shown = median_journey(settings, "unit_growth", load_scheme("unit_growth"))
    assert shown["contacts"]["unit"].tolist() == [step.unit for step in crossed[median_of(crossed)].steps]
    assert str(len(crossed)) in shown["chosen"]["en"]


def test_people_have_their_issues_under_the_other_scheme_too(runs):
    _, found = runs
    one, other = (issues_of(found[name].journeys) for name in ("unit_growth", "company_cx"))
    shared = [same_in(other, issue) for issue in one]
    assert sum(issue is not None for issue in shared) > 0.6 * len(one)
    assert all(twin is None or twin.person == issue.person for twin, issue in zip(shared, one))


def test_an_issue_far_off_in_time_is_not_the_same():
    step = Step("contact", 5, "mobile", "web", 0.0, False, True)
    late = Step("contact", 40, "mobile", "web", 0.0, False, True)
    issue, other = Issue("1-1", 1, (step,), 0.0, True), Issue("1-9", 1, (late,), 0.0, True)
    assert same_in([other], issue) is None and same_in([other, issue], issue) is issue
    assert (step.quarter, late.quarter, step.seat) == (1, 4, "mobile/web")
