"""The kind of decision whose effect is a scheme: a whole reward plan made of a menu, or one of its ready plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.lessons.effects import Effect
from cxsim.lessons.form import COMMITTEE, Decision, Lesson
from cxsim.lessons.kinds import HUNDRED, KINDS
from cxsim.lessons.menu_form import Menu
from cxsim.pay.scheme import Scheme
from cxsim.pay.scheme_form import standard_practice

SCHEME = "scheme"
PARTS = ("weights", "curve", "gate", "deferral")
Value = Mapping[str, Any]  # weights by level and measure in %, curve, gate, deferral in %


@KINDS.register(SCHEME)
class SchemeKind:
    """A plan of at most so many measures, weights by level, one curve, a gate or none, a part deferred. `numbers.ready_only` allows ready plans only."""

    def __init__(self, terms: Decision):
        self.terms = terms

    @property
    def menu(self) -> Menu:
        """What the plan may be made of."""
        if self.terms.menu is None:
            raise InputError(Problem("needs a menu", key="menu"))
        return self.terms.menu

    @property
    def ready_only(self) -> bool:
        """Whether only a ready plan counts."""
        return bool(self.terms.numbers.get("ready_only", 0))

    def check(self, lesson: Lesson, where: str, key: str) -> Iterator[Problem]:
        """A menu whose ready plans count and can be paid."""
        if lesson.seats.kind != COMMITTEE:
            yield Problem("a plan is decided by a committee", where, f"{key}.kind", SCHEME)
        if self.terms.menu is None:
            yield Problem("needs a menu, of its own or of the lesson", where, key)
            return
        yield from menu_faults(self.menu, where)

    def fault(self, value: Any) -> Problem | None:
        """Every part known, weights of every level 100 in all, not too many measures."""
        found = next(faults(self.menu, value), None)
        if found is None and self.ready_only and ready_name(self.menu, value) is None:
            return Problem("is none of the ready plans", key="scheme", allowed=", ".join(self.menu.ready))
        return found

    def effect(self, value: Any) -> Effect:
        """The plan as a scheme."""
        return Effect(scheme=mapping_of(self.menu, value))


def menu_faults(menu: Menu, where: str) -> Iterator[Problem]:
    """What is wrong with a menu: names, and ready plans that do not count."""
    from cxsim.base.checks import LEVELS

    yield from (Problem("is not a level", where, "menu.levels", level, ", ".join(LEVELS)) for level in menu.levels if level not in LEVELS)
    for name, measure in menu.measures.items():
        yield from (Problem("is not a level of the menu", where, f"menu.measures.{name}.scopes", level, ", ".join(menu.levels)) for level in measure.scopes if level not in menu.levels)
        if measure.metric not in menu.spreads:
            yield Problem("has no spread", where, "menu.spreads", measure.metric, fix="name one, in % of target")
    for name, curve in menu.curves.items():
        if len(curve.pays) != 3 or sorted(curve.pays) != curve.pays:
            yield Problem("needs what is paid at threshold, target and maximum, rising", where, f"menu.curves.{name}.pays", curve.pays)
            return
    for name, ready in menu.ready.items():
        fault = next(faults(menu, ready.plan), None)
        if fault is not None:
            yield Problem(f"{fault.key}: {fault.message}", where, f"menu.ready.{name}.plan", fault.value, fault.allowed, fault.fix)
            continue
        try:
            Scheme.from_mapping(mapping_of(menu, ready.plan))
        except InputError as error:
            yield from (Problem(problem.message, where, f"menu.ready.{name}.plan", problem.value) for problem in error.problems)


def faults(menu: Menu, value: Any) -> Iterator[Problem]:
    """What is wrong with a plan, the first fault of each part."""
    if not isinstance(value, dict) or set(value) != set(PARTS):
        yield Problem("needs every part of a plan", key=SCHEME, value=value if not isinstance(value, dict) else ", ".join(map(str, value)), allowed=", ".join(PARTS))
        return
    weights = value["weights"]
    if not isinstance(weights, dict) or set(weights) != set(menu.levels):
        yield Problem("needs weights for every level", key="weights", allowed=", ".join(menu.levels))
        return
    for level in menu.levels:
        yield from _level_faults(menu, level, weights[level])
    if len(used := measures_of(value)) > menu.most:
        yield Problem("uses too many measures", key="weights", value=len(used), allowed=f"at most {menu.most}")
    for part, known in (("curve", menu.curves), ("gate", menu.gates)):
        if not isinstance(value[part], str) or value[part] not in known:
            yield Problem("is not on the menu", key=part, value=value[part], allowed=", ".join(known), fix=nearest(str(value[part]), known))
    if not _steps(value["deferral"], menu.deferral_step, menu.deferral_most):
        yield Problem("is no deferral", key="deferral", value=value["deferral"], allowed=f"0 to {menu.deferral_most} in steps of {menu.deferral_step}")


def _level_faults(menu: Menu, level: str, own: Any) -> Iterator[Problem]:
    open_to = [name for name, measure in menu.measures.items() if level in measure.scopes]
    if not isinstance(own, dict) or not set(own) <= set(open_to):
        yield Problem("is paid by a measure it has not", key=level, value=", ".join(map(str, own)) if isinstance(own, dict) else own, allowed=", ".join(open_to))
        return
    for name, weight in own.items():
        if not _steps(weight, menu.step, HUNDRED):
            yield Problem("is no weight", key=f"{level}.{name}", value=weight, allowed=f"0 to {HUNDRED} in steps of {menu.step}")
            return
    if (total := sum(own.values())) != HUNDRED:
        yield Problem("weights do not add to 100", key=level, value=total)


def _steps(number: Any, step: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= most and number % step == 0


def measures_of(value: Value) -> list[str]:
    """Measures with any weight, in the order of the plan."""
    return list(dict.fromkeys(name for own in value["weights"].values() for name, weight in own.items() if weight))


def plain(value: Value) -> dict[str, Any]:
    """A plan without the measures that weigh nothing, so that equal plans are equal."""
    return {**value, "weights": {level: {name: weight for name, weight in own.items() if weight} for level, own in value["weights"].items()}}


def ready_name(menu: Menu, value: Value) -> str | None:
    """The ready plan this one is, None for a plan of one's own."""
    return next((name for name, ready in menu.ready.items() if plain(ready.plan) == plain(value)), None)


def mapping_of(menu: Menu, value: Value) -> dict[str, Any]:
    """A plan as a scheme's mapping. The curve's payouts take the place of the usual ones at the usual kinks."""
    shape = menu.curves[value["curve"]]
    curves = {name: {**usual, "shape": shape.shape, "kinks": [[x, paid] for (x, _), paid in zip(usual["kinks"], shape.pays)]} for name, usual in standard_practice()["curves"].items()}
    levels = {level: {"components": {name: _component(menu, level, name, weight) for name, weight in value["weights"][level].items() if weight}} for level in menu.levels}
    gate, later = menu.gates[value["gate"]].terms, {**menu.deferral, "share_pct": value["deferral"]}
    return {
        "name": "team_plan", "label": {"en": "The team’s plan", "fi": "Joukkueen järjestelmä"}, "levels": levels, "curves": curves,
        "gates": {value["gate"]: dict(gate)} if gate else {},
        "deferral": {level: dict(later) for level in menu.levels} if value["deferral"] else {},
    }  # fmt: skip


def _component(menu: Menu, level: str, name: str, weight: int) -> dict[str, Any]:
    measure = menu.measures[name]
    return {"metric": measure.metric, "scope": measure.scopes[level], "weight_pct": weight}
