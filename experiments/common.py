"""What the experiment scripts share: their command line, the verdict in words, a figure on disk."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Sequence

from cxsim.report import sentences
from cxsim.report.figures.catalogue import png
from cxsim.report.view import View

MAIN_BLOCK_ONLY = ("study.reading_replications=0", "study.handoff_replications=0")


def asked(argv: Sequence[str] | None, question: str, stem: str) -> tuple[tuple[str, ...], Path]:
    """Overrides and the figure's path from a command line; prints the question."""
    parser = argparse.ArgumentParser(description=question)
    parser.add_argument("--quick", action="store_true", help="few replications: a first look")
    parser.add_argument("--figure", type=Path, default=Path("outputs") / "experiments" / f"{stem}.png")
    parser.add_argument("overrides", nargs="*", help="key=value, as for cxsim; they win over everything else")
    given = parser.parse_args(argv)
    print(question)
    return (*(["study.replications=8"] if given.quick else []), *given.overrides), given.figure


def verdicts(comparison: Any) -> None:
    """Print what the study found on its primary metric, one sentence per scheme, and who leads."""
    view = View(comparison, "en")
    for item in view.ranked(view.primary):
        print(f"- {sentences.verdict(view, item.scheme)}")
    if lead := sentences.lead(view):
        print(lead)


def save(figure: Any, path: Path) -> None:
    """Write a chart of `cxsim.report.figures`, or a plain matplotlib figure, as PNG and say where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if hasattr(figure, "facts"):
        path.write_bytes(png(figure))
    else:
        figure.savefig(path, dpi=144, metadata={"Software": None})
    print(f"figure: {path}")
