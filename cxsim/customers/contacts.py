"""A contact as it is booked, and a case handed on within it: the same for issues and for everyday episodes."""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import lean
from cxsim.base.streams import NORMAL, draw, quantile
from cxsim.customers import eventlog as log
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.memory import clipped, feeling
from cxsim.customers.places import crossing, touch
from cxsim.customers.surveys import honest_rating, rate_touchpoint


@lean
def book_contact(rules, acc, at, moment, solved):
    """Count a contact with its true moment and the rating that moment deserves."""
    acc[at + book.N_CONTACTS] += 1
    acc[at + book.N_SOLVED] += 1 if solved else 0
    acc[at + book.N_MOMENTS] += 1
    acc[at + book.N_FELT_SUM] += int(moment * book.MILLION)
    acc[at + book.N_MOMENT_SUM] += int(honest_rating(rules, moment) * book.MILLION)


@lean
def hand_over(rules, facts, offer, person, acc, events, key, need, week, unit, channel, owner, quality, number):
    """Hand the case of contact `number` from `unit` to `owner` in the same contact.

    Returns (desk that takes over, quality felt over both parts, cost of information: 1 lost, a share of 1 if smooth).
    The sender books only how its own part felt; whatever it lost on the way is the receiver's to suffer.
    """
    desk = channel if facts.available[owner, channel] else facts.desk[owner]
    rough = draw(key, slots.HANDOFF) > offer.handoff[unit, owner]
    own_part = feeling(rules, offer, person, quality)
    book_contact(rules, acc, touch(rules, unit, channel), clipped(own_part), False)
    rate_touchpoint(rules, facts, offer, acc, key, unit, channel, own_part, 0.0, np.int64(slots.ASKED_1))
    pair = crossing(rules, unit, owner)
    acc[pair + book.N_HANDOFFS] += 1
    acc[pair + book.N_ROUGH] += 1 if rough else 0
    noise = rules.quality_noise * quantile(facts, NORMAL, draw(key, slots.NOISE_2))
    log.note(rules, events, person, need, week, log.HANDOFF, unit, channel, number, clipped(own_part), 0.0, False)
    return desk, 0.5 * (quality + offer.felt[owner, desk] + noise), 1.0 if rough else rules.smooth_share
