"""Published figures and patterns of the model: the worlds both need are lived once and read by each."""

from __future__ import annotations

from dataclasses import replace
from typing import Hashable, Mapping

import numpy as np
import pandas as pd

from cxsim.base.schema import Settings
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices
from cxsim.study.jobs import Job
from cxsim.trust import staff
from cxsim.trust import targets as measured
from cxsim.trust.lines import Line
from cxsim.trust.patterns import PATTERNS, Bench, Seen, World
from cxsim.trust.patterns import schemes as own_schemes
from cxsim.trust.patterns.worlds import Case, Lived, live_world, merged
from cxsim.trust.section import Ask, Outcomes, Section, Size

TEAM_BONUS_PCT = 2.5  # of base pay, middle of the 2 to 3 % of C-11


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """Two large populations, and every world of every pattern for every seed."""
    bench = bench_of(ask.settings, ask.size)
    worlds = merged(
        [*payout_worlds(bench), *(world for pattern in PATTERNS.values() for world in pattern.worlds(bench))]
    )
    people: dict[Hashable, Job] = {
        (kind, "people"): (observed, (home, kind, ask.size)) for kind, home in _homes(ask.settings).items()
    }
    return people | {(world.name, seed): (live_world, (world, seed)) for world in worlds for seed in ask.seeds}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """Published figures first, then patterns in the order of their table."""
    seen = Seen(outcomes, ask.seeds)
    figures = [*outcomes["subscription", "people"], *outcomes["transaction", "people"], *company_targets(seen)]
    figures.sort(key=lambda line: int(line.topic.removeprefix("C-")))
    return [*figures, *(line for pattern in PATTERNS.values() for line in pattern.read(seen))]


def bench_of(settings: Settings, size: Size) -> Bench:
    """The company under test and the null company in the check's size, and all shipped schemes."""
    return Bench(
        settings=_sized(settings, size),
        null=_sized(load("company=null_company"), size),
        schemes={name: load_scheme(name) for name in choices("scheme")},
    )


def _sized(settings: Settings, size: Size) -> Settings:
    customers = replace(settings.customers, count=size.people)
    output = replace(settings.output, journeys_logged=0, panel=0)
    return replace(settings, customers=customers, output=output, threads=1)


def _homes(settings: Settings) -> dict[str, Settings]:
    """A subscription and a transaction company with the same human behaviour as the company under test."""
    return {
        "subscription": _reference("telecom", settings),
        "transaction": _reference("retailer", settings),
    }


def _reference(company: str, settings: Settings) -> Settings:
    if settings.company.name == company:
        return settings
    same = {name: getattr(settings, name) for name in ("customers", "survey", "market", "channels", "seed")}
    return replace(load(f"company={company}"), **same)


def observed(settings: Settings, kind: str, size: Size) -> list[Line]:
    """Targets on customers under the reference service; `kind` is subscription or transaction."""
    seen = measured.observe(replace(settings, threads=1), size.target_people, size.target_years)
    if kind == "transaction":
        return measured.transaction_targets(seen)
    return measured.subscription_targets(seen, list(settings.channels))


# ---------------------------------------------------------------- targets on managers


def payout_worlds(bench: Bench) -> list[World]:
    """All shipped schemes for payouts; a small team bonus and sales commissions in a retailer; staff beside customers."""
    bonus = Case(
        "team_bonus",
        own_schemes.small_team_bonus("team_bonus", TEAM_BONUS_PCT),
        {"ratchet_awareness": 0.0},  # C-11 is about campaigns of weeks: nobody fears next year's target
    )
    commissions = (
        Case("accelerating", own_schemes.commission("accelerating", own_schemes.ACCELERATING)),
        Case("even", own_schemes.commission("even", own_schemes.EVEN)),
    )
    shop = _reference("retailer", bench.settings)
    shop = replace(
        shop, output=bench.settings.output, horizon=replace(shop.horizon, years=1), behaviour=bench.settings.behaviour
    )
    return [
        bench.home(*(bench.case(name) for name in bench.schemes)),
        World("shop", replace(shop, threads=1), (bench.case("fixed_pay"), bonus, *commissions)),
        World("staff", bench.settings, probe=staff.ties),
    ]


def company_targets(seen: Seen) -> list[Line]:
    """C-10 to C-14."""
    return [*pay_targets(seen), *staff.lines(seen)]


def pay_targets(seen: Seen) -> list[Line]:
    """C-10 over all schemes that pay a bonus, C-11 and C-12 in the retailer, C-13 where own satisfaction is paid."""
    paying = [name for name in seen.outcomes["home", seen.seeds[0]] if name in choices("scheme")]
    runs = [run for name in paying for run in seen.of("home", name) if len(run.payouts)]
    return [*_payouts(runs), _reaction(seen), *_given_away(seen), _inflation(seen)]


def _payouts(runs: list[Lived]) -> list[Line]:
    items = pd.DataFrame({"payout_pct": np.concatenate([run.items for run in runs])})
    payouts = pd.DataFrame(np.concatenate([run.payouts for run in runs]), columns=["payout_pct", "people"])
    return measured.payout_targets(items, payouts)


def _reaction(seen: Seen) -> Line:
    # the published bonus ran for months: what is moved across the end of a year was no part of it
    paid, fixed = (
        seen.numbers("shop", name, lambda run: float((run.revenue - run.moved).sum()))
        for name in ("team_bonus", "fixed_pay")
    )
    gain = float(np.mean(100.0 * (paid / fixed - 1.0)))
    return measured.target(
        "C-11",
        f"sales gained by a team bonus of {TEAM_BONUS_PCT:g} % of pay, year 1, %",
        1.5,
        5.0,
        gain,
        "Friebel et al. 2017 (no sales moved)",
    )


def _given_away(seen: Seen) -> list[Line]:
    """Discounts for sales pulled forward, as a share of the last quarter's sales."""
    bands = (("accelerating", "accelerating commission", 4.0, 10.0), ("even", "even commission", -0.5, 0.5))
    return [
        measured.target(
            "C-12",
            f"price given away near year end, {name}, %",
            low,
            high,
            float(seen.numbers("shop", case, lambda run: float(run.sales.given_away.mean())).mean()),
            "Larkin 2014 (there by quarter, over all sales)",
        )
        for case, name, low, high in bands
    ]


def _inflation(seen: Seen) -> Line:
    share = 100.0 * float(seen.numbers("home", "unit_satisfaction", lambda run: run.summary["inflated_share"]).mean())
    return measured.target(
        "C-13", "answers begged for where own satisfaction is paid, %", 8.0, 20.0, share, "TrueDelta 2007"
    )


MODEL = Section(
    "model",
    "Published figures and patterns",
    "Does one set of parameters give what has been seen in the world, also what nobody tuned?",
    jobs,
    read,
)
