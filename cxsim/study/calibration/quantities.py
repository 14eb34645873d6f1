"""What is compared: each column of figures, told free of the firm's size, the same way for the firm and for the model.

A simulated company has fewer customers than a real one. Counts and money are therefore told per customer, customers as
an index of their first known quarter. A series over quarters is compared by two numbers, its mean and its change from
the first to the last known quarter by a straight line: single quarters are mostly luck. Summarising series before a
comparison is the usual step of likelihood-free inference (Beaumont, Zhang and Balding 2002); the choice is an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Mapping

import numpy as np

INDEX, PER_100, MONEY, RATE, SHARE, SCORE, NPS, YEARLY = "index", "per_100", "money", "rate", "share", "score", "nps", "yearly"
COMPANY = ""  # unit of figures of the whole company
LEVEL, CHANGE = "level", "change"
FEWEST_FOR_CHANGE = 4  # known quarters below which a straight line says nothing
QUARTERS = 4
INF = float("inf")

# How far a true model may lie from true figures (measurement and model discrepancy, one standard deviation): a share of
# the level for counts and money, points for shares and scores. Assumptions; `error=` multiplies them all.
RELATIVE_ERROR = {PER_100: 0.05, MONEY: 0.05, RATE: 0.05, YEARLY: 0.10}
POINTS_ERROR = {INDEX: 1.0, SHARE: 1.0, SCORE: 1.0, NPS: 2.0}

Raw = Mapping[tuple[str, str], np.ndarray]  # (column, unit) -> values by quarter, nan where not known


@dataclass(frozen=True)
class Column:
    """One column of figures: how it is compared, what it may hold, whether units have it, where the model keeps it."""

    name: str
    kind: str
    per_unit: bool = False
    low: float = 0.0
    high: float = INF
    source: str = ""  # column of the observed table
    times: float = 1.0

    @property
    def unit(self) -> str:
        """Unit after it was told free of size."""
        return {INDEX: "index", PER_100: "per_100", MONEY: "money", YEARLY: "money_year", RATE: "percent", SHARE: "percent", SCORE: "points", NPS: "points"}[self.kind]


_FIXED = (
    Column("customers", INDEX, True),
    Column("joined", PER_100),
    Column("left", PER_100),
    Column("churn_pct", RATE, high=100.0),
    Column("contacts", PER_100, True),
    Column("handoffs", PER_100, True),
    Column("nps", NPS, low=-100.0, high=100.0),
    Column("measured_cx", SCORE, high=100.0),
    Column("csat", SCORE, True, high=100.0),
    Column("journey_score", SCORE, True, high=100.0, source="journey_measured"),
    Column("fcr_pct", SHARE, high=100.0, source="fcr", times=100.0),
    Column("solved_pct", SHARE, high=100.0, source="solved_share", times=100.0),
    Column("rough_pct", SHARE, high=100.0, source="rough_share", times=100.0),
    Column("effort", RATE, source="effort"),
    Column("revenue_eur", MONEY, True),
    Column("service_cost_eur", MONEY),
    Column("profit_eur", MONEY, True, low=-INF),
    Column("bonus_paid_eur", YEARLY, source="bonus_eur"),
)
COUNTED = (PER_100, MONEY, YEARLY)  # kinds that need to know how many customers there were


def columns_of(channels: Iterable[str]) -> dict[str, Column]:
    """All columns a file may have, for a company with these channels."""
    by_channel = [Column(f"contacts_{channel}", PER_100, True) for channel in channels]
    return {column.name: column for column in (*_FIXED, *by_channel)}


def raw_of(table: Mapping[str, Iterable[float]], columns: Mapping[str, Column], units: Iterable[str]) -> dict[tuple[str, str], np.ndarray]:
    """The model's figures as a firm would write them down, from the table `cxsim.simulation.observed` keeps."""
    got = {name: np.array(list(values), float) for name, values in table.items()}
    raw = {}
    for column in columns.values():
        for unit in (COMPANY, *units):
            name = f"{column.name}@{unit}" if unit else column.source or column.name
            if name in got:
                raw[column.name, unit] = column.times * got[name]
    joined, left, customers = (got[name] for name in ("joined", "left", "customers"))
    raw["churn_pct", COMPANY] = 100.0 * left / np.maximum(customers + left - joined, 1.0)
    return raw


