"""The dynamic view: the same plan, years, seeds and staff, with nobody reacting to pay and with people who do, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from cxsim.desk.dynamic.arms import FROZEN, Lived
from cxsim.desk.dynamic.awards import Awards, at_average, pay_staff
from cxsim.desk.dynamic.bunching import bunching_pairs
from cxsim.desk.dynamic.nudge import Sight
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
from cxsim.desk.dynamic.pairs import Floats, Pair, pairs
from cxsim.desk.dynamic.spread import Spread, spreads
from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.facts import Facts
from cxsim.desk.static.hiding import hidden_cells, hidden_sums, to_hundred
from cxsim.study.crossing import Crossing, crossing_of
from cxsim.study.statistics import estimate_family

ALL = "all"
VIEWS = ("as_is", "at_average")


@dataclass(frozen=True)
class DynamicView:
    """A plan simulated. `pairs` holds tables of paired outcomes: frozen first, reacting second; other tables are plain rows.

    `paths` holds, for customers kept and profit after bonus so far, the paired difference by quarter with its interval.
    """

    made: Translation
    lived: Lived
    awards: dict[str, Awards]
    pairs: dict[str, list[Pair]]
    paths: dict[str, list[dict[str, Any]]]
    crossings: dict[str, Crossing]
    spread: list[Spread]
    fairness: list[dict[str, Any]]
    hidden: frozenset[str]
    sight: list[Sight] = field(default_factory=list)

    @property
    def years(self) -> int:
        """Simulated years."""
        return years_of(self.lived.arms[FROZEN])

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Every table as plain rows, by level and group, never by person."""
        found = {name: [pair.row for pair in rows] for name, rows in self.pairs.items()}
        return {**found, **self.paths, "spread": [row for one in self.spread for row in one.rows], "fairness": self.fairness, "sight": [one.row for one in self.sight]}

    def pair(self, table: str, name: str, level: str = "", year: int = 0) -> Pair:
        """One pair of a table. Raises StopIteration when it is not there."""
        return next(pair for pair in self.pairs[table] if (pair.name, pair.level, pair.year) == (name, level, year))


def view_of(made: Translation, lived: Lived, sight: list[Sight] | None = None) -> DynamicView:
    """The first plan of `lived`, with nobody reacting and with people who do; `sight` as measured by `nudge.sights`."""
    first, second = lived.arms[FROZEN], lived.arms[lived.plans[0]]
    awards = {"frozen": pay_staff(made, first), "heard": pay_staff(made, second)}
    hidden = hidden_levels(awards["heard"])
    markup = 1 + float(made.facts.file.value("employer_cost_pct") or 0) / 100
    tables = {
        "cost": cost_pairs(awards["frozen"], awards["heard"], markup),
        "payout": payout_pairs(made.facts, awards["frozen"], awards["heard"]),
        "customers": customer_pairs(first, second),
        "experience": summary_pairs(first, second, EXPERIENCE),
        "money": summary_pairs(first, second, MONEY),
        "attention": attention_pairs(first, second),
        "bunching": bunching_pairs(made, awards["frozen"], awards["heard"]),
        "left": summary_pairs(first, second, LEFT),
    }
    paths = {
        "customers_path": path_rows(customers_path(first), customers_path(second)),
        "profit_path": path_rows(money_path(first), money_path(second)),
    }
    crossings = {name: crossing_of(*zip(*((row["quarter"], row["lo"], row["hi"]) for row in rows))) for name, rows in paths.items()}
    return DynamicView(made, lived, awards, tables, paths, crossings, spreads(first, second, lived.settings.seed), fairness(made.facts, awards["heard"]), hidden, sight or [])


def cost_pairs(first: Awards, second: Awards, markup: float) -> list[Pair]:
    """Bonus cost of everybody, EUR with employer cost, by year and of all years together."""
    values = {("bonus_cost", "", year + 1): ("eur", *(markup * one.total[:, year] / 100 for one in (first, second))) for year in range(first.years)}
    values["bonus_cost", "", 0] = ("eur", *(markup * one.total.sum(axis=1) / 100 for one in (first, second)))
    return pairs(values)


def payout_pairs(facts: Facts, first: Awards, second: Awards) -> list[Pair]:
    """Mean payout over the years by level, % of target bonus."""
    levels = [name for name in facts.plan.levels if facts.heads(name) and np.isfinite(first.payout_pct(name)).all()]
    return pairs({("payout", level, 0): ("percent", first.payout_pct(level).mean(axis=1), second.payout_pct(level).mean(axis=1)) for level in levels})


