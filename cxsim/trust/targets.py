"""The calibration targets of the evidence base, measured on the model as it is: value, band, met or not.

Customers are measured under the reference service, without any managers' reaction. Each target names its source.
A population of its own is simulated, larger than in studies, because some targets rest on rare people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import eventlog
from cxsim.customers.columns import CUSTOMER, NONE
from cxsim.customers.ledger import Ledger
from cxsim.customers.metrics import ratio
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.trust.lines import Line, Notebook

QUARTER, YEAR = 13, 52
ASKED_OFTEN = 6.0  # invitations a year in these runs, so that the lowest scores are not a handful of people


SECTION = "figures"


def target(code: str, what: str, low: float, high: float, value: float, source: str) -> Line:
    """One published figure and what the model gives."""
    return Notebook(SECTION, code).banded(what, value, low, high, "", what, source)


@dataclass
class Observed:
    """A population lived through: the ledger of the last two years, scores and what became of people a year later."""

    ledger: Ledger
    scores: np.ndarray  # latest relationship answer of customers a year before the end
    stayed: np.ndarray  # whether they were still customers a year later
    spend: np.ndarray  # cents in that year
    chances: np.ndarray  # category occasions expected in that year
    events: np.ndarray  # event log of the recorded people
    overall: np.ndarray  # their true score at the end, 0-100, nan for those who are no customers


def observe(settings: Settings, people: int, warm_years: int) -> Observed:
    """Let `people` live `warm_years` and one year more under the reference service."""
    often = replace(settings.survey, relationship_rate=ASKED_OFTEN)
    customers = replace(settings.customers, count=people)
    recorded = replace(settings.output, journeys_logged=min(people, 16_384))
    settings = replace(settings, customers=customers, survey=often, output=recorded)
    population, service = Population(settings), ServiceState.reference(settings)
    rows = [_quarter(population, service, keep=False) for _ in range(4 * warm_years - 1)]
    population.columns.view("last_answer")[:] = NONE
    rows.append(_quarter(population, service, keep=True))
    state = population.columns.people
    asked = (state["status"] == CUSTOMER) & (state["last_answer"] != NONE)
    population.mark_start()
    before = state["spend_cents"].copy()
    scores = state["last_answer"][asked].astype(int)
    rows += [_quarter(population, service, keep=True) for _ in range(4)]
    recorded_people = min(people, recorded.journeys_logged)
    staying = state["status"][:recorded_people] == CUSTOMER
    return Observed(
        overall=np.where(staying, population.true_scores(recorded_people), np.nan),
        ledger=Ledger(np.concatenate(rows[-8:]), population.layout),
        scores=scores,
        stayed=state["kept"][asked] == 1,
        spend=(state["spend_cents"] - before)[asked],
        chances=state["routine_prob"][asked].astype(float) * YEAR,
        events=np.concatenate(population.log_rows[-4 * max(1, -(-recorded.journeys_logged // 2048)) :]),
    )


def _quarter(population: Population, service: ServiceState, keep: bool) -> np.ndarray:
    rows = population.live(QUARTER, service)
    if not keep:
        population.log_rows.clear()
    return rows


def survival(seen: Observed, low: int, high: int) -> float:
    """Per cent still customers after a year among those who answered `low` to `high`."""
    chosen = (seen.scores >= low) & (seen.scores <= high)
    return 100.0 * float(np.mean(seen.stayed[chosen])) if chosen.any() else float("nan")


def spend_ratio(seen: Observed) -> float:
    """Spend of people answering 9-10 over that of people answering 0-2, per expected occasion (need controlled)."""

    def rate(chosen: np.ndarray) -> float:
        return ratio(seen.spend[chosen], seen.chances[chosen])

    worst = rate(seen.scores <= 2)
    return rate(seen.scores >= 9) / worst if worst > 0.0 else float("nan")


def top_box_slope(ledger: Ledger) -> float:
    """Change of the share of top ratings, points, per further assisted contact (1 to 3), weighted by nothing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = 100.0 * ledger.box_top.sum(0) / ledger.box_cases.sum(0)
    return float((share[2] - share[0]) / 2.0)


def ladder(ledger: Ledger) -> np.ndarray:
    """Per cent loyal by severity (mild, severe) and outcome (silent, unsatisfied, satisfied late, fast)."""
    return 100.0 * ledger.ladder_loyal.sum(0) / np.maximum(ledger.ladder_cases.sum(0), 1)


def memory_correlations(events: np.ndarray) -> tuple[float, float]:
    """(r of the journey rating with the mean of peak and end, partial r of duration) over recorded journeys of two moments or more."""
    kinds = np.isin(events[:, 3], [eventlog.END_SOLVED, eventlog.END_UNSOLVED])
    ends = events[kinds]
    ends = ends[ends[:, 6] >= 1]
    peak_end, rating, length = 0.5 * (ends[:, 10] + ends[:, 11]), ends[:, 13], ends[:, 6]
    r = np.corrcoef(np.stack([rating, peak_end, length]))
    partial = (r[0, 2] - r[0, 1] * r[1, 2]) / np.sqrt((1 - r[0, 1] ** 2) * (1 - r[1, 2] ** 2))
    return float(r[0, 1]), float(partial)


