"""Offers at contacts: accepted ones bring revenue, unwanted ones press, pushed ones may come back as an issue."""

from __future__ import annotations

from cxsim.base.compiled import lean
from cxsim.base.streams import LOGISTIC, draw, quantile
from cxsim.customers import columns as col
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.memory import attitude, clipped, remember
from cxsim.customers.places import account, touch

REGRET_SOONEST = 4  # weeks until a pushed sale becomes an issue
REGRET_SPREAD = 9
PRESSURE_WEIGHT = 0.2  # an unwanted offer weighs like a routine episode


@lean
def make_offer_at(rules, facts, offer, person, acc, week, key, unit, channel):
    """Perhaps make an offer of `unit` to person `i` at this contact."""
    if draw(key, slots.OFFERED) >= offer.offer[unit, channel]:
        return
    at = touch(rules, unit, channel)
    acc[at + book.N_OFFERS] += 1
    odds = rules.accept_base + rules.accept_slope * attitude(rules, person)
    if quantile(facts, LOGISTIC, draw(key, slots.ACCEPTED)) >= odds:
        remember(rules, person, -clipped(rules.offer_pressure), PRESSURE_WEIGHT)
        return
    acc[at + book.N_ACCEPTED] += 1
    buy(rules, facts, person, acc, unit)
    if person.regret == col.NEVER and draw(key, slots.REGRETTED) < rules.offer_regret:
        person.regret = week + REGRET_SOONEST + int(draw(key, slots.REGRET_WEEK) * REGRET_SPREAD)
        person.regret_unit = unit


@lean
def buy(rules, facts, person, acc, unit):
    """An accepted offer: a new holding where there was none, and its one-off value in cents."""
    at = account(rules, unit)
    acc[at + book.N_UPSELL_CENTS] += facts.upsell_cents[unit]
    person.spend_cents += facts.upsell_cents[unit]
    if not (person.holdings >> unit) & 1:
        person.holdings |= 1 << unit
        acc[at + book.N_TOOK] += 1
        acc[at + book.N_CROSS_BUYS] += 1
