"""Service issues of a telecom operator against a service desk's log, complaints and what was made good.

A case of the data is one ticket; here it is one issue brought to the company. E-mail between departments (a third of it
stays within a department, a twentieth would by chance) has no counterpart: the model keeps no messages among staff.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import slots
from cxsim.customers.columns import NONE
from cxsim.customers.eventlog import CONTACT, END_SOLVED, END_UNSOLVED, HANDOFF
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.real_data import lives
from cxsim.trust.real_data.facts import facts
from cxsim.trust.real_data.shapes import pseudo_values
from cxsim.trust.verdicts import BAND, LESS, MORE

SECTION = "real_data"
WARM_YEARS = 3
ASKED_OFTEN = 6.0  # invitations a year, so that answers of one quarter suffice
TOP_RATING, MIDDLE_RATING = 9.0, 5.0
NOTHING, UNSOLVED, LATE, FAST = range(4)  # the latest issue brought up in a year: none, and how it ended
DESK, ACSI = "Amaral et al. 2018 (IT service desk)", "ACSI 2015 (Morgeson et al. 2023)"
TRANSFERRED = 0.59  # share of customers with an issue who were transferred (Dixon, Freeman and Toman 2010)


def live(telecom: Settings, seed: int, people: int) -> dict[str, Any]:
    """A year of issues, then answers, then a year in which people stay or leave; sums over people, see the fields."""
    home = lives.sized(telecom, seed, people, logged=True)
    home = replace(home, survey=replace(home.survey, relationship_rate=ASKED_OFTEN))
    population, service = Population(home), ServiceState.reference(home)
    lives.pass_time(population, WARM_YEARS * lives.YEAR, service)
    began = population.week
    kinds = (CONTACT, HANDOFF, END_SOLVED, END_UNSOLVED)
    events = lives.events_of(population, lives.YEAR - lives.QUARTER, service, kinds)
    population.columns.view("last_answer")[:] = NONE
    events = np.concatenate([events, lives.events_of(population, lives.QUARTER, service, kinds)])
    assisted = np.array([channel.kind == "assisted" for channel in home.channels.values()])
    cases = journeys(events, began, assisted)
    return {"cases": by_handoffs(cases), "disputed": low_ratings(cases), **_complaints(population, home, service, cases)}


def journeys(events: np.ndarray, began: int, assisted: np.ndarray) -> dict[str, np.ndarray]:
    """Issues begun from week `began` on that have ended, one entry each: person, week of the end, weeks taken, tries, handoffs,
    assisted contacts, solved, rating. `assisted` (C,) says which channels have people."""
    need = events[:, lives.NEED].astype(np.int64)
    events = events[(need % slots.KINDS != slots.ROUTINE) & (need // slots.KINDS >= began)]
    need, person = events[:, lives.NEED].astype(np.int64), events[:, lives.PERSON].astype(np.int64)
    keys, place = np.unique(person * (need.max(initial=0) + 1) + need, return_inverse=True)
    kind, channel = events[:, lives.ACTIVITY], events[:, lives.CHANNEL].astype(int)
    ends = np.isin(kind, (END_SOLVED, END_UNSOLVED))
    handoffs = np.bincount(place[kind == HANDOFF], minlength=len(keys))
    with_people = np.bincount(place[(kind == CONTACT) & assisted[channel]], minlength=len(keys))
    at, end = place[ends], events[ends]
    return {
        "person": person[ends], "week": end[:, lives.WEEK].astype(int), "weeks": end[:, lives.WEEK].astype(int) - need[ends] // slots.KINDS,
        "tries": end[:, lives.CONTACT].astype(int), "handoffs": handoffs[at], "assisted": with_people[at],
        "solved": kind[ends] == END_SOLVED, "rating": end[:, lives.RATING],
    }  # fmt: skip


def by_handoffs(cases: dict[str, np.ndarray]) -> np.ndarray:
    """Sums over assisted cases with 0, 1, 2, 3 or more handoffs, shape (4, 5): cases, late or unsolved, unsolved, top ratings, contacts."""
    with_people = cases["assisted"] > 0
    steps = np.minimum(cases["handoffs"], 3)
    late = (cases["weeks"] > 0) | ~cases["solved"]
    measures = (np.ones(len(steps)), late, ~cases["solved"], cases["rating"] >= TOP_RATING, cases["tries"])
    return np.array([[float(np.sum(one[with_people & (steps == step)])) for one in measures] for step in range(4)])


def low_ratings(cases: dict[str, np.ndarray]) -> np.ndarray:
    """(issues, of which rated under the middle of the scale), unsolved and solved: shape (2, 2)."""
    low = cases["rating"] < MIDDLE_RATING
    return np.array([(np.sum(group), np.sum(low[group])) for group in (~cases["solved"], cases["solved"])], float)


def latest_outcome(cases: dict[str, np.ndarray], people: int) -> np.ndarray:
    """How everybody's latest issue ended: nothing brought up, unsolved, solved late, solved at the first contact."""
    outcome = np.full(people, NOTHING)
    order = np.argsort(cases["week"], kind="stable")
    fast = np.where(cases["tries"] == 1, FAST, LATE)
    outcome[cases["person"][order]] = np.where(cases["solved"], fast, UNSOLVED)[order]
    return outcome


