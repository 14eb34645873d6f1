"""A service issue from need to memory: voice, contacts, handoffs, repeats, solution or giving up.

Effort sits inside the moments (each further contact annoys), not in a penalty on length: that is what lets
satisfaction fall steeply with contacts while duration itself adds nothing to memory (Alaybek et al. 2022).
"""

from __future__ import annotations

import numpy as np

from cxsim.base.compiled import lean
from cxsim.base.hints import natural
from cxsim.base.streams import LOGISTIC, NORMAL, draw, quantile, subkey
from cxsim.customers import columns as col
from cxsim.customers import eventlog as log
from cxsim.customers import ledger as book
from cxsim.customers import slots
from cxsim.customers.choosing import learn_channel, pick_channel, pick_unit
from cxsim.customers.contacts import book_contact, hand_over
from cxsim.customers.memory import attitude, clipped, expect, fade, feeling, intent, probability, remember
from cxsim.customers.places import account, touch
from cxsim.customers.rules import NEEDS
from cxsim.customers.selling import make_offer_at
from cxsim.customers.surveys import bounded, honest_rating, journey_rating, rate_journey, rate_touchpoint
from cxsim.customers.talk import tell

CONTACTS_PER_WEEK = 6
TRIES_MAX = 250
DEAD_BAND = 0.05  # change of stated intent that counts as a change (definition behind C-6)
TOP_BOX = 9.0  # rating of 9 or 10
SILENT, UNSATISFIED, LATE, FAST = 0, 1, 2, 3
REFERENCE_EFFECTIVENESS = 0.7


@lean
def open_issue(rules, facts, person, acc, need, only_unit):
    """Draw what the issue is and make it the open journey of person `i`; returns the key of the need."""
    key = subkey(subkey(rules.key_need, person.id), need)
    unit = only_unit if only_unit >= 0 else pick_unit(rules, facts, draw(key, slots.UNIT), NEEDS, -1)
    owner = unit
    if draw(key, slots.CROSSES) < rules.cross_issue:
        owner = pick_unit(rules, facts, draw(key, slots.OTHER_UNIT), NEEDS, unit)
    severe = draw(key, slots.SEVERE) < rules.severe_share
    urgent = draw(key, slots.URGENT) < rules.urgent_share + (rules.urgent_if_severe if severe else 0.0)
    pain = (rules.severe_pain if severe else rules.mild_pain) * (0.6 + 0.8 * draw(key, slots.SIZE))
    person.journey_unit, person.journey_owner, person.journey_at = unit, owner, unit
    person.severe, person.urgent = severe, urgent
    person.tries, person.assisted, person.web_tried, person.moments = 0, 0, 0, 0
    person.last_channel = col.NONE
    person.need = need
    person.difficulty = draw(key, slots.DIFFICULTY)
    person.peak, person.end, person.total = 0.0, 0.0, 0.0
    add_moment(person, -clipped(pain))
    acc[book.N_ISSUES] += 1
    return key


@lean
def add_moment(person, moment):
    """One more moment of the open journey; of equally strong peaks the later wins."""
    if abs(moment) >= abs(person.peak):
        person.peak = moment
    person.end = moment
    person.total += moment
    person.moments += 1


@lean
def speaks_up(rules, facts, person, key):
    """Whether the issue is brought to the company at all; the loyal and the hurt speak up (TARP)."""
    odds = rules.voice_base + rules.voice_severe * person.severe
    odds += rules.voice_urgent * person.urgent
    odds += rules.voice_loyal * attitude(rules, person)
    return quantile(facts, LOGISTIC, draw(key, slots.VOICE)) < odds


@lean
def lost_on_the_way(facts, offer, acc, key, tries, unit, last, channel):
    """1 if information was lost since the last contact, by a change of channel or by a repeat in the same one."""
    if tries == 0 or last == col.NONE:
        return 0.0
    luck, kept = draw(key, slots.INFO), offer.handoff[unit, unit]
    if channel == last:
        return 1.0 if luck > 0.5 + 0.5 * kept else 0.0
    lost = 1.0 if luck > kept else 0.0
    if facts.self_service[last] and not facts.self_service[channel]:
        acc[book.N_WEB_MOVES] += 1
        acc[book.N_WEB_MOVES_ROUGH] += int(lost)
    return lost


