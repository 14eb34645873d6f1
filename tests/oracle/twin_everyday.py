"""The everyday of the twin: episodes of subscribers, purchases of shoppers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin_encounter import (
    book_contact,
    choose_channel,
    encounter_quality,
    learn_channel,
    make_offer,
    pass_on,
    solving_odds,
    tell_friends,
)
from twin_journey import need_share
from twin_luck import Lot
from twin_memory import within_limits
from twin_surveys import journey_rating, rate_journey, rate_touchpoint
from twin_world import BASKET_CELLS, Unit

from cxsim.customers import slots

if TYPE_CHECKING:
    from twin_person import Person

PLEASURE_SHARE = 0.3  # of the lift of a solved problem
LOST_TWICE = 2.0  # an episode of one moment feels lost information twice


def live_episode(person: Person, need: int) -> bool:
    """One occasion: perhaps won by a rival, else lived through. True if the shopper will not come back."""
    business, luck = person.world.business, person.model.luck.need.lot(person.number).lot(need)
    buying = business.transaction and prefers_us(person, luck)
    if not buying and not business.subscription:
        person.book.count("occasions_lost")
        return False
    unit = meet(person, luck, need, buying)
    if not buying:
        return False
    pay(person, luck, unit)
    return not business.subscription and drops_out(person, luck)


def prefers_us(person: Person, luck: Lot) -> bool:
    """Whether the occasion is ours rather than a rival's."""
    odds = person.leaning(person.world.business.choose_base)
    return luck.logistic(slots.RIVAL) < odds - person.model.outside_pull


def drops_out(person: Person, luck: Lot) -> bool:
    """Whether this purchase was silently the last."""
    c = person.world.reading
    odds = person.world.business.dropout_base - c.loyalty_slope * person.memory.attitude - person.frailty
    return luck.logistic(slots.DROPOUT) < odds + person.model.outside_pull


def meet(person: Person, luck: Lot, need: int, buying: bool) -> Unit:
    """The encounter itself; returns the unit it started with."""
    world, c, contact_luck = person.world, person.world.customers, luck.lot(slots.CONTACT)
    unit = handler = world.unit_by_share(luck.uniform(slots.UNIT), need_share)
    channel = desk = choose_channel(person, luck, unit, False, 0.5, False, None)
    quality, lost = encounter_quality(person, contact_luck, slots.NOISE_1, unit, channel), 0.0
    crosses = luck.uniform(slots.CROSSES) < world.routine_crosses
    if crosses:
        handler = world.unit_by_share(luck.uniform(slots.OTHER_UNIT), need_share, but=unit)
        desk, quality, lost = pass_on(person, contact_luck, need, 1, unit, channel, handler, quality, 0.0)
    odds = c.routine_works - world.lost_logodds * lost + solving_odds(person, handler, desk)
    works = luck.logistic(slots.WORKS) < odds
    part = person.felt(quality) - LOST_TWICE * world.lost_pain * lost
    outcome = PLEASURE_SHARE * c.solution_lift if works else -c.failure_pain
    moment = within_limits(part + outcome)
    memory = within_limits(moment + c.memory_noise * luck.normal(slots.RECALL))
    person.contacts += 1
    person.book.count("routines")
    book_contact(person, handler, desk, moment, works)
    rate_touchpoint(person, contact_luck, "receiver", handler, desk, part, outcome)
    person.count_unit_journey(unit, crosses, memory)
    rate_journey(person, luck, unit, journey_rating(person, luck, memory))
    person.memory.add(memory, c.routine_weight)
    person.memory.get_used_to(quality)
    learn_channel(person, channel, moment)
    person.note(need, "purchase" if buying else "routine", handler, desk, 1, memory, lost, works)
    if works:
        make_offer(person, luck, unit, channel)
    tell_friends(person, luck, memory)
    return unit


def pay(person: Person, luck: Lot, unit: Unit) -> None:
    """What the basket costs, in whole cents."""
    place = luck.uniform(slots.BASKET) * BASKET_CELLS
    cell = int(place)
    sizes = person.world.basket_sizes
    size = sizes[cell] + (sizes[cell + 1] - sizes[cell]) * (place - cell)
    cents = int(unit.settings.basket_cents * size + 0.5)
    person.book.count("purchases", unit.number)
    person.book.add(cents, "basket_cents", unit.number)
    person.spend_cents += cents
