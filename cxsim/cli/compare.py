"""`cxsim compare`, and `cxsim` alone: schemes against a baseline on the same luck; table, figures, report."""

from __future__ import annotations

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import close, prepare


def command(arguments: Arguments) -> int:
    """Compare the schemes of the study and return the exit code; 3 when some runs failed and the rest is kept."""
    settings = arguments.settings()
    prepare(settings.output.dir)
    from cxsim.study.comparison import compare

    comparison = compare(settings)
    close(comparison.folder, comparison.digest, None)
    return EXIT_CELLS_FAILED if comparison.failed else EXIT_GOOD
