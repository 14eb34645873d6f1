"""Two companies compared by the journeys of their customers: as written in a file, lived on the same people and luck, what differed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import pandas as pd

from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.fields import group, param, text
from cxsim.base.reading import read_yaml
from cxsim.base.schema import Settings
from cxsim.study.canonical import content_digest
from cxsim.study.configuration import load
from cxsim.study.experiment.form import finnish, folder, key_of
from cxsim.study.jobs import run_jobs
from cxsim.study.journeys.flow import MEASURES, Flow, flow_of, pooled
from cxsim.study.progress import Progress
from cxsim.study.statistics import estimate_family, single_interval

DEFAULT = "silo_and_coordinated"
REPLICATIONS = "study.replications"
QUICK = (5, 600, 2)  # seeds, people, years
YEAR = 52  # weeks
UNVARIED = ("seed", "study", "output", "threads", "workers")  # what must be the same in both: runs are paired by seed


@dataclass(kw_only=True)
class Company:
    """One of the two: what it is called, and overrides in the words of the command line."""

    label_en: str = text()
    label_fi: str | None = finnish()
    overrides: list[str] = text()


@dataclass(kw_only=True)
class Pair:
    """Two companies whose journeys are laid side by side; the first is the one the other is taken from."""

    question_en: str = text()
    question_fi: str | None = finnish()
    base: list[str] = text()  # overrides of both
    companies: dict[str, Company] = group(Company)
    replications: int = param("seeds", 2, 1000, grade="-")
    customers: int = param("people in the market", 100, 1_000_000, grade="-")
    years: int = param("years", 1, 30, grade="-")
    limits_en: str = text("what it does not show")
    limits_fi: str | None = finnish()


@dataclass(frozen=True)
class Plan:
    """A pair with its checked settings by company, and the seeds."""

    name: str
    pair: Pair
    settings: dict[str, Settings]
    words: dict[str, tuple[str, ...]]  # overrides of each company, for a command that repeats it
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Lived:
    """Flows of the last year by company and seed."""

    plan: Plan
    flows: dict[tuple[str, int], Flow]
    digests: dict[tuple[str, int], str]

    @property
    def digest(self) -> str:
        """Name of the content, whoever computed it and in whatever order."""
        return content_digest({"pair": self.plan.name, "runs": sorted([name, seed, text] for (name, seed), text in self.digests.items())})

    def pooled(self, company: str) -> Flow:
        """The flow of all seeds together."""
        return pooled([self.flows[company, seed] for seed in self.plan.seeds])

    def values(self, company: str) -> np.ndarray:
        """(seeds, measures)"""
        return np.array([[self.flows[company, seed].measures[name] for name in MEASURES] for seed in self.plan.seeds])


def names() -> list[str]:
    """Shipped pairs."""
    return sorted(path.stem for path in (folder() / "pairs").glob("*.yaml"))


def read(name: str) -> Pair:
    """A shipped pair by its name, or one's own by its path. Raises InputError naming file and key."""
    own = name.endswith((".yaml", ".yml"))
    if own and not Path(name).is_file():
        raise InputError(Problem("is not a file", key="cxsim journeys", value=name))
    if not own and name not in names():
        raise InputError(Problem("is not a known pair of companies", key="cxsim journeys", value=name, allowed=", ".join(names()), fix=nearest(name, names())))
    path = Path(name) if own else folder() / "pairs" / f"{name}.yaml"
    found = build(Pair, read_yaml(path), str(path))
    problems = []
    if len(found.companies) != 2:
        problems.append(Problem("needs exactly two companies", str(path), "companies", ", ".join(found.companies)))
    for company, entry in found.companies.items():
        for override in entry.overrides:
            if key_of(override).split(".")[0] in UNVARIED:
                problems.append(Problem("may not differ: runs are paired by seed", str(path), f"companies.{company}.overrides", override))
    if problems:
        raise InputError(problems)
    return found


