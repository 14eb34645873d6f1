"""What surrounds every page: rail, top bar with the settings shown, language, footer; and what a page is given."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Callable

from cxsim.lab.crew import Crew
from cxsim.lab.pages import PAGES, Page, address, keys
from cxsim.lab.parts import link, speak, text
from cxsim.lab.session import Session
from cxsim.report.numbers import number
from cxsim.report.words import LANGUAGES, Words, words

if TYPE_CHECKING:
    from cxsim.lab.draft import Draft
    from cxsim.lab.shelf import Shelf

TICK = 0.15  # seconds between looks for something new
LANGUAGE_NAMES = {"en": "English", "fi": "Suomi"}
REGIONS = {"en": "en-US", "fi": "fi"}


@dataclass(frozen=True)
class Visit:
    """One browser on one page, in one language."""

    session: Session
    crew: Crew
    lang: str
    page: Page
    link: str = ""  # settings that came with the address
    shelf: Shelf | None = None  # finished results of this machine; None when the lab is shared
    path: str = ""  # where this page is after the language, when it is not in the rail
    stamped: str = ""  # what the bar says instead of the settings shown

    @property
    def w(self) -> Words:
        return words(self.lang)

    def go(self, page: str) -> None:
        """Open another page in the same language."""
        from nicegui import ui

        ui.navigate.to(address(self.lang, page))

    def on_news(self, redraw: Callable[[], None]) -> None:
        """Call `redraw` whenever something of the session changed, also from other tabs and from workers."""
        from nicegui import ui

        seen = [self.session.version, self.crew.warm]

        def look() -> None:
            now = [self.session.version, self.crew.warm]
            if now != seen:
                seen[:] = now
                redraw()

        ui.timer(TICK, look)


def framed(visit: Visit) -> None:
    """Build the frame and the page in it."""
    from nicegui import ui

    w = visit.w
    speak(visit.lang)
    ui.add_head_html(f"<style>{style()}</style>")
    ui.colors(primary="#1F3B78", secondary="#595959", accent="#0B57D0", negative="#A3262A", positive="#1B5E8C", warning="#8A5A00")
    outer = ui.context.client.content.parent_slot
    if outer is not None:
        outer.parent.props["role"] = "presentation"  # the framework calls its outermost box main; ours is further in
    ui.page_title(f"{w(visit.page.title)} · {w('lab.name')}")
    link(w("lab.skip"), "#content", "skip")
    with ui.element("div").classes("lab"):
        _rail(visit)
        with ui.element("div").classes("side"):
            _bar(visit)
            with ui.element("main").props('id="content" tabindex="-1"').classes("content"):
                visit.page.build(visit)
            with ui.element("footer").classes("foot"):
                text(w("lab.foot"))
                keys.build(visit)


def style() -> str:
    """The style sheet of the lab."""
    return (resources.files("cxsim.lab") / "lab.css").read_text(encoding="utf-8")


def _rail(visit: Visit) -> None:
    from nicegui import ui

    w = visit.w
    with ui.element("nav").props(f'aria-label="{w("lab.menu")}"').classes("rail"):
        text(w("lab.name"), classes="mark")
        for page in PAGES:
            link(w(page.title), address(visit.lang, page.name), "page-link", page.name == visit.page.name)


def _bar(visit: Visit) -> None:
    """Company, customers, seed and what is shown, on every page; and the other language."""
    from nicegui import ui

    w = visit.w
    with ui.element("header").classes("bar"):
        with ui.element("section").props(f'aria-label="{w("lab.stamp")}"'):
            place = ui.element("dl").classes("stamp")

        def fill() -> None:
            place.clear()
            with place:
                for key, said in stamp(visit).items():
                    with ui.element("div"):
                        text(w(f"lab.stamp_parts.{key}"), "dt")
                        text(said, "dd")

        fill()
        visit.on_news(fill)
        with ui.element("div").props(f'role="group" aria-label="{w("lab.language")}"').classes("languages"):
            for lang in LANGUAGES:
                with ui.element("span").props(f'lang="{lang}"'):
                    link(LANGUAGE_NAMES[lang], f"/{lang}/{visit.path}" if visit.path else address(lang, visit.page.name), "language", lang == visit.lang)


def stamp(visit: Visit) -> dict[str, str]:
    """Company, customers and seed of what is shown: of the result on Compare, of the controls elsewhere."""
    w = visit.w
    if visit.page.name == "results":
        return {}
    if visit.page.name == "plan":
        own = visit.session.plan.own
        return {"shown": w("lab.stamp_plan", name=own.name) if own is not None else w("lab.stamp_no_plan")}
    if visit.page.name == "lessons":
        return {"shown": visit.stamped or w("lesson_lab.list.stamp")}
    shown = on_page(visit)
    return {
        "company": shown.firm.labels()[visit.lang],
        "customers": number(float(shown.customers), 0, visit.lang),
        "seed": str(shown.seed),
        "shown": _shown(visit.session, w, shown),
    }


def on_page(visit: Visit) -> Draft:
    """The settings of what the page shows: the controls' on Design, elsewhere those of the run or result there is."""
    session = visit.session
    if visit.page.name == "design":
        return session.draft
    if session.work is not None and (session.work.open or (session.work.provisional is not None and session.work.result is None)):
        return session.work.draft if session.shown is None or session.work.provisional is not None else session.shown.draft
    return session.shown.draft if session.shown is not None else session.draft


def _shown(session: Session, w: Words, shown: Draft) -> str:
    if session.shown is not None and session.shown.draft.digest == shown.digest:
        return w("lab.stamp_run", id=shown.id, n=shown.n)
    if session.work is not None and session.work.open and session.work.draft.digest == shown.digest:
        return w("lab.stamp_running", id=shown.id)
    return w("lab.stamp_design", id=shown.id)


def company_name(company: str, lang: str) -> str:
    """Label of a shipped company."""
    from cxsim.lab.asking import labels

    return str(labels("company", company)[f"label_{lang}"])


def time_said(seconds: float, w: Words) -> str:
    """Seconds, or whole minutes when there are many."""
    if seconds < 90:
        return w("lab.design.seconds", n=max(1, round(seconds)))
    return w("lab.design.minutes", n=round(seconds / 60))