def path_rows(first: Floats, second: Floats) -> list[dict[str, Any]]:
    """By quarter: means of both arms and the paired difference; intervals hold per quarter."""
    rows = []
    for quarter in range(first.shape[1]):
        (found,) = estimate_family((second - first)[:, quarter : quarter + 1])
        means = {"first_mean": float(first[:, quarter].mean()), "second_mean": float(second[:, quarter].mean())}
        rows.append({"quarter": quarter + 1, **means, "difference": found.mean, "lo": found.lo, "hi": found.hi, "n": found.n, "state": found.state})
    return rows


def hidden_levels(awards: Awards) -> frozenset[str]:
    """Levels whose sums in EUR would tell one person's pay."""
    payer = awards.payer
    return frozenset(hidden_sums({level: payer.targets[payer.levels == level].tolist() for level in dict.fromkeys(payer.levels.tolist())}))


def fairness(facts: Facts, awards: Awards) -> list[dict[str, Any]]:
    """Simulated awards by group within level and grade, and by unit within level: mean award and payout over seeds and years.

    Two views, as it is and with every unit at the mean of its peers. Small cells are hidden, with the next smallest beside a lonely
    one. EUR to 100, % to 1.
    """
    rows = []
    for view, paid in zip(VIEWS, (awards, at_average(awards))):
        people = _people(facts, paid)
        for kind in ("group", "unit"):
            rows += _margin(view, kind, people)
    return rows


def _people(facts: Facts, awards: Awards) -> list[dict[str, Any]]:
    last = {str(row.get("person_id")): row for row in facts.file.sheet("staff")}
    found, means = [], awards.cents.mean(axis=(0, 1)) / 100
    for place, person in enumerate(awards.payer.people):
        row, segment = last[person.person_id], person.segments[-1]
        found.append({"level": segment.level, "grade": str(row.get("grade", "")), "group": row.get("group"), "unit": segment.codes.unit, "award": float(means[place]), "target": float(awards.payer.targets[place])})
    return found


def _margin(view: str, kind: str, people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of one kind of cell: level, grade, group; or level, unit."""
    margins: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for one in people:
        if one[kind] is not None:
            margins[one["level"], one["grade"] if kind == "group" else ""][str(one[kind])].append(one)
    rows = []
    for (level, grade), cells in margins.items():
        heavy = [name for name, own in cells.items() if max(one["target"] for one in own) * 2 > sum(one["target"] for one in own) > 0]
        hidden = hidden_cells({name: len(own) for name, own in cells.items()}, heavy)
        for name, own in sorted(cells.items()):
            about = {"view": view, "kind": kind, "level": level, "grade": grade, "cell": name, "hidden": name in hidden}
            rows.append(about if name in hidden else {**about, **_figures(own)})
    return rows


def _figures(own: list[dict[str, Any]]) -> dict[str, float]:
    payouts = [100 * one["award"] / one["target"] if one["target"] else 0.0 for one in own]
    return {"people": len(own), "median_eur": to_hundred(median(one["award"] for one in own)), "payout_pct": float(round(median(payouts)))}


def compare_pairs(mades: Mapping[str, Translation], lived: Lived) -> dict[str, dict[str, list[Pair]]]:
    """Each further plan against the first, both with people who react: tables of pairs by plan."""
    base, *others = lived.plans
    paid = {name: pay_staff(mades[name], lived.arms[name]) for name in lived.plans}
    marks = {name: 1 + float(mades[name].facts.file.value("employer_cost_pct") or 0) / 100 for name in lived.plans}
    return {name: _tables(lived.arms[base], lived.arms[name], paid[base], paid[name], marks[base], marks[name]) for name in others}


def _tables(first: Any, second: Any, one: Awards, other: Awards, mark: float, other_mark: float) -> dict[str, list[Pair]]:
    years = {("bonus_cost", "", year + 1): ("eur", mark * one.total[:, year] / 100, other_mark * other.total[:, year] / 100) for year in range(one.years)}
    years["bonus_cost", "", 0] = ("eur", mark * one.total.sum(axis=1) / 100, other_mark * other.total.sum(axis=1) / 100)
    return {
        "cost": pairs(years),
        "customers": customer_pairs(first, second),
        "experience": summary_pairs(first, second, EXPERIENCE),
        "money": summary_pairs(first, second, MONEY),
        "attention": attention_pairs(first, second),
        "left": summary_pairs(first, second, LEFT),
    }
