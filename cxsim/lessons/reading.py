"""Lessons found, read and checked: every fault of a file at once, with what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cxsim.base.building import build
from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.practice_schema import PracticeSettings
from cxsim.base.reading import read_yaml
from cxsim.lessons import bare, divided, form, kinds, minutes, outcomes, parts, profiles, robots, scheme_kind, views
from cxsim.lessons.form import Lesson
from cxsim.study.folders import builtin_folder, choices, user_folder

FOLDER = "lesson"
MOST_ROUNDS = 12


def names(config_dir: str | Path | None = None) -> list[str]:
    """Lessons in the order of their numbers: the built-in ones, then a user's own in `config_dir`/lesson."""
    found = {path.stem: path for folder in _folders(config_dir) for path in sorted(folder.glob("*.yaml"))}
    return sorted(found, key=lambda name: (_number(found[name]), name))


def _folders(config_dir: str | Path | None) -> list[Path]:
    own = [user_folder(config_dir) / FOLDER] if config_dir else []
    return [builtin_folder() / FOLDER, *own]


@lru_cache
def _number(path: Path) -> int:
    try:
        return int(read_yaml(path).get("number", 99))
    except (InputError, TypeError, ValueError):
        return 99


def path_of(name: str, config_dir: str | Path | None = None) -> Path:
    """The file of a lesson by name, or a file given by its path. Raises InputError with the nearest name."""
    if name.endswith((".yaml", ".yml")):
        if Path(name).is_file():
            return Path(name)
        raise InputError(Problem("is not a file", key="cxsim lesson", value=name))
    for folder in _folders(config_dir):
        if (folder / f"{name}.yaml").is_file():
            return folder / f"{name}.yaml"
    known = names(config_dir)
    raise InputError(Problem("is not a known lesson", key="cxsim lesson", value=name, allowed=", ".join(known), fix=nearest(name, known)))


def read(name: str, config_dir: str | Path | None = None) -> Lesson:
    """Read and check a lesson. Raises InputError naming file, key, value, what is allowed and a remedy."""
    path = path_of(name, config_dir)
    return checked(read_yaml(path), str(path), config_dir)


def checked(content: dict[str, Any], where: str, config_dir: str | Path | None = None) -> Lesson:
    """A lesson from plain values. Raises InputError with every fault found."""
    lesson = build(Lesson, content, where)
    for decision in lesson.decisions.values():
        if decision.kind == scheme_kind.SCHEME and decision.menu is None:
            decision.menu = lesson.menu
    problems = [*_clocks(lesson, where), *_parts(lesson, where), *minutes.faults(lesson, where), *_names(lesson, where, config_dir), *_decisions(lesson, where), *_practices(lesson, where), *_script(lesson, where)]
    problems += [*bare.problems(lesson, where), *divided.problems(lesson, where), *profiles.faults(lesson, where)]
    if problems:
        raise InputError(problems)
    return lesson


def _unknown(what: str, where: str, key: str, value: str, known: list[str]) -> Problem:
    return Problem(f"is not a known {what}", where, key, value, ", ".join(known), nearest(value, known))


def _clocks(lesson: Lesson, where: str) -> Iterator[Problem]:
    if set(lesson.clocks) != {form.SHORT, form.LONG}:
        yield Problem("a lesson has two clocks", where, "clocks", ", ".join(lesson.clocks), f"{form.SHORT}, {form.LONG}")
    for name, clock in lesson.clocks.items():
        key = f"clocks.{name}"
        if not 1 <= len(clock.plans) <= MOST_ROUNDS:
            yield Problem("needs one plan per round", where, f"{key}.plans", len(clock.plans), f"1 to {MOST_ROUNDS} rounds")
        if len(clock.other) != len(clock.plans):
            yield Problem("needs as many plans as `plans`", where, f"{key}.other", len(clock.other), str(len(clock.plans)))
        for place in ("plans", "other"):
            yield from (_unknown("plan of this lesson", where, f"{key}.{place}", plan, list(lesson.plans)) for plan in getattr(clock, place) if plan not in lesson.plans)
        if (total := sum(step.minutes for step in clock.steps)) != clock.minutes:
            yield Problem("the steps do not fill the clock", where, f"{key}.steps", f"{total} minutes", f"{clock.minutes} minutes")
        if lesson.quarters % 4 if lesson.play == form.DESIGNS else lesson.quarters not in (1, 2, 4):
            yield Problem("is no length of a round", where, "quarters", lesson.quarters, "1, 2 or 4; of a design 4, 8, 12 and so on")
        if lesson.quarters * (len(clock.plans) + clock.after) % 4:
            yield Problem("rounds must end with a year, when people are paid", where, key, f"{len(clock.plans) + clock.after} rounds of {lesson.quarters} quarters")
        if len(clock.practices) > len(clock.plans) + clock.after:
            yield Problem("has more rounds than the lesson", where, f"{key}.practices", len(clock.practices), str(len(clock.plans) + clock.after))


