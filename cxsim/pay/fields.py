"""Reading mappings strictly: every fault is noted with its rule, reading goes on, and all are raised together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.pay.numbers import exact, show, yes_no


class Problems:
    """The faults found so far. Reading continues past a fault, so that the lowest rule is known at the end."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._seen: set[tuple[str, str, str]] = set()

    def add(self, rule: str, where: str, message: str) -> None:
        """Note one fault; the same fault at the same place is noted once."""
        mark = (rule, where, message)
        if mark not in self._seen:
            self._seen.add(mark)
            self.found.append(Problem(message, where=where, rule=rule))

    def raise_any(self) -> None:
        """Raise `InputError` with all faults, lowest rule first, if there are any."""
        if self.found:
            raise InputError(sorted(self.found, key=lambda problem: rule_number(problem.rule)))


def rule_number(rule: str) -> int:
    """The number in a rule name: 6 for R6; 0 when it has none."""
    return int(rule[1:]) if rule[1:].isdigit() else 0


def error_rule(error: InputError) -> str:
    """The lowest rule among the problems of a refusal, such as R6."""
    return min((problem.rule for problem in error.problems if problem.rule), key=rule_number, default="")


def is_blank(value: Any) -> bool:
    """Whether a cell is empty: nothing, or only blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


class Fields:
    """One mapping of the input, read key by key; unknown keys are faults from the start."""

    def __init__(self, data: Any, where: str, problems: Problems, allowed: Iterable[str]):
        self.where = where
        self.problems = problems
        if not isinstance(data, Mapping):
            problems.add("R1", where, f"a mapping of keys is needed, not {_kind(data)}")
            data = {}
        known = list(allowed)
        # Many YAML readers take the bare key `on` for a truth value.
        self.data: Mapping[Any, Any] = {"on" if key is True and "on" in known else key: data[key] for key in data}
        for key in self.data:
            if key not in known:
                problems.add("R1", where, f"unknown key '{key}'; {nearest(str(key), known)}")

    def has(self, key: str) -> bool:
        """Whether the key is there and not blank."""
        return not is_blank(self.data.get(key))

    def fault(self, rule: str, message: str) -> None:
        """Note a fault at this place."""
        self.problems.add(rule, self.where, message)

    def number(
        self, key: str, default: Any = None, *, rule: str = "R1", low: Any = None, high: Any = None
    ) -> Fraction | None:
        """An exact number within [low, high]; `default` when blank or faulty."""
        fallback = None if default is None else Fraction(default)
        if not self.has(key):
            return fallback
        try:
            value = exact(self.data[key])
        except ValueError as error:
            self.fault("R1", f"{key}: {error}")
            return fallback
        if (low is not None and value < low) or (high is not None and value > high):
            top = "" if high is None else f" and at most {high}"
            self.fault(rule, f"{key} is {show(value)}; it must be at least {low}{top}")
            return fallback
        return value

    def needed(self, key: str, default: Any, *, rule: str = "R1", low: Any = None, high: Any = None) -> Fraction:
        """As `number`, but a blank is a fault too."""
        if not self.has(key):
            self.fault(rule, f"{key} is missing")
        return self.given(key, default, rule=rule, low=low, high=high)

    def given(self, key: str, default: Any, *, rule: str = "R1", low: Any = None, high: Any = None) -> Fraction:
        """As `number`, for keys that have a default: never None."""
        value = self.number(key, default, rule=rule, low=low, high=high)
        return Fraction(default) if value is None else value

    def whole(self, key: str, default: int | None, *, rule: str, low: int, high: int) -> int | None:
        """A whole number within [low, high]; `default` when blank or faulty."""
        value = self.number(key, default, rule=rule, low=low, high=high)
        if value is None:
            return None
        if value.denominator != 1:
            self.fault(rule, f"{key} is {show(value)}; a whole number is needed")
            return default
        return int(value)

    def choice(self, key: str, options: Iterable[str], default: str, *, rule: str) -> str:
        """One of `options`; `default` when blank or faulty."""
        if not self.has(key):
            return default
        known = list(options)
        value = self.data[key]
        if isinstance(value, str) and value.strip() in known:
            return value.strip()
        self.fault(rule, f"{key} is '{value}'; allowed: {', '.join(known)}")
        return default

    def flag(self, key: str, default: bool, *, rule: str) -> bool:
        """Yes or no, quoted or not."""
        if not self.has(key):
            return default
        try:
            return yes_no(self.data[key])
        except ValueError as error:
            self.fault(rule, f"{key}: {error}")
            return default

    def code(self, key: str, default: str | None = None, *, rule: str = "R1") -> str:
        """A code or name as text; whole numbers count as codes. A blank without default is a fault."""
        value = self.data.get(key)
        if is_blank(value):
            if default is None:
                self.fault(rule, f"{key} is missing")
            return default or ""
        return self._as_code(key, value)

    def codes(self, key: str) -> tuple[str, ...] | None:
        """A list of codes; None stands for all (blank, `all`, or a list holding `all`)."""
        value = self.data.get(key)
        if is_blank(value):
            return None
        items = value if isinstance(value, (list, tuple)) else [value]
        names = tuple(self._as_code(key, item) for item in items)
        return None if not names or "all" in names else names

    def rows(self, key: str) -> list[Any]:
        """A list; blank is an empty one."""
        value = self.data.get(key)
        if is_blank(value):
            return []
        if isinstance(value, (list, tuple)):
            return list(value)
        self.fault("R1", f"{key} must be a list, not {_kind(value)}")
        return []

    def _as_code(self, key: str, value: Any) -> str:
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self.fault("R1", f"{key} is {value!r}; a code is text (put it in quotes)")
        return ""


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
