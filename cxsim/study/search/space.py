"""What may be changed in a scheme: levers checked against the scheme, and the scheme that a row of values makes."""

from __future__ import annotations

import math
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Iterator, Mapping

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.search_schema import Lever
from cxsim.pay.scheme import Scheme
from cxsim.pay.scheme_form import standard_practice

Values = dict[str, Any]  # by name of lever: a number, or the name of a choice
Path = tuple[str, ...]
WHERE = "study.search"
EVERY, OR = "*", "|"
WEIGHT = "weight_pct"
DIGITS = 6
NAMES = ("name", "label", "short", "forms_fi")  # of the base: a plan has its own
PARTS = 10_000  # weights are shared out in hundredths of a percent


@dataclass(frozen=True)
class Space:
    """A base scheme and the levers on it; `places` are the entries each lever sets."""

    base: dict[str, Any]
    filled: dict[str, Any]  # the base with what usual practice fills in
    levers: dict[str, Lever]
    places: dict[str, tuple[Path, ...]]

    def scheme(self, values: Values, name: str) -> dict[str, Any]:
        """The plain scheme these values make: weights add to 100 at each level, measures of weight 0 are left out.

        A weight set by a lever stays as set and the measures without lever share the rest in their proportions; only when
        the levers ask for more than 100 in all, or nobody is there to share the rest, are they scaled themselves.
        Raises InputError when the values make no scheme that can be paid.
        """
        made = {**deepcopy(self.base), "name": name}
        for lever, paths in self.places.items():
            for path in paths:
                _put(made, self.filled, path, _entry(self.levers[lever], values[lever]))
        for level in _levels_with_weights(self.places):
            _share_out(made, level, {path[3] for path in _flat(self.places) if path[:2] == ("levels", level) and path[-1] == WEIGHT})
        Scheme.from_mapping(made)
        return made


def space_of(base: Mapping[str, Any], levers: Mapping[str, Lever]) -> Space:
    """Check levers against a scheme. Raises InputError with every fault, an unknown entry with the nearest one."""
    filled, known = _filled(base), []
    known = [".".join(path) for path in _leaves(filled)]
    places, problems = {}, []
    if not levers:
        problems.append(Problem("has no lever: nothing would be searched", WHERE, "levers"))
    for name, lever in levers.items():
        where = f"levers.{name}"
        places[name] = tuple(_match(filled, tuple(lever.key.split("."))))
        if not places[name]:
            problems.append(Problem("names nothing in the scheme", WHERE, f"{where}.key", lever.key, fix=_near(lever.key, known)))
        problems += [Problem(text, WHERE, f"{where}.{key}", value, fix=fix) for key, text, value, fix in _faults(lever)]
    taken: dict[Path, str] = {}
    for name, path in ((name, path) for name, paths in places.items() for path in paths):
        if path in taken:
            problems.append(Problem(f"is set by lever {taken[path]} already", WHERE, f"levers.{name}.key", ".".join(path)))
        taken.setdefault(path, name)
    if problems:
        raise InputError(problems)
    plain = {key: deepcopy(value) for key, value in base.items() if key not in NAMES}
    space = Space(plain, filled, dict(levers), places)
    _check_ends(space)
    return space


def _faults(lever: Lever) -> Iterator[tuple[str, str, Any, str]]:
    """Key, what is wrong, value and remedy."""
    ways = [bool(lever.values), bool(lever.choices), lever.low is not None or lever.high is not None]
    if sum(ways) != 1:
        yield "low", "a lever needs either low and high, or values, or choices", None, "for example low: 0, high: 60, step: 5"
    elif ways[2]:
        yield from _range_faults(lever)


def _range_faults(lever: Lever) -> Iterator[tuple[str, str, Any, str]]:
    if lever.low is None or lever.high is None:
        yield "low", "a range needs low and high", None, "for example low: 0 and high: 60"
    elif lever.low >= lever.high:
        yield "low", "is not below high", lever.low, f"less than {lever.high:g}"
    elif lever.step is not None and lever.step <= 0:
        yield "step", "must be above 0", lever.step, ""
    elif lever.step is not None and abs((count := (lever.high - lever.low) / lever.step) - round(count)) > 1e-9:
        yield "step", "does not lead from low to high in whole steps", lever.step, f"for example {(lever.high - lever.low) / max(1, round(count)):g}"