def _script(lesson: Lesson, where: str) -> Iterator[Problem]:
    """A line that waits for how a figure moved is said after a round, of a figure that is seen."""
    for place, line in enumerate(lesson.script):
        if line.came == form.ALWAYS:
            continue
        if line.when != "after":
            yield Problem("is only known after a round", where, f"script.{place}.came", line.came, "a line with `when: after`")
        if line.view not in lesson.seats.sees:
            yield _unknown("view of this lesson", where, f"script.{place}.view", line.view or "", list(lesson.seats.sees))


def _parts(lesson: Lesson, where: str) -> Iterator[Problem]:
    """A part for every step of every clock, in the order a class goes through them, nothing missing that every lesson has."""
    for name in lesson.parts:
        key, named, steps = f"parts.{name}", lesson.parts[name], lesson.clocks[name].steps if name in lesson.clocks else []
        if not isinstance(named, list) or len(named) != len(steps):
            yield Problem("needs one part for each step of its clock", where, key, named, f"{len(steps)} of {', '.join(parts.ORDER)}")
        elif unknown := [part for part in named if part not in parts.ORDER]:
            yield _unknown("part", where, key, str(unknown[0]), list(parts.ORDER))
        elif missing := [part for part in parts.NEEDED if part not in named]:
            yield Problem("lacks parts that every lesson has", where, key, ", ".join(named), ", ".join(missing))
        elif named != sorted(named, key=parts.ORDER.index):
            yield Problem("is not in the order a class goes through", where, key, ", ".join(named), ", ".join(sorted(named, key=parts.ORDER.index)))


def _names(lesson: Lesson, where: str, config_dir: str | Path | None) -> Iterator[Problem]:
    """Every name that means something elsewhere."""
    schemes = choices("scheme", config_dir)
    for name, plan in lesson.plans.items():
        if [plan.scheme is not None, bool(plan.own), plan.deal is not None].count(True) != 1:
            yield Problem("names a scheme, writes one out, or is a deal of a bare game", where, f"plans.{name}", plan.scheme, fix="keep one of `scheme`, `own` and `deal`")
        elif plan.scheme is not None and plan.scheme not in schemes:
            yield _unknown("scheme", where, f"plans.{name}.scheme", plan.scheme, schemes)
    known_robots = [*robots.ROBOTS.names(), *lesson.robots.policies]
    for part in ("default", "same", "other"):
        if getattr(lesson.robots, part) not in known_robots:
            yield _unknown("robot", where, f"robots.{part}", getattr(lesson.robots, part), known_robots)
    for view in lesson.seats.sees:
        if view not in views.VIEWS.names():
            yield _unknown("view", where, "seats.sees", view, views.VIEWS.names())
    for name, prediction in lesson.predictions.items():
        known = bare_outcomes(lesson) if lesson.play == form.BARE else [*outcomes.OUTCOMES.names(), *outcomes.BETWEEN]
        if prediction.outcome not in known:
            yield _unknown("outcome", where, f"predictions.{name}.outcome", prediction.outcome, known)
    if lesson.seats.kind == form.COMMITTEE and not lesson.seats.roles:
        yield Problem("a committee needs roles", where, "seats.roles")
    yield from (_unknown("role", where, "seats.cards", role, list(lesson.seats.roles)) for role in lesson.seats.cards if role not in lesson.seats.roles)
    for name in lesson.reveal.outcomes:
        base, _, number = name.partition(outcomes.AT)
        if number and (base not in outcomes.OUTCOMES.names() or not number.isdigit() or int(number) < 1):
            yield _unknown("outcome", where, "reveal.outcomes", name, [f"{base}{outcomes.AT}1" for base in outcomes.OUTCOMES.names()])
        elif not number and name not in (known := [*metric_names(), *outcomes.OUTCOMES.names()]):
            yield _unknown("outcome of a run", where, "reveal.outcomes", name, known)
    yield from (_unknown("decision", where, "brief", name, list(lesson.decisions)) for name in lesson.brief if name not in lesson.decisions)
    yield from _gallery(lesson, where, schemes)
    if not lesson.reveal.outcomes:
        yield Problem("names no outcome", where, "reveal.outcomes", fix="for example [true_cx, customers_kept_pct]")


