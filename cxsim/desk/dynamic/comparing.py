"""Two to four plans simulated on the same people and the same luck: how each of the others differs from the first.

Every number is a difference seed by seed. The intervals of a table hold together over all its rows and all plans, so that a reader
may pick out any row without being misled by having looked at many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.desk.dynamic.arms import Lived, live
from cxsim.desk.dynamic.awards import Awards, pay_staff
from cxsim.desk.dynamic.outcomes import (
    EXPERIENCE,
    LEFT,
    MONEY,
    attention_pairs,
    customer_pairs,
    customers_path,
    money_path,
    summary_pairs,
    years_of,
)
from cxsim.desk.dynamic.pairs import Pair, pairs
from cxsim.desk.dynamic.simulate import Asked, translated
from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.dynamic.view import hidden_levels, path_rows
from cxsim.desk.facts import Facts
from cxsim.desk.static.hiding import hidden_sums
from cxsim.study.begun import Begun
from cxsim.study.progress import Progress
from cxsim.study.statistics import estimate_family
from cxsim.study.store import Store

FEWEST_PLANS, MOST_PLANS = 2, 4
MAIN, YEARS, PAYOUT, CUSTOMERS, ATTENTION = TABLES = ("main", "cost_by_year", "payout", "customers", "attention")
KEPT, COST = "customers_kept", "bonus_cost"
Tables = dict[str, list[Pair]]


@dataclass(frozen=True)
class Compared:
    """Plans by name, the first one the baseline; `tables` and `paths` by name of a further plan.

    `hidden` are plan levels whose sums would tell one person's pay in some plan; their payout is not told. `cost_hidden` says the
    same of everybody together. `borrowed` are plans without staff, paid with the first plan's.
    """

    mades: dict[str, Translation]
    lived: Lived
    tables: dict[str, Tables]
    paths: dict[str, dict[str, list[dict[str, Any]]]]
    hidden: frozenset[str]
    cost_hidden: bool = False
    borrowed: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The plan the others are compared with."""
        return self.lived.plans[0]

    @property
    def others(self) -> list[str]:
        """The further plans."""
        return self.lived.plans[1:]

    @property
    def years(self) -> int:
        """Simulated years."""
        return years_of(self.lived.arms[self.first])

    def pair(self, plan: str, table: str, name: str, level: str = "", year: int = 0) -> Pair | None:
        """One outcome of a further plan beside the first; None when it is not there."""
        return next((pair for pair in self.tables[plan][table] if (pair.name, pair.level, pair.year) == (name, level, year)), None)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as plain rows, plan by plan."""
        return [{"plan": plan, **pair.row} for plan in self.others for pair in self.tables[plan][table]]

    def path(self, name: str) -> list[dict[str, Any]]:
        """A course by quarter as plain rows, plan by plan."""
        return [{"plan": plan, **row} for plan in self.others for row in self.paths[plan][name]]

    @property
    def unlike(self) -> list[str]:
        """Keys of the first plan that shape the simulated company and that another plan says otherwise."""
        return unlike([made.facts for made in self.mades.values()])


def lend_staff(request: Asked) -> tuple[Asked, tuple[str, ...]]:
    """Plans without staff get the first plan's, so that all are paid to the same people; and which ones did.

    Raises InputError when the first plan has no staff: nobody could be paid.
    """
    files = request.plans
    first = next(iter(files.values()))
    staff = first.sheet("staff")
    if not staff:
        raise InputError(Problem("has nobody to pay: the sheet staff is empty", where=first.source or None, fix="fill in staff, as codes"))
    bare = tuple(name for name, file in files.items() if not file.sheet("staff"))
    lent = {name: replace(file, rows={**file.rows, "staff": staff}) if name in bare else file for name, file in files.items()}
    return replace(request, plans=lent), bare


def compare(request: Asked, store: Store | None = None, progress: Progress | None = None, begun: Begun | None = None) -> Compared:
    """Simulate the plans and compare them. Raises InputError and KeyboardInterrupt as `arms.live` does."""
    refuse_unused_names(request)
    lent, borrowed = lend_staff(request)
    mades = translated(lent)
    return compared(mades, live(mades, request.settings, store, progress, begun, frozen=False), borrowed)


def refuse_unused_names(request: Asked) -> None:
    """Raises InputError for map.METRIC and unit.CODE that no plan has: a name mistyped would be passed over in silence."""
    sheets = ("components", "gates", "modifiers", "pools")
    metrics = {str(row.get("metric")) for file in request.plans.values() for sheet in sheets for row in file.sheet(sheet) if row.get("metric")}
    units = {str(row.get("unit")) for file in request.plans.values() for row in file.sheet("units")}
    said = [(f"map.{name}", name, metrics) for name in request.words.metrics] + [(f"unit.{name}", name, units) for name in request.words.units]
    problems = [Problem("is in none of the plans", key=key, fix=nearest(name, known)) for key, name, known in said if name not in known]
    if problems:
        raise InputError(problems)


def compared(mades: Mapping[str, Translation], lived: Lived, borrowed: tuple[str, ...] = ()) -> Compared:
    """What was lived, as differences from the first plan."""
    paid = {name: pay_staff(mades[name], lived.arms[name]) for name in lived.plans}
    first, *others = lived.plans
    raw = {name: _tables(mades, lived, paid, first, name) for name in others}
    tables: dict[str, Tables] = {name: {} for name in others}
    for table in TABLES:
        for name, found in together({name: raw[name][table] for name in others}).items():
            tables[name][table] = found
    paths = {name: _paths(lived.arms[first], lived.arms[name]) for name in others}
    hidden = frozenset().union(*(hidden_levels(one) for one in paid.values()))
    whole = any(hidden_sums({"all": one.payer.targets.tolist()}) for one in paid.values())
    return Compared(dict(mades), lived, tables, paths, hidden, whole, borrowed)


def together(by_plan: Mapping[str, Sequence[Pair]]) -> dict[str, list[Pair]]:
    """The same pairs with intervals that hold together over all plans and rows; absent numbers leave the family."""
    every = [(name, pair) for name, own in by_plan.items() for pair in own]
    found = estimate_family(np.array([pair.second - pair.first for _, pair in every]).T) if every else []
    made: dict[str, list[Pair]] = {name: [] for name in by_plan}
    for (name, pair), estimate in zip(every, found, strict=True):
        made[name].append(replace(pair, difference=estimate))
    return made


def _tables(mades: Mapping[str, Translation], lived: Lived, paid: Mapping[str, Awards], first: str, name: str) -> Tables:
    one, other = lived.arms[first], lived.arms[name]
    costs = [markup(mades[key]) * paid[key].total / 100 for key in (first, name)]
    customers, end = customer_pairs(one, other), years_of(one)
    kept = [pair for pair in customers if (pair.name, pair.year) == (KEPT, end)]
    spent = pairs({(COST, "", 0): ("eur", costs[0].sum(axis=1), costs[1].sum(axis=1))})
    return {
        MAIN: [*kept, *summary_pairs(one, other, {**EXPERIENCE, **MONEY}), *spent, *summary_pairs(one, other, LEFT)],
        YEARS: pairs({(COST, "", year + 1): ("eur", costs[0][:, year], costs[1][:, year]) for year in range(end)}),
        PAYOUT: _payouts(mades, paid, first, name),
        CUSTOMERS: [pair for pair in customers if (pair.name, pair.year) != (KEPT, end)],
        ATTENTION: attention_pairs(one, other),
    }


def _payouts(mades: Mapping[str, Translation], paid: Mapping[str, Awards], first: str, name: str) -> list[Pair]:
    """Mean payout over the years, % of target bonus, of levels that both plans pay."""
    values = {}
    for level in mades[first].facts.plan.levels:
        if level not in mades[name].facts.plan.levels:
            continue
        both = [paid[key].payout_pct(level) for key in (first, name)]
        if all(np.isfinite(found).all() for found in both):
            values["payout", level, 0] = ("percent", both[0].mean(axis=1), both[1].mean(axis=1))
    return pairs(values)


def markup(made: Translation) -> float:
    """Factor from awards to cost with employer cost."""
    return 1.0 + float(made.facts.file.value("employer_cost_pct") or 0) / 100


def _paths(one: Any, other: Any) -> dict[str, list[dict[str, Any]]]:
    return {"customers_path": path_rows(customers_path(one), customers_path(other)), "profit_path": path_rows(money_path(one), money_path(other))}


def unlike(facts: Sequence[Facts]) -> list[str]:
    """What plans say differently of the company: coordination, pay at mid, journeys that cross units, and staff. The first plan's holds."""
    found, (first, *others) = [], facts
    told = {
        "coordination": lambda one: str(one.file.value("coordination")),
        "pay_mid_eur": lambda one: {str(row.get("level")): row.get("pay_mid_eur") for row in one.file.sheet("levels")},
        "cross_unit_journeys_pct": lambda one: [row.get("cross_unit_journeys_pct") for row in one.file.sheet("units")],
        "staff": lambda one: sorted((person.person_id, str(person.segments)) for person in one.people),
    }
    for key, tell in told.items():
        if any(tell(one) != tell(first) for one in others):
            found.append(key)
    return found
