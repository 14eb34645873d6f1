"""A small game, quick to live, for tests of lessons."""

from __future__ import annotations

from cxsim.lessons.game import Game

TINY = ("customers.count=400", "horizon.warmup_years=1")
SELL = {"hours": {"sell": 70, "cut": 30, "serve": 0, "connect": 0}, "takeover": "none"}
HELP = {"hours": {"sell": 10, "cut": 10, "serve": 40, "connect": 40}, "takeover": "all"}


def begun(folder, people=4, seed=5, lesson="silo_trap", **more) -> Game:
    """A game of the silo trap in a small market."""
    return Game.begin(lesson, folder, people, seed=seed, overrides=TINY, **more)


def digests(game: Game) -> list[str]:
    """Of every company's run."""
    return [life.run.digest for life in game.lives]
