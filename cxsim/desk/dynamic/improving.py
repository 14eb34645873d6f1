"""A better plan searched for: the cheapest that reaches a result, or the best that costs no more than a sum.

The search is that of the study layer. Every plan tried is a whole plan file: translated, lived by the same people with the same luck
as the plan as it is, and what it costs is what it pays the user's own staff, by its own rules, for the simulated years. The plan to
show is picked on fresh seeds; what it is worth is then told by held-out seeds that took no part in picking it, so that it is not
flattered by having been picked (the winner's curse; Smith and Winkler 2006).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.base.search_schema import (
    DIFFERENCE,
    HOME,
    MAX,
    MIN,
    TPE,
    VALUE,
    Aim,
    Lever,
    Limit,
    SearchSettings,
)
from cxsim.desk.dynamic.arms import KEPT, run_kept
from cxsim.desk.dynamic.awards import pay_staff
from cxsim.desk.dynamic.comparing import together
from cxsim.desk.dynamic.goals import CHEAPEST, COST, Goal
from cxsim.desk.dynamic.levers import PlanLever, levers_of, moved, with_values
from cxsim.desk.dynamic.pairs import Floats, Pair, pairs
from cxsim.desk.dynamic.simulate import Asked, translated
from cxsim.desk.dynamic.translate import Translation, Words, translate
from cxsim.desk.plan_file import PlanFile
from cxsim.study.canonical import content_digest
from cxsim.study.outcome import RunSchemes
from cxsim.study.progress import Progress
from cxsim.study.search import lived as searching
from cxsim.study.search.judged import Judged
from cxsim.study.search.layout import AS_WRITTEN, FRESH, HELD_OUT, SEARCH, Reader, Search, checked, seeds_of
from cxsim.study.search.objectives import excesses, outcomes_of
from cxsim.study.search.space import Values

YOURS, UP, DOWN = "yours", "weights_up", "weights_down"
SHIFT = 10.0  # points of weight moved up or down the hierarchy
COUNTED = {"generations": 5, "population": 12, "search_seeds": 4, "promoted": 10, "fresh_seeds": 10, "finalists": 6}
AIM, OTHER, LIMIT = "goal", "other", "limit"
# outcome on the page -> (outcome of a run, unit)
TOLD = {
    "customers_kept": ("customers_kept_pct", "percent"), "bonus_cost": (COST, "eur"), "profit_after_bonus": ("profit_after_bonus_eur", "eur_customer"),
    "revenue": ("revenue_eur", "eur_customer"), "true_cx": ("true_cx", "index"), "measured_cx": ("measured_cx", "index"),
    "staff_leaving": ("staff_turnover_pct", "percent"), "rough_handoffs": ("rough_share", "share"),
}  # fmt: skip


class PlanSpace:
    """Plan files by the values of levers. `mades` holds every plan that was made, by name, so that its staff can be paid."""

    def __init__(self, made: Translation, levers: Sequence[PlanLever], settings: Settings, words: Words):
        self.made, self.levers = made, {lever.name: lever for lever in levers}
        self._settings, self._words = settings, words
        self.mades: dict[str, Translation] = {YOURS: made}
        file = made.facts.file
        # staff decide the cost, so they are part of the search's name; only their digest is
        self.base: dict[str, Any] = {"scheme": made.scheme, "file": content_digest([_plain(file.plan), _plain(file.rows)])}

    def file(self, values: Values, name: str = "") -> PlanFile:
        """The plan file these values make."""
        return with_values(self.made, values, name)

    def scheme(self, values: Values, name: str) -> dict[str, Any]:
        """The plan in the words of the simulation. Raises InputError when it cannot be paid."""
        self.mades[name] = translate(self.file(values), name, self._settings, self._words)
        return self.mades[name].scheme

    def read(self, name: str, payload: Mapping[str, Any]) -> dict[str, float]:
        """Outcomes of a run, with what the user's staff was paid: EUR a year, mean over the years, without employer cost."""
        paid = pay_staff(self.mades[name], [payload])
        return {**outcomes_of(payload), COST: float(paid.total.mean()) / 100}

    @property
    def target_eur(self) -> float:
        """Target bonuses of the user's staff under the plan as it is, EUR a year."""
        facts = self.made.facts
        return float(sum(facts.target_of(segment) for person in facts.people for segment in person.segments))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (bool, int, float, str)) or value is None else str(value)


@dataclass(frozen=True)
class Laid:
    """A search over plan files, laid out: nothing was run yet. `shifts` are the weights moved up and down, by name."""

    goal: Goal
    space: PlanSpace
    search: Search
    shifts: dict[str, Values]

    @property
    def made(self) -> Translation:
        """The plan as it is."""
        return self.space.made


def lay_out(request: Asked, goal: Goal, said: Mapping[str, str], shift: float = SHIFT, counts: Mapping[str, int] | None = None) -> Laid:
    """Lay out the search for one plan file; `counts` are those of COUNTED that the user set.

    Raises InputError with what is wrong, before anything is run.
    """
    if not next(iter(request.plans.values())).sheet("staff"):
        raise InputError(Problem("has nobody to pay: the sheet staff is empty", key="staff", fix="fill in staff, as codes"))
    made = translated(replace(request, plans={YOURS: next(iter(request.plans.values()))}))[YOURS]
    space = PlanSpace(made, levers_of(made, said), request.settings, request.words)
    settings = _settings(request.settings, goal, space, {**COUNTED, **(counts or {})})
    shifts = {name: values for name, points in ((UP, shift), (DOWN, -shift)) if (values := moved(made, points))} if shift else {}
    beside = {name: space.scheme(values, name) for name, values in shifts.items()}
    search = Search(settings, space, {HOME: settings}, {HOME: ()}, made.scheme, made.scheme, beside, seeds_of(settings), Reader(KEPT, space.read), nearest=True)
    return Laid(goal, space, checked(search), shifts)


