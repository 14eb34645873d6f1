"""Robots that sit where nobody sits. Each gives decisions as a player would; the hunter gives none and lets the manager decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxsim.base.registry import Registry
from cxsim.lessons.form import HUNTER, Decision, Lesson
from cxsim.organisation.keyed import normals

ROBOTS = Registry("robot")
HUNDRED, STEP = 100, 10
Play = dict[str, Any]  # decision -> value


@dataclass
class Scene:
    """What a robot may know: its lesson, seat and luck, its own last play, and last year's plays and bonuses of all posts."""

    lesson: Lesson
    post: str
    round: int  # from 1
    seed: int
    standing: Mapping[str, float]  # standing job by activity
    last: Play | None = None
    plays: Mapping[str, Play] = field(default_factory=dict)
    paid: Mapping[str, float] = field(default_factory=dict)  # bonus in % of target by post


def play(name: str, scene: Scene) -> Play:
    """Decisions of a robot, empty for what it leaves to the manager."""
    if name in scene.lesson.robots.policies:
        plays = scene.lesson.robots.policies[name].plays
        return dict(plays[(scene.round - 1) % len(plays)])
    found: Play = ROBOTS.get(name, "robots")(scene)
    return found


@ROBOTS.register(HUNTER)
def hunter(scene: Scene) -> Play:
    """Best response to own pay with own beliefs: the model's own manager."""
    return {}


@ROBOTS.register("habit")
def habit(scene: Scene) -> Play:
    """Last year again, with one step of ten points moved by chance."""
    return {name: _stepped(scene, name, decision) for name, decision in _splits(scene.lesson).items()}


@ROBOTS.register("keeper")
def keeper(scene: Scene) -> Play:
    """Sixty points to serving and mending, whatever the pay."""
    return {name: _leaning(scene, decision, ("fix", "build", "recover"), 60) for name, decision in _splits(scene.lesson).items()}


@ROBOTS.register("bridge")
def bridge(scene: Scene) -> Play:
    """Thirty points to helping over the border."""
    return {name: _leaning(scene, decision, ("connect",), 30) for name, decision in _splits(scene.lesson).items()}


@ROBOTS.register("copycat")
def copycat(scene: Scene) -> Play:
    """What the best-paid post of last year did; the standing job before there is one."""
    paid = {post: pay for post, pay in scene.paid.items() if post in scene.plays}
    if paid:
        best = max(sorted(paid), key=lambda post: paid[post])
        return dict(scene.plays[best])
    return {name: standing_split(scene.standing, decision) for name, decision in _splits(scene.lesson).items()}


def _splits(lesson: Lesson) -> dict[str, Decision]:
    return {name: decision for name, decision in lesson.decisions.items() if decision.kind == "split"}


def rounded(weights: Mapping[str, float], most: Mapping[str, int]) -> dict[str, int]:
    """Points in steps of ten nearest to the weights, a hundred in all, none above its most; ties go to the first."""
    total = sum(weights.values())
    exact = {name: HUNDRED / STEP * (weight / total if total > 0.0 else 1.0 / len(weights)) for name, weight in weights.items()}
    steps = {name: min(int(share), most[name] // STEP) for name, share in exact.items()}
    while sum(steps.values()) < HUNDRED // STEP:
        room = [name for name in steps if steps[name] < most[name] // STEP]
        steps[max(room, key=lambda name: exact[name] - steps[name])] += 1
    return {name: STEP * count for name, count in steps.items()}


def standing_split(standing: Mapping[str, float], decision: Decision) -> dict[str, int]:
    """The standing job in points."""
    weights = {name: sum(standing[activity] for activity in slider.activities) for name, slider in decision.sliders.items()}
    return rounded(weights, {name: slider.most for name, slider in decision.sliders.items()})


def _leaning(scene: Scene, decision: Decision, activities: tuple[str, ...], points: int) -> dict[str, int]:
    """At least `points` on sliders with these activities, the rest as the standing job has it."""
    wanted = {name for name, slider in decision.sliders.items() if set(slider.activities) & set(activities)}
    weights = {name: sum(scene.standing[activity] for activity in slider.activities) for name, slider in decision.sliders.items()}
    inside, outside = (sum(weight for name, weight in weights.items() if (name in wanted) == side) for side in (True, False))
    if not wanted or not outside:
        return standing_split(scene.standing, decision)
    parts = {True: points / inside, False: (HUNDRED - points) / outside}
    leaned = {name: weight * parts[name in wanted] for name, weight in weights.items()}
    return rounded(leaned, {name: slider.most for name, slider in decision.sliders.items()})


def _stepped(scene: Scene, name: str, decision: Decision) -> dict[str, int]:
    """Last split with ten points moved from one slider to another, both drawn by seat and round."""
    split = dict((scene.last or {}).get(name) or standing_split(scene.standing, decision))
    if scene.last is None:
        return split
    order = np.argsort(normals(scene.seed, f"lesson habit {name}", scene.post, scene.round, len(split)))
    names = [list(split)[place] for place in order]
    giver = next((one for one in names if split[one] >= STEP), None)
    taker = next((one for one in reversed(names) if one != giver and split[one] + STEP <= decision.sliders[one].most), None)
    if giver is not None and taker is not None:
        split[giver], split[taker] = split[giver] - STEP, split[taker] + STEP
    return split
