"""`cxsim verify`: calibration targets and patterns, measured and shown as they come."""

from __future__ import annotations

import sys

from cxsim.base.errors import EXIT_BOOKS, EXIT_GOOD
from cxsim.cli.arguments import Arguments
from cxsim.cli.pages import filled, write_page
from cxsim.cli.results import close, prepare

MARK = "verify"


def command(arguments: Arguments) -> int:
    """Measure, print, keep; returns 0 even when a target is missed, 4 when an identity does not hold."""
    settings = arguments.settings()
    root, page = prepare(settings.output.dir), arguments.values.get("write")
    if page is not None:
        filled(page, "", MARK)  # a missing marker is told now, not after minutes of work
    from cxsim import __version__
    from cxsim.report.verified import markdown, terminal
    from cxsim.study.progress import ProgressBar
    from cxsim.study.verification import NORMAL, QUICK, save, verify

    found = verify(settings, QUICK if arguments.on("quick") else NORMAL, ProgressBar(keeps=False))
    words = _command(arguments)
    folder = save(found, root, {"command": words, "version": __version__})
    print(terminal(found))
    if page is not None:
        write_page(page, filled(page, markdown(found, words, __version__), MARK))
        print(f"written: {page}")
    for finding in found.broken:
        print(f"error: does not hold: {finding.pattern}, {finding.name}", file=sys.stderr)
    close(folder, found.digest, found.as_mapping() if arguments.on("json") else None)
    return EXIT_BOOKS if found.broken else EXIT_GOOD


def _command(arguments: Arguments) -> str:
    """The command as it can be repeated anywhere: where results went is left out."""
    quick = ["--quick"] if arguments.on("quick") else []
    return " ".join(["cxsim verify", *quick, *(text for text in arguments.overrides if not text.startswith("output."))])
