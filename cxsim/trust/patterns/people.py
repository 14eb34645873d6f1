"""Patterns of customers alone, without managers: fading improvements, a bad channel, and how long a market settles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers import metrics
from cxsim.customers.ledger import Ledger
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, WEEKS, CxModel
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.patterns.bench import SECTION, Bench
from cxsim.trust.patterns.worlds import Seen, World
from cxsim.trust.verdicts import LESS, MORE, NIL, OPEN

STEP = 0.1  # quality, 0-1
FADING_YEARS = 3  # at least: one of improvement, one after its withdrawal, one to see what stays
BAD = 0.45  # quality of a channel run badly
ADDED = "chat"
SETTLING_YEARS = 8
SETTLED_INDEX, SETTLED_CUSTOMERS = 0.5, 1.0  # points and % a year


# ---------------------------------------------------------------- a one-off improvement


def fading_worlds(bench: Bench) -> list[World]:
    """Quality up by a tenth for good, for a year, and not at all."""
    return [World("one-off", bench.settings, probe=one_off)]


def one_off(settings: Settings) -> dict[str, Any]:
    """Lift of the journey score and of the true index by quarter, (quarters,): permanent and one-year improvement."""
    warm = warm_up(settings).population
    plain = ServiceState.reference(settings)
    better = replace(plain, quality=np.clip(plain.quality + STEP, 0.0, 1.0))
    quarters = max(settings.horizon.years, FADING_YEARS) * QUARTERS
    base = _live(warm, [plain] * quarters)
    stays = _live(warm, [better] * quarters)
    once = _live(warm, [better] * QUARTERS + [plain] * (quarters - QUARTERS))
    return {"permanent": stays - base, "one year": once - base}


def _live(start: Population, services: list[ServiceState]) -> np.ndarray:
    """Journey score and true index, shape (2, quarters)."""
    population, found = start.copy(), []
    for service in services:
        ledger = Ledger(population.live(WEEKS, service), population.layout)
        found.append((metrics.journey_true(ledger), _index(population)))
    return np.array(found).T


def _index(population: Population) -> float:
    total, customers = population.stock()
    return total / max(customers, 1) / 1e6


def fading(seen: Seen) -> list[Line]:
    """Overshoot and give-back of the journey score; what the index keeps."""
    note = Notebook(SECTION, "one-off improvement")
    stays, once = np.array(seen.of("one-off", "permanent")), np.array(seen.of("one-off", "one year"))
    last = stays.shape[2] // QUARTERS
    early, late = stays[:, 0, :2].mean(axis=1), stays[:, 0, -QUARTERS:].mean(axis=1)
    told = f"journey score {early.mean():+.2f} in the first half-year, {late.mean():+.2f} in year {last}"
    return [
        note.find("journey score overshoots", MORE, early, "points", "true journey score, first half-year of quality + .1 for good, less none", note=told),
        note.find("and gives back", LESS, late - early, "points", f"its lift in year {last} less its lift in the first half-year", note=f"{100 * (1 - late.mean() / early.mean()):.0f} % given back"),
        note.find("journey score after withdrawal", LESS, once[:, 0, QUARTERS : 2 * QUARTERS].mean(axis=1), "points", "year after a one-year improvement, less none"),
        note.find("true index, year 1", MORE, stays[:, 1, :QUARTERS].mean(axis=1), "points", "quality + .1 for good, less none"),
        note.find(f"true index, year {last}", OPEN, stays[:, 1, -QUARTERS:].mean(axis=1), "points", "quality + .1 for good, less none"),
        note.find("true index gives back", LESS, stays[:, 1, -QUARTERS:].mean(axis=1) - stays[:, 1].max(axis=1), "points", f"its lift in year {last} less its highest"),
        note.find(f"true index, year {last}, after one year", OPEN, once[:, 1, -QUARTERS:].mean(axis=1), "points", "improvement withdrawn after a year, less none"),
    ]  # fmt: skip


# ---------------------------------------------------------------- a badly run channel


def channel_worlds(bench: Bench) -> list[World]:
    """A company without a channel; the same with it, run badly and run as usual."""
    return [World("channel", bench.settings, probe=channel_added)]


def channel_added(settings: Settings) -> dict[str, Any]:
    """Customers kept (%) and true index of the last year, by state of the channel: none, bad, usual."""
    without = without_channel(settings)
    if without is None:
        return dict.fromkeys(("none", "bad", "usual"), np.full(2, np.nan))
    warm = warm_up(without).population
    at = list(settings.channels).index(_added(settings))
    usual = ServiceState.reference(settings)
    quality = usual.quality.copy()
    quality[:, at] = BAD
    none = ServiceState.reference(without)
    return {
        "none": _outcome(without, warm, none),
        "bad": _outcome(settings, warm, replace(usual, quality=quality)),
        "usual": _outcome(settings, warm, usual),
    }


def without_channel(settings: Settings) -> Settings | None:
    """The company without the channel in question; None where a unit has no other."""
    name, units = _added(settings), settings.company.units
    cut = {key: replace(unit, channels=[one for one in unit.channels if one != name]) for key, unit in units.items()}
    if not all(unit.channels for unit in cut.values()):
        return None
    return replace(settings, company=replace(settings.company, units=cut))


def _added(settings: Settings) -> str:
    """Chat where there is one, else the last channel anybody runs."""
    used = [
        name for name in settings.channels if any(name in unit.channels for unit in settings.company.units.values())
    ]
    return ADDED if ADDED in used else used[-1]


def _outcome(settings: Settings, start: Population, service: ServiceState) -> np.ndarray:
    population = Population(settings, columns=start.columns.copy(), week=start.week)
    population.mark_start()
    customers, index = population.customers, []
    for _ in range(settings.horizon.years * QUARTERS):
        population.live(WEEKS, service)
        index.append(_index(population))
    return np.array([100.0 * population.kept() / max(customers, 1), np.mean(index[-QUARTERS:])])


def channel(seen: Seen) -> list[Line]:
    """What the channel costs or brings."""
    note = Notebook(SECTION, "bad channel")
    state = {name: np.array(seen.of("channel", name)) for name in ("none", "bad", "usual")}
    bad, usual = state["bad"] - state["none"], state["usual"] - state["none"]
    what = f"chat (or the last channel) at quality {BAD:g}, less no such channel"
    return [
        note.find("customers kept, run badly", LESS, bad[:, 0], "% points", what),
        note.find("true index, run badly", LESS, bad[:, 1], "points", what + ", last year"),
        note.find(
            "customers kept, run as usual",
            OPEN,
            usual[:, 0],
            "% points",
            "the same channel at its usual quality, less none",
        ),
        note.find(
            "true index, run as usual", OPEN, usual[:, 1], "points", "the same channel at its usual quality, less none"
        ),
    ]


# ---------------------------------------------------------------- warm-up


def settling_worlds(bench: Bench) -> list[World]:
    """The market under fixed pay from its first week."""
    return [World("settling", bench.settings, probe=settling)]


def settling(settings: Settings) -> dict[str, Any]:
    """True index (years,), customers at year ends (years,) from week 0, and the years of warm-up in use."""
    model = CxModel(settings)
    for _ in range(QUARTERS * SETTLING_YEARS):
        model.step()
    total, people = np.array(model.history.stock, float).T
    index = (total / np.maximum(people, 1) / 1e6).reshape(-1, QUARTERS).mean(axis=1)
    return {"index": index, "customers": people[QUARTERS - 1 :: QUARTERS], "warm-up": settings.horizon.warmup_years}


def settled(seen: Seen) -> list[Line]:
    """Yearly drift of the true index and of the number of customers."""
    note = Notebook(SECTION, "warm-up")
    index, customers = np.diff(seen.of("settling", "index"), axis=1), np.array(seen.of("settling", "customers"))
    growth = 100.0 * (customers[:, 1:] / customers[:, :-1] - 1.0)
    used = min(max(1, seen.of("settling", "warm-up")[0]), SETTLING_YEARS - 1)
    told = ", ".join(f"{step:+.2f}" for step in index.mean(axis=0))
    also = ", ".join(f"{step:+.1f}" for step in growth.mean(axis=0))
    return [
        note.find("index still moving", NIL, index[:, used - 1], "points a year", f"true index under fixed pay, the year after the warm-up of {used} less the year before", tolerance=SETTLED_INDEX, note=f"year by year: {told}"),
        note.find("customers still moving", NIL, growth[:, used - 1], "% a year", "number of customers, the same years", tolerance=SETTLED_CUSTOMERS, note=f"year by year: {also}"),
    ]  # fmt: skip
