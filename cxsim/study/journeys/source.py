"""Where an event log comes from: a run just made, or the folder of one; and how it is written to files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import content_digest
from cxsim.study.journeys.events import CASE, MEANINGS, WEEK_1, events_of
from cxsim.study.journeys.xes import xes_bytes
from cxsim.study.saving import MANIFEST, csv_bytes
from cxsim.study.store import file_sha256, write_whole

if TYPE_CHECKING:
    from cxsim.simulation.run import Run

TABLE = "tables/journeys.csv"
RECORD = "output.journeys_logged"
HOW = f"record some: cxsim log scheme=company_cx {RECORD}=1000, or the same with cxsim run"
CUT = Problem("the record was full before the run ended, so events are missing", key=RECORD, fix="record more people: room is shared among them")


@dataclass(frozen=True)
class JourneyLog:
    """Events of one run (`events.COLUMNS`) and which run it was; the digest names both."""

    events: pd.DataFrame
    scheme: str
    company: str
    seed: int
    recorded: int  # people whose journeys were written down
    run_digest: str

    @property
    def cases(self) -> int:
        """Journeys that met a touchpoint."""
        return int(self.events[CASE].nunique())

    @cached_property
    def digest(self) -> str:
        """Name of the content: which run, and every event of it."""
        return content_digest({"run": self.run_digest, "recorded": self.recorded, "events": hashlib.sha256(csv_bytes(self.events)).hexdigest()})

    @property
    def about(self) -> dict[str, Any]:
        """Attributes of the whole log."""
        return {
            "concept:name": f"cxsim {self.company}, {self.scheme}, seed {self.seed}", "scheme": self.scheme, "company": self.company, "seed": self.seed,
            "recorded_people": self.recorded, "run_digest": self.run_digest, "simulated_start": f"{WEEK_1}+00:00",
            "description": "Simulated journeys. Time is invented: weeks are simulated, minutes within a week only keep the order.",
        }  # fmt: skip


def log_of(run: Run) -> JourneyLog:
    """The event log of a run. Raises InputError when no journeys were recorded."""
    settings = run.settings
    recorded = min(settings.output.journeys_logged, settings.customers.count)
    if run._model.population.log_full:
        raise InputError(CUT)
    events = _events(run.journeys, settings.customers.smooth_handoff_share, recorded, "")
    return JourneyLog(events, run.scheme, settings.company.name, settings.seed, recorded, run.digest)


def log_in(folder: Path) -> JourneyLog:
    """The event log of the run that lies in `folder`. Raises InputError: no run, changed since it was written, or nothing recorded."""
    told = _manifest(folder)
    try:
        settings, listed = told["settings"], told["files"][TABLE]
        recorded = min(int(settings["output"]["journeys_logged"]), int(settings["customers"]["count"]))
        smooth, company, seed = float(settings["customers"]["smooth_handoff_share"]), str(settings["company"]["name"]), int(told["seed"])
        scheme, digest, expected = str(told["scheme"]), str(told["digest"]), str(listed["sha256"])
    except (KeyError, TypeError, ValueError):
        raise InputError(Problem("is not the folder of a run", str(folder / MANIFEST), fix="name a folder that cxsim run wrote")) from None
    path = folder / TABLE
    if not path.is_file() or file_sha256(path) != expected:
        raise InputError(Problem("is missing or has changed since it was written", str(path), fix="make the run again"))
    table = pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in ("peak", "end", "mean", "rating")})
    return JourneyLog(_events(table, smooth, recorded, str(folder)), scheme, company, seed, recorded, digest)


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise InputError(Problem("is not a folder", key="cxsim log", value=str(folder), fix="the folder of a run, such as outputs/2026-01-31_120000_1a2b3c4"))
    try:
        found = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise InputError(Problem("has no readable manifest.json", key="cxsim log", value=str(folder), fix="name a folder that cxsim run wrote")) from None
    return found if isinstance(found, dict) else {}


def _events(table: pd.DataFrame, smooth_share: float, recorded: int, where: str) -> pd.DataFrame:
    if not recorded:
        raise InputError(Problem("no journeys were recorded in this run", where, RECORD, recorded, fix=HOW))
    events = events_of(table, smooth_share)
    if events.empty:
        raise InputError(Problem("nobody recorded met a touchpoint", where, RECORD, recorded, fix="record more people, or simulate more years"))
    if _has_gaps(events):
        raise InputError(CUT)
    return events


def _has_gaps(events: pd.DataFrame) -> bool:
    """Whether contacts of a journey are missing between its first and last event: every number must be there."""
    met = events[events["step"] != "handoff"].groupby(CASE)["contact"]
    return bool((met.nunique() != met.max() - met.min() + 1).any())


def write_xes(log: JourneyLog, path: Path) -> int:
    """Write the log as XES to `path`, whole or not at all; returns bytes. Raises InputError when the disk refuses."""
    data = xes_bytes(log.events, log.about)
    write_whole(path, data)
    return len(data)


def write_events(log: JourneyLog, path: Path) -> int:
    """The same as one CSV, a row per event."""
    data = csv_bytes(log.events)
    write_whole(path, data)
    return len(data)


def columns() -> pd.DataFrame:
    """What the columns of the CSV and the attributes of the XES mean."""
    return pd.DataFrame({"column": list(MEANINGS), "meaning": list(MEANINGS.values())})
