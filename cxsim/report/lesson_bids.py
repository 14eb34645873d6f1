"""An auction as a table: what a team bid in each round and what that brought, and the year in which it mends each card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxsim.lessons import auction
from cxsim.lessons.comparisons import OTHER, SAME
from cxsim.lessons.seating import COMPANY_LETTERS
from cxsim.lessons.world import COMPANY

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


def reordered(told: Any) -> list[str]:
    """That companies mended just what a robot of the lesson mends, in another order: then only the order makes their difference."""
    ordered, found = [name for name, terms in told.lesson.decisions.items() if terms.kind == "order"], []
    for arm, key in ((SAME, told.lesson.robots.same), (OTHER, told.lesson.robots.other)):
        policy = told.lesson.robots.policies.get(key)
        robot = next((play[name] for play in (policy.plays if policy else []) for name in ordered if name in play), [])
        alike = [company for company in told.companies if (own := _order_of(told.game, company, ordered)) != robot and sorted(own) == sorted(robot) and robot]
        if alike:
            found.append(told.w("lesson_alike.reordered", robot=told.arm(arm), companies=told.w.listing([COMPANY_LETTERS[company] for company in alike])))
    return found


def _order_of(game: Any, company: int, ordered: Sequence[str]) -> list[str]:
    moves = game.whole(company)
    plays = moves[-1].get(COMPANY, []) if moves else []
    return next((list(play[name]) for play in plays for name in ordered if name in play), [])
