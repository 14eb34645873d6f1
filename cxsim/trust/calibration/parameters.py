"""The tuned numbers: where each lies in the settings, and in which range it may lie."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from cxsim.base.reading import read_yaml
from cxsim.base.schema import Settings

MOST = 10  # tuned numbers a model with fifteen targets may have (evidence base; fewer is better)


@dataclass(frozen=True)
class Tuned:
    """One tuned number: its key in the settings, the stage that fits it, and its range."""

    key: str
    stage: str
    low: float
    high: float

    def value(self, unit: float) -> float:
        """The number at a place between 0 (low) and 1 (high)."""
        return self.low + unit * (self.high - self.low)

    def unit(self, value: float) -> float:
        """The place of a number in its range."""
        return (value - self.low) / (self.high - self.low)


@cache
def tuned(stage: str = "") -> tuple[Tuned, ...]:
    """All tuned numbers, or those of one stage, in the order of the file."""
    entries = read_yaml(Path(__file__).parent / "tuned.yaml")
    found = tuple(Tuned(key, str(entry["stage"]), float(entry["low"]), float(entry["high"])) for key, entry in entries.items())
    return tuple(item for item in found if stage in ("", item.stage))


def current(settings: Settings, stage: str) -> np.ndarray:
    """Where the settings stand in the ranges, shape (tuned numbers of the stage,)."""
    return np.array([item.unit(float(_get(settings, item.key.split(".")))) for item in tuned(stage)])


def placed(settings: Settings, stage: str, units: np.ndarray) -> Settings:
    """Settings with the stage's numbers at these places of their ranges."""
    for item, unit in zip(tuned(stage), units, strict=True):
        settings = _set(settings, item.key.split("."), item.value(float(unit)))
    return settings


def _get(group: Any, path: list[str]) -> Any:
    part = group[path[0]] if isinstance(group, dict) else getattr(group, path[0])
    return part if len(path) == 1 else _get(part, path[1:])


def _set(group: Any, path: list[str], value: float) -> Any:
    name = path[0]
    new = value if len(path) == 1 else _set(_get(group, [name]), path[1:], value)
    if is_dataclass(group):
        return replace(group, **{name: new})  # type: ignore[type-var]
    return {**group, name: new}
