"""`cxsim compare`, and `cxsim` alone: schemes against a baseline on the same luck; table, figures, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import close, headline, prepare

if TYPE_CHECKING:
    from cxsim.study.comparison import Comparison


def command(arguments: Arguments) -> int:
    """Compare the schemes of the study and return the exit code; 3 when some runs failed and the rest is kept."""
    settings = arguments.settings()
    root = prepare(settings.output.dir)
    from cxsim.study.comparison import compare
    from cxsim.study.progress import ProgressBar
    from cxsim.study.saving import save_once

    study = settings.study
    print(headline("compare", settings, f"{len(study.schemes)} schemes x {study.replications} replications"), file=sys.stderr)
    fresh = arguments.on("fresh")
    comparison = compare(settings, progress=ProgressBar(), cells=root / "cells", fresh=fresh, config_dir=arguments.config_dir)
    lang = settings.output.lang
    folder, _ = save_once(
        comparison, root, fresh=fresh, also=lambda unfinished: _report(comparison, unfinished, lang), overrides=arguments.all_overrides
    )
    _table(comparison, lang)
    if (folder / "report.html").exists():
        print(f"report: {folder / 'report.html'}")
    close(folder, comparison.digest, _payload(comparison) if arguments.on("json") else None)
    return EXIT_CELLS_FAILED if comparison.failed else EXIT_GOOD


def _report(comparison: Comparison, folder: Path, lang: str) -> None:
    """Figures and report.html beside the tables, inside the folder that is not finished yet."""
    from cxsim.report.html import write_report

    write_report(comparison, folder, lang)


def _table(comparison: Comparison, lang: str) -> None:
    from cxsim.report.terminal import terminal_table

    print(terminal_table(comparison, lang))


def _payload(comparison: Comparison) -> dict[str, object]:
    """What a program wants to know: the differences and means as rows."""
    return {
        "baseline": comparison.baseline,
        "primary": comparison.question.primary,
        "schemes": list(comparison.schemes),
        "failed": comparison.failed,
        "differences": comparison.differences.to_dict("records"),
        "means": comparison.means.to_dict("records"),
    }
