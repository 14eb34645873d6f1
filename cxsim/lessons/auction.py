"""A sealed auction between teams: each card goes to the better half of its bidders at their own bid, since help is scarce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxsim.base.streams import stream_key

Hands = dict[int, dict[str, int]]  # team -> card -> coins paid


def settle(bids: Mapping[int, Mapping[str, int]], owned: Mapping[int, Mapping[str, int]], cards: Sequence[str], each: int, coins: int, seed: int, round_: int) -> Hands:
    """What every team owns after a round of bids, by team.

    Bids for a card already owned, or beyond the coins left, do not count. Ties between teams are drawn by seed, round, card and
    team. A team never ends with more than `each` cards: its highest winning bids count.
    """
    hands: Hands = {team: dict(owned.get(team, {})) for team in bids}
    wins: dict[int, dict[str, int]] = {team: {} for team in bids}
    for card in cards:
        asked = {team: own[card] for team, own in bids.items() if card in own and card not in hands[team]}
        ranked = sorted(asked, key=lambda team: (-asked[team], stream_key(seed, f"lesson auction {card}", str(team), round_)))
        for team in ranked[: -(-len(ranked) // 2)]:
            wins[team][card] = asked[team]
    for team, won in wins.items():
        for card in sorted(won, key=lambda card: (-won[card], cards.index(card))):
            if len(hands[team]) < each and sum(hands[team].values()) + won[card] <= coins:
                hands[team][card] = won[card]
    return hands


def filled(hands: Mapping[int, Mapping[str, int]], cards: Sequence[str], each: int) -> Hands:
    """Everybody with exactly `each` cards: what is missing comes free, the cards with fewest owners first."""
    whole: Hands = {team: dict(own) for team, own in hands.items()}
    for team in sorted(whole):
        while len(whole[team]) < each:
            owners = {card: sum(card in own for own in whole.values()) for card in cards if card not in whole[team]}
            whole[team][min(owners, key=lambda card: (owners[card], cards.index(card)))] = 0
    return whole
