"""Newcomers of a subscription company followed for ten years against insurance policies and published retention curves.

Cohorts lose many at first and few later. Two things can make that: those who would leave anyhow have left (sorting),
or people grow attached. Fader and Hardie (2007) fit their curves with sorting alone.
"""

from __future__ import annotations

from typing import Any, Callable, Sequence

import numpy as np

from cxsim.base.schema import Settings
from cxsim.customers.population import Population
from cxsim.customers.service import ServiceState
from cxsim.trust.lines import Line, Notebook
from cxsim.trust.real_data import lives
from cxsim.trust.real_data.facts import facts
from cxsim.trust.real_data.shapes import pseudo_values
from cxsim.trust.verdicts import BAND, LESS

SECTION = "real_data"
WARM_YEARS, YEARS, SIXTH = 3, 10, 5
SOURCES = "Fader and Hardie 2007; Milhaud and Dutang 2018"


def live(home: Settings, seed: int, people: int) -> dict[str, Any]:
    """Yearly loss of the people who joined in one quarter, and the part sorting has in its fall.

    Most who join in an old market have been customers before; `new` is the same in a market in which nobody has.
    """
    return {**cohort(lives.sized(home, seed, people), WARM_YEARS), "new": cohort(lives.sized(lives.opened(home), seed, people // 2), 0)}


def cohort(settings: Settings, warm_years: int) -> dict[str, Any]:
    """Numbers still here after 0, 1, ... years, and chances of leaving before the first and the sixth renewal.

    Snapshots are a year apart, the first when the quarter ends: between two of them everybody passes one renewal.
    """
    population, service = Population(settings), ServiceState.reference(settings)
    lives.pass_time(population, warm_years * lives.YEAR, service)
    opened = population.week
    population.live(lives.QUARTER, service)
    kept = population.columns.view("kept")
    kept[:] = lives.customers(population) & (population.columns.view("joined") >= opened)
    alive, before = [float(kept.sum())], []
    for _ in range(YEARS):
        lives.pass_time(population, lives.YEAR - lives.QUARTER, service)
        before.append((kept == 1, chance_of_leaving(population, settings)))
        lives.pass_time(population, lives.QUARTER, service)
        alive.append(float(kept.sum()))
    return {"alive": np.array(alive), "chances": chances(before[0], before[SIXTH])}


def chance_of_leaving(population: Population, settings: Settings) -> np.ndarray:
    """Everybody's chance of not renewing if the contract ended now (logistic, as in the renewal decision)."""
    slope = settings.customers.readings[settings.customers.reading].loyalty_slope
    odds = settings.business.renewal_base + slope * lives.attitudes(population, settings) + population.columns.view("frailty")
    return 1.0 / (1.0 + np.exp(odds - settings.market.outside_offer))


def chances(first: tuple[np.ndarray, np.ndarray], later: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """(people, their sum of chances) at first; (those still here later, sum of their first chances, of their later ones)."""
    here, chance = first
    still, chance_later = later
    return np.array([here.sum(), chance[here].sum(), still.sum(), chance[still].sum(), chance_later[still].sum()], float)


def sorting_share(sums: np.ndarray) -> float:
    """Share of the fall in leaving that is there because those still here were safer from the start.

    The rest is change within those who stayed. `sums` as from `chances`, added over seeds.
    """
    people, at_first, stayers, theirs_at_first, later = sums
    return float((at_first / people - theirs_at_first / stayers) / (at_first / people - later / stayers))


def losses(seeds: Sequence[dict[str, Any]]) -> np.ndarray:
    """Yearly loss of the seeds' cohorts together, shape (years,)."""
    alive = np.sum([one["alive"] for one in seeds], axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1.0 - alive[1:] / alive[:-1]


def lines(company: str, found: list[dict[str, Any]]) -> list[Line]:
    """Ratios of yearly losses; levels, which differ by industry, are compared with the whole span of the data."""
    note = Notebook(SECTION, f"contracts: newcomers of a {company}")
    policy, curves = facts("insurance"), facts("curves")
    early = [policy["first_over_sixth_interval"][0], curves["high_end_first_over_sixth"], curves["regular_first_over_sixth"]]
    late = [curves["regular_late_over_sixth"], curves["high_end_late_over_sixth"], policy["late_over_sixth_interval"][1]]
    kept = [curves["regular"], curves["high_end"], [1.0 - value for value in policy["loss"]]]
    gains = [one[SIXTH] / one[0] for one in kept]
    first = [one[0] for one in kept]
    span = "band: span of two curves and of insurance with its interval"
    path = "model loss by year " + ", ".join(f"{value:.2f}" for value in losses(found)) + f"; {np.mean([one['alive'][0] for one in found]):.0f} people a seed"
    new = [one["new"] for one in found]

    def told(name: str, measure: Callable[[np.ndarray], float], what: str, expected: str = BAND, seeds: Any = found, **more: Any) -> Line:
        unit = "ratio" if " over " in name else "share"
        return note.find(name, expected, pseudo_values(seeds, lambda some: measure(losses(some))), unit, what, source=SOURCES, **more)

    return [
        told("loss, year 1 over year 6", lambda loss: loss[0] / loss[SIXTH], "yearly loss of a cohort", low=min(early), high=max(early), note=f"{span}; {path}"),
        told("loss, year 1 over 6, nobody returns", lambda loss: loss[0] / loss[SIXTH], "the same in a market in which nobody has been a customer before", seeds=new, low=min(early), high=max(early), note=span),
        told("retention, year 6 over year 1", lambda loss: (1 - loss[SIXTH]) / (1 - loss[0]), "yearly retention of a cohort", low=min(gains), high=max(gains), note=span),
        told("loss falls from year 1 to years 3-4", lambda loss: loss[2:4].mean() - loss[0], "yearly loss in years 3-4 less year 1", LESS, note="falls in all three"),
        told("loss, years 9-10 over year 6", lambda loss: loss[8:10].mean() / loss[SIXTH], "how much it still falls after six years", low=min(late), high=max(late), note=span),
        told("retention in year 1", lambda loss: 1 - loss[0], "of newcomers, level", low=min(first), high=max(first), note="band: span of three; levels differ by industry"),
        told("retention in year 1, nobody returns", lambda loss: 1 - loss[0], "in a market in which nobody has been a customer before", seeds=new, low=min(first), high=max(first), note="band: span of three; levels differ by industry"),
        note.find("part of sorting in the fall", BAND, pseudo_values(found, lambda some: sorting_share(np.sum([one["chances"] for one in some], axis=0))), "share", "of the fall from year 1 to 6: those who stay were safer from the start", low=0.5, high=1.0, source="Fader and Hardie 2007", note="their fit needs sorting alone (1); from one half, assumption; above 1 people grow less attached"),
    ]  # fmt: skip
