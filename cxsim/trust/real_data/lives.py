"""Populations of the model lived for a comparison with data: which company, how large, what is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import eventlog
from cxsim.customers.columns import CUSTOMER
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.study.configuration import load

YEAR, QUARTER = 52, 13
KEPT = ("person", "need", "week", "activity", "unit", "channel", "contact", "rating")  # of an event
PERSON, NEED, WEEK, ACTIVITY, UNIT, CHANNEL, CONTACT, RATING = range(len(KEPT))


def home(company: str, settings: Settings) -> Settings:
    """A company with the human behaviour, market and survey of the settings under test."""
    if settings.company.name == company:
        return replace(settings, threads=1)
    same = {name: getattr(settings, name) for name in ("customers", "survey", "market", "channels", "seed")}
    return replace(load(f"company={company}"), **same, threads=1)


def opened(settings: Settings) -> Settings:
    """The company on its first day: nobody is or has been a customer."""
    return replace(settings, business=replace(settings.business, start_share=0.0))


def sized(settings: Settings, seed: int, people: int, logged: bool = False) -> Settings:
    """The same for one seed and so many people; with `logged` everybody's events are written down."""
    customers = replace(settings.customers, count=people)
    output = replace(settings.output, journeys_logged=people if logged else 0, panel=0)
    return replace(settings, seed=seed, customers=customers, output=output)


def pass_time(population: Population, weeks: int, service: ServiceState) -> None:
    """Let weeks pass without keeping anything."""
    for first in range(0, weeks, QUARTER):
        population.live(min(QUARTER, weeks - first), service)
        population.log_rows.clear()


def events_of(population: Population, weeks: int, service: ServiceState, activities: tuple[int, ...]) -> np.ndarray:
    """Events of the named kinds in the next weeks, shape (events, len(KEPT)), in order of time by person's town."""
    places = [eventlog.FIELDS.index(name) for name in KEPT]
    kept = []
    for first in range(0, weeks, QUARTER):
        population.live(min(QUARTER, weeks - first), service)
        rows = np.concatenate(population.log_rows)
        population.log_rows.clear()
        kept.append(rows[np.isin(rows[:, ACTIVITY], activities)][:, places])
    return np.concatenate(kept)


def attitudes(population: Population, settings: Settings) -> np.ndarray:
    """Attitude of everybody now, -1 to 1, read back from the honest score (exact while that lies between 0 and 10)."""
    survey = settings.survey
    return (population.true_scores(population.columns.count) / 10.0 - survey.score_level) / survey.score_slope


def stated_intention(population: Population, settings: Settings) -> np.ndarray:
    """Chance of staying that everybody would state now, outside an episode, 0 to 1."""
    c = settings.customers
    return 1.0 / (1.0 + np.exp(-(c.intent_base + c.intent_slope * attitudes(population, settings))))


def customers(population: Population) -> np.ndarray:
    """Who is a customer now."""
    return population.columns.view("status") == CUSTOMER
