"""The everyday: a routine episode of a subscriber, a purchase occasion of a shopper. They may cross units too."""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import lean, once
from cxsim.base.streams import CELLS, LOGISTIC, NORMAL, draw, quantile, subkey
from cxsim.customers import eventlog as log
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.choosing import learn_channel, pick_everyday_channel, pick_unit
from cxsim.customers.contacts import book_contact, hand_over
from cxsim.customers.journeys import REFERENCE_EFFECTIVENESS
from cxsim.customers.memory import attitude, clipped, expect, feeling, remember
from cxsim.customers.places import account, touch
from cxsim.customers.rules import NEEDS
from cxsim.customers.selling import make_offer_at
from cxsim.customers.surveys import honest_rating, rate_journey, rate_touchpoint
from cxsim.customers.talk import tell

LIFT_SHARE = 0.3  # a routine that works pleases less than a solved problem
HANDOFF_WEIGHT = 2.0  # information lost in an episode of one moment hurts twice


@lean
def outside_pull(rules, offer, week):
    """Log-odds taken by the outside offer, which improves over time, and by what has become of known rivals."""
    return rules.outside_offer + rules.outside_drift * max(week, 0) + offer.rivals


@lean
def chosen(rules, facts, offer, person, week, key):
    """Whether the company, not a rival, wins the occasion."""
    odds = rules.choose_base + rules.loyalty_slope * attitude(rules, person) + person.frailty
    return quantile(facts, LOGISTIC, draw(key, slots.RIVAL)) < odds - outside_pull(rules, offer, week)


@lean
def basket(rules, facts, person, acc, key, unit):
    """Cents of one purchase at `unit`, lognormal."""
    place = draw(key, slots.BASKET) * CELLS
    cell = int(place)
    left = facts.basket_table[cell]
    cents = int(facts.basket_cents[unit] * (left + (facts.basket_table[cell + 1] - left) * (place - cell)) + 0.5)
    at = account(rules, unit)
    acc[at + book.N_PURCHASES] += 1
    acc[at + book.N_BASKET_CENTS] += cents
    person.spend_cents += cents


@once
def routine(rules, facts, offer, person, acc, inbox, events, week, need):
    """One routine episode or purchase; returns True when the customer silently drops out after it."""
    key = subkey(subkey(rules.key_need, person.id), need)
    buying = rules.transaction and chosen(rules, facts, offer, person, week, key)
    if not buying and not rules.subscription:
        acc[book.N_OCCASIONS_LOST] += 1
        return False
    contact_key = subkey(key, slots.CONTACT)
    unit = pick_unit(rules, facts, draw(key, slots.UNIT), NEEDS, -1)
    channel = pick_everyday_channel(rules, facts, offer, person, key, unit)
    quality = offer.felt[unit, channel] + rules.quality_noise * quantile(facts, NORMAL, draw(contact_key, slots.NOISE_1))
    handler, desk, info = unit, channel, 0.0
    crosses = draw(key, slots.CROSSES) < rules.cross_routine
    if crosses:
        handler = pick_unit(rules, facts, draw(key, slots.OTHER_UNIT), NEEDS, unit)
        desk, quality, info = hand_over(
            rules, facts, offer, person, acc, events, contact_key, need, week, unit, channel, handler, quality, np.int64(1)
        )
    odds = rules.routine_works - rules.lost_logodds * info
    odds += rules.solve_quality_slope * (offer.effectiveness[handler, desk] - REFERENCE_EFFECTIVENESS)
    works = quantile(facts, LOGISTIC, draw(key, slots.WORKS)) < odds
    part = feeling(rules, offer, person, quality) - HANDOFF_WEIGHT * rules.lost_pain * info
    outcome = LIFT_SHARE * rules.solution_lift if works else -rules.failure_pain
    moment = clipped(part + outcome)
    noise = rules.memory_noise * quantile(facts, NORMAL, draw(key, slots.RECALL))
    memory = clipped(moment + noise)
    book_routine(rules, facts, offer, person, acc, key, unit, handler, desk, moment, memory, part, outcome, works, crosses)
    remember(rules, person, memory, rules.routine_weight)
    expect(rules, person, quality)
    learn_channel(rules, person, channel, moment)
    activity = log.PURCHASE if buying else log.ROUTINE
    log.note(rules, events, person, need, week, activity, handler, desk, np.int64(1), memory, info, works)
    if works:
        make_offer_at(rules, facts, offer, person, acc, week, key, unit, channel)
    tell(rules, offer, person, acc, inbox, key, memory)
    if buying:
        basket(rules, facts, person, acc, key, unit)
    return buying and not rules.subscription and drops_out(rules, facts, offer, person, week, key)


@once
def book_routine(rules, facts, offer, person, acc, key, unit, handler, desk, moment, memory, part, outcome, works, crosses):
    """Counts and questionnaires of a routine episode."""
    acc[book.N_ROUTINES] += 1
    person.contacts += 1
    book_contact(rules, acc, touch(rules, handler, desk), moment, works)
    rate_touchpoint(rules, facts, offer, acc, subkey(key, slots.CONTACT), handler, desk, part, outcome, np.int64(slots.ASKED_2))
    at = account(rules, unit)
    acc[at + book.N_UNIT_JOURNEYS] += 1
    acc[at + book.N_CROSSING_JOURNEYS] += 1 if crosses else 0
    acc[at + book.N_JOURNEY_MEMORY] += int(honest_rating(rules, memory) * book.MILLION)
    rate_journey(rules, facts, offer, acc, key, unit, memory)


@lean
def drops_out(rules, facts, offer, person, week, key):
    """Silent leaving after a purchase (the drop-out of repeat-buying models, Fader, Hardie and Lee 2005)."""
    odds = rules.dropout_base - rules.loyalty_slope * attitude(rules, person) - person.frailty
    return quantile(facts, LOGISTIC, draw(key, slots.DROPOUT)) < odds + outside_pull(rules, offer, week)
