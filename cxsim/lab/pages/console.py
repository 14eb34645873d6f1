"""The teacher's console: one page that leads a lesson, opened by a secret address."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError
from cxsim.lab import lesson_rounds, lesson_where, lesson_written
from cxsim.lab.frame import Visit, framed
from cxsim.lab.lesson_bare import filling
from cxsim.lab.lesson_brief import briefed
from cxsim.lab.lesson_doors import FILES, NOTES, TAKEN, WALL
from cxsim.lab.lesson_room import (
    BRIEF,
    DECIDING,
    ENDED,
    LIVING,
    LOBBY,
    LOOK,
    PRACTICE,
    PRACTISED,
    PREDICT,
    REVEAL,
    STEPS,
    TICKET,
    Room,
)
from cxsim.lab.lesson_script import moment
from cxsim.lab.lesson_wall import Wall, decided
from cxsim.lab.pages import PAGES, Page
from cxsim.lab.pages.console_door import Printed, WayIn
from cxsim.lab.pages.console_guesses import Guesses
from cxsim.lab.pages.console_lucks import Grows
from cxsim.lab.pages.console_seats import SeatList, states
from cxsim.lab.pages.console_time import TimeTable
from cxsim.lab.pages.console_typed import Seen, Typed
from cxsim.lab.pages.lessons import CONSOLE
from cxsim.lab.parts import Boxes, button, choice, enable, focus, folded, link, problem_lines, text
from cxsim.lessons import parts

if TYPE_CHECKING:
    from cxsim.lab.crew import Crew
    from cxsim.lab.session import Session

LOOKS = 0.25  # seconds between looks for news
MAIN = "console-main"
SURE_FOR = 6.0  # seconds within which a second press counts
UNSEALED, WHY = "unsealed", "console-why"


@dataclass(frozen=True)
class ConsolePage(Page):
    """The page of one room; in the rail it belongs to Lessons. `host` is the name this server was asked by."""

    room: Room
    host: str

    def build(self, visit: Visit) -> None:
        """Fill the content of the frame."""
        Console(visit, self.room, self.host).build()


def opened(session: Session, crew: Crew, lang: str, secret: str, host: str) -> None:
    """The console of a secret; the list of lessons for a wrong one."""
    room = session.rooms.by_secret(secret)
    page = next(item for item in PAGES if item.name == "lessons")
    if room is None:
        framed(Visit(session, crew, lang, page))
        return
    stamped = f"{room.game.lesson.title.of(lang)} · {room.code}"
    framed(Visit(session, crew, lang, ConsolePage(page.name, page.path, room, host), path=f"{CONSOLE}/{secret}", stamped=stamped))


class Console(Boxes):
    """The page; every part is drawn anew when what it shows has changed."""

    def __init__(self, visit: Visit, room: Room, host: str):
        self.visit, self.room, self.host, self.w, self.lang = visit, room, host, visit.w, visit.lang
        super().__init__()
        self._pressed = False
        self._focus = ""
        self._sure: tuple[str, float] = ("", 0.0)
        self._gone = False
        self.seats, self.time, self.typed, self.seen = SeatList(self), TimeTable(self), Typed(self), Seen(self)
        self.door, self.printed, self.guesses = WayIn(self), Printed(self), Guesses(self)
        self.lucks = Grows(self)

    # ------------------------------------------------------------ the page

    def build(self) -> None:
        from nicegui import ui

        w, room = self.w, self.room
        with ui.element("div").classes("head"):
            text(room.game.lesson.title.of(self.lang), "h1")
            with ui.element("div").classes("buttons"):
                notes = link(w("lesson_lab.list.notes"), f"{NOTES}/{room.game.lesson.name}?lang={self.lang}", "button quiet")
                wall = link(w("lesson_lab.console.wall"), f"{WALL}/{room.wall}?lang={room.lang}", "button")
            wall.props["target"] = notes.props["target"] = "_blank"
            wall.props["data-name"] = "console-wall"
        self._box("door")
        with ui.element("div").classes("console"):
            with ui.element("div").classes("lead-side"):
                self._box("status", 'role="status"')
                self._clock = text("", "p", "clock").props('role="timer"')
                self._box("controls")
                self._box("problem", 'role="alert"')
                self._box("lucks", 'role="status"')
                self._box("guesses")
                self._box("typed")
                self._box("seats")
                self._box("seen")
                self._box("page")
            with ui.element("div").classes("script-side"):
                self._box("script")
                self._box("time")
                self._box("files")
                self._box("print")
                self._box("more")
        self._look()
        ui.timer(LOOKS, self._look)

    def _box(self, name: str, props: str = "") -> None:
        from nicegui import ui

        self._boxes[name] = ui.element("div").props(props).classes(f"console-{name}")

    def _look(self) -> None:
        if self._gone:
            return
        room, game = self.room, self.room.game
        with room.lock:
            counts = Wall(room, self.lang).counts()
            self._fill("status", (room.stage, room.step, game.round, tuple(counts.values()), self._late()), lambda: self._status(counts))
            steps = (room.step, room.steps.part, room.steps.main, room.steps.count, room.can_show(room.step + 1))
            unsealed = self._sure[0] == UNSEALED and room.people.unsealed()
            drawn = self._fill("controls", (room.stage, steps, game.over, game.round, room.countdown.paused, room.undoing, unsealed), self._controls)
            self._fill("problem", tuple(map(str, room.problem)), lambda: problem_lines(room.problem, self.lang, "problem"))
            self._fill("door", self.door.key(), self.door.build)
            self._fill("print", self.printed.key(), self.printed.build)
            self._fill("guesses", self.guesses.key(), self.guesses.build)
            self._fill("typed", self.typed.key(), self.typed.build)
            self._fill("seats", self.seats.key(), self.seats.build)
            self._fill("seen", self.seen.key(), self.seen.build)
            self._fill("page", (room.stage == REVEAL and room.step, room.can_show(room.step), room.lucks.shown), self._page)
            self._fill("lucks", self.lucks.key(), self.lucks.build)
            self._fill("script", (room.stage, room.step, room.steps.part, game.round, tuple(game.plans), bool(game.decided), room.lucks.shown, room.can_show(room.step), bool(room.lucks.fault), room.steps.company), self._script)
            self._fill("time", self.time.key(), self.time.build)
            self._fill("files", (game.over, room.writing, room.written, room.lucks.ready), self._files)
            asking = self._fill("more", (room.stage == LIVING, game.over, game.round, tuple(game.plans), game.hints, self._sure[0]), self._more)
        if self._focus:
            with self._boxes["seats"]:
                focus(self._focus)
        elif drawn and self._pressed:
            with self._boxes["controls"]:  # the button that was pressed is gone by now
                focus(MAIN)
        elif asking and self._pressed and self._sure[0] not in ("", UNSEALED):
            with self._boxes["more"]:
                focus(f"console-{self._sure[0]}")
        self._pressed, self._focus = False, ""
        self._tick()

    def focus_next(self, name: str) -> None:
        """What has the focus once the page is drawn anew."""
        self._focus = name

    def _tick(self) -> None:
        left = self.room.countdown.left
        said = "" if left is None else self.w("lesson_lab.script.up") if left <= 0 else self.w("lesson_lab.console.left", time=f"{int(left) // 60}:{int(left) % 60:02d}")
        if self.room.countdown.paused:
            said = f"{self.w('lesson_lab.script.paused')} · {said}"
        self._clock.set_content(escape(said))
        if self._sure[0] and time.monotonic() - self._sure[1] > SURE_FOR:
            self._sure = ("", 0.0)

    def _late(self) -> int:
        left = self.room.countdown.left
        waiting = [state for _, state in states(self.room) if state in ("in", "away")]
        return len(waiting) if self.room.stage in DECIDING and left is not None and left <= 0 else 0

    # ------------------------------------------------------------ parts

    def _status(self, counts: dict[str, int]) -> None:
        w, game = self.w, self.room.game
        text(lesson_rounds.stage(self.room, w), "h2")
        said = [w("lesson_lab.wall.in", n=counts["in"], of=counts["seats"])]
        if self.room.stage in (*DECIDING, PREDICT, TICKET):
            key = {PREDICT: "sealed", TICKET: "tickets"}.get(self.room.stage)
            said.append(w(f"lesson_lab.wall.{key}", n=counts["done"]) if key else decided(counts, w))
        if self._late():
            said.append(w("lesson_lab.console.late", n=self._late()))
        if counts["observers"]:
            said.append(w("lesson_lab.console.observers", n=counts["observers"]))
        text(" · ".join(said), "p", "counts")
        for line in filling(game.lesson, counts["in"], counts["seats"], self.lang) if self.room.stage == LOBBY else ():
            text(line, "p", "small")

    def press(self, act: Callable[[], Any]) -> Callable[[], None]:
        """A button's act; a fault is told on the page, which is then drawn anew."""

        def press() -> None:
            self._pressed = True
            try:
                act()
            except InputError as error:
                self.room.problem = error.problems
            self._look()

        return press

    def _button(self, key: str, act: Callable[[], Any], classes: str = "", name: str = "", **values: Any) -> Any:
        return button(self.w(f"lesson_lab.console.{key}", **values), self.press(act), classes, name or f"console-{key}")

    def _controls(self) -> None:
        from nicegui import ui

        room, stage, w = self.room, self.room.stage, self.w
        with ui.element("div").classes("buttons"):
            self._main()
            for key, act in self._before()[1:]:
                self._button(key, act, n=room.game.round)
            if stage in (*DECIDING, PREDICT):
                self._button("plus_half", lambda: room.extend(30))
                self._button("plus_one", lambda: room.extend(60))
            if stage not in (LIVING, ENDED):
                self._button("go_on" if room.countdown.paused else "pause", room.pause)
            if (stage == REVEAL and (room.step > 1 or room.steps.part)) or stage in (TICKET, ENDED):
                self._button("back", room.steps.back)
            if stage == REVEAL and room.steps.further:
                button(w.plural("lesson_alike.further.open", room.steps.further), self.press(room.steps.open), "", "console-further")
            elif stage == REVEAL and room.steps.opened and room.steps.more() and room.step < STEPS:
                self._button("reveal", room.steps.skip, "", "console-skip", n=room.step + 1)
            if stage == REVEAL:
                for by, key in ((1, "down"), (-1, "up")):
                    button(w(f"lesson_wall.{key}"), self.press(lambda by=by: room.steps.scroll(by)), "", f"wall-{key}", w(f"lesson_wall.{key}_label"))  # type: ignore[misc]
            if room.undoing is not None and stage != LIVING:
                self._button("undo", room.undo, "", "", what=self.w(f"lesson_console.undone.{room.undoing.what}"))

    def _before(self) -> list[tuple[str, Callable[[], Any]]]:
        """What can be done before the first round, what the timetable has next first."""
        room, lesson = self.room, self.room.game.lesson
        steps = lesson.parts.get(room.game.world.clock, [])
        practise, predict, open_ = ("practise", room.practise), ("predict", room.predict), ("open", room.open_round)
        if room.stage in (LOBBY, BRIEF) and not room.game.closed:
            shown = [("brief", room.brief)] if room.stage == LOBBY and briefed(room.game) else []
            return [*shown, *([practise, predict, open_] if parts.PRACTICE in steps else [predict, open_, practise] if lesson.predictions else [open_, practise])]
        if room.stage == PRACTISED:
            return [predict, open_, practise] if lesson.predictions else [open_, practise]
        return [("open", self._open_first), practise] if room.stage == PREDICT else []

    def _open_first(self) -> None:
        """Open the first round; asks once more while somebody who is here has not sealed, since predictions end with it."""
        if self._sure[0] != UNSEALED and self.room.people.unsealed():
            self._sure = (UNSEALED, time.monotonic())
            return
        self._sure = ("", 0.0)
        self.room.open_round()

    def _main(self) -> None:
        """The one thing that comes next."""
        room, stage = self.room, self.room.stage
        number = room.game.round
        if stage in DECIDING:
            self._button("close_practice" if stage == PRACTICE else "close", room.close_round, "main", MAIN)
        elif before := self._before():
            self._first(*before[0])
        elif stage == LOOK and not room.game.over:
            self._button("open", room.open_round, "main", MAIN, n=number)
        elif stage == LIVING:
            self._why(self._button("living", lambda: None, "main", MAIN), "computing")
        elif stage == LOOK:
            self._button("reveal", room.next_step, "main", MAIN, n=1)
        elif stage == REVEAL and room.steps.more():
            button(lesson_where.onward(room, self.w), self.press(room.steps.next), "main", MAIN)
        elif stage == REVEAL and room.step < STEPS:
            self._button("reveal", room.next_step, "main", MAIN, n=room.step + 1)
        elif stage in (REVEAL, TICKET):
            self._button("ticket" if stage == REVEAL else "end", room.next_step, "main", MAIN)

    def _first(self, key: str, act: Callable[[], Any]) -> None:
        """The first of several; one that asks for a second press says why beside it."""
        w, number = self.w, self.room.game.round
        if key == "brief":
            button(w("lesson_say.console.brief"), self.press(act), "main", MAIN)
        elif self._sure[0] == UNSEALED and (left := self.room.people.unsealed()):
            sure = button(w("lesson_say.unsealed.sure", n=number), self.press(act), "main danger", MAIN)
            sure.props["aria-describedby"] = WHY
            text(w.plural("lesson_say.unsealed", left), "p", "why").props(f'id="{WHY}" role="alert"')
        else:
            self._button(key, act, "main", MAIN, n=number)

    def _why(self, waiting: Any, key: str) -> None:
        """Why a button waits, beside it."""
        enable(waiting, False)
        waiting.props["aria-describedby"] = f"{WHY}-{key}"
        text(self.w(f"lesson_say.reason.{key}"), "p", "why").props(f'id="{WHY}-{key}"')

    def _page(self) -> None:
        """The page of the reveal that the wall shows, folded: the teacher may read it here."""
        from nicegui import ui

        room, pages = self.room, self.room.pages
        if room.stage != REVEAL:
            return
        if pages is not None and room.step in pages.html[self.lang]:
            with folded(self.w("lesson_lab.console.page")):
                ui.html(pages.html[self.lang][room.step], sanitize=False).classes("revealed")

    def _script(self) -> None:
        now = moment(self.room, self.lang)
        if now.say:
            text(self.w("lesson_say.say"), "h3")
        for cue in now.say:
            if cue.when:
                text(cue.when, "p", "cue")
            text(cue.say, "p", "say")
        text(self.w("lesson_say.know"), "h3")
        for line in now.know:
            text(line, "p", "know")

    def _files(self) -> None:
        from nicegui import ui

        room, w = self.room, self.w
        if not room.game.over:
            return
        text(w("lesson_lab.console.files"), "h3")
        with ui.element("div").classes("buttons"):
            export = self._button("export", room.export)
            if room.writing:
                self._why(export, "writing")
        if room.written is not None:
            for path in (room.written / name for name in TAKEN if (room.written / name).is_file()):
                link(lesson_written.label(path.name.partition(".")[0], path.name, w), f"{FILES}/{room.secret}/{path.name}", "file").props["target"] = "_blank"
            text(w("lesson_lab.console.kept", folder=str(room.written)), "p", "hint")

    def _more(self) -> None:
        from nicegui import ui

        room, w, game = self.room, self.w, self.room.game
        with folded(w("lesson_lab.console.more")) as more:
            if self._sure[0] not in ("", UNSEALED):
                more.props["open"] = True  # what asks for a second press stays in sight
            if not game.over and room.stage not in (LIVING, REVEAL):
                plans = {name: plan.label.of(self.lang) for name, plan in game.lesson.plans.items() if name in game.lesson.rules}
                wanted = {"plan": game.plans[game.round - 1]}
                with ui.element("div").classes("fields"):
                    choice(w("lesson_lab.console.plan"), plans, wanted["plan"], lambda key: wanted.update(plan=key), "plan")
                    self._button("swap", lambda: room.swap(wanted["plan"]), "small")
                with ui.element("div").classes("buttons"):
                    self._button("finish", room.finish, "small")
            with ui.element("div").classes("buttons"):
                button(w(f"lesson_console.hints_{'off' if game.hints else 'on'}"), self.press(room.seats.hints), "small", "console-hints")
                self._asked("reset", room.reset)
                self._asked("leave", self._leave)
                self._asked("forget", self._forget)

    def _asked(self, key: str, act: Callable[[], Any]) -> None:
        """A button that does something which cannot be undone: it wants a second press."""
        if self._sure[0] == key:
            self._button(f"{key}_sure", lambda: (setattr(self, "_sure", ("", 0.0)), act()), "small danger", f"console-{key}")
            return

        def first() -> None:
            self._sure = (key, time.monotonic())

        self._button(key, first, "small")

    def _leave(self) -> None:
        self._gone = True
        self.visit.session.rooms.drop(self.room)
        self.visit.go("lessons")

    def _forget(self) -> None:
        self._gone = True
        self.visit.session.rooms.drop(self.room)
        self.room.forget()
        self.visit.go("lessons")


