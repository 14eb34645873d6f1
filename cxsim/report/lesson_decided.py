"""What was decided in a game: a table by round to read, and one row per decision to keep."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from cxsim.lessons.form import COMMITTEE, DESIGNS
from cxsim.lessons.game import Game
from cxsim.report import lesson_bids, lesson_scheme

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


def table(told: Any, company: int) -> dict[str, Any]:
    """Rows of the log: decision, then one cell per round; points as means over posts, answers as counts of posts."""
    lesson, life = told.lesson, told.debrief.classes[company]
    rounds = range(told.game.world.rounds)
    plays = [[*_of_people(told, company, number), *_of_robots(told, company, life, number)] for number in rounds]
    rows = []
    for name, decision in lesson.decisions.items():
        before = len(rows)
        if decision.menu is not None:
            own = [[play[name] for play in plays[r] if name in play] for r in rounds]
            rows += lesson_scheme.log_rows(told, decision, [values[0] if values else None for values in own]) if any(own) else []
        elif decision.kind in ("bids", "order"):
            rows += lesson_bids.bids(told, company, name, plays) if decision.kind == "bids" else lesson_bids.order(told, name, plays)
        elif decision.sliders:
            rows += [[slider.label.of(told.lang), *(_mean(told, [play[name][key] for play in plays[r] if name in play]) for r in rounds)] for key, slider in decision.sliders.items()]
        elif decision.options and lesson.seats.kind == COMMITTEE:  # one decision of all its seats, not one of each
            chosen = [next((decision.options[play[name]].label.of(told.lang) for play in plays[r] if name in play), NOTHING) for r in rounds]
            rows += [[decision.ask.of(told.lang), *chosen]] if set(chosen) != {NOTHING} else []
            continue
        else:
            labels = {key: option.label.of(told.lang) for key, option in {**decision.options, **decision.cards}.items()}
            rows += [[label, *(_count(told, [play[name] for play in plays[r] if name in play], key) for r in rounds)] for key, label in labels.items()]
        rows[before:] = _told(decision.ask.of(told.lang), rows[before:])
    head = [told.w("lesson.decisions.decision"), *(told.w(f"lesson.round.{told.round_kind}", n=r + 1) for r in rounds)]
    return {"head": head, "rows": rows}


def _told(ask: str, rows: list[list[str]]) -> list[list[str]]:
    """Rows of one decision under what was asked; none when nobody decided."""
    kept = [row for row in rows if set(row[1:]) != {NOTHING}]
    return [[ask, *[""] * (len(kept[0]) - 1)], *kept] if kept else []


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


def _count(told: Any, values: list[Any], key: str) -> str:
    counts = Counter(entry for value in values for entry in (value if isinstance(value, (list, dict)) else [value]))
    if told.lesson.seats.kind == COMMITTEE:
        return str(told.w("lesson.decisions.chosen")) if counts[key] else NOTHING
    return str(counts[key]) if values else NOTHING
