"""A reward plan designed on phones: the form by thumb and by keyboard, the pool, the draft of practice, sealed intervals, the gallery on the wall."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

pytest.importorskip("nicegui")

from test_lesson_room import TINY, closed, joined, rooms, until  # noqa: F401  fixtures

from cxsim.lab import lesson_forms
from cxsim.lab.lesson_room import PRACTISED, REVEAL
from cxsim.lab.lesson_rooms import Wanted
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_script import moment
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons import reading
from cxsim.lessons.comparisons import FAR
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.game import Game
from cxsim.lessons.plan_cost import TooDear
from cxsim.report.words import words


def test_the_form_holds_every_ready_plan_and_every_lever():
    lesson = reading.read("your_plan")
    for lang in ("en", "fi"):
        for name, levers in (("ready", 0), ("plan", 6 + 6 + 6 + 5 + 1)):
            made = lesson_forms.decision(name, lesson.decisions[name], None, 0.0, words(lang))
            assert made.count('class="ready"') == len(lesson.menu.ready) and made.count('role="spinbutton"') == levers
        value = deepcopy(lesson.menu.ready["patient"].plan)
        made = lesson_forms.decision("plan", lesson.decisions["plan"], value, 0.0, words(lang))
        assert 'value="patient" checked' in made and 'data-key="executive.company_cx" data-least="0" data-most="100" data-points="50"' in made
        value["deferral"] = 40
        assert 'value="patient" checked' not in lesson_forms.decision("plan", lesson.decisions["plan"], value, 0.0, words(lang))


def test_a_plan_tried_in_practice_is_there_in_the_round(rooms):  # noqa: F811
    room = rooms.begin(Wanted("your_plan", 5, "long"))
    ((_, person),) = joined(room)
    menu = room.game.lesson.menu
    dear = {**deepcopy(menu.ready["by_level"].plan), "weights": {level: {"company_cx": 100} for level in menu.levels}}
    room.practise()
    with pytest.raises(TooDear):
        room.decide(person, {"plan": dear, "remedy": "none"})
    mine = {**deepcopy(menu.ready["patient"].plan), "deferral": 20}
    room.decide(person, {"plan": mine, "remedy": "loop"})
    assert "of all target bonuses" in Screen(room, person, "en").html() and "kaikista tavoitepalkkioista" in Screen(room, person, "fi").html()
    room.close_round()
    assert room.stage == PRACTISED and not room.game.tried and not room.game.seen(person.seat), "nothing is lived before it is foretold"
    room.predict()
    assert not room.game.decided
    until_known(room)
    for lang, said in (("en", "priced beforehand"), ("fi", "etukäteen laskettuna")):
        page = Screen(room, person, lang).html()
        assert said in page and f"{room.today.start['customers']:.0f}" in page and page.count('class="today"') == len(room.game.lesson.predictions)
    room.open_round()
    assert room.game.decided[person.seat]["play"] == {"plan": mine, "remedy": "loop"}, "what was designed stands until it is changed"
    again = Screen(room, person, "en").html()
    assert 'data-key="deferral" data-least="0" data-most="50" data-points="20"' in again and 'value="loop" checked' in again
    room.decide(person, {"plan": mine, "remedy": "none"})
    closed(room)
    assert Game.resume(room.game.record.folder).closed[-1]["rows"][0]["play"]["plan"] == mine
    rooms.drop(room)


def test_the_gallery_of_the_lab_is_that_of_the_engine(rooms):  # noqa: F811
    room = rooms.begin(Wanted("your_plan", 6, "short"))
    room.lucks.count = 5
    people = joined(room, 6)
    menu = room.game.lesson.menu
    room.predict()
    assert room.countdown.left == pytest.approx(240, abs=5), "the four minutes of the timetable"
    rivals = room.lucks._wish().rivals
    assert {(room.game.place, room.game.seed + FAR + k, key) for k in range(5) for key in rivals.values()} <= room.lucks._asked, "silent rivals are lived while people talk"
    for _, person in people:
        room.seal(person, {"customers": {"value": [80, 120], "confidence": 80}, "cost": {"value": [0, 1], "confidence": 80}, "ours": {"value": "yes", "confidence": 60}})
    room.open_round()
    for _, person in people:
        room.decide(person, {"ready": menu.ready["growth" if person.seat.startswith("a") else "own_customers"].plan, "remedy": "none"})
    closed(room)
    until_ready(room)
    engine = debrief_of(Game.resume(room.game.record.folder), 5, workers=1)
    for future, other in zip(engine.gallery.values, room.lucks.lots.gallery.values, strict=True):
        assert all(np.array_equal(future[plan][name], other[plan][name]) for plan in future for name in future[plan])
    room.next_step()
    for lang in ("en", "fi"):
        phone = Screen(room, people[0][1], lang).html()
        assert words(lang)("lesson.section.bonus") not in Wall(room, lang).html() + phone, "nobody here has a bonus"
        assert words(lang).name("level", "team_lead").lower() in phone.lower() and moment(room, lang).say[0].say == words(lang)("lesson_say.reveal.paid")
    for _ in range(5):
        room.next_step()
    assert room.stage == REVEAL and room.step == 6
    for lang, said in (("en", "All plans under the same 5 other lucks"), ("fi", "joita on 5")):
        assert Wall(room, lang).html().count("<svg") == 1 and room.steps.count == 4, "one picture at a time on the wall"
        page = room.pages.html[lang][6]
        assert said in page and page.count("<svg") == 2 and "A · " in page and not any(seat.name.of(lang) in page for seat in room.game.seats.values())
    assert "Of 6 intervals 0 held" in room.pages.html["en"][4]  # nobody pays so little
    screen = Screen(room, people[0][1], "en")
    room.step = 4
    assert "80 to 120" in screen.html() and "80% sure" in screen.html()
    rooms.drop(room)


def test_a_committee_enters_one_decision_and_the_last_one_counts(rooms):  # noqa: F811
    room = rooms.begin(Wanted("your_plan", 8, "short"))
    people = [person for _, person in joined(room, 8)]
    chair, second, other = (next(person for person in people if person.seat == seat) for seat in ("a.company.1", "a.company.2", "b.company.1"))
    menu, remedy = room.game.lesson.menu, {"remedy": "none"}
    room.brief()
    until_known(room)
    for lang in ("en", "fi"):
        for page in (Wall(room, lang).html(), Screen(room, second, lang).html()):
            assert all(ready.label.of(lang) in page and ready.line.of(lang) in page for ready in menu.ready.values())
            assert all(f"{round(cost[1])}" in page for cost in room.today.costs.values()) and "150" in page
    room.open_round()
    assert 'data-kind="scheme"' in Screen(room, chair, "en").html().split("<details>")[0]
    watching = Screen(room, second, "en")
    key = watching.key()
    assert 'data-kind="scheme"' not in watching.html().split("<details>")[0] and room.game.seats[chair.seat].name.en in watching.html()
    room.decide(chair, {"ready": menu.ready["patient"].plan, **remedy})
    assert watching.key() != key and menu.ready["patient"].label.en in watching.html().split("<details>")[0]
    room.decide(second, {"ready": menu.ready["scorecard"].plan, **remedy})  # the chair's phone is away
    assert other.seat not in room.game.decided
    closed(room)
    rows = {row["seat"]: row["play"] for row in room.game.closed[-1]["rows"]}
    assert all(rows[f"a.company.{n}"]["ready"] == menu.ready["scorecard"].plan for n in (1, 2, 3, 4)) and rows[other.seat] is None
    assert room.game.moves[0][0]["company"][0]["ready"] == menu.ready["scorecard"].plan
    rooms.drop(room)


def until_known(room, seconds=60.0):
    import time

    end = time.monotonic() + seconds
    while not room.today.start:
        assert time.monotonic() < end and not room.problem, room.problem
        time.sleep(0.02)


def until_ready(room, seconds=240.0):
    import time

    end = time.monotonic() + seconds
    while room.pages is None or 6 not in room.pages.html["en"]:
        assert time.monotonic() < end and not room.problem, room.problem
        time.sleep(0.05)
