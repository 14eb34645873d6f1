"""Every setting with its default, unit, range, source and grade; what companies have of their own beside it."""

from __future__ import annotations

import math
from functools import cache

from cxsim.base.schema import Settings
from cxsim.report.description.tables import code, number, table
from cxsim.study.configuration import load
from cxsim.study.folders import choices
from cxsim.study.leaves import Leaf, leaves
from cxsim.trust.leaves import GRADED

HEADS = ("Setting", "Default", "Unit", "Range", "Source", "Grade")
UNBOUNDED = 1e12


@cache
def of_company(name: str) -> Settings:
    """Settings of a company, everything else as shipped."""
    return load(f"company={name}")


def default_company() -> str:
    """The company used when none is named."""
    return load().company.name


def parameters() -> str:
    """Shared settings first, a part at a time, then what is a company's own."""
    home = default_company()
    others = [name for name in choices("company") if name != home]
    parts = [counted(), ""]
    for part in dict.fromkeys(leaf.path[0] for leaf in _shared(home)):
        rows = [_row(leaf, _told(leaf, others)) for leaf in _shared(home) if leaf.path[0] == part]
        parts += [f"**{part}**", "", table(HEADS, rows), ""]
    for name in [home, *others]:
        rows = [_row(leaf, number(leaf.value)) for leaf in leaves(of_company(name)) if leaf.path[0] == "company"]
        parts += [f"**company={name}**", "", table(HEADS, rows), ""]
    return "\n".join(parts).rstrip()


def counted() -> str:
    """How many numbers there are, by grade."""
    numbers = [leaf for leaf in leaves(of_company(default_company())) if leaf.numeric and leaf.grade in GRADED]
    by_grade = ", ".join(f"{sum(leaf.grade == grade for leaf in numbers)} {grade}" for grade in GRADED)
    return f"{len(numbers)} graded numbers in `company={default_company()}`: {by_grade}."


def _shared(home: str) -> list[Leaf]:
    return [leaf for leaf in leaves(of_company(home)) if leaf.path[0] != "company"]


def _told(leaf: Leaf, others: list[str]) -> str:
    """The default, and companies that ship with something else."""
    own = [(name, _at(name, leaf.key)) for name in others]
    differing = [f"{name} {number(value)}" for name, value in own if value is not _NOWHERE and value != leaf.value]
    return "; ".join([number(leaf.value), *differing])


_NOWHERE = object()


@cache
def _values(company: str) -> dict[str, object]:
    return {leaf.key: leaf.value for leaf in leaves(of_company(company))}


def _at(company: str, key: str) -> object:
    return _values(company).get(key, _NOWHERE)


def _row(leaf: Leaf, value: str) -> tuple[str, ...]:
    return code(leaf.key), value, leaf.unit, allowed(leaf), leaf.source, leaf.grade


def allowed(leaf: Leaf) -> str:
    """The allowed range; open ends are left open."""
    if leaf.choices:
        return ", ".join(leaf.choices)
    if math.isinf(leaf.low) and math.isinf(leaf.high):
        return ""
    low, high = (number(int(end) if end == round(end) else end) if abs(end) < UNBOUNDED else "" for end in (leaf.low, leaf.high))
    return f"{low} to {high}".strip()
