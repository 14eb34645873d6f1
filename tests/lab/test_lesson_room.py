"""A lesson led from the lab: stages, sealed predictions, chairs that are kept, robots, undo, the record, and the same results as the engine's own."""

from __future__ import annotations

import time
from html import escape

import pytest

pytest.importorskip("nicegui")

from cxsim.base.errors import InputError
from cxsim.lab import lesson_news
from cxsim.lab.lesson_clock import Countdown
from cxsim.lab.lesson_people import GONE, MOST, digest_of
from cxsim.lab.lesson_room import ENDED, LIVING, LOBBY, LOOK, OPEN, PRACTISED, PREDICT, REVEAL, STEPS, TICKET
from cxsim.lab.lesson_rooms import LETTERS, TRIES, Rooms, Wanted, lessons, playable, safe
from cxsim.lab.lesson_screen import Screen
from cxsim.lab.lesson_script import moment
from cxsim.lab.lesson_wall import Wall
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.game import Game
from cxsim.lessons.seating import AUDITOR
from cxsim.report import lesson_pay
from cxsim.report.words import LANGUAGES, words

TINY = ("customers.count=400", "horizon.warmup_years=1")
WORDS = {lang: words(lang) for lang in LANGUAGES}
SELL = {"hours": {"sell": 70, "cut": 30, "serve": 0, "connect": 0}, "takeover": "none"}
HELP = {"hours": {"sell": 10, "cut": 10, "serve": 40, "connect": 40}, "takeover": "all"}
GUESSES = {"customers": {"value": 90, "confidence": 60}, "lost": {"value": 50, "confidence": 70}, "my_bonus": {"value": "yes", "confidence": 80}, "back": {"value": "no", "confidence": 50}}


@pytest.fixture
def rooms(crew, tmp_path):
    made = Rooms(crew, tmp_path, TINY, lucks=6)
    yield made
    made.end()


def begun(rooms, people=4, **more):
    return rooms.begin(Wanted("silo_trap", people, seed=5, **more))


def joined(room, count=1):
    """Tokens and people of so many phones."""
    tokens = [room.people.join(room.started) for _ in range(count)]
    return [(token, room.people.of(token)) for token in tokens]


def until(room, stage, seconds=120.0):
    end = time.monotonic() + seconds
    while room.stage != stage:
        assert time.monotonic() < end and not room.problem, (room.stage, room.problem)
        time.sleep(0.02)


def closed(room):
    room.close_round()
    until(room, LOOK)


def test_a_round_lived_by_workers_is_the_round_the_engine_lives(rooms):
    """Digest for digest, with the same decisions; the record is one that the engine takes up by itself."""
    room = begun(rooms)
    (_, first), (_, second) = joined(room, 2)
    for play in (SELL, HELP):
        room.open_round()
        room.decide(first, play)
        room.decide(second, HELP)
        closed(room)
    own = Game.resume(room.game.record.folder)
    assert [life.run.digest for life in own.lives] == room.game.closed[-1]["digests"]
    assert room.game.seen(first.seat) == own.view(first.seat)["seen"]
    assert {row["seat"]: row["source"] for row in room.game.closed[0]["rows"]} == {first.seat: "person", second.seat: "person", "a.shops.1": "robot", "a.service.1": "robot"}


