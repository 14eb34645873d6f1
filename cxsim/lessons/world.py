"""The world of a lesson: checked settings, plans as schemes, and a warm-up lived once per seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem
from cxsim.base.practice_schema import PracticeSettings
from cxsim.base.schema import Settings
from cxsim.lessons.form import BARE, DESIGNS, UNITS, Lesson, Plan
from cxsim.lessons.reading import used_practices
from cxsim.pay.scheme import Scheme
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, Warm
from cxsim.study.canonical import content_digest
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices

NEVER = 30.0  # years: a practice that waits for somebody to use it
ALWAYS = -20.0  # years: in force in the warm-up too
KEPT_WARM = 4  # worlds a process remembers
FIXED = ("seed", "study", "horizon.years", "scheme", "output", "engine", "workers")  # what the lesson or the command decides


@dataclass
class World:
    """Settings and schemes of one lesson and clock; `warm(seed)` is where every life of that seed starts.

    `overrides` are words of the command line after the lesson's own, such as customers.count=400 for a try.
    """

    lesson: Lesson
    clock: str
    overrides: tuple[str, ...] = ()
    config_dir: str | None = None
    _warm: dict[int, tuple[Settings, Warm]] = field(default_factory=dict, repr=False)

    @property
    def rounds(self) -> int:
        """Rounds people play."""
        return self.lesson.rounds(self.clock)

    @property
    def all_rounds(self) -> int:
        """Rounds of one life, with those lived on afterwards; a design is one life of one round."""
        if self.lesson.play == DESIGNS:
            return 1
        if self.lesson.play == BARE:
            return self.rounds
        return self.rounds + self.lesson.clocks[self.clock].after

    @cached_property
    def settings(self) -> Settings:
        """Settings of seed 1: every practice the lesson may use is there and waits. Raises InputError."""
        problems = [Problem("is decided by the lesson", "lesson", "world", word) for word in self.overrides if word.partition("=")[0].startswith(FIXED)]
        if problems:
            raise InputError(problems)
        years = self.all_rounds * self.lesson.quarters // QUARTERS
        loaded = load(*self.lesson.world, *self.overrides, f"horizon.years={years}", "threads=1", "output.panel=0", config_dir=self.config_dir)
        waiting = {name: replace(practice, start_year=ALWAYS if name in self.lesson.before else NEVER, stop_year=None) for name, practice in self._practices().items()}
        return replace(loaded, practice={**loaded.practice, **waiting})

    def _practices(self) -> dict[str, PracticeSettings]:
        names = list(dict.fromkeys(name for _, name in used_practices(self.lesson)))
        built_in = [name for name in names if name in choices("practice", self.config_dir)]
        known = load(f"practice=[{','.join(built_in)}]", config_dir=self.config_dir).practice if built_in else {}
        own = {name: build(PracticeSettings, terms, self.lesson.name, f"practices.{name}") for name, terms in self.lesson.practices.items()}
        return {name: (own.get(name) or known[name]) for name in names}

    @property
    def waiting(self) -> list[str]:
        """Practices that rounds put in force and end; one that is only in force from before stays until an order ends it."""
        ordered = tuple(f"decisions.{name}." for name, decision in self.lesson.decisions.items() if decision.kind in ("bids", "order"))
        return list(dict.fromkeys(name for key, name in used_practices(self.lesson) if not key.startswith(("before", *ordered))))

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """Plans by name. Raises InputError with the fault of one that cannot be paid."""
        return {name: Scheme.from_mapping(mapping_of(name, plan, self.config_dir)) for name, plan in self.lesson.plans.items() if plan.deal is None}

    @property
    def units(self) -> list[str]:
        """Units of the company."""
        return list(self.settings.company.units)

    @property
    def posts(self) -> list[str]:
        """Who decides: every unit, or the one committee (named all)."""
        return self.units if self.lesson.seats.kind == UNITS else [COMPANY]

    @property
    def standing(self) -> dict[str, float]:
        """The standing job by activity, shares of working time."""
        return {name: item.reference for name, item in self.settings.behaviour.activities.items()}

    def warm(self, seed: int) -> tuple[Settings, Warm]:
        """Settings of a seed and the state after its warm-up; the last few are remembered."""
        if seed not in self._warm:
            settings = replace(self.settings, seed=seed)
            while len(self._warm) >= KEPT_WARM:
                self._warm.pop(next(iter(self._warm)))
            self._warm[seed] = (settings, warm_up(settings))
        return self._warm[seed]

    @cached_property
    def digest(self) -> str:
        """Of everything a result depends on besides seed and decisions."""
        plans = {name: mapping_of(name, plan, self.config_dir) if plan.deal is None else plan.deal for name, plan in self.lesson.plans.items()}
        rules = [self.lesson.decisions, self.lesson.robots, self.lesson.clocks[self.clock], self.lesson.quarters, self.lesson.seats.kind]
        rules += [part for part in (self.lesson.bare, self.lesson.divided) if part is not None]
        return content_digest({"settings": replace(self.settings, seed=0, output=None), "plans": plans, "rules": rules})


def weighted(world: World, plan: str, weights: Mapping[str, float]) -> Scheme:
    """A plan with so many per cent of each level's bonus on company CX, and the rest divided as the plan has it."""
    base = mapping_of(plan, world.lesson.plans[plan], world.config_dir)
    levels = {}
    for level, terms in base["levels"].items():
        own = float(weights.get(level, 0.0))
        parts = {name: {**part, "weight_pct": part["weight_pct"] * (100.0 - own) / 100.0} for name, part in terms["components"].items() if own < 100.0}
        if own > 0.0:
            parts["company_cx"] = {"metric": "cx", "scope": "company", "weight_pct": own}
        levels[level] = {**terms, "components": parts}
    return Scheme.from_mapping({**base, "name": f"{plan}_weighted", "levels": levels, "normalise_weights": True})


COMPANY = "company"  # the post of a committee


def mapping_of(name: str, plan: Plan, config_dir: str | Path | None = None) -> dict[str, Any]:
    """A plan as a scheme's mapping."""
    if plan.scheme is not None:
        return load_scheme(plan.scheme, config_dir)
    return {"name": name, "label": {"en": plan.label.en, "fi": plan.label.fi}, **plan.own}


def lived_plans(world: World, plans: Sequence[str]) -> list[str]:
    """Plans of every round; rounds lived on keep the last one."""
    return [*plans, *[plans[-1]] * (world.all_rounds - len(plans))]


def practices_of(world: World, round_: int, strengths: Mapping[str, float]) -> dict[str, float]:
    """Strength of every waiting practice in a round (from 1): what the lesson's clock says, or what was decided."""
    rows = world.lesson.clocks[world.clock].practices
    fixed = rows[round_ - 1] if round_ <= len(rows) else []
    return {name: max(1.0 if name in fixed else 0.0, strengths.get(name, 0.0)) for name in world.waiting}
