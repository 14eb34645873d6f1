"""Games are pure functions of their decisions: same decisions, same bytes, and nothing in a game that the model does not do by itself."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tiny_game import HELP, SELL, TINY, begun, digests

from cxsim.base.errors import InputError
from cxsim.lessons import reading
from cxsim.lessons.comparisons import ARMS, CLASS, OTHER, SAME, repaid
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.game import REPEATED, ROBOT, Game
from cxsim.lessons.living import Cast, live
from cxsim.lessons.measures import attention_by_round, by_round
from cxsim.lessons.world import World
from cxsim.simulation.model import QUARTERS, CxModel
from cxsim.simulation.run import simulate


@pytest.fixture(scope="module")
def world() -> World:
    return World(reading.read("silo_trap"), "short", TINY)


def test_a_game_of_hunters_is_the_ordinary_model(world):
    """Digest for digest, with one plan throughout; and with a plan changed as `adopt` changes it."""
    settings, warm = world.warm(5)
    same = live(world, 5, ["growth"] * 4, Cast(), 4)
    assert same.run.digest == simulate(settings, world.schemes["growth"], warm).digest
    changed, model = live(world, 5, ["growth", "growth", "half_company", "half_company"], Cast(), 4), CxModel(settings, world.schemes["growth"], warm)
    for quarter in range(4 * QUARTERS):
        if quarter == 2 * QUARTERS:
            model.adopt(world.schemes["half_company"])
        model.step()
    assert changed.model.population.digest() == model.population.digest() != same.model.population.digest()
    assert [pay.total_award_cents for pay in changed.model.history.pay] == [pay.total_award_cents for pay in model.history.pay]


def test_the_past_does_not_depend_on_what_comes_later(world):
    moves = [{"mobile": [SELL]}, {"mobile": [HELP]}, {"mobile": [SELL]}]
    plans = ["growth", "half_company", "growth", "growth"]
    short, long = live(world, 5, plans, Cast(moves[:2]), 2), live(world, 5, plans, Cast(moves), 4)
    assert by_round(short).equals(by_round(long).iloc[:2])


def test_a_decision_is_held_for_the_year_and_moves_only_its_unit(world):
    """Hours shown keep their shares in every quarter; other units decide as without it in the first quarter."""
    played = live(world, 5, ["growth"] * 4, Cast([{"mobile": [SELL]}]), 1)
    free = live(world, 5, ["growth"] * 4, Cast(), 1)
    table, other = played.run.managers, free.run.managers
    shown = [f"attention_{name}" for name in ("win", "cut", "fix", "build", "connect")]
    mobile = table[table["manager"].str.startswith("mobile/")]
    for _, rows in mobile.groupby("manager"):
        assert np.ptp(rows[shown].to_numpy(), axis=0).max() < 0.02  # the day may shrink all a little
        low = played.model.organisation.front[0].strain.low
        assert np.allclose(rows["attention_connect"], low[5], atol=1e-12)
        above = rows[shown].to_numpy() - low[[0, 1, 2, 3, 5]]
        assert np.allclose(above[:, 0] / above[:, :2].sum(axis=1), 0.7)
    rest = (table["quarter"] == 1) & table["manager"].str.startswith(("home/", "shops/", "service/"))
    assert table.loc[rest, shown].equals(other.loc[rest, shown])
    assert not table.loc[table["manager"] == "mobile/web", shown].equals(other.loc[other["manager"] == "mobile/web", shown])


def test_seats_of_a_unit_are_averaged(world):
    both = live(world, 5, ["growth"] * 4, Cast([{"mobile": [SELL, HELP]}]), 1)
    turned = live(world, 5, ["growth"] * 4, Cast([{"mobile": [HELP, SELL]}]), 1)
    connect = {name: attention_by_round(live(world, 5, ["growth"] * 4, Cast([{"mobile": plays}]), 1)).loc[0, "connect"] for name, plays in (("sell", [SELL]), ("help", [HELP]))}
    assert both.run.digest == turned.run.digest
    assert connect["sell"] < attention_by_round(both).loc[0, "connect"] < connect["help"]


def test_the_order_in_which_decisions_arrive_does_not_matter(tmp_path):
    games = []
    for place, order in enumerate((list, lambda seats: seats[::-1])):
        game = begun(tmp_path / str(place), people=9)
        for _ in range(2):
            for seat in order(list(game.seats)):
                game.decide(seat, SELL if seat.endswith(".1") else HELP)
            game.close_round()
        games.append(game)
    assert digests(games[0]) == digests(games[1])
    assert [event["rows"] for event in games[0].closed] == [event["rows"] for event in games[1].closed]


def test_absence_repeats_once_then_a_robot_plays(tmp_path):
    game = begun(tmp_path / "g")
    game.decide("a.mobile.1", SELL)
    for _ in range(3):
        game.close_round()
    sources = [{row["seat"]: row["source"] for row in event["rows"]}["a.mobile.1"] for event in game.closed]
    assert sources == ["person", REPEATED, ROBOT]
    assert {row["source"] for row in game.closed[0]["rows"] if row["seat"] != "a.mobile.1"} == {ROBOT}


def test_a_game_resumes_from_whatever_is_left_of_its_file(tmp_path):
    game = begun(tmp_path / "g")
    for _ in range(2):
        game.decide("a.home.1", HELP)
        game.close_round()
    whole = (tmp_path / "g" / "game.jsonl").read_bytes()
    again = Game.resume(tmp_path / "g")
    assert digests(again) == digests(game) == again.closed[-1]["digests"] and not again.damage
    (tmp_path / "g" / "game.jsonl").write_bytes(whole[:-20])  # the last close was cut off
    cut = Game.resume(tmp_path / "g")
    assert cut.round == 2 and "line 5: was cut off" in cut.damage[0]
    assert cut.decided["a.home.1"]["play"] == HELP  # the decision itself had been kept
    cut.close_round()
    assert digests(cut) == digests(game)
    lines = whole.splitlines(keepends=True)
    (tmp_path / "g" / "game.jsonl").write_bytes(lines[0] + lines[1].replace(b'"sell":10', b'"sell":20') + b"".join(lines[2:]))
    changed = Game.resume(tmp_path / "g")
    assert changed.round == 1 and "or was changed" in changed.damage[0] and "4 lines" in changed.damage[0]


def test_faults_of_a_decision_are_told_all_at_once(tmp_path):
    game = begun(tmp_path / "g")
    for play, told in (
        ({**SELL, "hours": {"sell": 50, "cut": 30, "serve": 0, "connect": 0}}, "place 20 points more"),
        ({**SELL, "hours": {"sell": 65, "cut": 35, "serve": 0, "connect": 0}}, "steps of 10"),
        ({**SELL, "takeover": "most"}, "none, some, all"),
        ({"hours": SELL["hours"]}, "is missing"),
        ({**SELL, "more": 1}, "is not asked"),
    ):
        with pytest.raises(InputError, match=told):
            game.decide("a.mobile.1", play)
    with pytest.raises(InputError, match=r"did you mean: a\.mobile\.1"):
        game.decide("a.mobil.1", SELL)
    assert not game.decided


def test_practice_is_wiped_and_reset_begins_anew(tmp_path):
    game, plain = begun(tmp_path / "a"), begun(tmp_path / "b")
    game.decide("a.mobile.1", SELL)
    game.practise()
    assert game.view("a.mobile.1")["practice"] and len(game.view("a.mobile.1")["seen"]["own_revenue"]["values"]) == 1
    game.wipe()
    assert not game.view("a.mobile.1")["seen"]
    for one in (game, plain):
        one.close_round()
    assert digests(game) == digests(plain)
    game.reset(6)
    assert game.round == 1 and not game.guesses
    game.close_round()
    assert digests(game) != digests(plain)


def test_the_same_decisions_paid_otherwise_touch_no_customer(world):
    """Repaying by the class's own plans gives back exactly what was paid; by others it pays others."""
    life = live(world, 5, ["growth"] * 4, Cast([{"home": [HELP]}] * 4), 4)
    own = repaid(life, ["growth"] * 4)
    assert own == [{person.person_id: person.payout_pct for person in pay.people} for pay in life.model.history.pay]
    assert repaid(life, ["half_company"] * 4) != own


