"""The list of rules, what a finding holds, and how findings are silenced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.desk.facts import Facts

SERIOUS, WARN, NOTE, OPEN = "serious", "warn", "note", "open"
SEVERITIES = (SERIOUS, WARN, NOTE, OPEN)  # open: could not be judged
Value = tuple[str, Any]  # how to write it (number, eur, pct, level, measure, curve, unit, text) and what


@dataclass(frozen=True)
class Finding:
    """One thing found. `say` names the sentence under the rule in the words file, `values` what is filled in.

    `level` is empty for what concerns the whole plan; `place` is the cell; `silenced` carries the reason when accepted.
    """

    rule: str
    severity: str
    place: str
    values: Mapping[str, Value] = field(default_factory=dict)
    level: str = ""
    say: str = "found"
    silenced: str = ""


@dataclass(frozen=True)
class Outlook:
    """What the futures say that rules look at: P(claims > pool) and mean scaling factor by pool, P(gate closed) by gate.

    Shares 0-1. `gaps` holds the gap of expected payout between groups by (level, grade), as in `static.fairness`.
    """

    over_pool: Mapping[str, float] = field(default_factory=dict)
    mean_factor: Mapping[str, float] = field(default_factory=dict)
    gate_closed: Mapping[str, float] = field(default_factory=dict)
    gaps: Mapping[tuple[str, str], float] = field(default_factory=dict)


Found = Iterator[Finding]


@dataclass(frozen=True)
class Rule:
    """A rule, its source (author and year, or judgement), and its function."""

    id: str
    source: str
    check: Callable[[Facts, Outlook | None], Iterable[Finding]]


RULES: dict[str, Rule] = {}


def rule(name: str, source: str) -> Callable[[Callable[[Facts, Outlook | None], Found]], Callable[[Facts, Outlook | None], Found]]:
    """Put a function into the list of rules; it yields findings, none when all is well."""

    def add(check: Callable[[Facts, Outlook | None], Found]) -> Callable[[Facts, Outlook | None], Found]:
        RULES[name] = Rule(name, source, check)
        return check

    return add


def lint(facts: Facts, outlook: Outlook | None = None) -> list[Finding]:
    """All findings, the most serious first, then by rule; silenced ones last.

    Rules about pools and groups need an `outlook` and say nothing without one. Raises InputError when the plan silences
    a rule that does not exist, or gives no reason.
    """
    quiet, reason = _silenced(facts)
    found = [finding for name in sorted(RULES) for finding in RULES[name].check(facts, outlook)]
    told = [replace(finding, silenced=reason) if finding.rule in quiet else finding for finding in found]
    return sorted(told, key=lambda finding: (bool(finding.silenced), SEVERITIES.index(finding.severity), finding.rule))


def _silenced(facts: Facts) -> tuple[set[str], str]:
    value = facts.file.value("silenced") or []
    names = {str(name).strip() for name in (value if isinstance(value, list) else str(value).split(","))} - {""}
    place = facts.place("plan", 0, "silenced")
    problems = [Problem("is not a rule of the linter", place, value=name, fix=nearest(name, RULES)) for name in sorted(names - set(RULES))]
    reason = str(facts.file.value("silence_reason") or "").strip()
    if names and not reason:
        problems.append(Problem("silenced findings need a reason", facts.place("plan", 0, "silence_reason"), fix="say why; it is printed beside them"))
    if problems:
        raise InputError(problems)
    return names, reason
