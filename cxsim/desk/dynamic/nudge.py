"""Line of sight, measured: how far one person moves a result by giving it more attention for a year.

A manager is nudged: ten points of attention go to one activity for a year, taken from all others in proportion, while everybody else
decides as without a bonus. The change of each result is divided by the standard deviation of that result over seeds, the same
people and luck in both runs. A seat of the simulation may stand for several people of a plan, so what a seat moves is shared by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from cxsim.base.schema import Settings
from cxsim.desk.dynamic.arms import CARDS, parts
from cxsim.desk.dynamic.translate import Translation
from cxsim.desk.facts import Key
from cxsim.desk.static.sight import line_of_sight, strength
from cxsim.pay.scheme_form import LEVELS
from cxsim.study.cells import Cell, cell_of, kept_cell
from cxsim.study.execution import plan_of
from cxsim.study.progress import Progress
from cxsim.study.runner import run_cells
from cxsim.study.statistics import single_interval
from cxsim.study.store import Store

POINTS = 0.10  # of working time
SEEDS, SEATS = 8, 2
NOBODY = "nobody"
KEPT = "nudge-1"
JOIN = "|"
EXECUTIVE = "executive"


@dataclass(frozen=True)
class Sight:
    """What one person of a level moves of a measure by its best activity: standard deviations of the result, with 95 % interval."""

    level: str
    measure: str
    activity: str
    sight: float
    lo: float
    hi: float
    seeds: int
    stand_in: float  # the static stand-in for the same

    @property
    def row(self) -> dict[str, Any]:
        """Plain values with the word for each."""
        return {**self.__dict__, "strength": strength(self.sight), "stand_in_strength": strength(self.stand_in)}


@dataclass(frozen=True)
class _Counted:
    """What is kept of a nudged run."""

    digest: str
    summary: Mapping[str, float]
    kept: Mapping[str, pd.DataFrame]


def run_nudged(settings: Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, _Counted]:
    """One run per name "seat|activity" on one warm-up, everybody else as they are. Importable by name, for worker processes."""
    from cxsim.pay.scheme import Scheme
    from cxsim.simulation.market import warm_up
    from cxsim.simulation.run import simulate

    warm, found = warm_up(settings), {}
    for name, plan in schemes.items():
        seat, _, activity = name.partition(JOIN)
        classes = {} if name == NOBODY else {"manager_classes": {seat: _nudged(seat, _place(settings, activity))}}
        run = simulate(settings, Scheme.from_mapping(plan), warm, **classes)
        found[name] = _Counted(run.digest, {}, {"scorecards": run.scorecards[CARDS]})
    return found


def _place(settings: Settings, activity: str) -> int:
    """Place of an activity in a manager's attention; executives have one entry."""
    names = list(settings.behaviour.activities)
    return names.index(activity) if activity in names else 0


@cache
def _nudged(seat: str, place: int) -> type:
    """A manager of the seat's kind who gives ten points more to one activity."""
    from cxsim.organisation.agents import Executive, TouchpointManager, UnitHead

    kind: Any = Executive if seat.startswith(EXECUTIVE) else TouchpointManager if "/" in seat else UnitHead

    class Nudged(kind):  # type: ignore[misc]
        """As the built-in one, with ten points moved."""

        def act(self, view: Any) -> None:
            super().act(view)
            self.attention = shifted(self.attention, place)

    return Nudged


def shifted(attention: np.ndarray, place: int) -> np.ndarray:
    """Attention (K,) with ten points moved to one place, taken from the others in proportion as far as they reach."""
    others = np.delete(np.arange(attention.size), place)
    room = float(attention[others].sum())
    moved = attention.copy()
    moved[place] += POINTS
    if room > 0:
        moved[others] *= 1.0 - min(1.0, POINTS / room)
    return moved


def nudges(settings: Settings) -> dict[str, list[tuple[str, str]]]:
    """(seat, unit) by simulated level: up to two seats, spread over the units."""
    found: dict[str, list[tuple[str, str]]] = {level: [] for level in LEVELS}
    for name, unit in settings.company.units.items():
        found["unit_head"].append((name, name))
        found[unit.led_by] += [(f"{name}/{channel}", name) for channel in unit.channels]
    found[EXECUTIVE] = [(f"{EXECUTIVE} 1", "")]
    return {level: _spread(seats) for level, seats in found.items() if seats}


