"""Which unit a need concerns and which channel the customer takes.

Choices are 'utility plus own Gumbel noise per named option' (multinomial logit, McFadden 1974): a new option
moves only those who choose it.
"""

from __future__ import annotations

from cxsim.base.compiled import lean, once
from cxsim.base.streams import GUMBEL, draw, quantile
from cxsim.customers.columns import CHANNELS_MAX


@lean
def pick_unit(rules, facts, uniform, weights, but):
    """A unit drawn by its share of `weights` (NEEDS or HOLDINGS), other than `but` (-1: any).

    Units are passed through in the order of their names' keys, not of the list: reordering the company's file,
    or adding a unit nobody needs, changes nobody's luck.
    """
    total = 1.0 - (facts.shares[weights, but] if but >= 0 else 0.0)
    left = uniform * total
    chosen = 0
    for place in range(rules.units):
        unit = facts.unit_order[place]
        share = facts.shares[weights, unit]
        if unit == but or share == 0.0:
            continue
        chosen = unit
        left -= share
        if left < 0.0:
            break
    return chosen


@lean
def pick_channel(rules, facts, offer, person, key, unit, urgent, difficulty, web_tried, last):
    """The channel with the highest utility among those `unit` offers."""
    best, chosen = -1e18, 0
    for c in range(rules.channels):
        if not facts.available[unit, c]:
            continue
        utility = facts.pull[c] + offer.steer[unit, c] + rules.habit_slope * (person.habit[c] - 0.2)
        utility += rules.experience_slope * person.liking[c] + person.taste[c]
        utility += facts.urgent_pull[c] * urgent + facts.hard_pull[c] * (difficulty - 0.5)
        if web_tried:
            utility += facts.after_web_pull[c]
        if facts.self_service[c]:
            utility += offer.deflect[unit]
            if web_tried:
                utility += rules.self_service_repeat
        elif c == last:
            utility += rules.stay_in_channel
        utility += quantile(facts, GUMBEL, draw(key, facts.channel_slot[c]))
        better = utility > best  # no branch: nobody could foresee it
        best = utility if better else best
        chosen = c if better else chosen
    return chosen


@once
def learn_channel(rules, person, used, moment):
    """Habit moves towards the channel used; liking of it towards how it felt."""
    for c in range(CHANNELS_MAX):  # channels that do not exist have habit 0 and keep it; a fixed number runs abreast
        target = 1.0 if c == used else 0.0
        person.habit[c] += rules.habit_step * (target - person.habit[c])
    person.liking[used] += rules.experience_step * (moment - person.liking[used])
