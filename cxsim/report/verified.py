"""The trust check as tables: for the terminal, at most 100 columns, and as Markdown for a page."""

from __future__ import annotations

import math
import textwrap
from itertools import groupby
from typing import Any, Iterable

from cxsim.report.numbers import decimals_of, number, plain
from cxsim.trust.patterns import PATTERNS
from cxsim.trust.sections import TITLES

WIDE = 100
TINY = 5e-5  # smaller numbers are written with their exponent
NAME, SIGN, SIZE, SPAN = 29, 12, 20, 16
EXPECTED = {"more": "> 0", "less": "< 0", "nil": "0", "open": "open"}
SIGNS = (
    "Intervals: 95 %, paired by seed, each for itself. Expected: > 0, < 0, 0, or open when no direction is foretold. "
    "Holds: yes; no (exactly nothing, or not nil); reversed (clear, other sign); not distinguishable from zero."
)


def terminal(found: Any) -> str:
    """Every section asked for, for stdout; `found` is a `Verification`."""
    parts = [_headline(found)]
    for name, lines in sections(found).items():
        title, question = TITLES[name]
        table = _target_lines(lines) if name == "figures" else _finding_lines(name, lines)
        parts += ["", f"== {title} ==", *textwrap.wrap(question, WIDE), *origin(found, name), *table]
    parts += ["", *textwrap.wrap(SIGNS, WIDE)]
    return "\n".join(plain(line).rstrip() for line in parts)


def markdown(found: Any, command: str, version: str) -> str:
    """Published figures and patterns as Markdown, with what was run."""
    seeds, size, targets = found.seeds, found.size, found.targets
    lines = [
        f"`{command}`, cxsim {version}: {found.company}, seeds {seeds[0]} to {seeds[-1]}, {size.people:,} people a run; "
        f"targets on {size.target_people:,} people. Digest {found.digest[:12]}.",
        "",
        f"Targets: {_met(targets)} of {len(targets)} met.",
        "",
        "| Target | What | Band | Measured | Met | Source |",
        "|---|---|---|---|---|---|",
        *(f"| {t.topic} | {t.name} | {_band(t)} | {_measured(t)} | {t.holds} | {t.source} |" for t in targets),
        "",
        "| Pattern | What was measured | Expected | Size (95 %) | Appeared |",
        "|---|---|---|---|---|",
        *(markdown_row(finding) for finding in found.findings),
        "",
        SIGNS,
    ]
    return "\n".join(lines)


def markdown_page(found: Any, command: str, version: str) -> str:
    """Every part as Markdown: the score, what does not hold, then all lines."""
    parts = sections(found)
    lines = [f"`{command}`, cxsim {version}: {found.company}. Digest {found.digest[:12]}.", "", "| Part | Holds | Does not | Cannot be told | Command |", "|---|---|---|---|---|"]
    lines += [_score_row(name, rows) for name, rows in parts.items()]
    for name, rows in parts.items():
        title, question = TITLES[name]
        lines += ["", f"### {title}", "", " ".join([question, *(text.capitalize() + "." for text in [" ".join(origin(found, name))] if text)]), ""]
        lines += ["| Topic | What was measured | Expected | Came out (95 %) | Holds | Source |", "|---|---|---|---|---|---|"]
        lines += [_full_row(row) for row in rows]
    return "\n".join([*lines, "", SIGNS])


def _score_row(name: str, lines: list[Any]) -> str:
    held = _met(lines)
    unsure = sum(line.holds == "not distinguishable" for line in lines)
    return f"| {TITLES[name][0]} | {held} | {len(lines) - held - unsure} | {unsure} | `cxsim verify {asked(name)}` |"


def _full_row(line: Any) -> str:
    cell = cells(line)
    what = cell["name"] if cell["what"] in ("", cell["name"]) else f"{cell['name']}: {cell['what']}"
    note = f" ({cell['note']})" if cell["note"] else ""
    texts = (cell["topic"], what + note, cell["expected"], cell["size"], cell["verdict"], cell["source"])
    return "| " + " | ".join(text.replace("|", "/") for text in texts) + " |"


def sections(found: Any) -> dict[str, list[Any]]:
    """Lines by the section they name, in the order of the page; empty sections are left out."""
    return {name: lines for name in TITLES if (lines := found.of(name))}


def _met(lines: Iterable[Any]) -> int:
    return sum(line.holds == "yes" for line in lines)


def origin(found: Any, name: str) -> list[str]:
    """Where a stored part comes from, wrapped; empty for what was computed just now."""
    report = found.reports.get(name)
    if report is None:
        return []
    since = "; the model has changed since" if report.stale else ""
    return textwrap.wrap(f"stored, cxsim {report.version}, by: {report.command}{since}", WIDE)


