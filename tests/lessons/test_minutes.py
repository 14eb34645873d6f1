"""Times to decide come from the timetable, and everything that names them names the same."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cxsim.base.errors import InputError
from cxsim.lessons import minutes, parts, reading
from cxsim.lessons.form import LONG, SHORT
from cxsim.report.lesson_notes import Notes
from cxsim.report.lesson_time import told_rounds, told_time
from cxsim.report.words import words


@pytest.mark.parametrize("name", reading.names())
def test_deciding_fits_the_timetable_and_the_notes_say_the_seconds_of_the_countdown(name):
    lesson = reading.read(name)
    for clock in (SHORT, LONG):
        total = sum((last - first + 1) * each for first, last, each in minutes.spans(lesson, clock))
        assert 0.2 <= total / (60 * minutes.stretch(lesson, clock, parts.ROUNDS)) <= 0.8, (clock, total)
        for lang in ("en", "fi"):
            said = dict(Notes(lesson, lang).rounds_text())[words(lang)("lesson.notes.time_is")]
            found = [60 * int(m or 0) + int(s or 0) for m, s in re.findall(r"(\d+) minu\w+(?: (\d+) se[kc]\w+)?", said)]
            assert {each for _, _, each in minutes.spans(lesson, clock)} <= set(found), said


def test_a_design_has_all_of_practice_and_other_lessons_keep_a_minute_to_look():
    assert minutes.seconds(reading.read("your_plan"), SHORT, parts.PRACTICE) == 8 * 60
    assert minutes.seconds(reading.read("silo_trap"), SHORT, parts.PRACTICE) == 2 * 60
    assert [minutes.seconds(reading.read("auction"), SHORT, parts.ROUNDS, number) for number in (1, 2, 3, 9)] == [270, 120, 90, 90]


def test_a_lesson_without_a_timetable_has_usual_times_and_too_much_time_is_refused():
    lesson = reading.read("silo_trap")
    assert minutes.seconds(replace(lesson, parts={}), SHORT, parts.ROUNDS) == minutes.USUAL[parts.ROUNDS]
    content = {**lesson.clocks, SHORT: replace(lesson.clocks[SHORT], decide=[250])}
    with pytest.raises(InputError, match="more time than the timetable"):
        faults = list(minutes.faults(replace(lesson, clocks=content), "here"))
        raise InputError(faults)
    assert not list(minutes.faults(lesson, "here"))


def test_times_are_said_as_people_say_them():
    told = {lang: [told_time(seconds, words(lang)) for seconds in (50, 60, 70, 120, 150)] for lang in ("en", "fi")}
    assert told["en"] == ["50 seconds", "1 minute", "1 minute 10 seconds", "2 minutes", "2 minutes 30 seconds"]
    assert told["fi"] == ["50 sekuntia", "1 minuutti", "1 minuutti 10 sekuntia", "2 minuuttia", "2 minuuttia 30 sekuntia"]
    assert told_rounds(reading.read("gradient"), SHORT, "design", words("en")) == "design 1: 9 minutes, design 2: 7 minutes"


def test_notes_tell_every_plan_that_is_read_aloud():
    for lang in ("en", "fi"):
        notes = Notes(reading.read("your_plan"), lang)
        ((_, rows),) = notes.choices()
        assert len(rows) == 6 and all(label and line for label, line in rows)
        said = dict(notes.reveal_pages())
        assert words(lang)("lesson_say.reveal.paid") in said.values() and words(lang)("lesson_say.reveal.gallery", n=200) in said.values()
