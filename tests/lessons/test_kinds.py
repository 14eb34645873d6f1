"""Kinds of decision: what counts, what is refused, and what each does in the model."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_game import TINY

from cxsim.base.errors import InputError
from cxsim.lessons import reading
from cxsim.lessons.comparisons import CLASS, FAR, OTHER, SAME
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.game import Game
from cxsim.lessons.kinds import kind_of
from cxsim.lessons.living import Cast, budget, live, scores_so_far
from cxsim.lessons.measures import channel_contacts
from cxsim.lessons.outcomes import measured
from cxsim.lessons.world import World, weighted
from cxsim.pay.scheme import Scheme
from cxsim.simulation.model import CxModel

TARGETS = {"team_lead": 8.0, "middle_manager": 17.5, "unit_head": 35.0, "executive": 75.0}  # per cent of base pay, conf/pay/standard.yaml
QUICK, SLOW = {"measures": ["thanks", "vouchers", "facelift"]}, {"measures": ["redesign", "authority"]}


@pytest.fixture(scope="module")
def cards() -> World:
    return World(reading.read("quick_wins"), "short", TINY)


@pytest.fixture(scope="module")
def gradient() -> World:
    return World(reading.read("gradient"), "short", TINY)


def test_the_board_cuts_the_next_budget_when_the_score_does_not_rise(cards):
    life = live(cards, 3, ["growth"] * 4, Cast([{"company": [SLOW]}] * 3), 3)
    scores = scores_so_far(life)
    for number in (2, 3):
        before = live(cards, 3, ["growth"] * 4, Cast([{"company": [SLOW]}] * 3), number - 1)
        assert scores_so_far(before) == scores[:number]
        assert budget(before, "measures", number) == (100.0 if scores[number - 1] - scores[number - 2] >= 1.0 else 80.0)
    assert budget(life, "measures", 1) == 100.0


def test_what_the_budget_does_not_reach_is_not_bought(cards):
    """A robot's hand of 100 coins is cut to 80 in its own order; people are told."""
    from cxsim.lessons.living import trimmed

    kind = kind_of(cards.lesson.decisions["measures"])
    assert trimmed(kind, ["redesign", "authority"], 80.0) == ["redesign"]
    assert trimmed(kind, ["redesign", "authority", "thanks"], 80.0) == ["redesign", "thanks"]
    assert "costs more coins" in kind.fault(["redesign", "data"]).message
    assert "different cards" in kind.fault(["thanks", "thanks"]).message


def test_cards_are_in_force_in_their_round_and_fade_after_it(cards):
    life = live(cards, 3, ["growth"] * 4, Cast([{"company": [play]} for play in (QUICK, {"measures": []}, QUICK, QUICK)]), cards.all_rounds)
    effects = life.run.practices.pivot(index="quarter", columns="practice", values="effect")["thanks"].to_numpy()
    assert effects[1] > effects[0] > 0.5 and effects[3] < effects[2] < effects[1]
    assert effects[7] > 0.99 and effects[-1] < 0.01  # people have left
    assert (life.run.practices.groupby("practice")["cost_eur"].sum()[["redesign", "authority"]] == 0.0).all()


def test_a_closed_channel_has_no_contacts_and_opens_when_chosen():
    world = World(reading.read("channels"), "short", TINY)
    plays = [{"open": ["phone", "web", "store"], "joined": "nothing"}, {"open": ["phone", "web", "chat", "store"], "joined": "nothing"}, {"open": ["web", "chat"], "joined": "warm"}]
    life = live(world, 3, ["own_cost"] * 3, Cast([{"company": [play]} for play in plays]), 3)
    contacts = channel_contacts(life)
    assert contacts.loc[1, ["chat", "visit"]].tolist() == [0, 0] and contacts.loc[2, "chat"] > 0
    assert contacts.loc[3, ["phone", "store", "visit"]].sum() < 0.05 * contacts.loc[2, ["phone", "store"]].sum()
    assert "too few" in kind_of(world.lesson.decisions["open"]).fault(["web"]).message


def test_weights_keep_the_money_and_refuse_what_it_does_not_allow(gradient):
    kind = kind_of(gradient.lesson.decisions["weights"])
    value = {"team_lead": 0, "middle_manager": 5, "unit_head": 20}
    assert kind.fault(value) is None
    spread = kind.effect(value).weights
    assert sum(kind.shares[level] * spread[level] for level in kind.shares) / 100.0 == pytest.approx(25.0, abs=0.05)
    assert kind.top({"team_lead": 0, "middle_manager": 0, "unit_head": 0}) == pytest.approx(2500 / 42.0, abs=0.1)
    assert "outside its limits" in kind.fault({"team_lead": 60, "middle_manager": 60, "unit_head": 60}).message
    assert "steps of 5" in kind.fault({**value, "unit_head": 22}).allowed


