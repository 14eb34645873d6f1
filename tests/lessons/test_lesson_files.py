"""Every shipped lesson is whole, in both languages, and can be played by robots; a faulty one is told what is wrong with it."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from tiny_game import TINY

from cxsim.base.errors import InputError
from cxsim.base.reading import read_yaml
from cxsim.lessons import reading
from cxsim.lessons.debrief import debrief_of
from cxsim.lessons.form import BARE, DESIGNS, Text
from cxsim.lessons.game import Game
from cxsim.lessons.robots import ROBOTS, rounded
from cxsim.lessons.world import World

LESSONS = reading.names()
FORBIDDEN = {"en": ("proves", "significant", "optimal", "insight", "!"), "fi": ("todistaa", "optimaali", "ei vaikutusta", "!", "lintteri")}


def texts(node):
    """Every text of a lesson."""
    if isinstance(node, Text):
        yield node
    elif is_dataclass(node):
        for item in fields(node):
            yield from texts(getattr(node, item.name))
    elif isinstance(node, dict):
        for part in node.values():
            yield from texts(part)
    elif isinstance(node, list):
        for part in node:
            yield from texts(part)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_whole_in_both_languages(name):
    lesson = reading.read(name)
    found = list(texts(lesson))
    assert lesson.name == name and len(found) > 40
    for text in found:
        assert text.en.strip() and text.fi.strip()
        assert text.en != text.fi or len(text.en) < 25, text.en
        for lang, words in FORBIDDEN.items():
            assert not any(word in text.of(lang) for word in words), text.of(lang)
        assert "'" not in text.fi and not re.search(r"(?:\d|%) ?:[a-zäö]", text.fi), text.fi
    assert 2 <= len(lesson.predictions) <= 4 and len(lesson.reveal.flips) == 2 and len(lesson.reveal.assumptions) == 3
    assert len(lesson.unexpected) >= 2 and len(lesson.debrief) >= 4 and lesson.sources


@pytest.mark.parametrize("clock", ["short", "long"])
@pytest.mark.parametrize("name", [name for name in LESSONS if reading.read(name).play != BARE])
def test_a_lesson_plays_with_robots_in_a_tiny_world(name, clock, tmp_path):
    game = Game.begin(name, tmp_path / "g", 4, seed=2, clock=clock, overrides=TINY)
    told = debrief_of(game, 0)
    rows = game.lesson.quarters // 4 if game.lesson.play == DESIGNS else game.world.all_rounds
    assert game.over and len(told.path(0)) == rows
    assert all(np.isfinite(value) for value in told.outcomes(0).values())
    for seat in game.seats:
        seen = game.view(seat)["seen"]
        assert list(seen) == game.lesson.seats.sees
        assert all(len(row["values"]) == (rows if game.lesson.play == DESIGNS else game.world.rounds) for row in seen.values())


def faulty(change, name="silo_trap"):
    content = deepcopy(read_yaml(reading.path_of(name)))
    change(content)
    return content


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda c: c["seats"].update(sees=["own_revenu"]), r"seats\.sees.*own_revenu.*did you mean: own_revenue"),
        (lambda c: c["clocks"]["short"].update(plans=["growth", "grwth"]), r"clocks\.short\.plans.*grwth"),
        (lambda c: c["clocks"]["short"].update(minutes=50), r"45 minutes.*50 minutes"),
        (lambda c: c["robots"].update(default="hunte"), r"robots\.default.*did you mean: hunter"),
        (lambda c: c["decisions"]["hours"]["sliders"]["sell"].update(activities=["sell"]), r"sliders\.sell\.activities.*win, cut"),
        (lambda c: c["decisions"]["hours"].update(kind="splt"), r"did you mean: split"),
        (lambda c: c["title"].pop("fi"), r"title\.fi.*is missing"),
        (lambda c: c["predictions"]["back"].update(outcome="true"), r"predictions\.back\.outcome"),
        (lambda c: c["plans"]["growth"].update(scheme="unit_grwth"), r"plans\.growth\.scheme.*did you mean"),
        (lambda c: c["decisions"]["takeover"]["options"]["all"].update(practices={"closed_lop": 1}), r"closed_lop.*did you mean: closed_loop"),
    ],
)
def test_faults_of_a_lesson_name_file_key_value_and_remedy(change, told):
    with pytest.raises(InputError) as caught:
        reading.checked(faulty(change), "mine.yaml")
    assert re.search(told, " ".join(str(caught.value).split())), str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_a_lesson_of_ones_own_needs_no_code(tmp_path):
    """A copied file with other sliders plays, found by --config-dir or by its path."""
    folder = tmp_path / "lesson"
    folder.mkdir()
    text = reading.path_of("silo_trap").read_text("utf-8").replace("name: silo_trap", "name: mine").replace("activities: [cut]", "activities: [empathise]")
    (folder / "mine.yaml").write_text(text, "utf-8")
    assert "mine" in reading.names(tmp_path)
    game = Game.begin("mine", tmp_path / "g", 3, overrides=TINY, config_dir=str(tmp_path))
    game.close_round()
    assert Game.begin(str(folder / "mine.yaml"), tmp_path / "h", 3, overrides=TINY).lesson.name == "mine"
    with pytest.raises(InputError, match="did you mean: silo_trap"):
        reading.read("silo_trp")


@pytest.mark.parametrize("robot", ROBOTS.names())
def test_robots_make_decisions_a_player_could_make(robot):
    from cxsim.lessons.kinds import kind_of
    from cxsim.lessons.living import Cast, live

    world = World(reading.read("silo_trap"), "short", TINY)
    life = live(world, 3, ["growth"] * 4, Cast(robot=robot), 3)
    plays = [play for row in life.plays for play in row.values()]
    assert bool(any(plays)) == (robot not in ("hunter", "conditional"))  # one leaves it to the manager, the other plays bare games
    for play in plays:
        for name, value in play.items():
            assert kind_of(world.lesson.decisions[name]).fault(value) is None
    if robot == "keeper":
        assert plays[0]["hours"]["serve"] == 60
    if robot == "bridge":
        assert plays[0]["hours"]["connect"] == 30


def test_points_are_rounded_to_a_hundred():
    assert rounded({"a": 1, "b": 1, "c": 1}, {"a": 100, "b": 100, "c": 100}) == {"a": 40, "b": 30, "c": 30}
    assert rounded({"a": 9, "b": 1}, {"a": 40, "b": 100}) == {"a": 40, "b": 60}
