"""Targets and patterns as tables: for the terminal, at most 100 columns, and as Markdown for a README."""

from __future__ import annotations

import math
import textwrap
from itertools import groupby
from typing import Any, Iterable

from cxsim.report.numbers import decimals_of, number, plain

WIDE = 100
NAME, SIGN, SIZE, SPAN = 31, 4, 25, 17
EXPECTED = {"more": "> 0", "less": "< 0", "nil": "0", "open": "open"}
SIGNS = (
    "Intervals: 95 %, paired by seed, each for itself. Expected: > 0, < 0, 0, or open when no direction is foretold. "
    "Appeared: yes; no (exactly nothing, or not nil); reversed (clear, other sign); not distinguishable from zero."
)


def terminal(found: Any) -> str:
    """Both tables for stdout; `found` is a `Verification`."""
    parts = [
        _headline(found),
        "",
        *_target_lines(found.targets),
        "",
        *_finding_lines(found),
        "",
        *textwrap.wrap(SIGNS, WIDE),
    ]
    return "\n".join(plain(line).rstrip() for line in parts)


def markdown(found: Any, command: str, version: str) -> str:
    """Both tables as Markdown, with what was run."""
    seeds, size = found.seeds, found.size
    met = sum(target.met for target in found.targets)
    lines = [
        f"`{command}`, cxsim {version}: {found.company}, seeds {seeds[0]} to {seeds[-1]}, {size.people:,} people a run; "
        f"targets on {size.target_people:,} people. Digest {found.digest[:12]}.",
        "",
        f"Targets: {met} of {len(found.targets)} met.",
        "",
        "| Target | What | Band | Measured | Met | Source |",
        "|---|---|---|---|---|---|",
        *(
            f"| {t.code} | {t.what} | {_band(t)} | {_measured(t)} | {'yes' if t.met else 'no'} | {t.source} |"
            for t in found.targets
        ),
        "",
        "| Pattern | What was measured | Expected | Size (95 %) | Appeared |",
        "|---|---|---|---|---|",
        *(_markdown_row(finding) for finding in found.findings),
        "",
        SIGNS,
    ]
    return "\n".join(lines)


def _headline(found: Any) -> str:
    seeds, size = found.seeds, found.size
    met = sum(target.met for target in found.targets)
    counts = {
        word: sum(finding.appeared == word for finding in found.findings)
        for word in ("yes", "no", "reversed", "not distinguishable")
    }
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return (
        f"{found.company}, seeds {seeds[0]} to {seeds[-1]}, {size.people:,} people a run\n"
        f"targets: {met} of {len(found.targets)} met; findings: {told}"
    )


def _target_lines(targets: Iterable[Any]) -> list[str]:
    lines = [f"{'target':<6}{'':<60}{'band':>13}{'measured':>11}  met", "-" * WIDE]
    for target in targets:
        met = "yes" if target.met else "NO"
        lines.append(f"{target.code:<6}{target.what:<60.60}{_band(target):>13}{_measured(target):>11}  {met}")
    return lines


def _finding_lines(found: Any) -> list[str]:
    sentences = found.as_mapping()["patterns"]
    lines = [f"{'pattern':<{NAME}} {'':<{SIGN}} {'size':>{SIZE}} {'95 % interval':>{SPAN}} appeared", "-" * WIDE]
    for name, findings in groupby(found.findings, key=lambda finding: finding.pattern):
        lines += textwrap.wrap(f"{name}: {sentences[name]}", WIDE)
        for finding in findings:
            lines += _finding_rows(finding)
    return lines


def _finding_rows(finding: Any) -> list[str]:
    names = textwrap.wrap(finding.name, NAME - 2) or [""]
    numbers = f"{EXPECTED[finding.expected]:<{SIGN}} {_size(finding) + ' ' + finding.unit:>{SIZE}} {_span(finding):>{SPAN}} {finding.appeared}"
    rows = [f"  {names[0]:<{NAME - 2}} {numbers}", *(f"  {rest}" for rest in names[1:])]
    note = textwrap.wrap(f"({finding.note})", WIDE - 4) if finding.note else []
    return rows + [f"    {line}" for line in note]


def _markdown_row(finding: Any) -> str:
    note = f" ({finding.note})" if finding.note else ""
    size = f"{_size(finding)} {finding.unit}, {_span(finding)}"
    return f"| {finding.pattern} | {finding.name}: {finding.measured}{note} | {EXPECTED[finding.expected]} | {size} | {finding.appeared} |"


def _band(target: Any) -> str:
    return f"{target.low:g} to {target.high:g}"


def _measured(target: Any) -> str:
    return number(target.measured, 2 if abs(target.measured) < 10 else 1, "en")


def _decimals(finding: Any) -> int:
    return decimals_of(finding.mean, finding.lo, finding.hi)


def _size(finding: Any) -> str:
    return "none" if math.isnan(finding.mean) else number(finding.mean, _decimals(finding), "en", signed=True)


def _span(finding: Any) -> str:
    if math.isnan(finding.lo):
        return "no interval"
    decimals = _decimals(finding)
    return f"{number(finding.lo, decimals, 'en')} to {number(finding.hi, decimals, 'en')}"
