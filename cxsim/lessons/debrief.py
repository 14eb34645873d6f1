"""Everything the pages of a reveal are made of, computed once a game is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxsim.lessons import comparisons, lucks, predictions, telling
from cxsim.lessons.comparisons import ARMS, CLASS, Repeats
from cxsim.lessons.form import BARE
from cxsim.lessons.gallery import Gallery
from cxsim.lessons.game import Game
from cxsim.lessons.living import Lived
from cxsim.lessons.measures import attention_by_round, bonuses, by_round
from cxsim.lessons.outcomes import outcome_of, start_cx
from cxsim.study.canonical import content_digest


@dataclass
class Debrief:
    """A finished game with its comparisons; `repeats` by company, as far as they were computed."""

    game: Game
    repeats: dict[int, Repeats]
    designs: dict[tuple[int, int], Repeats] = field(default_factory=dict)  # by company and design, those before the last
    flips: list[np.ndarray] = field(default_factory=list)  # by condition of the lesson: robots' difference by seed
    fixes: dict[tuple[str, ...], np.ndarray] = field(default_factory=dict)  # gain by seed of single fixes and pairs
    gallery: Gallery | None = None  # all teams beside each other, in lessons that compare them

    @cached_property
    def arms(self) -> list[dict[str, Lived]]:
        """By company: the class and the two comparisons on the game's own luck."""
        return comparisons.arms_of_each(self.game.world, self.game.seed, [self.game.whole(company) for company in range(self.game.companies)], self.game.plans)

    @property
    def classes(self) -> list[Lived]:
        """The life each company led, with the rounds after people left."""
        return [own[CLASS] for own in self.arms]

    def path(self, company: int, arm: str = CLASS) -> pd.DataFrame:
        """Company figures by round."""
        return by_round(self.arms[company][arm])

    def start(self, company: int) -> float:
        """True experience of the year before the game."""
        return start_cx(self.classes[company])

    def bonus(self, company: int) -> pd.DataFrame:
        """Mean bonus by year and level, % of target: year, level, paid (by the class's plans), other (same decisions, the other plans)."""
        life = self.classes[company]
        pay = bonuses(life)
        other = comparisons.repaid(life, self.game.lesson.clocks[self.game.world.clock].other)
        pay = pay.assign(other=[other[int(row.year) - 1].get(row.manager, float("nan")) for row in pay.itertuples()])
        return pay.groupby(["year", "level"], sort=False)[["payout_pct", "other"]].mean().reset_index().rename(columns={"payout_pct": "paid"})

    def attention(self, company: int, arm: str = CLASS) -> pd.DataFrame:
        """Attention by round and unit, shares of working time."""
        return attention_by_round(self.arms[company][arm])

    def flows(self, company: int, arm: str = CLASS) -> pd.DataFrame:
        """Handoffs between units in the last year: from_unit, to_unit, handoffs, rough."""
        table = self.arms[company][arm].run.flows
        return table[table["year"] == table["year"].max()]

    def outcomes(self, company: int) -> dict[str, float]:
        """What predictions are held against, by prediction."""
        lives = self.arms[company]
        return {name: outcome_of(asked, lives) for name, asked in self.game.lesson.predictions.items()}

    def given(self, company: int) -> dict[str, dict[str, Any]]:
        """Predictions of a company's seats, and of those who only watch."""
        return {seat: guesses for seat, guesses in self.game.guesses.items() if self.game.seats[seat].company == company}

    def forecasters(self) -> dict[str, float]:
        """Mean score by seat over all companies, best first; each seat foretold its own company."""
        found: dict[str, float] = {}
        for company in range(self.game.companies):
            outcomes = self.outcomes(company)
            found |= predictions.scored(self.game.lesson, outcomes, self.given(company), telling.close(self, company, outcomes))
        return dict(sorted(found.items(), key=lambda row: (row[1], row[0])))

    def journey(self, company: int = 0) -> pd.DataFrame:
        """One recorded journey that crossed units, its steps in order; the one in which most was lost, ties to the first. Empty when none was recorded."""
        log = self.classes[company].run.journeys
        steps = log[(log["unit"] != "") & ~log["case"].str.endswith("membership")]
        if steps.empty:
            return steps
        units, lost = steps.groupby("case", sort=False)["unit"].nunique(), steps.groupby("case", sort=False)["lost_info"].sum()
        crossing = lost[units > 1]
        if crossing.empty:
            return steps.iloc[:0]
        return log[log["case"] == crossing.idxmax()]

    @property
    def digest(self) -> str:
        """Of decisions, lives and repetitions."""
        runs = {f"{company} {arm}": own[arm].run.digest for company, own in enumerate(self.arms) for arm in ARMS}
        repeated = {str(company): {arm: {name: values.tolist() for name, values in table.items()} for arm, table in found.values.items()} for company, found in self.repeats.items()}
        compared = {} if self.gallery is None else {"gallery": [{plan: {name: values.tolist() for name, values in own.items()} for plan, own in future.items()} for future in self.gallery.values]}
        return content_digest({"runs": runs, **compared, "closed": self.game.closed, "guesses": self.game.guesses, "repeats": repeated, "flips": [values.tolist() for values in self.flips], "fixes": {" ".join(hand): values.tolist() for hand, values in self.fixes.items()}})


def debrief_of(game: Game, count: int, workers: int = 0, progress: Any = None) -> Debrief:
    """Finish a game with robots where rounds are left, and compute its comparisons; `count` other lucks for each company, 0 = none."""
    if game.lesson.play == BARE:
        from cxsim.lessons import bare_debrief

        return bare_debrief.debrief_of(game, count, workers, progress)
    game.finish()
    return Debrief(game, *lucks.compute(game, count, workers, progress)) if count else Debrief(game, {})
