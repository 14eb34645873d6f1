"""The company as a whole: seats, silos, years, hand-over of a warm-up, users' own classes."""

from __future__ import annotations

import numpy as np
import pytest
from stand_ins import SCHEMES, FakeScheme, World, answers, company, company_cx, growth, live, part, settings, start_of

from cxsim.base.errors import InputError
from cxsim.organisation.agents import BusinessUnit, TouchpointManager
from cxsim.organisation.layout import lay_out
from cxsim.organisation.organisation import Organisation
from cxsim.organisation.scorecard import achievement, forecasts
from cxsim.organisation.timing import Terms, choose_pull, moved_shares


def test_seats_and_touchpoints_follow_the_settings():
    made = settings()
    layout = lay_out(made)
    assert layout.touchpoints[:2] == ("mobile/web", "mobile/phone")
    assert len(layout.seats) == 14 + 4 + made.company.executives
    assert {seat.level for seat in layout.seats if seat.unit == "care" and seat.touchpoint} == {"team_lead"}
    assert layout.open_.sum() == len(layout.touchpoints)


def test_paying_for_a_scope_a_level_lacks_is_refused():
    with pytest.raises(InputError, match="executive cannot be paid for revenue of scope unit"):
        company(settings(), FakeScheme({"executive": [part("revenue", "unit")]}))


def test_paying_for_a_number_nobody_counts_is_refused():
    with pytest.raises(InputError, match="allowed: touchpoint, unit"):
        company(settings(), FakeScheme({"middle_manager": [part("satisfaction", "company")]}))


def test_managers_see_nothing_of_other_units():
    """Another unit's numbers change no decision under pay on own-unit results."""
    attention = []
    for shock in (1.0, 3.0):
        organisation = company(settings(), SCHEMES["satisfaction"]())
        for quarter in range(3):
            organisation.decide(quarter)
            results, score = answers(organisation)
            for key in results:
                if key[2].startswith("care"):
                    results[key] *= shock
            organisation.observe(results, score)
        attention.append([m.attention for m in organisation.front if m.seat.unit == "mobile"])
    assert np.array_equal(*attention)


def test_forecast_follows_the_year_and_its_error_shrinks():
    organisation = company(settings(), growth())
    board = organisation.board
    mu, first = forecasts(board)
    assert mu == pytest.approx(100.0)
    results, score = answers(organisation)
    organisation.decide(0)
    organisation.observe({key: value * 1.05 for key, value in results.items()}, score)
    mu, second = forecasts(board)
    place = board.index["revenue", "unit", "mobile"]
    target = board.target[place] / 4
    assert mu[place] == pytest.approx(100 * 1.05 * results["revenue", "unit", "mobile"] / target)
    assert second == pytest.approx(first * 0.8)


def test_scores_arrive_late():
    organisation = company(settings(), growth())
    board = organisation.board
    results, _ = answers(organisation)
    organisation.observe({key: 80.0 if key[0] == "cx" else value for key, value in results.items()})
    mu, _ = forecasts(board)
    late = 3 / 13
    assert mu[board.index["cx", "company", ""]] == pytest.approx(100 * ((1 - late) * 80 + late * 70) / 70)


def test_year_end_pays_against_the_old_target_and_ratchets():
    organisation = company(settings(), growth())
    key = ("revenue", "company", "")
    before = organisation.board.target.copy()
    card = organisation.year_end(0, {k: 1.1 * before[i] for i, k in enumerate(organisation.board.keys)})
    place = organisation.board.index[key]
    assert card[key] == pytest.approx((1.1 * before[place], before[place]))
    assert organisation.board.target[place] == pytest.approx(before[place] * (1 + 0.8 * 0.1))


def test_cost_counts_as_better_when_lower():
    board = company(settings(), growth()).board
    x = achievement(board, 1.05 * board.target)
    assert x[board.index["cost", "company", ""]] == pytest.approx(95.0)


def test_warm_up_hands_over_targets_and_leaves_everybody_at_the_reference():
    made = settings()
    warm = Organisation(World(rng=1), made, None)
    live(warm, years=2)
    start = warm.hand_over()
    assert not warm.stocks.skill.any()
    run = Organisation(World(rng=1), made, growth(), start=start)
    assert run.board.target == pytest.approx(warm.board.last_year)
    assert np.isfinite(start.experience).all()


def test_same_seed_same_company():
    runs = [company(settings(), company_cx()) for _ in range(2)]
    services = [live(run, years=2, noise=0.05) for run in runs]
    for one, other in zip(*services):
        for name in one:
            assert np.array_equal(one[name], other[name])
    assert runs[0].records[0].keys() == runs[1].records[0].keys()


def test_newcomers_start_at_the_reference_with_fresh_beliefs():
    organisation = company(settings({"turnover_per_year": 1.0}), growth())
    old = [m.mind.effects.copy() for m in organisation.front]
    live(organisation, years=1)
    for manager, before in zip(organisation.front, old):
        assert manager.generation == 1
        assert np.array_equal(manager.attention, manager.standing_duty())
        assert not np.array_equal(manager.mind.effects, before)


