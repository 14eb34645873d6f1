"""Practices that look at the state of the organisation: one function each, filed under the name their YAML uses.

A rule adds to the quarter's conditions, which are the same levers a file may pull. It may read the situation,
keep notes in `practice.notes`, and draw luck keyed by seed, purpose, place and quarter; it changes nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from cxsim.base.registry import Registry
from cxsim.organisation.capability import Craft, Stocks, worked
from cxsim.organisation.conditions import Conditions
from cxsim.organisation.keyed import normals
from cxsim.organisation.layout import Layout

if TYPE_CHECKING:
    from cxsim.organisation.programme import Practice

RULES = Registry("rule of a practice")
PARTS = 3  # effectiveness, ease, emotion
HALF_LIFE = 0.5  # years in which a goal that is said once is half forgotten (assumption, grade D)


@dataclass(frozen=True)
class Situation:
    """What a rule may know: the state of work, what leaders believe, what broke last quarter."""

    seed: int
    quarter: int  # from the start of the scheme, negative in the warm-up
    layout: Layout
    craft: Craft
    stocks: Stocks
    activities: tuple[str, ...]
    believed: float  # company experience as the top sees it, 0-100; NaN before the first results
    lost: np.ndarray | None  # (U, U) handoffs of the last quarter that lost information, None before it


def rule(name: str, *numbers: str) -> Callable[[Any], Any]:
    """File a function under `name`; `numbers` are the parameters its YAML must give."""

    def file(function: Any) -> Any:
        function.numbers = numbers
        return RULES.register(name)(function)

    return file


@rule("own_definitions", "narrowness")
def own_definitions(conditions: Conditions, practice: Practice, now: Situation) -> None:
    """Each unit takes one part of experience for the whole: work on the two others is partly lost.

    `narrowness` (0-1) is the share of work on the other parts that comes to nothing. Which part a unit means follows
    from the order of unit names, so that neighbours differ. Source text 002, mistake 1.
    """
    done = worked(now.stocks, now.craft) @ now.craft.traits[:, :PARTS]  # (T, 3)
    means = np.argsort(np.argsort(np.array(now.layout.units))) % PARTS
    other = np.arange(PARTS)[None, :] != means[now.layout.unit_of][:, None]
    lost = practice.size * practice.terms.numbers["narrowness"] * np.maximum(done, 0.0) * other
    conditions.quality[now.layout.unit_of, now.layout.channel_of] -= lost


@rule("deviations", "spread")
def deviations(conditions: Conditions, practice: Practice, now: Situation) -> None:
    """Nobody minds when a touchpoint does it its own way: quality strays by a new draw each quarter.

    `spread` is the standard deviation in quality. The mean does not move; that bad weighs more than good is memory's
    doing, not this rule's. Source text 002, mistake 4.
    """
    for t, name in enumerate(now.layout.touchpoints):
        stray = practice.size * practice.terms.numbers["spread"] * float(normals(now.seed, "deviations", name, now.quarter, 1)[0])
        conditions.quality[now.layout.unit_of[t], now.layout.channel_of[t]] += stray


@rule("find_breaks", "capacity", "pairs")
def find_breaks(conditions: Conditions, practice: Practice, now: Situation) -> None:
    """A small team looks where most information was lost between units last quarter and repairs there.

    `capacity` is the share of handoffs kept that is added at each of the `pairs` it works on; what it leaves fades at
    the practice's own speed. Source text 000 (a team that coordinates, replaces nobody).
    """
    n, numbers, terms = now.layout.n_units, practice.terms.numbers, practice.terms
    repaired = practice.notes.setdefault("repaired", np.zeros((n, n)))
    pairs = max(1, min(int(numbers["pairs"]), n * (n - 1)))
    goal = np.zeros((n, n))
    if now.lost is not None and n > 1:
        between = np.where(np.eye(n, dtype=bool), -1, now.lost)
        worst = np.argsort(-between, axis=None, kind="stable")[:pairs]
        goal.flat[worst] = practice.size * numbers["capacity"]
    gap = goal - repaired
    repaired += np.where(gap > 0.0, terms.build_speed, terms.fade_speed) * gap
    conditions.handoff += repaired


@rule("concern", "goal", "response", "once")
def concern(conditions: Conditions, practice: Practice, now: Situation) -> None:
    """The top names a goal nobody is paid for: managers are asked for customer work by what is believed to be missing.

    `goal` (0-100) is compared with executives' belief, not with the truth; `response` is the share of working time
    asked per point missing; with `once` = 1 it is said once and half forgotten every half year. Source text 003, step 2.
    """
    numbers = practice.terms.numbers
    if not np.isfinite(now.believed):
        return
    missing = max(0.0, numbers["goal"] - now.believed)
    heard = 0.5 ** (practice.lasted / HALF_LIFE) if numbers["once"] else 1.0
    work = np.array([name in ("fix", "build", "empathise", "connect", "recover") for name in now.activities])
    share = np.where(work, now.craft.reference, 0.0)
    conditions.ask += practice.size * heard * numbers["response"] * missing * share / max(float(share.sum()), 1e-12)
