"""What page 3 promises is shown: minds as the model's own records have them, origins as a hand counts them; told in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tiny_game import TINY

from cxsim.customers.columns import CUSTOMER
from cxsim.customers.rules import AGES
from cxsim.lessons import minds, origins, reading
from cxsim.lessons.debrief import Debrief
from cxsim.lessons.game import Game
from cxsim.lessons.living import Cast, live
from cxsim.lessons.lucks import _world
from cxsim.lessons.world import World
from cxsim.report import lesson_seen
from cxsim.report.lesson import Told


@pytest.fixture(scope="module")
def quick() -> World:
    return World(reading.read("quick_wins"), "short", TINY)


@pytest.fixture(scope="module")
def life(quick):
    return live(quick, 3, ["growth"] * 4, Cast(), quick.all_rounds)


def test_minds_are_faded_to_today_and_bad_ones_wait_while_a_problem_is_open(quick):
    population = quick.warm(3)[1].population.copy()
    people, fade = population.columns.people, population.facts.fade
    people["status"] = 0
    for place, need in enumerate((-1, 7)):
        people[place]["status"], people[place]["need"], people[place]["decayed"], people[place]["expectation"] = CUSTOMER, need, population.week - 13, 0.5 + 0.2 * place
        people[place]["good_fast"], people[place]["good_slow"], people[place]["bad_fast"], people[place]["bad_slow"] = 1.0, 2.0, 3.0, 4.0
    good, bad = 2 * (fade[0, 13] + 2 * fade[1, 13]), 3 * fade[2, 13] + 4 * fade[3, 13] + 7.0
    found = minds.minds_of(population)
    assert found.bad_pct == pytest.approx(100 * bad / (good + bad), rel=1e-5) and found.expected == pytest.approx(60.0, rel=1e-5) and found.open_pct == 50.0
    assert AGES > 13 and bad < 14.0, "something had faded"


def test_a_life_is_looked_at_quarter_by_quarter_without_being_touched(quick, life):
    table = minds.by_round(life)
    assert len(table) == quick.all_rounds + 1 and len(life.minds) == 2 * quick.all_rounds and np.isfinite(table.to_numpy()).all()
    assert table.iloc[-1].tolist() == [getattr(minds.minds_of(life.model.population), name) for name in minds.COLUMNS]
    assert table.iloc[0]["expected"] == minds.minds_of(quick.warm(3)[1].population).expected
    unseen = live(_world(("quick_wins", "short", TINY, None)), 3, ["growth"] * 4, Cast(), quick.all_rounds)
    assert unseen.begun is None and unseen.model.population.digest() == life.model.population.digest(), "other lucks are not looked at, and live the same"


def logged(rows):
    return pd.DataFrame(rows, columns=["case", "activity", "channel"])


def test_origins_are_counted_by_hand(life):
    """Two issues began on the web, one went on to the phone twice; one that is still open and routine visits do not count."""
    rows = [("1", "contact", "web"), ("1", "handoff", "phone"), ("1", "contact", "phone"), ("1", "journey solved", ""), ("2", "contact", "web"), ("2", "journey given up", "")]
    rows += [("3", "contact", "phone"), ("3", "journey solved", ""), ("4", "contact", "web"), ("5", "routine", "web")]

    class Made:
        world, run = life.world, type("Run", (), {"journeys": logged(rows)})

    table, cents = origins.by_origin(Made), {name: channel.cost_cents for name, channel in life.world.settings.channels.items()}
    assert table.index.tolist() == [name for name in cents if name in ("web", "phone")] and table["issues"].to_dict() == {"web": 2, "phone": 1}
    assert table.loc["web", ["web", "phone", "contacts"]].tolist() == [1.0, 1.0, 2.0] and table.loc["phone", "contacts"] == 1.0
    assert table.loc["web", "cost_eur"] == pytest.approx((2 * cents["web"] + 2 * cents["phone"]) / 200)
    Made.run.journeys = logged(rows[-2:])
    assert origins.by_origin(Made).empty


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_titles_tell_what_the_tables_hold(tmp_path, lang):
    for people, columns in ((3, ("bad_pct", "expected")), (8, ("bad_pct",))):
        game = Game.begin("quick_wins", tmp_path / f"q{people}", people, seed=3, overrides=TINY)
        game.finish()
        told = Told(Debrief(game, {}), lang)
        title, figure, caption = lesson_seen.said(told)[lesson_seen.MINDS]
        for table in map(minds.by_round, told.debrief.classes):
            assert all(told.number(table[name].iloc[place]) in title for name in columns for place in (0, -1))
    assert len(figure.axes) == 3 and caption
    assert lesson_seen.origins_of(told, 0) is None, "nothing was promised of channels"
    other = Game.begin("channels", tmp_path / "c", 4, seed=3, overrides=TINY)
    other.finish()
    told = Told(Debrief(other, {}), lang)
    title, figure, caption = lesson_seen.origins_of(told, 0)
    table = origins.by_origin(told.debrief.classes[0])
    assert not lesson_seen.said(told) and str(int(table["issues"].sum())) in caption
    assert any(told.number(value) in title for value in table["contacts"])
