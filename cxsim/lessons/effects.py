"""What a decision does in the model: hours divided anew, hours asked for, practices in force. Nothing else may be touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Effect:
    """A post's decisions of one round.

    `shares` divides the hours of the activities shown (sum 1; empty = the manager divides them); `attention` takes
    shares of working time out of those hours for single activities; `practices` gives the strength of practices; `weights`
    the per cent of the bonus that hangs on company CX by level, the rest as the plan has it; `ends` the years (0 = at once)
    after which practices in force from before the game end; `scheme` is a whole reward plan in place of the lesson's, as in a
    scheme's file, and cannot be averaged: that of the first seat that has one counts.
    """

    shares: Mapping[str, float] = field(default_factory=dict)
    attention: Mapping[str, float] = field(default_factory=dict)
    practices: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    ends: Mapping[str, float] = field(default_factory=dict)
    scheme: Mapping[str, Any] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        """Whether managers of the post do something else than they would by themselves."""
        return bool(self.shares) or bool(self.attention)


NOTHING = Effect()
MEANS = ("shares", "attention", "practices", "weights", "ends")
PARTS = (*MEANS, "scheme")


def together(effects: Iterable[Effect]) -> Effect:
    """Several decisions of one post in one round."""
    parts = list(effects)
    merged = [{name: value for part in parts for name, value in getattr(part, key).items()} for key in PARTS]
    return Effect(*merged)


def mean(effects: Sequence[Effect]) -> Effect:
    """The mean of several seats of a post; a seat that names nothing counts as zero."""
    return Effect(*(_mean([getattr(effect, key) for effect in effects]) for key in MEANS), next((effect.scheme for effect in effects if effect.scheme), {}))


def _mean(tables: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = list(dict.fromkeys(name for table in tables for name in table))
    return {name: sum(table.get(name, 0.0) for table in tables) / len(tables) for name in names}


def divided(effect: Effect, robot: np.ndarray, hours: float, names: Sequence[str], least: np.ndarray) -> np.ndarray:
    """Attention (K,) of a manager whose post decided.

    Parameters
    ----------
    robot
        what the manager would do unasked (K,), shares of working time; kept for activities not decided on.
    hours
        share of working time to divide over the activities decided on.
    names, least
        activities in order, and the attention each always gets (K,): rosters, law, systems.

    Without shares the hours keep the manager's own proportions. What is asked for on top comes out of the same hours,
    as far as there are any above what must be done.
    """
    place = {name: k for k, name in enumerate(names)}
    shown = [place[name] for name in effect.shares] or [k for k, name in enumerate(names) if name not in effect.attention]
    extra = {place[name]: amount for name, amount in effect.attention.items()}
    free = max(hours - float(least[shown].sum()), 0.0)
    asked = sum(extra.values())
    scale = min(1.0, free / asked) if asked > 0.0 else 0.0
    weight = np.array([effect.shares[names[k]] for k in shown]) if effect.shares else np.maximum(robot[shown] - least[shown], 0.0)
    total = float(weight.sum())
    attention = robot.copy()
    attention[shown] = least[shown] + (free - scale * asked) * (weight / total if total > 0.0 else 1.0 / len(shown))
    for k, amount in extra.items():
        attention[k] += scale * amount
    return attention


def hours_of(effect: Effect, robot: np.ndarray, names: Sequence[str]) -> float:
    """Share of working time that the manager itself would give to the activities decided on."""
    if not effect.shares:
        return float(sum(robot[k] for k, name in enumerate(names) if name not in effect.attention))
    return float(sum(robot[k] for k, name in enumerate(names) if name in effect.shares))
