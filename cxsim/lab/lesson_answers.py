"""What worker processes compute for a session: asked for here, taken in while it is still wanted, faults told on the console."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab.crew import WorkerLost

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room


class Answers:
    """Work of one room under way; `turn` rises when answers to what was asked before are no longer wanted."""

    def __init__(self, room: Room):
        self.room, self.turn = room, 0

    def ask(self, done: Callable[[Any], None], function: Callable[..., Any], *args: Any, failed: Callable[[], None] | None = None, urgent: bool = True) -> None:
        """Have something computed; an answer that is no longer wanted is dropped, a fault is told on the console."""
        turn, room = self.turn, self.room
        job = room.crew.submit(room, function, *args, urgent=urgent)

        def answered(future: Any) -> None:
            with room.lock:
                if turn != self.turn:
                    return
                try:
                    done(future.result())
                except (CancelledError, InputError, WorkerLost, Exception) as error:
                    room.problem = told(error)
                    if failed is not None:
                        failed()
                room.version += 1

        job.future.add_done_callback(answered)

    def drop(self) -> None:
        """Nothing that was asked until now is wanted any more."""
        self.turn += 1
        self.room.crew.cancel(self.room)


def told(error: BaseException) -> list[Problem]:
    """A fault as problems, to be told in the language of the page; of one nobody foresaw also where it happened."""
    if isinstance(error, InputError):
        return list(error.problems)
    if isinstance(error, (WorkerLost, CancelledError)):
        return [Problem(str(error) or type(error).__name__)]
    return [Problem(line) for line in (f"{type(error).__name__}: {error}", *traceback.format_exc(limit=-1).splitlines()[-2:-1])]
