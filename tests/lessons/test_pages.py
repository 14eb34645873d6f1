"""Pages of lessons: every sentence follows the game's numbers, in both languages, whichever way they come out."""

from __future__ import annotations

import re
from html import unescape
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tiny_game import HELP, SELL, begun

from cxsim.lessons import reading
from cxsim.lessons.comparisons import ARMS, CLASS, OTHER, SAME, Repeats
from cxsim.lessons.debrief import Debrief, debrief_of
from cxsim.lessons.game import Game
from cxsim.report import lesson_alike, lesson_pay, lesson_units, lesson_verdict
from cxsim.report.lesson import Told, told_of
from cxsim.report.lesson_notes import Notes, spans
from cxsim.report.lesson_notes import write as write_notes
from cxsim.report.lesson_page import write
from cxsim.report.words import words
from cxsim.study.statistics import Estimate, estimate_family

FACTS = {"command": "cxsim lesson", "version": "0", "count": 6}
TINY = ("customers.count=400", "horizon.warmup_years=1")


def repeats_of(same: float, other: float, spread: float = 0.1, n: int = 8) -> Repeats:
    names = ("true_cx", "customers_kept_pct", "profit_after_bonus_eur")
    wave = spread * np.sin(np.arange(n) * 2.4)
    values = {arm: {name: 50.0 + (other + wave if arm == OTHER else same) + 0.3 * np.cos(np.arange(n)) for name in names} for arm in ARMS}
    return Repeats(list(range(n)), values, {arm: dict.fromkeys(names, 50.0) for arm in ARMS})


@pytest.fixture(scope="module")
def game(tmp_path_factory) -> Game:
    game = begun(tmp_path_factory.mktemp("game") / "g", people=4)
    guesses = {"customers": {"value": 90, "confidence": 60}, "lost": {"value": 70, "confidence": 80}, "my_bonus": {"value": "yes", "confidence": 90}, "back": {"value": "no", "confidence": 70}}
    game.predict("a.mobile.1", guesses)
    for play in (SELL, SELL, HELP, HELP):
        for seat in game.seats:
            game.decide(seat, play)
        game.close_round()
    return game


@pytest.mark.parametrize(
    ("repeats", "kind", "said"),
    [
        (repeats_of(0.0, 2.0), "more", "higher under “Half on company CX” than under your plans"),
        (repeats_of(2.0, 0.0), "fewer", "lower under “Half on company CX” than under your plans"),
        (repeats_of(0.0, 0.01, spread=2.0), "open", "cannot be told apart"),
        (repeats_of(1.0, 1.0, spread=0.0), "same", "No difference"),
        (repeats_of(0.0, 2.0, n=3), "none", "there is no interval"),
    ],
)
def test_the_sentence_about_other_lucks_follows_the_numbers(game, repeats, kind, said):
    told = Told(Debrief(game, {0: repeats}), "en")
    sentences, found = told.repeated(0)
    assert found == kind and said in sentences[0]
    expected = {"more": "in the expected direction", "fewer": "did the opposite", "open": "leave the question open", "same": "did not do what many", "none": "question open"}
    assert re.search(expected[kind], told.unexpected()[0])
    title = {"more": "higher than under your", "fewer": "lower than under your", "open": "cannot be told apart", "same": "No difference", "none": "Too few runs"}
    assert title[kind] in told.repeats_title(0)


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_a_page_holds_all_seven_pages_of_the_reveal_in_order(game, lang, tmp_path):
    told = Told(debrief_of(game, 0), lang)
    told.debrief.repeats[0] = repeats_of(0.0, 2.0)
    write(told, tmp_path, FACTS)
    page = (tmp_path / "report.html").read_text("utf-8")
    headings = [told.w(f"lesson.section.{key}", n=6, other=told.other) for key in ("bonus", "company", "unseen", "predictions", "other", "repeats", "flips")]
    places = [page.index(f"</span>{heading}</h2>") for heading in headings]
    assert places == sorted(places)
    assert page.count("<svg") == 4 and "http://" not in re.sub(r'xmlns[^"]*"[^"]*"|"http://[^"]*"', "", page)
    for name in ("rounds", "bonuses", "decisions", "predictions", "repeats"):
        assert (tmp_path / f"{name}.csv").stat().st_size > 100
    assert told.game.seats["a.mobile.1"].name.of(lang) in told.best()


