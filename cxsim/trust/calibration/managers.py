"""Figures of managers as a function of the tuned numbers: payouts, a small bonus, answers begged for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxsim.trust import evidence
from cxsim.trust.calibration.fit import Fit, fitted
from cxsim.trust.calibration.parameters import placed, tuned
from cxsim.trust.calibration.people import SEED, distance
from cxsim.trust.lines import Line
from cxsim.trust.patterns.worlds import Seen, live_world
from cxsim.trust.section import Ask

SEEDS = (SEED, SEED + 1, SEED + 2)
PEOPLE, QUICK_PEOPLE = 3_000, 300  # as in the checks: luck, and so payouts, depend on it
STEP = 0.15  # of a range: counts of managers above a threshold move in steps
CODES = ("C-10", "C-11", "C-13")


def lines(ask: Ask, units: np.ndarray) -> list[Line]:
    """The published figures of managers with the tuned numbers at these places."""
    settings = placed(ask.settings, "managers", units)
    size = replace(ask.size, people=QUICK_PEOPLE if ask.size.quick else PEOPLE)
    bench = evidence.bench_of(settings, size)
    worlds = [world for world in evidence.payout_worlds(bench) if world.probe is None]
    seen = Seen({(world.name, seed): live_world(world, seed) for world in worlds for seed in SEEDS}, SEEDS)
    return [line for line in evidence.pay_targets(seen) if line.topic in CODES]


def fit(ask: Ask) -> Fit:
    """Fit the managers' numbers from the middle of their ranges."""
    middle = np.full(len(tuned("managers")), 0.5)
    distances = lambda units: np.array([distance(line) for line in lines(ask, units)])  # noqa: E731
    return fitted(distances, middle, rounds=2 if ask.size.quick else 10, step=STEP)
