"""All teams' plans beside each other and beside silent rivals: under the game's other lucks, and in worlds that others might live in."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np

from cxsim.lessons.comparisons import CHUNK, CLASS, FAR, Cancelled, Repeats
from cxsim.lessons.game import Game
from cxsim.study.configuration import load_scheme
from cxsim.study.jobs import run_jobs
from cxsim.study.progress import Progress
from cxsim.study.statistics import Estimate, estimate_family

Job = tuple[str, tuple[Any, ...]]  # a function of comparisons by name, and its arguments
TEAM = "team"


def team(company: int) -> str:
    """Name of a team's plan."""
    return f"{TEAM} {company}"


@dataclass
class Gallery:
    """values[future][plan][outcome], one number per luck, lucks in order; teams' plans first, then rivals."""

    teams: list[str]
    rivals: list[str]
    values: list[dict[str, dict[str, np.ndarray]]] = field(default_factory=list)

    @property
    def plans(self) -> list[str]:
        """All plans."""
        return [*self.teams, *self.rivals]

    def lucks(self, future: int = 0) -> int:
        """Lucks of a future."""
        return len(next(iter(next(iter(self.values[future].values())).values())))

    def pairs(self, outcome: str) -> dict[tuple[str, str], Estimate]:
        """Second less first of every two teams' plans, paired by luck; the intervals hold together."""
        own = self.values[0]
        two = list(combinations(self.teams, 2))
        return dict(zip(two, estimate_family(np.column_stack([own[b][outcome] - own[a][outcome] for a, b in two])))) if two else {}

    def against_rivals(self, plan: str, outcome: str) -> dict[str, Estimate]:
        """A plan less each rival, paired by luck; the intervals hold together over the rivals."""
        own = self.values[0]
        return dict(zip(self.rivals, estimate_family(np.column_stack([own[plan][outcome] - own[rival][outcome] for rival in self.rivals])))) if self.rivals else {}

    def level(self, plan: str, outcome: str) -> Estimate:
        """Mean of a plan over lucks with its 95 % interval."""
        return estimate_family(self.values[0][plan][outcome][:, None])[0]

    def within(self, plan: str, outcome: str) -> Estimate:
        """The same mean, with the interval of what a plan differs by from the mean of all plans in a luck (Cousineau 2005): what a luck does to all is left out."""
        own = self.values[0]
        shared = np.mean([own[one][outcome] for one in self.plans], axis=0)
        return estimate_family((own[plan][outcome] - shared + shared.mean())[:, None])[0]

    def best(self, outcome: str, future: int) -> str:
        """The plan with the highest mean in a future, teams and rivals alike; ties to the first."""
        own = self.values[future]
        return max(self.plans, key=lambda plan: float(own[plan][outcome].mean()))

    def regrets(self, outcome: str, future: int) -> dict[str, Estimate]:
        """What each plan fell short of the best one of a future by, paired by luck (Savage 1951); the intervals hold together. The best has 0 exactly."""
        own, best = self.values[future], self.best(outcome, future)
        return dict(zip(self.plans, estimate_family(np.column_stack([own[best][outcome] - own[plan][outcome] for plan in self.plans]))))


def jobs(game: Game, count: int, chunk: int = CHUNK) -> dict[Hashable, Job]:
    """What must be lived besides the teams' own repeats, by (future, first luck); empty in lessons that compare no teams."""
    asked = game.lesson.reveal.gallery
    if asked is None or count < 1:
        return {}
    lesson, clock, overrides = game.record.events[0]["lesson"], game.record.events[0]["clock"], tuple(game.record.events[0]["overrides"])
    teams = {team(company): [dict(round_) for round_ in game.whole(company)] for company in range(game.companies)}
    rivals = {name: load_scheme(name, game.world.config_dir) for name in asked.rivals}
    found: dict[Hashable, Job] = {}
    for number, future in enumerate(asked.futures):
        place, seeds = (lesson, clock, (*overrides, *future.overrides), game.world.config_dir), [game.seed + FAR + k for k in range(_lucks(game, count, number))]
        for at in range(0, len(seeds), chunk):
            found[number, at] = ("plans_of", (place, seeds[at : at + chunk], list(game.plans), teams if number else {}, rivals))
    return found


def rivals_ahead(game: Game, count: int) -> dict[Hashable, Job]:
    """Jobs of `jobs` that no decision changes: rivals alone in the lesson's own world, a seed each."""
    asked, first = game.lesson.reveal.gallery, game.record.events[0]
    if asked is None:
        return {}
    place, rivals = (first["lesson"], first["clock"], tuple(first["overrides"]), game.world.config_dir), {name: load_scheme(name, game.world.config_dir) for name in asked.rivals}
    return {(0, k): ("plans_of", (place, [game.seed + FAR + k], list(game.plans), {}, rivals)) for k in range(count)}


def _lucks(game: Game, count: int, future: int) -> int:
    asked = game.lesson.reveal.gallery
    return count if future == 0 or asked is None else min(count, asked.lucks)


def together(game: Game, found: Mapping[Any, list[dict[str, dict[str, float]]]], repeats: Mapping[int, Repeats]) -> Gallery | None:
    """Answers of `jobs`, with the teams' repeats as the first future; None without any."""
    asked = game.lesson.reveal.gallery
    if asked is None or not found:
        return None
    outcomes = game.lesson.reveal.outcomes
    gallery = Gallery([team(company) for company in range(game.companies)], list(asked.rivals))
    for number in range(len(asked.futures)):
        rows = [row for key, part in sorted(found.items()) if key[0] == number for row in part]
        lived = {plan: {name: np.array([row[plan][name] for row in rows]) for name in outcomes} for plan in (rows[0] if rows else ())}
        if number == 0:
            lived |= {team(company): repeats[company].values[CLASS] for company in range(game.companies)}
        gallery.values.append(lived)
    return gallery


def gallery_of(game: Game, count: int, repeats: Mapping[int, Repeats], workers: int = 0, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Gallery | None:
    """Live it all on worker processes; the result does not depend on their number. Raises Cancelled."""
    from cxsim.lessons import comparisons

    def told(done: int, total: int, left: float | None) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled
        if progress is not None:
            progress(done, total, left)

    asked = jobs(game, count)
    return together(game, run_jobs({key: (getattr(comparisons, name), args) for key, (name, args) in asked.items()}, workers, told), repeats) if asked else None
