"""A sealed auction between teams: each card goes to the better half of its bidders at their own bid, since help is scarce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cxsim.base.streams import stream_key
from cxsim.lessons.form import Lesson
from cxsim.lessons.seating import moves_of

Hands = dict[int, dict[str, int]]  # team -> card -> coins paid


def settle(bids: Mapping[int, Mapping[str, int]], owned: Mapping[int, Mapping[str, int]], cards: Sequence[str], each: int, coins: int, seed: int, round_: int) -> Hands:
    """What every team owns after a round of bids, by team.

    Bids for a card already owned, or beyond the coins left, do not count. Ties between teams are drawn by seed, round, card and
    team. A team never ends with more than `each` cards: its highest winning bids count.
    """
    hands: Hands = {team: dict(owned.get(team, {})) for team in bids}
    wins: dict[int, dict[str, int]] = {team: {} for team in bids}
    for card in cards:
        asked = {team: own[card] for team, own in bids.items() if card in own and card not in hands[team] and _may(hands[team], own[card], each, coins)}
        ranked = sorted(asked, key=lambda team: (-asked[team], stream_key(seed, f"lesson auction {card}", str(team), round_)))
        for team in ranked[: -(-len(ranked) // 2)]:
            wins[team][card] = asked[team]
    for team, won in wins.items():
        for card in sorted(won, key=lambda card: (-won[card], cards.index(card))):
            if len(hands[team]) < each and sum(hands[team].values()) + won[card] <= coins:
                hands[team][card] = won[card]
    return hands


def _may(hand: Mapping[str, int], bid: int, each: int, coins: int) -> bool:
    """Whether a team can still take a card at its bid: a bid that cannot count keeps nobody else out."""
    return len(hand) < each and sum(hand.values()) + bid <= coins


def filled(hands: Mapping[int, Mapping[str, int]], cards: Sequence[str], each: int) -> Hands:
    """Everybody with exactly `each` cards: what is missing comes free, the cards with fewest owners first."""
    whole: Hands = {team: dict(own) for team, own in hands.items()}
    for team in sorted(whole):
        while len(whole[team]) < each:
            owners = {card: sum(card in own for own in whole.values()) for card in cards if card not in whole[team]}
            whole[team][min(owners, key=lambda card: (owners[card], cards.index(card)))] = 0
    return whole


def hands_of(lesson: Lesson, closed: Sequence[Mapping[str, Any]], companies: int, rounds: int, seed: int) -> Hands:
    """What the bids of closed rounds have won; once all bids are in, everybody has as many cards as an order takes."""
    bidding = {name: decision for name, decision in lesson.decisions.items() if decision.kind == "bids"}
    hands: Hands = {team: {} for team in range(companies)}
    for event, moves in ((event, moves_of(event["rows"], companies)) for event in closed if bidding):
        for name in [name for name in bidding if event["round"] in (bidding[name].rounds or range(1, rounds + 1))]:
            cards, numbers = list(bidding[name].cards), bidding[name].numbers
            bids = {team: next((play[name] for plays in own.values() for play in plays if name in play), {}) for team, own in enumerate(moves)}
            hands = settle(bids, hands, cards, int(numbers.get("each", 3)), int(numbers.get("coins", 100)), seed, event["round"])
            if event["round"] >= max([round_ for one in bidding.values() for round_ in one.rounds], default=0):
                hands = filled(hands, cards, int(numbers.get("each", 3)))
    return hands
