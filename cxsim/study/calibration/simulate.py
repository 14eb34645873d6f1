"""Runs of a calibration: settings at places of the ranges, a seed of its own for each run, figures as a firm would count them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

import numpy as np
import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.study.calibration.parameters import Parameter
from cxsim.study.calibration.quantities import QUARTERS, Column, Raw, columns_of, raw_of
from cxsim.study.cells import Cell, cell_of, kept_cell
from cxsim.study.configuration import compose, settings_from
from cxsim.study.design.cells import settings_at, words_of
from cxsim.study.execution import plan_of
from cxsim.study.payload import unpacked
from cxsim.study.progress import Progress
from cxsim.study.runner import run_cells
from cxsim.study.store import Store

KEPT = "observed-1"  # what these cells keep of a run: other than a comparison, so they have names of their own
DIGITS = 9


@dataclass(frozen=True)
class Counted:
    """What is kept of a run for a calibration."""

    digest: str
    summary: Mapping[str, float]
    quarterly: pd.DataFrame


def run_counted(settings: Settings, schemes: Mapping[str, Mapping[str, Any]]) -> dict[str, Counted]:
    """Simulate and count as a firm does. Importable by name, for worker processes."""
    from cxsim.simulation.observed import observed
    from cxsim.simulation.run import run_schemes

    return {name: Counted(run.digest, run.summary, observed(run)) for name, run in run_schemes(settings, schemes).items()}


class World:
    """The firm as configured, and how long it is lived: `settle` years under its scheme, then the quarters of the figures."""

    def __init__(self, overrides: Sequence[str], config_dir: str | None, quarters: int, settle: int):
        years = settle + -(-quarters // QUARTERS)
        words = [*overrides, f"horizon.years={years}"]
        self.plain = compose(words, config_dir)
        self.home = settings_from(copy.deepcopy(self.plain), words, config_dir)
        self.overrides, self.config_dir, self.first, self.quarters = words, config_dir, settle * QUARTERS, quarters
        self.columns: dict[str, Column] = columns_of(self.home.channels)
        self.units = list(self.home.company.units)

    @property
    def scheme(self) -> str:
        """Name of the scheme the figures were lived under."""
        return str(self.home.scheme.get("name", "scheme"))

    def cell(self, parameters: Sequence[Parameter], place: np.ndarray | None, seed: int) -> Cell:
        """One run at a place (p,) of the ranges, None = settings as they are. Raises InputError naming what a place breaks."""
        if place is None:
            settings, words = self.home, ()
        else:
            factors = {item.name: item.factor for item in parameters}
            point = {item.name: round(item.at(float(unit)), DIGITS) for item, unit in zip(parameters, place, strict=True)}
            settings = settings_at(self.plain, factors, point, seed - self.home.seed, self.overrides, self.config_dir)
            words = words_of(factors, point)
        made = cell_of(settings, seed, {self.scheme: dict(self.home.scheme)}, words)
        return kept_cell(made, KEPT)

    def raw(self, table: pd.DataFrame) -> Raw:
        """Figures of one run over the quarters of the firm's."""
        part = table.iloc[self.first : self.first + self.quarters]
        return raw_of({str(name): part[name].tolist() for name in part.columns}, self.columns, self.units)


@dataclass
class Runner:
    """Runs cells, finished ones from the store; counts what it did and keeps the names of all cells and results."""

    world: World
    cells: Path | None
    workers: int
    progress: Progress | None = None
    fresh: bool = False

    def __post_init__(self) -> None:
        self.store = Store(self.cells, fresh=self.fresh) if self.cells is not None else None
        self.ids: list[str] = []
        self.digests: list[str] = []
        self.failures: list[dict[str, Any]] = []
        self.reused = 0

    def live(self, cells: Sequence[Cell]) -> list[Raw | None]:
        """Figures of each cell, None where its run failed. Raises InputError when none succeeded or the disk refuses."""
        harvest = run_cells(list({cell.id: cell for cell in cells}.values()), plan_of(self.world.home, run_counted, self.store, self.progress, workers=self.workers))
        self.failures += harvest.failures
        self.reused += harvest.reused
        found: list[Raw | None] = []
        for cell in cells:
            payload = harvest.outcomes[cell.id].schemes.get(self.world.scheme)
            self.ids.append(cell.id)
            self.digests.append(payload["digest"] if payload else "")
            found.append(self.world.raw(unpacked(payload["quarterly"])) if payload else None)
        if cells and not any(raw is not None for raw in found):
            raise InputError(Problem(f"no run succeeded; the first failed with: {harvest.failures[0]['message']}", key="calibrate"))
        return found
