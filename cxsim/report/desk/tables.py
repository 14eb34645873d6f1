"""Tables of the page of a static view, each a heading row and rows of text, with notes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxsim.report import numbers
from cxsim.report.words import raised

if TYPE_CHECKING:
    from cxsim.report.desk.cost import Told


@dataclass(frozen=True)
class Shown:
    """A table as text. The first `left` columns are words; `fold` puts it behind a heading to open."""

    head: list[str]
    rows: list[list[str]]
    note: str = ""
    left: int = 1
    title: str = ""
    fold: bool = False
    notes: list[str] = field(default_factory=list)


def tables(told: Told) -> dict[str, list[Shown]]:
    """Tables by the section of the page they stand in."""
    return {
        "cost": [_cost(told), *_pools(told)], "curves": [_kinks(told)], "shares": [_shares(told)], "weights": [_sight(told)],
        "sensitivity": [_sensitivity(told)], "shape": [_shape(told)], "fairness": _fairness(told), "futures": [_spreads(told)],
    }  # fmt: skip


def _head(told: Told, *keys: str) -> list[str]:
    return [told.w(f"static.col.{key}") for key in keys]


def _n(told: Told, value: Any, places: int = 0, signed: bool = False) -> str:
    return "–" if value is None or not math.isfinite(value) else numbers.number(value, places, told.lang, signed)


def _cost(told: Told) -> Shown:
    keys = ("p10", "p50", "p90", "mean", "at_target", "expected", "at_maximum")
    rows = []
    for row in told.view.tables["cost"]:
        cells = [told.w("static.note.hidden"), *[""] * (len(keys) - 1)] if row["hidden"] else [_n(told, row[key]) for key in keys]
        rows.append([told.say.level(row["level"]), str(row["people"]), *cells])
    notes = [told.w("static.note.hidden_sum")] if told.view.cost.hidden else []
    return Shown(_head(told, "level", "people", *keys), rows, told.w("static.note.quantiles"), notes=notes)


def _pools(told: Told) -> list[Shown]:
    rows = [[row["pool"], _n(told, row["pool_eur"]), _n(told, 100 * row["over"], 1), _n(told, 100 * row["factor"], 1), _n(told, 100 * row.get("use", math.nan))] for row in told.view.tables["pools"]]
    return [Shown(_head(told, "pool", "pool_eur", "over", "factor", "use"), rows)] if rows else []


def _kinks(told: Told) -> Shown:
    rows = []
    for row in told.view.tables["kinks"]:
        span = told.say.number(row["x_low"], 2) if row["x_low"] == row["x_high"] else numbers.interval(row["x_low"], row["x_high"], 2, told.lang)
        rows.append([told.say.level(row["level"]), raised(told.say.measure(row["measure"])), str(row["results"]), span, _n(told, row["worse"], 2), _n(told, row["better"], 2)])
    return Shown(_head(told, "level", "measure", "results", "x", "to_worse", "to_better"), rows, told.w("static.note.kinks"), left=2, title=told.w("static.section.kinks"), fold=True)


def _shares(told: Told) -> Shown:
    found: dict[tuple[str, str], list[str]] = {}
    for row in told.view.tables["shares"]:
        if row["component"]:
            found.setdefault((row["level"], row["component"]), []).append(f"{_n(told, row['people_pct'])} / {_n(told, row['eur_pct'])}")
    head = [*_head(told, "level", "measure"), *(raised(told.w(f"static.state.{name}")) for name in ("below", "to_target", "to_maximum", "at_maximum"))]
    rows = [[told.say.level(level), raised(told.say.measure(part)), *cells] for (level, part), cells in found.items()]
    return Shown(head, rows, left=2, title=told.w("static.note.shares"), fold=True)


def _sight(told: Told) -> Shown:
    rows = [[told.say.level(row["level"]), raised(told.say.measure(row["measure"])), _n(told, row["weight_pct"]), f"{_n(told, row['sight'], 2)} {told.w('static.strength.' + row['strength'])}"] for row in told.view.tables["weights"]]
    return Shown(_head(told, "level", "measure", "weight_pct", "sight"), rows, told.w("static.note.sight"), left=2, title=told.w("static.col.sight"), fold=True)


def _sensitivity(told: Told) -> Shown:
    rows = []
    for row in told.view.tables["sensitivity"]:
        step = told.w(f"static.step.{row['basis']}", n=told.say.number(row["step"], 2))
        name = raised(told.say.measure(f"{row['metric']}/{row['scope']}"))
        rows.append([name, told.say.level(row["level"]), step, _n(told, row["better_eur"], signed=True), _n(told, -row["worse_eur"], signed=True)])
    return Shown(_head(told, "measure", "level", "step", "better", "worse"), rows, told.w("static.note.sensitivity"), left=3)


def _shape(told: Told) -> Shown:
    keys = {"target_bonus_pct": 0, "threshold_pct": 0, "maximum_pct": 0, "leverage": 2, "upside": 2, "mix_pct": 0}
    rows = [[told.say.level(row["level"]), *(_n(told, row[key], places) for key, places in keys.items())] for row in told.view.tables["shape"]]
    return Shown(_head(told, "level", *keys), rows)


def _fairness(told: Told) -> list[Shown]:
    found = []
    keys = {"people": 0, "median_eur": 0, "mean_eur": 0, "payout_pct": 0, "receiving_pct": 0, "award_gap_pct": 0, "payout_gap_pct": 0}
    for view in ("as_is", "at_average"):
        rows = []
        for row in told.view.tables["fairness"]:
            if row["view"] == view:
                cells = [told.w("static.note.hidden"), *[""] * (len(keys) - 1)] if row["hidden"] else [_n(told, row[key], places, key.endswith("gap_pct")) for key, places in keys.items()]
                rows.append([told.say.level(row["level"]), row["grade"], row["group"], *cells])
        if rows:
            head = _head(told, "level", "grade", "group", "people", "median_eur", "mean_eur", "payout_pct", "receiving_pct", "award_gap", "payout_gap")
            found.append(Shown(head, rows, left=3, title=told.w(f"static.note.view.{view}"), note=told.w("static.note.fairness") if view == "at_average" else ""))
    return found


def _spreads(told: Told) -> Shown:
    rows = [[raised(told.say.measure(f"{row['metric']}/{row['scope']}")), str(row["results"]), told.say.number(row["sd"], 2), _n(told, row["sd_pct"], 1)] for row in told.view.tables["spreads"]]
    return Shown(_head(told, "measure", "results", "sd", "sd_pct"), rows, left=1, title=told.w("static.col.sd"), fold=True)
