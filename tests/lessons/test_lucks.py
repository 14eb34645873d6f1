"""Other lucks lived one by one, every life once, come to the same debrief as the engine's own way through them: digest and tables."""

from __future__ import annotations

import pytest

from cxsim.lessons import divided, lucks
from cxsim.lessons.debrief import Debrief, debrief_of
from cxsim.lessons.game import Game
from cxsim.lessons.lucks import Wishes, states
from cxsim.report.lesson import Told
from cxsim.report.lesson_page import tables

TINY = ("customers.count=300", "horizon.warmup_years=1")


def played(name, folder, people):
    game = Game.begin(name, folder, people, seed=4, overrides=TINY)
    ready = game.lesson.menu.ready if game.lesson.menu else {}
    while not game.over:
        for seat in game.seats.values():
            own = {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none", "bid": {"silo": 40, "lost": 30}, "second": {"loose": 20}, "order": list(game.won(seat.company))}
            if ready:
                own["ready"] = ready["growth" if seat.company else "patient"].plan
            if "hours" in game.decisions_asked():
                first, second, *rest = game.lesson.decisions["hours"].sliders
                own |= {"hours": {first: 60, second: 40, **dict.fromkeys(rest, 0)}}
            own |= {one: next(iter(game.lesson.decisions[one].options)) for one in game.decisions_asked() if one not in own}
            game.decide(seat.id, {one: own[one] for one in game.decisions_asked()})
        game.close_round()
    return game


@pytest.mark.parametrize(("name", "people", "count"), [("your_plan", 8, 2), ("gradient", 4, 2), ("auction", 4, 1), ("silo_trap", 3, 2)])
def test_luck_by_luck_it_is_the_same_debrief(tmp_path, name, people, count):
    game = played(name, tmp_path / "game", people)
    engine = debrief_of(game, count, workers=1)
    wishes, found = Wishes(game, count), {}
    for ask in wishes.asks():
        assert not any(key in found for key in ask.each()), "no life twice"
        _, *args = wishes.job(ask)
        found |= dict(zip(ask.each(), lucks.under(*args), strict=True))
    assert wishes.complete(found) == count and states(count) == [count]
    other = Debrief(game, *wishes.together(found, count))
    assert other.digest == engine.digest
    mine, theirs = tables(Told(other, "en")), tables(Told(engine, "en"))
    assert mine.keys() == theirs.keys() and all(mine[key].equals(theirs[key]) for key in mine), "down to the order of rows"
    found.pop(next(iter(wishes.asks()[1].each())))
    assert wishes.complete(found) == 0, "a luck counts when every life is in"


def test_robots_that_begin_with_peoples_habits_are_known_from_the_first_round_on(tmp_path):
    game = Game.begin("silo_trap", tmp_path / "game", 3, seed=4, overrides=TINY)
    assert Wishes(game, 2).arms == {(0, None): {}}, "they start from what people do first"
    seat = next(iter(game.seats))
    game.decide(seat, {"hours": {"sell": 70, "cut": 30, "serve": 0, "connect": 0}, "takeover": "none"})
    game.close_round()
    early = Wishes(game, 2).arms[0, None]
    assert set(early) == {"same", "other"}
    game.finish()
    late = Wishes(game, 2).arms[0, None]
    assert {arm: late[arm] for arm in early} == early, "what was lived while people played is what is needed"


def test_every_lesson_is_wished_for(tmp_path):
    from cxsim.lessons import reading
    from cxsim.lessons.form import BARE

    for name in reading.names():
        lesson = reading.read(name)
        if lesson.play == BARE:
            assert lesson.divided is None or divided.keys(lesson)
            continue
        wishes = Wishes(Game.begin(name, tmp_path / name, 4, overrides=TINY), 50)
        asked = [key for ask in wishes.asks() for key in ask.each()]
        assert len(asked) == len(set(asked)) and all(key in wishes.lives for ask in wishes.asks() for key in ask.keys)
