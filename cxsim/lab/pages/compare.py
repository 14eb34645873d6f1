"""Compare: progress and provisional pictures on the way, then the finding, its pictures, numbers and files. Old results say so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Callable

from cxsim.lab import duties, link
from cxsim.lab.asking import estimate, labels
from cxsim.lab.checking import reasons
from cxsim.lab.draft import SHORT_ID
from cxsim.lab.pages import address
from cxsim.lab.pages.charts import chart, placeholder
from cxsim.lab.parts import Boxes, button, folded, text, tick
from cxsim.lab.parts import link as anchor
from cxsim.lab.work import CANCELLED, FAILED, GATHERING, PREPARING, Result, Work
from cxsim.report.numbers import number

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit

QUARTERS = 4  # of the way: how often progress is announced


def build(visit: Visit) -> None:
    """Fill the page."""
    _Compare(visit).build()


class _Compare(Boxes):
    """The page; boxes are filled anew only when what they show changed, so that nothing flickers or loses focus."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.session = visit, visit.w, visit.session
        super().__init__()
        self._was_open = self._owed = False
        self._hidden = False
        self._drawn: Result | None = None  # the result whose boxes stand on the page
        self._tables: set[str] = set()

    def build(self) -> None:
        from nicegui import ui

        with ui.element("div").classes("head"):
            text(self.w("lab.compare.title"), "h1")
            tick(self.w("lab.compare.hide"), self._hidden, self._hide, "hide")
        self._boxes["live"] = ui.element("div").classes("unseen").props('role="status"')
        for name in ("status", "body"):
            self._boxes[name] = ui.element("div").classes(name)
        self._refresh()
        self.visit.on_news(self._refresh)

    def _hide(self, on: bool) -> None:
        self._hidden = on
        self._keys.clear()
        self._refresh()

    def _refresh(self) -> None:
        work, shown = self.session.work, self.session.shown
        self._fill("live", self._announced(work), lambda: self._announce(work))
        self._fill("status", self._status_key(work), lambda: self._status(work))
        self._fill("body", self._body_key(work, shown), lambda: self._body(work, shown))
        self._fill_parts()
        self._focus_when_done(work)

    def _fill_parts(self) -> None:
        """Sentences and pictures come one by one; each fills its own box."""
        result, lang = self._drawn, self.visit.lang
        if result is None:
            return
        self._fill("answer", lang in result.answers, lambda: self._answer(result))
        for key in duties.FIGURES:
            picture = result.pictures.get((lang, key))
            self._fill(key, picture is not None, lambda key=key, picture=picture: self._part(key, picture))

    def _focus_when_done(self, work: Work | None) -> None:
        """After a run that was asked for, and only then, the finding gets the focus."""
        from nicegui import ui

        now = work is not None and work.open
        self._owed = self._owed or (self._was_open and not now and work is not None and work.result is not None)
        self._was_open = now
        if self._owed and self._keys.get("answer") and not self._hidden:
            self._owed = False
            ui.run_javascript("document.getElementById('finding')?.focus({preventScroll: true})")

    # ---- how far it is

    def _announced(self, work: Work | None) -> Any:
        """What a screen reader hears: start, each quarter of the way, end."""
        return None if work is None else (work.draft.digest, work.state, QUARTERS * work.done // max(1, work.planned))

    def _announce(self, work: Work | None) -> None:
        if work is not None:
            text(self._said(work))

    def _said(self, work: Work) -> str:
        w = self.w
        if work.state == PREPARING:
            return w("lab.compare.preparing")
        if work.state == GATHERING:
            return w("lab.compare.gathering")
        if work.state == CANCELLED:
            return w("lab.compare.cancelled", done=work.done, planned=work.planned)
        if work.state == FAILED:
            return w("lab.compare.failed")
        said = w("lab.compare.progress", done=work.done, planned=work.planned)
        return said if work.open else w("lab.compare.finished", n=work.done)

    def _status_key(self, work: Work | None) -> Any:
        left = None if work is None or work.left is None else round(work.left)
        return None if work is None else (work.draft.digest, work.state, work.done, left, self.visit.crew.warm)

    def _status(self, work: Work | None) -> None:
        from nicegui import ui

        if work is None or not (work.open or work.state in (CANCELLED, FAILED)):
            return
        role = "alert" if work.state == FAILED else "group"
        with ui.element("div").classes(f"progress {work.state}").props(f'role="{role}" aria-label="{self.w("lab.compare.computing")}"'):
            self._facts(work)
            if work.open:
                with ui.element("div").classes("track").props('aria-hidden="true"'):
                    ui.element("div").classes("done").style(f"width:{100 * work.done / max(1, work.planned):.0f}%")
                button(self.w("lab.compare.cancel"), self.session.cancel, "small", "cancel")
            for line in work.problem:
                text(line, "p", "line")

    def _facts(self, work: Work) -> None:
        from cxsim.lab.frame import time_said

        said = self._said(work)
        if work.open and work.left:
            said += f" · {self.w('lab.compare.left', time=time_said(work.left, self.w))}"
        text(said, "p")
        if work.open and not self.visit.crew.warm:
            text(self.w("lab.design.warming"), "p", "hint")
        if not work.open and self.session.shown is not None and work.provisional is None:
            text(self.w("lab.compare.kept_old"), "p", "hint")

    # ---- what is shown

    def _body_key(self, work: Work | None, shown: Result | None) -> Any:
        passing = self._passing(work)
        if passing is not None:
            return ("passing", passing.draft.digest, passing.provisional_n, passing.state)
        if shown is None:
            return ("none", self.session.draft.digest, work is not None and work.open)
        return ("shown", shown.draft.digest, id(shown), self.session.outdated, work is not None and work.open)

    def _passing(self, work: Work | None) -> Work | None:
        """The run whose provisional picture is shown: one under way, or one that was cancelled."""
        return work if work is not None and work.provisional is not None and (work.open or work.state == CANCELLED) else None

    def _body(self, work: Work | None, shown: Result | None) -> None:
        self._drawn = None
        if self._hidden:
            return
        passing = self._passing(work)
        if passing is not None and passing.provisional is not None:
            self._provisional(passing)
        elif shown is not None:
            self._result(shown, work)
        elif work is not None and work.open:
            text(self.w("lab.compare.wait_first"), "p", "hint")
            placeholder()
        else:
            self._nothing()

    def _nothing(self) -> None:
        """One sentence and one button."""
        from cxsim.lab.frame import time_said
        from cxsim.report.words import words

        w, draft = self.w, self.session.draft
        names = words(self.visit.lang).listing([mapping["short"][self.visit.lang] for mapping in draft.mappings().values()])
        text(w("lab.compare.none"), "p", "lead")
        why = reasons(draft, w)
        for line in why:
            text(line, "p", "reason")
        if why:
            button(w("lab.compare.to_design"), lambda: self.visit.go("design"), "main", "to-design")
            return
        seconds = estimate(draft, self.visit.crew.pace, self.visit.crew.count)
        text(w("lab.compare.none_lead", schemes=names, time=time_said(seconds, w)), "p")
        button(w("lab.compare.run_these"), self._run, "main", "run-these")

    def _run(self, *_: Any) -> None:
        if reasons(self.session.draft, self.w):
            self.visit.go("design")  # where the reasons stand
            return
        self.session.run(self.visit.lang)
        self._refresh()

    def _provisional(self, work: Work) -> None:
        self._stamped(work.draft.digest, work.provisional_n, work.planned)
        if work.provisional is not None:
            chart(self.visit, work.provisional, self._tables, provisional=True)

    def _stamped(self, digest: str, n: int, planned: int) -> None:
        w = self.w
        text(f"{w('lab.compare.shows', id=digest[:SHORT_ID])} · {w('lab.compare.of', n=n, planned=planned)}", "p", "shows")

    def _result(self, result: Result, work: Work | None) -> None:
        from nicegui import ui

        self.session.want_pictures(result, self.visit.lang)
        outdated = self.session.outdated
        with ui.element("div").classes("result old" if outdated else "result"):
            if outdated:
                self._band(result, work)
            self._stamped(result.draft.digest, len(result.comparison.question.seeds), result.draft.n)
            for key in ("answer", *duties.FIGURES):
                self._boxes[key] = ui.element("section").classes(f"part {key}")
                self._keys.pop(key, None)
            self._files(result)
        self._drawn = result

    def _part(self, key: str, picture: duties.Picture | None) -> None:
        text(self.w(f"lab.compare.section.{key}"), "h3", "part-name")
        if picture is not None:
            chart(self.visit, picture, self._tables)
            return
        text(self.w("lab.compare.drawing"), "p", "hint")
        placeholder()

    def _band(self, result: Result, work: Work | None) -> None:
        from nicegui import ui

        with ui.element("div").classes("band").props('role="status"'):
            text(self.w("lab.compare.outdated", id=result.draft.id), "p")
            if work is None or not work.open:
                button(self.w("lab.compare.again"), self._run, "small", "again")

    def _answer(self, result: Result) -> None:
        """The finding first, then what else the report says in its answer."""
        found = result.answers.get(self.visit.lang)
        if not found:
            text(self.w("lab.compare.drawing"), "p", "hint")
            return
        head = text(found[0], "h2", "finding")
        head.props["id"], head.props["tabindex"] = "finding", -1
        head.mark("finding")
        if found[1:]:
            with folded(self.w("lab.compare.more")):
                for said in found[1:]:
                    text(said, "p")

    # ---- files

    def _files(self, result: Result) -> None:
        from nicegui import ui

        w, command = self.w, duties.command_of(result.asked)
        with ui.element("section").classes("card files"):
            text(w("lab.compare.files"), "h2")
            text(w("lab.compare.files_lead", id=result.draft.id), "p", "hint")
            with ui.element("div").classes("buttons"):
                self._file(w("lab.compare.report"), "report.html", "download-report", duties.report_file, result.asked, result.comparison, self.visit.lang, command)
                self._file(w("lab.compare.data"), f"cxsim_{result.draft.id}_data.zip", "download-data", duties.data_file, result.comparison)
                self._file(w("lab.compare.config"), f"cxsim_{result.draft.id}_config.zip", "download-config", duties.config_file, result.asked, command)
                target = f"{address(self.visit.lang, 'design')}?s={link.written(result.draft)}"
                anchor(w("lab.compare.link"), target, "button").mark("share")
            self._settings(result)
            text(w("lab.compare.command"), "p", "field-name")
            ui.html("", sanitize=False, tag="pre").set_content(_code(command))

    def _settings(self, result: Result) -> None:
        """What was run, in words."""
        from cxsim.lab.company_checking import changes_said

        w, lang, draft = self.w, self.visit.lang, result.draft
        rows = {
            "lab.stamp_parts.company": draft.firm.labels()[lang],
            "lab.stamp_parts.customers": number(float(draft.customers), 0, lang),
            "lab.stamp_parts.seed": str(draft.seed),
            "lab.design.repetitions": number(float(draft.n), 0, lang),
            "lab.design.schemes": "; ".join(mapping["label"][lang] for mapping in draft.mappings().values()),
        }
        if draft.practices:
            rows["lab.design.practices"] = "; ".join(str(labels("practice", name)[f"label_{lang}"]) for name in draft.practices)
        built = changes_said(draft, w) if draft.built else []
        with folded(w("lab.compare.settings")):
            for key, said in rows.items():
                text(f"{w(key)}: {said}", "p", "line")
            for said in [f"{w('lab_build.changes')}:", *built] if built else []:
                text(said, "p", "line")

    def _file(self, said: str, name: str, mark: str, duty: Callable[..., bytes], *args: Any) -> None:
        """A button that has a file written by a worker and then hands it over."""
        from nicegui import ui

        async def make() -> None:
            pressed.set_content(self.w("lab.compare.making"))
            pressed.props["disabled"] = True
            job = self.visit.crew.submit(self.session, duty, *args, urgent=True)
            try:
                ui.download.content(await asyncio.wrap_future(job.future), name)
                pressed.set_content(said)
            except Exception:  # told on the button; the page lives on
                pressed.set_content(self.w("lab.compare.not_made"))
            pressed.props.pop("disabled", None)
            pressed.update()

        pressed = button(said, make, "", mark)


def _code(command: str) -> str:
    from html import escape

    return f"<code>{escape(command)}</code>"
