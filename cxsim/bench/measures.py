"""What is measured, one function per figure; each returns plain numbers under fixed names."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.base.streams import subkey
from cxsim.bench.kernels import floor, look_around_core, look_around_numpy
from cxsim.bench.timing import in_fresh_process, interleaved, spread
from cxsim.customers.columns import Columns
from cxsim.customers.ledger import Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState

WEEKS, YEARS = 13, 5
YEAR_WEEKS = 52
DECADE = 520
MILLION = 1_000_000


@dataclass(frozen=True)
class Size:
    """How large the bench is; `QUICK` is for a first look."""

    people: int = 100_000
    many: int = MILLION
    growth: tuple[int, ...] = (10_000, 100_000, MILLION, 10_000_000)
    rounds: int = 5
    twin_people: int = 2_000
    twin_weeks: int = 8
    members: int = 120
    member_people: int = 5_000
    decade: bool = True
    starts: bool = True
    hydra_members: int = 48


NORMAL = Size()
QUICK = Size(growth=(10_000, 100_000, MILLION), rounds=3, twin_weeks=4, members=48, decade=False, hydra_members=12)
TINY = Size(2_000, 4_000, (1_000, 2_000), 1, 200, 3, 2, 300, False, False, 2)


def sized(settings: Settings, people: int, threads: int = 1) -> Settings:
    """The same settings for another number of people, nothing recorded."""
    output = replace(settings.output, journeys_logged=0, panel=0)
    return replace(settings, customers=replace(settings.customers, count=people), output=output, threads=threads)


def living(settings: Settings) -> tuple[Population, ServiceState]:
    """A population after its first quarter, and the service it meets."""
    population, service = Population(settings), ServiceState.reference(settings)
    population.live(WEEKS, service)
    return population, service


def core_against_floor(settings: Settings, size: Size) -> dict[str, Any]:
    """Nanoseconds per person and week of the core and of its floor, which draws as much and touches each column once."""
    population, service = living(sized(settings, size.people))
    share = visits_per_week(population, service)
    scrap = population.columns.people.copy()
    work = size.people * WEEKS
    variants = {
        "core": lambda: population.live(WEEKS, service),
        "floor": lambda: floor(scrap, int(share * 65_536), WEEKS, 1),
    }
    floor(scrap[:10], 100, 1, 1)
    seconds = interleaved(variants, size.rounds)
    core, base = (spread(seconds[name], work) for name in variants)
    return {
        "people": size.people,
        "core": core,
        "floor": base,
        "floor_visits_per_person_week": share,
        "ratio_to_floor": core["min_ns"] / base["min_ns"],
        "customer_weeks_per_second": 1e9 / core["min_ns"],
        "live_customers_share": float(population.customers / size.people),
    }


def visits_per_week(population: Population, service: ServiceState) -> float:
    """Share of person-weeks with something to do, from what a quarter counts (issues, routines, joining, answers)."""
    ledger = Ledger(population.copy().live(WEEKS, service), population.layout)
    events = ledger.issues + ledger.routines + ledger.occasions_lost + ledger.joined + ledger.score_invited
    return float(events.sum()) / (WEEKS * population.columns.count)


def threads(settings: Settings, size: Size) -> dict[str, Any]:
    """Wall seconds of a quarter of many people on one and on two threads; results are the same bytes."""
    one, service = living(sized(settings, size.many))
    two = Population(sized(settings, size.many, threads=2), columns=one.columns.copy(), rules=one.rules, facts=one.facts, week=one.week)
    seconds = interleaved({"one": lambda: one.live(WEEKS, service), "two": lambda: two.live(WEEKS, service)}, min(size.rounds, 3), time.perf_counter)
    found = {name: spread(times, size.many * WEEKS) for name, times in seconds.items()}
    quarter = min(seconds["two"])
    return {
        "people": size.many,
        "same_bytes": one.digest() == two.digest(),
        "one_thread": found["one"],
        "two_threads": found["two"],
        "speed_up": found["one"]["min_ns"] / found["two"]["min_ns"],
        "decade_seconds_two_threads_extrapolated": quarter * DECADE / WEEKS,
    }


def decade(settings: Settings, size: Size) -> dict[str, Any]:
    """Ten years of many people on two threads, really run."""
    population, service = living(sized(settings, size.many, threads=2))
    begun = time.perf_counter()
    population.live(DECADE, service)
    return {"people": size.many, "weeks": DECADE, "wall_seconds": time.perf_counter() - begun}


def growth(settings: Settings, size: Size) -> dict[str, Any]:
    """Nanoseconds per person and week, and peak memory, by number of people; each in a process of its own."""
    rows = []
    for people in size.growth:
        found = in_fresh_process(_GROWTH.format(people=people, company=settings.company.name))
        rows.append({"people": people, "ns": found["ns"], "peak_mb": found["peak_mb"], "birth_seconds": found["birth"]})
    columns = Columns.empty(1)
    each = columns.people.nbytes + columns.event_prob.nbytes + columns.wake.nbytes + columns.heard.nbytes
    last, many = rows[-1], 10 * MILLION
    measured = last["people"] == many
    peak = last["peak_mb"] if measured else rows[0]["peak_mb"] + each * many / 2**20
    return {"rows": rows, "bytes_per_person": each, "ten_million_peak_mb": peak, "ten_million_measured": measured}


_GROWTH = """
import time, cxsim
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
settings = cxsim.load("company={company}", "customers.count={people}", "output.journeys_logged=0", "output.panel=0")
begun = time.process_time()
population, service = Population(settings), ServiceState.reference(settings)
born = time.process_time() - begun
population.live(1, service)
begun = time.process_time()
population.live(13, service)
found = {{"ns": 1e9 * (time.process_time() - begun) / (13 * {people}), "birth": born}}
"""


def stage(size: Size) -> dict[str, Any]:
    """The look-around at everybody in NumPy and as the core does it; the lists must agree."""
    n, rng = size.people, np.random.Generator(np.random.Philox(7))
    chance, wake, told = rng.random(n) * 0.5, np.full(n, 10**6, np.int32), np.zeros(n, np.uint8)
    key = np.uint64(subkey(np.uint64(3), 5))
    luck, due, visits = np.empty(n), np.empty(n, np.bool_), np.empty(n + 1, np.int32)
    count = look_around_core(key, 0, chance, wake, told, 1, luck, due, visits)
    same = np.array_equal(visits[:count], look_around_numpy(key, 0, chance, wake, told, 1))
    variants = {
        "numpy": lambda: look_around_numpy(key, 0, chance, wake, told, 1),
        "core": lambda: look_around_core(key, 0, chance, wake, told, 1, luck, due, visits),
    }
    found = {name: spread(times, n) for name, times in interleaved(variants, size.rounds * 3).items()}
    return {**found, "same_result": same, "ratio_numpy_to_core": found["numpy"]["min_ns"] / found["core"]["min_ns"]}


def twin(settings: Settings, size: Size) -> dict[str, Any]:
    """The core against a plain Mesa model, one object per person, of the same rules; in a checkout only."""
    folder = Path(__file__).resolve().parents[2] / "tests" / "oracle"
    if not folder.is_dir():
        return {"available": False, "reason": "the plain Mesa twin lives with the tests of a checkout"}
    sys.path.insert(0, str(folder))
    try:
        from twin_luck import FreeLuck  # type: ignore[import-not-found]
        from twin_market import Market  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(folder))
    small = sized(settings, size.twin_people)
    _, service = living(small)
    market = Market(small, Population(small).columns, FreeLuck(small.seed), stored=float, shuffled=True)
    core = Population(sized(settings, size.people))
    begun = time.thread_time()
    market.live(size.twin_weeks, service)
    plain = (time.thread_time() - begun) / (size.twin_people * size.twin_weeks)
    begun = time.thread_time()
    ledger = Ledger(core.live(size.twin_weeks, service), core.layout)
    fast = (time.thread_time() - begun) / (size.people * size.twin_weeks)
    agree = fingerprint(Ledger(market.book.rows(), core.layout), size.twin_people, ledger, size.people)
    ratio = {"ratio_mesa_to_core": plain / fast} if agree["agree"] else {}
    return {"available": True, "mesa_ns": 1e9 * plain, "core_ns": 1e9 * fast, **agree, **ratio}


def fingerprint(left: Ledger, left_people: int, right: Ledger, right_people: int) -> dict[str, Any]:
    """Whether two worlds agree within noise on routines, issues and contacts per person; no ratio without that."""
    far = 0.0
    for counts in (lambda b: b.routines, lambda b: b.issues, lambda b: b.contacts):
        a, b = float(np.sum(counts(left))), float(np.sum(counts(right)))
        expected = b / right_people * left_people
        far = max(far, abs(a - expected) / (max(expected, 1.0) * (1.0 + left_people / right_people)) ** 0.5)
    # contacts come in bursts, so their spread is above Poisson: 6 stands for about 4 standard errors
    return {"agree": far < 6.0, "distance_in_root_counts": far}


def starts() -> dict[str, Any]:
    """Seconds from nothing: import, first result with and without compiled kernels at hand."""
    importing = in_fresh_process("import time; t = time.perf_counter(); import cxsim; found = {'s': time.perf_counter() - t}")
    tiny = 'import cxsim; r = cxsim.run(cxsim.load("experiment=tiny")); found = {"kept": r.summary["customers_kept_pct"]}'
    in_fresh_process(tiny)
    warm, cold = in_fresh_process(tiny), in_fresh_process(tiny, cold=True)
    return {
        "import_seconds": importing["s"],
        "first_result_warm_seconds": warm["wall_seconds"],
        "first_result_cold_seconds": cold["wall_seconds"],
    }


def sweep(settings: Settings, size: Size) -> dict[str, Any]:
    """Members of a sweep per minute on two processes: `member_people` people, five years, one scheme each.

    Twelve members share a warm-up, as in a study; `alone` members each live their own. As for kernels, the fastest of
    `rounds` rounds counts, since neighbours on a shared machine only ever slow it down; the median is told beside it.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from cxsim.base.collector import seldom

    small = sized(settings, size.member_people)
    small = replace(small, horizon=replace(small.horizon, years=YEARS), workers=2)
    found: dict[str, Any] = {"people": size.member_people, "years": YEARS, "processes": 2}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=seldom) as pool:  # as workers of a study
        list(pool.map(member_batch, [small] * 4, [1] * 4, range(4)))  # both processes awake, kernels loaded

        batches = {"shared_warm_up": 12, "alone": 1}
        jobs = {name: max(2, size.members // batch) for name, batch in batches.items()}

        def lived(name: str) -> None:
            list(pool.map(member_batch, [small] * jobs[name], [batches[name]] * jobs[name], range(jobs[name])))

        took = interleaved({name: partial(lived, name) for name in batches}, size.rounds, time.perf_counter)
    for name, batch in batches.items():
        members = jobs[name] * batch
        found[f"{name}_per_minute"] = 60.0 * members / min(took[name])
        found[f"{name}_per_minute_median"] = 60.0 * members / median(took[name])
    return found


def member_batch(settings: Settings, members: int, seed: int) -> list[float]:
    """Customers kept in `members` runs on one seed, abreast as the schemes of a study; the work of one job."""
    from cxsim.pay.scheme import Scheme
    from cxsim.simulation.run import simulate_all, warm_up

    settings = replace(settings, seed=seed + 1)
    warm, scheme = warm_up(settings), Scheme.from_mapping(settings.scheme)
    return [run.summary["customers_kept_pct"] for run in simulate_all(settings, [scheme] * members, warm)]
