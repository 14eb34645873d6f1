"""Figures of customers as a function of the tuned numbers: distances from band centres at common random numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxsim.base.schema import Settings
from cxsim.study.configuration import load
from cxsim.trust import targets
from cxsim.trust.calibration.fit import Fit, fitted
from cxsim.trust.calibration.parameters import placed, tuned
from cxsim.trust.lines import Line
from cxsim.trust.section import Ask

SEED = 101  # not among the seeds of any check, so that figures are not judged on the luck they were fitted to
PEOPLE, DESIGN_PEOPLE, QUICK_PEOPLE = 40_000, 12_000, 2_000
WARM_YEARS, QUICK_YEARS = 7, 2  # as long as the checks let people live


def homes(ask: Ask, people: int, seed: int = SEED) -> tuple[Settings, Settings]:
    """The subscription and the transaction company with so many people, by default at the luck of the fit."""
    made = []
    for company in ("telecom", "retailer"):
        home = load(f"company={company}")
        home = replace(home, channels=ask.settings.channels, behaviour=ask.settings.behaviour, seed=seed, threads=1)
        made.append(replace(home, customers=replace(ask.settings.customers, count=people)))
    return made[0], made[1]


def lines(ask: Ask, units: np.ndarray, people: int = PEOPLE, seed: int = SEED) -> list[Line]:
    """The published figures with the tuned numbers at these places."""
    people = QUICK_PEOPLE if ask.size.quick else people
    subscription, transaction = (placed(home, "people", units) for home in homes(ask, people, seed))
    return figures(subscription, transaction, QUICK_YEARS if ask.size.quick else WARM_YEARS)


def figures(subscription: Settings, transaction: Settings, years: int) -> list[Line]:
    """The published figures after `years` and the two measured ones."""
    seen = targets.observe(subscription, subscription.customers.count, years)
    other = targets.observe(transaction, transaction.customers.count, years)
    return [*targets.subscription_targets(seen, list(subscription.channels)), *targets.transaction_targets(other)]


def distance(line: Line) -> float:
    """Distance from the middle of the band, in half-bands."""
    return (line.value - (line.low + line.high) / 2) / ((line.high - line.low) / 2)


def distances(ask: Ask, units: np.ndarray) -> np.ndarray:
    """Distances of all figures, shape (figures,)."""
    return np.array([distance(line) for line in lines(ask, units)])


def many(ask: Ask, places: np.ndarray) -> np.ndarray:
    """Distances at many places (n, p), shape (n, figures), of fewer people: slopes and bends are wanted, not levels."""
    return np.array([[distance(line) for line in lines(ask, units, DESIGN_PEOPLE)] for units in places])


def fit(ask: Ask, start: np.ndarray | None = None) -> Fit:
    """Fit the people's numbers, from the middle of their ranges unless told otherwise."""
    middle = np.full(len(tuned("people")), 0.5)
    return fitted(lambda units: distances(ask, units), middle if start is None else start, rounds=3 if ask.size.quick else 12)
