"""Customers who leave by chance alone: geometric survival, mean life, lifetime value; and the fall of error with numbers.

Leaving is constant once nobody differs in loyalty (`customers.frailty_sd` and the reading's `loyalty_slope` at 0) and
nobody joins. What remains is either the weekly chance of leaving for outside reasons or the yearly renewal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers.population import Population
from cxsim.customers.rules import make_offer
from cxsim.customers.service import ServiceState
from cxsim.simulation.tables import lifetime_value
from cxsim.study.configuration import load
from cxsim.trust.closed_forms.special import NAME
from cxsim.trust.lines import Line, Notebook

YEAR, QUARTER = 52, 13
LOSS, DISCOUNT = 0.25, 0.10  # a year
PEOPLE, FEW_PEOPLE = 1_000_000, 100_000
LONG, EARLY = 20, 4  # years lived; years in which enough are left for half a per cent
Z_LIMIT, RELATIVE = 4.5, 0.5  # standard errors; per cent at a million customers, more for fewer in proportion to the root
SIZES, SEEDS = (100, 1_000, 10_000, 100_000), (24, 24, 24, 12)
SLOPE_GAP = 0.1
STORED = 1e-5  # records keep 32-bit numbers
FADES = 40  # routine episodes a year in the world of expectations


def lines(settings: Settings, quick: bool) -> list[Line]:
    """Both ways of leaving, a life with everything in it, the error of a mean, and expectations."""
    return [*leaving(settings, quick), *error_of_a_mean(settings, quick), expectation(settings, quick)]


# ---------------------------------------------------------------- leaving by chance


@dataclass(frozen=True)
class Cohort:
    """People who started together: those left after each period, shape (periods + 1,)."""

    left_over: np.ndarray
    per_year: int

    def survival(self, years: int) -> tuple[np.ndarray, np.ndarray]:
        """Share still there after 1 .. `years` and its standard error around the truth (1 - c)^t."""
        truth = (1.0 - LOSS) ** np.arange(1, years + 1)
        share = self.left_over[self.per_year :: self.per_year][:years] / self.left_over[0]
        return share, np.sqrt(truth * (1.0 - truth) / self.left_over[0])

    def present_value(self) -> float:
        """Worth today of a margin of 1 a year for everybody still there at the end of each period, per head."""
        share = self.left_over[1:] / self.left_over[0]
        wait = np.arange(1, share.size + 1) / self.per_year
        return float(np.sum(share / (1.0 + DISCOUNT) ** wait)) / self.per_year

    def mean_life(self) -> float:
        """Years lived as a customer by anybody over leavers: 1 / c where leaving is constant."""
        at_risk, leavers = self.left_over[:-1].sum(), self.left_over[0] - self.left_over[-1]
        return float(at_risk / leavers) / self.per_year


def only_chance(settings: Settings, people: int, weekly: bool, quiet: bool = True) -> Settings:
    """Everybody a customer at the start, nobody joins, and leaving has one constant cause; `quiet`: no episodes at all."""
    c, b = settings.customers, settings.business
    flat = {name: replace(reading, loyalty_slope=0.0) for name, reading in c.readings.items()}
    rates = {"issue_rate": 0.0, "routine_rate": 0.0} if quiet else {}
    chance = {"outside_leave": LOSS, "renewal_base": 20.0} if weekly else {"outside_leave": 0.0, "renewal_base": math.log(1.0 / LOSS - 1.0)}
    return replace(
        settings,
        customers=replace(c, count=people, frailty_sd=0.0, readings=flat),
        business=replace(b, subscription=True, transaction=False, start_share=1.0, **rates, **chance),
        market=replace(settings.market, join_per_week=0.0, return_per_week=0.0, outside_offer=0.0, improvement_per_year=0.0),
        survey=replace(settings.survey, relationship_rate=0.0),
        output=replace(settings.output, journeys_logged=0, panel=0),
        threads=1,
    )


def lived(settings: Settings, years: int, period: int) -> Cohort:
    """Let a market live and count who is left after each `period` of weeks."""
    population, service = Population(settings), ServiceState.reference(settings)
    if not settings.business.outside_leave:
        population.live(1, service)  # renewals fall due in weeks 1 to 52: after the first week years are whole
    left_over = [population.customers]
    for _ in range(years * YEAR // period):
        population.live(period, service)
        left_over.append(population.customers)
    return Cohort(np.array(left_over), YEAR // period)


def leaving(settings: Settings, quick: bool) -> list[Line]:
    """Survival, mean life and worth against the geometric law."""
    note, people = Notebook(NAME, "leaving by chance"), FEW_PEOPLE if quick else PEOPLE
    yearly = lived(only_chance(settings, people, weekly=False), LONG, YEAR)
    weekly = lived(only_chance(settings, people, weekly=True), EARLY, QUARTER)
    busy = lived(only_chance(settings, people // 10, weekly=True, quiet=False), EARLY, YEAR)
    told = f"{people:,} customers, {LOSS:.0%} lost a year"
    near = RELATIVE * math.sqrt(PEOPLE / people)
    return [
        *_survival(note, "yearly renewal", yearly, LONG, near, f"{told}, renewals by a constant chance"),
        *_survival(note, "leaving any week", weekly, EARLY, near, f"{told}, outside reasons only"),
        _z(note, "with issues, talk and memory", busy, EARLY, f"{people // 10:,} customers who live through everything, but leave by chance"),
        _close(note, "mean life 1 / c", yearly.mean_life(), 1.0 / LOSS, near, "years", "customer-years lived over leavers"),
        _close(note, "lifetime value m (1 - c) / (d + c)", yearly.present_value(), value_of(1), near, "margins", f"a margin of 1 a year as it came in {LONG} years, discounted by {DISCOUNT:.0%}, per head; what comes later is worth .05 %"),
        _close(note, "lifetime value as reported", reported_value(weekly), value_of(weekly.per_year), near, "margins", "the figure runs report, from margin, customers and leavers, paid by the quarter"),
    ]  # fmt: skip


def value_of(per_year: int) -> float:
    """m r / (1 + d - r) for a margin of 1 a year paid `per_year` times, with r and d of one period."""
    kept, discount = (1.0 - LOSS) ** (1.0 / per_year), (1.0 + DISCOUNT) ** (1.0 / per_year) - 1.0
    return kept / (1.0 + discount - kept) / per_year


def _survival(note: Notebook, name: str, cohort: Cohort, years: int, near: float, told: str) -> list[Line]:
    share, _ = cohort.survival(EARLY)
    truth = (1.0 - LOSS) ** np.arange(1, EARLY + 1)
    off = 100.0 * float(np.max(np.abs(share / truth - 1.0)))
    measured = f"largest relative gap of survival from (1 - c)^t, years 1 to {EARLY}"
    return [
        _z(note, f"{name}: survival, standard errors", cohort, years, told),
        note.banded(f"{name}: survival, relative gap", off, 0.0, near, "%", measured, "geometric law"),
    ]


def _z(note: Notebook, name: str, cohort: Cohort, years: int, told: str) -> Line:
    share, error = cohort.survival(years)
    z = np.abs(share - (1.0 - LOSS) ** np.arange(1, years + 1)) / error
    measured = f"largest distance of survival from (1 - c)^t in {years} years; {told}"
    return note.banded(name, float(np.max(z)), 0.0, Z_LIMIT, "standard errors", measured, "geometric law")


def _close(note: Notebook, name: str, value: float, truth: float, near: float, unit: str, what: str) -> Line:
    return note.agrees(name, value, truth, truth * near / 100.0, unit, what, "Gupta and Lehmann 2003")


def reported_value(cohort: Cohort) -> float:
    """The figure runs report, from the customers and leavers of all periods and a margin of 1 a year; per head."""
    stayed, left = int(cohort.left_over[1:].sum()), int(cohort.left_over[0] - cohort.left_over[-1])
    return lifetime_value(stayed / cohort.per_year, stayed, left, DISCOUNT)


# ---------------------------------------------------------------- expectations without luck


def expectation(settings: Settings, quick: bool) -> Line:
    """Expectation after n episodes of one quality: q + (1 - step)^n (start - q), person by person."""
    note = Notebook(NAME, "no luck left")
    world = load("company=null_company", f"customers.count={2_000 if quick else 20_000}", f"seed={settings.seed}")
    c = replace(world.customers, quality_noise=0.0)
    world = replace(
        world, customers=c, threads=1,
        business=replace(world.business, start_share=1.0, issue_rate=0.0, routine_rate=FADES, outside_leave=0.0, renewal_base=20.0),
    )  # fmt: skip
    population, service = Population(world), ServiceState.reference(world)
    before = population.columns.view("expectation").astype(float)
    quality = float(make_offer(population.rules, population.facts, service).felt[population.facts.available][0])  # of its only channel
    population.live(YEAR, service)
    people = population.columns.people
    step = np.where(before < quality, c.expectation_up, c.expectation_down)
    truth = quality + (1.0 - step) ** people["contacts"] * (before - quality)
    off = float(np.max(np.abs(people["expectation"] - truth)))
    told = f"{people.size:,} people, {people['contacts'].mean():.0f} episodes each on average"
    return note.banded("expectation after n episodes", off, 0.0, STORED, "quality", f"largest gap from q + (1 - step)^n (start - q); {told}", "difference equation", note="people are kept as 32-bit numbers")


# ---------------------------------------------------------------- error of a mean


def error_of_a_mean(settings: Settings, quick: bool) -> list[Line]:
    """How the spread over seeds falls with the number of people: straight line of log spread on log number."""
    note = Notebook(NAME, "error of a mean")
    sizes, seeds = (SIZES[:3], (8, 8, 8)) if quick else (SIZES, SEEDS)
    spread = np.array([spread_of(settings, size, count) for size, count in zip(sizes, seeds)])
    slopes = [float(np.polyfit(np.log(sizes), np.log(values), 1)[0]) for values in spread.T]
    told = f"{sizes[0]:,} to {sizes[-1]:,} people, {max(seeds)} to {min(seeds)} seeds, one year"
    rows = zip(("customers kept", "true index"), slopes)
    return [note.agrees(f"{name}: slope", slope, -0.5, SLOPE_GAP, "log per log", f"standard deviation over seeds; {told}", "central limit theorem") for name, slope in rows]


def spread_of(settings: Settings, size: int, count: int) -> np.ndarray:
    """Standard deviation over seeds of customers kept (share) and of the true index, after a year."""
    return np.std([_year_of(settings, size, settings.seed + 1000 + k) for k in range(count)], axis=0, ddof=1)


def _year_of(settings: Settings, size: int, seed: int) -> tuple[float, float]:
    sized = replace(settings, customers=replace(settings.customers, count=size), output=replace(settings.output, journeys_logged=0), threads=1, seed=seed)
    population, service = Population(sized), ServiceState.reference(sized)
    population.mark_start()
    start = population.customers
    population.live(YEAR, service)
    total, customers = population.stock()
    return population.kept() / start, total / customers / 1e6
