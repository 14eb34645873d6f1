"""What a search may change in a plan file: the weight of the company's experience, and the target bonus, level by level.

A weight that is set stays as set and the other measures of the level share the rest in their proportions, so that weights add to
100. Nothing else of the plan changes: curves, gates, pools, deferral and staff stay as the user wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.pay.scheme_form import LEVELS
from cxsim.study.search.space import hundredths

CX, BONUS = KINDS = ("cx", "bonus")
FIXED = "fixed"
CX_RANGE = (0.0, 80.0, 10.0)  # %; low, high, step
BONUS_FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5)  # of the target bonus as it is
HIGHEST = {CX: 100.0, BONUS: 300.0}
STEPS = 4  # parts of a range without a step of its own
MOST_VALUES = 1001
_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\.\.({_NUMBER})(?:\.\.({_NUMBER}))?")
_SAME = 1e-9


@dataclass(frozen=True)
class PlanLever:
    """One entry that may change: weight of company CX (`cx`, % of the level's weights) or target bonus (`bonus`, % of base pay)."""

    kind: str
    level: str
    now: float
    values: tuple[float, ...]

    @property
    def name(self) -> str:
        """As it is typed: cx.LEVEL or bonus.LEVEL."""
        return f"{self.kind}.{self.level}"


def cx_rows(made: Translation, level: str) -> list[int]:
    """Rows of the sheet components with the company's experience at a level."""
    return [row for part, own, row in made.facts.parts if own == level and part.scope == "company" and made.meanings[part.metric].is_score]


def cx_now(made: Translation, level: str) -> float:
    """Weight of the company's experience at a level, % of the level's weights."""
    parts = made.facts.parts_of(level)
    total, rows = float(sum(part.weight_pct for part, _ in parts)), set(cx_rows(made, level))
    return 100.0 * float(sum(part.weight_pct for part, row in parts if row in rows)) / total if total else 0.0


def levers_of(made: Translation, said: Mapping[str, str]) -> list[PlanLever]:
    """The levers of a plan; `said` holds what the user typed: cx.LEVEL or bonus.LEVEL -> low..high, low..high..step, or fixed.

    Only levels that are simulated and have people count. Without a word the weights go over CX_RANGE and target bonuses over
    BONUS_FACTORS of what they are; what the plan has now is always among the values.

    Raises
    ------
    InputError
        For a name or range that makes no sense, every one of them, and when nothing is left to change.
    """
    levels = [level for level in made.facts.plan.levels if made.facts.parts_of(level) and made.facts.heads(level)]
    known = {f"{CX}.{level}": cx_now(made, level) for level in levels if cx_rows(made, level)}
    known |= {f"{BONUS}.{level}": float(made.facts.plan.levels[level].target_bonus_pct) for level in levels}
    problems = [_unknown(name, known, levels) for name in said if name not in known]
    found = []
    for name, now in known.items():
        try:
            values = _values(name, now, said.get(name))
        except InputError as error:
            problems += error.problems
            continue
        kind, _, level = name.partition(".")
        found += [PlanLever(kind, level, now, values)] if len(values) > 1 else []
    if not problems and not found:
        problems.append(Problem("leaves nothing to change", key="cxsim plan improve", fix="for example cx.middle_manager=0..60 bonus.middle_manager=10..25"))
    if problems:
        raise InputError(problems)
    return found


def _unknown(name: str, known: Mapping[str, float], levels: Sequence[str]) -> Problem:
    kind, _, level = name.partition(".")
    if kind == CX and level in levels:
        return Problem("has no measure of the company's experience to weigh", key=name, fix="add a row for it to the sheet components, with weight 0")
    return Problem("is nothing that can be changed in this plan", key=name, fix=nearest(name, known))


def _values(name: str, now: float, text: str | None) -> tuple[float, ...]:
    kind = name.partition(".")[0]
    if text == FIXED:
        return (now,)
    if text is None:
        usual = _grid(*CX_RANGE) if kind == CX else [round(2 * factor * now) / 2 for factor in BONUS_FACTORS]
        return tuple(sorted({*usual, now}))
    match = _RANGE.fullmatch(text)
    if match is None:
        raise InputError(Problem("is not a range", key=name, value=text, allowed="low..high, low..high..step, or fixed", fix="for example 10..25"))
    low, high = float(match[1]), float(match[2])
    if not low < high <= HIGHEST[kind]:
        raise InputError(Problem("is not a range that can be paid", key=name, value=text, allowed=f"low below high, up to {HIGHEST[kind]:g}"))
    step = float(match[3]) if match[3] else (high - low) / STEPS
    if step <= 0 or (high - low) / step >= MOST_VALUES:
        raise InputError(Problem("has a step of no use", key=name, value=text, allowed=f"above 0, and at most {MOST_VALUES} values"))
    return tuple(sorted({*_grid(low, high, step), *([now] if low <= now <= high else [])}))


def _grid(low: float, high: float, step: float) -> list[float]:
    count = int((high - low) / step + 1e-9)
    return [round(low + place * step, 6) for place in range(count + 1)]


def with_values(made: Translation, values: Mapping[str, float], name: str = "") -> PlanFile:
    """The plan with these values, name of lever -> value; what is as it was stays as it was written. `name` renames the plan.

    Raises InputError when a level has no other measure to share what the company's experience leaves.
    """
    file = made.facts.file
    parts, levels = [dict(row) for row in file.sheet("components")], [dict(row) for row in file.sheet("levels")]
    for lever, value in values.items():
        kind, _, level = lever.partition(".")
        if kind == CX and abs(value - cx_now(made, level)) > _SAME:
            for row, weight in _weights(made, level, value).items():
                parts[row]["weight_pct"] = weight
        if kind == BONUS and abs(value - float(made.facts.plan.levels[level].target_bonus_pct)) > _SAME:
            levels[made.facts.level_row(level)[0]]["target_bonus_pct"] = _number(value)
    plan = {**file.plan, "name": name} if name else file.plan
    return replace(file, plan=plan, rows={**file.rows, "components": parts, "levels": levels})


def _weights(made: Translation, level: str, value: float) -> dict[int, Any]:
    """New weights by row: company CX together `value`, the others the rest, each group in its proportions, evenly when all are 0."""
    own = {row: float(part.weight_pct) for part, row in made.facts.parts_of(level)}
    chosen = set(cx_rows(made, level))
    found: dict[str, float] = {}
    for rows, total in ((chosen, value), (set(own) - chosen, 100.0 - value)):
        if not rows and total > 0:
            raise InputError(Problem("has no other measure to take the rest of the weight", key=f"{CX}.{level}", value=value))
        weight = sum(own[row] for row in rows)
        found |= {str(row): total * (own[row] / weight if weight else 1 / len(rows)) for row in rows}
    return {int(row): _number(weight) for row, weight in hundredths(found).items()}


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else round(float(value), 6)


def moved(made: Translation, points: float) -> dict[str, float]:
    """Weights of company CX moved up the hierarchy by so many points, down for negative ones: cx.LEVEL -> weight.

    The lower half of the levels that have such a weight gives points, the upper half gets as many, one in the middle keeps its own;
    weights stay between 0 and 100. Empty with fewer than two such levels.
    """
    levels = [level for level in made.facts.plan.levels if level in made.levels and cx_rows(made, level) and made.facts.heads(level)]
    levels.sort(key=lambda level: LEVELS.index(made.levels[level]))
    half = len(levels) // 2
    ways = {level: -1 if place < half else 1 if place >= len(levels) - half else 0 for place, level in enumerate(levels)}
    return {f"{CX}.{level}": min(100.0, max(0.0, cx_now(made, level) + way * points)) for level, way in ways.items()} if half else {}


def differing(made: Translation, file: PlanFile) -> list[Row]:
    """What another file of the same plan says differently: level, measure (blank for the target bonus), now, then."""
    rows = []
    for place, (own, other) in enumerate(zip(made.facts.file.sheet("levels"), file.sheet("levels"), strict=True)):
        if float(own["target_bonus_pct"]) != float(other["target_bonus_pct"]):
            rows.append({"level": str(own["level"]), "measure": "", "now": float(own["target_bonus_pct"]), "then": float(other["target_bonus_pct"]), "row": place})
    for part, level, row in made.facts.parts:
        now, then = float(part.weight_pct), float(file.sheet("components")[row]["weight_pct"])
        if now != then:
            rows.append({"level": level, "measure": part.key, "now": now, "then": then, "row": row})
    return rows