def test_the_reveal_is_that_of_the_engine_and_goes_one_page_at_a_time(rooms):
    room = begun(rooms)
    ((_, person),) = joined(room)
    room.predict()
    sealed = room.seal(person, GUESSES)
    room.open_round()
    room.decide(person, SELL)
    closed(room)
    room.finish()
    end = time.monotonic() + 120
    while not (room.pages and 6 in room.pages.html["fi"]):
        assert time.monotonic() < end and not room.problem, room.problem
        time.sleep(0.05)
    assert room.stage == LOOK and room.game.over
    own = debrief_of(Game.resume(room.game.record.folder), 6, workers=1)
    for arm, values in own.repeats[0].values.items():
        assert all((room.lucks.lots.repeats[0].values[arm][name] == found).all() for name, found in values.items())
    assert [values.tolist() for values in own.flips] == [values.tolist() for values in room.lucks.lots.flips]
    seen = []
    for step in range(1, STEPS + 1):
        room.next_step()
        assert (room.stage, room.step) == (REVEAL, step)
        seen.append(Wall(room, "en").html() + "".join(room.steps.parts()))
        names = [seat.name.en for seat in room.game.seats.values()]
        assert step == 4 or not any(name in seen[-1] for name in names), "no seat by name on the wall, but the best forecaster"
    assert len(set(seen)) == STEPS
    room.step = 3
    for lang in LANGUAGES:
        room.steps._turn(0)
        assert moment(room, lang).say[0].say == words(lang)("lesson_say.reveal.unseen"), "a page begins with its own line"
        room.steps._turn(1)
        assert room.steps.about == "journey" and moment(room, lang).say[0].say == words(lang)("lesson_told.part.journey")
    room.step = STEPS
    room.steps.scroll(1)
    assert room.steps.down == 1
    room.steps.back()
    assert (room.step, room.steps.part, room.steps.down) == (STEPS - 1, room.steps.count - 1, 0) and room.steps.count > 1, "back to the last part of the page before, at its top"
    shown = Wall(room, "en").html()
    room.steps.back()
    assert (room.step, room.steps.part) == (STEPS - 1, room.steps.count - 2) and Wall(room, "en").html() != shown
    room.steps.next()
    assert Wall(room, "en").html() == shown and not room.steps.more()
    for stage in (REVEAL, TICKET, ENDED):
        room.next_step()
        assert room.stage == stage
    assert sealed[:16] in _at(room, person, REVEAL, 4)
    bonus = room.pages.bonus[person.seat]
    assert [year for year, _, _ in bonus] == [1, 2, 3, 4]
    shown = _at(room, person, REVEAL, 1)
    assert f"{round(bonus[0][1])}%" in shown


def _at(room, person, stage, step):
    room.stage, room.step = stage, step
    return Screen(room, person, "en").html()


def test_predictions_are_sealed_once_and_locked_when_the_first_round_opens(rooms):
    room = begun(rooms)
    (_, first), (_, late) = joined(room, 2)
    with pytest.raises(InputError):
        room.seal(first, GUESSES)
    room.predict()
    sealed = room.seal(first, GUESSES)
    assert sealed[:16] in Screen(room, first, "fi").html()
    with pytest.raises(InputError):
        room.seal(first, {**GUESSES, "customers": {"value": 61, "confidence": 60}})
    room.open_round()
    with pytest.raises(InputError):
        room.seal(late, GUESSES)


def test_practice_is_seen_and_then_as_if_it_had_not_been(rooms):
    room = begun(rooms)
    ((_, person),) = joined(room)
    room.practise()
    room.decide(person, SELL)
    room.close_round()
    until(room, PRACTISED)
    assert room.game.seen(person.seat) and not room.game.closed
    room.open_round()
    assert not room.game.seen(person.seat) and not room.game.decided
    fresh = begun(rooms)
    assert not fresh.game.decided


def test_a_close_an_open_and_a_swap_can_be_taken_back_until_the_next_round_opens(rooms):
    room = begun(rooms)
    ((_, person),) = joined(room)
    room.open_round()
    room.undo()
    assert room.stage == LOBBY
    room.open_round()
    room.decide(person, SELL)
    closed(room)
    digest = room.game.closed[0]["digests"]
    room.undo()
    assert room.stage == OPEN and not room.game.closed and room.game.decided[person.seat]["play"] == SELL
    assert Game.resume(room.game.record.folder).decided == room.game.decided, "the record says the same"
    closed(room)
    assert room.game.closed[0]["digests"] == digest
    plans = list(room.game.plans)
    room.swap("half_company")
    assert room.game.plans == ["growth", "half_company", "half_company", "half_company"]
    room.undo()
    assert room.game.plans == plans == Game.resume(room.game.record.folder).plans
    room.open_round()
    assert room.undoing.what == "open"


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_phone_and_wall_say_the_pay_of_each_level_with_whose_result_it_is(rooms, lang):
    """The scheme is asked, not the text of the lesson: every weight of the level stands there, and no other level's."""
    w, room = WORDS[lang], begun(rooms, 6)
    people = {person.seat: person for _, person in joined(room, 5)}
    scheme, mates = room.game.world.schemes["growth"], ("a.mobile.1", "a.mobile.2")
    room.open_round()
    lines = {}
    for seat, level in zip(mates, ("unit_head", "middle_manager")):
        screen = Screen(room, people[seat], lang)
        own, card = screen.html(), screen._card()
        lines[seat] = lesson_pay.of_seat(room.game.world, "growth", room.game.seats[seat], w)
        named = {line.rpartition(" ")[0] for line in lines[seat]}  # without the weight
        assert len(lines[seat]) == len(scheme.components(level)) == len(named), "no measure stands there twice under one name"
        assert all(line in own and line in card for line in lines[seat])
        other = room.game.seats[mates[seat == mates[0]]].name.of(lang)
        assert other in own and other in card, "who else sits in the unit"
    assert not set(lines[mates[0]]) & set(lines[mates[1]])
    assert w("lesson_role.alone") in Screen(room, people["a.shops.1"], lang)._card()
    wall = Wall(room, lang).html()
    assert all(w(f"level.{level}") in wall for level in ("unit_head", "middle_manager"))
    assert not any(seat.name.of(lang) in wall for seat in room.game.seats.values())


