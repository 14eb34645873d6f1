"""All teams' plans beside each other and beside silent rivals: under the game's other lucks, and in worlds that others might live in."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from cxsim.study.statistics import Estimate, estimate_family

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
