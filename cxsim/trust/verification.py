"""The trust check: chosen sections computed together, long ones read from their stored reports, nothing left out."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Hashable, Iterable, Mapping

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.study.canonical import content_digest, exact_text
from cxsim.study.jobs import Job, run_jobs
from cxsim.study.progress import Progress
from cxsim.trust import stored
from cxsim.trust.lines import Line
from cxsim.trust.patterns import PATTERNS
from cxsim.trust.section import Ask, Size
from cxsim.trust.sections import SECTIONS

REPORT = "verification.json"


@dataclass(frozen=True)
class Verification:
    """All lines of the sections asked for, what they were measured on, and stored reports of the long ones."""

    lines: tuple[Line, ...]
    company: str
    seeds: tuple[int, ...]
    size: Size
    computed: tuple[str, ...]
    reports: Mapping[str, stored.Report] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)  # CSV by section, for those that keep one

    def of(self, section: str) -> list[Line]:
        """Lines of one section (figures, patterns, docking, ...), computed or stored."""
        kept = self.reports[section].lines if section in self.reports else ()
        return [line for line in (*self.lines, *kept) if line.section == section]

    @property
    def targets(self) -> list[Line]:
        """Published figures of the evidence base."""
        return self.of("figures")

    @property
    def findings(self) -> list[Line]:
        """Patterns of the model."""
        return self.of("patterns")

    @property
    def broken(self) -> list[Line]:
        """Identities that do not hold: a fault of the program."""
        return [line for line in self.lines if line.broken]

    def as_mapping(self) -> dict[str, Any]:
        """Everything as plain values; stored reports are named, not repeated."""
        return {
            "company": self.company,
            "seeds": list(self.seeds),
            "size": asdict(self.size),
            "computed": list(self.computed),
            "targets": [_as_target(line) for line in self.targets],
            "findings": [_as_finding(line) for line in self.findings],
            "lines": [line.as_mapping() for line in self.lines],
            "patterns": {name: pattern.sentence for name, pattern in PATTERNS.items()},
            "broken": [line.name for line in self.broken],
            "stored": {name: report.digest for name, report in self.reports.items()},
        }

    @property
    def digest(self) -> str:
        """Name of the content, 64 hexadecimal digits."""
        return content_digest(self.as_mapping())


def _as_target(line: Line) -> dict[str, Any]:
    return {
        "code": line.topic, "what": line.name, "low": line.low, "high": line.high,
        "measured": line.value, "source": line.source, "met": line.holds == "yes",
    }  # fmt: skip


def _as_finding(line: Line) -> dict[str, Any]:
    return {
        "pattern": line.topic, "name": line.name, "measured": line.what, "unit": line.unit, "expected": line.expected,
        "mean": line.value, "lo": line.lo, "hi": line.hi, "n": line.n, "note": line.note, "appeared": line.holds,
    }  # fmt: skip


def short() -> tuple[str, ...]:
    """Names of the sections computed when none is named."""
    return tuple(name for name, section in SECTIONS.items() if not section.long)


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """Section names in the order of the page. Raises InputError for a name that is none."""
    asked = set(names)
    for name in sorted(asked - set(SECTIONS)):
        raise InputError(
            Problem("is not a part of the check", key=name, allowed=", ".join(SECTIONS), fix=nearest(name, SECTIONS))
        )
    return tuple(name for name in SECTIONS if name in asked)


def verify(ask: Ask, names: Iterable[str] | None = None, progress: Progress | None = None) -> Verification:
    """Compute the named sections (None: all short ones) and add stored reports of the other long ones.

    People, seeds and draws follow `ask.size`, seeds counting from `ask.settings.seed`. Raises CxsimError when a run fails.
    """
    computed = short() if names is None else chosen(names)
    plan: dict[Hashable, Job] = {}
    for name in computed:
        plan |= {(name, key): job for key, job in SECTIONS[name].jobs(ask).items()}
    outcomes = run_jobs(plan, ask.settings.workers, progress)
    lines: list[Line] = []
    tables: dict[str, str] = {}
    for name in computed:
        own = {key: outcomes[name, key] for section, key in plan if section == name}
        lines += SECTIONS[name].read(ask, own)
        table = SECTIONS[name].table
        if table is not None:
            tables[name] = table(ask, own)
    reports = {} if names is not None else stored.reports()
    return Verification(tuple(lines), ask.settings.company.name, ask.seeds, ask.size, computed, reports, tables)


def save(found: Verification, root: Path, provenance: Mapping[str, Any]) -> Path:
    """Write the full report as JSON to `root`/verify_<digest>/; returns the folder. The same content is written once."""
    folder = root / f"verify_{found.digest[:7]}"
    folder.mkdir(parents=True, exist_ok=True)
    content = {**found.as_mapping(), "digest": found.digest, **provenance}
    handle, name = tempfile.mkstemp(dir=folder, prefix=".unfinished-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(json.loads(exact_text(content)), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    Path(name).chmod(0o644)
    os.replace(name, folder / REPORT)
    return folder
