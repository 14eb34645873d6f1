"""The compiled core: town by town, week by week, visiting only people to whom something happens.

In most weeks nothing happens to a person; one random number and a few comparisons settle that. Towns share
nothing, so they may run on any number of threads and in any order with the same bits as result.
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import inlined, kernel
from cxsim.base.streams import GOLDEN, mix, subkey, unit
from cxsim.customers import columns as col
from cxsim.customers.relationship import visit_customer, visit_outsider
from cxsim.customers.ledger import MILLION
from cxsim.customers.rules import AGES
from cxsim.customers.talk import BAD, GOOD, TOWN


@inlined
def throw_dice(week_key, first, luck):
    """One uniform number per person of the town, for the event of the week."""
    for j in range(luck.size):
        luck[j] = unit(mix(week_key + np.uint64(first + j + 1) * GOLDEN))


@inlined
def list_visits(status, event_prob, wake, good, bad, luck, week, stranger, former, visits):
    """Places in town of the people to visit; returns how many."""
    chance = np.empty(luck.size, np.float64)
    for j in range(luck.size):
        outside = stranger if status[j] == col.STRANGER else former
        chance[j] = event_prob[j] if status[j] == col.CUSTOMER else outside
    count = 0
    for j in range(luck.size):
        visits[count] = j
        count += (luck[j] < chance[j]) | (wake[j] <= week) | ((good[j] | bad[j]) != 0)
    return count


@inlined
def live_week(rules, facts, offer, town, acc, inbox, events, first, week, luck, visits):
    """One week of one town; `town` holds the columns (people, status, event_prob, wake, heard)."""
    people, status, event_prob, wake, heard = town
    last = first + luck.size
    week_key = subkey(rules.key_week, week)
    throw_dice(week_key, first, luck)
    count = list_visits(
        status[first:last],
        event_prob[first:last],
        wake[first:last],
        heard[GOOD, first:last],
        heard[BAD, first:last],
        luck,
        week,
        rules.join_stranger * offer.join,
        rules.join_former * offer.join,
        visits,
    )
    for place in range(count):
        j = visits[place]
        i = first + j
        person = people[i]
        key = mix(week_key + np.uint64(i + 1) * GOLDEN)
        good, bad = int(heard[GOOD, i]), int(heard[BAD, i])
        if person.status == col.CUSTOMER:
            visit_customer(rules, facts, offer, person, acc, inbox, events, week, key, luck[j], good, bad)
        else:
            visit_outsider(rules, facts, offer, person, acc, events, week, key, luck[j], good, bad)
        status[i], wake[i] = person.status, person.wake
    for j in range(luck.size):
        heard[GOOD, first + j], heard[BAD, first + j] = inbox[GOOD, j], inbox[BAD, j]
        inbox[GOOD, j], inbox[BAD, j] = 0, 0


@kernel
def live(rules_in, facts_in, offer_in, people, status, event_prob, wake, heard, log, acc, first_town, last_town, week, weeks):
    """Let `weeks` pass from `week` on in the towns `first_town` to `last_town` - 1.

    Counts are added to `acc` (weeks, width); `log` (towns recorded, rows, fields) receives events.
    """
    rules, facts, offer = rules_in[0], facts_in[0], offer_in[0]
    visits = np.empty(TOWN + 1, np.int32)
    inbox = np.zeros((2, TOWN), np.uint8)
    nothing = np.zeros((1, log.shape[2]))
    town = (people, status, event_prob, wake, heard)
    for number in range(first_town, last_town):
        first = number * TOWN
        luck = np.empty(min(TOWN, people.size - first), np.float64)
        events = log[number] if number < log.shape[0] else nothing
        for step in range(weeks):
            live_week(rules, facts, offer, town, acc[step], inbox, events, first, week + step, luck, visits)


@inlined
def faded_attitude(rules, facts, person, week):
    """Attitude as of `week` without touching the traces."""
    age = min(max(week - person.decayed, 0), AGES - 1)
    good = person.good_fast * facts.fade[0, age] + person.good_slow * facts.fade[1, age]
    fast, slow = float(person.bad_fast), float(person.bad_slow)
    if person.need < 0:
        fast, slow = fast * facts.fade[2, age], slow * facts.fade[3, age]
    return (rules.prior_weight * person.prior + good - fast - slow) / (rules.prior_weight + good + fast + slow)


@kernel
def take_stock(rules_in, facts_in, people, week):
    """True index of the customers among `people`: (sum of 50 (1 + attitude) in millionths, customers)."""
    rules, facts = rules_in[0], facts_in[0]
    total, customers = 0, 0
    for i in range(people.size):
        if people[i].status == col.CUSTOMER:
            total += int(50.0 * (1.0 + faded_attitude(rules, facts, people[i], week)) * MILLION)
            customers += 1
    return total, customers


@kernel
def attitudes(rules_in, facts_in, people, week):
    """Attitude of each of `people` as of `week`, shape (people,)."""
    rules, facts = rules_in[0], facts_in[0]
    out = np.empty(people.size)
    for i in range(people.size):
        out[i] = faded_attitude(rules, facts, people[i], week)
    return out