@lean
def is_solved(rules, facts, offer, person, key, unit, channel, own_case, info):
    """Whether this contact solves the issue. On the web somebody else's case has half the chance."""
    web = facts.self_service[channel]
    odds = (rules.solve_self_service if web else rules.solve_assisted) + facts.solve_offset[channel]
    odds += rules.solve_quality_slope * (offer.effectiveness[unit, channel] - REFERENCE_EFFECTIVENESS)
    odds -= rules.solve_difficulty_slope * (person.difficulty - 0.5) + rules.lost_logodds * info
    solved = quantile(facts, LOGISTIC, draw(key, slots.SOLVED)) < odds
    if web and not own_case:
        solved = solved and draw(key, slots.OWN_WEB) < 0.5
    return solved


@lean
def contact(rules, facts, offer, person, acc, inbox, events, week, need_key):
    """One contact of the open journey, with an in-call transfer when another unit owns the case.

    Returns (solved, channel). The moment of a transferred contact is booked at the receiver, who also suffers
    from what the sender lost; the sender books only how its own part felt.
    """
    tries, need = np.int64(person.tries), np.int64(person.need)
    key = subkey(need_key, slots.CONTACT + tries)
    unit, owner, last = np.int64(person.journey_at), np.int64(person.journey_owner), np.int64(person.last_channel)
    urgent, web_tried, difficulty = np.int64(person.urgent), np.int64(person.web_tried), np.float64(person.difficulty)
    channel = pick_channel(rules, facts, offer, person, key, unit, urgent, difficulty, web_tried, last)
    web = facts.self_service[channel]
    info = lost_on_the_way(facts, offer, acc, key, tries, unit, last, channel)
    quality = offer.felt[unit, channel] + rules.quality_noise * quantile(facts, NORMAL, draw(key, slots.NOISE_1))
    handler, desk = unit, channel
    if not web and owner != unit:
        handler, person.journey_at = owner, owner
        desk, quality, lost = hand_over(
            rules, facts, offer, person, acc, events, key, need, week, unit, channel, owner, quality, tries + 1
        )
        info += lost
    solved = is_solved(rules, facts, offer, person, key, handler, desk, owner == handler, info)
    part = feeling(rules, offer, person, quality) - rules.lost_pain * info
    outcome = rules.solution_lift if solved else -rules.failure_pain * (0.7 + 0.3 * person.severe)
    moment = clipped(part + outcome - rules.repeat_annoyance * tries)
    add_moment(person, moment)
    book_contact(rules, acc, touch(rules, handler, desk), moment, solved)
    rate_touchpoint(rules, facts, offer, acc, key, handler, desk, part, outcome, np.int64(slots.ASKED_2))
    if not web and person.assisted == 0:
        acc[touch(rules, unit, channel) + book.N_FIRST_CONTACTS] += 1
        acc[book.N_WEB_FIRST] += web_tried
        acc[touch(rules, unit, channel) + book.N_FIRST_SOLVED] += 1 if solved else 0
    if tries == 0 and urgent:
        acc[book.N_URGENT_FIRST] += 1
        acc[book.N_URGENT_PHONE] += 1 if facts.phone[channel] else 0
    person.tries = tries + 1
    person.last_channel = channel
    person.web_tried = 1 if web else web_tried
    person.assisted += 0 if web else 1
    person.contacts += 1
    expect(rules, person, quality)
    learn_channel(rules, person, channel, moment)
    log.note(rules, events, person, need, week, log.CONTACT, handler, desk, tries + 1, moment, info, solved)
    if solved and not web:
        make_offer_at(rules, facts, offer, person, acc, week, need_key, handler, desk)
    return solved, channel


@lean
def pursue(rules, facts, offer, person, acc, inbox, events, week, need_key):
    """Contacts of one week: until solved, given up, or left for another week."""
    for _ in range(CONTACTS_PER_WEEK):
        solved, channel = contact(rules, facts, offer, person, acc, inbox, events, week, need_key)
        tries = np.int64(person.tries)
        key = subkey(need_key, slots.CONTACT + tries - 1)
        ends = solved or tries >= TRIES_MAX
        if not ends and draw(key, slots.GIVE_UP) < rules.give_up * (rules.give_up_if_urgent if person.urgent else 1.0):
            acc[book.N_GAVE_UP] += 1
            ends = True
        if ends:
            end_journey(rules, facts, offer, person, acc, inbox, events, week, need_key, solved)
            return
        if not facts.self_service[channel] or draw(key, slots.GO_ON) >= rules.web_goes_on:
            return