def journey_over_touchpoint(seen: Observed) -> float:
    """How much better journeys than touchpoints tell the overall score: ratio of two correlations over people.

    Issue journeys only, a year of them; a person's mean memory of journeys against the mean moment at their contacts,
    both free of questionnaires' noise.
    """
    kinds = seen.events[:, 3]
    journeys = _person_means(seen, np.isin(kinds, [eventlog.END_SOLVED, eventlog.END_UNSOLVED]))
    contacts = _person_means(seen, kinds == eventlog.CONTACT)
    known = np.isfinite(journeys) & np.isfinite(contacts) & np.isfinite(seen.overall)
    r = np.corrcoef(np.stack([journeys[known], contacts[known], seen.overall[known]]))
    return float(r[0, 2] / r[1, 2])


def _person_means(seen: Observed, chosen: np.ndarray) -> np.ndarray:
    """Mean experience (people,) over the chosen events; nan for people without any."""
    person, size = seen.events[chosen, 0].astype(int), len(seen.overall)
    count = np.bincount(person, minlength=size)
    total = np.bincount(person, seen.events[chosen, 7], minlength=size)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def subscription_targets(seen: Observed, channels: list[str]) -> list[Line]:
    """C-1, C-3 to C-9 and C-15 on a subscription company."""
    ledger, steps = seen.ledger, ladder(seen.ledger)
    phone = channels.index("phone")
    r, partial = memory_correlations(seen.events)
    tellers = ratio(ledger.told_bad, ledger.bad_ends) / ratio(ledger.told_good, ledger.good_ends)
    rows = [
        ("C-1", "one-year survival, score 0-2, %", 37, 49, survival(seen, 0, 2), "Kriss 2014 (score 0-1 there)"),
        ("C-1", "one-year survival, score 9-10, %", 68, 80, survival(seen, 9, 10), "Kriss 2014"),
        ("C-3", "first-contact resolution on the phone, %", 65, 73,
         100 * ratio(ledger.first_solved[:, :, phone], ledger.first_contacts[:, :, phone]), "SQM Group"),
        ("C-3", "solved with one assisted contact, %", 55, 63, 100 * ratio(ledger.one_contact, ledger.assisted_journeys), "SQM Group"),
        ("C-4", "top-box points per further contact", -22, -12, top_box_slope(ledger), "SQM Group"),
        ("C-5", "assisted journeys that began on the web, %", 45, 65, 100 * ratio(ledger.web_first, ledger.first_contacts), "CEB 2013"),
        ("C-5", "web journeys contained there, %", 9, 20, 100 * ratio(ledger.web_contained, ledger.web_journeys), "Gartner 2019"),
        ("C-5", "rough moves from web to people, %", 50, 70, 100 * ratio(ledger.web_moves_rough, ledger.web_moves), "Gartner 2023"),
        ("C-6", "issues lowering per issue raising intent", 3, 5, ratio(ledger.loyalty_down, ledger.loyalty_up), "CEB 2013"),
        ("C-7", "good talk per bad, stock", 2, 5, ratio(ledger.heard_good, ledger.heard_bad), "East et al. 2007"),
        ("C-7", "tellers per bad over per good episode", 1.5, 4, tellers, "Goodman (TARP)"),
        ("C-8", "r with overall score, journeys over touchpoints", 1.2, 1.5, journey_over_touchpoint(seen), "Rawson et al. 2013"),
    ]  # fmt: skip
    wanted = ((37, 46, 70, 95), (9, 19, 54, 82))
    names = ("silent", "unsatisfied", "satisfied late", "satisfied fast")
    for severity, label in enumerate(("mild", "severe")):
        for step, name in enumerate(names):
            goal = wanted[severity][step]
            rows.append(
                (
                    "C-9",
                    f"loyal after a {label} problem, {name}, %",
                    goal - 10,
                    goal + 10,
                    float(steps[severity, step]),
                    "TARP",
                )
            )
    rows.append(("C-15", "r of journey rating with peak and end", 0.49, 0.70, r, "Alaybek et al. 2022"))
    rows.append(("C-15", "partial r of duration", -0.10, 0.10, partial, "Alaybek et al. 2022"))
    return [target(code, what, low, high, value, source) for code, what, low, high, value, source in rows]


def transaction_targets(seen: Observed) -> list[Line]:
    """C-2 on a transaction company."""
    return [target("C-2", "spend of best over worst score, need controlled", 1.9, 2.9, spend_ratio(seen), "Kriss 2014")]


def payout_targets(items: Any, payouts: Any) -> list[Line]:
    """C-10 from the payout tables of runs under one or more schemes (`payout_items`, `payouts`)."""
    met = 100.0 * float(np.mean(items["payout_pct"] > 0))
    top = 100.0 * float(np.mean(items["payout_pct"] >= 199.999))
    paid = float(np.average(payouts["payout_pct"], weights=payouts["people"]))
    return [
        target("C-10", "measures at threshold or above, %", 85, 95, met, "Meridian 2015"),
        target("C-10", "measures at maximum, %", 5, 20, top, "Meridian 2015"),
        target("C-10", "mean payout, % of target", 90, 110, paid, "Meridian 2015"),
    ]
