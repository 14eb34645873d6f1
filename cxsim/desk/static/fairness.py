"""Awards by group within level and grade, as they are and with every unit at the company's average results.

What is left in the second view comes from rules, base pay and ratings, not from which unit somebody works in.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from statistics import mean, median
from typing import Any

from cxsim.desk.facts import Facts, key_of
from cxsim.desk.plan_file import Row, case_of
from cxsim.desk.static.futures import measure_of
from cxsim.desk.static.hiding import hidden_cells, to_hundred
from cxsim.desk.static.steps import expected
from cxsim.pay.case import pay_case
from cxsim.pay.numbers import exact, show

VIEWS = ("as_is", "at_average")
Cell = tuple[str, str, str]  # level, grade, group


def fairness(facts: Facts) -> list[dict[str, Any]]:
    """By view, level, grade and group: people, median and mean award (EUR to 100), payout % of target and share receiving.

    The gaps of a group are (median of the first group - its median) / median of the first, of awards and of payout %; the
    first group is the first in the order of the alphabet. Hidden cells have `hidden` true and no numbers. People without a
    group form none.
    """
    cells, hidden = _cells(facts), _hidden(facts)
    rows: list[dict[str, Any]] = []
    for view, paid in zip(VIEWS, _paid(facts)):
        first: dict[tuple[str, str], tuple[float, float]] = {}
        for cell in sorted(cells):
            level, grade, group = cell
            about = {"view": view, "level": level, "grade": grade, "group": group, "hidden": cell in hidden}
            if cell in hidden:
                rows.append(about)
                continue
            awards = [paid[name] / 100 for name, _ in cells[cell]]
            payouts = [100 * paid[name] / 100 / target if target else 0.0 for name, target in cells[cell]]
            middles = (median(awards), median(payouts))
            base = first.setdefault((level, grade), middles)
            rows.append({
                **about, "people": len(awards), "median_eur": to_hundred(middles[0]), "mean_eur": to_hundred(mean(awards)),
                "payout_pct": float(round(middles[1])), "receiving_pct": float(round(100 * mean(award > 0 for award in awards))),
                "award_gap_pct": _gap(base[0], middles[0]), "payout_gap_pct": _gap(base[1], middles[1]),
            })  # fmt: skip
    return rows


def _gap(first: float, own: float) -> float:
    """Whole %, without a minus on zero."""
    return float(round(100 * (first - own) / first)) + 0.0 if first else 0.0


def gaps(facts: Facts) -> dict[tuple[str, str], float]:
    """The widest gap of expected payout % between shown groups by (level, grade), 0-1: (highest - lowest median) / highest."""
    cells, hidden, paid = _cells(facts), _hidden(facts), _paid(facts)[0]
    medians: dict[tuple[str, str], list[float]] = defaultdict(list)
    for cell, people in cells.items():
        if cell not in hidden:
            medians[cell[:2]].append(median(paid[name] / target if target else 0.0 for name, target in people))
    return {where: (max(found) - min(found)) / max(found) for where, found in medians.items() if len(found) > 1 and max(found) > 0}


def _cells(facts: Facts) -> dict[Cell, list[tuple[str, float]]]:
    """People (id, target bonus EUR) by the cell of their last row; ids stay in memory."""
    last = {str(row.get("person_id")): row for row in facts.file.sheet("staff")}
    cells: dict[Cell, list[tuple[str, float]]] = defaultdict(list)
    for person in facts.people:
        row, level = last[person.person_id], person.segments[-1].level
        if row.get("group") is not None:
            target = float(sum((facts.target_of(segment) for segment in person.segments), start=Fraction(0)))
            cells[level, str(row.get("grade", "")), str(row["group"])].append((person.person_id, target))
    return dict(cells)


def _hidden(facts: Facts) -> set[Cell]:
    """Small cells, the next smallest beside a lonely one, and sums in which one person is over half; the same for both views."""
    margins: dict[tuple[str, str], dict[Cell, int]] = defaultdict(dict)
    heavy: list[Cell] = []
    for cell, people in _cells(facts).items():
        margins[cell[:2]][cell] = len(people)
        targets = [target for _, target in people]
        heavy += [cell] if max(targets) * 2 > sum(targets) > 0 else []
    return {cell for margin in margins.values() for cell in hidden_cells(margin, heavy)}


def _paid(facts: Facts) -> list[dict[str, int]]:
    """Cents by person in both views, by the exact rules."""
    cards = (expected(facts), averaged(facts))
    return [{name: row["award_cents"] for name, row in pay_case(case_of(facts.file, scorecard=card))["people"].items()} for card in cards]


def averaged(facts: Facts) -> list[Row]:
    """The expected scorecard with every unit, touchpoint and journey at the company's average.

    Amounts (percent_of_target) get the same share of their own target: sum of actuals / sum of targets; scales get the mean
    of actuals and of targets, all units alike (equal units: assumption).
    """
    rows = expected(facts)
    together: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.get("scope") != "company" and row.get("actual") is not None:
            together[key_of(row)[:2]].append(row)
    return [_at_average(facts, row, together[key_of(row)[:2]]) if row.get("scope") != "company" else row for row in rows]


def _at_average(facts: Facts, row: Row, peers: list[Row]) -> Row:
    measure = measure_of(facts, key_of(row))
    if not peers or measure is None:
        return row
    actuals = [exact(peer["actual"]) for peer in peers]
    targets = [exact(peer["target"]) for peer in peers if peer.get("target") is not None]
    if measure.basis == "value":
        value = {"actual": show(sum(actuals, Fraction(0)) / len(actuals), 9)}
        return {**row, **value, **({"target": show(sum(targets, Fraction(0)) / len(targets), 9)} if targets else {})}
    if len(targets) < len(actuals) or not sum(targets):
        return row
    share = sum(actuals, Fraction(0)) / sum(targets, Fraction(0))
    return {**row, "actual": show(exact(row["target"]) * share, 9)}
