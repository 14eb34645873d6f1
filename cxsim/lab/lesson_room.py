"""One session of a lesson: where it is, what the teacher does with it, and what is computed for it in worker processes."""

from __future__ import annotations

import shutil
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab import lesson_duties
from cxsim.lab.crew import Crew, WorkerLost
from cxsim.lab.lesson_clock import Countdown
from cxsim.lab.lesson_game import HostedGame
from cxsim.lab.lesson_lucks import Lucks
from cxsim.lab.lesson_pace import Pace
from cxsim.lab.lesson_people import People, Person
from cxsim.lab.lesson_seats import Seats
from cxsim.lab.lesson_undo import Undo, Undos
from cxsim.lessons.form import LONG

LOBBY, PRACTICE, PRACTISED, PREDICT, OPEN, LIVING, LOOK, REVEAL, TICKET, ENDED = STAGES = (
    "lobby", "practice", "practised", "predict", "open", "living", "look", "reveal", "ticket", "ended",
)  # fmt: skip
DECIDING = (PRACTICE, OPEN)
STEPS = 7
SECONDS = {PRACTICE: 120, PREDICT: 180, OPEN: 150}  # until time is up; the teacher may give more
LONGER = {PRACTICE: 240, PREDICT: 300, OPEN: 240}  # on the 90-minute clock
LUCKS = 200