def test_repeats_are_paired_and_do_not_depend_on_workers(tmp_path):
    game = begun(tmp_path / "g")
    game.decide("a.mobile.1", SELL)
    game.finish()
    whole, again = debrief_of(game, 6, workers=1), debrief_of(game, 6, workers=2)
    assert whole.digest == again.digest
    here, there = whole.repeats[0], again.repeats[0]
    for arm in ARMS:
        assert all(np.array_equal(here.values[arm][name], there.values[arm][name]) for name in here.values[arm])
    assert here.own[CLASS]["true_cx"] == pytest.approx(game.after(0).run.summary["true_cx"], abs=0)
    found = here.estimate("true_cx", SAME, OTHER)
    assert found.n == 6 and found.lo < found.mean < found.hi and found.mean == pytest.approx(here.difference("true_cx", SAME, OTHER).mean())


def test_identical_plans_differ_in_nothing(tmp_path, monkeypatch):
    game = begun(tmp_path / "g")
    game.finish()
    clock = game.lesson.clocks["short"]
    monkeypatch.setattr(clock, "other", list(clock.plans))
    from cxsim.lessons.comparisons import arms

    own = arms(game.world, game.seed, game.moves[0], game.plans)
    assert own[SAME].run.digest == own[OTHER].run.digest


def test_the_record_is_lines_of_plain_json(tmp_path):
    game = begun(tmp_path / "g")
    game.decide("a.mobile.1", SELL, seconds=12.5, changes=3)
    game.close_round()
    events = [json.loads(line) for line in (tmp_path / "g" / "game.jsonl").read_text("ascii").splitlines()]
    assert [event["kind"] for event in events] == ["open", "decide", "close"]
    with pytest.raises(InputError, match="holds a game already"):
        begun(tmp_path / "g")