def _spread(seats: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    places = np.unique(np.linspace(0, len(seats) - 1, min(SEATS, len(seats))).round().astype(int))
    return [seats[place] for place in places]


def cells_of(made: Translation, settings: Settings) -> list[Cell]:
    """One cell per seed: nobody nudged, and every nudge; a year, nobody reacting to pay."""
    deaf = replace(settings, behaviour=replace(settings.behaviour, pay_sensitivity=0.0), horizon=replace(settings.horizon, years=1))
    activities = list(settings.behaviour.activities)
    names = [NOBODY]
    for level, seats in nudges(settings).items():
        names += [f"{seat}{JOIN}{activity}" for seat, _ in seats for activity in (["integration"] if level == EXECUTIVE else activities)]
    schemes = dict.fromkeys(names, made.scheme)
    seeds = range(settings.seed, settings.seed + min(SEEDS, settings.study.replications))
    return [kept_cell(cell_of(deaf, seed, schemes, ()), KEPT) for seed in seeds]


def sights(made: Translation, settings: Settings, store: Store | None = None, progress: Progress | None = None) -> list[Sight]:
    """Measured line of sight of every measure by level; levels without a seat in the simulated company are left out.

    Seeds with a failed run are left out.
    """
    cells = cells_of(made, settings)
    harvest = run_cells(cells, plan_of(settings, run_nudged, store, progress))
    whole = [harvest.outcomes[cell.id].schemes for cell in cells if set(harvest.outcomes[cell.id].schemes) == set(cell.schemes)]
    if len(whole) < 2:
        return []
    results = {name: [_by_key(card) for card in parts([seed[name] for seed in whole], "scorecards", kept=True)] for name in cells[0].schemes}
    seats, found = nudges(settings), []
    for part, level, _ in made.facts.parts:
        if made.levels[level] in seats and made.source(part) is not None:
            found.append(_sight(made, part, level, seats[made.levels[level]], results))
    return [sight for sight in found if sight is not None]


def _by_key(card: pd.DataFrame) -> dict[Key, float]:
    return {(str(row.metric), str(row.scope), str(row.code)): float(row.x) for row in card.itertuples()}


def _sight(made: Translation, part: Any, level: str, seats: Sequence[tuple[str, str]], results: Mapping[str, list[dict[Key, float]]]) -> Sight | None:
    """The activity that moves the measure most, mean over seats, and by how much per person."""
    by_activity: dict[str, list[np.ndarray]] = {}
    for seat, unit in seats:
        key = _key(made, part, seat, unit)
        plain = np.array([seed[key] for seed in results[NOBODY]])
        noise = float(plain.std(ddof=1))
        if not noise > 0:
            return None
        share = people_per_seat(made, level, unit)
        for name, seeds in results.items():
            if name.partition(JOIN)[0] == seat and name != NOBODY:
                change = np.array([seed[key] for seed in seeds]) - plain
                by_activity.setdefault(name.partition(JOIN)[2], []).append(change / noise / share)
    moved = {activity: np.mean(values, axis=0) for activity, values in by_activity.items()}
    best = max(moved, key=lambda activity: float(moved[activity].mean()))
    mean, _, _, low, high, count = single_interval(moved[best])
    return Sight(level, part.key, best, mean, low, high, count, line_of_sight(made.facts, level, part))


def _key(made: Translation, part: Any, seat: str, unit: str) -> Key:
    """The result a seat is measured on: of its touchpoint, its unit or the company."""
    metric, scope = made.source(part) or ("", "")
    if scope == "company" or not unit:
        whole = made.meanings[part.metric].at("company")
        return (*(whole or (metric, scope)), "")
    return metric, scope, (seat if "/" in seat else next(iter(_points(made, unit)))) if scope == "touchpoint" else unit


def _points(made: Translation, unit: str) -> list[str]:
    return [f"{unit}/{channel}" for channel in made.company.units[unit].channels]


def people_per_seat(made: Translation, level: str, unit: str) -> float:
    """People of a level of the plan for each simulated seat of a unit, at least 1; executives: for each executive."""
    heads = made.facts.heads(level)
    if not unit:
        return max(1.0, len(heads) / max(1, made.company.executives))
    own = [name for name, simulated in made.units.items() if simulated == unit]
    people = sum(segment.codes.unit in own for segment in heads)
    seats = 1 if made.levels[level] == "unit_head" else len(made.company.units[unit].channels)
    return max(1.0, people / seats)


