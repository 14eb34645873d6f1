"""Comparison with other people's data: the fit finds what is known, faults are noticed, shipped facts add up."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from cxsim.base.errors import InputError
from cxsim.customers.eventlog import CONTACT, END_SOLVED, END_UNSOLVED, HANDOFF
from cxsim.customers.slots import ISSUE, KINDS, ROUTINE
from cxsim.study.configuration import load
from cxsim.trust import real_data
from cxsim.trust.real_data import answers, buyers, buying, cases, contracts, originals, recompute, shapes, steadiness
from cxsim.trust.real_data.buying import Buyers, Fitted, drawn, fit
from cxsim.trust.real_data.facts import SOURCES, facts
from cxsim.trust.section import QUICK, Ask

PUBLISHED = (0.243, 4.414, 0.793, 2.426)


@pytest.fixture(scope="module")
def checks():
    return buyers.fit_checks()


# ---------------------------------------------------------------- the fit


def test_the_fit_finds_published_and_known_parameters(checks):
    lines = buyers._fit_lines(checks)
    assert len(lines) == 8
    assert {line.holds for line in lines} == {"yes"}


def test_last_purchase_taken_for_their_number_is_noticed(monkeypatch):
    right = buying.log_likelihood
    monkeypatch.setattr(buying, "log_likelihood", lambda r, alpha, a, b, who: right(r, alpha, a, b, Buyers(who.t, who.x, who.T, who.count)))
    wrong = buyers._fit_lines(buyers.fit_checks())
    assert sum(line.holds == "no" for line in wrong) >= 4


def test_the_likelihood_of_one_buyer_is_the_published_formula():
    r, alpha, a, b = PUBLISHED
    never = Buyers(*(np.array([v], float) for v in (0, 0, 30.0, 1)))
    assert buying.log_likelihood(r, alpha, a, b, never) == pytest.approx(r * np.log(alpha / (alpha + 30.0)))
    once = Buyers(*(np.array([v], float) for v in (1, 10.0, 30.0, 2)))
    by_hand = np.log(r * alpha**r * (b / (a + b)) * ((alpha + 30.0) ** -(r + 1) + a / b * (alpha + 10.0) ** -(r + 1)))
    assert buying.log_likelihood(r, alpha, a, b, once) == pytest.approx(2 * by_hand)


def test_drawn_buyers_are_the_same_twice_and_drop_out():
    one, two = (drawn(Fitted(*PUBLISHED, 0.0), np.full(500, 39.0), np.random.Generator(np.random.Philox(key=5))) for _ in range(2))
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ("x", "t", "T", "count"))
    assert fit(one).dropout > 0.05


# ---------------------------------------------------------------- shapes


def test_shapes_of_small_cases():
    assert shapes.share_of_top(np.array([1.0, 1.0, 1.0, 1.0, 6.0]), 0.2) == pytest.approx(0.6)
    assert shapes.apart([1.0, 0.0], [0.0, 1.0]) == 1.0
    assert shapes.poisson_shares(1.0).sum() == pytest.approx(1.0)
    assert shapes.bend(np.array([0.0, 0.25, 0.75])) == 2.0
    after = shapes.next_by_repeats(np.array([0, 0, 1, 9]), np.array([0, 1, 1, 4]))
    assert after[0] == 0.5
    assert after[7] == 4.0
    assert np.isnan(after[3])


def test_pseudo_values_have_the_pooled_ratio_as_their_middle():
    seeds = [(4.0, 2.0), (9.0, 3.0), (5.0, 5.0)]
    ratio = lambda some: sum(a for a, _ in some) / sum(b for _, b in some)  # noqa: E731
    values = shapes.pseudo_values(seeds, ratio)
    assert abs(values.mean() - ratio(seeds)) < 0.2
    assert shapes.pseudo_values([(1.0, 2.0), (2.0, 4.0)], ratio) == pytest.approx([0.5, 0.5])


def test_newcomers_on_their_own_clock_are_summed_up_as_counted_by_hand():
    bought = np.zeros((2, buyers.FOLLOWED), bool)
    bought[0, [3, 5, 9, 60]] = True
    joined = np.zeros_like(bought)
    joined[0, 3] = joined[1, 11] = True
    own, start = buyers._own_clock(joined, bought)
    told = buyers.summed(own, start)
    who = {(x, t, T) for x, t, T in zip(told.x, told.t, told.T)}
    assert who == {(2.0, 6.0, 35.5), (0.0, 0.0, 27.5)}


def test_sorting_is_all_or_nothing_in_the_two_pure_cases():
    chance, everybody = np.array([0.1, 0.1, 0.5, 0.5]), np.ones(4, bool)
    safe = np.array([True, True, False, False])
    assert contracts.sorting_share(contracts.chances((everybody, chance), (safe, chance))) == pytest.approx(1.0)
    assert contracts.sorting_share(contracts.chances((everybody, chance), (everybody, chance / 2))) == pytest.approx(0.0)


# ---------------------------------------------------------------- cases


def event(person, need, week, activity, channel=1, contact=0, rating=0.0):
    return (person, need, week, activity, 0, channel, contact, rating)


def recorded():
    issue, second, routine = 10 * KINDS + ISSUE, 12 * KINDS + ISSUE, 10 * KINDS + ROUTINE
    return np.array([
        event(1, issue, 10, CONTACT), event(1, issue, 10, HANDOFF), event(1, issue, 11, CONTACT),
        event(1, issue, 11, END_SOLVED, -1, 2, 9.5), event(1, routine, 10, HANDOFF),
        event(2, second, 12, CONTACT, 0), event(2, second, 12, END_UNSOLVED, -1, 1, 2.0),
    ], float)  # fmt: skip


def test_issues_are_put_together_and_everyday_episodes_left_out():
    found = cases.journeys(recorded(), 0, np.array([False, True]))
    assert found["handoffs"].tolist() == [1, 0]
    assert found["weeks"].tolist() == [1, 0]
    assert found["assisted"].tolist() == [2, 0]
    assert cases.by_handoffs(found)[1].tolist() == [1.0, 1.0, 0.0, 1.0, 2.0]
    assert cases.latest_outcome(found, 4).tolist() == [cases.NOTHING, cases.LATE, cases.UNSOLVED, cases.NOTHING]
    assert cases.low_ratings(found).tolist() == [[1.0, 1.0], [1.0, 0.0]]


def test_scores_that_only_reshuffle_do_not_hold():
    still = np.tile(np.array([50.0, 60.0, 70.0]), (5, 1)) + np.arange(5)[:, None] * 0.5
    assert steadiness.held(still) == pytest.approx(1.0)
    assert steadiness.moved(still) == pytest.approx(0.5)
    assert steadiness.held(still * np.array([1, -1, 1, -1, 1])[:, None]) == pytest.approx(-1.0)


def test_answers_given_at_random_tell_nothing():
    luck = np.random.Generator(np.random.Philox(key=3))
    answer, stayed = luck.integers(0, 11, 4000), luck.random(4000) < 0.6
    told = answers.of_answers(answer, answer / 10.0, stayed, stayed)
    assert told["r_intention"] == pytest.approx(1.0)
    assert abs(told["r_staying"]) < 0.05


# ---------------------------------------------------------------- facts


def test_every_fact_has_a_source_and_shares_add_up():
    assert set(SOURCES) == set(recompute.COMPUTED)
    assert sum(facts("cdnow")["shares"]) == pytest.approx(1.0, abs=1e-4)
    assert sum(facts("cdnow_table")["people"]) == 2357
    assert sum(facts("incidents")["handed_on"]) == pytest.approx(1.0, abs=1e-4)
    assert facts("cdnow")["fit_sample"][:4] == pytest.approx(PUBLISHED, abs=6e-4)
    for name, (source, licence) in SOURCES.items():
        assert source, name
        assert licence, name


def test_facts_are_computed_from_a_folder_and_a_changed_one_is_noticed(tmp_path):
    shipped = facts("curves")
    alive = {name: np.cumprod([100.0, *shipped[name]]) for name in ("regular", "high_end")}
    pd.DataFrame({"Year": range(13), "Regular": alive["regular"], "High end": alive["high_end"]}).to_csv(tmp_path / "fader_hardie_2007_table1.csv")
    found = recompute.computed(tmp_path, "curves")
    assert recompute.differences(shipped, found) == []
    assert recompute.differences({**shipped, "regular_late_over_sixth": 0.8}, found) == ["regular_late_over_sixth"]
    assert recompute.differences({**shipped, "more": 1.0}, found) == ["more"]


def test_a_dropped_column_and_a_missing_file_are_refused_by_name(tmp_path):
    with gzip.open(tmp_path / "iranian_churn.csv.gz", "wt") as file:
        file.write("Complains,Status\n0,1\n")
    with pytest.raises(InputError, match="churn"):
        originals.read(tmp_path, "iranian_churn")
    with pytest.raises(InputError, match="incidents"):
        originals.read(tmp_path, "incidents")


def test_hazards_of_a_life_table_counted_by_hand():
    from cxsim.trust.real_data.relations_data import yearly_hazard

    duration = np.array([1.5, 2.5, 6.0, 60.0])
    hazard = yearly_hazard(duration, np.array([True, False, True, False]), np.array([True, True, True, False]))
    assert hazard[0] == pytest.approx(0.25)
    assert hazard[1] == pytest.approx(0.5)


# ---------------------------------------------------------------- the model


@pytest.fixture(scope="module")
def lived():
    homes = {company: real_data.lives.home(company, load()) for company in ("telecom", "retailer")}
    return {
        "buyers": lambda: buyers.live(homes["retailer"], 1, 2500),
        "contracts": lambda: contracts.live(homes["telecom"], 1, 1500),
        "cases": lambda: cases.live(homes["telecom"], 1, 1500),
        "answers": lambda: answers.live(homes["telecom"], 1, 1500),
    }


@pytest.mark.parametrize("part", ["buyers", "contracts", "cases", "answers"])
def test_the_same_seed_gives_the_same_bytes(lived, part):
    assert repr(lived[part]()) == repr(lived[part]())


def test_every_seed_is_asked_for_and_keys_are_unique():
    plan = real_data.jobs(Ask(load(), QUICK))
    assert len(plan) == 3 * 8 + 1
    assert {key[0] for key in plan if isinstance(key, tuple)} == set(real_data.PARTS)
