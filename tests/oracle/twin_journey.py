"""A service issue of the twin, from the need to what is remembered of it."""

from __future__ import annotations

import math
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
from twin_luck import Lot
from twin_memory import within_limits
from twin_surveys import journey_rating, on_scale, rate_journey, rate_touchpoint
from twin_world import Channel, Unit

from cxsim.customers import slots

if TYPE_CHECKING:
    from twin_person import Person

CONTACTS_A_WEEK = 6
LONGEST = 250  # contacts
NOTABLE_CHANGE = 0.05  # of stated intention to stay
SILENT, UNSATISFIED, SATISFIED_LATE, SATISFIED_FAST = range(4)


def need_share(unit: Unit) -> float:
    """The share of needs that concern a unit."""
    return unit.need_share


def chance(log_odds: float) -> float:
    """Log-odds as a probability."""
    return 1.0 / (1.0 + math.exp(-log_odds))


class Journey:
    """The latest issue of a person; `open` until it is solved, given up or abandoned."""

    def __init__(self, person: Person):
        self.person = person
        self.need = -1
        self.unit = self.owner = self.at = person.world.units[0]
        self.severe = self.urgent = self.web_tried = False
        self.tries = self.assisted = self.moments = 0
        self.difficulty = self.peak = self.end = self.total = 0.0
        self.last_channel: Channel | None = None
        self.began = False

    @property
    def open(self) -> bool:
        """Whether the person still has this issue."""
        return self.need >= 0

    @property
    def luck(self) -> Lot:
        """The numbers of this need."""
        return self.person.model.luck.need.lot(self.person.number).lot(self.need)

    def begin(self, need: int, unit: Unit | None) -> None:
        """Find out what the issue is; `unit` is given when a sale comes back."""
        self.need, self.began = need, True
        c, luck, world = self.person.world.customers, self.luck, self.person.world
        self.unit = self.at = unit or world.unit_by_share(luck.uniform(slots.UNIT), need_share)
        self.owner = self.unit
        if luck.uniform(slots.CROSSES) < world.issue_crosses:
            self.owner = world.unit_by_share(luck.uniform(slots.OTHER_UNIT), need_share, but=self.unit)
        self.severe = luck.uniform(slots.SEVERE) < c.severe_share
        self.urgent = luck.uniform(slots.URGENT) < c.urgent_share + (c.urgent_if_severe if self.severe else 0.0)
        self.difficulty = self.person.stored(luck.uniform(slots.DIFFICULTY))
        pain = (c.severe_pain if self.severe else world.mild_pain) * (0.6 + 0.8 * luck.uniform(slots.SIZE))
        self.feel(-within_limits(pain))
        self.person.book.count("issues")

    def feel(self, moment: float) -> None:
        """A moment: the strongest so far (the later of two equals) is the peak."""
        stored = self.person.stored
        if abs(moment) >= abs(self.peak):
            self.peak = stored(moment)
        self.end = stored(moment)
        self.total = stored(self.total + moment)
        self.moments += 1

    def is_voiced(self) -> bool:
        """Half of all issues are never brought to the company; severe and urgent ones and those of loyal people are."""
        c = self.person.world.customers
        odds = c.voice_base + c.voice_severe * self.severe + c.voice_urgent * self.urgent
        odds += c.voice_loyal * self.person.memory.attitude
        return self.luck.logistic(slots.VOICE) < odds

    def stay_silent(self) -> None:
        """Keep the issue to oneself."""
        self.person.book.count("silent")
        self.close(solved=False, spoken=False)

    def pursue(self) -> None:
        """The contacts of one week."""
        c = self.person.world.customers
        for _ in range(CONTACTS_A_WEEK):
            contact_luck = self.luck.lot(slots.CONTACT + self.tries)
            solved, channel = self.contact(contact_luck)
            if solved or self.tries >= LONGEST:
                self.close(solved, spoken=True)
                return
            if contact_luck.uniform(slots.GIVE_UP) < c.give_up * (c.give_up_if_urgent if self.urgent else 1.0):
                self.person.book.count("gave_up")
                self.close(solved=False, spoken=True)
                return
            if not (channel.web and contact_luck.uniform(slots.GO_ON) < c.web_goes_on):
                return

    def contact(self, luck: Lot) -> tuple[bool, Channel]:
        """One contact, passed on at once when another unit owns the case; returns (solved, channel)."""
        person, c, first = self.person, self.person.world.customers, self.at
        channel = choose_channel(person, luck, first, self.urgent, self.difficulty, self.web_tried, self.last_channel)
        lost = self.lost_since_last(luck, channel)
        quality = encounter_quality(person, luck, slots.NOISE_1, first, channel)
        handler, desk = first, channel
        if self.owner is not first and not channel.web:
            handler = self.at = self.owner
            desk, quality, lost = pass_on(
                person, luck, self.need, self.tries + 1, first, channel, handler, quality, lost
            )
        solved = self.is_solved(luck, handler, desk, lost)
        part = person.felt(quality) - person.world.lost_pain * lost
        outcome = c.solution_lift if solved else -c.failure_pain * (0.7 + 0.3 * self.severe)
        moment = within_limits(part + outcome - c.repeat_annoyance * self.tries)
        self.feel(moment)
        book_contact(person, handler, desk, moment, solved)
        rate_touchpoint(person, luck, "receiver", handler, desk, part, outcome)
        self.count_firsts(first, channel, solved)
        self.tries += 1
        self.assisted += not channel.web
        self.web_tried = self.web_tried or channel.web
        self.last_channel = channel
        person.contacts += 1
        person.memory.get_used_to(quality)
        learn_channel(person, channel, moment)
        person.note(self.need, "contact", handler, desk, self.tries, moment, lost, solved)
        if solved and not channel.web:
            make_offer(person, self.luck, handler, desk)
        return solved, channel

    def lost_since_last(self, luck: Lot, channel: Channel) -> float:
        """1 if the story has to be told again; a repeat in the same channel loses half as often as a change."""
        last = self.last_channel
        if last is None:
            return 0.0
        kept = self.person.service.handoff[self.at.number][self.at.number]
        if channel is last:
            return float(luck.uniform(slots.INFO) > 0.5 + 0.5 * kept)
        lost = luck.uniform(slots.INFO) > kept
        if last.web and not channel.web:
            self.person.book.count("web_moves")
            self.person.book.add(lost, "web_moves_rough")
        return float(lost)

    def is_solved(self, luck: Lot, handler: Unit, desk: Channel, lost: float) -> bool:
        """Whether the contact solves the issue; the web of a unit that does not own the case does half as often."""
        c = self.person.world.customers
        odds = (c.solve_self_service if desk.web else c.solve_assisted) + desk.settings.solve_offset
        odds += solving_odds(self.person, handler, desk)
        odds -= c.solve_difficulty_slope * (self.difficulty - 0.5) + self.person.world.lost_logodds * lost
        if luck.logistic(slots.SOLVED) >= odds:
            return False
        return not desk.web or self.owner is handler or luck.uniform(slots.OWN_WEB) < 0.5

    def count_firsts(self, unit: Unit, channel: Channel, solved: bool) -> None:
        """First contacts with people, and first contacts of urgent issues."""
        book = self.person.book
        if self.assisted == 0 and not channel.web:
            book.count("first_contacts", unit.number, channel.number)
            book.add(solved, "first_solved", unit.number, channel.number)
            book.add(self.web_tried, "web_first")
        if self.tries == 0 and self.urgent:
            book.count("urgent_first")
            book.add(channel.phone, "urgent_phone")

    def recalled(self) -> float:
        """What is remembered: mostly the strongest and the last moment."""
        c = self.person.world.customers
        of_ends = c.memory_end_share * (0.5 * (self.peak + self.end))
        of_mean = (1.0 - c.memory_end_share) * (self.total / self.moments)
        return within_limits(of_ends + of_mean + c.memory_noise * self.luck.normal(slots.RECALL))

    def intent(self, fresh: float) -> float:
        """Log-odds of meaning to stay, right after an episode remembered as `fresh`."""
        c = self.person.world.customers
        return c.intent_base + c.intent_slope * self.person.memory.attitude + c.intent_fresh * fresh

    def close(self, solved: bool, spoken: bool) -> None:
        """The end: remembered, perhaps rescued, counted, rated, talked about."""
        person, luck = self.person, self.luck
        memory = self.recalled()
        if spoken and memory < 0.0 and luck.uniform(slots.RESCUE) < person.service.recover[self.at.number]:
            memory = within_limits(memory + person.world.customers.recovery_lift)
            person.book.count("rescued")
        before = self.intent(0.0)
        person.memory.add(memory, 1.0)
        after = self.intent(memory)
        rating = journey_rating(person, luck, memory)
        self.count_ending(solved)
        self.count_loyalty(solved, spoken, before, after)
        person.count_unit_journey(self.unit, self.owner is not self.unit, memory)
        if spoken:
            rate_journey(person, luck, self.unit, rating)
        if self.assisted:
            person.book.count("box_cases", min(self.assisted, 4) - 1)
            person.book.add(on_scale(rating) >= 9.0, "box_top", min(self.assisted, 4) - 1)
        name = "silent issue" if not spoken else "journey solved" if solved else "journey given up"
        ending = (self.peak, self.end, self.total / self.moments, rating)
        person.note(self.need, name, self.unit, None, self.tries, memory, 0.0, solved, ending)
        tell_friends(person, luck, memory)
        self.need = -1

    def count_ending(self, solved: bool) -> None:
        """Effort, one-contact solutions, and what the web contained."""
        book = self.person.book
        book.count("journeys")
        book.add(solved, "journeys_solved")
        book.add(self.tries, "effort")
        if self.assisted:
            book.count("assisted_journeys")
            book.add(solved and self.assisted == 1, "one_contact")
        if self.web_tried:
            book.count("web_journeys")
            book.add(solved and not self.assisted, "web_contained")

    def count_loyalty(self, solved: bool, spoken: bool, before: float, after: float) -> None:
        """Intentions that rose or fell, and the ladder of loyalty by outcome."""
        book = self.person.book
        if spoken:
            change = chance(after) - chance(before)
            book.add(change >= NOTABLE_CHANGE, "loyalty_up")
            book.add(change <= -NOTABLE_CHANGE, "loyalty_down")
        step = SILENT
        if spoken:
            step = UNSATISFIED if not solved else SATISFIED_FAST if self.tries == 1 else SATISFIED_LATE
        book.count("ladder_cases", int(self.severe), step)
        book.add(self.luck.logistic(slots.LADDER) < after, "ladder_loyal", int(self.severe), step)
