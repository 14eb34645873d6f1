"""What went wrong with something that was computed for a lesson, as lines for the teacher's console."""

from __future__ import annotations

import traceback
from concurrent.futures import CancelledError

from cxsim.base.errors import InputError
from cxsim.lab.crew import WorkerLost


def told(error: BaseException) -> list[str]:
    """A fault in lines; of one nobody foresaw also where it happened."""
    if isinstance(error, InputError):
        return error.lines()
    if isinstance(error, (WorkerLost, CancelledError)):
        return [str(error) or type(error).__name__]
    return [f"{type(error).__name__}: {error}", *traceback.format_exc(limit=-1).splitlines()[-2:-1]]
