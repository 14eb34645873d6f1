"""A plan simulated in the lab: its cells in worker processes, told as they finish, cancelled at once."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab import plan_duties
from cxsim.lab.crew import Crew, Job, WorkerLost
from cxsim.lab.work import CANCELLED, DONE, FAILED, GATHERING, LOOK, OPEN, PREPARING, RUNNING, Stopped

if TYPE_CHECKING:
    from cxsim.desk.plan_file import PlanFile
    from cxsim.lab.plan_duties import Written
    from cxsim.study.cells import Cell
    from cxsim.study.execution import Plan
    from cxsim.study.outcome import Outcome

NAME, OTHER = "plan", "other"
SIMULATE, BOARD, COMPARE, IMPROVE = "simulate", "board", "compare", "improve"


class PlanRun:
    """One simulation of one plan: for its own page, the board's, or beside another plan; fields may be read at any time.

    `old` is the other plan: the one in force, for the board; the one to compare with.
    """

    def __init__(self, kind: str, file: PlanFile, overrides: list[str], lang: str, folder: Path, crew: Crew, changed: Callable[[], None], old: PlanFile | None = None):
        self.kind, self.old = kind, old
        self.file, self.overrides, self.lang, self.folder, self.crew = file, overrides, lang, folder, crew
        self.digest = plan_duties.digest_of(file)
        self.state, self.done, self.planned = PREPARING, 0, 0
        self.left: float | None = None  # seconds
        self.problem: list[Problem] = []
        self.written: Written | None = None
        self.started = time.monotonic()
        self._changed, self._stop = changed, threading.Event()

    def start(self) -> None:
        """Begin in a thread of its own; everything heavy happens in worker processes."""
        threading.Thread(target=self._run, name="lab-plan", daemon=True).start()

    def asks(self, file: PlanFile, overrides: list[str], old: PlanFile | None) -> bool:
        """Whether this run answers the same question."""
        return self.file is file and self.overrides == overrides and self.old is old

    @property
    def open(self) -> bool:
        """True while it is under way."""
        return self.state in OPEN

    def cancel(self) -> None:
        """Stop; nothing of it is delivered any more."""
        if self.open:
            self._stop.set()
            self._move(CANCELLED)
            self.crew.cancel(self)

    def _run(self) -> None:
        try:
            self._live()
        except (Stopped, CancelledError):
            self._move(CANCELLED)
        except InputError as error:
            self.problem = error.problems
            self._move(FAILED)
        except Exception as error:
            self.problem = [Problem(f"{type(error).__name__}: {error}"), *map(Problem, traceback.format_exc(limit=-2).splitlines()[-3:])]
            self._move(FAILED)

    def _live(self) -> None:
        from cxsim.desk.dynamic.arms import run_kept
        from cxsim.study.execution import Plan
        from cxsim.study.runner import run_cells

        if self.kind == IMPROVE:
            self._improve()
            return
        cells, finish = {BOARD: self._board, COMPARE: self._compare, SIMULATE: self._plan}[self.kind]()
        self.planned = len(cells)
        self._move(RUNNING)
        harvest = run_cells(cells, Plan(run_kept, workers=1, outcomes=self._coming))
        self._move(GATHERING)
        self._await(self.crew.submit(self, *finish, harvest, self.lang, str(self.folder), urgent=True))

    def _improve(self) -> None:
        """A search runs whole in one worker process, and writes how far it is beside its page."""
        self._move(RUNNING)
        self._await(self.crew.submit(self, plan_duties.improve, self.file, self.overrides, self.lang, str(self.folder)))

    def _await(self, job: Job) -> None:
        """Wait for the page; a search tells its progress on the way."""
        while not job.future.done():
            wait([job.future], timeout=LOOK)
            self._check()
            if self.kind == IMPROVE:
                self._look()
        self.written = job.future.result()
        self._move(DONE)

    def _look(self) -> None:
        told = plan_duties.progress_in(self.folder)
        if told is not None and told[0] != self.done:
            self.done, self.planned, self.left = told
            self._changed()

    def _plan(self) -> tuple[list[Cell], tuple[Any, ...]]:
        """Cells of the plan frozen and reacting, and the call that makes its page."""
        from cxsim.desk.dynamic.arms import cells_of, in_turn
        from cxsim.desk.dynamic.simulate import asked, translated

        request = asked({NAME: self.file}, self.overrides)
        made = translated(request)
        cells = cells_of(made, request.settings)
        return in_turn(cells), (plan_duties.write_simulated, made[NAME], request.settings, cells)

    def _board(self) -> tuple[list[Cell], tuple[Any, ...]]:
        """Cells of everything the board page rests on, and the call that makes it."""
        from cxsim.desk.board import in_turn, lay_out

        laid = lay_out(self.file, self.overrides, self.old)
        return in_turn(laid), (plan_duties.write_board, laid)

    def _compare(self) -> tuple[list[Cell], tuple[Any, ...]]:
        """Cells of the other plan and this one on the same luck, and the call that makes their page. Raises InputError without another plan."""
        from cxsim.desk.dynamic.arms import cells_of, in_turn
        from cxsim.desk.dynamic.comparing import lend_staff
        from cxsim.desk.dynamic.simulate import asked, translated

        if self.old is None:
            raise InputError(Problem("needs another plan to compare with"))
        request, borrowed = lend_staff(asked({OTHER: self.old, NAME: self.file}, self.overrides))
        mades = translated(request)
        cells = cells_of(mades, request.settings, frozen=False)
        return in_turn(cells), (plan_duties.write_compared, mades, request.settings, cells, borrowed)

    def _coming(self, cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
        from cxsim.study.outcome import WORKER, lost

        flying: dict[Any, Cell] = {self.crew.submit(self, plan_duties.live, cell).future: cell for cell in cells}
        while flying:
            ready, _ = wait(flying, timeout=LOOK, return_when=FIRST_COMPLETED)
            self._check()
            for future in ready:
                cell = flying.pop(future)
                try:
                    outcome, _ = future.result()
                except WorkerLost as error:
                    outcome = lost(cell, WORKER, str(error))
                self.done += 1
                yield outcome
            if ready:
                self.left = (time.monotonic() - self.started) / self.done * len(flying)
                self._changed()

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _move(self, state: str) -> None:
        self.state = CANCELLED if self._stop.is_set() else state
        self._changed()
