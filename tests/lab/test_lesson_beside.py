"""What stands beside what is asked: an earlier design and what it gave, today's value; what the teacher says as it came out; a fault with what to do."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

pytest.importorskip("nicegui")

from test_lesson_lucks import Idle

from cxsim.base.errors import Problem
from cxsim.lab import lesson_duties, lesson_script, lesson_start
from cxsim.lab.lesson_duties import Shown
from cxsim.lab.lesson_rooms import Rooms, Wanted
from cxsim.lab.lesson_screen import Screen
from cxsim.lessons import reading
from cxsim.report.problems import error_lines
from cxsim.report.words import LANGUAGES, words

TINY = ("customers.count=400", "horizon.warmup_years=1")
UP, FLAT = ({"weights": {"team_lead": low, "middle_manager": middle, "unit_head": head}, "remedy": remedy} for low, middle, head, remedy in ((5, 20, 30, "team"), (25, 25, 25, "none")))


@pytest.fixture
def crew():
    return Idle()


def begun(crew, folder, lesson, people):
    room = Rooms(crew, folder, TINY, lucks=5).begin(Wanted(lesson, people, "short"))
    token = room.people.join(room.started, "en")
    return room, room.people.of(token)


def lived(room, crew, views):
    """Close what is open; every company's seats see these views."""
    room.close_round()
    for place, job in enumerate(crew.waiting(lesson_duties.lived)):
        seen = {name: {"unit": unit, "values": list(values[place])} for name, (unit, values) in views.items()}
        seats = [seat for seat, _, _ in job.args[4]]
        job.future.set_result(Shown("digest", {}, dict.fromkeys(seats, seen)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_of_the_second_design_shows_the_first_and_what_it_gave(crew, tmp_path, lang):
    room, person = begun(crew, tmp_path, "gradient", 4)
    w, title = words(lang), words(lang)("lesson_told.beside.title", design="")
    room.open_round()
    assert title not in Screen(room, person, lang).html()
    room.decide(person, UP)
    lived(room, crew, {"company_customers": ("count", [[400, 390, 380, 370, 361]]), "company_profit": ("eur", [[1, 2, 3, 4, 51234]])})
    room.open_round()
    html = Screen(room, person, lang).html()
    beside = html[: html.index("<form")]
    assert title in beside and "24,4" in beside.replace(".", ",") and words(lang)("lesson.round.year", n=5) in beside
    assert "361" in beside and "51" in beside and "390" not in beside, "its last year"
    assert room.game.lesson.decisions["remedy"].options["team"].label.of(lang) in beside
    assert w("lesson_told.beside.nobody") not in beside


@pytest.mark.parametrize(("values", "came"), [([[100, 90], [80, 70]], "down"), ([[100, 110], [80, 80]], "up"), ([[100, 99.7], [80, 81]], "up"), ([[100, 90], [80, 85]], "mixed"), ([[100], [80]], None)])
def test_what_is_said_of_a_saving_is_what_came_out(crew, tmp_path, values, came):
    room, _ = begun(crew, tmp_path, "channels", 8)
    lines = {line.came: line.say.en for line in room.game.lesson.script if line.view == "company_cost"}
    assert set(lines) == {"down", "up", "mixed"}
    for _ in range(len(values[0])):
        room.open_round()
        lived(room, crew, {"company_cost": ("eur", values)})
    said = [cue.say for cue in lesson_script.moment(room, "en").say]
    assert [key for key, line in lines.items() if line in said] == ([came] if came else [])


def test_a_line_waits_only_for_what_is_seen_after_a_round():
    import yaml

    from cxsim.base.errors import InputError

    content = yaml.safe_load(reading.path_of("channels").read_text("utf-8"))
    content["script"][1] |= {"view": "company_profit"}
    content["script"][2] |= {"when": "before"}
    with pytest.raises(InputError) as refused:
        reading.checked(content, "mine.yaml")
    assert {problem.key for problem in refused.value.problems} == {"script.1.view", "script.2.came"}


def test_nought_is_explained_only_where_a_number_is_asked():
    today = SimpleNamespace(start={"measured": 60.0, "cost": 1.0})
    for name in reading.names():
        lesson = reading.read(name)
        for key, asked in lesson.predictions.items():
            room = SimpleNamespace(game=SimpleNamespace(lesson=lesson, decided={}, drafts={}), today=today)
            told = lesson_start.told(room, "", key, words("en")) if asked.outcome in ("other_less_same", "same_less_other", "phone_change_pct", "measured_cx_change") else ""
            assert ("0 is" in told) == (bool(told) and asked.kind in ("number", "interval")), (name, key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_phones_know_when_everybody_has_sealed(crew, tmp_path, lang):
    room, person = begun(crew, tmp_path, "channels", 4)
    other = room.people.of(room.people.join(room.started, "en"))
    room.predict()
    guesses = {"phone": {"value": 5, "confidence": 60}, "contacts": {"value": 2, "confidence": 60}, "better": {"value": "yes", "confidence": 60}}
    room.seal(person, guesses)
    screen, w = Screen(room, person, lang), words(lang)
    before = screen.key()
    assert w("lesson_lab.wait.predict") in screen.html()
    room.seal(other, guesses)
    assert w("lesson_told.all_sealed") in screen.html() and w("lesson_lab.wait.predict") not in screen.html() and screen.key() != before


def test_a_page_that_was_not_written_is_told_with_what_to_do_until_it_is(crew, tmp_path):
    room, _ = begun(crew, tmp_path, "channels", 4)
    for _ in range(3):
        room.open_round()
        lived(room, crew, {"company_cost": ("eur", [[1.0]])})
    for error in (KeyError("planted"), None):
        room.export()
        assert room.writing and not room.problem, "said anew, or not at all"
        job = crew.waiting(lesson_duties.written)[0]
        job.future.set_exception(error) if error else job.future.set_result("digest")
        if error:
            for lang, what in (("en", "press the button again"), ("fi", "paina painiketta uudelleen")):
                lines = [line.text for line in error_lines(type("E", (Exception,), {"problems": room.problem})(), lang)]
                assert any(what in line for line in lines) and not any("raise " in line for line in lines)
    assert not room.problem and room.written == room.game.record.folder
    told = [Problem("is full", fix="free some space")]
    from cxsim.lab import lesson_written

    assert lesson_written.fault(told) == told, "a fault that says itself what to do"