def test_the_money_of_levels_in_the_lesson_is_that_of_its_company(gradient):
    settings, warm = gradient.warm(1)
    people = CxModel(settings, None, warm).organisation.people(1000.0)
    money = {level: sum(p.base_pay_eur * p.count * TARGETS[level] for p in people if p.level == level) for level in TARGETS}
    for level, share in kind_of(gradient.lesson.decisions["weights"]).shares.items():
        assert 100.0 * money[level] / sum(money.values()) == pytest.approx(share, abs=0.3)


def test_a_design_is_an_ordinary_run_under_its_scheme(gradient):
    """Digest for digest; flat weights are what the plan of that weight pays."""
    from cxsim.simulation.run import simulate

    play = {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none"}
    effect = kind_of(gradient.lesson.decisions["weights"]).effect(play["weights"])
    scheme = weighted(gradient, "growth", effect.weights)
    life = live(gradient, 4, ["growth"], Cast([{"company": [play]}]), 1)
    settings, warm = gradient.warm(4)
    assert life.run.digest == simulate(settings, scheme, warm).digest
    assert isinstance(scheme, Scheme) and life.run.payout_items["weight_pct"].round(1).isin([75.0, 45.0, 30.0, 25.0]).all()


def test_designs_are_lived_from_the_start_and_compared_one_by_one(tmp_path):
    game = Game.begin("gradient", tmp_path / "g", 3, seed=2, overrides=TINY)
    up, flat = ({"weights": {"team_lead": low, "middle_manager": middle, "unit_head": head}, "remedy": "none"} for low, middle, head in ((0, 5, 20), (25, 25, 25)))
    digests = []
    for play in (up, flat):
        game.decide("a.company.1", play)
        game.close_round()
        digests.append(game.lives[0].run.digest)
    assert digests[0] != digests[1]
    assert Game.resume(tmp_path / "g").lives[0].run.digest == digests[1]
    whole = debrief_of(game, 2, workers=1)
    first, last = whole.designs[0, 1], whole.repeats[0]
    assert np.array_equal(last.values[CLASS]["true_cx"], last.values[SAME]["true_cx"])  # flat is the first robot
    assert np.array_equal(first.values[CLASS]["true_cx"], first.values[OTHER]["true_cx"])  # steep up is the second
    assert not np.array_equal(first.values[CLASS]["true_cx"], last.values[CLASS]["true_cx"])
    with pytest.raises(InputError, match="every round is closed"):
        game.decide("a.company.1", up)


def test_the_chair_decides_for_a_committee(tmp_path):
    games = []
    for place, order in enumerate((("a.company.2", "a.company.1"), ("a.company.1",))):
        game = Game.begin("quick_wins", tmp_path / str(place), 3, seed=2, overrides=TINY)
        for seat in order:
            game.decide(seat, SLOW if seat.endswith(".2") else QUICK)
        game.close_round()
        games.append(game.lives[0].run.digest)
    assert games[0] == games[1]
    assert game.view("a.company.1")["coins"]["measures"] in (80.0, 100.0)


def test_an_auction_goes_to_the_better_half_and_everybody_ends_with_three():
    from cxsim.lessons.auction import filled, settle

    cards = ["a", "b", "c", "d", "e"]
    bids = {0: {"a": 60, "b": 40}, 1: {"a": 50, "c": 50}, 2: {"a": 10, "d": 90}, 3: {"a": 5}}
    hands = settle(bids, {}, cards, 3, 100, seed=1, round_=1)
    assert hands == {0: {"a": 60, "b": 40}, 1: {"a": 50, "c": 50}, 2: {"d": 90}, 3: {}}
    again = settle({0: {"c": 1}, 1: {}, 2: {"b": 10, "c": 10}, 3: {"e": 100}}, hands, cards, 3, 100, seed=1, round_=2)
    assert again[0] == hands[0]  # no coins left
    assert again[2] == {"d": 90, "b": 10} and again[3] == {"e": 100}  # a second win would cost more than is left
    whole = filled(again, cards, 3)
    assert all(len(own) == 3 for own in whole.values()) and all(set(again[team]) <= set(whole[team]) for team in again)
    assert settle({0: {"e": 60}, 1: {"e": 10}}, {0: {"a": 50}}, cards, 3, 100, 1, 2)[1] == {"e": 10}, "a bid beyond the coins left keeps nobody out"
    assert settle({0: {"e": 60}, 1: {"e": 10}}, {0: {"a": 1, "b": 1, "c": 1}}, cards, 3, 100, 1, 2)[1] == {"e": 10}, "nor does that of a team that has its three"
    tie = [settle({0: {"a": 5}, 1: {"a": 5}}, {}, cards, 3, 100, seed, 1) for seed in range(20)]
    assert {next(team for team, own in hands.items() if own) for hands in tie} == {0, 1}  # drawn by seed, one winner


def test_an_order_ends_what_was_won_and_nothing_else(tmp_path):
    game = Game.begin("auction", tmp_path / "g", 6, seed=2, overrides=TINY)
    assert game.companies == 2
    game.decide("a.company.1", {"bid": {"silo": 50, "empathy": 30}})
    game.decide("b.company.1", {"bid": {"silo": 40, "number": 60}})
    game.close_round()
    assert list(game.won(0)) == ["silo", "empathy"] and list(game.won(1)) == ["number"]
    game.decide("a.company.1", {"second": {"maps": 20}})
    game.close_round()
    won = list(game.won(0))
    assert won == ["silo", "empathy", "maps"] and len(game.won(1)) == 3
    with pytest.raises(InputError, match="orders what was not won"):
        game.decide("a.company.1", {"order": ["silo", "empathy", "lost"]})
    game.decide("a.company.1", {"order": ["maps", "silo", "empathy"]})
    game.close_round()
    table = game.lives[0].run.practices.pivot(index="quarter", columns="practice", values="effect")
    assert table.loc[12, ["maps_without_customers", "silo_optimisation"]].max() < 0.4 < table.loc[12, "contact_lost"]
    assert table.loc[4, "maps_without_customers"] < 0.3 < 0.9 < table.loc[4, ["silo_optimisation", "no_empathy"]].min()  # the order, a year apart
    assert table.loc[8, "silo_optimisation"] < 0.3 < 0.9 < table.loc[8, "no_empathy"]
    assert Game.resume(tmp_path / "g").won(0) == game.won(0)
    assert (game.lives[1].run.practices.query("quarter == 12")["effect"] > 0.9).all()  # nobody gave an order there


def test_fixes_alone_and_in_pairs(tmp_path):
    game = Game.begin("auction", tmp_path / "g", 3, seed=2, overrides=TINY)
    game.finish()
    found = debrief_of(game, 1, workers=1).fixes
    assert len(found) == 55 and all(len(values) == 1 for values in found.values())
    assert np.isfinite(np.concatenate(list(found.values()))).all()
    assert len({float(values[0]) for hand, values in found.items() if len(hand) == 1}) > 5
    without = live(game.world, game.seed + FAR, game.plans[:1], Cast(fixed={}), 1)
    pair = live(game.world, game.seed + FAR, game.plans[:1], Cast(fixed={"silo_optimisation": 0.0, "no_empathy": 0.0}), 1)
    assert found["silo", "empathy"].tolist() == [measured(pair, "true_cx") - measured(without, "true_cx")], "from the start, under the same luck"


def test_the_log_of_an_auction_tells_coins_what_they_won_and_the_year_of_each(tmp_path):
    from types import SimpleNamespace

    from cxsim.lab import lesson_hand
    from cxsim.report import lesson_bids
    from cxsim.report.words import words

    lesson, w = reading.read("auction"), words("en")
    first, second, last = lesson.decisions
    rows = [[{"seat": f"{letter}.company.1", "source": "person", "play": {first: own}} for letter, own in (("a", {"silo": 50, "empathy": 30}), ("b", {"silo": 40, "lost": 60}))],
            [{"seat": f"{letter}.company.1", "source": "person", "play": {second: own}} for letter, own in (("a", {"lost": 20}), ("b", {"silo": 40}))]]  # fmt: skip
    game = SimpleNamespace(lesson=lesson, closed=[{"round": place + 1, "rows": own} for place, own in enumerate(rows)], companies=2, world=SimpleNamespace(rounds=3), seed=1)
    told = SimpleNamespace(lesson=lesson, lang="en", w=w, game=game)
    cards = {name: card.label.of("en") for name, card in lesson.decisions[first].cards.items()}
    a, b = ({row[0]: row[1:] for row in lesson_bids.bids(told, company, first, [[rows[0][company]["play"]]])} for company in (0, 1))
    assert a[cards["silo"]] == ["50, won"] and b[cards["silo"]] == ["40"] and b[cards["lost"]] == ["60, won"] and a[cards["lost"]] == ["–"]
    later = {row[0]: row[1:] for row in lesson_bids.bids(told, 1, second, [[], [rows[1][1]["play"]]])}
    assert later[cards["silo"]] == ["–", "40, won"] and sum(row[1] == "came free" for row in later.values()) == 1, "three in all"
    room = SimpleNamespace(lesson=lesson, closed=game.closed[:1], companies=2, won=lambda company: [{"silo": 50, "empathy": 30}, {"lost": 60}][company], decisions_asked=lambda number: [first])
    assert w("lesson_lab.hand.lost", cards=cards["silo"]) in lesson_hand.told(room, 1, w), "who bid and did not get it is told so"
    assert "not won" not in lesson_hand.told(room, 0, w)
    order = {row[0]: row[1] for row in lesson_bids.order(told, last, [[{last: ["lost", "silo", "empathy"]}]])}
    assert [order[cards[name]] for name in ("lost", "silo", "empathy", "quick")] == ["year 1", "year 2", "year 3", "–"]
