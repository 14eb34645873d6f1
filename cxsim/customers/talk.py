"""Word of mouth in towns of 2,048 people, each a small world: a ring of neighbours with a few ties rewired.

What is told this week is heard next week, so the order of people within a week does not matter. A tie to
somebody who does not exist is no tie: one person more in the market changes only those tied to her.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import kernel, lean, once
from cxsim.base.hints import either
from cxsim.base.streams import draw, subkey
from cxsim.customers import ledger as book
from cxsim.customers import slots

TOWN = 2048
TIES_MAX = 16
LOUDEST = 250
GOOD, BAD = 0, 1
STRANGERS = 8  # who read it and remember: assumption, grade D


@lean
def friend(rules, i, tie):
    """The person at tie number `tie` of person `i`, or -1."""
    town = i // TOWN
    step = tie // 2 + 1
    place = i % TOWN + (step if tie % 2 == 0 else -step)
    key = subkey(rules.key_tie, i * TIES_MAX + tie)
    if draw(key, 0) < rules.rewired:
        place = int(draw(key, 1) * TOWN)
    other = town * TOWN + place % TOWN
    return other if other < rules.people and other != i else -1


@once
def tell(rules, offer, person, acc, inbox, key, memory):
    """After an episode worth telling, perhaps tell two or three friends (Dixon et al. 2010).

    Whether it was good, bad or neither is chance, and a jump on it would be foreseen wrongly; that few tell is foreseen.
    """
    good, bad = memory > rules.talk_threshold, memory < -rules.talk_threshold
    acc[book.N_GOOD_ENDS] += np.int64(good)
    acc[book.N_BAD_ENDS] += np.int64(bad)
    loud = offer.loud_good * np.float64(good) + offer.loud_bad * np.float64(bad)
    if loud > 0.0 and draw(key, slots.LOUD) < loud:
        shout(rules, person, acc, inbox, key, GOOD if good else BAD)
    share = either(good, rules.tell_good * offer.talk_good, either(bad, rules.tell_bad, 0.0))
    if rules.neighbours == 0 or draw(key, slots.TELL) >= share * (0.5 + 0.5 * person.talk):
        return
    acc[book.N_TOLD_GOOD if good else book.N_TOLD_BAD] += 1
    kind = GOOD if good else BAD
    start = int(draw(key, slots.FIRST_FRIEND) * rules.neighbours)
    reach = 3 if draw(key, slots.THIRD_FRIEND) < 0.5 else 2
    for step in range(reach):
        other = friend(rules, person.id, (start + step) % rules.neighbours)
        if other >= 0:
            put(acc, inbox, kind, other % TOWN)


@lean
def put(acc, inbox, kind, place):
    """Leave an item with the person at `place` of the town, who hears it next week."""
    if inbox[kind, place] < LOUDEST:
        inbox[kind, place] += 1
        acc[book.N_HEARD_GOOD if kind == GOOD else book.N_HEARD_BAD] += 1


@lean
def shout(rules, person, acc, inbox, key, kind):
    """Tell strangers of the own town, drawn at random; whoever does not exist does not hear."""
    first = person.id - person.id % TOWN
    for step in range(STRANGERS):
        other = first + int(draw(key, slots.FIRST_STRANGER + step) * TOWN)
        if other < rules.people and other != person.id:
            put(acc, inbox, kind, other % TOWN)


@kernel
def count_ties(rules_in, people):
    """Friends of the first `people` persons, shape (people,)."""
    out = np.zeros(people, np.int16)
    for i in range(people):
        for tie in range(rules_in[0].neighbours):
            out[i] += 1 if friend(rules_in[0], i, tie) >= 0 else 0
    return out
