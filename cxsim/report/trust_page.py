"""The trust page: what was checked, what does not hold first, every line with its number and the command that repeats it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from markupsafe import Markup

from cxsim.report import verified
from cxsim.report.figures import evidence
from cxsim.report.figures.catalogue import inline
from cxsim.report.html import environment

FAILS = ("no", "reversed")


def write_trust_page(found: Any, path: Path, command: str, version: str) -> Path:
    """Write the page for a `Verification`; returns its path."""
    path.write_text(render(found, command, version), "utf-8")
    return path


def render(found: Any, command: str, version: str) -> str:
    """The page as text; the same check gives the same bytes."""
    parts = verified.sections(found)
    values = {
        "title": headline(parts),
        "score": _drawn(evidence.score, "score", {verified.TITLES[name][0]: lines for name, lines in parts.items()}, headline(parts)),
        "parts": [_part(found, name, lines) for name, lines in parts.items()],
        "missed": [(verified.TITLES[name][0], line, verified.cells(line)) for name, lines in parts.items() for line in lines if line.holds in FAILS],
        "absent": absent(found),
        "command": command,
        "version": version,
        "company": found.company,
        "seeds": f"{found.seeds[0]} to {found.seeds[-1]}",
        "people": f"{found.size.people:,}",
        "target_people": f"{found.size.target_people:,}",
        "digest": found.digest,
        "signs": verified.SIGNS,
    }  # fmt: skip
    return environment().get_template("trust.html.j2").render(values)


def headline(parts: dict[str, list[Any]]) -> str:
    """What came out, in one sentence."""
    lines = [line for found in parts.values() for line in found]
    held, failed = (sum(line.holds in kinds for line in lines) for kinds in (("yes",), FAILS))
    return f"{held} of {len(lines)} lines of evidence hold, {failed} do not, {len(lines) - held - failed} cannot be told yet"


def absent(found: Any) -> list[tuple[str, str]]:
    """Parts neither computed nor stored: (heading, command)."""
    shown = verified.sections(found)
    return [(verified.TITLES[name][0], f"cxsim verify {verified.asked(name)}") for name in verified.TITLES if name not in shown]


def _part(found: Any, name: str, lines: list[Any]) -> dict[str, Any]:
    title, question = verified.TITLES[name]
    held = sum(line.holds == "yes" for line in lines)
    finding = f"{title}: {held} of {len(lines)} hold"
    report = found.reports.get(name)
    return {
        "key": name,
        "title": title,
        "question": question,
        "finding": finding,
        "figure": _drawn(evidence.forest, name, name, lines, finding),
        "rows": [verified.cells(line) for line in lines],
        "command": f"cxsim verify {verified.asked(name)}",
        "origin": " ".join(verified.origin(found, name)),
        "stale": bool(report and report.stale),
    }


def _drawn(draw: Any, key: str, *given: Any) -> dict[str, Markup]:
    """A figure in both layouts, without its words, which the page writes itself."""
    wide, narrow = draw(*given, "report", bare=True), draw(*given, "phone", bare=True)
    label = escape(wide.alt, quote=True)
    return {
        "wide": Markup(inline(wide, f"w-{key}", label)),  # noqa: S704  our own drawing; its only text is escaped
        "narrow": Markup(inline(narrow, f"p-{key}", label)),  # noqa: S704  our own drawing; its only text is escaped
    }
