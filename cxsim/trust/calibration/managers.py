"""Figures of managers as a function of what effort costs them: payouts, a small bonus, answers begged for.

Payouts near target (C-10) want managers who hardly react, the shop bonus (C-11) wants managers who react strongly: the
figures do not identify the cost of attention, so it is profiled and not fitted. The last place of the profile is a
company in which nobody reacts to pay: what budgets there are missed by is market luck alone, and what lies between it
and the others is reaction that budgets do not foresee.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from cxsim.simulation.model import QUARTERS
from cxsim.trust import evidence
from cxsim.trust.calibration.people import SEED
from cxsim.trust.lines import Line
from cxsim.trust.patterns.worlds import Seen, World, live_world, with_behaviour
from cxsim.trust.section import Ask

FACTORS = (0.25, 0.5, 1.0, 2.0, math.inf)  # of the cost of attention in use; without end nobody reacts
SEEDS = (SEED, SEED + 1, SEED + 2)
PEOPLE, QUICK_PEOPLE = 3_000, 300  # as in the checks: luck, and so payouts, depend on it
CODES = ("C-10", "C-11", "C-13")
TWO_YEARS = "shop, two years"


def profile(ask: Ask, factor: float) -> list[Line]:
    """The published figures of managers with attention at `factor` times its cost."""
    cost = ask.settings.behaviour.attention_cost * factor
    changes = {"attention_cost": cost} if math.isfinite(cost) else {"pay_sensitivity": 0.0}
    size = replace(ask.size, people=QUICK_PEOPLE if ask.size.quick else PEOPLE)
    bench = evidence.bench_of(with_behaviour(ask.settings, **changes), size)
    worlds = [world for world in evidence.payout_worlds(bench) if world.probe is None]
    worlds.append(_two_years(next(world for world in worlds if world.name == "shop")))
    seen = Seen({(world.name, seed): live_world(world, seed) for world in worlds for seed in SEEDS}, SEEDS)
    lines = [line for line in evidence.pay_targets(seen) if line.topic in CODES]
    return [*lines, _second_year(seen, next(line for line in lines if line.topic == "C-11"))]


def _two_years(shop: World) -> World:
    """The retailer with and without the small team bonus for a year more."""
    horizon = replace(shop.settings.horizon, years=2)
    cases = tuple(case for case in shop.cases if case.name in ("fixed_pay", "team_bonus"))
    return World(TWO_YEARS, replace(shop.settings, horizon=horizon), cases)


def _second_year(seen: Seen, first: Line) -> Line:
    """C-11 once habits have followed and newcomers have stayed: says whether the first year is too weak or too slow."""
    paid, fixed = (
        seen.numbers(TWO_YEARS, case, lambda run: float((run.revenue - run.moved)[QUARTERS:].sum()))
        for case in ("team_bonus", "fixed_pay")
    )
    return replace(first, value=float(np.mean(100.0 * (paid / fixed - 1.0))), name=first.name.replace("year 1", "year 2"))
