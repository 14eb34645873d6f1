"""Questionnaires: who is asked, who answers, what noise and begging add. Nothing here feeds back on customers."""

from __future__ import annotations

from cxsim.base.compiled import lean, once
from cxsim.base.streams import NORMAL, draw, quantile, subkey
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.memory import faded_attitude
from cxsim.customers.places import account, touch

MIDDLE_RESPONSE = 0.8  # response at the middle of the scale, relative to the base
MIDDLE = 6.5


@lean
def answers(rules, uniform, score):
    """Whether a person with this score answers; the delighted and the angry answer more."""
    return uniform < rules.response_base * (MIDDLE_RESPONSE + rules.response_extreme * abs(score - MIDDLE))


@lean
def bounded(score):
    """A rating kept on the 0 to 10 scale."""
    return min(max(score, 0.0), 10.0)


@lean
def honest_rating(rules, moment):
    """The noise-free rating, 0 to 10, of a moment or memory: the true figure that questionnaires try to measure."""
    return bounded(rules.rating_level + rules.rating_slope * moment)


@lean
def honest_score(rules, loyalty):
    """The noise-free answer, 0 to 10, to the relationship question at this attitude."""
    return bounded(rules.score_level + rules.score_slope * loyalty)


@lean
def rate_touchpoint(rules, facts, offer, acc, key, unit, channel, felt, solution, asked):
    """Perhaps ask for a rating of one touchpoint; `asked` is the first of the four slots of sender or receiver."""
    if draw(key, asked) >= rules.ask_touchpoint * offer.asked:
        return
    at = touch(rules, unit, channel)
    acc[at + book.N_RATING_INVITED] += 1
    noise = rules.rating_noise * quantile(facts, NORMAL, draw(key, asked + 2))
    score = rules.rating_level + rules.rating_slope * (felt + rules.rating_solved * solution) + noise
    begged = draw(key, asked + 3) < offer.inflate[unit, channel]
    if begged:
        score += rules.inflated_points
    if not answers(rules, draw(key, asked + 1), score):
        return
    acc[at + book.N_RATING_ANSWERS] += 1
    acc[at + book.N_RATING_SUM] += int(bounded(score) * book.THOUSAND)
    acc[at + book.N_RATING_INFLATED] += 1 if begged else 0


@lean
def journey_rating(rules, facts, key, memory):
    """The rating, unclipped, that a person would give a journey remembered like this."""
    noise = rules.rating_noise * quantile(facts, NORMAL, draw(key, slots.RATING))
    return rules.rating_level + rules.rating_slope * memory + noise


@once
def rate_journey(rules, facts, offer, acc, key, unit, memory):
    """Perhaps ask how the whole journey went."""
    if draw(key, slots.ASKED) >= rules.ask_journey * offer.asked:
        return
    score = journey_rating(rules, facts, key, memory)
    if answers(rules, draw(key, slots.ANSWERED), score):
        at = account(rules, unit)
        acc[at + book.N_JOURNEY_ANSWERS] += 1
        acc[at + book.N_JOURNEY_SUM] += int(bounded(score) * book.THOUSAND)


@lean
def ask_relationship(rules, facts, offer, person, acc, week, key):
    """The yearly question on the whole relationship, would you recommend us, 0 to 10; being asked leaves no trace."""
    acc[book.N_SCORE_INVITED] += 1
    style = rules.style_sd * quantile(facts, NORMAL, draw(subkey(rules.key_person, person.id), slots.STYLE))
    noise = rules.score_noise * quantile(facts, NORMAL, draw(key, slots.SCORE_NOISE))
    score = rules.score_level + rules.score_slope * faded_attitude(rules, facts, person, week) + style + noise
    if draw(key, slots.SCORE_BEGGED) < offer.inflate_company:
        score += rules.inflated_points
    if not answers(rules, draw(key, slots.SCORE_RESPONSE), score):
        return
    points = int(bounded(score) + 0.5)
    person.last_answer = points
    acc[book.N_SCORE_ANSWERS] += 1
    acc[book.N_SCORE_SUM] += points
    acc[book.N_PROMOTERS] += 1 if points >= 9 else 0
    acc[book.N_DETRACTORS] += 1 if points <= 6 else 0
    for unit in range(rules.units):
        if (person.holdings >> unit) & 1:
            at = account(rules, unit)
            acc[at + book.N_UNIT_SCORE_ANSWERS] += 1
            acc[at + book.N_UNIT_SCORE_SUM] += points
