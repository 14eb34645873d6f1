"""An auction as a table: what a team bid in each round and what that brought, and the year in which it mends each card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxsim.lessons import auction

NOTHING = "–"
Plays = Sequence[Sequence[Mapping[str, Any]]]  # by round, plays of whoever decided


def bids(told: Any, company: int, name: str, plays: Plays) -> list[list[str]]:
    """A row per card: coins bid by round, whether they won it, and what came free."""
    before: Mapping[str, int] = {}
    cells: dict[str, list[str]] = {card: [] for card in told.lesson.decisions[name].cards}
    for number, own in enumerate(plays):
        hand = _hand(told.game, company, number + 1)
        bid = next((play[name] for play in own if name in play), None)
        for card, row in cells.items():
            new = card in hand and card not in before
            row.append(NOTHING if bid is None or (card not in bid and not new) else _cell(told, bid.get(card, 0), new and hand[card] == bid.get(card, 0) > 0, new))
        before = hand
    return [[told.lesson.decisions[name].cards[card].label.of(told.lang), *row] for card, row in cells.items()]


def _hand(game: Any, company: int, rounds: int) -> Mapping[str, int]:
    return auction.hands_of(game.lesson, game.closed[:rounds], game.companies, game.world.rounds, game.seed)[company]


def _cell(told: Any, coins: int, won: bool, new: bool) -> str:
    if won:
        return str(told.w("lesson_alike.bids.won", n=coins))
    free = told.w("lesson_alike.bids.free") if new else ""
    return ", ".join(text for text in (str(coins) if coins else "", free) if text) or NOTHING


def order(told: Any, name: str, plays: Plays) -> list[list[str]]:
    """A row per card: the year in which it is mended."""
    rows = []
    for card, terms in told.lesson.decisions[name].cards.items():
        chosen = [next((play[name] for play in own if name in play), []) for own in plays]
        rows.append([terms.label.of(told.lang), *(told.w("lesson.round.year", n=own.index(card) + 1) if card in own else NOTHING for own in chosen)])
    return rows
