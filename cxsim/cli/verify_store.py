"""`cxsim verify-store FOLDER`: are stored cells and finished results what they were when they were written?"""

from __future__ import annotations

from pathlib import Path

from cxsim.base.errors import EXIT_BAD_INPUT, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json


def command(arguments: Arguments) -> int:
    """Check a folder of results, or one result; exit code 2 when anything is damaged, each by name."""
    from cxsim.study.checking import check

    if len(arguments.words) != 1:
        raise InputError(Problem("needs one folder", key="cxsim verify-store", value=" ".join(arguments.words) or None, fix="for example: cxsim verify-store outputs"))
    root = Path(arguments.words[0])
    if not root.is_dir():
        raise InputError(Problem("is not a folder", key="cxsim verify-store", value=str(root)))
    found = check(root)
    for name, reason in found.damaged:
        print(f"damaged: {name}: {reason}")
    print(f"{found.cells} cells and {found.files} files of {found.results} results and {found.failures} rows of failure ledgers checked, {len(found.damaged)} damaged")
    if found.damaged:
        print("a damaged cell is computed again by the next study that needs it; a damaged result by its command with --fresh")
    if arguments.on("json"):
        print_json({"cells": found.cells, "files": found.files, "results": found.results, "failures": found.failures, "damaged": [{"file": name, "reason": reason} for name, reason in found.damaged]})
    return EXIT_BAD_INPUT if found.damaged else EXIT_GOOD
