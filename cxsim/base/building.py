"""Turn plain values into the settings dataclasses: every type, range and name checked, all problems at once."""

from __future__ import annotations

import math
import types
from dataclasses import MISSING as DATACLASS_MISSING
from dataclasses import Field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from cxsim.base.errors import InputError, Problem, nearest

T = TypeVar("T")
MISSING = object()


def build(kind: type[T], mapping: Any, where: str = "", key: str = "") -> T:
    """Convert `mapping` into the dataclass `kind`.

    `where` names the source (a file or "settings"), `key` the dotted place of the mapping in it.
    A field with a default may be left out. Raises InputError with every unknown, missing, mistyped or out-of-range key found.
    """
    problems: list[Problem] = []
    value = _Builder(where, problems).dataclass(kind, mapping, key)
    if problems:
        raise InputError(problems)
    return value


@cache
def _plan(kind: Any) -> tuple[tuple[Field[Any], Any], ...]:
    """Fields of a dataclass with their types, worked out once."""
    hints = get_type_hints(kind)
    return tuple((item, hints[item.name]) for item in fields(kind))


class _Builder:
    """Walks a dataclass and a mapping side by side and collects problems instead of stopping at the first."""

    def __init__(self, where: str, problems: list[Problem]):
        self.where = where
        self.problems = problems

    def report(self, key: str, message: str, **facts: Any) -> None:
        self.problems.append(Problem(message, self.where, key, **facts))

    def dataclass(self, kind: type[Any], mapping: Any, key: str) -> Any:
        if not isinstance(mapping, dict):
            self.report(key, "needs a group of keys", value="nothing" if mapping is None else mapping)
            return None
        plan = _plan(kind)  # type: ignore[arg-type]  # classes are hashable
        known = [item.name for item, _ in plan]
        for name in mapping:
            if name not in known:
                self.report(_join(key, name), "is not a known key", fix=nearest(str(name), known))
        values = {item.name: self.field(item, hint, mapping.get(item.name, MISSING), _join(key, item.name)) for item, hint in plan}
        return kind(**values)

    def field(self, item: Field[Any], hint: Any, value: Any, key: str) -> Any:
        if value is MISSING and item.default is not DATACLASS_MISSING:
            return item.default
        if value is MISSING and item.default_factory is not DATACLASS_MISSING:
            return item.default_factory()
        if value is MISSING or value == "???":
            self.report(key, "is missing", allowed=_allowed(item))
            return None
        if (kind := item.metadata.get("of")) is not None:
            return self.group(kind, value, key)
        return self.value(hint, item, value, key)

    def group(self, kind: type[Any], value: Any, key: str) -> Any:
        if not isinstance(value, dict):
            self.report(key, "needs a group of named entries", value=value)
            return None
        return {name: self.dataclass(kind, entry, _join(key, name)) for name, entry in value.items()}

    def value(self, hint: Any, item: Field[Any], value: Any, key: str) -> Any:
        if is_dataclass(hint):
            return self.dataclass(hint, value, key)  # type: ignore[arg-type]
        origin = get_origin(hint)
        if origin is dict:
            return self.mapping(get_args(hint)[1], item, value, key)
        if origin is list:
            return self.sequence(get_args(hint)[0], item, value, key)
        if origin in (Union, types.UnionType):
            inner = next(option for option in get_args(hint) if option is not type(None))
            return None if value is None else self.value(inner, item, value, key)
        return self.scalar(hint, item, value, key)

    def mapping(self, hint: Any, item: Field[Any], value: Any, key: str) -> Any:
        if not isinstance(value, dict):
            self.report(key, "needs a group of 'name: value' lines", value=value)
            return None
        if hint is Any:
            return value
        return {name: self.value(hint, item, entry, _join(key, name)) for name, entry in value.items()}

    def sequence(self, hint: Any, item: Field[Any], value: Any, key: str) -> Any:
        if not isinstance(value, list):
            self.report(key, "needs a list", value=value, fix=f"write [{value}]")
            return None
        return [self.value(hint, item, entry, f"{key}[{place}]") for place, entry in enumerate(value)]

    def scalar(self, hint: Any, item: Field[Any], value: Any, key: str) -> Any:
        if hint is bool:
            return self.yes_no(item, value, key)
        if hint is str:
            return self.text(item, value, key)
        return self.number(hint, item, value, key)

    def yes_no(self, item: Field[Any], value: Any, key: str) -> Any:
        if not isinstance(value, bool):
            self.report(key, "must be true or false", value=value)
        return value

    def text(self, item: Field[Any], value: Any, key: str) -> Any:
        options = item.metadata.get("choices")
        if not isinstance(value, str) or not value.strip():
            self.report(key, "must be text", value="nothing" if value is None else repr(value), allowed=_allowed(item))
        elif options and value not in options:
            self.report(key, "is not one of the choices", value=value, allowed=", ".join(options), fix=nearest(value, options))
        return value

    def number(self, hint: Any, item: Field[Any], value: Any, key: str) -> Any:
        allowed = _allowed(item)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.report(key, "must be a number", value=_shown(value), allowed=allowed, fix=_number_hint(value))
        elif not math.isfinite(value):
            self.report(key, "is not a finite number", value=value, allowed=allowed)
        elif hint is int and value != int(value):
            self.report(key, "must be a whole number", value=value, allowed=allowed)
        elif not _low(item) <= value <= _high(item):
            self.report(key, "is out of range", value=value, allowed=allowed)
        else:
            return int(value) if hint is int else float(value)
        return value


def _join(key: str, name: Any) -> str:
    return f"{key}.{name}" if key else str(name)


def _low(item: Field[Any]) -> float:
    return float(item.metadata.get("low", -math.inf))


def _high(item: Field[Any]) -> float:
    return float(item.metadata.get("high", math.inf))


def _allowed(item: Field[Any]) -> str:
    """The range or the choices of a field in words, with its unit."""
    if options := item.metadata.get("choices"):
        return ", ".join(options)
    unit = item.metadata.get("unit", "")
    if "low" not in item.metadata:
        return str(unit)
    low, high = _low(item), _high(item)
    if math.isinf(low) and math.isinf(high):
        return f"a number ({unit})"
    return f"{low:g} to {high:g} ({unit})"


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)


def _number_hint(value: Any) -> str:
    """What a person probably meant by a text where a number belongs."""
    if not isinstance(value, str):
        return ""
    if value.strip().endswith("%"):
        return "write a share: 20 % is 0.20"
    if "," in value:
        return f"write the decimals with a point: {value.replace(',', '.')}"
    return ""
