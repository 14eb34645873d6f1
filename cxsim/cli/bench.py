"""`cxsim bench`: how fast, as ratios between variants measured in one go."""

from __future__ import annotations

import sys

from cxsim.base.errors import EXIT_GOOD
from cxsim.cli.arguments import Arguments
from cxsim.cli.pages import filled, write_page
from cxsim.cli.results import print_json

MARK = "bench"


def command(arguments: Arguments) -> int:
    """Measure and print; a missed target is a figure, not a failure."""
    settings, page = arguments.settings(), arguments.values.get("write")
    if page is not None:
        filled(page, "", MARK)  # a missing marker is told now, not after minutes of work
    from cxsim.bench.main import markdown, measure, text
    from cxsim.bench.measures import NORMAL, QUICK

    quick = arguments.on("quick")
    found = measure(settings, QUICK if quick else NORMAL, lambda words: print(words, file=sys.stderr))
    print(text(found))
    if page is not None:
        write_page(page, filled(page, markdown(found, "cxsim bench --quick" if quick else "cxsim bench"), MARK))
        print(f"written: {page}")
    if arguments.on("json"):
        print_json(found)
    return EXIT_GOOD
