"""Other lucks, every life lived once: however they are lived the debrief is the same, and each of them is an ordinary run."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cxsim.lessons import divided, lucks
from cxsim.lessons.comparisons import CLASS, FAR
from cxsim.lessons.debrief import Debrief, debrief_of
from cxsim.lessons.game import Game
from cxsim.lessons.lucks import Wishes, states
from cxsim.lessons.world import weighted
from cxsim.report.lesson import Told
from cxsim.report.lesson_page import tables
from cxsim.simulation.market import warm_up
from cxsim.simulation.run import simulate

TINY = ("customers.count=300", "horizon.warmup_years=1")
PLAIN = ("true_cx", "customers_kept_pct", "profit_after_bonus_eur")  # outcomes of a lesson that are in the summary of a run


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


def answered(wishes, rng):
    """What jobs give, answered in an order of chance but for the last luck, which is late."""
    asks = wishes.asks()
    rng.shuffle(asks)
    asks.sort(key=lambda ask: ask.seed == wishes.seeds[-1])
    for ask in asks:
        _, *args = wishes.job(ask)
        yield dict(zip(ask.each(), lucks.under(*args), strict=True))


@pytest.mark.parametrize(("name", "people", "count"), [("your_plan", 8, 2), ("gradient", 4, 2), ("auction", 4, 1), ("silo_trap", 3, 2)])
def test_growing_and_whole_are_the_same_debrief(tmp_path, name, people, count):
    """As the lab takes lucks in, whichever comes first, and as a terminal lives them all at once."""
    game = played(name, tmp_path / "game", people)
    whole = debrief_of(game, count, workers=1)
    wishes, found, seen = Wishes(game, count), {}, {0}
    for rows in answered(wishes, random.Random(3)):
        assert not any(key in found for key in rows), "no life twice"
        found |= rows
        if (lucks_in := wishes.complete(found)) not in seen:
            seen.add(lucks_in)
            early = wishes.together(found, lucks_in)[0]
            assert all(np.array_equal(early[company].values[arm][one], values[:lucks_in]) for company, own in whole.repeats.items() for arm, table in own.values.items() for one, values in table.items())
    assert seen == set(range(count + 1)) and states(count) == [count], "every number of lucks was looked at on the way"
    grown = Debrief(game, *wishes.together(found, count))
    assert grown.digest == whole.digest
    mine, theirs = tables(Told(grown, "en")), tables(Told(whole, "en"))
    assert mine.keys() == theirs.keys() and all(mine[key].equals(theirs[key]) for key in mine), "down to the order of rows"
    found.pop(next(iter(wishes.asks()[1].each())))
    assert wishes.complete(found) == 0, "a luck counts when every life is in"


def test_a_luck_is_an_ordinary_run_of_another_seed(tmp_path):
    """A rival and a flat design under other lucks, number for number what `cxsim.run` gives for the world of the lesson."""
    import cxsim
    from cxsim.lessons import reading

    lesson = reading.read("your_plan")
    found = debrief_of(played("your_plan", tmp_path / "plan", 3), 2, workers=1)
    design = Game.begin("gradient", tmp_path / "gradient", 3, seed=4, overrides=TINY)
    for _ in range(2):
        design.decide("a.company.1", {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none"})
        design.close_round()
    designed = debrief_of(design, 2, workers=1)
    levels = ("team_lead", "middle_manager", "unit_head", "executive")
    flat, steep = (weighted(design.world, "growth", dict(zip(levels, weights))) for weights in ((25.0, 25.0, 25.0, 25.0), (0.0, 5.0, 20.0, 39.7)))
    for k, seed in enumerate(found.repeats[0].seeds):
        assert seed == 4 + FAR + k, "far from the game's own luck, and the next ones"
        terms = (*TINY, f"horizon.years={lesson.quarters // 4}", f"seed={seed}")
        rival = cxsim.run(cxsim.load(*lesson.world, *terms, "scheme=company_cx")).summary
        assert {name: rival[name] for name in PLAIN} == {name: found.gallery.values[0]["company_cx"][name][k] for name in PLAIN}
        settings = cxsim.load(*design.lesson.world, *terms)
        own = simulate(settings, flat, warm_up(settings)).summary
        assert {name: own[name] for name in PLAIN} == {name: designed.repeats[0].values[CLASS][name][k] for name in PLAIN}
        for flip, tried in zip(design.lesson.reveal.flips, designed.flips, strict=True):
            settings = cxsim.load(*design.lesson.world, *terms, *flip.overrides)
            one, other = (simulate(settings, scheme, warm_up(settings)).summary["true_cx"] for scheme in (flat, steep))
            assert other - one == tried[k], "the second robot less the first"


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
