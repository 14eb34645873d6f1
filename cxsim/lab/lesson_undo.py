"""What the teacher did since the last round opened, the latest on top: each step can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MOST = 50


@dataclass(frozen=True)
class Undo:
    """What takes a step back; `what` names that step."""

    what: str
    back: Callable[[], None]


class Undos:
    """Steps in their order. Opening a round forgets those before it."""

    def __init__(self) -> None:
        self._steps: list[Undo] = []

    @property
    def last(self) -> Undo | None:
        """The step that would be taken back now."""
        return self._steps[-1] if self._steps else None

    def add(self, what: str, back: Callable[[], None]) -> None:
        """A step was made."""
        self._steps = [*self._steps[1 - MOST :], Undo(what, back)]

    def take(self) -> Undo | None:
        """The last step, which is no longer among them."""
        return self._steps.pop() if self._steps else None

    def drop(self, what: str) -> None:
        """A kind of step that can no longer be taken back."""
        self._steps = [step for step in self._steps if step.what != what]

    def clear(self) -> None:
        """Nothing can be taken back any more."""
        self._steps = []
