"""A bare game in the lab: decided on phones, paid as the engine pays, shown to those it belongs to, and revealed with the model's half."""

from __future__ import annotations

import time

import english
import pytest

pytest.importorskip("nicegui")

from cxsim.base.errors import InputError
from cxsim.lab.lesson_room import LOOK, OPEN, PRACTISED, REVEAL, STEPS
from cxsim.lab.lesson_rooms import Rooms, Wanted
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.game import Game
from cxsim.report.lesson import told_of
from cxsim.report.lesson_page import write
from cxsim.report.words import words

TINY = ("customers.count=300", "horizon.warmup_years=1")
LUCKS = 3


@pytest.fixture
def rooms(crew, tmp_path):
    made = Rooms(crew, tmp_path, TINY, lucks=LUCKS)
    yield made
    made.end()


def until(what, room, seconds=120.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end and not room.problem, (room.stage, room.problem)
        time.sleep(0.02)


def closed(room, stage=LOOK):
    room.close_round()
    until(lambda: room.stage == stage, room)


def test_a_bare_game_is_played_from_practice_to_the_last_page(rooms, tmp_path):
    room = rooms.begin(Wanted("free_rider", 3, seed=4))
    people = [room.people.of(room.people.join(room.started)) for _ in range(3)]
    assert len(room.game.seats) == 8, "robots fill the groups"
    said = {lang: words(lang) for lang in ("en", "fi")}
    room.practise()
    room.decide(people[0], {"stars": 10})
    assert room.game.lesson.bare.said.fi in Screen(room, people[0], "fi").html() and 'value="10" checked' in Screen(room, people[0], "en").html()
    assert room.game.lesson.bare.said.en in Wall(room, "en").html()
    with pytest.raises(InputError):
        room.decide(people[0], {"stars": 11})
    closed(room, PRACTISED)
    for number in range(1, 7):
        room.open_round()
        for place, person in enumerate(people):
            room.decide(person, {"stars": 2 * place + number % 3})
        closed(room)
        names = [seat.name.en for seat in room.game.seats.values() if seat.id != people[0].seat]
        assert not english.found(Screen(room, people[0], "fi").html())
        shown = Screen(room, people[0], "en").html()
        assert any(name in shown for name in names) == (number >= 4), "names of a round with names, and no others"
    engine = Game.resume(room.game.record.folder)
    assert [one["digests"][0] for one in room.game.closed][-1] == engine.lives[0].digest
    seen = room.game.seen(people[1].seat)
    assert seen == engine.view(people[1].seat)["seen"]
    assert len(seen["names_given"]["values"][3]) == 8 and [k for k, value in enumerate(seen["names_given"]["values"]) if value] == [3]
    until(lambda: room.pages and 7 in room.pages.html["fi"], room)
    pages = []
    for step in range(1, STEPS + 1):
        room.next_step()
        assert (room.stage, room.step) == (REVEAL, step)
        wall = Wall(room, "fi").html()
        assert said["fi"]("lesson_bare.section." + ("bonus", "company", "unseen", "predictions", "other", "repeats", "flips")[step - 1]) in wall
        assert not any(seat.name.fi in wall for seat in room.game.seats.values()), "nobody by name on the wall"
        assert not english.found(wall), step
        pages.append(wall)
    assert len(set(pages)) == STEPS and said["fi"]("lesson_bare.anecdote") in room.pages.html["fi"][2]
    room.step, cells, made = 4, room.lucks.lots.cells, room.lucks.progress
    computing = words("fi")("lesson_say.wall.lucks", n=made.done, of=made.planned)
    assert computing not in pages[3]
    room.lucks.lots.cells = None  # as before the model's half was in
    assert computing in Wall(room, "fi").html()
    room.lucks.lots.cells = cells
    room.step, late = STEPS, Wall(room, "fi").key()
    six = room.pages.html["fi"].pop(6)
    assert Wall(room, "fi").key() != late, "a page that waited for other lucks is drawn anew when they are in"
    room.pages.html["fi"][6] = six
    room.step = 1
    own = Screen(room, people[2], "en").html()
    paid = sum(one.paid[people[2].seat] for one in engine.lives[0].rounds)
    assert f"€{paid / 100:,.0f}" in own and own != Screen(room, people[1], "en").html()
    alone = debrief_of(engine, LUCKS, workers=1)
    write(told_of(alone, "fi"), tmp_path, {"command": "cxsim lab", "version": "0", "count": LUCKS})
    assert not english.found((tmp_path / "report.html").read_text("utf-8"))
    for key, plans in alone.cells.values.items():
        assert all((room.lucks.lots.cells.values[key][plan][name] == values).all() for plan, table in plans.items() for name, values in table.items()), "the same as at the terminal"


def test_a_ninth_phone_makes_room_for_a_group_and_only_deals_can_be_swapped_in(rooms):
    room = rooms.begin(Wanted("free_rider", 3, seed=4))
    people = [room.people.of(room.people.join(room.started)) for _ in range(8)]
    room.open_round()
    room.decide(people[0], {"stars": 3})
    closed(room)
    before = room.game.closed[0]["digests"]
    room.people.join(room.started)
    assert len(room.game.seats) == 12
    room.open_round()
    closed(room)
    assert Game.resume(room.game.record.folder).lives[0].rounds[0].stars.keys() == set(list(room.game.seats)[:8])
    assert Game.resume(room.game.record.folder).closed[0]["digests"] == before
    with pytest.raises(InputError, match="is not a plan"):
        room.swap("growth")
    room.swap("names")
    assert room.game.plans[2:] == ["names"] * 4
    rooms.drop(room)
    again = rooms.resume(room.game.record.folder.name)
    until(lambda: again.stage == LOOK, again)
    assert again.game.seen(people[0].seat)["own_stars"]["values"][0] == 3
    again.undo()
    again.open_round()
    assert again.stage == OPEN
