"""What sealed bids brought a team, told as soon as the round is closed; until anything is mended, that its figures are of before."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from cxsim.lessons.seating import moves_of
from cxsim.report.words import Words

if TYPE_CHECKING:
    from cxsim.lessons.game import Game

BIDS = "bids"


def told(game: Game, company: int, w: Words) -> str:
    """Cards won so far with what they cost, and what the figures below are figures of, as HTML; nothing where nobody bids."""
    terms = [decision for decision in game.lesson.decisions.values() if decision.kind == BIDS]
    if not terms or not game.closed:
        return ""
    hand = game.won(company)
    rows = "".join(f"<li>{escape(terms[0].cards[card].label.of(w.lang))}: {escape(_price(coins, w))}</li>" for card, coins in hand.items())
    card = f'<section class="card"><h2>{escape(w("lesson_lab.hand.title"))}</h2>{f"<ul>{rows}</ul>" if rows else ""}'
    card += f"<p>{escape(w('lesson_lab.hand.none'))}</p></section>" if not rows else "</section>"
    lost = [terms[0].cards[name].label.of(w.lang) for name in _lost(game, company, hand)]
    missed = f'<p>{escape(w("lesson_lab.hand.lost", cards=w.listing(lost)))}</p>' if lost else ""
    return card + missed + (f'<p class="small">{escape(w("lesson_lab.hand.before"))}</p>' if _only_bids(game) else "")


def _lost(game: Game, company: int, hand: Mapping[str, int]) -> list[str]:
    """Cards a team bid for in the round just closed and did not get."""
    own = moves_of(game.closed[-1]["rows"], game.companies)[company]
    bids = [name for name in game.decisions_asked(len(game.closed)) if game.lesson.decisions[name].kind == BIDS]
    bid = next((play[name] for plays in own.values() for play in plays for name in bids if name in play), {})
    return [card for card, coins in bid.items() if coins and card not in hand]


def _price(coins: int, w: Words) -> str:
    return w("lesson_lab.form.won", n=coins) if coins else w("lesson_lab.hand.free")


def _only_bids(game: Game) -> bool:
    """Whether nothing but bids has been decided in closed rounds, so that the company goes on as it was."""
    asked = {name for number in range(1, len(game.closed) + 1) for name in game.decisions_asked(number)}
    return all(game.lesson.decisions[name].kind == BIDS for name in asked)
