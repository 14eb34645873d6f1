"""Which unit a need concerns and which channel the customer takes.

Choices are 'utility plus own Gumbel noise per named option' (multinomial logit, McFadden 1974): a new option
moves only those who choose it.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import lean, once
from cxsim.base.hints import either, natural, real_row, whole_row
from cxsim.base.streams import GUMBEL, draw, place_of, quantile, value_at
from cxsim.customers.columns import CHANNELS_MAX


@lean
def pick_unit(rules, facts, uniform, weights, but):
    """A unit drawn by its share of `weights` (NEEDS or HOLDINGS), other than `but` (-1: any).

    Units are passed through in the order of their names' keys, not of the list: reordering the company's file,
    or adding a unit nobody needs, changes nobody's luck.
    """
    total = 1.0 - (facts.shares[weights, but] if but >= 0 else 0.0)
    left = uniform * total
    chosen = np.int64(0)
    for place in range(rules.units):  # goes on to the end: where to stop could not be foreseen
        unit = facts.unit_order[place]
        share = facts.shares[weights, unit]
        possible = (unit != but) & (share != 0.0)
        chosen = either(possible & (left >= 0.0), unit, chosen)
        left -= either(possible, share, 0.0)
    return natural(chosen)


@lean
def pick_channel(rules, facts, offer, person, key, unit, urgent, difficulty, web_tried, last):
    """The channel with the highest utility among those `unit` offers."""
    best, chosen = -1e18, np.int64(0)
    for c in range(rules.channels):
        utility = everyday_utility(rules, facts, offer, person, unit, c)
        utility += facts.urgent_pull[c] * urgent + facts.hard_pull[c] * (difficulty - 0.5)
        utility += facts.after_web_pull[c] * web_tried
        utility += offer.to_web[unit, c]
        utility += rules.self_service_repeat * (facts.self_service[c] & web_tried)
        utility += rules.stay_in_channel * ((c == last) & (facts.self_service[c] == 0))
        utility += quantile(facts, GUMBEL, draw(key, facts.channel_slot[c]))
        better = utility > best
        best = either(better, utility, best)
        chosen = either(better, c, chosen)
    return natural(chosen)


@lean
def pick_everyday_channel(rules, facts, offer, person, key, unit):
    """The channel with the highest utility for an everyday episode, which is neither urgent nor hard and begins afresh.

    Channels that do not exist are reckoned along, since a loop of fixed length runs abreast, but never looked at.
    """
    drawn_to, place, further = real_row(), whole_row(), real_row()
    for c in range(CHANNELS_MAX):
        drawn_to[c] = everyday_utility(rules, facts, offer, person, unit, c) + offer.to_web[unit, c]
        place[c], further[c] = place_of(draw(key, facts.channel_slot[c]))
    best, chosen = -1e18, np.int64(0)
    for c in range(rules.channels):
        utility = drawn_to[c] + value_at(facts, GUMBEL, place[c], further[c])
        better = utility > best
        best = either(better, utility, best)
        chosen = either(better, c, chosen)
    return natural(chosen)


@lean
def everyday_utility(rules, facts, offer, person, unit, c):
    """What draws a person to channel `c` of a unit whatever the matter: its pull, habit, experience and taste."""
    utility = offer.pull[unit, c] + rules.habit_slope * (person.habit[c] - 0.2)
    return utility + (rules.experience_slope * person.liking[c] + person.taste[c])


@once
def learn_channel(rules, person, used, moment):
    """Habit moves towards the channel used; liking of it towards how it felt."""
    for c in range(CHANNELS_MAX):  # channels that do not exist have habit 0 and keep it; a fixed number runs abreast
        target = 1.0 if c == used else 0.0
        person.habit[c] += rules.habit_step * (target - person.habit[c])
    person.liking[used] += rules.experience_step * (moment - person.liking[used])