def comparable(raw: Raw, columns: Mapping[str, Column]) -> dict[tuple[str, str], np.ndarray]:
    """Every series told free of size, by quarter, nan where not known; counts and money are per customer of the company.

    Customers of quarters without a figure lie on a straight line between the known ones. Bonus is summed over years of
    four quarters and stands at the last of each; years not complete are left out.
    """
    customers = raw.get(("customers", COMPANY))
    told = {}
    for (name, unit), values in raw.items():
        kind = columns[name].kind
        if kind == INDEX:
            told[name, unit] = _index(values)
        elif kind in COUNTED:
            if customers is not None and np.isfinite(customers).any():
                told[name, unit] = _per_customer(values, filled(customers), kind)
        else:
            told[name, unit] = np.asarray(values, float)
    return told


def filled(customers: np.ndarray) -> np.ndarray:
    """Customers by quarter, between known ones on a straight line."""
    places = np.arange(len(customers))
    known = np.isfinite(customers)
    return np.interp(places, places[known], customers[known])


def _index(values: np.ndarray) -> np.ndarray:
    known = np.flatnonzero(np.isfinite(values) & (values > 0))
    if not known.size:
        return np.full(len(values), np.nan)
    return 100.0 * values / values[known[0]]


def _per_customer(values: np.ndarray, customers: np.ndarray, kind: str) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == YEARLY:
            return _yearly(values, customers)
        return np.where(customers > 0, (100.0 if kind == PER_100 else 1.0) * values / customers, np.nan)


def _yearly(values: np.ndarray, customers: np.ndarray) -> np.ndarray:
    found = np.full(len(values), np.nan)
    for first in range(0, len(values) - QUARTERS + 1, QUARTERS):
        year = slice(first, first + QUARTERS)
        if np.isfinite(values[year]).any():
            found[first + QUARTERS - 1] = np.nansum(values[year]) / customers[year].mean()
    return found


# ---------------------------------------------------------------- two numbers per series


@dataclass(frozen=True)
class Summary:
    """One number compared: the level of a series, or its change from the first to the last known quarter."""

    column: Column
    unit: str
    what: str
    quarters: tuple[int, ...]  # places of the quarters it is read from

    def of(self, series: np.ndarray) -> float:
        """The number of a series of values by quarter; nan where one of its quarters is."""
        values = series[list(self.quarters)]
        if self.what == LEVEL:
            return float(values.mean())
        at = np.array(self.quarters, float)
        away = at - at.mean()
        return float((away @ values) / (away @ away) * (at[-1] - at[0]))

    def error(self, level: float, times: float) -> float:
        """Standard deviation of measurement and model discrepancy at a level of the series."""
        kind = self.column.kind
        return times * (RELATIVE_ERROR[kind] * abs(level) if kind in RELATIVE_ERROR else POINTS_ERROR[kind])


def summaries_of(told: Raw, columns: Mapping[str, Column], changes: bool = True) -> list[Summary]:
    """The numbers that known figures allow: customers by their change, the others by level and, with enough quarters, change."""
    found = []
    for (name, unit), series in told.items():
        column, known = columns[name], tuple(np.flatnonzero(np.isfinite(series)).tolist())
        if column.kind == INDEX:
            known_twice = len(known) >= 2
            found += [Summary(column, unit, CHANGE, known)] if known_twice else []
            continue
        found += [Summary(column, unit, LEVEL, known)] if known else []
        if changes and column.kind != YEARLY and len(known) >= FEWEST_FOR_CHANGE:
            found.append(Summary(column, unit, CHANGE, known))
    return found
