"""The compiled core: town by town, week by week, visiting only people to whom something happens.

In most weeks nothing happens to a person; one random number and a few comparisons settle that. Towns share
nothing, so they may run on any number of threads and in any order with the same bits as result.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import kernel, lean, once
from cxsim.base.hints import fetch
from cxsim.base.streams import GOLDEN, mix, subkey, unit
from cxsim.customers import columns as col
from cxsim.customers.ledger import MILLION
from cxsim.customers.memory import faded_attitude
from cxsim.customers.relationship import visit_customer, visit_outsider
from cxsim.customers.surveys import honest_score
from cxsim.customers.talk import BAD, GOOD, TOWN

AHEAD = 3  # visits between asking for a record and needing it


@lean
def throw_dice(week_key, first, luck):
    """One uniform number per person of the town, for the event of the week."""
    for j in range(luck.size):
        luck[j] = unit(mix(week_key + np.uint64(first + j + 1) * GOLDEN))


@lean
def fill_chances(rules, offer, people, event_prob, chance, first):
    """Chance per person of the town that something happens in a week of this quarter."""
    for j in range(chance.size):
        chance[j] = chance_of(rules, offer, people[first + j], event_prob[first + j])


@lean
def chance_of(rules, offer, person, event_prob):
    """Chance that a week holds something for a person, talk apart."""
    if person.status == col.CUSTOMER:
        return np.float64(event_prob)
    if person.away != 0:
        return 0.0
    return offer.join * (rules.join_stranger if person.status == col.STRANGER else rules.join_former)


@lean
def list_visits(chance, luck, wake, told, week, due, visits):
    """Places in town of the people to visit; returns how many."""
    for j in range(luck.size):
        due[j] = (luck[j] < chance[j]) | (wake[j] <= week) | (told[j] != 0)
    count = 0
    for j in range(luck.size):
        visits[count] = j  # a branch here could not be foreseen
        count += due[j]
    return count


@lean
def deliver(inbox, heard):
    """What was told this week is heard next week."""
    for j in range(heard.size):
        heard[j] = inbox[j]
    for j in range(inbox.size):
        inbox[j] = 0


@once
def live_week(rules, facts, offer, town, scratch, acc, inbox, events, first, week):
    """One week of one town; `town` holds the columns (people, event_prob, wake, heard_good, heard_bad)."""
    people, event_prob, wake, heard_good, heard_bad = town
    luck, chance, told, due, visits = scratch
    week_key = subkey(rules.key_week, week)
    throw_dice(week_key, first, luck)
    for j in range(told.size):
        told[j] = heard_good[j] | heard_bad[j]
    count = list_visits(chance, luck, wake, told, week, due, visits)
    for place in range(count):
        fetch(people, first + visits[min(place + AHEAD, count - 1)])
        j = visits[place]
        person = people[first + j]
        key = mix(week_key + np.uint64(first + j + 1) * GOLDEN)
        good, bad, status = np.int64(heard_good[j]), np.int64(heard_bad[j]), person.status  # int() stays unsigned
        if status == col.CUSTOMER:
            visit_customer(rules, facts, offer, person, acc, inbox, events, week, key, luck[j], good, bad)
        else:
            visit_outsider(rules, facts, offer, person, acc, events, week, key, luck[j], good, bad)
        wake[j] = person.wake
        if person.status != status:
            chance[j] = chance_of(rules, offer, person, event_prob[j])
    deliver(inbox[GOOD], heard_good)
    deliver(inbox[BAD], heard_bad)


@kernel
def live(rules_in, facts_in, offer_in, people, event_prob, wake, heard, log, acc, first_town, last_town, week, weeks):
    """Let `weeks` pass from `week` on in the towns `first_town` to `last_town` - 1.

    Counts are added to `acc` (weeks, width); `log` (towns recorded, rows, fields) receives events.
    """
    rules, facts, offer = rules_in[0], facts_in[0], offer_in[0]
    inbox = np.zeros((2, TOWN), np.uint8)
    nothing = np.zeros((1, log.shape[2]))
    for number in range(first_town, last_town):
        first = number * TOWN
        last = min(first + TOWN, people.size)
        size = last - first
        scratch = (np.empty(size), np.empty(size), np.empty(size, np.uint8), np.empty(size, np.bool_), np.empty(size, np.int32))
        town = (people, event_prob[first:last], wake[first:last], heard[GOOD, first:last], heard[BAD, first:last])
        fill_chances(rules, offer, people, event_prob, scratch[1], first)
        events = log[number] if number < log.shape[0] else nothing
        for step in range(weeks):
            live_week(rules, facts, offer, town, scratch, acc[step], inbox, events, first, week + step)


@kernel
def count_people(rules_in, facts_in, people, week):
    """One pass over `people`, whole numbers (3 + units,).

    Sum over customers of honest scores x 10 in millionths (the true index); customers; people without a break since
    the start; holders of each unit's line.
    """
    rules, facts = rules_in[0], facts_in[0]
    counts = np.zeros(3 + rules.units, np.int64)
    for i in range(people.size):
        if people[i].status == col.CUSTOMER:
            counts[0] += int(10.0 * honest_score(rules, faded_attitude(rules, facts, people[i], week)) * MILLION)
            counts[1] += 1
        counts[2] += people[i].kept != 0
        for line in range(rules.units):
            counts[3 + line] += (people[i].holdings >> line) & 1
    return counts


@kernel
def true_scores(rules_in, facts_in, people, week):
    """True index, 0 to 100, of each of `people` as of `week`, shape (people,)."""
    rules, facts = rules_in[0], facts_in[0]
    out = np.empty(people.size)
    for i in range(people.size):
        out[i] = 10.0 * honest_score(rules, faded_attitude(rules, facts, people[i], week))
    return out
