"""What was decided, as a reader finds it on the debrief page: every kind of decision in rows of its own, a committee's as one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from tiny_game import TINY

from cxsim.lessons.debrief import Debrief
from cxsim.lessons.game import Game
from cxsim.report import lesson_bids
from cxsim.report.lesson import Told


def closed(name, folder, plays, people=4):
    """A game of one committee that decides these plays, round by round."""
    game = Game.begin(name, folder, people, seed=4, overrides=TINY)
    for play in plays:
        game.decide("a.company.1", play(game) if callable(play) else play)
        game.close_round()
    return Told(Debrief(game, {}), "en").log(0)["rows"]


def test_bids_are_told_in_coins_and_an_order_by_its_years(tmp_path):
    rows = {}
    for row in closed("auction", tmp_path / "g", [{"bid": {"silo": 40, "lost": 30, "maps": 20}}, {"second": {}}, lambda game: {"order": list(game.won(0))[::-1]}]):
        rows.setdefault(row[0], []).append(row[1:])
    assert rows["The silo’s own numbers are rewarded"] == [["40, won", "–", "–"], ["–", "–", "year 3"]]
    assert rows["The customer lost in self-service"] == [["30, won", "–", "–"], ["–", "–", "year 2"]]
    assert "No empathy" not in rows and "A second round with the coins you have left." not in rows, "nothing was bid there"


def test_weights_are_told_for_every_level_and_a_choice_once(tmp_path):
    plays = [{"weights": {"team_lead": 5, "middle_manager": 20, "unit_head": 30}, "remedy": "team"}, {"weights": {"team_lead": 25, "middle_manager": 25, "unit_head": 25}, "remedy": "none"}]
    rows = closed("gradient", tmp_path / "g", plays)
    assert [row for row in rows if row[0] in ("Executives", "Team lead", "Team leads")] == [[rows[1][0], "5%", "25%"], ["Executives", "24.4%", "25%"]]
    assert [row[1:] for row in rows if "Coordinating team" in row] == [["Coordinating team", "None"]]


@pytest.mark.parametrize("lang", ["en", "fi"])
def test_split_hours_are_means_over_posts_and_options_counts(tmp_path, lang):
    game = Game.begin("silo_trap", tmp_path / "g", 4, seed=4, overrides=TINY)
    for seat, sell in zip(game.seats, (70, 30)):
        game.decide(seat, {"hours": {"sell": sell, "cut": 100 - sell, "serve": 0, "connect": 0}, "takeover": "some"})
    game.finish()
    hours, options = (game.lesson.decisions[name] for name in ("hours", "takeover"))
    rows = {row[0]: row[1:] for row in Told(Debrief(game, {}), lang).log(0)["rows"]}
    assert rows[hours.sliders["sell"].label.of(lang)][0] == "50" and rows[hours.sliders["cut"].label.of(lang)][0] == "50"
    assert rows[options.options["some"].label.of(lang)][0] == "2"


def test_the_same_fixes_in_another_order_are_told_beside_the_robot_that_made_them(tmp_path):
    game = Game.begin("auction", tmp_path / "g", 4, seed=4, overrides=TINY)
    popular = game.lesson.robots.policies["popular"].plays[0]["order"]
    for turn, said in ((popular[::-1], 1), (popular, 0), ([*popular[:2], "lost"], 0)):
        told = Told(SimpleNamespace(game=SimpleNamespace(lesson=game.lesson, world=game.world, companies=1, whole=lambda company, turn=turn: [{"company": [{"order": turn}]}]), repeats={}, gallery=None), "en")
        lines = lesson_bids.reordered(told)
        assert len(lines) == said and all("popular three" in line and line.startswith("The same fixes") for line in lines)
