"""What the runs of a search gave, by plan, world and seed; differences from the baseline on the same seeds, and their means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping, Sequence

import numpy as np

from cxsim.base.search_schema import HOME, WORST, Aim
from cxsim.study.search.layout import Search
from cxsim.study.search.objectives import excesses, worst


@dataclass
class Results:
    """Outcomes by (plan, world, seed); a failed run is absent and counts as nan."""

    search: Search
    outcomes: dict[tuple[str, str, int], dict[str, float]] = field(default_factory=dict)
    digests: dict[tuple[str, str, int], str] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    reused: int = 0  # cells that were there already

    def add(self, world: str, seed: int, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep the runs of one cell."""
        for name, payload in payloads.items():
            self.outcomes[name, world, seed] = self.search.reader.read(name, payload)
            self.digests[name, world, seed] = str(payload["digest"])

    def values(self, plan: str, outcome: str, world: str, seeds: Sequence[int]) -> np.ndarray:
        """An outcome by seed, shape (seeds,)."""
        return np.array([self.outcomes.get((plan, world, seed), {}).get(outcome, np.nan) for seed in seeds], float)

    def differences(self, plan: str, outcome: str, world: str, seeds: Sequence[int]) -> np.ndarray:
        """Plan less baseline on the same seeds, shape (seeds,)."""
        baseline = self.search.settings.study.baseline
        return self.values(plan, outcome, world, seeds) - self.values(baseline, outcome, world, seeds)

    def worlds_of(self, aim: Aim) -> list[str]:
        """Worlds an objective looks at."""
        return list(self.search.worlds) if aim.worlds == WORST else [HOME]

    def estimate(self, plan: str, aim: Aim, seeds: Sequence[int]) -> tuple[float, str]:
        """Mean difference of an objective, and the world it is of; nan when a run is missing.

        The least of several estimated means is a little too low on average (the same curse the other way round), which makes
        the search careful about robustness.
        """
        means = {world: float(self.differences(plan, aim.outcome, world, seeds).mean()) for world in self.worlds_of(aim)}
        if any(np.isnan(list(means.values()))):
            return np.nan, HOME
        world = worst(means, aim.goal)
        return means[world], world

    def estimates(self, plan: str, seeds: Sequence[int]) -> list[float]:
        """One mean difference per objective."""
        return [self.estimate(plan, aim, seeds)[0] for aim in self.search.asked.objectives.values()]

    def excess(self, plan: str, seeds: Sequence[int]) -> list[np.ndarray]:
        """Per limit and bound, by how much a plan oversteps it on each seed."""
        baseline = self.search.settings.study.baseline
        return [
            found
            for limit in self.search.asked.limits.values()
            for found in excesses(limit, self.values(plan, limit.outcome, HOME, seeds), self.values(baseline, limit.outcome, HOME, seeds))
        ]

    def keeps(self, plan: str, seeds: Sequence[int]) -> bool:
        """Whether every objective is known and every limit kept on average."""
        return bool(np.isfinite(self.estimates(plan, seeds)).all() and all(found.mean() <= 0 for found in self.excess(plan, seeds)))
