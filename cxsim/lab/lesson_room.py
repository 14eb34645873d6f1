"""One session of a lesson: where it is, what the teacher does with it, and what is computed for it in worker processes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab import lesson_committee, lesson_duties, lesson_today, lesson_written
from cxsim.lab.crew import Crew
from cxsim.lab.lesson_answers import Answers
from cxsim.lab.lesson_clock import Countdown
from cxsim.lab.lesson_game import HostedGame
from cxsim.lab.lesson_lucks import Lucks
from cxsim.lab.lesson_pace import Pace
from cxsim.lab.lesson_people import People, Person
from cxsim.lab.lesson_print import Print
from cxsim.lab.lesson_seats import Seats
from cxsim.lab.lesson_steps import Steps
from cxsim.lab.lesson_today import Today
from cxsim.lab.lesson_undo import Undo, Undos
from cxsim.lab.lesson_waiting import Progress
from cxsim.lessons import minutes, parts

LOBBY, BRIEF, PRACTICE, PRACTISED, PREDICT, OPEN, LIVING, LOOK, REVEAL, TICKET, ENDED = STAGES = (
    "lobby", "brief", "practice", "practised", "predict", "open", "living", "look", "reveal", "ticket", "ended",
)  # fmt: skip
DECIDING = (PRACTICE, OPEN)
STEPS = 7
TIMED = {PRACTICE: parts.PRACTICE, PREDICT: parts.PREDICT, OPEN: parts.ROUNDS}  # stages with a countdown, by part of the timetable
LUCKS = 200


class Room:
    """A lesson under way. `version` rises with everything somebody may see; methods may be called from any thread."""

    def __init__(self, game: HostedGame, crew: Crew, code: str, secret: str, wall: str, lang: str, lucks: int = LUCKS):
        self.game, self.crew, self.code, self.secret, self.wall, self.lang = game, crew, code, secret, wall, lang
        self.people, self.countdown, self.lock = People(game), Countdown(), threading.RLock()
        self.stage, self.step, self.version = LOBBY, 0, 0
        self.undos = Undos()
        self.seats, self.steps = Seats(self), Steps(self)
        self.problem: list[Problem] = []  # told in the language of the page
        self.pages: lesson_duties.Pages | None = None
        self.written: Path | None = None
        self.writing = False
        self.lucks, self.print = Lucks(self, lucks), Print(self)
        self.pace = Pace()
        self.today, self.living = Today(), Progress()
        self._finishing: Undo | None = None  # set while robots play the rounds left
        self._closing = False  # whether what is being lived is a round that people decided in
        self.answers = Answers(self)
        self.ask = self.answers.ask
        self._warm()
        if game.closed:
            self._again()

    # ------------------------------------------------------------ jobs

    def _warm(self) -> None:
        """Have the world ready in every process before the first round closes."""
        for _ in range(self.crew.count + 1):
            self.crew.submit(self, lesson_duties.ready, self.game.place, self.game.seed, urgent=True)
        self.ask(lambda found: setattr(self, "today", found), lesson_today.today, self.game.place, self.game.seed, urgent=False)

    def _drop_answers(self) -> None:
        self.answers.drop()
        self.lucks.clear()
        self.pages = self.written = None

    def _move(self, stage: str) -> None:
        self.stage = stage
        self.undos.drop("brief")
        if stage in TIMED:
            self.countdown.start(minutes.seconds(self.game.lesson, self.game.world.clock, TIMED[stage], self.game.round))
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
        self.game.take_again(shown)
        self._looked()

    def _live(self, jobs: list[tuple[Any, ...]], done: Callable[[list[lesson_duties.Shown]], None], failed: Callable[[], None] | None = None) -> None:
        found: dict[int, lesson_duties.Shown] = {}
        self.living.begin(len(jobs))

        def take(company: int, shown: lesson_duties.Shown) -> None:
            found[company], self.living.done = shown, len(found) + 1
            if len(found) == len(jobs):
                done([found[place] for place in range(len(jobs))])

        for company, args in enumerate(jobs):
            self.ask(lambda shown, company=company: take(company, shown), lesson_duties.lived, *args, failed=failed)  # type: ignore[misc]

    # ------------------------------------------------------------ what the teacher does

    def brief(self) -> None:
        """Show what there is to choose from, before anything is decided."""
        with self.lock:
            if self.stage == LOBBY and not self.game.closed:
                self._move(BRIEF)
                self.lucks.ahead()
                self.undos.add("brief", lambda: self._move(LOBBY))

    def practise(self) -> None:
        """Open the practice round."""
        with self.lock:
            if self.stage in (LOBBY, BRIEF, PRACTISED, PREDICT) and not self.game.closed:
                self.game.wipe()
                self.game.tried = []
                self.lucks.ahead()
                self._move(PRACTICE)

    def predict(self) -> None:
        """Forget practice and take sealed predictions."""
        with self.lock:
            if self.stage in (LOBBY, BRIEF, PRACTISED) and not self.game.closed:
                self._wipe()
                self.lucks.ahead()
                self._move(PREDICT)

    def _wipe(self) -> None:
        if self.game.tried or self.game.decided:
            self.game.wipe()
        self.game.tried = []

    def _begin(self) -> None:
        """Practice is forgotten, but for what was designed in it."""
        if not self.game.closed:
            self._wipe()
            self.game.take_drafts()

    def open_round(self) -> None:
        """Open the coming round; predictions are locked from the first one on."""
        with self.lock:
            if self.stage not in (LOBBY, BRIEF, PRACTISED, PREDICT, LOOK) or self.game.over:
                return
            before = self.stage
            self._begin()
            self._move(OPEN)
            self.lucks.ahead()
            self.undos.clear()
            self.undos.add("open", lambda: self._move(before))

    def close_round(self) -> None:
        """Close what is open: workers live the round, or practice."""
        with self.lock:
            if self.stage not in DECIDING:
                return
            practice = self.stage == PRACTICE
            if practice and minutes.drafts(self.game.lesson, self.game.world.clock):
                self._practised([])  # what a design brings is foretold before anybody sees it
                return
            self.people.note_gone()
            jobs, before, self._closing = self.game.jobs(practice), self.stage, not practice
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
        self._closing = False
        self._move(LOOK)
        if self.game.over:
            self._finishing = None
            self._prepare()
        else:
            self.lucks.ahead()

    def _reopen(self, closed: int | None = None, stage: str = OPEN) -> None:
        """Back to where `closed` rounds were closed (default: one fewer than now), in a stage."""
        target = len(self.game.closed) - 1 if closed is None else closed
        self._drop_answers()
        while len(self.game.closed) > target:
            self.game.reopen()
        self.game.shown, self.game.past, self.step = [], {}, 0
        self._move(stage)
        if target:  # what seats saw before that round
            self._live(self.game.again(), self.game.take_again)

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
            if self.stage in (LOBBY, BRIEF, PRACTICE, PRACTISED, PREDICT, OPEN, LOOK) and not self.game.over:
                stage, closed = LOBBY if self.stage in (BRIEF, PRACTICE, PRACTISED) else self.stage, len(self.game.closed)
                if self.stage != OPEN:
                    self._begin()
                    self._move(OPEN)
                self._finishing = Undo("finish", lambda: self._reopen(closed, stage))
                self.close_round()

    # ------------------------------------------------------------ reveal and end

    def _prepare(self) -> None:
        """From the moment decisions lock: the pages, then other lucks."""
        if self.pages is None:
            events = list(self.game.record.events)
            self.ask(self._take_pages, lesson_duties.pages, events, self.game.world.config_dir, lesson_duties.Lots(), failed=lambda: self.lucks.stop(self.problem))
        self.lucks.start()

    def _take_pages(self, pages: lesson_duties.Pages) -> None:
        self.pages = pages
        self.lucks.merge()

    def again(self) -> None:
        """What could not be computed for the reveal is tried anew."""
        with self.lock:
            if self.game.over and self.lucks.fault:
                self.problem = []
                self._prepare()
                self.version += 1

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
            self.writing, self.written, self.problem = True, None, []
            folder = self.game.record.folder
            args = (list(self.game.record.events), self.game.world.config_dir, self.lucks.lots, self.lang, str(folder), self.lucks.count)
            self.ask(self._take_written, lesson_duties.written, *args, failed=self._unwritten)
            self.version += 1

    def _unwritten(self) -> None:
        self.writing, self.problem = False, lesson_written.fault(self.problem)

    def _take_written(self, digest: str) -> None:
        self.writing, self.written = False, self.game.record.folder

    def end(self) -> None:
        """Stop what is computed for it; the record stays."""
        with self.lock:
            self.answers.drop()
            self.lucks.clear()

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
        """Whether a scored round is open or being lived: who comes now decides from the next one on; between rounds, in the one to come."""
        return self.stage == OPEN or (self.stage == LIVING and self._closing)

    def decides(self, person: Person) -> bool:
        """Whether this person may decide now."""
        return self.stage in DECIDING and not person.observes and person.from_round <= self.game.round and person.seat not in self.game.robots

    def decide(self, person: Person, play: dict[str, Any]) -> None:
        """A decision, kept until the round closes. Raises InputError."""
        with self.lock:
            if not self.decides(person):
                raise InputError(Problem("nothing can be decided now", key="decide", value=self.stage))
            seconds = round(self.countdown.spent, 1)
            for seat in lesson_committee.together(self.game, person.seat):
                self.game.decide(seat, play, seconds=seconds, changes=person.opened)
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
