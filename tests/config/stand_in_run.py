"""A stand-in for the simulation and its page: quick, and able to fail, fill the disk or be stopped, by its seed."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

from cxsim.base.errors import BooksError


class Run:
    """What the command line asks of a finished run."""

    def __init__(self, settings):
        self.digest = f"{settings.seed:04d}{settings.customers.count:060d}"
        self.summary = {"customers_kept_pct": 60.0 + settings.seed, "true_cx": float("nan"), "hole": float("nan")}
        self.settings = settings

    def save(self, folder):
        (Path(folder) / "summary.csv").write_text("x")
        if self.settings.seed == 13:
            raise OSError(28, "No space left on device", str(Path(folder) / "tables.csv"))
        if self.settings.seed == 14:
            raise KeyboardInterrupt
        (Path(folder) / "manifest.json").write_text(json.dumps({"digest": self.digest, "files": {}}))
        return Path(folder)


def run(settings):
    if settings.seed == 99:
        raise BooksError("week 3: 2 customers went missing")
    return Run(settings)


def modules() -> dict[str, ModuleType]:
    """The modules that stand in, by the names of those they stand for."""
    simulation, page = ModuleType("cxsim.simulation.run"), ModuleType("cxsim.report.html")
    simulation.run, simulation.Run = run, Run
    page.write_run_report = lambda run, path, lang: Path(path).write_text(lang)
    return {module.__name__: module for module in (simulation, page)}
