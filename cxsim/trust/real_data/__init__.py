"""The model as it is against data other people collected: shapes beside the span of the data, nothing tuned to them.

Shipped are facts only (`facts.yaml`); `recompute` makes them again from the original files. Bands are the span of
several data sets, of classes within one, or an assumption that says so; they were set before the model was measured.
"""

from __future__ import annotations

from typing import Any, Callable, Hashable, Mapping

from cxsim.study.jobs import Job
from cxsim.trust.lines import Line
from cxsim.trust.real_data import answers, buyers, cases, contracts, lives, steadiness
from cxsim.trust.section import Ask, Outcomes, Section

NAME = buyers.SECTION
COMPANIES = ("telecom", "bank", "retailer")
CONTRACTS = ("telecom", "bank")
# part: (what one seed lives, companies, people); the longest first
PARTS: dict[str, tuple[Callable[..., Any], tuple[str, ...], int]] = {
    "contracts": (contracts.live, CONTRACTS, 12_000),
    "buyers": (buyers.live, ("retailer",), 24_000),
    "cases": (cases.live, ("telecom",), 14_000),
    "answers": (answers.live, COMPANIES, 10_000),
    "steadiness": (steadiness.live, ("telecom",), 24_000),
}
QUICK_PART = 8  # --quick asks an eighth of the people


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Every population for every seed, and the fit on cases whose answer is known."""
    homes = {company: lives.home(company, ask.settings) for company in COMPANIES}
    plan: dict[Hashable, Job] = {}
    for seed in ask.seeds:
        for part, (live, companies, people) in PARTS.items():
            size = people // QUICK_PART if ask.size.quick else people
            plan |= {(part, company, seed): (live, (homes[company], seed, size)) for company in companies}
    return plan | {"fit": (buyers.fit_checks, ())}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Buyers, contracts, cases and complaints, answers, steadiness."""

    def of(part: str, company: str) -> list[dict[str, Any]]:
        return [outcomes[part, company, seed] for seed in ask.seeds]

    return [
        *buyers.lines(of("buyers", "retailer"), outcomes["fit"]),
        *(line for company in CONTRACTS for line in contracts.lines(company, of("contracts", company))),
        *cases.lines(of("cases", "telecom")),
        *(line for company in COMPANIES for line in answers.lines(company, of("answers", company))),
        *steadiness.lines(of("steadiness", "telecom")),
    ]


REAL_DATA = Section(
    NAME,
    "Data collected by others",
    "Do the model's customers look like customers whose purchases, contracts, cases and answers were recorded?",
    jobs,
    read,
)