@lean
def recalled(rules, facts, person, key):
    """Memory of the open journey: peak and end first (Alaybek et al. 2022), some average, some noise."""
    peak_end = 0.5 * (np.float64(person.peak) + np.float64(person.end))
    mean = np.float64(person.total) / person.moments
    noise = rules.memory_noise * quantile(facts, NORMAL, draw(key, slots.RECALL))
    return clipped(rules.memory_end_share * peak_end + (1.0 - rules.memory_end_share) * mean + noise)


@lean
def end_journey(rules, facts, offer, person, acc, inbox, events, week, key, solved):
    """Close the open journey: memory, rescue, traces, intent, counts, talk, questionnaire."""
    spoken = person.tries > 0
    memory = recalled(rules, facts, person, key)
    if spoken and memory < 0.0 and draw(key, slots.RESCUE) < offer.recover[person.journey_at]:
        memory = clipped(memory + rules.recovery_lift)
        acc[book.N_RESCUED] += 1
    before = intent(rules, attitude(rules, person), 0.0)
    remember(rules, person, memory, 1.0)
    after = intent(rules, attitude(rules, person), memory)
    count_journey(rules, facts, person, acc, key, solved, spoken, before, after)
    unit = np.int64(person.journey_unit)
    at = account(rules, unit)
    acc[at + book.N_UNIT_JOURNEYS] += 1
    acc[at + book.N_CROSSING_JOURNEYS] += 1 if person.journey_owner != unit else 0
    acc[at + book.N_JOURNEY_MEMORY] += int(honest_rating(rules, memory) * book.MILLION)
    if spoken:  # nobody is asked about an issue the company never heard of
        rate_journey(rules, facts, offer, acc, key, unit, memory)
    rating = journey_rating(rules, facts, key, memory)
    if spoken and person.assisted > 0:
        box = natural(rules.at_box + (min(person.assisted, 4) - 1) * len(book.TOPBOX))
        acc[box] += 1
        acc[box + 1] += 1 if bounded(rating) >= TOP_BOX else 0
    activity = log.SILENT if not spoken else (log.END_SOLVED if solved else log.END_UNSOLVED)
    tries, need = np.int64(person.tries), np.int64(person.need)
    row = log.note(rules, events, person, need, week, activity, unit, log.NOWHERE, tries, memory, 0.0, solved)
    mean = np.float64(person.total) / person.moments
    log.note_ending(events, row, person.peak, person.end, mean, rating)
    tell(rules, offer, person, acc, inbox, key, memory)
    person.need = -1


@lean
def count_journey(rules, facts, person, acc, key, solved, spoken, before, after):
    """Counts behind first-contact resolution, containment, the loyalty ladder and up against down."""
    tries, assisted = person.tries, person.assisted
    change = probability(after) - probability(before)
    acc[book.N_JOURNEYS] += 1
    acc[book.N_JOURNEYS_SOLVED] += 1 if solved else 0
    acc[book.N_EFFORT] += tries
    acc[book.N_LOYALTY_UP] += 1 if spoken and change >= DEAD_BAND else 0
    acc[book.N_LOYALTY_DOWN] += 1 if spoken and change <= -DEAD_BAND else 0
    if assisted > 0:
        acc[book.N_ASSISTED_JOURNEYS] += 1
        acc[book.N_ONE_CONTACT] += 1 if solved and assisted == 1 else 0
    if person.web_tried:
        acc[book.N_WEB_JOURNEYS] += 1
        acc[book.N_WEB_CONTAINED] += 1 if solved and assisted == 0 else 0
    step = SILENT
    if spoken:
        step = UNSATISFIED if not solved else (FAST if tries == 1 else LATE)
    at = natural(rules.at_ladder + (person.severe * 4 + step) * len(book.LADDER))
    acc[at] += 1
    acc[at + 1] += 1 if quantile(facts, LOGISTIC, draw(key, slots.LADDER)) < after else 0


@lean
def start_issue(rules, facts, offer, person, acc, inbox, events, week, need, only_unit):
    """A new issue in this week: silent, or the first contacts."""
    fade(facts, person, week)
    key = open_issue(rules, facts, person, acc, need, only_unit)
    spoken = speaks_up(rules, facts, person, key)
    if spoken:
        pursue(rules, facts, offer, person, acc, inbox, events, week, key)
        return
    acc[book.N_SILENT] += 1
    end_journey(rules, facts, offer, person, acc, inbox, events, week, key, spoken)


@lean
def take_up_again(rules, facts, offer, person, acc, inbox, events, week):
    """More contacts about the issue that is still open."""
    key = subkey(subkey(rules.key_need, person.id), person.need)
    pursue(rules, facts, offer, person, acc, inbox, events, week, key)