def bare_outcomes(lesson: Lesson) -> list[str]:
    """What predictions of a bare game may be held against: stars under a deal, a contrast, and what the model's half finds by number of units."""
    contrasts = lesson.bare.contrasts if lesson.bare else {}
    units = lesson.divided.units if lesson.divided else []
    return [*(f"stars@{name}" for name in lesson.rules), *(f"contrast@{name}" for name in contrasts), *(f"units@{number}" for number in units)]


def _gallery(lesson: Lesson, where: str, schemes: list[str]) -> Iterator[Problem]:
    """Names in the comparison of all teams."""
    asked = lesson.reveal.gallery
    if asked is None:
        return
    yield from (_unknown("scheme", where, "reveal.gallery.rivals", rival, schemes) for rival in asked.rivals if rival not in schemes)
    if asked.cost not in lesson.reveal.outcomes:
        yield Problem("is none of the outcomes of the reveal", where, "reveal.gallery.cost", asked.cost, ", ".join(lesson.reveal.outcomes))
    if lesson.seats.kind != form.COMMITTEE or lesson.play != form.DESIGNS:
        yield Problem("compares designs of committees", where, "reveal.gallery", fix="seats.kind committee and play designs")
    if not asked.futures or asked.futures[0].overrides:
        yield Problem("begins with the lesson's own world", where, "reveal.gallery.futures", fix="a first future without overrides")


def metric_names() -> list[str]:
    """Outcomes of a run that a reveal may be about."""
    from cxsim.customers.metrics import METRICS

    money = ("customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "revenue_eur", "service_cost_eur", "bonus_eur", "true_cx", "clv_eur", "measured_gap", "satisfaction_gap")
    return [*money, *METRICS]


def _decisions(lesson: Lesson, where: str) -> Iterator[Problem]:
    for name, decision in lesson.decisions.items():
        key = f"decisions.{name}"
        yield from (_unknown("clock", where, f"{key}.clocks", clock, [form.SHORT, form.LONG]) for clock in decision.clocks if clock not in (form.SHORT, form.LONG))
        if decision.kind not in kinds.KINDS.names():
            yield _unknown("kind of decision", where, f"{key}.kind", decision.kind, kinds.KINDS.names())
            continue
        yield from kinds.kind_of(decision).check(lesson, where, key)
    for robot, policy in lesson.robots.policies.items():
        for place, play in enumerate(policy.plays):
            for name, value in play.items():
                key = f"robots.policies.{robot}.plays[{place}].{name}"
                if name not in lesson.decisions:
                    yield _unknown("decision", where, key, name, list(lesson.decisions))
                    continue
                fault = kinds.kind_of(lesson.decisions[name]).fault(value)
                if fault is not None:
                    yield Problem(fault.message, where, key, value, fault.allowed, fault.fix)


def _practices(lesson: Lesson, where: str) -> Iterator[Problem]:
    known = [*choices("practice"), *lesson.practices]
    for name, practice in lesson.practices.items():
        if name in choices("practice"):
            yield Problem("a built-in practice has this name", where, f"practices.{name}", fix="give it another one")
        try:
            build(PracticeSettings, practice, where, f"practices.{name}")
        except InputError as error:
            yield from error.problems
    for key, used in used_practices(lesson):
        if used not in known:
            yield _unknown("practice", where, key, used, known)


def used_practices(lesson: Lesson) -> list[tuple[str, str]]:
    """(key, practice) wherever a practice is named, in the order of the file."""
    found = [(f"practices.{name}", name) for name in lesson.practices]
    for name, decision in lesson.decisions.items():
        found += [(f"decisions.{name}.options.{key}", practice) for key, option in decision.options.items() for practice in option.practices]
        found += [(f"decisions.{name}.cards.{key}", card.practice) for key, card in decision.cards.items()]
    found += [("before", practice) for practice in lesson.before]
    for name, clock in lesson.clocks.items():
        found += [(f"clocks.{name}.practices", practice) for row in clock.practices for practice in row]
    return found
