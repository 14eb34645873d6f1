"""What a reveal has time for: companies that did the same once, others behind a press, every part counted from the start."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from tiny_game import TINY

from cxsim.lab import lesson_later, lesson_where
from cxsim.lab.lesson_steps import FURTHER, PART, Steps, paged, split
from cxsim.lessons import minutes, parts, reading
from cxsim.lessons.game import Game
from cxsim.lessons.reveal_room import PART as SECONDS
from cxsim.lessons.reveal_room import fitting
from cxsim.lessons.twins import twins
from cxsim.report.words import LANGUAGES, words

LESSONS = ("silo_trap", "gradient", "score", "quick_wins", "channels", "auction", "your_plan")
FLAT = {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none"}
TEAM = {**FLAT, "remedy": "team"}
STEEP = {"weights": {"team_lead": 0, "middle_manager": 5, "unit_head": 25}, "remedy": "team"}


@pytest.mark.parametrize("name", LESSONS)
def test_what_is_shown_to_all_fits_the_minutes_of_the_timetable(name):
    lesson = reading.read(name)
    for clock in ("short", "long"):
        shown = fitting(lesson, clock, 12)
        room = 60 * minutes.stretch(lesson, clock, parts.REVEAL)
        assert 1 <= shown <= 12 and shown * 2 * SECONDS < room
    assert fitting(lesson, "short", 12) <= fitting(lesson, "long", 12) and fitting(lesson, "short", 1) == 1
    assert fitting(lesson, "long", 2) == 2, "two companies fit a lesson of ninety minutes"


def test_companies_that_did_the_same_are_one_group_and_people_come_first(tmp_path):
    game = Game.begin("gradient", tmp_path / "g", 16, seed=2, overrides=TINY)
    assert game.companies == 4
    for own in ({"b": FLAT, "c": TEAM, "d": TEAM}, {"b": TEAM, "c": STEEP, "d": TEAM}):
        for letter, play in own.items():
            game.decide(f"{letter}.company.1", play)
        game.close_round()
    assert twins(game) == [(1, 3), (2,), (0,)], "B and D by their last design, robots last"
    assert {game.lives[company].run.digest for company in (1, 3)} == {game.lives[1].run.digest} != {game.lives[2].run.digest}


def room(html, step=3, lang="en"):
    held = SimpleNamespace(stage="reveal", step=step, lang=lang, lock=threading.RLock(), version=0, pages=SimpleNamespace(html={lang: {step: html, step - 1: split(["x", "y"], ["z"])}}), went=[])
    held.next_step, held.back_step = lambda: held.went.append("on"), lambda: setattr(held, "step", step - 1)
    held.steps = Steps(held)
    return held


def test_going_on_leaves_further_parts_out_and_a_press_opens_them():
    page = split(["a", paged(["b", "c"])], ["d", "e"])
    held = room(page)
    steps = held.steps
    assert (steps.count, steps.main, steps.further) == (5, 3, 2) and page.split(PART)[3] == f"{FURTHER}d"
    for part in (1, 2):
        steps.next()
        assert steps.part == part
    steps.next()
    assert held.went == ["on"] and steps.part == 2, "the page is over for those who saw what all see"
    steps.open()
    assert steps.part == 3 and steps.opened and not steps.further
    steps.next()
    assert steps.part == 4 and not steps.more()
    steps.next()
    assert held.went == ["on", "on"]
    steps.skip()
    assert held.went == ["on"] * 3
    plain = room(split(["a", "b"], []))
    assert (plain.steps.main, plain.steps.further) == (2, 0)
    plain.steps.open()
    assert plain.steps.part == 0
    plain.steps.back()
    assert plain.step == 2 and plain.steps.part == 1, "back to the last part that all saw"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_wall_says_where_it_is_and_what_lies_behind(lang):
    held, w = room(split(["a", "b"], ["c", "d"]), lang=lang), words(lang)
    assert w("lesson_wall.part", n=1, of=2) in lesson_where.said(held, w) and w.plural("lesson_alike.further.left", 2) in lesson_where.said(held, w)
    assert lesson_where.onward(held, w) == w("lesson_wall.next", n=3, part=2, of=2)
    held.steps.open()
    assert lesson_where.said(held, w).endswith(w("lesson_alike.further.part", n=1, of=2)) and lesson_where.onward(held, w) == w("lesson_alike.further.next", n=2, of=2)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_part_that_comes_later_has_its_place_from_the_start(lang):
    w = words(lang)
    plan = SimpleNamespace(lesson=reading.read("your_plan"), lang=lang, w=w)
    early, late = lesson_later.futures(plan, {}, [], 200), lesson_later.futures(plan, {"regret": {"title": "t", "svg": "s", "caption": "c"}}, ["x"], 200)
    assert len(early) == len(late) == 2 and all(part.startswith(lesson_later.APART) for part in (*early, *late))
    assert all(future.label.of(lang) in early[0] for future in plan.lesson.reveal.gallery.futures) and "20" in early[0]
    assert "7" in lesson_later.futures(plan, {}, [], 7)[0] and lesson_later.futures(plan, {}, [], 4) == [], "too few lucks for intervals: no such part"
    bids = SimpleNamespace(lesson=reading.read("auction"), lang=lang, w=w)
    assert len(lesson_later.fixes(bids, {}, 200)) == 2 and lesson_later.fixes(bids, {}, 0) == [] and lesson_later.fixes(plan, {}, 200) == []
