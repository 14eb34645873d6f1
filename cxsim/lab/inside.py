"""One run opened: recorded customers' issues under each scheme, and the decisions of one manager, quarter by quarter."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab.crew import Crew, WorkerLost
from cxsim.lab.draft import Draft

if TYPE_CHECKING:
    from cxsim.simulation.trace import Decision
    from cxsim.study.replay import Issue

GROUPS = ("median", "worst", "lost", "all")


@dataclass(frozen=True)
class Opened:
    """What a worker found in one run per scheme: issues by scheme, seats with their levels, quarters."""

    issues: dict[str, list[Issue]]
    seats: dict[str, str]
    quarters: int


def open_run(draft: Draft) -> Opened:
    """Live the first seed of a draft once per scheme, journeys recorded. For worker processes."""
    from cxsim.lab.asking import asked
    from cxsim.simulation.model import QUARTERS
    from cxsim.simulation.run import run_schemes
    from cxsim.simulation.trace import seats
    from cxsim.study.replay import issues_of, recording

    what = asked(draft)
    settings = recording(what.settings)
    runs = run_schemes(settings, what.basis.schemes)
    return Opened({name: issues_of(run.journeys) for name, run in runs.items()}, seats(settings), settings.horizon.years * QUARTERS)


def open_seat(draft: Draft, seat: str) -> dict[str, list[Decision]]:
    """Decisions of a seat under every scheme of a draft, first seed. For worker processes."""
    from cxsim.lab.asking import asked
    from cxsim.simulation.market import warm_up
    from cxsim.simulation.trace import traces

    what = asked(draft)
    warm = warm_up(what.settings)
    return {name: traces(what.settings, seat, scheme, warm) for name, scheme in what.basis.schemes.items()}


@dataclass
class Inside:
    """State of the page of one session. Answers that belong to an earlier draft are dropped."""

    crew: Crew
    changed: Callable[[], None]
    draft: Draft | None = None
    found: Opened | None = None
    decisions: dict[str, dict[str, list[Decision]]] = field(default_factory=dict)  # by seat
    problem: list[Problem] = field(default_factory=list)
    scheme: str = ""
    group: str = "median"
    place: int = 0
    seat: str = ""
    quarter: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def waiting(self) -> bool:
        """True while the run is on its way."""
        return self.draft is not None and self.found is None and not self.problem

    def open(self, draft: Draft) -> None:
        """Open the first run of a draft; nothing happens when it is open already."""
        if self.draft is not None and self.draft.digest == draft.digest:
            return
        self.crew.cancel(self)
        self.draft, self.found, self.decisions, self.problem = draft, None, {}, []
        self.scheme, self.group, self.place, self.quarter = next(iter(draft.mappings())), "median", 0, 1

        def take(found: Opened) -> None:
            self.found = found
            self.place = self.start_of(self.group)
            self.seat = self.seat if self.seat in found.seats else next(iter(found.seats))

        self._ask(draft, take, open_run, draft)
        self.changed()

    def want(self, seat: str) -> dict[str, list[Decision]] | None:
        """Decisions of a seat; None while they are on their way."""
        draft = self.draft
        if draft is None or seat in self.decisions:
            return self.decisions.get(seat) or None
        self.decisions[seat] = {}
        self._ask(draft, lambda found: self.decisions.__setitem__(seat, found), open_seat, draft, seat)
        return None

    def shown(self) -> list[Issue]:
        """Issues of the chosen scheme in the chosen group, the worst remembered first."""
        issues = [issue for issue in (self.found.issues[self.scheme] if self.found else []) if issue.crossed or self.group == "all"]
        if self.group == "lost":
            return sorted(issues, key=lambda issue: (-issue.lost, issue.remembered, issue.case))
        return issues

    def start_of(self, group: str) -> int:
        """Where to begin in a group: at its middle for the median, at its first otherwise."""
        from cxsim.study.replay import median_of

        shown = self.shown()
        return median_of(shown) if group in ("median", "all") and shown else 0

    def _ask(self, draft: Draft, take: Callable[[Any], None], function: Callable[..., Any], *args: Any) -> None:
        job = self.crew.submit(self, function, *args, urgent=True)

        def answered(future: Any) -> None:
            with self._lock:
                if self.draft is not draft:
                    return
                try:
                    take(future.result())
                except CancelledError:
                    return
                except InputError as error:
                    self.problem = error.problems
                except WorkerLost as error:
                    self.problem = [Problem(str(error))]
                except Exception as error:
                    self.problem = [Problem(line) for line in (f"{type(error).__name__}: {error}", *traceback.format_exc(limit=-1).splitlines()[-2:-1])]
            self.changed()

        job.future.add_done_callback(answered)

    def __hash__(self) -> int:
        return id(self)
