"""Entry point: finds the command, runs it, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import Sequence

from cxsim.base.collector import seldom
from cxsim.base.errors import EXIT_BAD_INPUT, EXIT_GOOD, EXIT_INTERRUPTED, CxsimError, InputError
from cxsim.cli.arguments import Arguments, parse

EXIT_FAULT = 1
_MODULES = {"list": "listing", "verify-store": "verify_store"}
_HYDRA_VALUES = ("cfg",)
_HYDRA_SWITCHES = ("completion", "hydra_help", "info")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code: 0, 2 bad input, 3 cells failed, 4 books, 130 interrupted."""
    seldom()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old terminal shows ? instead of failing at the first ä
    arguments = None
    try:
        arguments = parse(sys.argv[1:] if argv is None else list(argv))
        code = _dispatch(arguments)
        sys.stdout.flush()
        return code
    except CxsimError as error:
        if isinstance(error, InputError) and arguments is not None and arguments.verb == "plan" and arguments.lang == "fi":
            return _fail(_in_finnish(error), error.exit_code, error, prefix="")
        return _fail(error.lines() if hasattr(error, "lines") else str(error).splitlines(), error.exit_code, error)
    except KeyboardInterrupt as error:
        return _fail(["stopped by you; what was finished is kept, go on with the same command"], EXIT_INTERRUPTED, error)
    except BrokenPipeError as error:
        # The reader left (a pager, head): keep the interpreter from complaining again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _fail(["the output pipe was closed before everything was printed"], EXIT_BAD_INPUT, error)
    except MemoryError as error:
        return _fail(["not enough memory", "  lower customers.count, workers, or output.panel"], EXIT_BAD_INPUT, error)
    except OSError as error:
        return _fail(_disk_lines(error), EXIT_BAD_INPUT, error)
    except Exception as error:
        lines = [f"this is a fault of cxsim, not of your input: {type(error).__name__}: {error}".splitlines()[0]]
        return _fail([*lines, "  set CXSIM_TRACEBACK=1 and run it again to see where"], EXIT_FAULT, error)


def _dispatch(arguments: Arguments) -> int:
    if arguments.on("version"):
        from cxsim import __version__

        print(f"cxsim {__version__}")
        return EXIT_GOOD
    if arguments.on("help"):
        from cxsim.cli.helping import show_help

        return show_help(arguments)
    if any(arguments.on(name) for name in _HYDRA_SWITCHES) or any(name in arguments.values for name in _HYDRA_VALUES):
        from cxsim.cli.hydra_door import ask_hydra

        return ask_hydra(arguments)
    if arguments.on("multirun"):
        from cxsim.cli.hydra_door import multirun

        return multirun(arguments)
    command = import_module(f"cxsim.cli.{_MODULES.get(arguments.verb, arguments.verb)}").command
    return int(command(arguments))


def _in_finnish(error: InputError) -> list[str]:
    """Problems of plan files, whose readers mend them in their own language; other commands tell theirs in English."""
    from cxsim.report.problems import error_lines, frame

    first, *rest = error_lines(error, "fi")
    return [frame(first.lang, "error", line=first.text), *(line.text for line in rest)]


def _fail(lines: list[str], code: int, error: BaseException, prefix: str = "error: ") -> int:
    if os.environ.get("CXSIM_TRACEBACK") == "1":
        raise error
    prefix = "" if code == EXIT_INTERRUPTED else prefix
    shown = [line[:400] for line in lines[:6]]
    print("\n".join([prefix + shown[0], *shown[1:]]), file=sys.stderr)
    return code


def _disk_lines(error: OSError) -> list[str]:
    where = error.filename or "the output folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return [f"{where}: no space left on the disk", "  free some space, or choose another folder: output.dir=..."]
    return [f"{where}: {error.strerror or error}", "  choose another folder: output.dir=..."]


if __name__ == "__main__":
    sys.exit(main())
