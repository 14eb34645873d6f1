"""Joining, renewing and leaving; and what a person does in a week."""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import lean, once
from cxsim.base.streams import LOGISTIC, draw, quantile, subkey
from cxsim.customers import columns as col
from cxsim.customers import eventlog as log
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.choosing import pick_unit
from cxsim.customers.journeys import start_issue, take_up_again
from cxsim.customers.memory import attitude, fade, listen
from cxsim.customers.places import account
from cxsim.customers.routines import outside_pull, routine
from cxsim.customers.rules import HOLDINGS, TALK_CAP, WEEKS_PER_YEAR
from cxsim.customers.surveys import ask_relationship


@lean
def join(rules, facts, person, acc, events, week, key, net_heard):
    """Become a customer with one line, and perhaps others the person likes."""
    unit = pick_unit(rules, facts, draw(key, slots.JOIN_UNIT), HOLDINGS, -1)
    person.status, person.holdings, person.kept = col.CUSTOMER, bundle(rules, facts, person, unit), 0
    person.joined, person.left = week, col.NEVER
    person.renewal = week + WEEKS_PER_YEAR if rules.subscription else col.NEVER
    person.need, person.regret = -1, col.NEVER
    acc[book.N_JOINED] += 1
    acc[book.N_REFERRED] += 1 if net_heard > 0 else 0
    for line in range(rules.units):
        if (person.holdings >> line) & 1:
            acc[account(rules, line) + book.N_TOOK] += 1
    nothing = np.int64(0)
    log.note(rules, events, person, np.int64(-1), week, log.JOIN, unit, log.NOWHERE, nothing, 0.0, 0.0, False)


@lean
def bundle(rules, facts, person, unit):
    """Bits of the lines taken at joining: `unit`, and those the person likes, by the same draws as at birth."""
    bits = 1 << unit
    liking = subkey(rules.key_person, person.id)
    for line in range(rules.units):
        if draw(liking, facts.holding_slot[line]) < facts.holding_share[line] * rules.join_bundle:
            bits |= 1 << line
    return bits


@lean
def leave(rules, person, acc, events, week):
    """Stop being a customer; holdings are dropped, an open issue is abandoned, and where there are rivals it is their turn."""
    for unit in range(rules.units):
        if (person.holdings >> unit) & 1:
            acc[account(rules, unit) + book.N_DROPPED] += 1
    acc[book.N_ABANDONED] += 1 if person.need >= 0 else 0
    person.status, person.holdings, person.kept = col.FORMER, 0, 0
    person.left, person.renewal = week, col.NEVER
    person.need, person.regret = -1, col.NEVER
    person.away = 1 if rules.contested else 0
    acc[book.N_LEFT] += 1
    nowhere = np.int64(log.NOWHERE)
    log.note(rules, events, person, np.int64(-1), week, log.LEAVE, nowhere, nowhere, np.int64(0), 0.0, 0.0, False)


@lean
def renews(rules, facts, offer, person, week, key):
    """The yearly decision of a subscriber."""
    odds = rules.renewal_base + rules.loyalty_slope * attitude(rules, person) + person.frailty
    return quantile(facts, LOGISTIC, draw(key, slots.RENEW)) < odds - outside_pull(rules, offer, week)


@lean
def visit_outsider(rules, facts, offer, person, acc, events, week, key, luck, good, bad):
    """A week of somebody who is not a customer: hear, and perhaps join, if not away at a rival."""
    if good + bad > 0:
        fade(facts, person, week)
        listen(rules, person, good, bad)
    base = rules.join_stranger if person.status == col.STRANGER else rules.join_former
    net = int(min(max(good - bad, -TALK_CAP), TALK_CAP))
    if person.away == 0 and luck < base * offer.join * facts.join_talk[net + TALK_CAP]:
        fade(facts, person, week)
        join(rules, facts, person, acc, events, week, key, net)
        person.wake = next_wake(person, week)


@once
def visit_customer(rules, facts, offer, person, acc, inbox, events, week, key, luck, good, bad):
    """A week of a customer: hear, live through needs, renew or leave, answer."""
    edge = np.float64(person.issue_prob)
    lived = edge + person.routine_prob + rules.leave_outside  # above it there is at most a question, which touches nothing
    if luck < lived or person.wake <= week or good + bad > 0:
        fade(facts, person, week)
    if good + bad > 0:
        listen(rules, person, good, bad)
    leaves, asked = False, False
    was_open = person.need >= 0
    if luck < edge:
        if not was_open:
            start_issue(rules, facts, offer, person, acc, inbox, events, week, week * slots.KINDS + slots.ISSUE, np.int64(-1))
    elif luck < edge + person.routine_prob:
        leaves = routine(rules, facts, offer, person, acc, inbox, events, week, week * slots.KINDS + slots.ROUTINE)
    elif luck < lived:
        leaves = True
    else:
        asked = luck < lived + rules.survey_prob * min(offer.asked, 1.0)
    if was_open and draw(key, slots.RETRY) < rules.retry:
        take_up_again(rules, facts, offer, person, acc, inbox, events, week)
    if person.regret <= week and person.need < 0:
        person.regret = col.NEVER
        unit = np.int64(person.regret_unit)
        start_issue(rules, facts, offer, person, acc, inbox, events, week, week * slots.KINDS + slots.REGRET, unit)
    if asked:
        ask_relationship(rules, facts, offer, person, acc, week, key)
    if person.renewal <= week:
        person.renewal = week + WEEKS_PER_YEAR
        leaves = leaves or not renews(rules, facts, offer, person, week, key)
    if leaves:
        leave(rules, person, acc, events, week)
    person.wake = next_wake(person, week)


@lean
def next_wake(person, week):
    """The next week in which something is due for a person."""
    if person.need >= 0:
        return week + 1
    return max(week + 1, min(person.renewal, person.regret))
