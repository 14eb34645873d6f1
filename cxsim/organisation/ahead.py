"""Kernels of managers, compiled by a second process while the first compiles those of customers.

On the first start of a version both take long, and neither needs the other. The second process writes to the cache
of machine code, from which the first loads; if it cannot start or fails, the first compiles for itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Iterator

from cxsim.base import compiled

# Axes of each argument in turn, 0 = a number; `n` marks whole numbers, `b` truths, `effects` those of `serving`, all else is real. Tests compare with a run.
ARGUMENTS = {
    "kernels.best_responses": "1 0 0 1 1 n2 2 2 3 3 1 1 3 3 3 3 n1 0 3 3 2 2 0 1 1 1 0 0 0",
    "kernels.expected_year": "2 1 1 b1 n0 0",
    "kernels.best_pulls": "1 0 n0 0 1 1 1 2 0 2 2 2 2 1 1 3 3 3 n1 3",
    "kernels.payouts": "1 n2 1 3 3 3 n1 3",
    "learning.take_lessons": "3 4 3 3 2 1 1 1 3",
    "lessons.comparisons": "1 1 n2 2 1 2 1 n0 2",
    "serving.serve": "effects 2 n0 1 1 1 1 1 1 0 0 2 n1 n1 3 2",
}
LARGEST = "kernels.best_responses"
PATIENCE = 60.0  # seconds to wait for the other process after our own part is done
HOME = Path(__file__).resolve().parents[2]


@contextmanager
def compiled_meanwhile() -> Iterator[None]:
    """While the body runs, another process compiles the kernels of managers, where they are not kept yet."""
    helper = _start()
    try:
        yield
    except BaseException:
        if helper is not None:
            helper.terminate()
        raise
    finally:
        if helper is not None:
            _end(helper)


def _end(helper: subprocess.Popen[bytes]) -> None:
    """Let it finish; one that hangs must not hold up what can be compiled here."""
    try:
        helper.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        helper.kill()
        helper.wait()


def compile_all() -> None:
    """Compile, and thereby keep, what managers of built-in classes decide and learn by."""
    for name, arguments in ARGUMENTS.items():
        kernel_of(name).compile(tuple(_type_of(word) for word in arguments.split()))


def kernel_of(name: str) -> Any:
    """The kernel `module.function` of this layer."""
    module, function = name.split(".")
    return getattr(import_module(f"{__package__ or 'cxsim.organisation'}.{module}"), function)


def _type_of(word: str) -> Any:
    """The compiler's type of an argument: a number, or an array in row order."""
    from numba import types

    if word == "effects":
        from cxsim.organisation.serving import Effects

        return types.NamedUniTuple(types.float64, len(Effects._fields), Effects)
    kind = {"n": types.int64, "b": types.boolean}.get(word[0], types.float64)
    axes = int(word[-1])
    return types.Array(kind, axes, "C") if axes else kind


def _start() -> subprocess.Popen[bytes] | None:
    """The other process; None where it would not help, or where a process has been started for these sources before."""
    folder = compiled.folder()
    spare_core = len(os.sched_getaffinity(0)) > 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) > 1
    if folder is None or not spare_core or not sys.executable or getattr(sys, "frozen", False) or compiled.at_hand(LARGEST):
        return None
    path = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        (folder / "managers.started").touch(exist_ok=False)
        return subprocess.Popen([sys.executable, "-m", __name__], env={**os.environ, "PYTHONPATH": path}, **quiet)  # noqa: S603  our own module
    except OSError:
        return None


if __name__ == "__main__":
    compile_all()