def _check_ends(space: Space) -> None:
    """Each lever at each of its ends, the others where the first end is: most wrong ranges show there."""
    start = {name: ends(lever)[0] for name, lever in space.levers.items()}
    problems = []
    for name, lever in space.levers.items():
        for value in ends(lever):
            try:
                space.scheme({**start, name: value}, "candidate")
            except InputError as error:
                problems.append(Problem(f"makes no scheme that can be paid: {error.problems[0].lines()[0]}", WHERE, f"levers.{name}", value))
    if len(problems) == sum(len(ends(lever)) for lever in space.levers.values()):
        raise InputError(problems)


def ends(lever: Lever) -> list[Any]:
    """Smallest and largest value of a lever, or its choices."""
    return list(lever.choices) or (sorted(lever.values) if lever.values else [lever.low, lever.high])


def _entry(lever: Lever, value: Any) -> Any:
    if lever.choices:
        return deepcopy(lever.choices[value])
    number = round(float(value), DIGITS)
    return int(number) if number == int(number) else number


def _filled(base: Mapping[str, Any]) -> dict[str, Any]:
    standard, made = standard_practice(), deepcopy(dict(base))
    made["curves"] = {**deepcopy(standard["curves"]), **made.get("curves", {})}
    made["pool"] = {**standard["pool"], **made.get("pool", {})}
    bonus = {**standard["target_bonus_pct"], **made.get("target_bonus_pct", {})}
    for name, level in made.get("levels", {}).items():
        level.setdefault("target_bonus_pct", bonus.get(name, 0))
    return made


def _match(node: Any, path: Path, done: Path = ()) -> Iterator[Path]:
    """Places a key names; `*` stands for any name, `a|b` for either, and only whole places count."""
    if not path:
        yield done
        return
    for name, child in _children(node).items():
        if path[0] == EVERY or name in path[0].split(OR):
            yield from _match(child, path[1:], (*done, name))


def _children(node: Any) -> dict[str, Any]:
    if isinstance(node, Mapping):
        return {str(name): child for name, child in node.items()}
    return {str(place): child for place, child in enumerate(node)} if isinstance(node, list) else {}


def _leaves(node: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    for name, child in _children(node).items():
        yield from _leaves(child, (*path, name))


def _near(key: str, known: list[str]) -> str:
    tail = key.rsplit(".", 1)[-1]
    close = nearest(key, known)
    same = [name for name in known if name.rsplit(".", 1)[-1] == tail]
    return close if close.startswith("did you mean") or not same else nearest(key, same)


def _flat(places: Mapping[str, tuple[Path, ...]]) -> list[Path]:
    return [path for paths in places.values() for path in paths]


def _levels_with_weights(places: Mapping[str, tuple[Path, ...]]) -> list[str]:
    return list(dict.fromkeys(path[1] for path in _flat(places) if path[0] == "levels" and path[-1] == WEIGHT))


def _put(made: Any, filled: Any, path: Path, value: Any) -> None:
    """Set an entry; what the scheme leaves to usual practice is written out first, as far as it is touched."""
    for depth, name in enumerate(path[:-1]):
        filled = _children(filled)[name]
        made = made[int(name)] if isinstance(made, list) else made.setdefault(name, deepcopy(filled) if depth else {})
    made[int(path[-1]) if isinstance(made, list) else path[-1]] = value


def _share_out(made: dict[str, Any], level: str, levered: set[str]) -> None:
    parts = made["levels"][level]["components"]
    weights = {name: float(part[WEIGHT]) for name, part in parts.items()}
    asked, rest = (sum(weight for name, weight in weights.items() if (name in levered) == own) for own in (True, False))
    if asked + rest <= 0 or min(weights.values()) < 0:
        raise InputError(Problem("no measure has a weight above 0", f"levels.{level}"))
    if rest > 0 and asked <= 100:
        scale = {name: 1.0 if name in levered else (100 - asked) / rest for name in weights}
    else:
        scale = {name: 100 / asked if name in levered else 0.0 for name in weights}
    shared = hundredths({name: weights[name] * scale[name] for name in weights})
    for name, weight in shared.items():
        parts[name][WEIGHT] = weight
    made["levels"][level]["components"] = {name: part for name, part in parts.items() if shared[name] > 0}


def hundredths(weights: dict[str, float]) -> dict[str, float]:
    """Weights that add to 100 exactly, in hundredths, by largest remainder (Hamilton)."""
    floors = {name: math.floor(100 * weight + 1e-9) for name, weight in weights.items()}
    order = sorted(weights, key=lambda name: floors[name] - 100 * weights[name])
    for name in order[: PARTS - sum(floors.values())]:
        floors[name] += 1
    return {name: count // 100 if count % 100 == 0 else count / 100 for name, count in floors.items()}
