"""The countdown of a room: started, extended, paused; it runs out, but never closes anything by itself."""

from __future__ import annotations

import time
from collections.abc import Callable


class Countdown:
    """Seconds left, on a steady clock. Nothing runs until `start`."""

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self._end: float | None = None
        self._kept: float | None = None  # seconds left when it was paused
        self._resting = False  # paused while nothing ran
        self.begun = now()
        self._changes = 0

    @property
    def left(self) -> float | None:
        """Seconds left, 0 when time is up, None when nothing runs."""
        if self._kept is not None:
            return self._kept
        return None if self._end is None else max(0.0, self._end - self._now())

    @property
    def paused(self) -> bool:
        """True while it stands still."""
        return self._kept is not None or self._resting

    @property
    def mark(self) -> str:
        """Changes when the countdown was started, stopped, extended or paused, not as it runs."""
        return str(self._changes)

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return self._now() - self.begun

    def start(self, seconds: float) -> None:
        """Begin anew."""
        self._changes += 1
        self._kept, self._resting, self.begun = None, False, self._now()
        self._end = self.begun + seconds

    def stop(self) -> None:
        """Nothing runs any more."""
        self._changes += 1
        self._end = self._kept = None
        self._resting = False

    def extend(self, seconds: float) -> None:
        """More time, counted from now when time is up; less when `seconds` is below zero."""
        self._changes += 1
        left = self.left
        if left is None:
            return
        if self._kept is not None:
            self._kept = max(0.0, left + seconds)
        else:
            self._end = self._now() + max(0.0, left + seconds)

    def pause(self) -> None:
        """Stand still, or go on; also where nothing runs, such as between two rounds."""
        self._changes += 1
        if self._kept is not None:
            self._end, self._kept = self._now() + self._kept, None
        elif self._end is not None:
            self._kept = self.left
        else:
            self._resting = not self._resting
