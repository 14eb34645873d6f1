"""On the console: how far the pages are that stand on other lucks, and what to press when they failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.parts import button, problem_lines, text
from cxsim.lessons.form import BARE

if TYPE_CHECKING:
    from cxsim.lab.pages.console import Console


class Grows:
    """Its part of the page, from the moment decisions are locked."""

    def __init__(self, console: Console):
        self.console, self.room, self.w = console, console.room, console.w

    def key(self) -> tuple[object, ...]:
        """Changes when it must be drawn anew."""
        lucks = self.room.lucks
        return self.room.game.over and lucks.count, tuple(map(str, lucks.fault)), lucks.shown, lucks.complete, lucks.drawing, lucks.ready, lucks.done if self._bare and not lucks.ready else 0

    @property
    def _bare(self) -> bool:
        return self.room.game.lesson.play == BARE

    def build(self) -> None:
        """The state in one line; a fault with its reason and a button."""
        lucks, w = self.room.lucks, self.w
        if not self.room.game.over or not lucks.count or not (lucks.planned or lucks.fault):
            return
        text(w("lesson_lucks.state.title"), "h3")
        if lucks.fault:
            text(w("lesson_lucks.state.failed"), "p", "why").props('role="alert"')
            problem_lines(lucks.fault, self.console.lang, "problem")
            button(w("lesson_lucks.state.again"), self.console.press(self.room.again), "", "console-again")
            return
        text(self._state(), "p", "hint")

    def _state(self) -> str:
        lucks, w = self.room.lucks, self.w
        if self._bare:
            return w("lesson_lucks.state.drawing") if lucks.drawing else w("lesson_lucks.state.whole", n=lucks.complete) if lucks.ready else w("lesson_bare.computing", n=lucks.done, of=lucks.planned)
        if lucks.shown >= lucks.count:
            return w("lesson_lucks.state.whole", n=lucks.count)
        if lucks.ready:
            return w("lesson_lucks.state.drawing")
        if lucks.shown:
            return w("lesson_lucks.state.grows", n=lucks.shown, of=lucks.count)
        if lucks.complete >= lucks.opens:  # enough are in, and its first drawing is on its way
            return w("lesson_lucks.drawing_first", n=lucks.complete, of=lucks.count)
        return w("lesson_lucks.state.waiting", n=lucks.complete, of=lucks.count, first=lucks.opens)
