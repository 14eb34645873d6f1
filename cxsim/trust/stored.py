"""Stored reports of long checks: what was measured, on which configuration and code, by which command.

A report is a JSON file beside this module, so that it travels with the package. It is written by
`cxsim verify <section> --store` from a checkout and read by every later check, which says when the model it was measured
on has changed since.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.study.canonical import content_digest, exact_text
from cxsim.trust.fingerprint import fingerprint
from cxsim.trust.lines import Line, from_mapping

FOLDER = Path(__file__).parent / "reports"


@dataclass(frozen=True)
class Report:
    """Lines of one long section as they were stored."""

    section: str
    lines: tuple[Line, ...]
    command: str
    version: str
    basis: str  # what the model was when measured, see `basis`

    @property
    def stale(self) -> bool:
        """Whether the model has changed since."""
        return self.basis != basis()

    @property
    def digest(self) -> str:
        """Name of the content."""
        return content_digest([line.as_mapping() for line in self.lines])


def basis() -> str:
    """A name for the model as it stands, by what it gives, see `fingerprint`."""
    return fingerprint()


def reports() -> dict[str, Report]:
    """Every stored report by section."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    return {report.section: report for report in found}


def store(section: str, lines: list[Line], command: str, version: str, measured_on: str = "") -> Path:
    """Write a section's lines as its stored report; returns the file. `measured_on` is the basis when measuring began."""
    content: dict[str, Any] = {
        "section": section,
        "command": command,
        "version": version,
        "basis": measured_on or basis(),
        "lines": [line.as_mapping() for line in lines],
    }
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{section}.json"
    part = path.with_suffix(".part")
    part.write_text(
        json.dumps(json.loads(exact_text(content)), indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8"
    )
    part.replace(path)
    return path


def table_file(section: str) -> Path:
    """Where a section's table lies."""
    return FOLDER / f"{section}.csv"


def store_table(section: str, text: str) -> Path:
    """Write a section's table beside its report; returns the file."""
    FOLDER.mkdir(exist_ok=True)
    part = table_file(section).with_suffix(".part")
    part.write_text(text, "utf-8")
    return part.replace(table_file(section))


def _read(path: Path) -> Report:
    content = json.loads(path.read_text("utf-8"))
    lines = tuple(from_mapping(line) for line in content["lines"])
    return Report(content["section"], lines, content["command"], content["version"], content["basis"])
