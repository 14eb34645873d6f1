"""What each figure means, once: every published measure of customer experience as a function of the ledger.

A metric takes a `Ledger`, of weeks or their total, and returns one number, NaN where there was nothing to measure. True and
measured are two metrics, never one, on one scale: the true figure is what everybody would answer, honestly and
without noise. The gap between the two is then begging, silence and luck; a touchpoint questionnaire also weighs the
outcome (`survey.rating_solved`) and does not hear about earlier tries. Add a metric here and it appears in lists, tables and the data dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, NamedTuple

import numpy as np

from cxsim.customers.ledger import MILLION, THOUSAND, Ledger


@dataclass(frozen=True)
class Metric:
    """A named measure: unit, whether it is true or measured, labels, and its definition."""

    name: str
    unit: str
    kind: str  # true, measured or count
    label_en: str
    label_fi: str
    of: Callable[[Ledger], float]

    @property
    def meaning(self) -> str:
        """The first line of the definition."""
        return (self.of.__doc__ or "").strip().splitlines()[0]


METRICS: dict[str, Metric] = {}


def metric(name: str, unit: str, kind: str, label_en: str, label_fi: str) -> Callable:
    """Register the decorated function as the definition of `name`."""

    def register(function: Callable[[Ledger], float]) -> Callable[[Ledger], float]:
        METRICS[name] = Metric(name, unit, kind, label_en, label_fi, function)
        return function

    return register


def ratio(part: np.ndarray, whole: np.ndarray) -> float:
    """Sum of part over sum of whole, NaN when the whole is 0."""
    total = float(whole.sum())
    return float(part.sum()) / total if total else float("nan")


@metric("measured_cx", "points 0-100", "measured", "Measured CX", "Mitattu CX")
def measured_cx(ledger: Ledger) -> float:
    """Mean answer to the relationship question, 0 to 10, times ten."""
    return 10.0 * ratio(ledger.score_sum, ledger.score_answers)


@metric("nps", "points -100 to 100", "measured", "NPS", "NPS")
def nps(ledger: Ledger) -> float:
    """Share of answers 9-10 less share of answers 0-6, in points (Reichheld 2003)."""
    return 100.0 * ratio(ledger.promoters - ledger.detractors, ledger.score_answers)


@metric("csat", "points 0-100", "measured", "Measured satisfaction with contacts", "Mitattu tyytyväisyys kohtaamisiin")
def csat(ledger: Ledger) -> float:
    """Mean rating after a contact, 0 to 10, times ten; begged answers included."""
    return 10.0 * ratio(ledger.rating_sum, ledger.rating_answers) / THOUSAND


@metric("inflated_share", "share 0-1", "measured", "Answers begged for", "Kerjättyjä vastauksia")
def inflated_share(ledger: Ledger) -> float:
    """Share of touchpoint answers that were begged for."""
    return ratio(ledger.rating_inflated, ledger.rating_answers)


@metric("touchpoint_true", "points 0-100", "true", "True experience of contacts", "Todellinen kokemus kohtaamisista")
def touchpoint_true(ledger: Ledger) -> float:
    """Mean rating that the true moments of contacts and routine episodes deserve, 0 to 10, times ten."""
    return 10.0 * ratio(ledger.moment_sum, ledger.moments) / MILLION


@metric("journey_true", "points 0-100", "true", "True journey experience", "Todellinen polkukokemus")
def journey_true(ledger: Ledger) -> float:
    """Mean rating that the true memories of journeys and routine episodes deserve, 0 to 10, times ten."""
    return 10.0 * ratio(ledger.journey_memory, ledger.unit_journeys) / MILLION


@metric("journey_measured", "points 0-100", "measured", "Measured journey score", "Mitattu polkuarvosana")
def journey_measured(ledger: Ledger) -> float:
    """Mean rating of whole journeys, 0 to 10, times ten."""
    return 10.0 * ratio(ledger.journey_sum, ledger.journey_answers) / THOUSAND


@metric("fcr", "share 0-1", "true", "First-contact resolution", "Ratkaisu ensimmäisellä yhteydenotolla")
def fcr(ledger: Ledger) -> float:
    """Share of first assisted contacts of an issue that solved it; web visits do not count as contacts."""
    return ratio(ledger.first_solved, ledger.first_contacts)


@metric("one_contact", "share 0-1", "true", "Solved with one assisted contact", "Ratkaistu yhdellä yhteydenotolla")
def one_contact(ledger: Ledger) -> float:
    """Share of journeys with an assisted contact that were solved by exactly one of them."""
    return ratio(ledger.one_contact, ledger.assisted_journeys)


@metric("effort", "contacts per journey", "true", "Contacts per issue", "Yhteydenottoja asiaa kohti")
def effort(ledger: Ledger) -> float:
    """Contacts, web visits included, per issue brought to the company."""
    return ratio(ledger.effort, ledger.journeys - ledger.silent)


@metric("rough_share", "share 0-1", "true", "Handoffs that lost information", "Siirrot, joissa tieto katosi")
def rough_share(ledger: Ledger) -> float:
    """Share of handoffs between units in which information was lost."""
    return ratio(ledger.rough, ledger.handoffs)


@metric("fragmentation", "breaks per 100 journeys", "true", "Fragmentation index", "Pirstaleisuusindeksi")
def fragmentation(ledger: Ledger) -> float:
    """Times a customer met a gap per 100 journeys: rough handoffs between units, and further contacts about one issue."""
    repeats = np.sum(ledger.effort) - np.sum(ledger.journeys - ledger.silent)
    journeys = float(np.sum(ledger.unit_journeys))
    return 100.0 * (float(np.sum(ledger.rough)) + float(repeats)) / journeys if journeys else float("nan")


@metric("solved_share", "share 0-1", "true", "Issues solved", "Ratkaistut asiat")
def solved_share(ledger: Ledger) -> float:
    """Share of ended issues that were solved; silent ones count as not solved."""
    return ratio(ledger.journeys_solved, ledger.journeys)


@metric("talk_ratio", "good per bad", "true", "Good talk per bad", "Hyvää puhetta huonoa kohti")
def talk_ratio(ledger: Ledger) -> float:
    """Items of good talk sent per item of bad talk."""
    return ratio(ledger.heard_good, ledger.heard_bad)


class Rate(NamedTuple):
    """A score as a sum of answers over their number, counts of the ledger by name; `scale` brings it to 0 to 100."""

    part: str
    whole: str
    scale: float

    def of(self, ledger: Ledger, over: int | tuple[int, ...] = 0) -> np.ndarray:
        """The score from counts added over these axes (0 = weeks), NaN without answers."""
        return rate(getattr(ledger, self.part).sum(over), getattr(ledger, self.whole).sum(over), self.scale)


SATISFACTION = Rate("rating_sum", "rating_answers", 10.0 / THOUSAND)
RELATIONSHIP = Rate("unit_score_sum", "unit_score_answers", 10.0)
JOURNEY = Rate("journey_sum", "journey_answers", 10.0 / THOUSAND)
TRUE_MOMENT = Rate("moment_sum", "moments", 10.0 / MILLION)
FEELING = Rate("felt_sum", "moments", 100.0 / 3.0 / MILLION)
MIDDLE = 50.0  # where a feeling of nought stands on 0 to 100
TRUE_JOURNEY = Rate("journey_memory", "unit_journeys", 10.0 / MILLION)


def touchpoint_scores(ledger: Ledger) -> np.ndarray:
    """Measured satisfaction by touchpoint (U, C) on 0 to 100, NaN without answers."""
    return SATISFACTION.of(ledger)


def unit_scores(ledger: Ledger) -> np.ndarray:
    """Measured satisfaction by unit (U,)."""
    return SATISFACTION.of(ledger, (0, 2))


def unit_cx(ledger: Ledger) -> np.ndarray:
    """Measured relationship index of the holders of each unit's line (U,)."""
    return RELATIONSHIP.of(ledger)


def unit_journeys(ledger: Ledger) -> np.ndarray:
    """Measured journey score of the journeys each unit owns, which are those that start there (U,)."""
    return JOURNEY.of(ledger)


def unit_true_scores(ledger: Ledger) -> np.ndarray:
    """True experience of contacts by unit (U,)."""
    return TRUE_MOMENT.of(ledger, (0, 2))


def touchpoint_feelings(ledger: Ledger) -> np.ndarray:
    """Mean true moment by touchpoint (U, C), -1.5 to 1.5 shown on 0 to 100: what staff live with, on no questionnaire's scale."""
    return MIDDLE + FEELING.of(ledger)


def unit_true_journeys(ledger: Ledger) -> np.ndarray:
    """True memory of the journeys each unit owns (U,)."""
    return TRUE_JOURNEY.of(ledger)


def rate(part: np.ndarray, whole: np.ndarray, scale: float | np.ndarray) -> np.ndarray:
    """Scaled quotient of two sums, NaN where the whole is 0."""
    return np.where(whole > 0, scale * part / np.maximum(whole, 1), np.nan)
