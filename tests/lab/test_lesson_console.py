"""What a teacher who did not write the notes needs: steps that can be taken back, a timetable that is never wrong, slips typed, a way in for phones."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("nicegui")

from cxsim.base.errors import InputError
from cxsim.lab import lesson_qr
from cxsim.lab.lesson_pace import PAGES, Pace, Where, advice, advised, due, spare, stretches
from cxsim.lab.lesson_room import LOBBY, LOOK, PREDICT
from cxsim.lab.lesson_rooms import Rooms, Wanted, join_address
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_typed import Reader
from cxsim.lab.lesson_wall import Wall
from cxsim.lab.pages.console_time import _here, advice_lines
from cxsim.lessons import parts, reading
from cxsim.lessons.game import Game
from cxsim.lessons.kinds import kind_of
from cxsim.report.words import words

TINY = ("customers.count=400", "horizon.warmup_years=1")
SELL = {"hours": {"sell": 70, "cut": 30, "serve": 0, "connect": 0}, "takeover": "none"}


@pytest.fixture
def rooms(crew, tmp_path):
    made = Rooms(crew, tmp_path, TINY, lucks=2)
    yield made
    made.end()


@pytest.fixture
def room(rooms):
    return rooms.begin(Wanted("silo_trap", 4, seed=5))


def joined(room, lang="en"):
    token = room.people.join(room.started, lang)
    return token, room.people.of(token)


def until(room, stage, seconds=120.0):
    end = time.monotonic() + seconds
    while room.stage != stage:
        assert time.monotonic() < end and not room.problem, (room.stage, room.problem)
        time.sleep(0.02)


# ---------------------------------------------------------------- steps and undo


def state(room):
    """Everything a step of the teacher may change."""
    game, people = room.game, room.people
    seats = {seat.id: (seat.name.en, seat.name.fi) for seat in game.seats.values()}
    return (room.stage, seats, {key: (person.seat, person.lang) for key, person in people.by_key.items()}, set(game.robots), game.hints, list(game.plans), len(game.closed))


def test_every_step_of_the_teacher_is_taken_back_in_turn_and_the_record_says_the_same(rooms, room):
    token, person = joined(room)
    room.open_round()
    seat = person.seat
    steps = {
        "name": lambda: room.seats.rename(seat, "table_3"),
        "language": lambda: room.seats.language(seat, "fi"),
        "hints_off": room.seats.hints,
        "hints_on": room.seats.hints,
        "robot": lambda: room.seats.robot(seat),
        "person": lambda: room.seats.robot(seat),
        "swap": lambda: room.swap("half_company"),
        "empty": lambda: room.seats.empty(seat),
    }
    states = [state(room)]
    for what, step in steps.items():
        step()
        assert room.undoing.what == what
        states.append(state(room))
        assert states[-1] != states[-2]
    assert rooms.by_token(token) is None, "an emptied seat's phone is asked for the code again"
    for before in reversed(states[:-1]):
        room.undo()
        assert state(room) == before
    assert room.undoing.what == "open" and rooms.by_token(token) == (room, person)
    left = room.countdown.left
    room.extend(30)
    assert room.undoing.what == "time" and room.countdown.left > left + 25
    room.undo()
    assert room.countdown.left <= left


def test_steps_before_a_round_cannot_be_taken_back_once_it_is_open(room):
    room.seats.robot(joined(room)[1].seat)
    room.open_round()
    room.undo()
    assert room.stage == LOBBY and room.undoing is None and room.game.robots


def test_names_languages_and_robots_are_still_there_after_a_crash_and_no_name_is_a_persons(rooms, room):
    _, person = joined(room)
    room.seats.rename(person.seat, "table_3")
    room.seats.robot("a.home.1")
    room.seats.hints()
    token, gone = joined(room)
    room.seats.empty(gone.seat)
    with pytest.raises(InputError):
        room.seats.rename(person.seat, "Matti Meikäläinen")
    with pytest.raises(InputError):
        room.seats.rename("a.home.1", "bear <script>")
    assert room.game.seats[person.seat].name.fi == "Liittymät, pöytä 3"
    assert Game.resume(room.game.record.folder).seats[person.seat].name.en == "Mobile table 3", "the debrief names it so too"
    rooms.drop(room)
    again = rooms.resume(room.game.record.folder.name)
    assert again.game.seats[person.seat].name.en == "Mobile table 3" and again.game.robots == {"a.home.1"} and not again.game.hints
    assert rooms.by_token(token) is None and [one.seat for one in again.people.by_key.values()] == [person.seat]
    chairs = len(again.game.seats)
    again.game.late()
    assert len(again.game.seats) == chairs + 1
    assert again.game.seats[person.seat].name.en == "Mobile table 3", "one more chair changes no name"


def test_an_emptied_seat_is_the_next_ones_and_two_seats_never_share_a_name(room):
    _, person = joined(room)
    others = [joined(room)[1] for _ in range(3)]
    room.open_round()
    room.seats.empty(person.seat)
    _, late = joined(room)
    assert late.seat == person.seat and not room.decides(late), "from the next round on"
    room.seats.rename(others[0].seat, "table_1")
    assert "table_1" in room.seats.names_for(person.seat), "another unit's table 1 is another name"
    names = [seat.name.en for seat in room.game.seats.values()]
    assert len(set(names)) == len(names)


def test_straight_to_the_reveal_is_taken_back_to_where_it_was_pressed(room):
    _, person = joined(room)
    room.open_round()
    room.decide(person, SELL)
    room.close_round()
    until(room, LOOK)
    digests = room.game.closed[0]["digests"]
    seen = room.game.seen(person.seat)
    room.finish()
    while not room.game.over:
        until(room, LOOK)
    with room.lock:  # whoever tells of a closed round holds it
        assert room.game.over and room.stage == LOOK
    assert {row["source"] for row in room.game.closed[1]["rows"]} == {"repeated", "robot"} and room.undoing.what == "finish"
    room.undo()
    assert room.stage == LOOK and len(room.game.closed) == 1 and room.game.closed[0]["digests"] == digests
    end = time.monotonic() + 60
    while room.game.seen(person.seat) != seen and time.monotonic() < end:
        time.sleep(0.02)
    assert room.game.seen(person.seat) == seen
    assert len(Game.resume(room.game.record.folder).closed) == 1


def test_pause_stands_on_every_screen_also_between_rounds_and_a_phone_speaks_as_the_seat_does(room):
    _, person = joined(room, "en")
    assert room.countdown.left is None
    room.pause()
    assert room.countdown.paused
    room.predict()
    assert room.stage == PREDICT and not room.countdown.paused, "what begins is not paused"
    room.pause()
    left = room.countdown.left
    time.sleep(0.05)
    assert room.countdown.left == left
    key = Screen(room, person, "en").key()
    room.seats.language(person.seat, "fi")
    assert person.lang == "fi" and Screen(room, person, "en").key() != key, "the phone that waits is told"


def test_hints_are_shown_while_deciding_unless_switched_off(room):
    _, person = joined(room)
    room.open_round()
    asked = words("en")("lesson_say.soon.units")
    assert asked in Screen(room, person, "en").html()
    room.seats.hints()
    assert asked not in Screen(room, person, "en").html()


# ---------------------------------------------------------------- the timetable


def every_where(lesson, clock):
    rounds, free = lesson.rounds(clock), spare(lesson, clock)
    for stage in ("lobby", "practice", "practised", "predict"):
        yield Where(stage, 0, rounds, free, 0, stage in ("practice", "predict"))
    for closed in range(rounds):
        yield Where("open", closed, rounds, free, 0, True)
        yield Where("look", closed + 1, rounds, free)
    for step in range(1, PAGES + 1):
        yield Where("reveal", rounds, rounds, free, step)
    yield Where("ticket", rounds, rounds, free)


def test_advice_is_never_wrong_about_what_can_be_left_out():
    """For every lesson, clock, stage and minute: only what is ahead and spare is left out, no page of the reveal, and the minutes add up."""
    for name in reading.names():
        lesson = reading.read(name)
        assert lesson.parts, name
        for clock in lesson.clocks:
            plan, total = stretches(lesson, clock), lesson.clocks[clock].minutes
            assert plan[-1].last == total
            for at in every_where(lesson, clock):
                first, last = due(plan, at)
                assert 0 <= first <= last <= total
                for minute in range(total + 15):
                    found = advice(plan, minute, at)
                    begun = at.closed + (1 if at.stage == "open" else 0)
                    assert found.fewer <= min(at.spare, at.rounds - begun) and found.fewer <= at.rounds // 2
                    assert found.fewer == 0 or at.stage in ("lobby", "practice", "practised", "predict", "open", "look")
                    ahead = {stretch.part: stretch.minutes for stretch in plan if stretch.first >= last}
                    assert set(found.leave_out) <= set(ahead) - {parts.REVEAL, parts.ROUNDS, parts.DEBRIEF, parts.TICKET, parts.PREDICT}
                    if found.late <= 0:
                        assert not (found.close or found.leave_out or found.fewer or found.debrief or found.over)
                        assert minute < last + 1
                        continue
                    rounds = [stretch for stretch in plan if stretch.part == parts.ROUNDS]
                    each = (rounds[-1].last - rounds[0].first) / at.rounds
                    saved = sum(ahead[part] for part in found.leave_out) + found.fewer * each
                    saved += ahead[parts.DEBRIEF] - found.debrief if found.debrief is not None else 0
                    end = minute + (total - last) - saved
                    assert end < total + found.over + 1, (name, clock, at, minute, found)
                    assert found.debrief is None or found.debrief >= ahead[parts.DEBRIEF] / 2


def test_rounds_that_differ_from_the_one_before_are_never_spare():
    assert {(name, clock): spare(reading.read(name), clock) for name in ("silo_trap", "score", "auction", "gradient") for clock in ("short", "long")} == {
        ("silo_trap", "short"): 1, ("silo_trap", "long"): 2, ("score", "short"): 0, ("score", "long"): 1,
        ("auction", "short"): 0, ("auction", "long"): 0, ("gradient", "short"): 0, ("gradient", "long"): 0,
    }  # fmt: skip


def test_a_class_that_is_late_is_told_what_to_do_in_both_languages_and_the_record_knows_no_time(room):
    assert advised(room) is None and advice_lines(room, "en") == []
    at = [0.0]
    room.pace = Pace(lambda: at[0])
    room.pace.start()
    room.open_round()
    assert advice_lines(room, "fi") == [words("fi")("lesson_console.clock.early", n=10)]
    at[0] = 60 * 12
    assert advice_lines(room, "en") == ["On time."]
    at[0] = 60 * 17
    found = advised(room)
    assert (found.late, found.close, found.fewer, found.leave_out, found.over) == (3, True, 1, (), 0)
    assert advice_lines(room, "en") == [
        "3 min late.", "Close this now.", "Play 1 fewer: after year 3 press “Straight to the reveal”.",
        "Every page of the reveal is shown, 3 to 6 above all.", "Then you end on time.",
    ]  # fmt: skip
    assert len(advice_lines(room, "fi")) == 5
    assert not re.search(r'"(time|minute|at)"', Path(room.game.record.path).read_text("utf-8"))


def test_a_clock_nobody_started_starts_with_the_first_step_where_the_timetable_has_it(room):
    room.predict()
    assert 6.9 < room.pace.minute < 7.1
    assert advised(room).late == 0


def test_parts_of_a_timetable_are_checked():
    from dataclasses import asdict

    lesson = reading.read("silo_trap")
    good = asdict(lesson)
    for bad in (["join"], ["join", "practice", "predict", "rounds", "reveal", "debrief", "nap"], ["join", "practice", "rounds", "predict", "reveal", "debrief", "ticket"]):
        with pytest.raises(InputError) as told:
            reading.checked({**good, "parts": {**lesson.parts, "short": bad}}, "x.yaml")
        assert "parts.short" in str(told.value)


# ---------------------------------------------------------------- slips


def read(name, typed, last=None, lesson="silo_trap", **more):
    return Reader(reading.read(lesson).decisions[name], words("en"), **more).read(typed, last)


def test_slips_are_read_by_few_keys_and_what_is_no_decision_is_told():
    split = {"sell": 30, "cut": 20, "serve": 10, "connect": 40}
    for typed in ("3 2 1", "3 2 1 4", "321", "3214", "30 20 10", "30,20,10,40", " 30/20/10 "):
        assert read("hours", typed).value == split, typed
    assert read("hours", "=", split).value == split and read("hours", "").value is None and not read("hours", "").fault
    assert read("hours", "10 0 0").value == {"sell": 100, "cut": 0, "serve": 0, "connect": 0}
    for typed in ("3 2", "9 9 9", "30 20 15", "a b c", "=", "3 2 1 5", "-1 2 3", "²³¹"):
        assert read("hours", typed).value is None and read("hours", typed).fault, typed
    assert read("takeover", "2").value == "some" and read("takeover", "4").fault and read("takeover", "1 2").fault


def test_every_decision_of_every_lesson_can_be_typed():
    """What is understood is a decision the engine takes."""
    for name in reading.names():
        for key, decision in reading.read(name).decisions.items():
            typed = {"split": None, "choice": "1", "cards": "0", "portfolio": "1 2 3 4 5", "weights": None, "bids": "1=40 2=30", "order": "3 1 2", "stars": "4", "scheme": "3"}[decision.kind]
            if decision.kind == "split":
                count = len(decision.sliders)
                typed = " ".join(["10", *["0"] * (count - 2)]) if next(iter(decision.sliders.values())).most == 100 else " ".join(["0"] * (count - 1))
                typed = typed if read(key, typed, lesson=name).value else " ".join(str(100 // count // 10) for _ in range(count - 1))
            if decision.kind == "weights":
                typed = "25 25 25"
            found = read(key, typed, lesson=name)
            assert found.value is not None and kind_of(decision).fault(found.value) is None, (name, key, typed, found)
            for lang in ("en", "fi"):
                assert Reader(decision, words(lang)).key()


def test_a_typed_round_is_on_the_record_as_typed_and_the_last_one_given_counts(room):
    _, person = joined(room)
    with pytest.raises(InputError):
        room.seats.typed("a.home.1", SELL)
    room.open_round()
    room.decide(person, SELL)
    help_ = {"hours": {"sell": 10, "cut": 10, "serve": 40, "connect": 40}, "takeover": "all"}
    room.seats.typed(person.seat, help_)
    room.seats.typed("a.home.1", SELL)
    room.seats.robot("a.shops.1")
    with pytest.raises(InputError):
        room.seats.typed("a.shops.1", SELL)
    room.close_round()
    until(room, LOOK)
    rows = {row["seat"]: row for row in room.game.closed[0]["rows"]}
    assert rows[person.seat]["source"] == rows["a.home.1"]["source"] == "typed" and rows["a.shops.1"]["source"] == "robot"
    assert rows[person.seat]["play"] == help_ and rows["a.home.1"]["seconds"] is None
    assert [life.run.digest for life in Game.resume(room.game.record.folder).lives] == room.game.closed[0]["digests"]


# ---------------------------------------------------------------- the way in


def test_the_picture_carries_address_and_code_and_no_token(rooms, room, monkeypatch):
    monkeypatch.setitem(join_address.__globals__, "own_address", lambda: "192.168.1.23")
    door = lesson_qr.door_of(room, True, "localhost:8080")
    assert door.url == f"http://192.168.1.23:8080/join?code={room.code}" and door.reachable
    svg = door.svg("Join")
    assert svg == lesson_qr.drawn(door.url, "Join") != lesson_qr.drawn(door.url.replace("23", "24"), "Join")
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    lines = [int(column) for column in re.findall(r"M(\d+) ", svg.partition("stroke=")[2])]
    assert (size - 17) % 4 == 8 % 4 and min(lines) == lesson_qr.QUIET, "four modules of white stand around it"
    wall = Wall(room, "fi", door).html()
    assert svg.partition("<path")[2] in wall and room.secret not in wall
    assert "token" not in door.url


def test_a_lab_for_one_computer_says_so_and_shows_no_picture_that_leads_nowhere(room, monkeypatch):
    door = lesson_qr.door_of(room, False, "127.0.0.1:8080")
    assert door.address == "127.0.0.1:8080/join" and not door.reachable and door.svg("x") == ""
    assert words("en")("lesson_console.alone_wall") in Wall(room, "en", door).html() and "<svg" not in Wall(room, "en", door).html()
    monkeypatch.setitem(join_address.__globals__, "own_address", lambda: "127.0.0.1")
    assert not lesson_qr.door_of(room, True, "localhost:8080").reachable, "a machine in no network"
    assert lesson_qr.door_of(room, True, "10.0.0.7:8080").reachable


def test_every_word_of_the_console_is_used():
    code = "\n".join(path.read_text("utf-8") for folder in ("lab", "cli") for path in (Path(__file__).parents[2] / "cxsim" / folder).rglob("*.py"))
    code = code.replace("{c}", "lesson_console.clock")
    asked = {found[1] for found in re.finditer(r"""["'](lesson_console\.(?:[^"'{]|\{[^}]*\})+)["']""", code)}
    shapes = [re.compile(r"[^.]+".join(re.escape(piece) for piece in re.split(r"\{.*?\}", key)) + r"(\..+)?") for key in asked]
    assert not [key for key in words("en").names() if key.startswith("lesson_console.") and not any(shape.fullmatch(key) for shape in shapes)]


def test_a_round_stands_in_one_step_of_the_timetable():
    """Rounds may fill several steps: the mark is on the one where the class is, not on all of them."""
    lesson = reading.read("auction")
    named = lesson.parts["short"]
    marked = []
    for closed in range(3):
        game = SimpleNamespace(lesson=lesson, world=SimpleNamespace(clock="short", rounds=3), closed=[{}] * closed)
        marked.append(_here(named, SimpleNamespace(game=game, stage="open", step=1)))
    assert all(len(own) == 1 and named[own[0]] == parts.ROUNDS for own in marked) and marked[0] < marked[2]