def test_a_seat_sees_nothing_but_its_own(rooms):
    room = begun(rooms)
    (_, first), (_, second) = joined(room, 2)
    room.open_round()
    room.decide(first, SELL)
    room.decide(second, HELP)
    for lang in WORDS:
        screen = Screen(room, second, lang).html()
        assert room.game.seats[first.seat].name.of(lang) not in screen and 'data-points="70"' not in screen
    closed(room)
    assert Screen(room, first, "en").html() != Screen(room, second, "en").html()
    numbers = {seat: room.game.seen(seat)["own_revenue"]["values"][0] for seat in (first.seat, second.seat)}
    assert f"€{numbers[second.seat]:,.0f}" in Screen(room, second, "en").html() and f"€{numbers[first.seat]:,.0f}" not in Screen(room, second, "en").html()


def test_late_ones_get_a_robots_chair_from_the_next_round_and_those_beyond_observe(rooms):
    room = begun(rooms, 3)
    joined(room, 3)
    room.open_round()
    ((_, late),) = joined(room)
    assert late.seat == "a.service.1" and not room.decides(late), "one more chair, from the next round"
    assert 'class="card"' in Screen(room, late, "en").html() and "Unit head · Service" in Screen(room, late, "en").html(), "a role card at once"
    with pytest.raises(InputError):
        room.decide(late, SELL)
    closed(room)
    ((_, between),) = joined(room)
    screen = Screen(room, between, "en").html()
    assert 'class="card"' in screen and WORDS["en"]("lesson_lab.wait.late") in screen and between.from_round == room.game.round
    room.open_round()
    assert room.decides(late) and room.decides(between), "who comes between two rounds decides in the one to come"
    room.decide(late, SELL)
    more = joined(room, 16)
    assert sum(person.observes for _, person in more) == 5 and more[-1][1].observes
    assert AUDITOR not in room.game.seats and "form" not in Screen(room, more[-1][1], "en").html()
    while room.people.join(True):
        pass
    assert len(room.people.by_key) == MOST


def test_a_dropped_seat_repeats_once_then_a_robot_plays_and_its_token_brings_it_back(rooms):
    room = begun(rooms)
    ((token, person),) = joined(room)
    room.open_round()
    room.decide(person, SELL)
    closed(room)
    person.last -= GONE + 1
    assert "news" not in Screen(room, person, "en").html()
    sources = []
    for key in ("repeated_unit", "robot_unit"):
        room.open_round()
        closed(room)
        sources.append(next(row["source"] for row in room.game.closed[-1]["rows"] if row["seat"] == person.seat))
        for lang, w in WORDS.items():
            assert w(f"lesson_role.{key}") in Screen(room, person, lang).html(), "the phone says what counted in place of a decision"
    assert sources == ["repeated", "robot"] and person.seat in room.game.away
    assert rooms.by_token(token) == (room, person) and person.seat not in room.game.away
    assert rooms.by_token("somebody else") is None


def test_a_seat_given_to_a_robot_is_played_by_one_whatever_it_decided(rooms):
    room = begun(rooms)
    ((_, person),) = joined(room)
    room.open_round()
    room.decide(person, SELL)
    room.seats.robot(person.seat)
    assert not room.decides(person)
    closed(room)
    assert {row["source"] for row in room.game.closed[0]["rows"]} == {"robot"}


