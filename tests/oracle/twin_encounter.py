"""What issues and everyday episodes have in common: choosing a channel, being passed on, offers, telling friends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin_luck import Lot
from twin_memory import within_limits
from twin_surveys import honest_rating, rate_touchpoint
from twin_world import Channel, Unit

from cxsim.customers import slots
from cxsim.customers.columns import NEVER

if TYPE_CHECKING:
    from twin_person import Person

USUAL_EFFECTIVENESS = 0.7
UNWANTED_OFFER_WEIGHT = 0.2
REGRET_AFTER, REGRET_WITHIN = 4, 9  # weeks
STRANGERS, TOWN = 8, 2048  # readers of a loud word; people of a town
LOUDEST = 250  # items one can hear in a week


def choose_channel(
    person: Person, luck: Lot, unit: Unit, urgent: bool, difficulty: float, web_tried: bool, last: Channel | None
) -> Channel:
    """The channel of `unit` that appeals most at this moment."""

    def appeal(channel: Channel) -> float:
        c, own = person.world.customers, channel.settings
        value = own.pull + person.service.steer[unit.number][channel.number] + c.habit_slope * (person.habit[channel.number] - 0.2)
        value += c.experience_slope * person.liking[channel.number] + person.taste[channel.number]
        value += own.urgent_pull * urgent + own.hard_pull * (difficulty - 0.5)
        if web_tried:
            value += own.after_web_pull
        if channel.web:
            value += person.service.deflect[unit.number]
            if web_tried:
                value += c.self_service_repeat
        elif channel is last:
            value += c.stay_in_channel
        return value + luck.gumbel(channel.slot)

    return max(unit.channels, key=appeal)


def learn_channel(person: Person, used: Channel, moment: float) -> None:
    """The channel used becomes more of a habit, and is liked as it felt."""
    c, stored = person.world.customers, person.stored
    for channel in person.world.channels:
        goal = 1.0 if channel is used else 0.0
        habit = person.habit[channel.number]
        person.habit[channel.number] = stored(habit + c.habit_step * (goal - habit))
    liking = person.liking[used.number]
    person.liking[used.number] = stored(liking + c.experience_step * (moment - liking))


def solving_odds(person: Person, unit: Unit, channel: Channel) -> float:
    """Log-odds that a better or worse than usual touchpoint adds to success."""
    effectiveness = person.service.effectiveness[unit.number][channel.number]
    return person.world.customers.solve_quality_slope * (effectiveness - USUAL_EFFECTIVENESS)


def encounter_quality(person: Person, luck: Lot, slot: int, unit: Unit, channel: Channel) -> float:
    """The quality met this time."""
    return person.service.felt[unit.number][channel.number] + person.world.customers.quality_noise * luck.normal(slot)


def book_contact(person: Person, unit: Unit, channel: Channel, moment: float, solved: bool) -> None:
    """A contact counts where its moment was caused."""
    book, place = person.book, (unit.number, channel.number)
    book.count("contacts", *place)
    book.add(solved, "solved", *place)
    book.count("moments", *place)
    book.add(int(moment * 1_000_000), "felt_sum", *place)
    book.add(int(honest_rating(person, moment) * 1_000_000), "moment_sum", *place)


def pass_on(
    person: Person, luck: Lot, need: int, number: int, sender: Unit, channel: Channel, receiver: Unit,
    quality: float, lost_before: float,
) -> tuple[Channel, float, float]:  # fmt: skip
    """A handoff between units: the receiver's channel, the quality of both together, the information lost by now."""
    book, service = person.book, person.service
    desk = receiver.desk_for(channel)
    rough = luck.uniform(slots.HANDOFF) > service.handoff[sender.number][receiver.number]
    lost = lost_before + (1.0 if rough else person.world.customers.smooth_handoff_share)
    own_part = person.felt(quality)
    book_contact(person, sender, channel, within_limits(own_part), False)
    rate_touchpoint(person, luck, "sender", sender, channel, own_part, 0.0)
    book.count("handoffs", sender.number, receiver.number)
    book.add(rough, "rough", sender.number, receiver.number)
    noise = person.world.customers.quality_noise * luck.normal(slots.NOISE_2)
    together = 0.5 * (quality + service.felt[receiver.number][desk.number] + noise)
    person.note(need, "handoff", sender, channel, number, within_limits(own_part), 0.0, False)
    return desk, together, lost


def make_offer(person: Person, luck: Lot, unit: Unit, channel: Channel) -> None:
    """A contact that went well may end with an offer, accepted or resented."""
    c, book, place = person.world.customers, person.book, (unit.number, channel.number)
    if luck.uniform(slots.OFFERED) >= person.service.offer[unit.number][channel.number]:
        return
    book.count("offers", *place)
    if luck.logistic(slots.ACCEPTED) >= c.offer_accept_base + c.offer_accept_slope * person.memory.attitude:
        person.memory.add(-within_limits(c.offer_pressure), UNWANTED_OFFER_WEIGHT)
        return
    book.count("accepted", *place)
    take_line(person, unit)
    if person.regret == NEVER and luck.uniform(slots.REGRETTED) < c.offer_regret:
        person.regret = person.model.week + REGRET_AFTER + int(luck.uniform(slots.REGRET_WEEK) * REGRET_WITHIN)
        person.regret_unit = unit


def take_line(person: Person, unit: Unit) -> None:
    """The line of an accepted offer, paid once; held from now on."""
    cents = unit.settings.upsell_cents
    person.spend_cents += cents
    person.book.add(cents, "upsell_cents", unit.number)
    if not person.holdings & unit.bit:
        person.holdings |= unit.bit
        person.book.count("took", unit.number)
        person.book.count("cross_buys", unit.number)


def tell_friends(person: Person, luck: Lot, memory: float) -> None:
    """Whoever has something to tell may tell two or three friends, who hear it next week."""
    c, book = person.world.customers, person.book
    if -c.talk_threshold <= memory <= c.talk_threshold:
        return
    mood = "good" if memory > c.talk_threshold else "bad"
    book.count(f"{mood}_ends")
    if luck.uniform(slots.LOUD) < person.service.loud[mood]:
        shout(person, luck, mood)
    share = c.tell_good * person.service.talk_good if mood == "good" else c.tell_bad
    if not person.ties or luck.uniform(slots.TELL) >= share * (0.5 + 0.5 * person.talk):
        return
    book.count(f"told_{mood}")
    start = int(luck.uniform(slots.FIRST_FRIEND) * len(person.ties))
    reach = 3 if luck.uniform(slots.THIRD_FRIEND) < 0.5 else 2
    for step in range(reach):
        friend = person.ties[(start + step) % len(person.ties)]
        if friend is not None:
            leave_word(friend, mood)


def leave_word(listener: Person, mood: str) -> None:
    """Somebody hears it next week, unless too much has been told already."""
    if listener.told[mood] < LOUDEST:
        listener.told[mood] += 1
        listener.book.count(f"heard_{mood}")


def shout(person: Person, luck: Lot, mood: str) -> None:
    """Tell some strangers of the town in social media."""
    for step in range(STRANGERS):
        stranger = person.townsman(int(luck.uniform(slots.FIRST_STRANGER + step) * TOWN))
        if stranger is not None and stranger is not person:
            leave_word(stranger, mood)
