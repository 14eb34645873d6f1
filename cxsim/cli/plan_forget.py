"""`cxsim plan forget FOLDER`: remove every file made from plan files in a folder, and say which."""

from __future__ import annotations

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json


def forget(arguments: Arguments) -> int:
    """Remove and list. Raises InputError when the folder is not there."""
    from cxsim.desk import forget as desk
    from cxsim.report.words import words

    names = arguments.words[1:]
    if len(names) != 1 or arguments.overrides:
        raise InputError(Problem("needs one folder", key="cxsim plan forget", value=" ".join([*names, *arguments.overrides]) or None, fix="cxsim plan forget FOLDER"))
    told, w = desk.forget(names[0]), words(arguments.values.get("lang", "en"))
    for path in told.removed:
        print(f"{w('forget.removed')}: {path}")
    for path in told.kept:
        print(f"{w('forget.kept')}: {path}")
    for path in told.unsure:
        print(f"{w('forget.unsure')}: {path}")
    print(w.plural("forget.total", len(told.removed)) if told.removed else w("forget.nothing", folder=names[0]))
    if arguments.on("json"):
        print_json({"removed": [str(path) for path in told.removed], "kept": [str(path) for path in told.kept], "unsure": [str(path) for path in told.unsure]})
    return EXIT_GOOD
