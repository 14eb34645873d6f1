"""Lessons: what there is to play, starting a session, taking one up again, and the way in for those who have a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab.lesson_doors import JOIN, NOTES
from cxsim.lab.lesson_rooms import LEAST_PEOPLE, MOST_PEOPLE, Wanted, lessons
from cxsim.lab.parts import button, choice, folded, link, number_field, text
from cxsim.report.problems import error_lines
from cxsim.report.words import LANGUAGES

if TYPE_CHECKING:
    from cxsim.lab.frame import Visit
    from cxsim.lab.lesson_room import Room

CONSOLE = "lessons/console"
CLOCKS = {"short": 45, "long": 90}
NAMES = {"en": "English", "fi": "Suomi"}


def console_address(lang: str, room: Room) -> str:
    """Where a room is led from; a secret."""
    return f"/{lang}/{CONSOLE}/{room.secret}"


def build(visit: Visit) -> None:
    """Fill the page."""
    _Lessons(visit).build()


class _Lessons:
    """The page."""

    def __init__(self, visit: Visit):
        self.visit, self.w, self.rooms = visit, visit.w, visit.session.rooms
        self.known = lessons()
        self.wanted: dict[str, Any] = {"lesson": self.known[0].name, "people": 12.0, "clock": "short", "lang": visit.lang, "seed": 1.0, "folder": "", "world": ""}
        self._busy = False

    def build(self) -> None:
        from nicegui import ui

        w = self.w
        text(w("lesson_lab.list.title"), "h1")
        text(w("lesson_lab.list.lead"), "p", "lead")
        with ui.element("div").classes("letters"):
            link(w("lesson_lab.list.join"), f"{JOIN}?lang={self.visit.lang}", "button")
        self._mine()
        for lesson in self.known:
            with ui.element("section").classes("card"):
                text(lesson.title.of(self.visit.lang), "h2")
                text(" ".join(lesson.aim.of(self.visit.lang).split()), "p")
                minutes = [lesson.clocks[name].minutes for name in CLOCKS if name in lesson.clocks]
                text(w("lesson_lab.list.minutes", minutes=w("lesson_lab.list.or").join(map(str, minutes))), "p", "hint")
                with ui.element("div").classes("buttons"):
                    start = button(w("lesson_lab.list.start"), lambda _, name=lesson.name: self._choose(name), "", f"start-{lesson.name}", f"{w('lesson_lab.list.start')}: {lesson.title.of(self.visit.lang)}")
                    start.props["aria-controls"] = "start"
                    notes = link(w("lesson_lab.list.notes"), f"{NOTES}/{lesson.name}?lang={self.visit.lang}", "button")
                    notes.props["target"] = "_blank"
                    notes.props["aria-label"] = f"{w('lesson_lab.list.notes')}: {lesson.title.of(self.visit.lang)}"
        with ui.element("section").props('id="start" tabindex="-1"').classes("card") as self.start:
            self._form()
        with ui.element("section").classes("card") as self.kept:
            self._kept()

    def _choose(self, name: str) -> None:
        from nicegui import ui

        self.wanted["lesson"] = name
        self.start.clear()
        with self.start:
            self._form()
        ui.run_javascript("document.getElementById('start').focus(); document.getElementById('start').scrollIntoView()")

    def _mine(self) -> None:
        """Lessons this browser leads."""
        from nicegui import ui

        mine = [room for secret in self.visit.session.consoles if (room := self.rooms.by_secret(secret)) is not None]
        if not mine:
            return
        with ui.element("section").classes("notice"):
            text(self.w("lesson_lab.list.mine"), "h2")
            for room in mine:
                link(self.w("lesson_lab.list.to_console", title=room.game.lesson.title.of(self.visit.lang), code=room.code), console_address(self.visit.lang, room))

    def _form(self) -> None:
        from nicegui import ui

        w, wanted = self.w, self.wanted
        titles = {lesson.name: lesson.title.of(self.visit.lang) for lesson in self.known}
        text(w("lesson_lab.list.form"), "h2")
        if not self.rooms.shared:
            text(w("lesson_lab.list.alone"), "p", "notice")
        with ui.element("div").classes("fields"):
            choice(w("lesson_lab.list.lesson"), titles, wanted["lesson"], lambda key: wanted.update(lesson=key), "lesson")
            choice(w("lesson_lab.list.clock"), {key: w("lesson_lab.list.clock_of", n=minutes) for key, minutes in CLOCKS.items()}, wanted["clock"], lambda key: wanted.update(clock=key), "clock")
            number_field(w("lesson_lab.list.people", low=LEAST_PEOPLE, high=MOST_PEOPLE), wanted["people"], lambda value: wanted.update(people=value), low=LEAST_PEOPLE, high=MOST_PEOPLE, name="people")
            choice(w("lesson_lab.list.lang"), NAMES, wanted["lang"], lambda key: wanted.update(lang=key), "lesson-lang")
        with folded(w("lesson_lab.list.more")), ui.element("div").classes("fields"):
            number_field(w("lab.design.seed"), wanted["seed"], lambda value: wanted.update(seed=value), low=0, high=2**31, name="lesson-seed")
            _field(w("lesson_lab.list.folder", root=str(self.rooms.root)), "folder", lambda said: wanted.update(folder=said))
            _field(w("lesson_lab.list.world"), "world", lambda said: wanted.update(world=said))
        with ui.element("div").classes("buttons"):
            button(w("lesson_lab.list.begin"), self._begin, "main", "begin")
        self.said = ui.element("div").props('role="status"')

    async def _begin(self) -> None:
        wanted = self.wanted
        people, seed = wanted["people"] or 0, wanted["seed"] or 0
        made = Wanted(wanted["lesson"], int(people), wanted["clock"], wanted["lang"] if wanted["lang"] in LANGUAGES else "en", int(seed), wanted["folder"], tuple(wanted["world"].split()))
        await self._open(lambda: self.rooms.begin(made))

    def _kept(self) -> None:
        from nicegui import ui

        names, w = self.rooms.kept(), self.w
        if not names:
            return
        text(w("lesson_lab.list.kept"), "h2")
        text(w("lesson_lab.list.kept_hint"), "p", "hint")
        chosen = {"name": names[0]}
        with ui.element("div").classes("fields"):
            choice(w("lesson_lab.list.kept_folder"), {name: name for name in names[:50]}, names[0], lambda name: chosen.update(name=name), "kept")

            async def resume() -> None:
                await self._open(lambda: self.rooms.resume(chosen["name"]))

            button(w("lesson_lab.list.resume"), resume, "", "resume")

    async def _open(self, make: Any) -> None:
        """Make a room away from the event loop, and go to its console; a fault is told where the button is."""
        from nicegui import run, ui

        if self._busy:
            return
        self._busy = True
        self._say([self.w("lesson_lab.list.starting")], "hint")
        try:
            room = await run.io_bound(make)
        except InputError as error:
            self._say([line.text for line in error_lines(error, self.visit.lang)], "problem")
            return
        finally:
            self._busy = False
        if room.secret not in self.visit.session.consoles:
            self.visit.session.consoles.append(room.secret)
        ui.navigate.to(console_address(self.visit.lang, room))

    def _say(self, lines: list[str], kind: str) -> None:
        self.said.clear()
        with self.said:
            for line in lines:
                text(line, "p", kind)


def _field(said: str, name: str, act: Any) -> None:
    from nicegui import ui

    with ui.element("label").classes("field"):
        text(said, classes="field-name")
        field = ui.element("input").on("change", lambda event: act(str(event.args)), js_handler="(event) => emit(event.target.value)")
        field.props["type"], field.props["maxlength"], field.props["data-name"] = "text", 300, name
        field.mark(name)

