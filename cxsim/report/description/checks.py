"""The parts of the trust check, listed for the index of evidence."""

from __future__ import annotations

from cxsim.report.description.tables import code, table
from cxsim.trust.sections import SECTIONS


def sections() -> str:
    """Parts of `cxsim verify` with their question, and when they are computed."""
    rows = [
        (code(f"cxsim verify {name}"), section.title, section.question, "when named, kept as a stored report" if section.long else "on every run")
        for name, section in SECTIONS.items()
    ]
    return table(("Command", "Part", "Question", "Computed"), rows)
