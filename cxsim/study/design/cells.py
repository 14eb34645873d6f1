"""From the points of a design to cells: settings of each point checked, schemes on their basis, one cell per seed."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any, Mapping, Sequence

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.base.study_schema import Factor
from cxsim.pay.scheme import Scheme
from cxsim.study.basis import put_on_basis
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell, cell_of
from cxsim.study.configuration import as_mapping, compose, load_scheme, nearest_key, settings_from
from cxsim.study.design.points import Point, points_of

FIXED = ("seed", "study", "output", "engine", "threads", "workers", "scheme")  # what a point may not change: runs are paired by seed
MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Designed:
    """A study laid out: its points, and cells by (point, seed)."""

    settings: Settings  # of the study, before any point
    schemes: tuple[str, ...]
    points: tuple[Point, ...]
    seeds: tuple[int, ...]
    cells: dict[tuple[int, int], Cell]

    @property
    def runs(self) -> int:
        """Simulations in all."""
        return len(self.points) * len(self.seeds) * len(self.schemes)

    @property
    def id(self) -> str:
        """Name of the design: the same cells at the same points have the same name."""
        return content_digest({"points": list(self.points), "cells": [cell.id for cell in self.cells.values()]})

    def label(self, scheme: str, lang: str) -> str:
        """What a scheme, shipped or the user's own, calls itself; its name beside it where another one says the same."""
        texts = next(iter(self.cells.values())).schemes
        labels = {name: str(text.get("label", {}).get(lang) or name) for name, text in texts.items()}
        own = labels.get(scheme, scheme)
        return own if list(labels.values()).count(own) < 2 else f"{own} ({scheme})"


def lay_out(overrides: Sequence[str], config_dir: str | None = None) -> Designed:
    """Lay out the study these overrides name. Raises InputError for a wrong design, naming factor, point and key."""
    plain = compose(overrides, config_dir)
    home = settings_from(copy.deepcopy(plain), overrides, config_dir)
    study = home.study
    points = points_of(study.design, home.seed)
    seeds = tuple(range(home.seed, home.seed + study.replications))
    _refuse(home, study.design.factors, len(points) * len(seeds))
    texts = {name: load_scheme(name, config_dir) for name in study.schemes}
    cells = {}
    for place, point in enumerate(points):
        settings = settings_at(plain, study.design.factors, point, place, overrides, config_dir)
        schemes = put_on_basis(settings, texts, {name: Scheme.from_mapping(text) for name, text in texts.items()}).schemes
        for seed in seeds:
            cells[place, seed] = cell_of(settings, seed, schemes, words_of(study.design.factors, point))
    return Designed(home, tuple(study.schemes), tuple(points), seeds, cells)


def _refuse(home: Settings, factors: Mapping[str, Factor], cells: int) -> None:
    known, problems = as_mapping(home), []
    for name, factor in factors.items():
        value, where = _look_up(known, factor.key), f"study.design, factor {name}"
        if factor.key.split(".")[0] in FIXED:
            problems.append(Problem("may not be varied: runs are paired by seed", where, "key", factor.key))
        elif value is None:
            problems.append(Problem("is not a setting with a number", where, "key", factor.key, fix=nearest_key(factor.key, _numbers(known))))
    if cells > MOST_CELLS:
        problems.append(Problem("is too large a study", "study.design", "replications", f"{cells:,} points and seeds", f"up to {MOST_CELLS:,}"))
    if problems:
        raise InputError(problems)


def _look_up(whole: Any, key: str) -> Any:
    """The number at a dotted key, None when there is none."""
    for part in key.split("."):
        whole = whole.get(part) if isinstance(whole, dict) else None
    return whole if isinstance(whole, (int, float)) and not isinstance(whole, bool) else None


def _numbers(whole: Any, prefix: str = "") -> list[str]:
    """Dotted keys of all numbers."""
    if isinstance(whole, dict):
        return [key for name, value in whole.items() for key in _numbers(value, f"{prefix}.{name}" if prefix else str(name))]
    return [prefix] if isinstance(whole, (int, float)) and not isinstance(whole, bool) else []


def settings_at(plain: dict[str, Any], factors: Mapping[str, Factor], point: Point, place: int, overrides: Sequence[str], config_dir: str | None) -> Settings:
    """Settings of one point, checked like any others; whole numbers where the setting is one."""
    own = copy.deepcopy(plain)
    for name, value in point.items():
        *path, last = factors[name].key.split(".")
        inner = own
        for part in path:
            inner = inner[part]
        inner[last] = round(value) if isinstance(inner[last], int) and not isinstance(inner[last], bool) else value
    try:
        return settings_from(own, overrides, config_dir)
    except InputError as error:
        raise InputError([replace(fault, where=f"point {place + 1} of the design") for fault in error.problems]) from None


def words_of(factors: Mapping[str, Factor], point: Point) -> tuple[str, ...]:
    """A point in the words of the command line."""
    return tuple(f"{factors[name].key}={value:.12g}" for name, value in point.items())
