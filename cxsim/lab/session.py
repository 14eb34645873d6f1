"""What one browser has in front of it: its draft, its run, its result. Sessions share workers and nothing else."""

from __future__ import annotations

import threading
import time
from typing import Any, Callable

from cxsim.lab import duties
from cxsim.lab.crew import Crew, Job
from cxsim.lab.draft import Draft
from cxsim.lab.inside import Inside
from cxsim.lab.lesson_rooms import Rooms
from cxsim.lab.plan_box import PlanBox
from cxsim.lab.work import DONE, Result, Work

MOST_SESSIONS = 100
IDLE = 6 * 3600.0  # seconds after which an unused session may make room
MOST_UNDO = 50


class Session:
    """State of one browser. `version` rises whenever something visible changed; pages look at it."""

    def __init__(self, crew: Crew, rooms: Rooms | None = None):
        self.crew = crew
        self.rooms = rooms or Rooms(crew)
        self.consoles: list[str] = []  # secrets of the lessons this browser leads
        self.draft = Draft()
        self.work: Work | None = None
        self.shown: Result | None = None
        self.asked: str | None = None  # digest of the settings asked for last
        self.version = 0
        self.keys_on = True  # single keys, see pages/keys
        self.plan = PlanBox(crew, self._news)
        self.inside = Inside(crew, self._news)
        self.seen = time.monotonic()
        self._undo: list[Draft] = []
        self._lock = threading.Lock()

    def _news(self) -> None:
        self.version += 1

    def end(self) -> None:
        """Stop what runs and remove what was kept for this browser."""
        self.cancel()
        self.plan.forget()

    # ---- the draft

    def change(self, draft: Draft) -> None:
        """Replace the draft; the one before can be had back."""
        if draft == self.draft:
            return
        self._undo = [*self._undo[1 - MOST_UNDO :], self.draft]
        self.draft = draft
        self.version += 1

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    def undo(self) -> None:
        """Take back the last change."""
        if self._undo:
            self.draft = self._undo.pop()
            self.version += 1

    # ---- runs

    def run(self, lang: str) -> Work:
        """Start a run of the draft; one that is under way is cancelled, since a session has one at a time."""
        with self._lock:
            before, draft = self.work, self.draft
            self.asked = draft.digest
            self.work = work = Work(draft, self.crew, lang, self.deliver)
        if before is not None:
            before.cancel()
        self.version += 1
        work.start()
        return work

    def cancel(self) -> None:
        """Stop the run under way."""
        if self.work is not None:
            self.work.cancel()
        self.version += 1

    def deliver(self, work: Work) -> None:
        """Take what a run has to tell; an answer to settings that are not the latest asked for is dropped."""
        with self._lock:
            if work.draft.digest != self.asked or work is not self.work:
                return
            if work.state == DONE and work.result is not None:
                self.shown = work.result
            self.version += 1

    @property
    def outdated(self) -> bool:
        """True when the result shown belongs to other settings than the controls show."""
        return self.shown is not None and self.shown.draft.digest != self.draft.digest

    # ---- pictures of a finished result

    def want_pictures(self, result: Result, lang: str) -> None:
        """Have the pictures and sentences of a result drawn in a language, once, one job each."""
        if lang in result.wanted:
            return
        result.wanted.add(lang)
        self._later(self.crew.submit(self, duties.sentences, result.comparison, lang, urgent=True), lambda found: result.answers.__setitem__(lang, found))
        for key in duties.FIGURES:
            job = self.crew.submit(self, duties.draw, result.comparison, key, lang, urgent=True)
            self._later(job, lambda found, key=key: result.pictures.__setitem__((lang, key), found))

    def _later(self, job: Job, keep: Callable[[Any], None]) -> None:
        def done(future: Any) -> None:
            if not future.cancelled() and future.exception() is None:
                keep(future.result())
                self.version += 1

        job.future.add_done_callback(done)


class Sessions:
    """All sessions by the secret name in each browser's cookie."""

    def __init__(self, crew: Crew):
        self.crew = crew
        self.rooms = Rooms(crew)
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> Session:
        """The session of a browser, made when it is new; the longest unused makes room when there are too many."""
        with self._lock:
            found = self._sessions.get(name)
            if found is None:
                self._make_room()
                found = self._sessions[name] = Session(self.crew, self.rooms)
            found.seen = time.monotonic()
            return found

    def __len__(self) -> int:
        return len(self._sessions)

    def end(self) -> None:
        """End all sessions and lessons."""
        self.rooms.end()
        with self._lock:
            while self._sessions:
                self._sessions.popitem()[1].end()

    def _make_room(self) -> None:
        now = time.monotonic()
        oldest = sorted(self._sessions, key=lambda name: self._sessions[name].seen)
        idle = [name for name in oldest if now - self._sessions[name].seen > IDLE]
        for name in idle or oldest[: max(0, len(oldest) - MOST_SESSIONS + 1)]:
            self._sessions.pop(name).end()

