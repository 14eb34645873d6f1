"""`cxsim verify`: why believe it, measured and shown as it comes; parts by name, long parts only when named."""

from __future__ import annotations

import sys

from cxsim.base.errors import EXIT_BOOKS, EXIT_GOOD, InputError
from cxsim.cli.arguments import Arguments
from cxsim.cli.pages import filled, write_page
from cxsim.cli.progress import bar
from cxsim.cli.results import close, prepare

# which tables a page gets: figures and patterns, or every line
SHORT, WHOLE = "verify", "trust"


def command(arguments: Arguments) -> int:
    """Measure, print, keep; returns 0 even when a target is missed, 4 when an identity does not hold."""
    settings = arguments.settings()
    root, page = prepare(settings.output.dir), arguments.values.get("write")
    mark = _mark(page) if page is not None else ""  # a missing marker is told now, not after minutes of work
    from cxsim import __version__
    from cxsim.report.trust_page import write_trust_page
    from cxsim.report.verified import markdown, markdown_page, terminal
    from cxsim.trust import stored
    from cxsim.trust.section import NORMAL, QUICK, Ask
    from cxsim.trust.verification import chosen, save, verify

    names = chosen(arguments.words) if arguments.words else None
    ask = Ask(settings, QUICK if arguments.on("quick") else NORMAL)
    measured_on = stored.basis()  # files may change while a long part is measured
    found = verify(ask, names, bar("en", keeps=False))
    words = _command(arguments)
    folder = save(found, root, {"command": words, "version": __version__})
    print(terminal(found))
    print(f"page: {write_trust_page(found, folder / 'trust.html', words, __version__)}")
    if page is not None:
        table = markdown if mark == SHORT else markdown_page
        write_page(page, filled(page, table(found, words, __version__), mark))
        print(f"written: {page}")
    if arguments.on("store"):
        for name in found.computed:
            if name in found.tables:
                print(f"stored: {stored.store_table(name, found.tables[name])}")
            print(f"stored: {stored.store(name, found.of(name), f'cxsim verify {name}', __version__, measured_on)}")
    for line in found.broken:
        print(f"error: does not hold: {line.topic}, {line.name}", file=sys.stderr)
    close(folder, found.digest, found.as_mapping() if arguments.on("json") else None)
    return EXIT_BOOKS if found.broken else EXIT_GOOD


def _mark(page: str) -> str:
    """The pair of markers a page has. Raises InputError when it has none."""
    try:
        filled(page, "", WHOLE)
    except InputError:
        filled(page, "", SHORT)
        return SHORT
    return WHOLE


def _command(arguments: Arguments) -> str:
    """The command as it can be repeated anywhere: where results went is left out."""
    quick = ["--quick"] if arguments.on("quick") else []
    own = (text for text in arguments.overrides if not text.startswith("output."))
    return " ".join(["cxsim verify", *arguments.words, *quick, *own])
