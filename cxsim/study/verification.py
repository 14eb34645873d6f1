"""Targets and patterns of the model, measured together and reported as they come."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Mapping

import numpy as np
import pandas as pd

from cxsim.base.schema import Settings
from cxsim.study import targets as measured
from cxsim.study.canonical import content_digest, exact_text
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices
from cxsim.study.jobs import run_jobs
from cxsim.study.patterns import PATTERNS, Bench, Finding, Seen, World
from cxsim.study.patterns import schemes as own_schemes
from cxsim.study.patterns.worlds import Case, Lived, live_world, merged
from cxsim.study.progress import Progress
from cxsim.study.targets import Target

TEAM_BONUS_PCT = 2.5  # of base pay, middle of the 2 to 3 % of C-11
REPORT = "verification.json"


@dataclass(frozen=True)
class Size:
    """How much is simulated. `target_people` live `target_years` before their two measured years."""

    seeds: int
    people: int
    target_people: int
    target_years: int


NORMAL = Size(seeds=8, people=3_000, target_people=60_000, target_years=7)
QUICK = Size(seeds=3, people=800, target_people=4_000, target_years=3)


@dataclass(frozen=True)
class Verification:
    """All targets and findings, and what they were measured on."""

    targets: tuple[Target, ...]
    findings: tuple[Finding, ...]
    company: str
    seeds: tuple[int, ...]
    size: Size

    @property
    def broken(self) -> list[Finding]:
        """Identities that do not hold: a fault of the program."""
        return [finding for finding in self.findings if finding.broken]

    def as_mapping(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "company": self.company,
            "seeds": list(self.seeds),
            "size": asdict(self.size),
            "targets": [{**asdict(target), "met": target.met} for target in self.targets],
            "findings": [{**asdict(finding), "appeared": finding.appeared} for finding in self.findings],
            "patterns": {name: pattern.sentence for name, pattern in PATTERNS.items()},
            "broken": [finding.name for finding in self.broken],
        }

    @property
    def digest(self) -> str:
        """Name of the content, 64 hexadecimal digits."""
        return content_digest(self.as_mapping())


def verify(settings: Settings, size: Size = NORMAL, progress: Progress | None = None) -> Verification:
    """Measure every target and pattern.

    `settings` are those of the company under test; people, seeds and output follow `size`, seeds counting from
    `settings.seed`. Raises CxsimError when a run fails.
    """
    seeds = tuple(range(settings.seed, settings.seed + size.seeds))
    bench = bench_of(settings, size)
    worlds = merged(
        [*payout_worlds(bench), *(world for pattern in PATTERNS.values() for world in pattern.worlds(bench))]
    )
    jobs: dict[Any, Any] = {(kind, "people"): (observed, (home, kind, size)) for kind, home in _homes(settings).items()}
    jobs |= {(world.name, seed): (live_world, (world, seed)) for world in worlds for seed in seeds}
    outcomes = run_jobs(jobs, settings.workers, progress)
    seen = Seen(outcomes, seeds)
    targets = [*outcomes["subscription", "people"], *outcomes["transaction", "people"], *company_targets(seen)]
    findings = [finding for pattern in PATTERNS.values() for finding in pattern.read(seen)]
    return Verification(tuple(targets), tuple(findings), settings.company.name, seeds, size)


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


def observed(settings: Settings, kind: str, size: Size) -> list[Target]:
    """Targets on customers under the reference service; `kind` is subscription or transaction."""
    seen = measured.observe(replace(settings, threads=1), size.target_people, size.target_years)
    if kind == "transaction":
        return measured.transaction_targets(seen)
    return measured.subscription_targets(seen, list(settings.channels))


# ---------------------------------------------------------------- targets on managers


def payout_worlds(bench: Bench) -> list[World]:
    """All shipped schemes for payouts, and a small team bonus in a retailer for its reaction."""
    bonus = Case(
        "team_bonus",
        own_schemes.small_team_bonus("team_bonus", TEAM_BONUS_PCT),
        {"ratchet_awareness": 0.0},  # C-11 is about campaigns of weeks: nobody fears next year's target
    )
    shop = _reference("retailer", bench.settings)
    shop = replace(
        shop, output=bench.settings.output, horizon=replace(shop.horizon, years=1), behaviour=bench.settings.behaviour
    )
    return [
        bench.home(*(bench.case(name) for name in bench.schemes)),
        World("shop", replace(shop, threads=1), (bench.case("fixed_pay"), bonus)),
    ]


def company_targets(seen: Seen) -> list[Target]:
    """C-10 over all schemes that pay a bonus, C-11 in the retailer, C-13 where own satisfaction is paid."""
    paying = [name for name in seen.outcomes["home", seen.seeds[0]] if name in choices("scheme")]
    runs = [run for name in paying for run in seen.of("home", name) if len(run.payouts)]
    return [*_payouts(runs), _reaction(seen), _inflation(seen)]


def _payouts(runs: list[Lived]) -> list[Target]:
    items = pd.DataFrame({"payout_pct": np.concatenate([run.items for run in runs])})
    payouts = pd.DataFrame(np.concatenate([run.payouts for run in runs]), columns=["payout_pct", "people"])
    return measured.payout_targets(items, payouts)


def _reaction(seen: Seen) -> Target:
    # the published bonus ran for months: what is moved across the end of a year was no part of it
    paid, fixed = (
        seen.numbers("shop", name, lambda run: float((run.revenue - run.moved).sum()))
        for name in ("team_bonus", "fixed_pay")
    )
    gain = float(np.mean(100.0 * (paid / fixed - 1.0)))
    return Target(
        "C-11",
        f"sales gained by a team bonus of {TEAM_BONUS_PCT:g} % of pay, year 1, %",
        1.5,
        5.0,
        gain,
        "Friebel et al. 2017 (no sales moved)",
    )


def _inflation(seen: Seen) -> Target:
    share = 100.0 * float(seen.numbers("home", "unit_satisfaction", lambda run: run.summary["inflated_share"]).mean())
    return Target("C-13", "answers begged for where own satisfaction is paid, %", 8.0, 20.0, share, "TrueDelta 2007")


# ---------------------------------------------------------------- keeping


def save(found: Verification, root: Path, provenance: Mapping[str, Any]) -> Path:
    """Write the full report as JSON to `root`/verify_<digest>/; returns the folder. The same content is written once."""
    folder = root / f"verify_{found.digest[:7]}"
    folder.mkdir(parents=True, exist_ok=True)
    content = {**found.as_mapping(), "digest": found.digest, **provenance}
    handle, name = tempfile.mkstemp(dir=folder, prefix=".unfinished-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(json.loads(exact_text(content)), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    Path(name).chmod(0o644)
    os.replace(name, folder / REPORT)
    return folder