def _settings(settings: Settings, goal: Goal, space: PlanSpace, counts: Mapping[str, int]) -> Settings:
    """The settings with the search in them.

    Cost and the goal's outcome are both objectives, so that the plans that go on are spread from cheap to good: one that only just
    kept the limit on few seeds is not all there is when more seeds are asked.
    """
    if goal.kind == CHEAPEST:
        limit = Limit(goal.outcome, of=DIFFERENCE if goal.relative else VALUE, at_least=goal.reach)
    else:
        limit = Limit(COST, of=VALUE, at_most=goal.budget(space.target_eur))
    aims = [Aim(COST, MIN), Aim(goal.outcome, MAX)][:: 1 if goal.kind == CHEAPEST else -1]
    levers = {name: Lever(key=name, values=list(lever.values)) for name, lever in space.levers.items()}
    search = SearchSettings(sampler=TPE, base=None, levers=levers, objectives=dict(zip((AIM, OTHER), aims, strict=True)), limits={LIMIT: limit}, **counts)
    return replace(settings, study=replace(settings.study, baseline=YOURS, basis=AS_WRITTEN, schemes=[YOURS], search=search))


def estimate(laid: Laid, workers: int) -> searching.Cost:
    """How many runs at most, and about how long; a few are lived to know."""
    return searching.estimate(laid.search, workers, run_kept)


def live(laid: Laid, cells: Path | None, progress: Progress | None = None, fresh: bool = False, run_schemes: RunSchemes = run_kept) -> Improved:
    """Search, pick on fresh seeds and judge on held-out seeds; finished cells come from `cells`. `run_schemes` may be a stand-in.

    Raises InputError when no plan could be lived, and KeyboardInterrupt, keeping what was finished.
    """
    lived = searching.live(laid.search, cells, laid.search.settings.workers, progress, fresh, run_schemes)
    return Improved(laid, lived, Judged(lived))


@dataclass(frozen=True)
class Improved:
    """A search that was lived, and what its held-out seeds say of the plan picked."""

    laid: Laid
    lived: searching.Lived
    judged: Judged

    @cached_property
    def pick(self) -> str:
        """The finalist to show, by fresh seeds alone.

        Of those whose limit holds there with a standard error to spare the best; without any, the one most likely to keep it. A plan
        picked for just reaching a goal on few seeds would miss it on others half of the time.
        """
        names = [name for name in self.lived.finalists if name in self.lived.promoted]
        seeds, aim = self.laid.search.seeds[FRESH], self.laid.search.asked.objectives[AIM]
        spare = {name: _spare(self.excess(name, seeds)) for name in names}
        sure = [name for name in names if spare[name] >= 1]
        if not sure:
            return max(names, key=lambda name: spare[name])
        sign = 1.0 if aim.goal == MAX else -1.0
        return max(sure, key=lambda name: sign * self.lived.results.estimate(name, aim, seeds)[0])

    def excess(self, name: str, seeds: Sequence[int]) -> Floats:
        """Per seed, by how much a plan oversteps the limit: at or below 0 it keeps it."""
        limit, results = self.laid.search.asked.limits[LIMIT], self.lived.results
        (found,) = excesses(limit, results.values(name, limit.outcome, HOME, seeds), results.values(YOURS, limit.outcome, HOME, seeds))
        return np.asarray(found)

    @cached_property
    def tables(self) -> dict[str, list[Pair]]:
        """The plan picked and the shifted ones against the plan as it is, on held-out seeds; all intervals hold together."""
        return together({name: self._pairs(name) for name in (self.pick, *self.laid.shifts)})

    def _pairs(self, name: str) -> list[Pair]:
        seeds, results = self.laid.search.seeds[HELD_OUT], self.lived.results
        told = {(key, "", 0): (unit, *(results.values(plan, outcome, HOME, seeds) for plan in (YOURS, name))) for key, (outcome, unit) in TOLD.items()}
        return pairs(told)

    def pair(self, name: str, outcome: str) -> Pair:
        """One outcome of the plan picked or a shifted one."""
        return next(pair for pair in self.tables[name] if pair.name == outcome)

    @property
    def values(self) -> Values:
        """Values of the levers of the plan picked."""
        return self.lived.candidate(self.pick).values

    def found(self, name: str = "") -> PlanFile:
        """The plan picked, as a whole plan file."""
        return self.laid.space.file(self.values, name)

    def differences(self, stage: str = SEARCH) -> list[tuple[str, float, float]]:
        """Every plan lived in a stage: name, cost and goal's outcome less those of the plan as it is, means over the stage's seeds."""
        seeds, results = self.laid.search.seeds[stage], self.lived.results
        rows = [(plan.name, *(float(results.differences(plan.name, key, HOME, seeds).mean()) for key in (COST, self.laid.goal.outcome))) for plan in self.lived.candidates if not plan.refused]
        return [row for row in rows if np.isfinite(row[1:]).all()]


def _spare(over: Floats) -> float:
    """How far a limit is kept on average, in standard errors; negative when it is not."""
    mean, error = float(over.mean()), float(over.std(ddof=1) / np.sqrt(len(over))) if len(over) > 1 else 0.0
    if not np.isfinite(mean):
        return -np.inf
    return -mean / error if error > 0 else float(np.sign(-mean)) * np.inf if mean else np.inf
