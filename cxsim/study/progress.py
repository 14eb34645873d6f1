"""How far a study is, in one line: a bar on a terminal, a line per tenth elsewhere. ASCII only."""

from __future__ import annotations

import sys
from typing import Callable, TextIO

# (runs done, runs in all, seconds left or None while unknown)
Progress = Callable[[int, int, float | None], None]
WIDTH = 20


class ProgressBar:
    """A progress callback that writes to `stream` (default: standard error).

    `line` makes the text from runs done, runs in all, seconds gone, seconds left and `keeps`: Ctrl-C loses nothing
    finished. `head` stands above the first line: it is told once the work is known to start.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        clock: Callable[[], float] | None = None,
        keeps: bool = True,
        line: Callable[[int, int, float, float | None, bool], str] | None = None,
        head: str = "",
    ):
        import time

        self.stream = sys.stderr if stream is None else stream
        self.clock = time.monotonic if clock is None else clock
        self.started = self.clock()
        self.keeps = keeps
        self.line = bar_line if line is None else line
        self.head = head
        self.tenth = -1
        self.live = bool(getattr(self.stream, "isatty", lambda: False)())

    def __call__(self, done: int, total: int, left: float | None) -> None:
        """Show `done` of `total` runs; `left` is in seconds."""
        if self.head:
            self.stream.write(self.head + "\n")
            self.head = ""
        line = self.line(done, total, self.clock() - self.started, left, self.keeps)
        if self.live:
            self.stream.write("\r" + line.ljust(99)[:99] + ("\n" if done >= total else ""))
        elif (tenth := 10 * done // max(total, 1)) > self.tenth:
            self.tenth = tenth
            self.stream.write(line + "\n")
        self.stream.flush()


def bar_line(done: int, total: int, gone: float, left: float | None, keeps: bool = True) -> str:
    """The line itself, at most 100 columns for up to a million runs."""
    share = done / total if total else 1.0
    head = f"runs  [{bar(share)}]  {done:,}/{total:,}  {100 * share:3.0f}%   {clock_text(gone)} gone"
    if done >= total or left is None:
        return head
    return f"{head}, about {clock_text(left)} left" + (f"   (Ctrl-C keeps the {done:,})" if keeps else "")


def bar(share: float) -> str:
    """The bar, filled for a share of 0 to 1."""
    return f"{'#' * int(WIDTH * share):-<{WIDTH}}"


def clock_text(seconds: float) -> str:
    """Minutes and seconds, or hours, minutes and seconds."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"
