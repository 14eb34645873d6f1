"""A reward plan designed on phones: the form by thumb and by keyboard, the pool, the draft of practice, sealed intervals, the gallery on the wall."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest

pytest.importorskip("nicegui")

from test_lesson_room import TINY, closed, crew, joined, rooms, until  # noqa: F401  fixtures

from cxsim.lab import lesson_forms
from cxsim.lab.lesson_room import PRACTISED, REVEAL
from cxsim.lab.lesson_rooms import Wanted
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons import reading
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
    assert "of all target bonuses" in Screen(room, person, "en").html() and "tavoitepalkkioista; pooli on" in Screen(room, person, "fi").html()
    room.close_round()
    until(room, PRACTISED)
    room.predict()
    assert not room.game.decided
    room.open_round()
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
    for _ in range(6):
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


def until_ready(room, seconds=240.0):
    import time

    end = time.monotonic() + seconds
    while room.pages is None or 6 not in room.pages.html["en"]:
        assert time.monotonic() < end and not room.problem, room.problem
        time.sleep(0.05)
