"""A run asked for in the lab: lived in worker processes, told as it goes, cancelled at once, delivered under its settings' digest."""

from __future__ import annotations

import threading
import time
from concurrent.futures import FIRST_COMPLETED, CancelledError, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Iterator

from cxsim.base.errors import InputError
from cxsim.lab import duties
from cxsim.lab.crew import Crew, Job, WorkerLost
from cxsim.lab.draft import Draft
from cxsim.report.problems import error_lines

if TYPE_CHECKING:
    from cxsim.lab.asking import Asked
    from cxsim.study.cells import Cell
    from cxsim.study.comparison import Comparison
    from cxsim.study.execution import Plan
    from cxsim.study.outcome import Outcome

PREPARING, RUNNING, GATHERING, DONE, CANCELLED, FAILED = "preparing", "running", "gathering", "done", "cancelled", "failed"
OPEN = (PREPARING, RUNNING, GATHERING)
LOOK = 0.05  # seconds between looks for a wish to stop
REDRAW = 0.9  # seconds between provisional pictures at least


class Stopped(Exception):
    """Somebody cancelled."""


@dataclass
class Result:
    """A finished comparison with the settings it belongs to; pictures by (language, key), drawn when first wanted."""

    asked: Asked
    comparison: Comparison
    pictures: dict[tuple[str, str], duties.Picture] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)  # languages whose pictures are on their way

    @property
    def draft(self) -> Draft:
        return self.asked.draft


class Work:
    """One run of one session. `deliver` gets the work when its state changed; its fields may be read at any time."""

    def __init__(self, draft: Draft, crew: Crew, lang: str, deliver: Callable[[Work], None]):
        self.draft, self.crew, self.lang = draft, crew, lang
        self.state, self.done, self.planned = PREPARING, 0, draft.n
        self.left: float | None = None  # seconds
        self.problem: list[str] = []
        self.provisional: duties.Picture | None = None
        self.provisional_n = 0
        self.result: Result | None = None
        self.asked: Asked | None = None
        self.started = time.monotonic()
        self.first_picture: float | None = None  # seconds from the start
        self._deliver = deliver
        self._stop = threading.Event()
        self._moving = threading.Lock()
        self._outcomes: dict[str, Outcome] = {}
        self._drawing: Job | None = None  # a picture on its way
        self._drawn_at = 0.0

    def start(self) -> None:
        """Begin in a thread of its own; everything heavy happens in worker processes."""
        threading.Thread(target=self._run, name="lab-work", daemon=True).start()

    @property
    def open(self) -> bool:
        """True while it is under way."""
        return self.state in OPEN

    def cancel(self) -> None:
        """Stop; nothing of it is delivered any more. What was drawn so far stays visible, without a verdict."""
        with self._moving:
            if not self.open:
                return
            self._stop.set()
            self.state = CANCELLED
        self.crew.cancel(self)
        self._deliver(self)

    def _run(self) -> None:
        try:
            self._live()
        except (Stopped, CancelledError):
            self._move(CANCELLED)
        except InputError as error:
            self._fail([line.text for line in error_lines(error, self.lang)])
        except Exception as error:  # told on the page; the lab lives on
            self._fail([f"{type(error).__name__}: {error}"])

    def _live(self) -> None:
        from cxsim.lab.asking import asked
        from cxsim.simulation.run import run_schemes
        from cxsim.study.execution import Plan
        from cxsim.study.runner import run_cells

        self.asked = asked(self.draft)
        self._move(RUNNING)
        harvest = run_cells(self.asked.design.cells, Plan(run_schemes, workers=1, outcomes=self._coming))
        self._move(GATHERING)
        comparison = self._answer(self.crew.submit(self, duties.together, self.asked, harvest, urgent=True))
        self._check()
        self.result = Result(self.asked, comparison)
        self._move(DONE)

    def _coming(self, cells: list[Cell], plan: Plan) -> Iterator[Outcome]:
        """Outcomes as workers finish them, a picture of them now and then."""
        from cxsim.study.outcome import WORKER, lost

        flying = {job.future: (cell, job) for cell, job in [(cell, self.crew.submit(self, duties.live, cell)) for cell in cells]}
        while flying:
            ready, _ = wait(flying, timeout=LOOK, return_when=FIRST_COMPLETED)
            self._check()
            for future in ready:
                cell, _ = flying.pop(future)
                try:
                    outcome, seconds = future.result()
                    self.crew.measured(seconds, duties.foretold(cell))
                except WorkerLost as error:
                    outcome = lost(cell, WORKER, str(error))
                self._outcomes[cell.id] = outcome
                self.done += 1
                yield outcome
            self._tell_time(len(flying))
            self._draw_so_far(last=not flying)

    def _tell_time(self, flying: int) -> None:
        if self.done:
            pace = (time.monotonic() - self.started) / self.done
            self.left = pace * flying

    def _draw_so_far(self, last: bool) -> None:
        if self._drawing is not None and self._drawing.future.done():
            self._take_picture(self._drawing)
            self._drawing = None
        if self._drawing is not None or last or self.done in (0, self.provisional_n) or time.monotonic() - self._drawn_at < REDRAW:
            return
        self._drawn_at = time.monotonic()
        self._drawing = self.crew.submit(self, duties.draw_so_far, self.asked, dict(self._outcomes), self.lang, urgent=True)

    def _take_picture(self, job: Job) -> None:
        if job.future.cancelled() or job.future.exception() is not None or (found := job.future.result()) is None:
            return
        self.provisional, self.provisional_n = found
        if self.first_picture is None:
            self.first_picture = time.monotonic() - self.started
        self._deliver(self)

    def _answer(self, job: Job) -> Any:
        while not job.future.done():
            wait([job.future], timeout=LOOK)
            self._check()
        return job.future.result()

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def _fail(self, lines: list[str]) -> None:
        self.problem = lines
        self._move(FAILED)

    def _move(self, state: str) -> None:
        with self._moving:
            if self._stop.is_set():
                self.state = CANCELLED
                return
            self.state = state
        self._deliver(self)
