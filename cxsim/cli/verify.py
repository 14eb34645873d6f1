"""`cxsim verify`: a door to the module that does the work."""

from __future__ import annotations

from importlib import import_module

from cxsim.base.errors import InputError, Problem
from cxsim.cli.arguments import Arguments


def command(arguments: Arguments) -> int:
    """Run the verify and return its exit code. Raises InputError when this installation has none."""
    try:
        work = import_module("cxsim.report.verify")
    except ModuleNotFoundError:
        raise InputError(Problem("is not part of this installation", key="cxsim verify")) from None
    return int(work.main(arguments.overrides, as_json=arguments.on("json")))
