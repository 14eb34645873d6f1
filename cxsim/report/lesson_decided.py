"""What was decided in a game: a table by round to read, and one row per decision to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxsim.lessons import kinds
from cxsim.lessons.form import COMMITTEE, DESIGNS, Decision
from cxsim.lessons.game import Game
from cxsim.lessons.scheme_kind import SCHEME
from cxsim.report import lesson_bids, lesson_scheme, numbers
from cxsim.report.words import raised

NOTHING = "–"


def tidy(game: Game) -> pd.DataFrame:
    """One row per round, seat and part of a decision: round, seat, source, decision, part, value, seconds, changes."""
    rows = []
    for event in game.closed:
        for row in event["rows"]:
            base = {"round": event["round"], "seat": row["seat"], "source": row["source"], "seconds": row["seconds"], "changes": row["changes"]}
            for name, value in (row["play"] or {"": None}).items():
                parts = lesson_scheme.parts(value) if isinstance(value, dict) else [("", "+".join(map(str, value)) if isinstance(value, list) else value)]
                rows += [{**base, "decision": name, "part": part, "value": entry} for part, entry in parts]
    return pd.DataFrame(rows, columns=["round", "seat", "source", "decision", "part", "value", "seconds", "changes"])


def sources(game: Game) -> list[str]:
    """Whose every decision was: one a round of each seat, or of each committee as a whole."""
    if game.lesson.seats.kind != COMMITTEE:
        return [row["source"] for event in game.closed for row in event["rows"]]
    found = []
    for event in game.closed:
        for company in range(game.companies):
            own = [row for row in event["rows"] if game.seats[row["seat"]].company == company]
            found += [row["source"] for row in [*(row for row in own if row["play"] is not None), *own][:1]]
    return found


@dataclass(frozen=True)
class Log:
    """What a company decided of the decision `name`: `plays` by round, one per post or seat, that hold it."""

    told: Any
    company: int
    name: str
    decision: Decision
    plays: list[list[dict[str, Any]]]

    @property
    def values(self) -> list[list[Any]]:
        """What was decided by round."""
        return [[play[self.name] for play in own] for own in self.plays]

    @property
    def together(self) -> bool:
        """Whether a committee decided, so that there is one value a round at most."""
        return bool(self.told.lesson.seats.kind == COMMITTEE)

    def label(self, key: str) -> str:
        """What a slider, an option or a card is called."""
        terms: dict[str, Any] = {**self.decision.sliders, **self.decision.options, **self.decision.cards}
        return str(terms[key].label.of(self.told.lang))

    def under_ask(self, rows: list[list[str]]) -> list[list[str]]:
        """Rows under what was asked, without those nobody decided anything in."""
        kept = [row for row in rows if set(row[1:]) != {NOTHING}]
        return [[self.decision.ask.of(self.told.lang), *[""] * len(self.plays)], *kept] if kept else []


def table(told: Any, company: int) -> dict[str, Any]:
    """Rows of the log: decision, then one cell per round; every kind of decision writes its own."""
    life, rounds = told.debrief.classes[company], range(told.game.world.rounds)
    plays = [[*_of_people(told, company, number), *_of_robots(told, company, life, number)] for number in rounds]
    rows = []
    for name, decision in told.lesson.decisions.items():
        own = [[play for play in made if name in play] for made in plays]
        rows += WRITERS.get(decision.kind, _counted)(Log(told, company, name, decision, own))
    head = [told.w("lesson.decisions.decision"), *(told.w(f"lesson.round.{told.round_kind}", n=r + 1) for r in rounds)]
    return {"head": head, "rows": rows}


def _points(log: Log) -> list[list[str]]:
    """A row per slider: mean points."""
    return log.under_ask([[log.label(key), *(_mean(log.told, [value[key] for value in own]) for own in log.values)] for key in log.decision.sliders])


def _weights(log: Log) -> list[list[str]]:
    """A row per level, the one that follows from the others too: per cent of its bonus."""
    kind = kinds.Weights(log.decision)
    spread = [kind.effect(own[0]).weights if own else {} for own in log.values]
    return log.under_ask([[log.told.w.name("level", level), *(_per_cent(own[level], log.told.lang) if own else NOTHING for own in spread)] for level in kind.shares])


def _per_cent(weight: float, lang: str) -> str:
    return numbers.percent(weight, 0 if float(weight).is_integer() else 1, lang)


def _choice(log: Log) -> list[list[str]]:
    """Of a committee one row with what it chose, under what was asked; elsewhere a count per option."""
    if not log.together:
        return _counted(log)
    chosen = [log.label(own[0]) if own else NOTHING for own in log.values]
    return log.under_ask([[raised(log.told.w("lesson.decisions.chosen")), *chosen]])


def _coins(log: Log) -> list[list[str]]:
    """A row per card: coins bid for it and what they won."""
    return log.under_ask(lesson_bids.bids(log.told, log.company, log.name, log.plays))


def _order(log: Log) -> list[list[str]]:
    """A row per card in the order: the year in which it is mended."""
    return log.under_ask(lesson_bids.order(log.told, log.name, log.plays))


def _plan(log: Log) -> list[list[str]]:
    """A row per part of a plan."""
    if not any(log.values):
        return []
    return log.under_ask(lesson_scheme.log_rows(log.told, log.decision, [own[0] if own else None for own in log.values]))


def _counted(log: Log) -> list[list[str]]:
    """A row per option or card: how many chose it; of a committee, that it did."""
    chosen = log.told.w("lesson.decisions.chosen")
    rows = []
    for key in {**log.decision.options, **log.decision.cards}:
        counts = [sum(key in (value if isinstance(value, list) else [value]) for value in own) for own in log.values]
        rows.append([log.label(key), *((chosen if count else NOTHING) if log.together else str(count) if own else NOTHING for own, count in zip(log.values, counts))])
    return log.under_ask(rows)


WRITERS: dict[str, Callable[[Log], list[list[str]]]] = {"split": _points, "weights": _weights, "choice": _choice, "bids": _coins, "order": _order, SCHEME: _plan}


def _of_people(told: Any, company: int, number: int) -> list[dict[str, Any]]:
    seats = told.game.seats
    found = [row["play"] for row in told.game.closed[number]["rows"] if row["play"] is not None and seats[row["seat"]].company == company]
    return found[:1] if told.lesson.seats.kind == COMMITTEE else found  # one decision, from whichever phone it came


def _of_robots(told: Any, company: int, life: Any, number: int) -> list[dict[str, Any]]:
    people = set(told.game.moves[company][number])
    if told.lesson.play == DESIGNS:  # a life holds the plays of the last design only, and robots make the same one each time
        people |= set(told.game.moves[company][-1])
        number = 0
    return [play for post, play in life.plays[number].items() if post not in people and play]


def _mean(told: Any, values: list[float]) -> str:
    return told.number(sum(values) / len(values), 0) if values else NOTHING
