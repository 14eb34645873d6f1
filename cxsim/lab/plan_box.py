"""The plan file one browser has open: kept in memory and in one private folder, gone when told to, or when the session ends."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.desk.plan_file import PlanFile
from cxsim.lab import plan_duties
from cxsim.lab.crew import Crew, WorkerLost
from cxsim.lab.plan_duties import Looked, Written
from cxsim.lab.plan_run import SIMULATE, PlanRun

BIGGEST = 20_000_000  # bytes of an upload
KINDS = (".xlsx", ".yaml", ".yml")
WAITING, DONE, FAILED = "waiting", "done", "failed"
OWN, OLD, MADE = "own", "old", "made"


@dataclass
class Opened:
    """A plan file that was opened: how it looks, and which earlier problems are gone."""

    name: str
    path: Path
    looked: Looked | None = None
    gone: list[Problem] = field(default_factory=list)

    @property
    def file(self) -> PlanFile | None:
        return self.looked.file if self.looked is not None else None


@dataclass
class Made:
    """Something made from the plan: its state, what was written, or why not. `digest` names the plan it was made from."""

    state: str = WAITING
    written: Any = None
    problem: list[Problem] = field(default_factory=list)
    digest: str = ""


class PlanBox:
    """Plan files of one session. `changed` is called whenever something visible changed."""

    def __init__(self, crew: Crew, changed: Callable[[], None]):
        self.crew, self._changed = crew, changed
        self.own: Opened | None = None
        self.old: Opened | None = None
        self.made: dict[tuple[str, str], Made] = {}
        self.runs: dict[str, PlanRun] = {}  # by kind, the last one of each
        self.tab = ""
        self._folder: Path | None = None
        self._number = 0
        self._lock = threading.Lock()

    @property
    def folder(self) -> Path:
        """Private folder of this session, made when first needed; nobody else of the machine may read it."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="cxsim-lab-"))
            return self._folder

    # ---- open

    def open(self, name: str, data: bytes, lang: str, old: bool = False) -> None:
        """Take an uploaded file and check it in a worker. Raises InputError for what is no plan file by its name or size."""
        safe = safe_name(name)
        if len(data) > BIGGEST:
            raise InputError(_fault(f"is larger than {BIGGEST // 1_000_000} MB", safe))
        if Path(safe).suffix.lower() not in KINDS:
            raise InputError(_fault("is not a kind of plan file", safe, ", ".join(KINDS)))
        place = self.folder / (OLD if old else OWN) / str(self._next())
        place.mkdir(parents=True)
        (place / safe).write_bytes(data)
        self._take(Opened(safe, place / safe), lang, old)

    def _take(self, opened: Opened, lang: str, old: bool) -> None:
        before = self.old if old else self.own
        if old:
            self.old = opened
            self.made = {key: made for key, made in self.made.items() if key[0] != plan_duties.BACKTEST}
        else:
            self.own, self.made = opened, {}
            self.stop()
        self._changed()

        def checked(looked: Looked) -> None:
            opened.looked = looked
            same = before if before is not None and _stem(before.name) == _stem(opened.name) else None
            earlier = same.looked.problems if same is not None and same.looked is not None else []
            left = {plan_duties.told(problem, "en") for problem in looked.problems}  # the file lies in another folder now
            opened.gone = [problem for problem in earlier if plan_duties.told(problem, "en") not in left]

        self._ask(checked, lambda problems: setattr(opened, "looked", Looked(None, problems, [])), plan_duties.look, str(opened.path), lang)

    def change(self, edit: Callable[[PlanFile], None], lang: str) -> None:
        """Change a copy of the plan and open it as a new version; the file that was uploaded stays as it is."""
        if self.own is None or self.own.file is None:
            return
        copy = deepcopy(self.own.file)
        edit(copy)
        number = self._next()
        name = f"{_stem(self.own.name)}-v{number}.xlsx"
        place = self.folder / OWN / str(number)
        place.mkdir(parents=True)
        (place / name).write_bytes(plan_duties.workbook(copy, lang))
        self._take(Opened(name, place / name), lang, False)

    # ---- make

    def want(self, kind: str, lang: str, function: Callable[..., Any] | None = None, *args: Any) -> Made:
        """Have something made from the plan in a worker, once per plan and language."""
        made = self.made.get((kind, lang))
        if made is not None or self.own is None or self.own.file is None:
            return made or Made(FAILED)
        self.made[kind, lang] = made = Made(digest=plan_duties.digest_of(self.own.file))
        old = self.old.file if self.old is not None else None
        call, given = (function, args) if function is not None else (plan_duties.write, (kind, self.own.file, old, lang, str(self._place(kind, lang))))

        def done(written: Any) -> None:
            made.state, made.written = DONE, written

        def failed(problems: list[Problem]) -> None:
            made.state, made.problem = FAILED, problems

        self._ask(done, failed, call, *given)
        return made

    def simulate(self, overrides: list[str], lang: str, kind: str = SIMULATE) -> None:
        """Live the plan in workers, for its own page or the board's; one run at a time, an earlier one is stopped."""
        if self.own is None or self.own.file is None:
            return
        old = self.old.file if self.old is not None and kind != SIMULATE else None
        running = self.runs.get(kind)
        if running is not None and running.open and running.asks(self.own.file, overrides, old):
            return  # pressed twice
        self.stop()
        self.runs[kind] = PlanRun(kind, self.own.file, overrides, lang, self._place(kind, lang), self.crew, self._changed, old)
        self.runs[kind].start()
        self._changed()

    def stop(self) -> None:
        """Stop simulations under way."""
        for run in self.runs.values():
            run.cancel()

    def forget(self) -> list[str]:
        """Remove every file of this session and all that is in memory; names of what was removed."""
        self.stop()
        self.crew.cancel(self)
        with self._lock:
            folder, self._folder = self._folder, None
        names = sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder is not None else []
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        self.own = self.old = None
        self.made, self.runs = {}, {}
        self._changed()
        return names

    def inside(self, path: str) -> Path | None:
        """A file made for this session by its path below the folder; None for anything else."""
        if self._folder is None:
            return None
        found = (self._folder / MADE / path).resolve()
        return found if found.is_file() and found.is_relative_to((self._folder / MADE).resolve()) else None

    def address(self, written: Written, name: str) -> str:
        """Where a file that was written is served."""
        return f"/plan-files/{(Path(written.folder) / name).relative_to(self.folder / MADE).as_posix()}"

    def _place(self, kind: str, lang: str) -> Path:
        return self.folder / MADE / str(self._next()) / f"{kind}-{lang}"

    def _next(self) -> int:
        with self._lock:
            self._number += 1
            return self._number

    def _ask(self, done: Callable[[Any], None], failed: Callable[[list[Problem]], None], function: Callable[..., Any], *args: Any) -> None:
        job = self.crew.submit(self, function, *args, urgent=True)

        def answered(future: Any) -> None:
            try:
                done(future.result())
            except CancelledError:
                return
            except InputError as error:
                failed(error.problems)
            except WorkerLost as error:
                failed([Problem(str(error))])
            except Exception as error:
                failed([Problem(f"{type(error).__name__}: {error}"), *map(Problem, traceback.format_exc(limit=-1).splitlines()[-2:-1])])
            self._changed()

        job.future.add_done_callback(answered)


def safe_name(name: str) -> str:
    """The last part of a name, letters, digits and a few signs only."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w.\- ]+", "_", last)[-120:].lstrip(".") or "plan.xlsx"


def _stem(name: str) -> str:
    """What a workbook is called, whichever version of it."""
    return re.sub(r"-v[0-9]+$", "", Path(name).stem)


def _fault(message: str, name: str, allowed: str = "") -> Problem:
    return Problem(message, value=name, allowed=allowed)
