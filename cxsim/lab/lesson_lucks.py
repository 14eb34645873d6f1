"""The decisions of a class under other lucks, lived in the background as soon as they are known, and shown while they grow.

What needs no decision is lived while people still talk; a page is drawn from the first lucks that are complete, and anew when more are
in. What is written to disk waits for all of them. Whatever fails is kept here until it is mended: nobody waits for what never comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import Problem
from cxsim.lab import lesson_duties, lesson_grown
from cxsim.lab.crew import WorkerLost
from cxsim.lab.lesson_answers import told
from cxsim.lab.lesson_duties import Lots
from cxsim.lab.lesson_grown import Grown
from cxsim.lab.lesson_waiting import Progress
from cxsim.lessons.form import BARE
from cxsim.lessons.lucks import Ask, Key, Wishes, states
from cxsim.lessons.seating import moves_of
from cxsim.lessons.world import COMPANY

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room

CALM = 20.0  # seconds between two drawings, so that nobody reads a page that jumps; the last one does not wait
TRIES = 3  # times a job is given to a process that ends without an answer


class Lucks:
    """`lots` once all are in: seeds and sizes are those of `cxsim lesson`, so the results are the same. `shown` = lucks the pages stand on."""

    def __init__(self, room: Room, count: int, now: Callable[[], float] = time.monotonic):
        self.room, self.count, self._now = room, count, now
        self.found: dict[Key, Any] = {}  # never forgotten: a life depends on nothing but its key
        self.progress, self.soon = Progress(), Progress()  # towards everything, and towards the first page
        self._turn = 0  # grows with each beginning, so that answers to an earlier one are known as such
        self._begin()

    def _begin(self) -> None:
        self.lots, self.grown = Lots(), Grown()
        self.fault: list[Problem] = []
        self.drawing = self.started = False
        self._asked: set[Key] = set(self.found)
        self._lost: dict[Ask, int] = {}
        self._drawn_at = -CALM
        self._complete = 0
        self._wishes: Any = None
        self._turn += 1
        self.progress.begin(0)
        self.soon.begin(0)

    def clear(self) -> None:
        """Nothing waits to be lived any more; what was found stays."""
        self.room.crew.withdraw(self)
        self._begin()

    @property
    def done(self) -> int:
        """Simulations that are in."""
        return self.progress.done

    @property
    def planned(self) -> int:
        """Simulations asked for."""
        return self.progress.planned

    @property
    def ready(self) -> bool:
        """Whether everything is in."""
        return bool(self.lots.repeats) or self.lots.cells is not None

    @property
    def shown(self) -> int:
        """Lucks the pages stand on; 0 while there are none."""
        return self.grown.lucks

    @property
    def complete(self) -> int:
        """Lucks that are in with every plan compared."""
        return self._complete

    @property
    def opens(self) -> int:
        """Lucks with which the page opens."""
        return states(self.count)[0]

    # ------------------------------------------------------------ asking

    def ahead(self) -> None:
        """Queue what is known by now while people still talk: first what no decision changes, then drafts that may yet be changed."""
        if self.count and not self.started:
            self._queue(self._wish())
            if drafts := self._drafts():
                self._queue(Wishes(self.room.game, self.count, drafts))

    def start(self) -> None:
        """Decisions are locked: queue everything that is not in, in the order in which it will be seen."""
        if not self.count:
            return
        self.started, self.drawing, self.fault, self._lost = True, False, [], {}
        self.room.crew.withdraw(self)  # drafts nobody stood by
        self._wishes = self._wish()
        every = {key for ask in self._wishes.asks() for key in ask.each()}
        self.progress.begin(len(every), sum(key in self.found for key in every))
        early = set(self._wishes.whole(self.opens))
        self.soon.begin(len(early), sum(key in self.found for key in early))
        self._every, self._early = every, early
        self._queue(self._wishes)
        self._look()

    def _wish(self) -> Any:
        game = self.room.game
        return lesson_grown.CellWishes(game, self.count) if game.lesson.play == BARE else Wishes(game, self.count)

    def _drafts(self) -> dict[int, Any]:
        """By company, what was designed in practice and stands until it is changed."""
        game = self.room.game
        rows = [{"seat": seat.id, "play": game.drafts.get(seat.id)} for seat in game.seats.values() if seat.decides]
        return {} if game.lesson.play == BARE else {company: own[COMPANY][0] for company, own in enumerate(moves_of(rows, game.companies)) if own.get(COMPANY)}

    def _queue(self, wishes: Any) -> None:
        for ask in wishes.asks():
            if wanted := tuple(key for key in ask.keys if (ask.place, ask.seed, key) not in self._asked):
                missing = Ask(ask.place, ask.seed, wanted)
                self._give(missing, wishes.job(missing))

    def _give(self, ask: Ask, job: tuple[Any, ...]) -> None:
        turn = self._turn
        self._asked.update(ask.each())
        asked = self.room.crew.submit(self, lesson_duties.aside, *job)
        asked.future.add_done_callback(lambda future: self._answered(future, ask, job, turn))

    # ------------------------------------------------------------ taking in

    def _answered(self, future: Any, ask: Ask, job: tuple[Any, ...], turn: int) -> None:
        with self.room.lock:
            try:
                rows = future.result()
            except CancelledError:
                if turn == self._turn:
                    self._asked.difference_update(ask.each())
            except Exception as error:
                if turn == self._turn:
                    self._failed(error, ask, job)
            else:
                self._take(dict(zip(ask.each(), rows, strict=True)))

    def _take(self, rows: Mapping[Key, Any]) -> None:
        new = rows.keys() - self.found.keys()
        self.found.update(rows)
        self._asked.update(rows)
        if self.started:
            self.progress.done += len(new & self._every)
            self.soon.done += len(new & self._early)
            self._look()

    def _failed(self, error: Exception, ask: Ask, job: tuple[Any, ...]) -> None:
        """A process that was lost is no fault of the job: it is given again. Anything else is told, once decisions are locked."""
        self._asked.difference_update(ask.each())
        self._lost[ask] = self._lost.get(ask, 0) + 1
        if isinstance(error, WorkerLost) and self._lost[ask] < TRIES:
            self._give(ask, job)
        elif self.started:
            self.stop(told(error))

    def stop(self, problems: list[Problem]) -> None:
        """Something failed for good: what waits is withdrawn, console and wall say so until it is tried again."""
        self.room.crew.withdraw(self)
        self.fault, self.drawing = problems, False
        self.room.problem = [] if self.room.problem is problems else self.room.problem  # said once, where it can be mended
        self.room.version += 1

    # ------------------------------------------------------------ drawing

    def _look(self) -> None:
        """Whether there is more to show than is shown."""
        try:
            self._complete = self._wishes.complete(self.found)
            self._draw_if_due()
        except Exception as error:  # whatever it is, the wall shall say so
            self.stop(told(error))

    def _draw_if_due(self) -> None:
        whole = self.done >= self.planned
        due = self.count if whole else max((n for n in states(self.count)[:-1] if n <= self._complete), default=0)
        calm = whole or self._now() - self._drawn_at >= CALM
        if self.fault or self.drawing or due <= self.shown or not calm or (not whole and self._wishes.late):
            return
        lots = lesson_grown.lots_of(self._wishes, self.found, due)
        if whole:
            self.lots = lots
        self.drawing, self._drawn_at = True, self._now()
        game = self.room.game
        self.room.ask(self._drawn, lesson_grown.grown, list(game.record.events), game.world.config_dir, lots, due, self.count, failed=lambda: self.stop(self.room.problem))

    def _drawn(self, grown: Grown) -> None:
        self.grown, self.drawing = grown, False
        self.merge()
        self._look()

    def merge(self) -> None:
        """The pages that grow, among the others as soon as these are there."""
        if self.room.pages is not None:
            for lang, html in self.grown.html.items():
                self.room.pages.html[lang].update(html)