def test_without_repeats_or_predictions_the_page_says_so(tmp_path):
    game = begun(tmp_path / "g", people=3)
    told = Told(debrief_of(game, 0), "en")
    write(told, tmp_path, FACTS)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert told.w("lesson.predictions.none") in page and told.w("lesson.repeats.nothing") in page


@pytest.mark.parametrize("lang", ["en", "fi"])
@pytest.mark.parametrize("name", reading.names())
def test_every_lesson_has_a_debrief_and_notes(name, lang, tmp_path):
    told = told_of(debrief_of(Game.begin(name, tmp_path / "g", 3, overrides=TINY), 0), lang)
    write(told, tmp_path, FACTS)
    lesson = told.lesson
    write_notes(Notes(lesson, lang), tmp_path, FACTS, "0" * 64)
    notes = (tmp_path / "notes.html").read_text("utf-8")
    for text in (lesson.aim, lesson.story, *(line.say for line in lesson.script), *(item.answer for item in lesson.hear), *lesson.unexpected):
        assert " ".join(text.of(lang).split())[:40] in " ".join(notes.split()).replace("&#39;", "'")
    for source in lesson.sources:
        assert source.source.split("&")[0].strip() in notes
    assert told.assumed() and all(len(row) == 5 for row in told.assumed())


def test_stretches_of_one_plan():
    assert spans(["a", "a", "b", "a"]) == [("a", 1, 2), ("b", 3, 3), ("a", 4, 4)]


@pytest.mark.parametrize(
    ("values", "said"),
    [([2.0, 2.1, 1.9, 2.0, 2.2], "direction stays"), ([-2.0, -2.1, -1.9, -2.0, -2.2], "answer turns"), ([1.0, -1.0, 2.0, -2.0, 0.1], "cannot be told apart"), ([0.0] * 5, "no difference at all"), ([1.0, 2.0], "too few")],
)
def test_a_condition_is_told_as_it_came_out(game, values, said):
    told = Told(Debrief(game, {0: repeats_of(0.0, 2.0)}, flips=[np.array(values), np.array(values)]), "en")
    assert len(told.flips()) == 2 and all(said in tried for _, tried in told.flips())
    without = Told(Debrief(game, {}), "en")
    assert all(tried == without.w("lesson.flip.waiting") for _, tried in without.flips()) and "not there yet" in without.flip_lead()


def test_conditions_are_tried_with_robots_in_their_own_world(game):
    """Deaf to pay, robots end alike under both plans of the silo trap; with problems that hardly cross they need not."""
    crossing, deaf = debrief_of(game, 2, workers=1).flips
    assert not deaf.any() and crossing.any()


@pytest.mark.parametrize(
    ("same", "other", "own", "said"),
    [
        (0.0, 2.0, 4.0, "But your own decisions tell another story: robots under “Half on company CX” ended [0-9.]+ lower than you"),
        (0.0, 2.0, 0.5, "Against your own decisions too: robots under “Half on company CX” ended [0-9.]+ higher than you"),
        (2.0, 0.0, -1.0, "But your own decisions tell another story: robots under “Half on company CX” ended [0-9.]+ higher than you"),
    ],
)
def test_what_is_said_of_expectations_never_contradicts_what_was_measured(game, same, other, own, said):
    """Robots may do as expected while the class's own decisions did otherwise: page 7 says both, and that money moved the other way."""
    repeats = repeats_of(same, other)
    repeats.values[CLASS] = {name: repeats.values[CLASS][name] + own - same for name in repeats.values[CLASS]}
    repeats.values[OTHER]["profit_after_bonus_eur"] = repeats.values[SAME]["profit_after_bonus_eur"] - 9.0
    told = Told(Debrief(game, {0: repeats}), "en")
    lines = told.unexpected()
    assert any(re.match(said, line) for line in lines), lines
    assert any("profit after bonus, all years, EUR per first customer: −9.0" in line for line in lines), lines
    assert told.as_expected == (other > same and own < other) == (told.w("lesson.unexpected.ask") not in lines)


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_the_other_plan_is_called_by_its_name_wherever_it_is_held_against_the_class(game, lang, tmp_path):
    told = Told(debrief_of(game, 0), lang)
    told.debrief.repeats[0] = repeats_of(0.0, 2.0)
    write(told, tmp_path, FACTS)
    page = unescape((tmp_path / "report.html").read_text("utf-8"))
    name = game.lesson.plans["half_company"].label.of(lang)
    assert name in told.arm(OTHER) and name in told.repeats_title(0) and name in told.other_said() and name in told.other_title()
    for said in ("the other plan", "under both plans", "toinen järjestelmä", "toisen järjestelmän", "toisessa järjestelmässä"):
        assert said not in page
    assert any("3–4" in line for line in told.years_said()), "in years 3 and 4 the class was paid by it anyway"
    kept = told.number(float(told.debrief.path(0)["kept_pct"].iloc[-1]))
    assert kept in told.course(0)[0], "customers at the end are told beside those of the start who stayed"