def test_budget_tilts_move_no_money_in_all_and_favour_what_pays():
    made = settings({"budget_limit": 0.05, "believed_budget": 400.0})
    organisation = company(made, SCHEMES["profit"]())
    start = organisation._start
    start.results[organisation.board.index["revenue", "unit", "mobile"]] *= 3
    organisation = Organisation(World(rng=1), made, SCHEMES["profit"](), start=start)
    organisation.decide(0)
    tilt = organisation.stocks.tilt
    assert tilt[0] > 0.0 and abs(tilt @ organisation._cost) < 1e-12 and np.abs(tilt).max() <= 0.05 + 1e-12


def test_head_direction_is_clipped():
    organisation = company(settings({"head_cost": 1.0, "attention_cost": 100.0}), growth())
    live(organisation, years=3)
    for head in organisation.heads:
        ratio = head.attention / head.house.reference
        assert ratio.min() >= 0.5 - 1e-9 and ratio.max() <= 1.75 + 1e-9


class Stubborn(TouchpointManager):
    """A user's own manager: always sells a third of the time."""

    def decide(self, view):
        attention = self.duty.copy()
        attention[0] = 0.35
        return attention


class Loud(BusinessUnit):
    """A user's own unit: follows no direction."""

    def set_direction(self):
        pass


def test_users_may_bring_their_own_classes():
    made = settings()
    organisation = company(made, growth(), manager_classes={"mobile/phone": Stubborn}, unit_class=Loud)
    organisation.decide(0)
    mine = next(m for m in organisation.front if m.name == "mobile/phone")
    assert mine.attention[0] == 0.35
    assert all(np.array_equal(m.duty, m.house.reference) for m in organisation.front)
    assert len([u for u in organisation.units if isinstance(u, Loud)]) == 4


def test_records_and_payroll_have_one_line_per_seat():
    made = settings()
    organisation = company(made, growth())
    live(organisation, years=1)
    assert len(organisation.records) == 4 * len(organisation.managers)
    row = organisation.records[0]
    assert {
        "attention_win",
        "attention_polish",
        "integration",
        "seen_revenue",
        "seen_cx",
        "pull",
        "quarter",
        "year",
    } <= row.keys()
    for customers in (5000, 1_000_000):
        lines = organisation.people(customers)
        pay = sum(line.base_pay_eur * line.count for line in lines if line.touchpoint)
        rates = {line.level: made.company.base_pay_eur[line.level] for line in lines if line.touchpoint}
        mean = np.mean([rates[line.level] for line in lines if line.touchpoint])
        assert pay == pytest.approx(mean * customers / made.company.people_per_touchpoint_manager, rel=1e-4)


# ---------------------------------------------------------------- timing of sales


def pull_at(place, made=None, scheme=None, **terms):
    organisation = company(
        made or settings({"belief_sd": 0.0}), scheme or FakeScheme({"middle_manager": [part("revenue", "touchpoint")]})
    )
    manager = organisation.front[0]
    view = organisation._view(manager, 3, np.full(len(organisation.board.keys), place), organisation.board.ranges * 0.1)
    basic = {"limit": 0.2, "price_step": 0.25, "delay_loss": 0.08, "effort": 100.0, "awareness": 0.7} | terms
    return choose_pull(manager.deal, view, manager.reach, manager.sensitivity, Terms(**basic))


def test_sales_are_pulled_just_below_the_threshold():
    assert pull_at(88.5) > 0.0
    assert pull_at(60.0) <= 0.0


def test_sales_are_delayed_only_beyond_the_cap_or_hope():
    assert pull_at(115.0) < 0.0
    assert pull_at(115.0, awareness=0.0, delay_loss=1.0) == 0.0


def test_moving_sales_is_never_free():
    terms = Terms(0.2, 0.25, 0.08, 100.0, 0.7)
    now, later = moved_shares(np.array([0.1, -0.1, 0.0]), terms)
    assert now + later == pytest.approx([-0.025, -0.008, 0.0])


def test_nobody_moves_sales_without_a_reason():
    organisation = company(settings({"pay_sensitivity": 0.0}), growth())
    table = organisation.time_sales(3, {})
    assert not table["pull"].any() and not table["now"].any() and not table["later"].any()


def test_sales_moved_are_reported_by_touchpoint():
    organisation = company(settings(), FakeScheme({"middle_manager": [part("revenue", "touchpoint")]}))
    expected = {key: 0.885 * organisation.board.target[i] for i, key in enumerate(organisation.board.keys)}
    table = organisation.time_sales(3, expected)
    assert table["pull"].shape == organisation.layout.open_.shape
    assert table["pull"].max() > 0.0
    assert not table["pull"][~organisation.layout.open_].any()
    assert start_of(organisation).results.size == len(organisation.board.keys)
