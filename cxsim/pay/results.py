"""The scorecard: actual and target by metric, scope and code, and the achievement a measure reads from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from cxsim.base.errors import nearest
from cxsim.pay.fields import Fields, Problems
from cxsim.pay.numbers import ZERO
from cxsim.pay.plan import SCOPES, Gate, Measure, Modifier, Pool
from cxsim.pay.score import Achievement, achievement

ROW_KEYS = ("metric", "scope", "unit", "actual", "target")
Key = tuple[str, str, str]


class Codes(NamedTuple):
    """Whose results count for a person: codes of unit, touchpoint and journey (blank = the unit's)."""

    unit: str = ""
    touchpoint: str = ""
    journey: str = ""

    def of(self, scope: str) -> str:
        """The code to look up for a scope; none for the company."""
        if scope == "company":
            return ""
        own = {"touchpoint": self.touchpoint, "journey": self.journey}.get(scope, "")
        return own or self.unit


@dataclass
class Scorecard:
    """Results of the period: (metric, scope, code) -> (actual or None when missing, target or None)."""

    rows: dict[Key, tuple[Fraction | None, Fraction | None]] = field(default_factory=dict)
    _read: dict[tuple[Key, str, str], Fraction] = field(default_factory=dict, repr=False)

    def reader(self, codes: Codes, missing: str, problems: Problems, where: str) -> Achievement:
        """A function from measure to achievement x for these codes; faults are noted under R1 to R3."""

        def x_of(measure: Measure) -> Fraction | None:
            key = (measure.metric, measure.scope, codes.of(measure.scope))
            mark = (key, measure.basis, measure.better)
            if mark not in self._read:
                x = self._x(measure, key, missing, problems, where)
                if x is None:
                    return None
                self._read[mark] = x
            return self._read[mark]

        return x_of

    def _x(self, measure: Measure, key: Key, missing: str, problems: Problems, where: str) -> Fraction | None:
        if key not in self.rows:
            problems.add("R1", where, self._unknown(key))
            return None
        actual, target = self.rows[key]
        if actual is None:
            if missing == "error":
                kind = "gate " if isinstance(measure, Gate) else "modifier " if isinstance(measure, Modifier) else ""
                problems.add("R2", where, f"{kind}{_name(key)} has no actual, and missing_metric is error")
            return None
        try:
            return achievement(measure.basis, measure.better, actual, target)
        except ValueError as error:
            problems.add("R3", f"scorecard, {_name(key)}", str(error))
            return None

    def pool_actual(self, pool: Pool, problems: Problems) -> Fraction:
        """The result that funds a pool; without it there is no pool, whatever `missing_metric` says (R2)."""
        key = (pool.metric, pool.scope, "" if pool.scope == "company" else pool.unit)
        where = f"plan.pools.{pool.name}"
        if key not in self.rows:
            problems.add("R1", where, self._unknown(key))
            return ZERO
        actual = self.rows[key][0]
        if actual is None:
            problems.add("R2", where, f"{_name(key)} has no actual; a pool cannot do without it")
        return ZERO if actual is None else actual

    def _unknown(self, key: Key) -> str:
        metric, scope, code = key
        here = {row[2] for row in self.rows if row[:2] == (metric, scope)}
        if here:
            return f"the scorecard has no {metric}/{scope} for '{code}'; {nearest(code, here)}"
        known = {f"{row[0]}/{row[1]}" for row in self.rows}
        return f"the scorecard has no {metric}/{scope}; {nearest(f'{metric}/{scope}', known)}"


def _name(key: Key) -> str:
    return "/".join(part for part in key if part)


def read_scorecard(rows: list[Any], problems: Problems) -> Scorecard:
    """A scorecard from rows {metric, scope, unit, actual, target}; the same key twice is refused (R1)."""
    card = Scorecard()
    for number, row in enumerate(rows, 1):
        fields = Fields(row, f"scorecard[{number}]", problems, ROW_KEYS)
        metric = fields.code("metric")
        if not fields.has("scope"):
            fields.fault("R1", "scope is missing")
        scope = fields.choice("scope", SCOPES, "company", rule="R1")
        code = fields.code("unit", "" if scope == "company" else None)
        key = (metric, scope, "" if scope == "company" else code)
        if key in card.rows:
            fields.fault("R1", f"{_name(key)} is given twice")
        card.rows[key] = (fields.number("actual"), fields.number("target"))
    return card
