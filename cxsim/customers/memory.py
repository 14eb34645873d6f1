"""Memory traces and the attitude that grows out of them.

Attitude is a ratio of evidence, (prior weight x prior + good - bad) / (prior weight + good + bad): bounded,
and people with much history move less, without a rule about tenure (compare Bolton 1998).

Records keep 32-bit floats, arithmetic is in 64 bits: hence `np.float64(...)`, since compiled `float(...)` would
leave a 32-bit number as it is.
"""

from __future__ import annotations

import math

import numpy as np

from cxsim.base.compiled import lean
from cxsim.base.streams import draw, subkey
from cxsim.customers import slots
from cxsim.customers.rules import AGES

MOMENT_LIMIT = 1.5


@lean
def clipped(value):
    """A moment or memory kept within its limits."""
    return min(max(value, -MOMENT_LIMIT), MOMENT_LIMIT)


@lean
def fade(facts, person, week):
    """Let the traces of a person fade up to `week`; bad ones stand still while an issue is open (rehearsal)."""
    age = min(week - person.decayed, AGES - 1)
    if age <= 0:
        return
    person.decayed = week
    person.good_fast *= facts.fade[0, age]
    person.good_slow *= facts.fade[1, age]
    if person.need < 0:
        person.bad_fast *= facts.fade[2, age]
        person.bad_slow *= facts.fade[3, age]


@lean
def attitude(rules, person):
    """Loyalty of a person, between -1 and 1."""
    good = np.float64(person.good_fast) + np.float64(person.good_slow)
    bad = np.float64(person.bad_fast) + np.float64(person.bad_slow)
    prior = np.float64(person.prior)
    return (rules.prior_weight * prior + good - bad) / (rules.prior_weight + good + bad)


@lean
def faded_attitude(rules, facts, person, week):
    """Attitude as of `week` without touching the traces."""
    age = min(max(week - person.decayed, 0), AGES - 1)
    good = person.good_fast * facts.fade[0, age] + person.good_slow * facts.fade[1, age]
    fast, slow = np.float64(person.bad_fast), np.float64(person.bad_slow)
    if person.need < 0:
        fast, slow = fast * facts.fade[2, age], slow * facts.fade[3, age]
    return (rules.prior_weight * person.prior + good - fast - slow) / (rules.prior_weight + good + fast + slow)


@lean
def remember(rules, person, memory, weight):
    """Add the trace of an episode: bad counts `bad_weight` times good (Baumeister et al. 2001)."""
    size = weight * abs(memory)
    if memory >= 0.0:
        person.good_fast += rules.fast_share * size
        person.good_slow += (1.0 - rules.fast_share) * size
    else:
        person.bad_fast += rules.fast_share * size * rules.bad_weight
        person.bad_slow += (1.0 - rules.fast_share) * size * rules.bad_weight


@lean
def listen(rules, person, good, bad):
    """Traces left by what friends told last week."""
    person.good_fast += rules.heard_weight * good
    person.bad_fast += rules.heard_weight * bad


@lean
def intent(rules, loyalty, memory):
    """Stated intention to stay right after an episode, log-odds; outside an episode `memory` is 0."""
    return rules.intent_base + rules.intent_slope * loyalty + rules.intent_fresh * memory


@lean
def probability(log_odds):
    """Chance from log-odds; used for statistics only, decisions compare a logistic number with the log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds))


@lean
def expect(rules, person, quality):
    """Yesterday's surprise becomes today's minimum, and disappointment lowers the bar half as fast."""
    gap = quality - np.float64(person.expectation)
    step = rules.expectation_up if gap > 0.0 else rules.expectation_down
    person.expectation += step * gap


@lean
def feeling(rules, offer, person, quality):
    """How quality feels against a yardstick: own expectation (Szymanski and Henard 2001), a fixed part, and the times."""
    times = offer.standard - conscience(rules, offer, person)
    yardstick = rules.expectation_share * np.float64(person.expectation) + rules.fixed_part + times
    return rules.feeling_slope * (quality - yardstick)


@lean
def conscience(rules, offer, person):
    """Quality that sustainability adds for the part of people to whom it matters (White, Hardisty and Habib 2019)."""
    if offer.sustainability == 0.0:
        return 0.0
    cares = draw(subkey(rules.key_person, person.id), slots.CARES) < rules.sustainability_share
    return rules.sustainability_weight * offer.sustainability if cares else 0.0
