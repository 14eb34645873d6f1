"""Models broken on purpose: take away what a pattern is said to come from, and the pattern must go.

Each effect is measured in the model as it is and in the broken one on the same seeds. It counts as lost when the
broken model keeps less than a quarter of it, a limit set before anything was measured.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, NamedTuple, Sequence

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers.columns import CUSTOMER, NONE
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, WEEKS
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns import people, weights
from cxsim.trust.patterns.bench import SECTION, Bench
from cxsim.trust.patterns.worlds import Seen, World, outcome
from cxsim.trust.targets import ASKED_OFTEN
from cxsim.trust.verdicts import LESS, MORE, interval

KEPT = 0.25  # share of the effect that a broken model may keep
MORE_PEOPLE = 6  # times the people of a run: the lowest scores are rare
TEMPERED_YEARS = 4  # before scores are taken
RETENTION_YEARS = 4
WORST, BEST = (0, 2), (9, 10)  # scores, as in C-1
NARROWEST = 100.0  # gamma shape: the least spread a setting allows
A_WEEK = 1.0  # the shortest half-life a setting allows, weeks
BAD_YEAR = -0.1  # quality, 0-1


class Effect(NamedTuple):
    """An effect by seed, in the model as it is and in the broken one."""

    name: str
    expected: str
    sizes: Sequence[np.ndarray]  # (intact, broken), each (seeds,)
    unit: str
    what: str


def lost(note: Notebook, effects: list[Effect], kept: float = KEPT) -> list[Line]:
    """Two lines an effect: its size in the model as it is, and the share of it that is left in the broken one."""
    found, limit = [], "lost when below a quarter, either side of zero" if kept else "must be exactly nothing"
    for name, expected, (intact, broken), unit, what in effects:
        share, lo, hi, n = share_left(intact, broken)
        size, low, high, _ = interval(broken)
        told = f"broken {size:+.3g} {unit}, {low:.3g} to {high:.3g}"
        found += [
            note.find(f"{name}: intact", expected, intact, unit, what),
            note.banded(f"{name}: left", share, -100.0 * kept, 100.0 * kept, "%", f"effect in the broken model over the intact one; {limit}", "assumption, set beforehand", note=told, lo=lo, hi=hi, n=n),
        ]  # fmt: skip
    return found


def share_left(intact: np.ndarray, broken: np.ndarray) -> tuple[float, float, float, int]:
    """Ratio of means in %, with the interval of a ratio of paired means (to first order)."""
    both = np.isfinite(intact) & np.isfinite(broken)
    a, b = intact[both], broken[both]
    if not a.size or not a.mean():
        return np.nan, np.nan, np.nan, int(a.size)
    ratio = float(b.mean() / a.mean())
    _, lo, hi, n = interval((b - ratio * a) / a.mean())
    return 100.0 * ratio, 100.0 * (ratio + lo), 100.0 * (ratio + hi), n


# ---------------------------------------------------------------- people alike


def alike(settings: Settings) -> Settings:
    """Customers who start out the same: no spread of temper, rates, talk, taste, expectation or answering style."""
    c, b = settings.customers, settings.business
    readings = {name: replace(reading, prior_sd=0.0) for name, reading in c.readings.items()}
    return replace(
        settings,
        customers=replace(c, readings=readings, frailty_sd=0.0, style_sd=0.0, expectation_sd=0.0, talk_shape=NARROWEST),
        business=replace(b, issue_shape=NARROWEST, routine_shape=NARROWEST),
        channels={name: replace(channel, taste_sd=0.0) for name, channel in settings.channels.items()},
    )


def alike_worlds(bench: Bench) -> list[World]:
    """Customers alone under the reference service."""
    return [World("people alike", bench.settings, probe=differing)]


def differing(settings: Settings) -> dict[str, Any]:
    """By state: survival gap between best and worst scores, % points; share of worst scores, %; correlation of score
    and staying; rise of retention with age, % points; (4,)."""
    return {
        name: np.array([*survival_by_score(made), retention_rise(made)])
        for name, made in (("intact", settings), ("broken", alike(settings)))
    }


def survival_by_score(settings: Settings) -> tuple[float, float, float]:
    """Per cent still customers a year after, best less worst scores; per cent of worst scores; r of score and staying."""
    often = replace(settings.survey, relationship_rate=ASKED_OFTEN)
    population, service = _market(replace(settings, survey=often)), ServiceState.reference(settings)
    population.live(TEMPERED_YEARS * QUARTERS * WEEKS - WEEKS, service)
    population.columns.view("last_answer")[:] = NONE
    population.live(WEEKS, service)
    state = population.columns.people
    asked = (state["status"] == CUSTOMER) & (state["last_answer"] != NONE)
    scores = state["last_answer"][asked].astype(int)
    population.mark_start()
    population.live(QUARTERS * WEEKS, service)
    stayed = state["kept"][asked] == 1
    worst, best = (stayed[(scores >= low) & (scores <= high)] for low, high in (WORST, BEST))
    gap = 100.0 * float(best.mean() - worst.mean()) if worst.size and best.size else np.nan
    both = len(set(scores)) > 1 and 0 < stayed.mean() < 1
    r = float(np.corrcoef(scores, stayed)[0, 1]) if both else np.nan
    return gap, 100.0 * worst.size / max(scores.size, 1), r


def retention_rise(settings: Settings) -> float:
    """Yearly retention of a cohort of newcomers, its fourth year less its first, % points."""
    nobody = replace(settings.business, start_share=0.0)
    population, service = _market(replace(settings, business=nobody)), ServiceState.reference(settings)
    state, year = population.columns.people, QUARTERS * WEEKS
    population.live(year, service)
    there, left_over = (state["status"] == CUSTOMER), []
    for _ in range(RETENTION_YEARS + 1):
        left_over.append(int(there.sum()))
        population.live(year, service)
        there = there & (state["status"] == CUSTOMER) & (state["joined"] < year)
    kept = np.array(left_over[1:]) / np.maximum(left_over[:-1], 1)
    return 100.0 * float(kept[-1] - kept[0])


def _market(settings: Settings) -> Population:
    return Population(replace(settings, customers=replace(settings.customers, count=MORE_PEOPLE * settings.customers.count)))


def people_alike(seen: Seen) -> list[Line]:
    """Both patterns of difference between people."""
    intact, broken = (np.array(seen.of("people alike", name)) for name in ("intact", "broken"))
    rare = f"worst scores are {intact[:, 1].mean():.1f} % of answers, broken {broken[:, 1].mean():.1f} %"
    effects = [
        Effect("survival gap by score", MORE, (intact[:, 0], broken[:, 0]), "% points", f"one-year survival, scores 9-10 less 0-2; broken: customers start alike; {rare}"),
        Effect("score and staying", MORE, (intact[:, 2], broken[:, 2]), "r", "correlation of score and staying a year, asked after the gap had been seen"),
        Effect("retention rises with age", MORE, (intact[:, 3], broken[:, 3]), "% points", "yearly retention of newcomers, year 4 less year 1; broken: customers start alike"),
    ]  # fmt: skip
    return lost(Notebook(SECTION, "people alike"), effects)


# ---------------------------------------------------------------- no journey crosses


def separate_worlds(bench: Bench) -> list[World]:
    """The worlds of company scope; the dial as shipped and at nothing."""
    return weights.scope_worlds(bench)


def separate(seen: Seen) -> list[Line]:
    """The advantage of company scope at equal power."""
    pairs = (
        ("company scope, straight curve", "company_straight", "own_straight", "100 % company less own, equal power, straight curve, no polish"),
        ("company scope, usual curve", "company_powered", "unit_satisfaction", "100 % company less own, equal power, usual curve"),
    )  # fmt: skip
    effects = [
        Effect(name, MORE, [seen.less(f"crossing {share:g}", case, other, weights.true_cx) for share in (0.3, 0.0)], "points", f"true CX, {what}; intact: three journeys in ten cross, broken: none")
        for name, case, other, what in pairs
    ]  # fmt: skip
    return lost(Notebook(SECTION, "no journey crosses"), effects)


# ---------------------------------------------------------------- managers who ignore pay


def deaf_worlds(bench: Bench) -> list[World]:
    """The company as it is and with managers who do not hear pay."""
    cases = tuple(bench.case(name) for name in ("fixed_pay", "unit_growth", "unit_satisfaction"))
    return [bench.home(*cases), bench.deaf(*cases)]


def deaf(seen: Seen) -> list[Line]:
    """Growth pay and the gap between measured and true must come to exactly nothing."""

    def both(case: str, read: Callable[[Any], float]) -> list[np.ndarray]:
        return [seen.less(world, case, "fixed_pay", read) for world in ("home", "deaf")]

    first_year = lambda item: float(item.revenue[:QUARTERS].sum()) / 1e3  # noqa: E731
    effects = [
        Effect("growth pay, revenue of year 1", MORE, both("unit_growth", first_year), "1,000 EUR", "unit growth less fixed pay; broken: managers ignore pay"),
        Effect("growth pay, true CX", LESS, both("unit_growth", outcome("true_cx")), "points", "unit growth less fixed pay, last year; broken: managers ignore pay"),
        Effect("gap of measured and true", MORE, both("unit_satisfaction", outcome("satisfaction_gap")), "points", "contact score, own satisfaction paid less fixed pay; broken: managers ignore pay"),
    ]  # fmt: skip
    return lost(Notebook(SECTION, "pay ignored"), effects, kept=0.0)


# ---------------------------------------------------------------- no memory


def forgetful(settings: Settings) -> Settings:
    """Customers whose memories halve every week and whose expectations never move."""
    c = replace(settings.customers, fast_half_life=A_WEEK, slow_half_life=A_WEEK, expectation_up=0.0, expectation_down=0.0)
    return replace(settings, customers=c)


def memory_worlds(bench: Bench) -> list[World]:
    """A bad year and an improvement, remembered and forgotten."""
    return [
        *people.fading_worlds(bench),
        World("one-off, no memory", forgetful(bench.settings), probe=people.one_off),
        World("bad year", bench.settings, probe=bad_year),
        World("bad year, no memory", forgetful(bench.settings), probe=bad_year),
    ]


def bad_year(settings: Settings) -> dict[str, Any]:
    """Customers kept of those at the start (%), and true index of the year after, with a bad year less without, (2,)."""
    warm = warm_up(settings).population
    plain = ServiceState.reference(settings)
    worse = replace(plain, quality=np.clip(plain.quality + BAD_YEAR, 0.0, 1.0))
    return {"cost": _two_years(warm, worse, plain) - _two_years(warm, plain, plain)}


def _two_years(start: Population, first: ServiceState, second: ServiceState) -> np.ndarray:
    population, index = start.copy(), []
    population.mark_start()
    customers = max(population.customers, 1)
    population.live(QUARTERS * WEEKS, first)
    for _ in range(QUARTERS):
        population.live(WEEKS, second)
        total, people_now = population.stock()
        index.append(total / max(people_now, 1) / 1e6)
    return np.array([100.0 * population.kept() / customers, np.mean(index)])


def memory(seen: Seen) -> list[Line]:
    """What a bad year costs, and the overshoot of an improvement."""
    cost, without = (np.array(seen.of(world, "cost")) for world in ("bad year", "bad year, no memory"))
    lift, plain = (overshoot(seen, world) for world in ("one-off", "one-off, no memory"))
    effects = [
        Effect("bad year, customers kept", LESS, (cost[:, 0], without[:, 0]), "% points", "kept two years, the first with quality .1 lower, less both as usual; broken: memory of a week"),
        Effect("bad year, index a year later", LESS, (cost[:, 1], without[:, 1]), "points", "true index of the year after; broken: memory of a week"),
        Effect("overshoot of an improvement", MORE, (lift, plain), "points", "journey score, first half-year less last year of a lasting improvement of .1; broken: expectations fixed"),
    ]  # fmt: skip
    return lost(Notebook(SECTION, "no memory"), effects)


def overshoot(seen: Seen, world: str) -> np.ndarray:
    """Lift of the journey score in the first half-year less that of the last year, (seeds,)."""
    journey = np.array(seen.of(world, "permanent"))[:, 0]
    return np.asarray(journey[:, :2].mean(axis=1) - journey[:, -QUARTERS:].mean(axis=1))