def _headline(found: Any) -> str:
    seeds, size = found.seeds, found.size
    rows = []
    for name, lines in sections(found).items():
        counts = {
            word: sum(line.holds == word for line in lines) for word in ("yes", "no", "reversed", "not distinguishable")
        }
        rows.append(f"  {TITLES[name][0]}: " + ", ".join(f"{count} {word}" for word, count in counts.items() if count))
    return "\n".join([f"{found.company}, seeds {seeds[0]} to {seeds[-1]}, {size.people:,} people a run", *rows])


def _target_lines(targets: Iterable[Any]) -> list[str]:
    lines = [f"{'target':<6}{'':<60}{'band':>13}{'measured':>11}  met", "-" * WIDE]
    for target in targets:
        met = "yes" if target.holds == "yes" else "NO"
        lines.append(f"{target.topic:<6}{target.name:<60.60}{_band(target):>13}{_measured(target):>11}  {met}")
    return lines


def _finding_lines(section: str, found: list[Any]) -> list[str]:
    lines = [f"{'':<{NAME}} {'':<{SIGN}} {'size':>{SIZE}} {'95 % interval':>{SPAN}} holds", "-" * WIDE]
    for topic, findings in groupby(found, key=lambda line: line.topic):
        sentence = f"{topic}: {PATTERNS[topic].sentence}" if section == "patterns" else topic
        lines += textwrap.wrap(sentence, WIDE)
        for finding in findings:
            lines += _finding_rows(finding)
    return lines


def _finding_rows(finding: Any) -> list[str]:
    names = textwrap.wrap(finding.name, NAME - 2) or [""]
    numbers = f"{expected(finding):<{SIGN}} {_size(finding) + ' ' + finding.unit:>{SIZE}} {_span(finding):>{SPAN}} {finding.holds}"
    rows = [f"  {names[0]:<{NAME - 2}} {numbers}", *(f"  {rest}" for rest in names[1:])]
    note = textwrap.wrap(f"({finding.note})", WIDE - 4) if finding.note else []
    return rows + [f"    {line}" for line in note]


def markdown_row(line: Any) -> str:
    """Topic, what was measured, expected, size with interval, verdict."""
    note = f" ({line.note})" if line.note else ""
    size = f"{_size(line)} {line.unit}".strip() + ("" if math.isnan(line.lo) else f", {_span(line)}")
    return f"| {line.topic} | {line.name}: {line.what}{note} | {expected(line)} | {size} | {line.holds} |"


KINDS = {"yes": "yes", "no": "no", "reversed": "reversed", "not distinguishable": "unsure"}


def cells(line: Any) -> dict[str, str]:
    """A line as the texts of a table row."""
    size = f"{_size(line)} {line.unit}".strip()
    return {
        "topic": line.topic,
        "name": line.name,
        "what": line.what,
        "note": line.note,
        "source": line.source,
        "expected": expected(line),
        "size": size if math.isnan(line.lo) else f"{size} ({_span(line)})",
        "verdict": line.holds,
        "kind": KINDS[line.holds],
    }


def asked(name: str) -> str:
    """The word that asks for a part: published figures and patterns are measured together."""
    return "model" if name in ("figures", "patterns") else name


def expected(line: Any) -> str:
    """What was expected, in signs: > 0, < 0, 0, open, or a band."""
    return _band(line) if line.expected == "band" else EXPECTED[line.expected]


def _band(line: Any) -> str:
    if math.isinf(line.low):
        return f"<= {line.high:.4g}"
    if math.isinf(line.high):
        return f">= {line.low:.4g}"
    return f"{line.low:.4g} to {line.high:.4g}"


def _measured(line: Any) -> str:
    return number(line.value, 2 if abs(line.value) < 10 else 1, "en")


def _decimals(line: Any) -> int:
    if math.isnan(line.lo):  # no interval to take digits from: three of them count
        return max(0, min(6, 2 - math.floor(math.log10(abs(line.value))))) if line.value else 0
    return decimals_of(line.value, line.lo, line.hi)


def _size(line: Any) -> str:
    if math.isnan(line.value):
        return "none"
    if 0 < abs(line.value) < TINY:
        return f"{line.value:.1g}"
    return number(line.value, _decimals(line), "en", signed=line.expected != "band")


def _span(line: Any) -> str:
    if math.isnan(line.lo):
        return "no interval" if line.n else ""
    decimals = _decimals(line)
    return f"{number(line.lo, decimals, 'en')} to {number(line.hi, decimals, 'en')}"