class Room:
    """A lesson under way. `version` rises with everything somebody may see; methods may be called from any thread."""

    def __init__(self, game: HostedGame, crew: Crew, code: str, secret: str, wall: str, lang: str, lucks: int = LUCKS):
        self.game, self.crew, self.code, self.secret, self.wall, self.lang = game, crew, code, secret, wall, lang
        self.people, self.countdown, self.lock = People(game), Countdown(), threading.RLock()
        self.stage, self.step, self.version = LOBBY, 0, 0
        self.undos = Undos()
        self.seats = Seats(self)
        self.problem: list[Problem] = []  # told in the language of the page
        self.pages: lesson_duties.Pages | None = None
        self.written: Path | None = None
        self.writing = False
        self.lucks = Lucks(self, lucks)
        self.pace = Pace()
        self._finishing: Undo | None = None  # set while robots play the rounds left
        self._turn = 0  # rises when answers under way are no longer wanted
        self._warm()
        if game.closed:
            self._again()

    # ------------------------------------------------------------ jobs

    def _warm(self) -> None:
        """Have the world ready in every process before the first round closes."""
        for _ in range(self.crew.count + 1):
            self.crew.submit(self, lesson_duties.ready, self.game.place, self.game.seed, urgent=True)

    def ask(self, done: Callable[[Any], None], function: Callable[..., Any], *args: Any, failed: Callable[[], None] | None = None, urgent: bool = True) -> None:
        """Have something computed; an answer that is no longer wanted is dropped, a fault is told on the console."""
        turn = self._turn
        job = self.crew.submit(self, function, *args, urgent=urgent)

        def answered(future: Any) -> None:
            with self.lock:
                if turn != self._turn:
                    return
                try:
                    done(future.result())
                except (CancelledError, InputError, WorkerLost, Exception) as error:
                    self._fault(error)
                    if failed is not None:
                        failed()
                self.version += 1

        job.future.add_done_callback(answered)

    def _fault(self, error: BaseException) -> None:
        if isinstance(error, InputError):
            self.problem = error.problems
        elif isinstance(error, (WorkerLost, CancelledError)):
            self.problem = [Problem(str(error) or type(error).__name__)]
        else:
            self.problem = [Problem(line) for line in (f"{type(error).__name__}: {error}", *traceback.format_exc(limit=-1).splitlines()[-2:-1])]

    def _drop_answers(self) -> None:
        self._turn += 1
        self.crew.cancel(self)
        self.lucks.clear()
        self.pages = self.written = None

    def _move(self, stage: str, seconds: Mapping[str, int] | None = None) -> None:
        times = LONGER if self.game.world.clock == LONG else SECONDS
        self.stage = stage
        if stage in times:
            self.countdown.start(times[stage])
        else:
            self.countdown.stop()
        self.problem = []
        self.pace.begun(self)
        self.version += 1

    def _again(self) -> None:
        """Live the closed rounds of a record that was taken up again."""
        self._move(LIVING)
        self._live(self.game.again(), self._seen_again)

    def _seen_again(self, shown: list[lesson_duties.Shown]) -> None:
        self.game.shown = shown
        self._looked()

    def _live(self, jobs: list[tuple[Any, ...]], done: Callable[[list[lesson_duties.Shown]], None], failed: Callable[[], None] | None = None) -> None:
        found: dict[int, lesson_duties.Shown] = {}

        def take(company: int, shown: lesson_duties.Shown) -> None:
            found[company] = shown
            if len(found) == len(jobs):
                done([found[place] for place in range(len(jobs))])

        for company, args in enumerate(jobs):
            self.ask(lambda shown, company=company: take(company, shown), lesson_duties.lived, *args, failed=failed)  # type: ignore[misc]

    # ------------------------------------------------------------ what the teacher does

    def practise(self) -> None:
        """Open the practice round."""
        with self.lock:
            if self.stage in (LOBBY, PRACTISED, PREDICT) and not self.game.closed:
                self.game.wipe()
                self.game.tried = []
                self._move(PRACTICE)

    def predict(self) -> None:
        """Forget practice and take sealed predictions."""
        with self.lock:
            if self.stage in (LOBBY, PRACTISED) and not self.game.closed:
                self._wipe()
                self._move(PREDICT)

    def _wipe(self) -> None:
        if self.game.tried or self.game.decided:
            self.game.wipe()
        self.game.tried = []

    def open_round(self) -> None:
        """Open the coming round; predictions are locked from the first one on."""
        with self.lock:
            if self.stage not in (LOBBY, PRACTISED, PREDICT, LOOK) or self.game.over:
                return
            before = self.stage
            if not self.game.closed:
                self._wipe()
            self._move(OPEN)
            self.undos.clear()
            self.undos.add("open", lambda: self._move(before))

    def close_round(self) -> None:
        """Close what is open: workers live the round, or practice."""
        with self.lock:
            if self.stage not in DECIDING:
                return
            practice = self.stage == PRACTICE
            self.people.note_gone()
            jobs, before = self.game.jobs(practice), self.stage
            self._move(LIVING)
            self._live(jobs, self._practised if practice else self._closed, lambda: self._failed(before))

    def _failed(self, stage: str) -> None:
        """A round could not be lived: it is open as it was."""
        self.stage, self._finishing = stage, None

    def _practised(self, shown: list[lesson_duties.Shown]) -> None:
        self.game.tried = shown
        self._move(PRACTISED)

    def _closed(self, shown: list[lesson_duties.Shown]) -> None:
        self.game.close_with(shown)
        for person in self.people.by_key.values():
            person.opened = 0
        finishing = self._finishing
        self._looked()
        if finishing is None:
            self.undos.add("close", self._reopen)
        elif self.game.over:
            self.undos.add(finishing.what, finishing.back)
        else:
            self._move(OPEN)
            self.close_round()

    def _looked(self) -> None:
        self._move(LOOK)
        if self.game.over:
            self._finishing = None
            self._prepare()

    def _reopen(self, closed: int | None = None, stage: str = OPEN) -> None:
        """Back to where `closed` rounds were closed (default: one fewer than now), in a stage."""
        target = len(self.game.closed) - 1 if closed is None else closed
        self._drop_answers()
        while len(self.game.closed) > target:
            self.game.reopen()
        self.game.shown, self.step = [], 0
        self._move(stage)
        if target:  # what seats saw before that round
            self._live(self.game.again(), lambda shown: setattr(self.game, "shown", shown))

    @property
    def undoing(self) -> Undo | None:
        """The step that would be taken back now."""
        return self.undos.last

    def undo(self) -> None:
        """Take the last step back, as long as it can be."""
        with self.lock:
            undoing = None if self.stage == LIVING else self.undos.take()
            if undoing is not None:
                undoing.back()
                self.version += 1

    def extend(self, seconds: float) -> None:
        """More time."""
        with self.lock:
            self.countdown.extend(seconds)
            begun = self.countdown.begun
            self.undos.add("time", lambda: self.countdown.extend(-seconds) if self.countdown.begun == begun else None)
            self.version += 1

    def pause(self) -> None:
        """Pause, or go on."""
        with self.lock:
            self.countdown.pause()
            self.version += 1

    def swap(self, plan: str) -> None:
        """Another plan from the coming round on."""
        with self.lock:
            if self.stage in (LIVING, REVEAL, TICKET, ENDED) or self.game.over:
                return
            before = list(self.game.plans)
            self.game.swap(plan)
            self.undos.add("swap", lambda: self.game.replan(before))
            self.version += 1

    def reset(self) -> None:
        """Begin anew with the same people and the next seed."""
        with self.lock:
            if self.stage != LIVING:
                self._drop_answers()
                self.game.reset(self.game.seed + 1)
                for person in self.people.by_key.values():
                    person.from_round = 1
                self.step, self.pace = 0, Pace()
                self.undos.clear()
                self._warm()
                self._move(LOBBY)

    def finish(self) -> None:
        """Straight to the reveal: robots and last decisions play the rounds left."""
        with self.lock:
            if self.stage in (LOBBY, PRACTICE, PRACTISED, PREDICT, OPEN, LOOK) and not self.game.over:
                stage, closed = LOBBY if self.stage in (PRACTICE, PRACTISED) else self.stage, len(self.game.closed)
                if self.stage != OPEN:
                    self._wipe()
                    self._move(OPEN)
                self._finishing = Undo("finish", lambda: self._reopen(closed, stage))
                self.close_round()

    # ------------------------------------------------------------ reveal and end

    def _prepare(self) -> None:
        """From the moment decisions lock: the pages, then other lucks."""
        events = list(self.game.record.events)
        self.ask(self._take_pages, lesson_duties.pages, events, self.game.world.config_dir, lesson_duties.Lots())
        self.lucks.start()

    def _take_pages(self, pages: lesson_duties.Pages) -> None:
        if self.pages is None or self.lucks.ready:
            self.pages = pages

    def lucks_done(self) -> None:
        """Page 6 can be drawn."""
        self.ask(self._take_pages, lesson_duties.pages, list(self.game.record.events), self.game.world.config_dir, self.lucks.lots)

    def can_show(self, step: int) -> bool:
        """Whether a page of the reveal is there."""
        if self.pages is None:
            return False
        return step == 1 or step in self.pages.html[self.lang]

    def next_step(self) -> None:
        """The next page of the reveal, in their fixed order; after the last the exit ticket, then the end."""
        with self.lock:
            if self.stage == LOOK and self.game.over:
                self.step = 1
                self._move(REVEAL)
            elif self.stage == REVEAL and self.step < STEPS:
                self.step += 1
                self.version += 1
            elif self.stage == REVEAL:
                self._move(TICKET)
            elif self.stage == TICKET:
                self._move(ENDED)
            self.undos.clear()

    def back_step(self) -> None:
        """One page back."""
        with self.lock:
            if self.stage == ENDED:
                self._move(TICKET)
            elif self.stage == TICKET:
                self._move(REVEAL)
            elif self.stage == REVEAL and self.step > 1:
                self.step -= 1
                self.version += 1

    def export(self) -> None:
        """Write the debrief page and the tables beside the record."""
        with self.lock:
            if self.writing or not self.game.over:
                return
            self.writing, self.written = True, None
            folder = self.game.record.folder
            args = (list(self.game.record.events), self.game.world.config_dir, self.lucks.lots, self.lang, str(folder), self.lucks.count)
            self.ask(self._take_written, lesson_duties.written, *args, failed=lambda: setattr(self, "writing", False))
            self.version += 1

    def _take_written(self, digest: str) -> None:
        self.writing, self.written = False, self.game.record.folder

    def end(self) -> None:
        """Stop what is computed for it; the record stays."""
        with self.lock:
            self._turn += 1
        self.crew.cancel(self)

    def forget(self) -> list[str]:
        """Remove the record and everything made of it; names of what was removed."""
        self.end()
        folder = self.game.record.folder
        names = sorted(path.name for path in folder.rglob("*") if path.is_file())
        shutil.rmtree(folder, ignore_errors=True)
        return names

    # ------------------------------------------------------------ what people do

    @property
    def started(self) -> bool:
        """Whether a scored round is open, or was."""
        return bool(self.game.closed) or self.stage in (OPEN, LIVING)

    def decides(self, person: Person) -> bool:
        """Whether this person may decide now."""
        return self.stage in DECIDING and not person.observes and person.from_round <= self.game.round and person.seat not in self.game.robots

    def decide(self, person: Person, play: dict[str, Any]) -> None:
        """A decision, kept until the round closes. Raises InputError."""
        with self.lock:
            if not self.decides(person):
                raise InputError(Problem("nothing can be decided now", key="decide", value=self.stage))
            seconds = round(self.countdown.spent, 1)
            self.game.decide(person.seat, play, seconds=seconds, changes=person.opened)
            person.opened += 1
            self.version += 1

    def seal(self, person: Person, guesses: dict[str, Any]) -> str:
        """Predictions of a seat, once. Raises InputError."""
        with self.lock:
            if self.stage != PREDICT or person.observes:
                raise InputError(Problem("predictions are not taken now", key="predict", value=self.stage))
            sealed = self.game.predict(person.seat, guesses)
            self.version += 1
            return sealed

    def ticket(self, person: Person, answers: list[str]) -> None:
        """An exit ticket. Raises InputError."""
        with self.lock:
            if self.stage not in (TICKET, ENDED) or person.observes:
                raise InputError(Problem("tickets are not taken now", key="ticket", value=self.stage))
            self.game.ticket(person.seat, answers)
            self.version += 1

    def __hash__(self) -> int:
        return id(self)
