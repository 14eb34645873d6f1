"""Reading pages: code blocks and the names in backticks; and how small everything is run here."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TINY = ("horizon=tiny", "customers.count=250", "study.replications=2", "workers=1", "output.panel=20")
README, MODEL, EXTENDING = ROOT / "README.md", ROOT / "docs" / "model.md", ROOT / "docs" / "extending.md"


def blocks(page: Path, language: str) -> list[str]:
    """Code blocks of one language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def section(page: Path, heading: str) -> str:
    """Text below a heading up to the next heading of the same or a higher level; comments in code are no headings."""
    level, inside, code, kept = len(heading.split(" ")[0]), False, False, []
    for line in page.read_text("utf-8").splitlines():
        code ^= line.startswith("```")
        if not code and re.match(rf"#{{1,{level}}} ", line):
            inside = line == heading
        elif inside:
            kept.append(line)
    assert kept, f"no section {heading!r} in {page.name}"
    return "\n".join(kept) + "\n"


def words(text: str) -> set[str]:
    """Single names in backticks or formulas, code blocks aside."""
    found: set[str] = set()
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)):
        found |= set(re.findall(r"[a-z][a-z0-9_]*(?:_[a-z0-9]+)+", span))
    return found