def _complaints(population: Population, home: Settings, service: ServiceState, cases: dict[str, np.ndarray]) -> dict[str, Any]:
    here = lives.customers(population)
    outcome = latest_outcome(cases, population.columns.count)
    bitter = np.zeros(population.columns.count, bool)
    bitter[cases["person"][~cases["solved"]]] = True
    intention, answer = lives.stated_intention(population, home), population.columns.view("last_answer").copy()
    population.mark_start()
    lives.pass_time(population, lives.QUARTER, service)
    left = population.columns.view("kept") == 0
    asked = here & (answer != NONE)
    low, high = asked & (answer <= 3), asked & (answer >= 9)
    return {
        "intention": np.array([(np.sum(here & (outcome == step)), np.sum(intention[here & (outcome == step)])) for step in range(4)], float),
        "brought": np.array([(np.sum(group), np.sum(outcome[group] != NOTHING)) for group in (low, high)], float),
        "bitter": np.array([(np.sum(group), np.sum(left[group])) for group in (here & bitter, here & ~bitter)], float),
    }  # fmt: skip


def total(some: Any, name: str) -> np.ndarray:
    """Sum of an array over seeds."""
    return np.sum([one[name] for one in some], axis=0)


def lines(found: list[dict[str, Any]]) -> list[Line]:
    """Handoffs, their cost, and the ladder of complaints."""
    return [*_handoff_lines(found), *_complaint_lines(found)]


def _handoff_lines(found: list[dict[str, Any]]) -> list[Line]:
    note, desk = Notebook(SECTION, "cases handed on between units"), facts("incidents")
    cases = total(found, "cases")
    shares = ", ".join(f"{value:.2f}" for value in cases[:, 0] / cases[:, 0].sum())
    told = f"model 0, 1, 2, 3+ handoffs {shares}; service desk " + ", ".join(f"{value:.2f}" for value in desk["handed_on"])
    late = cases[:2, 1] / cases[:2, 0]

    def gap(column: int) -> np.ndarray:
        return pseudo_values(found, lambda some: float(np.diff(total(some, "cases")[:2, column] / total(some, "cases")[:2, 0])[0]))

    return [
        note.find("cases handed on at least once", BAND, pseudo_values(found, lambda some: _shares(some)[1:].sum()), "share", "of issues with an assisted contact", low=desk["handed_interval"][0], high=TRANSFERRED, source=f"{DESK}; Dixon et al. 2010", note=f"band: from the service desk to 59 % of callers; {told}"),
        note.find("of these, handed on again", BAND, pseudo_values(found, lambda some: _shares(some)[2:].sum() / _shares(some)[1:].sum()), "share", "of issues handed on once or more", low=desk["again_interval"][0], high=desk["again_interval"][1], source=DESK, note=told),
        note.find("late, handed on once over never", BAND, pseudo_values(found, lambda some: _ratio(total(some, "cases")[:2, 1], total(some, "cases")[:2, 0])), "ratio", "share not solved within the week; service desk: service level missed", low=desk["first_cost_quartiles"][0], high=desk["first_cost_quartiles"][1], source=DESK, note=f"band: quartiles of seven classes of cases, 1.99 over all; model {late[0]:.2f} and {late[1]:.2f}"),
        note.find("unsolved, handed on once less never", MORE, gap(2), "share", "of issues that end unsolved", source=DESK),
        note.find("top ratings, handed on once less never", LESS, gap(3), "share", "of journeys that would be rated 9 or 10", source=DESK),
        note.find("contacts, handed on once less never", MORE, gap(4), "contacts", "per issue", source=DESK),
    ]  # fmt: skip