def plan_of(name: str, overrides: Sequence[str] = (), quick: bool = False, config_dir: str | None = None) -> Plan:
    """Settings of both companies with everybody's journeys recorded. Raises InputError for a wrong override, naming it."""
    pair = read(name)
    seeds, people, years = QUICK if quick else (pair.replications, pair.customers, pair.years)
    _refuse_varied(pair, overrides)
    given = [_whole(text.partition("=")[2]) for text in overrides if key_of(text) == REPLICATIONS]
    own = [text for text in overrides if key_of(text) != REPLICATIONS]
    settings, words = {}, {}
    for key, company in pair.companies.items():
        told = (*pair.base, f"customers.count={people}", f"horizon.years={years}", *company.overrides, *own)
        try:
            found = load(*told, config_dir=config_dir)
        except InputError as error:
            raise InputError([replace(fault, where=", ".join(part for part in (f"company {key}", fault.where) if part)) for fault in error.problems]) from None
        settings[key] = replace(found, threads=1, output=replace(found.output, journeys_logged=found.customers.count, panel=0))
        words[key] = (*(text for text in told if key_of(text).split(".")[0] not in ("output", "seed", "workers", "threads")), f"output.journeys_logged={found.customers.count}")
    first = next(iter(settings.values()))
    count = (given or [seeds])[-1]
    return Plan(Path(name).stem, pair, settings, words, tuple(range(first.seed, first.seed + count)))


def _refuse_varied(pair: Pair, overrides: Sequence[str]) -> None:
    taken = {key_of(text) for company in pair.companies.values() for text in company.overrides}
    for given in overrides:
        key = key_of(given)
        if any(key == name or key.startswith(f"{name}.") or name.startswith(f"{key}.") for name in taken):
            fix = "leave it out, or write a file of your own and name it: cxsim journeys mine/pair.yaml"
            raise InputError(Problem("is what the two companies differ in", key=key, value=given.partition("=")[2], fix=fix))


def _whole(text: str) -> int:
    if text.isdigit() and 1 <= int(text) <= 1_000:
        return int(text)
    raise InputError(Problem("is not a number of replications", key=REPLICATIONS, value=text, allowed="1 to 1000"))


def live(plan: Plan, workers: int = 0, progress: Progress | None = None) -> Lived:
    """Simulate both companies with every seed; the same for any number of workers. Raises InputError when a record was cut or nothing was lived."""
    jobs: dict[Any, Any] = {
        (name, seed): (_one, (replace(settings, seed=seed),)) for seed in plan.seeds for name, settings in plan.settings.items()
    }
    found = run_jobs(jobs, workers, progress)
    for name in plan.settings:
        if not any(found[name, seed][0].journeys for seed in plan.seeds):
            raise InputError(Problem("no journey ended in the last year", f"company {name}", fix="more people, years or seeds: customers.count, horizon.years, study.replications"))
    return Lived(plan, {key: flow for key, (flow, _) in found.items()}, {key: digest for key, (_, digest) in found.items()})


def _one(settings: Settings) -> tuple[Flow, str]:
    """Flow of the last year of one run, and the run's digest."""
    from cxsim.simulation.run import run
    from cxsim.study.journeys.source import log_of

    log = log_of(run(settings))
    return flow_of(log.events, YEAR * (settings.horizon.years - 1) + 1), log.run_digest


def levels(lived: Lived) -> pd.DataFrame:
    """Mean of each measure and company over the seeds, with its own 95 % interval."""
    rows = []
    for company in lived.plan.settings:
        for name, column in zip(MEASURES, lived.values(company).T):
            mean, _, _, lo, hi, n = single_interval(column)
            rows.append((company, name, mean, lo, hi, n))
    return pd.DataFrame(rows, columns=["company", "measure", "mean", "lo", "hi", "n"])


def differences(lived: Lived) -> pd.DataFrame:
    """Second company less the first, paired by seed; 95 % intervals that hold together over all measures."""
    first, second = lived.plan.settings
    estimates = estimate_family(lived.values(second) - lived.values(first))
    rows = [(name, e.mean, e.lo, e.hi, e.n, e.state) for name, e in zip(MEASURES, estimates)]
    return pd.DataFrame(rows, columns=["measure", "mean", "lo", "hi", "n", "state"])
