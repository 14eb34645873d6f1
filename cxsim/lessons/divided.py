"""The model's half of a bare game: the same company divided into more and more units, one plan against others, on the same lucks.

The model itself, with nothing of the game in it. It has room for eight units; what is beyond is not simulated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cxsim.base.checks import MOST_UNITS
from cxsim.base.errors import Problem, nearest
from cxsim.lessons.form import Case, Divided, Lesson
from cxsim.study.statistics import Estimate, estimate_family

if TYPE_CHECKING:
    from cxsim.base.schema import Settings
    from cxsim.lessons.game import Game
    from cxsim.study.jobs import Job
    from cxsim.study.progress import Progress

Key = tuple[str, int]  # case and number of units
CHUNK = 4  # lucks of one job
FLIP = "flip "  # before the place of a condition, in the name of a case


def problems(lesson: Lesson, where: str) -> Iterator[Problem]:
    """Faults of the model's half."""
    terms = lesson.divided
    if terms is None:
        return
    yield from (Problem("is no number of units the model has room for", where, "divided.units", units, f"1 to {MOST_UNITS}") for units in terms.units if not 1 <= units <= MOST_UNITS)
    plans = [name for name, plan in lesson.plans.items() if plan.deal is None]
    for key, name in [("plan", terms.plan), *(("against", name) for name in terms.against)]:
        if name not in plans:
            yield Problem("is not a plan of this lesson", where, f"divided.{key}", name, ", ".join(plans), nearest(name, plans))
    for key, part in (("units", terms.units), ("against", terms.against), ("cases", terms.cases)):
        if not part:
            yield Problem("is empty; it needs at least one entry", where, f"divided.{key}")


def cases_of(lesson: Lesson) -> dict[str, Case]:
    """Cases by name, and the conditions of the reveal after them."""
    flips = {f"{FLIP}{place}": Case(label=flip.text, overrides=flip.overrides) for place, flip in enumerate(lesson.reveal.flips)}
    return {**lesson.model.cases, **flips}


def keys(lesson: Lesson) -> list[Key]:
    """Everything that is lived: every case with every number of units, conditions with the most."""
    units = lesson.model.units
    return [(case, number) for case in cases_of(lesson) for number in (units[-1:] if case.startswith(FLIP) else units)]


def divided(settings: Settings, units: int) -> Settings:
    """The company in so many equal parts: together they have its customers, needs, prices and fixed costs, whatever their number.

    Everybody holds every part's line. Managers, heads and touchpoints come with each part, as in the model's own check of free riding.
    """
    whole = list(settings.company.units.values())
    weekly = sum(unit.price_cents_week * unit.holding_share for unit in whole)
    fixed = sum(unit.fixed_cost_cents_week for unit in whole)
    part = replace(whole[0], need_share=1.0 / units, holding_share=1.0, price_cents_week=round(weekly / units), fixed_cost_cents_week=round(fixed / units))
    named = {f"part_{k + 1}": replace(part, label_en=f"Unit {k + 1}", label_fi=f"Yksikkö {k + 1}") for k in range(units)}
    return replace(settings, company=replace(settings.company, units=named))


@lru_cache(maxsize=8)
def _world(place: tuple[Any, ...], case: str) -> tuple[Lesson, Settings, dict[str, Any]]:
    """Lesson, settings of a case and plans as schemes; `place` names lesson, clock, overrides and folder."""
    from cxsim.lessons import reading
    from cxsim.lessons.world import World
    from cxsim.study.configuration import load

    name, clock, overrides, folder = place
    lesson = reading.read(name, folder)
    last = (f"horizon.years={lesson.model.years}", "threads=1", "output.panel=0", "output.journeys_logged=0")
    settings = load(*lesson.world, *overrides, *cases_of(lesson)[case].overrides, *last, config_dir=folder)
    return lesson, settings, World(lesson, clock, tuple(overrides), folder).schemes


