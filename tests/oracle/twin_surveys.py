"""Questionnaires of the twin. Nothing here changes what people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin_luck import Lot
from twin_world import Channel, Unit

from cxsim.customers import slots

if TYPE_CHECKING:
    from twin_person import Person

TOUCHPOINT_SLOTS = {
    "sender": (slots.ASKED_1, slots.ANSWERED_1, slots.RATING_1, slots.BEGGED_1),
    "receiver": (slots.ASKED_2, slots.ANSWERED_2, slots.RATING_2, slots.BEGGED_2),
}


def on_scale(score: float) -> float:
    """A score as it can be ticked, 0 to 10."""
    return min(max(score, 0.0), 10.0)


def honest_rating(person: Person, memory: float) -> float:
    """The rating a moment or memory deserves, without noise or begging."""
    survey = person.world.survey
    return on_scale(survey.rating_level + survey.rating_slope * memory)


def honest_score(person: Person, attitude: float) -> float:
    """The recommendation an attitude deserves, without style, noise or begging."""
    survey = person.world.survey
    return on_scale(survey.score_level + survey.score_slope * attitude)


def responds(person: Person, uniform: float, score: float) -> bool:
    """People without much to say answer less."""
    survey = person.world.survey
    return uniform < survey.response_base * (0.8 + survey.response_extreme * abs(score - 6.5))


def rate_touchpoint(
    person: Person, luck: Lot, role: str, unit: Unit, channel: Channel, felt: float, solution: float
) -> None:
    """The question after a contact, about this touchpoint only."""
    survey, book, place = person.world.survey, person.book, (unit.number, channel.number)
    asked, answered, rating, begged = TOUCHPOINT_SLOTS[role]
    if luck.uniform(asked) >= survey.touchpoint_share * person.service.asked:
        return
    book.count("rating_invited", *place)
    noise = survey.rating_noise * luck.normal(rating)
    score = survey.rating_level + survey.rating_slope * (felt + survey.rating_solved * solution) + noise
    polished = luck.uniform(begged) < person.service.inflate[unit.number][channel.number]
    if polished:
        score += survey.inflated_points
    if responds(person, luck.uniform(answered), score):
        book.count("rating_answers", *place)
        book.add(int(on_scale(score) * 1000), "rating_sum", *place)
        book.add(polished, "rating_inflated", *place)


def journey_rating(person: Person, luck: Lot, memory: float) -> float:
    """What the person would tick for a journey remembered like this, before the ends of the scale."""
    survey = person.world.survey
    return survey.rating_level + survey.rating_slope * memory + survey.rating_noise * luck.normal(slots.RATING)


def rate_journey(person: Person, luck: Lot, unit: Unit, rating: float) -> None:
    """The question after a whole journey."""
    if luck.uniform(slots.ASKED) >= person.world.survey.journey_share * person.service.asked:
        return
    if responds(person, luck.uniform(slots.ANSWERED), rating):
        person.book.count("journey_answers", unit.number)
        person.book.add(int(on_scale(rating) * 1000), "journey_sum", unit.number)


def ask_recommendation(person: Person, luck: Lot) -> None:
    """Would you recommend us, 0 to 10; each line the person holds gets the answer too."""
    survey, book = person.world.survey, person.book
    book.count("score_invited")
    noise = survey.score_noise * luck.normal(slots.SCORE_NOISE)
    felt = person.memory.attitude_in(person.model.week, person.journey.open)
    score = survey.score_level + survey.score_slope * felt + person.answer_style + noise
    if luck.uniform(slots.SCORE_BEGGED) < person.service.inflate_company:
        score += survey.inflated_points
    if not responds(person, luck.uniform(slots.SCORE_RESPONSE), score):
        return
    person.last_answer = int(on_scale(score) + 0.5)
    book.count("score_answers")
    book.add(person.last_answer, "score_sum")
    book.add(person.last_answer >= 9, "promoters")
    book.add(person.last_answer <= 6, "detractors")
    for unit in person.held_units():
        book.count("unit_score_answers", unit.number)
        book.add(person.last_answer, "unit_score_sum", unit.number)