@pytest.mark.parametrize("name", reading.names())
def test_notes_tell_keys_only_where_they_are_typed_and_how_the_console_works(name, tmp_path):
    lesson = reading.read(name)
    for lang in ("en", "fi"):
        notes = Notes(lesson, lang)
        write_notes(notes, tmp_path, FACTS, "0" * 64)
        page = unescape((tmp_path / "notes.html").read_text("utf-8")).split("<body>")[1]
        first, last = page.split(notes.w("lesson_notes.worlds") + "</h2>")
        assert not re.findall(r"\b[a-z_]+(?:\.[a-z_]+)?=[a-z0-9\[]", re.sub(r"<[^>]*>", "", first)), "no key before the part that says where to type it"
        assert all(typed in last for _, typed in notes.worlds())
        assert len(notes.console()) > 5 and notes.w("lesson_lab.console.finish") in " ".join(notes.console())


def test_what_is_true_of_one_company_is_never_said_of_all():
    """Robots may end above one company and below the next: page 7 tells each by its name, and neither as everybody's."""
    w, sizes = words("en"), {0: 0.1, 1: -0.8}

    def kind_of(company: int, outcome: str, first: str) -> tuple[Estimate, str]:
        mean = 1.2 if first == SAME else sizes[company]
        return estimate_family(mean + 0.01 * np.cos(np.arange(20))[:, None])[0], "more" if mean > 0 else "fewer"

    reveal = SimpleNamespace(expected="more", outcomes=["true_cx"])
    told = SimpleNamespace(
        debrief=SimpleNamespace(repeats={0: None, 1: None}), game=SimpleNamespace(companies=2), groups=[(0,), (1,)], lesson=SimpleNamespace(reveal=reveal), main="true_cx", policy="_policy", names={"a": "none", "b": "popular", "other": ""}, lang="en", w=w,
        kind_of=kind_of, places=lambda company, name: 1, number=lambda x, places, signed=False: f"{x:.{places}f}", outcome_said=str, company=lambda one: f"Company {'AB'[one]}",
    )  # fmt: skip
    lines = lesson_verdict.said(told)
    assert any(line.startswith("Company A, against your own decisions too") and "0.1 higher" in line for line in lines), lines
    assert any(line.startswith("Company B, but your own decisions tell another story") and "0.8 lower" in line for line in lines), lines
    assert not lesson_verdict.as_expected(told)


def test_runs_without_a_difference_are_not_left_to_look_like_the_other_direction():
    w = words("en")
    assert "60%" in lesson_units.tied(w, np.array([0.0, 0.0, 0.0, -0.5, 0.4])) and lesson_units.tied(w, np.array([-0.1, 0.2])) == ""


def test_companies_with_the_same_designs_throughout_share_their_rows():
    told = SimpleNamespace(groups=[(0, 2), (1, 3)], w=words("en"), company=lambda one: f"Company {'ABCD'[one]}")
    rows = {0: [["1", "+0.2"], ["2", "+0.1"]], 2: [["1", "+0.2"], ["2", "+0.1"]], 1: [["1", "+0.3"], ["2", "+0.5"]], 3: [["1", "+0.4"], ["2", "+0.5"]]}
    assert [name for name, _ in lesson_alike.merged(told, rows)] == ["Companies A and C", "Company B", "Company D"], "the last design alone is not the same course"


def test_levels_are_told_from_team_leads_up():
    table = pd.DataFrame({"year": [1, 1, 1, 2, 2, 2], "level": ["middle_manager", "executive", "team_lead"] * 2, "paid": range(6)})
    found = lesson_pay.by_rank(table)
    assert found["level"].tolist() == ["team_lead", "middle_manager", "executive"] * 2 and found["year"].tolist() == [1, 1, 1, 2, 2, 2]