def lived(place: tuple[Any, ...], key: Key, seeds: Sequence[int]) -> list[dict[str, dict[str, float]]]:
    """Outcomes by luck and plan; every plan meets the same people and the same luck. Importable by name, for worker processes."""
    from cxsim.simulation.market import warm_up
    from cxsim.simulation.run import simulate_all

    (case, units), found = key, []
    lesson, settings, schemes = _world(tuple(place), case)
    parts, names = divided(settings, units), (lesson.model.plan, *lesson.model.against)
    for seed in seeds:
        seeded = replace(parts, seed=seed)
        runs = simulate_all(seeded, [schemes[name] for name in names], warm_up(seeded))
        found.append({name: {outcome: float(run.summary[outcome]) for outcome in lesson.reveal.outcomes} for name, run in zip(names, runs)})
    return found


@dataclass
class Cells:
    """What was lived: values[key][plan][outcome] with one number per luck, lucks in order; empty before anything was."""

    terms: Divided
    seeds: list[int] = field(default_factory=list)
    values: dict[Key, dict[str, dict[str, np.ndarray]]] = field(default_factory=dict)

    @property
    def usual(self) -> str:
        """The case the lesson's own settings give."""
        return next(iter(self.terms.cases))

    def difference(self, key: Key, against: str, outcome: str) -> np.ndarray:
        """The plan less another, one number per luck."""
        own = self.values[key]
        return own[self.terms.plan][outcome] - own[against][outcome]

    def estimates(self, wanted: Sequence[Key], against: str, outcome: str) -> dict[Key, Estimate]:
        """Paired differences with 95 % intervals that hold together over all keys asked for; none below five lucks."""
        if not self.values or not wanted:
            return {}
        return dict(zip(wanted, estimate_family(np.column_stack([self.difference(key, against, outcome) for key in wanted]))))

    def by_units(self, against: str, outcome: str) -> dict[int, Estimate]:
        """In the usual case, by number of units."""
        return {units: size for (_, units), size in self.estimates([(self.usual, units) for units in self.terms.units], against, outcome).items()}

    def grid(self, against: str, outcome: str) -> dict[Key, Estimate]:
        """Over every case and number of units."""
        return self.estimates([(case, units) for case in self.terms.cases for units in self.terms.units], against, outcome)


def lucks_of(game: Game, count: int) -> list[int]:
    """Seeds the model's half is lived under, far from the game's own."""
    from cxsim.lessons.comparisons import FAR

    return [game.seed + FAR + k for k in range(min(count, game.lesson.model.most))]


def jobs_of(game: Game, seeds: Sequence[int], chunk: int = CHUNK) -> dict[tuple[Key, int], Job]:
    """Independent jobs by key and place of their first luck."""
    first = game.record.events[0]
    place = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir)
    return {(key, at): (lived, (place, key, list(seeds[at : at + chunk]))) for key in keys(game.lesson) for at in range(0, len(seeds), chunk)}


def together(game: Game, seeds: Sequence[int], found: Mapping[tuple[Key, int], list[dict[str, dict[str, float]]]]) -> Cells:
    """What jobs gave, in the order of lucks."""
    cells = Cells(game.lesson.model, list(seeds))
    for key in keys(game.lesson):
        rows = [row for (own, _), part in sorted(((name, part) for name, part in found.items() if name[0] == key), key=lambda item: item[0][1]) for row in part]
        cells.values[key] = {plan: {outcome: np.array([row[plan][outcome] for row in rows]) for outcome in rows[0][plan]} for plan in rows[0]}
    return cells


def compute(game: Game, count: int, workers: int = 0, progress: Progress | None = None) -> Cells:
    """The whole half over `count` lucks or as many as the lesson takes; the result does not depend on the number of workers."""
    from cxsim.study.jobs import run_jobs

    seeds = lucks_of(game, count)
    return together(game, seeds, run_jobs(jobs_of(game, seeds), workers, progress)) if seeds else Cells(game.lesson.model)
