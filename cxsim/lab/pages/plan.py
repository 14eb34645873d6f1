"""Plan: open a workbook, mend it, and see what it pays, what it costs and what people would do; nothing of it leaves this computer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Callable

from cxsim.lab import plan_duties
from cxsim.lab.pages.plan_tabs import TABS
from cxsim.lab.parts import Boxes, button, link, problem_lines, text
from cxsim.lab.plan_box import KINDS
from cxsim.lab.plan_doors import OWN, TEMPLATE, UPLOAD

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

# A native file field whose file goes straight to the lab's own door; what comes back is only a fault.
SEND = """(event) => {const field = event.target; const file = field.files[0]; if (!file) return;
fetch('%s', {method: 'POST', body: file, headers: {'x-name': encodeURIComponent(file.name), 'x-lang': '%s', 'x-old': '%s'}})
.then((answer) => answer.ok ? '' : answer.text().then((said) => said || String(answer.status)))
.catch((fault) => String(fault)).then((said) => {field.value = ''; if (said) emit(said);});}"""


def build(visit: Visit) -> None:
    """Fill the page."""
    _Plan(visit).build()


def file_field(visit: Visit, said: str, name: str, failed: Callable[[str], Any], old: bool = False) -> None:
    """A field to choose a file with; the field is native, so it works by keyboard and takes a file that is dropped on it.

    It lies unseen over a text in the language of the page: its own text would be in that of the browser.
    """
    from nicegui import ui

    with ui.element("label").classes("field upload"):
        text(said, classes="field-name")
        text(visit.w("plan_lab.choose_file"), classes="drop")
        field = ui.element("input").on("change", lambda event: failed(str(event.args)), js_handler=SEND % (UPLOAD, visit.lang, "1" if old else "0"))
        field.props["type"] = "file"
        field.props["accept"] = ",".join(KINDS)
        field.props["data-name"] = name
        field.mark(name)


class _Plan(Boxes):
    """The page; the part below the file is drawn anew when the plan, a tab or something made changed."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.box = visit, visit.w, visit.session.plan
        super().__init__()
        self.tab = self.box.tab  # of this page: another tab of the same browser may look at something else

    def build(self) -> None:
        from nicegui import ui

        w = self.w
        with ui.element("div").classes("head"):
            text(w("plan_lab.title"), "h1")
            self._boxes["forget"] = ui.element("div").classes("fields")
        text(w("plan_lab.lead"), "p", "lead")
        with ui.element("div").classes("fields"):
            file_field(self.visit, f"{w('plan_lab.open')}. {w('plan_lab.open_hint')}", "plan-file", self._refused)
            with ui.element("div").classes("field"):
                text(w("plan_lab.template"), classes="field-name")
                with ui.element("div").classes("fields"):
                    for kind in ("example", "empty"):
                        link(w(f"plan_lab.template_{kind}"), f"{TEMPLATE}/{kind}?lang={self.visit.lang}", "button small")
        for name, role in (("said", 'role="status"'), ("check", ""), ("tabs", ""), ("tab", "")):
            self._boxes[name] = ui.element("div").props(role)
        self._ask(False)
        self._refresh()
        self.visit.on_news(self._refresh)

    def _refused(self, reason: str) -> None:
        self._fill("said", ("refused", reason), lambda: text(self.w("plan_lab.too_large", reason=reason), "p", "problem"))

    def _ask(self, sure: bool) -> None:
        """The button that deletes; it asks once before it does."""
        w = self.w
        self._fill("forget", sure, lambda: None)
        with self._boxes["forget"]:
            if not sure:
                button(w("plan_lab.delete.always"), lambda: self._ask(True), "small", "forget")
                return
            text(w("plan_lab.delete.sure"), classes="field-name")
            button(w("plan_lab.delete.go"), self._forget, "small", "forget-now")
            button(w("plan_lab.delete.keep"), lambda: self._ask(False), "small", "forget-not")

    def _forget(self) -> None:
        names = self.box.forget()
        self._keys.clear()
        self._ask(False)
        self._refresh()
        self._fill("said", ("gone", len(names)), lambda: text(self.w.plural("plan_lab.delete.done", len(names)), "p"))

    def _refresh(self) -> None:
        own = self.box.own
        looked = own.looked if own is not None else None
        if own is not None or self._keys.get("said", ("",))[0] not in ("", "refused", "gone"):
            self._fill("said", (id(own), looked is not None), self._say)
        self._fill("check", (id(own), id(looked)), self._check)
        self._fill("tabs", (own is not None and own.file is not None, self.tab), self._tabs)
        tab = TABS[self.tab] if own is not None and own.file is not None and self.tab in TABS else None
        key = tab.key(self.visit, self.box) if tab is not None else None
        self._fill("tab", (self.tab, id(looked), key), lambda: tab.build(self.visit, self.box) if tab is not None else None)

    def _say(self) -> None:
        own, w = self.box.own, self.w
        if own is None:
            return
        if own.looked is None:
            text(w("plan_lab.reading", name=own.name), "p", "hint")
            return
        with self._row():
            text(own.name, "h2")
            link(w("plan_lab.weights.save"), OWN, "button small")
        if own.looked.file is None:
            text(w.plural("plan_lab.errors", len(own.looked.problems)), "p", "problem")
        else:
            counts = {key: sum(row["key"] == key for row in own.looked.findings if not row["silenced"]) for key in ("serious", "warn", "note", "open")}
            text(w("plan_lab.sound", counts=w("lint.counts", silenced=sum(row["silenced"] for row in own.looked.findings), **counts)), "p")

    def _row(self) -> Any:
        from nicegui import ui

        return ui.element("div").classes("fields")

    def _check(self) -> None:
        """Problems by cell; those of the version before that are gone, ticked."""
        from nicegui import ui

        own, w = self.box.own, self.w
        if own is None or own.looked is None or not (own.looked.problems or own.gone or own.looked.notes):
            return
        with ui.element("section").classes("card"):
            if own.looked.problems:
                text(w("plan_lab.problems"), "h3")
                text(w("plan_lab.problems_hint"), "p", "hint")
            gone, left = ([plan_duties.told(problem, self.visit.lang) for problem in problems] for problems in (own.gone, own.looked.problems))
            rows = [f'<tr class="gone"><td>{escape(one.where)}</td><td>✓ {escape(w("plan_lab.gone"))}: {self._said(one)}</td></tr>' for one in gone]
            rows += [f"<tr><td><b>{escape(one.where)}</b></td><td>{self._said(one)}</td></tr>" for one in left]
            if rows:
                head = f'<tr><th scope="col">{escape(w("plan_lab.cell"))}</th><th scope="col">{escape(w("plan_lab.what"))}</th></tr>'
                ui.html(f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>", sanitize=False).classes("scroll").props('tabindex="0" role="region"').props(f'aria-label="{w("plan_lab.problems")}"')
            for note in own.looked.notes:
                problem_lines([note], self.visit.lang, "hint")

    def _said(self, fault: plan_duties.Fault) -> str:
        """What is wrong, marked when it is not in the language of the page."""
        said = escape(fault.said)
        return said if fault.lang == self.visit.lang else f'<span lang="{fault.lang}">{said}</span>'

    def _tabs(self) -> None:
        from nicegui import ui

        if self.box.own is None or self.box.own.file is None:
            return
        with ui.element("div").classes("letters").props(f'role="group" aria-label="{self.w("plan_lab.tabs_label")}"'):
            for name in TABS:
                found = button(self.w(f"plan_lab.tabs.{name}"), lambda _, name=name: self._choose(name), "small", f"tab-{name}")
                found.props["aria-pressed"] = "true" if name == self.tab else "false"

    def _choose(self, name: str) -> None:
        self.tab = self.box.tab = name
        self._refresh()