def _shares(some: Any) -> np.ndarray:
    cases = total(some, "cases")[:, 0]
    return cases / cases.sum()


def _ratio(parts: np.ndarray, wholes: np.ndarray) -> float:
    rates = parts / wholes
    return float(rates[1] / rates[0])


def _complaint_lines(found: list[dict[str, Any]]) -> list[Line]:
    note, acsi, churn = Notebook(SECTION, "complaints and what was made good"), facts("acsi"), facts("telecom_churn")
    relief = facts("cfpb")["relief_intervals"]

    def intention(some: Any) -> np.ndarray:
        sums = total(some, "intention")
        return sums[:, 1] / sums[:, 0]

    told = "model none, unsolved, late, fast " + ", ".join(f"{value:.2f}" for value in intention(found))
    seen = "ACSI none, handling 1-2 to 9-10 " + ", ".join(f"{value:.2f}" for value in acsi["intention"])
    each = np.array([intention([one]) for one in found])
    span = "band: span of four industries"
    return [
        note.find("intention: unsolved over no issue", BAND, pseudo_values(found, lambda some: float(intention(some)[UNSOLVED] / intention(some)[NOTHING])), "ratio", "of intention to stay, 0-1, at a year's end by the latest issue brought up", low=acsi["worst_over_none_span"][0], high=acsi["worst_over_none_span"][1], source=ACSI, note=f"{span}, complaint handled 1-4; {told}; {seen}"),
        note.find("intention: solved late less unsolved", MORE, each[:, LATE] - each[:, UNSOLVED], "share", "a step of the ladder", source=ACSI, note=seen),
        note.find("intention: solved at once less late", MORE, each[:, FAST] - each[:, LATE], "share", "a step of the ladder", source=ACSI, note=seen),
        note.find("intention: solved at once less no issue", BAND, each[:, FAST] - each[:, NOTHING], "share", "best handled against those who brought nothing up", low=acsi["best_less_none_span"][0], high=acsi["best_less_none_span"][1], source=ACSI, note=f"{span}, handled 9-10"),
        note.find("brought up something: low over high answers", BAND, pseudo_values(found, lambda some: _ratio(total(some, "brought")[::-1, 1], total(some, "brought")[::-1, 0])), "ratio", "share with an issue in the year among answers 0-3 over 9-10", low=acsi["complaint_ratio_span"][0], high=acsi["complaint_ratio_span"][1], source=ACSI, note=f"{span}; an issue is more than a complaint"),
        note.find("displeased: solved over unsolved", BAND, pseudo_values(found, lambda some: _ratio(total(some, "disputed")[:, 1], total(some, "disputed")[:, 0])), "ratio", "share of issues rated under 5; data: replies disputed, relief over explanation", low=min(relief), high=max(relief), source="CFPB 2013, 2016", note="band: .35 with money, .51 with other relief, each with its interval; complaints to a regulator are an escalated tail"),
        note.find("leaving: unsolved issue over none", BAND, pseudo_values(found, lambda some: _ratio(total(some, "bitter")[::-1, 1], total(some, "bitter")[::-1, 0])), "ratio", "share leaving within a quarter after a year with an unsolved issue", low=1.0, high=churn["ratio_interval"][1], source="Iranian telecom (UCI 563)", note="band: from 1 to the data's upper end; complainers there are selected"),
    ]  # fmt: skip
