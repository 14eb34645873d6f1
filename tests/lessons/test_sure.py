"""What a teacher answers to those who doubt an interval: only where two overlap and are told apart, with their numbers; and what a room's hits say of it."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest
from test_your_plan import TEAMS, TINY, gallery_with

from cxsim.lab import lesson_doubts
from cxsim.lab.lesson_grown import Grown
from cxsim.lab.lesson_steps import OF, Steps, paged
from cxsim.lessons import reading
from cxsim.lessons.comparisons import Repeats
from cxsim.lessons.debrief import Debrief
from cxsim.lessons.game import Game
from cxsim.report import lesson_sure
from cxsim.report.lesson import Told
from cxsim.report.lesson_intervals import said
from cxsim.report.words import LANGUAGES, words

N = 50


@pytest.fixture(scope="module")
def game(tmp_path_factory) -> Game:
    menu = reading.read("your_plan").menu
    made = Game.begin("your_plan", tmp_path_factory.mktemp("sure") / "g", 15, seed=2, clock="short", overrides=TINY)
    for letter, ready in zip("abc", ("growth", "by_level", "own_customers")):
        made.decide(f"{letter}.company.1", {"ready": menu.ready[ready].plan, "remedy": "none"})
    return made


def told_with(game: Game, levels: dict[str, float], lang: str) -> Told:
    gallery = gallery_with(levels, spread=0.1, n=N)
    return Told(Debrief(game, {}, gallery=gallery), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_that_overlap_and_are_told_apart_are_explained_with_their_numbers(game, lang):
    line = lesson_sure.protest(told_with(game, {TEAMS[0]: 10.5, TEAMS[1]: 10.0, TEAMS[2]: 30.0, "fixed_pay": 60.0}, lang))
    assert "100" in line and ("0,5" in line if lang == "fi" else "0.5" in line) and "{" not in line
    above, below = (words(lang)("lesson_plan.team", letter=letter, plan="").strip() for letter in "AB")
    assert line.index(above) < line.index(below), "the one that is above comes first"
    assert lesson_sure.protest(told_with(game, {TEAMS[0]: 10.0, TEAMS[1]: 30.0, TEAMS[2]: 60.0, "fixed_pay": 90.0}, lang)) == "", "nothing overlaps"
    same = told_with(game, {TEAMS[0]: 10.0, "fixed_pay": 60.0}, lang)
    for future in same.debrief.gallery.values:
        future[TEAMS[1]] = future[TEAMS[2]] = future[TEAMS[0]]
    same.debrief.gallery.teams = TEAMS
    assert lesson_sure.protest(same) == "", "nothing is told apart"


def test_dots_that_overlap_are_explained_too():
    wave, names = np.sin(np.arange(N)), ["true_cx"]
    values = {"class": wave, "same": wave, "other": wave + 0.3 + 0.01 * np.cos(np.arange(N))}
    repeats, blurred = (Repeats(list(range(N)), {arm: {"true_cx": row} for arm, row in (values | more).items()}, {arm: {"true_cx": 0.0} for arm in values}) for more in ({}, {"class": values["other"] + np.cos(np.arange(N))}))
    w = words("en")
    told = SimpleNamespace(debrief=SimpleNamespace(gallery=None, repeats={0: repeats, 1: blurred}), groups=[(0,), (1,)], main=names[0], lang="en", w=w, policy="_policy", titled="class", places=lambda company, name: 2, other="", arm=lambda arm: f"robots {arm}", number=lambda x, places, signed=False: f"{x:.{places}f}")
    line, other = lesson_sure.protests(told).values()
    assert "“robots other” ended above your decisions in 100 of 100" in line and "0.30" in line, "with the decimals of the page"
    assert "“robots other” ended above “robots same”" in other, "a company that cannot be told apart is not told of another company’s difference"
    told.titled = "same"
    assert "ended above “robots same”" in lesson_sure.protest(told, 0), "the answer is about what the title of the picture is about"
    repeats.values["other"] = {"true_cx": wave + 9.0}
    assert lesson_sure.protest(told, 0) == ""


@pytest.mark.parametrize(("half", "key"), [(0.5, "more"), (None, "fewer")])
def test_a_rooms_hits_say_how_sure_it_was_and_widths_have_units(game, tmp_path, half, key):
    made = Game.begin("your_plan", tmp_path / "g", 5, seed=2, clock="short", overrides=TINY)
    probe = Game.begin("your_plan", tmp_path / "probe", 5, seed=2, clock="short", overrides=TINY)
    probe.close_round()
    cost = Debrief(probe, {}).outcomes(0)["cost"]
    for place in range(1, 6):
        made.predict(f"a.company.{place}", {"cost": {"value": [cost - half, cost + half] if half else [0.0, 5.0], "confidence": 80}})
    made.close_round()
    for lang in LANGUAGES:
        told = Told(Debrief(made, {}), lang)
        w = words(lang)
        assert lesson_sure.sealed(told) == w(f"lesson_sure.sealed.{key}", sure=80, expected=told.number(4.0, 1), n=5, hits=5 if half else 0)
        room = SimpleNamespace(step=4, pages=SimpleNamespace(sure={lang: lesson_sure.sealed(told)}), lucks=None, steps=SimpleNamespace(count=1, main=1))
        assert lesson_doubts.said(room, lang) == [(w("lesson_sure.sealed.when"), lesson_sure.sealed(told))] and len(lesson_doubts.know(room, lang)) == 1
        width = told.number(2 * half if half else 5.0)
        assert w.get("lesson_sure.width.bonus_pct").format(x=width) in said(told)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notes_hold_both_answers_beforehand(lang):
    w = words(lang)
    assert [when for when, _ in lesson_sure.doubts(reading.read("your_plan"), w)] == [w("lesson_sure.sealed.when"), w("lesson_sure.protest.when")]
    assert [when for when, _ in lesson_sure.doubts(reading.read("silo_trap"), w)] == [w("lesson_sure.protest.when")]


def test_the_answer_is_of_the_company_on_the_wall_and_of_nobody_beside_other_parts():
    wave, w = np.sin(np.arange(N)), words("en")
    repeats = {}
    for company, gain in enumerate((0.3, -0.8)):
        values = {"class": wave, "same": wave, "other": wave + gain + 0.01 * np.cos(np.arange(N))}
        repeats[company] = Repeats(list(range(N)), {arm: {"true_cx": row} for arm, row in values.items()}, {arm: {"true_cx": 0.0} for arm in values})
    told = SimpleNamespace(debrief=SimpleNamespace(gallery=None, repeats=repeats), groups=[(0,), (1,)], main="true_cx", lang="en", w=w, policy="_policy", titled="class", places=lambda company, name: 1, other="", arm=lambda arm: f"robots {arm}", number=lambda x, places, signed=False: f"{x:.{places}f}")
    answers = lesson_sure.protests(told)
    assert "0.3" in answers[0] and "0.8" in answers[1] and answers[0].index("robots") < answers[0].index("your") and answers[1].index("your") < answers[1].index("robots")
    room = SimpleNamespace(step=6, pages=SimpleNamespace(html={"en": {6: paged([OF.format(0) + "a", OF.format(1) + "b", "fixes"])}}), stage="reveal", lang="en", version=0, lucks=SimpleNamespace(grown=Grown(protest={"en": answers})), lock=nullcontext())
    room.steps = Steps(room)
    told_at = [lesson_doubts.said(room, "en")]
    for _ in range(2):
        room.steps.next()
        told_at.append(lesson_doubts.said(room, "en"))
    assert [[line for _, line in at] for at in told_at] == [[answers[0]], [answers[1]], []]
