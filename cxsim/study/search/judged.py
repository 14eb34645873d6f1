"""The verdict, on held-out seeds alone: who is on the front, who can be told from the baseline and from whom, and what the search had promised too much."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cxsim.base.search_schema import HOME, MAX
from cxsim.study.search.front import dominates, ranks
from cxsim.study.search.layout import FRESH, HELD_OUT, SEARCH
from cxsim.study.search.lived import Lived
from cxsim.study.search.objectives import worst
from cxsim.study.statistics import CLEAR, Estimate, estimate_family, single_interval

KEPT, BROKEN, UNSURE = "kept", "broken", "unsure"


@dataclass(frozen=True)
class Judged:
    """What the held-out seeds say of the last plans, and of the schemes beside them."""

    lived: Lived

    @property
    def names(self) -> list[str]:
        """Plans and schemes judged, plans first."""
        return [*self.lived.finalists, *self.lived.search.beside]

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """One row per plan or scheme and objective: what the search, the fresh and the held-out seeds said, with 95 % intervals.

        Intervals hold together over all plans, objectives and worlds. That of a worst case runs from the lowest to the highest
        bound that may be the worst world's: if every world's interval holds its mean, this one holds the worst mean.
        """
        found, rows = self._by_world, []
        for name in self.names:
            for key, aim in self.lived.search.asked.objectives.items():
                worlds = {world: found[name, key, world] for world in self.lived.results.worlds_of(aim)}
                means = {world: one.mean for world, one in worlds.items()}
                known = all(np.isfinite(list(means.values())))
                world = worst(means, aim.goal) if known else HOME
                end = min if aim.goal == MAX else max
                lo, hi = (end(getattr(one, bound) for one in worlds.values()) if known else np.nan for bound in ("lo", "hi"))
                told = bool(lo > 0 or hi < 0)
                rows.append({"plan": name, "objective": key, "world": world, "search": self._stage(name, key, SEARCH), "fresh": self._stage(name, key, FRESH),
                             "held_out": means[world], "lo": lo, "hi": hi, "se": worlds[world].se, "n": worlds[world].n, "told": told})  # fmt: skip
        return pd.DataFrame(rows)

    @cached_property
    def _by_world(self) -> dict[tuple[str, str, str], Estimate]:
        results, seeds = self.lived.results, self.lived.search.seeds[HELD_OUT]
        keys = [(name, key, world) for name in self.names for key, aim in self.lived.search.asked.objectives.items() for world in results.worlds_of(aim)]
        columns = [results.differences(name, self.lived.search.asked.objectives[key].outcome, world, seeds) for name, key, world in keys]
        return dict(zip(keys, estimate_family(np.column_stack(columns)), strict=True))

    def _stage(self, name: str, key: str, stage: str) -> float:
        search = self.lived.search
        if name in search.beside or (stage == FRESH and name not in self.lived.promoted):
            return np.nan
        return self.lived.results.estimate(name, search.asked.objectives[key], search.seeds[stage])[0]

    def gains(self, name: str) -> np.ndarray:
        """Held-out means in the wanted direction, one per objective."""
        own = self.estimates[self.estimates["plan"] == name]
        signs = [1.0 if self.lived.search.asked.objectives[key].goal == MAX else -1.0 for key in own["objective"]]
        return own["held_out"].to_numpy(float) * np.array(signs)

    def limit_state(self, name: str) -> str:
        """kept, broken or unsure: whether the limits are met, by a single 95 % interval each."""
        spans = [single_interval(found)[3:5] for found in self.lived.results.excess(name, self.lived.search.seeds[HELD_OUT])]
        if any(lo > 0 for lo, _ in spans):
            return BROKEN
        return KEPT if all(hi <= 0 for _, hi in spans) else UNSURE

    @cached_property
    def front(self) -> list[str]:
        """Finalists that keep the limits and that neither another of them nor the baseline beats, by held-out means."""
        seeds = self.lived.search.seeds[HELD_OUT]
        able = [name for name in self.lived.finalists if self.lived.results.keeps(name, seeds)]
        if not able:
            return []
        rows = np.vstack([*(self.gains(name) for name in able), np.zeros(len(self.lived.search.asked.objectives))])
        return [name for name, rank in zip(able, ranks(rows)) if rank == 0]

    def told_from_baseline(self, name: str) -> bool:
        """Whether any objective's interval leaves zero out."""
        return bool(self.estimates.loc[self.estimates["plan"] == name, "told"].any())

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every two front plans and objective: the difference on held-out seeds, intervals together over all pairs and objectives.

        For a worst case each plan is taken in its own worst world.
        """
        search, results = self.lived.search, self.lived.results
        worlds = {(row.plan, row.objective): row.world for row in self.estimates.itertuples()}
        keys = [(a, b, key) for i, a in enumerate(self.front) for b in self.front[i + 1 :] for key in search.asked.objectives]
        if not keys:
            return pd.DataFrame(columns=["first", "second", "objective", "mean", "lo", "hi", "state"])

        def column(name: str, key: str) -> np.ndarray:
            return results.differences(name, search.asked.objectives[key].outcome, worlds[name, key], search.seeds[HELD_OUT])

        found = estimate_family(np.column_stack([column(b, key) - column(a, key) for a, b, key in keys]))
        rows = [{"first": a, "second": b, "objective": key, "mean": one.mean, "lo": one.lo, "hi": one.hi, "state": one.state} for (a, b, key), one in zip(keys, found)]
        return pd.DataFrame(rows)

    def alike(self, name: str) -> list[str]:
        """Front plans that cannot be told from this one in any objective."""
        own = self.pairs[(self.pairs["first"] == name) | (self.pairs["second"] == name)]
        told = set(own.loc[own["state"] == CLEAR, ["first", "second"]].to_numpy().ravel().tolist())
        return [other for other in self.front if other != name and other not in told]

    def beaten_by(self, scheme: str) -> list[str]:
        """Front plans whose held-out means are better than or equal to a scheme's in everything."""
        return [name for name in self.front if dominates(self.gains(name), self.gains(scheme))]

    @cached_property
    def curse(self) -> pd.DataFrame:
        """Per objective, how much more the search had promised than the held-out seeds gave (the winner's curse; Smith and Winkler 2006).

        `liked` is the plan the search liked most, `all` the mean over finalists. `optimism` is search less held-out estimate in
        the wanted direction. What the search said is a number known; only the truth is uncertain, so the interval is that of the
        held-out seeds, each for itself.
        """
        search, rows = self.lived.search, []
        for key, aim in search.asked.objectives.items():
            own = self.estimates[(self.estimates["objective"] == key) & self.estimates["plan"].isin(self.lived.finalists)].set_index("plan")
            sign = 1.0 if aim.goal == MAX else -1.0
            liked = (sign * own["search"]).idxmax()
            for what, plans in (("liked", [liked]), ("all", list(own.index))):
                held = np.mean([self.lived.results.differences(p, aim.outcome, own.loc[p, "world"], search.seeds[HELD_OUT]) for p in plans], axis=0)
                mean, _, se, lo, hi, n = single_interval(held)
                said = float(own.loc[plans, "search"].mean())
                low, high = sorted((sign * (said - lo), sign * (said - hi)))
                rows.append({"objective": key, "what": what, "plan": liked if what == "liked" else "", "plans": len(plans), "search": said, "held_out": mean,
                             "held_out_lo": lo, "held_out_hi": hi, "optimism": sign * (said - mean), "lo": low, "hi": high, "se": se, "n": n})  # fmt: skip
        return pd.DataFrame(rows)