def test_a_session_is_taken_up_again_with_its_code_its_seats_and_what_they_saw(rooms):
    room = begun(rooms)
    ((token, person),) = joined(room)
    room.open_round()
    room.decide(person, SELL)
    closed(room)
    seen = room.game.seen(person.seat)
    assert rooms.resume(room.game.record.folder.name) is room
    rooms.drop(room)
    assert rooms.by_token(token) is None
    again = rooms.resume(room.game.record.folder.name)
    until(again, LOOK)
    assert again.code == room.code and again.secret != room.secret
    found = rooms.by_token(token)
    assert found is not None and found[1].seat == person.seat and again.game.seen(person.seat) == seen
    assert token not in room.game.record.path.read_text() and digest_of(token) in room.game.record.path.read_text()


def test_begin_anew_keeps_people_and_takes_the_next_seed(rooms):
    room = begun(rooms)
    ((token, person),) = joined(room)
    room.open_round()
    closed(room)
    room.reset()
    assert room.stage == LOBBY and room.game.seed == 6 and not room.game.closed
    assert rooms.by_token(token) == (room, person)


def test_the_console_says_the_sentences_of_the_moment(rooms):
    """What is said aloud is kept apart from what is for the teacher; a change of the plan is told to all, with the time of the countdown."""
    room = begun(rooms)
    ((_, person),) = joined(room)
    lesson = room.game.lesson
    before = next(line.say.en for line in lesson.script if line.when == "before")
    change = next(line.say.fi for line in lesson.script if line.when == "change")
    assert before not in _said(room, "en")
    room.open_round()
    assert before in _said(room, "en") and change not in _said(room, "fi") and lesson_news.announced(room.game, "en") == ""
    assert room.countdown.left == pytest.approx(150, abs=5) and any("2 minutes 30 seconds" in line for line in _said(room, "en"))
    for _ in range(2):
        closed(room)
        assert words("en")("lesson_say.look.know") in moment(room, "en").know and words("en")("lesson_say.look.know") not in _said(room, "en")
        room.open_round()
    old, new = (lesson.plans[name] for name in ("growth", "half_company"))
    for lang in ("en", "fi"):
        assert any(new.shown.of(lang) in line for line in _said(room, lang))
        for page in (Wall(room, lang).html(), Screen(room, person, lang).html()):
            assert words(lang)("lesson_say.change.title") in page and old.shown.of(lang) in page and new.shown.of(lang) in page
    assert change in _said(room, "fi")


def _said(room, lang):
    return [cue.say for cue in moment(room, lang).say]


def test_words_of_a_folder_lead_nowhere_else_and_forgetting_removes_it_all(rooms, tmp_path):
    assert [safe(name) for name in ("../../etc", "a b/c", "..", "")] == ["_.._etc", "a_b_c", "", ""]
    room = begun(rooms, folder="../x")
    folder = room.game.record.folder
    assert folder.parent == tmp_path
    with pytest.raises(InputError):
        begun(rooms, folder="../x")
    rooms.drop(room)
    room.forget()
    assert not folder.exists()


def test_a_code_is_found_however_it_is_typed_and_guessing_is_stopped(rooms):
    room = begun(rooms)
    assert set(room.code) <= set(LETTERS) and not set("IO01") & set(LETTERS)
    assert rooms.by_code(f" {room.code[:2].lower()} {room.code[2:]}", "a") is room
    for _ in range(TRIES):
        assert rooms.by_code("AAAA", "a") is None
    with pytest.raises(InputError):
        rooms.by_code(room.code, "a")
    assert rooms.by_code(room.code, "b") is room


def test_the_countdown_stands_still_while_paused_and_counts_from_now_when_it_had_run_out():
    at = [0.0]
    clock = Countdown(lambda: at[0])
    assert clock.left is None
    clock.start(60)
    at[0] = 20
    clock.pause()
    at[0] = 500
    assert clock.left == 40 and clock.paused
    clock.extend(30)
    clock.pause()
    assert clock.left == 70
    at[0] = 900
    assert clock.left == 0
    clock.extend(30)
    assert clock.left == 30


