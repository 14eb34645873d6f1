"""What a survey answer says of intention and of staying, in three companies; falling yield of offers in a bank."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers.columns import NONE
from cxsim.customers.ledger import Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.real_data import lives
from cxsim.trust.real_data.cases import ACSI, ASKED_OFTEN, WARM_YEARS, total
from cxsim.trust.real_data.facts import facts
from cxsim.trust.real_data.shapes import bend, pseudo_values
from cxsim.trust.verdicts import BAND, LESS, MORE

SECTION = "real_data"
SUREST = 7.5 / 9  # of 0-1: what an answer of 9 or 10 on a scale of 1 to 10 rounds from
BANDS = ((5, 6), (7, 8), (9, 10))
BEHAVIOUR = (0.05, 0.25)  # of the correlation with staying: four studies from .07 to .235, rounded outwards
MANY_OFFERS = 4.0


def live(company: Settings, seed: int, people: int) -> dict[str, Any]:
    """Answers of a quarter with intention then and staying a year later; for the bank also the yield of offers."""
    home = lives.sized(company, seed, people)
    home = replace(home, survey=replace(home.survey, relationship_rate=ASKED_OFTEN))
    population, service = Population(home), ServiceState.reference(home)
    lives.pass_time(population, WARM_YEARS * lives.YEAR - lives.QUARTER, service)
    population.columns.view("last_answer")[:] = NONE
    lives.pass_time(population, lives.QUARTER, service)
    answer = population.columns.view("last_answer").copy()
    asked = lives.customers(population) & (answer != NONE)
    intention = lives.stated_intention(population, home)
    yields = offered(population, service) if home.company.name == "bank" else {}
    population.mark_start()
    before = population.columns.view("spend_cents").copy()
    lives.pass_time(population, lives.YEAR, service)
    bought = population.columns.view("spend_cents") > before
    stayed = population.columns.view("kept") == 1
    return {**of_answers(answer[asked].astype(int), intention[asked], stayed[asked], bought[asked]), **yields}


def of_answers(answer: np.ndarray, intention: np.ndarray, stayed: np.ndarray, bought: np.ndarray) -> dict[str, Any]:
    """Correlations of answers (people,) with intention 0-1, staying and buying, and counts by answers 5-6, 7-8, 9-10."""
    groups = [(answer >= low) & (answer <= high) for low, high in BANDS]
    return {
        "r_intention": float(np.corrcoef(answer, intention)[0, 1]),
        "r_staying": float(np.corrcoef(answer, stayed)[0, 1]),
        "r_buying": float(np.corrcoef(answer, bought)[0, 1]) if 0 < bought.sum() < len(bought) else float("nan"),
        "bands": np.array([(np.sum(group), np.sum(intention[group] >= SUREST), np.sum(stayed[group])) for group in groups], float),
    }


def offered(population: Population, service: ServiceState) -> dict[str, np.ndarray]:
    """(offers, accepted) of a year at the usual number of offers and at four times as many, the same people."""
    counts = []
    for times in (1.0, MANY_OFFERS):
        twin = population.copy()
        rows = twin.live(lives.YEAR, replace(service, offer=np.minimum(service.offer * times, 1.0)))
        ledger = Ledger(rows, twin.layout)
        counts.append((ledger.offers.sum(), ledger.accepted.sum()))
    return {"offers": np.array(counts, float)}


def lines(company: str, found: list[dict[str, Any]]) -> list[Line]:
    """Correlations and bends of one company."""
    note, meta, acsi = Notebook(SECTION, f"what an answer says: {company}"), facts("meta"), facts("acsi")
    bands = total(found, "bands")
    sure, here = (", ".join(f"{value:.2f}" for value in bands[:, column] / bands[:, 0]) for column in (1, 2))
    told = [
        note.find("answer and stated intention", BAND, [one["r_intention"] for one in found], "r", "over customers, answers of one quarter", low=meta["intention_quartiles"][0], high=meta["intention_quartiles"][1], source="26 studies 2000-19", note=f"band: quartiles of the studies, mean {meta['intention']:.2f}; ACSI .67 to .87 within one interview"),
        note.find("answer and staying a year later", BAND, [one["r_staying"] for one in found], "r", "over the same customers", low=BEHAVIOUR[0], high=BEHAVIOUR[1], source="4 studies of behaviour", note=f"studies {meta['behaviour_span'][0]:g} to {meta['behaviour_span'][1]:g}, rounded outwards"),
        note.find("bend of intention over answers", BAND, pseudo_values(found, lambda some: bend(total(some, "bands")[:, 1] / total(some, "bands")[:, 0])), "ratio", "share surest to stay: step from 7-8 to 9-10 over step from 5-6 to 7-8", low=acsi["bend_span"][0], high=acsi["bend_span"][1], source=ACSI, note=f"band: span of four industries; model {sure}; above 1 convex"),
        note.find("bend of staying over answers", MORE, pseudo_values(found, lambda some: _second_step(total(some, "bands"))), "share", "the same for staying a year: second step less first", source="Mittal and Kamakura 2001", note=f"model {here}"),
    ]  # fmt: skip
    if company == "retailer":  # nobody sees a shopper leave: what can be seen is whether she buys again
        told.append(note.find("answer and buying within a year", BAND, [one["r_buying"] for one in found], "r", "over the same customers, bought at all", low=BEHAVIOUR[0], high=BEHAVIOUR[1], source="4 studies of behaviour", note="leaving is silent in a shop: the line above uses what only the model knows"))  # fmt: skip
    return [*told, *(_offer_lines(found) if company == "bank" else [])]


def _second_step(bands: np.ndarray) -> float:
    share = bands[:, 2] / bands[:, 0]
    return float(np.diff(share, 2)[0])


def _offer_lines(found: list[dict[str, Any]]) -> list[Line]:
    note, bank = Notebook(SECTION, "contact pressure of a bank"), facts("bank_contacts")

    def measure(some: Any) -> float:
        usual, many = (accepted / offers for offers, accepted in total(some, "offers"))
        return float(many / usual)

    values = pseudo_values(found, measure)
    doctors = ", ".join(f"{value:+.2f}" for value in facts("physicians")["within"])
    return [
        note.find("yield per offer, four times as many over usual", BAND, values, "ratio", "share of offers accepted in a year, same people", low=bank["four_over_one_interval"][0], high=1.0, source="Moro et al. (UCI 222)", note=f"band: from the bank's four contacts and more over one (.64, an upper bound of the fall: contacts stop on success) to no fall; the order of offers to one person is not in the model's counts; sales calls on physicians within a physician {doctors}"),
        note.find("yield per offer falls", LESS, values - 1.0, "ratio", "the same less 1", source="Moro et al. (UCI 222)"),
    ]  # fmt: skip
