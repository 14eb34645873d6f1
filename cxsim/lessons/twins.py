"""Companies of one room that did the same thing: they live one life, so it is told once, under all their names."""

from __future__ import annotations

from cxsim.lessons.game import PERSON, REPEATED, TYPED, Game
from cxsim.lessons.living import Cast
from cxsim.lessons.lucks import Life, key_of

Group = tuple[int, ...]  # companies, the first of the alphabet first


def twins(game: Game) -> list[Group]:
    """Companies of a finished game by what decides their life; in a lesson of designs by their last design.

    Those in which people decided come first, then those of robots alone; within both the letters' order.
    """
    found: dict[str, list[int]] = {}
    for company in range(game.companies):
        moves = [dict(round_) for round_ in game.whole(company)]
        found.setdefault(key_of(game.world, Life(tuple(game.plans), Cast(moves))), []).append(company)
    people = played(game)
    return sorted((tuple(own) for own in found.values()), key=lambda own: (not people & set(own), own))


def played(game: Game) -> set[int]:
    """Companies in which somebody decided in any round."""
    return {game.seats[row["seat"]].company for round_ in game.closed for row in round_["rows"] if row["source"] in (PERSON, TYPED, REPEATED)}
