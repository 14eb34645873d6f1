"""Results: finished studies of this machine, opened as they were written, sliders over a study's grid included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxsim.lab.pages.plan_shown import framed, outside
from cxsim.lab.parts import button, link, text
from cxsim.lab.shelf import Finished, address

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit


def build(visit: Visit) -> None:
    """Fill the page."""
    _Results(visit).build()


class _Results:
    """A list, and one result opened below it."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.shelf = visit, visit.w, visit.shelf

    def build(self) -> None:
        from nicegui import ui

        text(self.w("results.title"), "h1")
        if self.shelf is None:
            text(self.w("results.shared"), "p", "lead")
            return
        text(self.w("results.lead", folder=self.shelf.root.name or str(self.shelf.root)), "p", "lead")
        self._list = ui.element("div")
        self._open = ui.element("div").props('id="opened"')
        self._fill()

    def _fill(self) -> None:
        from nicegui import ui

        items = self.shelf.finished() if self.shelf is not None else []
        self._list.clear()
        with self._list:
            button(self.w("results.again"), self._fill, "small", "results-again")
            if not items:
                text(self.w("results.none"), "p")
                text(self.w("results.example"), "code")
                return
            with ui.element("ul").classes("results"):
                for one in items:
                    with ui.element("li"):
                        self._line(one)

    def _line(self, one: Finished) -> None:
        text(one.headline or one.command or one.name, "p", "what").props["lang"] = one.lang or "en"
        text(self.w("results.about", kind=self.w.name("results.kind", one.kind), name=one.name), "p", "hint")
        if one.damaged:
            text(self.w("results.damaged", files=", ".join(one.damaged[:3])), "p", "problem")
        elif one.page:
            button(self.w("results.open"), lambda: self._show(one), "small", f"open-{one.name}", self.w("results.open_label", name=one.name))
        else:
            text(self.w("results.no_page"), "p", "hint")

    def _show(self, one: Finished) -> None:
        from nicegui import ui

        self._open.clear()
        with self._open, ui.element("section").classes("card"):
            text(one.headline or one.name, "h2").props["lang"] = one.lang or "en"
            if one.command:
                text(self.w("results.command"), "p", "hint")
                text(one.command, "code")
            outside(link(self.w("plan_lab.open_page"), address(one, one.page), "button small"))
            framed(self.visit, one.headline or one.name, address(one, one.page))
        ui.run_javascript("document.getElementById('opened')?.scrollIntoView({block: 'start'})")