def test_every_lesson_that_can_be_shown_has_a_screen_at_every_stage(rooms):
    """Forms of every kind of decision, in both languages."""
    for lesson in lessons():
        assert playable(lesson)
        room = rooms.begin(Wanted(lesson.name, 4))
        ((_, person),) = joined(room)
        for lang in ("en", "fi"):
            for stage in (LOBBY, PREDICT, OPEN, LIVING, LOOK, TICKET, ENDED):
                room.stage = stage
                assert Screen(room, person, lang).html().startswith("<h1>")
            room.stage = OPEN
            html = Screen(room, person, lang).html()
            for decision in lesson.decisions.values():
                if not decision.rounds or 1 in decision.rounds:
                    assert all(part.label.of(lang) in html or "&" in part.label.of(lang) for part in [*decision.sliders.values(), *decision.options.values(), *decision.cards.values()])
        rooms.drop(room)


def test_sessions_may_be_begun_at_the_same_time(rooms):
    """The composing library is not made for threads; the lab is."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda n: rooms.begin(Wanted("silo_trap", 4, folder=f"at-once-{n}")), range(6)))
    assert len({room.code for room in made}) == 6


def test_every_lesson_is_played_to_its_last_page(rooms):
    """Designs, bids and orders too: a seat decides by the rules of the lesson, and the pages say what came out."""
    plays = {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none", "bid": {"silo": 40, "lost": 30}, "second": {"loose": 20}}
    for name in ("gradient", "auction"):
        room = rooms.begin(Wanted(name, 4))
        room.lucks.count = 2
        ((_, person),) = joined(room)
        while not room.game.over:
            room.open_round()
            for lang in LANGUAGES:
                wall = Wall(room, lang).html()
                asked = {key: room.game.lesson.decisions[key].ask.of(lang) for key in room.game.decisions_asked()}
                assert all(escape(ask) in wall for ask in asked.values()), "what is asked, and by which rule, stands where everybody sees it"
            own = {**plays, "order": list(room.game.won(0))}
            room.decide(person, {key: own[key] for key in room.game.decisions_asked()})
            closed(room)
        engine = Game.resume(room.game.record.folder)
        assert [life.run.digest for life in engine.lives] == room.game.closed[-1]["digests"]
        rooms.drop(room)


def test_every_word_of_lessons_in_the_lab_is_used():
    """A text that nothing asks for is a text that nobody keeps true."""
    import re
    from pathlib import Path

    code = "\n".join(path.read_text("utf-8") for path in (Path(__file__).parents[2] / "cxsim" / "lab").rglob("*.py"))
    asked = {found[1] for found in re.finditer(r"""["'](lesson_lab\.(?:[^"'{]|\{[^}]*\})+)["']""", code)}
    shapes = [re.compile(r"[^.]+".join(re.escape(piece) for piece in re.split(r"\{.*?\}", key)) + r"(\..+)?") for key in asked]
    assert not [key for key in words("en").names() if key.startswith("lesson_lab.") and not any(shape.fullmatch(key) for shape in shapes)]


def test_predictions_of_a_slip_are_read_as_a_phone_would_send_them():
    from cxsim.lab.lesson_guesses import read
    from cxsim.lab.lesson_typed import Unclear
    from cxsim.lessons import reading

    lesson = reading.read("silo_trap")
    pieces = [{"number": f"{asked.low:g}", "yes_no": "y", "choice": "1"}[asked.kind] for asked in lesson.predictions.values()]
    assert read(" ".join(pieces), lesson, words("en")) == {
        name: {"value": asked.low if asked.kind == "number" else "yes" if asked.kind == "yes_no" else next(iter(asked.options)), "confidence": 50} for name, asked in lesson.predictions.items()
    }
    sure = read(" ".join(f"{piece}/90" for piece in pieces), lesson, words("fi"))
    assert {guess["confidence"] for guess in sure.values()} == {90}
    for wrong in (" ".join(pieces[:-1]), " ".join([*pieces[:-1], "9999"]), " ".join([*pieces[:-1], f"{pieces[-1]}/30"]), " ".join(["x", *pieces[1:]])):
        with pytest.raises(Unclear):
            read(wrong, lesson, words("en"))
    plan = reading.read("your_plan")
    assert read("80-95 100.5–120 k/70", plan, words("fi"))["customers"] == {"value": [80, 95], "confidence": plan.predictions["customers"].sure}
