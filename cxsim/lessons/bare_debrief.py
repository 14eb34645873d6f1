"""What a reveal of a bare game is made of: what people gave under each deal, the same people held against themselves, and the model's half."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxsim.lessons import divided, predictions
from cxsim.lessons.bare import CENTS, Played
from cxsim.lessons.debrief import Debrief
from cxsim.lessons.divided import Cells
from cxsim.lessons.game import PERSON, ROBOT, TYPED
from cxsim.lessons.kinds import Stars
from cxsim.study.canonical import content_digest
from cxsim.study.statistics import CLEAR, NO_INTERVAL, Estimate, estimate_family, single_interval

DECIDED = (PERSON, TYPED)  # a repeated decision was made for another deal and says nothing about this one
PEOPLE, ROBOTS = "people", "robots"
Mean = tuple[float, float, float, int]  # mean, interval (nan below five), people


@dataclass
class BareDebrief(Debrief):
    """A finished bare game; `cells` is the model's half as far as it was computed."""

    cells: Cells | None = None

    @property
    def played(self) -> Played:
        """The game."""
        life: Played = self.game.lives[0]
        return life

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per round and seat: round, plan, seat, source, stars, group_size, pot_times, share_eur, paid_eur."""
        rows = [
            [one.number, one.plan, seat, one.source[seat], one.stars[seat], len(one.group_of(seat)), float(one.times[seat]), one.share[seat] / CENTS, one.paid[seat] / CENTS]
            for one in self.played.rounds for seat in one.stars
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["round", "plan", "seat", "source", "stars", "group_size", "pot_times", "share_eur", "paid_eur"])

    @property
    def who(self) -> str:
        """Whose stars are looked at: people's wherever anybody decided, else those of robots."""
        return PEOPLE if self.table["source"].isin(DECIDED).any() else ROBOTS

    @cached_property
    def own(self) -> pd.DataFrame:
        """Rows of those who are looked at."""
        return self.table[self.table["source"].isin(DECIDED if self.who == PEOPLE else (ROBOT,))]

    @cached_property
    def seats(self) -> int:
        """How many different seats are looked at."""
        return int(self.own["seat"].nunique())

    def by_round(self) -> dict[int, list[int]]:
        """Stars of everybody looked at, by round."""
        found: dict[int, list[int]] = {one.number: [] for one in self.played.rounds}
        for number, stars in zip(self.own["round"], self.own["stars"]):
            found[int(number)].append(int(stars))
        return found

    def mean(self, rounds: Sequence[int]) -> Mean:
        """Mean stars over people, each with the mean of own rounds among `rounds`; people are taken as independent of each other.

        The interval ends where stars do: cut at none and all, which keeps its coverage and no impossible mean in it.
        """
        each = self.own[self.own["round"].isin(rounds)].groupby("seat")["stars"].mean().to_numpy(float)
        mean, _, _, lo, hi, n = single_interval(each)
        most = Stars(next(iter(self.game.lesson.decisions.values()))).most
        return mean, *(min(max(end, 0.0), float(most)) if end == end else end for end in (lo, hi)), n

    def rounds_of(self, plan: str) -> list[int]:
        """Rounds played under a deal."""
        return [one.number for one in self.played.rounds if one.plan == plan]

    @cached_property
    def contrasts(self) -> dict[str, Estimate]:
        """Second deal less first, by the same people: those who decided under every deal held against another. Intervals hold together."""
        terms = {name: one for name, one in self.game.lesson.game.contrasts.items() if self.rounds_of(one.first) and self.rounds_of(one.second)}
        plans = list(dict.fromkeys(plan for one in terms.values() for plan in (one.first, one.second)))
        means = self.own[self.own["plan"].isin(plans)].pivot_table(index="seat", columns="plan", values="stars", aggfunc="mean").reindex(columns=plans)
        whole = means.dropna()
        if whole.empty or not terms:
            return {}
        return dict(zip(terms, estimate_family(np.column_stack([(whole[one.second] - whole[one.first]).to_numpy(float) for one in terms.values()]))))

    @cached_property
    def repetition(self) -> tuple[int, int, Estimate] | None:
        """The deal that came again first: its second round less its first by the same people; None when none came again."""
        again = sorted(tuple(self.rounds_of(plan)[1::-1]) for plan in {one.plan for one in self.played.rounds} if len(self.rounds_of(plan)) > 1)
        if not again:
            return None
        last, first = again[0]
        pairs = self.own[self.own["round"].isin([first, last])].pivot_table(index="seat", columns="round", values="stars").reindex(columns=[first, last]).dropna()
        return (first, last, estimate_family((pairs[last] - pairs[first]).to_numpy(float)[:, None])[0]) if len(pairs) else None

    def back(self) -> dict[int, float]:
        """EUR that came back to the giver of one star, by size of group, the pot counted once."""
        return {int(size): self.game.lesson.game.numbers["adds_eur"] / int(size) for size in sorted(self.table["group_size"].unique())}

    def what_if(self) -> tuple[float, float, float]:
        """Mean bonus in EUR a round of all seats: as it was, had nobody given, had everybody given all; the pot counted once in the last two."""
        own, cost, adds = (self.game.lesson.game.numbers[name] for name in ("own_eur", "cost_eur", "adds_eur"))
        return float(self.table["paid_eur"].mean()), own, own + (adds - cost) * (own / cost)

    # ---------------------------------------------------------------- predictions and the rest

    def outcomes(self, company: int = 0) -> dict[str, float]:
        """What predictions are held against; nan where it is not known, such as before the model's half was computed."""
        return {name: self._outcome(asked.outcome) for name, asked in self.game.lesson.predictions.items()}

    def _outcome(self, name: str) -> float:
        base, _, about = name.partition("@")
        if base == "stars":
            return self.mean(self.rounds_of(about))[0] if self.who == PEOPLE else float("nan")
        if base == "contrast":
            return self.contrasts[about].mean if about in self.contrasts and self.who == PEOPLE else float("nan")
        if self.cells is None or not self.cells.values:
            return float("nan")
        return self.cells.by_units(self.cells.terms.against[0], self.game.lesson.reveal.outcomes[0])[int(about)].lo

    def forecasters(self) -> dict[str, float]:
        """Mean score by seat, best first, over what is known."""
        outcomes = {name: value for name, value in self.outcomes().items() if value == value}
        rows = {}
        for seat, guesses in self.game.guesses.items():
            if outcomes and set(guesses) == set(self.game.lesson.predictions):
                terms = self.game.lesson.predictions
                rows[seat] = float(np.mean([predictions.score(terms[name], guesses[name], predictions.truth(terms[name], value)) for name, value in outcomes.items()]))
        return dict(sorted(rows.items(), key=lambda row: (row[1], row[0])))

    @property
    def digest(self) -> str:
        """Of the game, its predictions and the model's half."""
        values = {} if self.cells is None else {f"{case} {units}": {plan: {name: row.tolist() for name, row in table.items()} for plan, table in own.items()} for (case, units), own in self.cells.values.items()}
        return content_digest({"played": self.played.digest, "closed": self.game.closed, "guesses": self.game.guesses, "cells": values})


def kind_of(size: Estimate) -> str:
    """How a difference is told: more, fewer, open, same or few."""
    if size.state == NO_INTERVAL:
        return "few"
    if size.mean == 0.0 and size.sd == 0.0:
        return "same"
    return ("more" if size.mean > 0 else "fewer") if size.state == CLEAR else "open"


def debrief_of(game: Any, count: int, workers: int = 0, progress: Any = None) -> BareDebrief:
    """Finish a bare game with robots where rounds are left, and compute the model's half over `count` lucks, 0 = not at all."""
    game.finish()
    cells = divided.compute(game, count, workers, progress) if game.lesson.divided is not None else None
    return BareDebrief(game, {}, cells=cells)
