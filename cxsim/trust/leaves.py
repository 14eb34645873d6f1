"""The steps by which the numbers of the settings are moved.

A step is a fifth of the value or a quarter of the way to the end of the allowed range, whichever is smaller. Where
zero means nothing (log-odds, utilities) a step is at least 0.2. A zero is moved up by 0.1, but one among others of its
kind that are not zero says that something has no such effect, and stays. Whole numbers move by at least one.
"""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Mapping

from cxsim.base.schema import Settings
from cxsim.study.leaves import Leaf, Path, leaves

SHARE, OF_THE_WAY, FREE_STEP, ZERO_STEP = 0.2, 0.25, 0.2, 0.1
DOWN, UP, CHOICE = "down", "up", "choice"
GRADED = ("A", "B", "C", "D")


# ---------------------------------------------------------------- steps


@dataclass(frozen=True)
class Move:
    """A change of settings: places of the nested mapping and what is put there. `key` names what is moved."""

    key: str
    side: str  # down, up or choice
    puts: tuple[tuple[Path, Any], ...] = ()

    def applied(self, mapping: Mapping[str, Any]) -> dict[str, Any]:
        """A copy of the mapping with the change made."""
        copy = deepcopy(dict(mapping))
        for path, value in self.puts:
            place: Any = copy
            for part in path[:-1]:
                place = place[part]
            place[path[-1]] = deepcopy(value)
        return copy

    @property
    def told(self) -> str:
        """The new value, or the range of new values."""
        values = [value for _, value in self.puts if isinstance(value, (int, float))]
        return "" if not values else " to ".join(f"{value:.6g}" for value in sorted({min(values), max(values)}))


def moves(settings: Settings) -> list[Move]:
    """One step down and one up for every graded number that is in use; units of a company move together."""
    found, kin = [], _crowds(settings)
    for key, group in _together(used(settings)).items():
        for side in (DOWN, UP):
            puts = tuple((leaf.path, value) for leaf in group if (value := moved(leaf, side, leaf.kind in kin)) != leaf.value)
            if puts:
                found.append(Move(key, side, puts))
    return found


def used(settings: Settings) -> list[Leaf]:
    """Graded numbers that this company can use: the reading in force, channels some unit runs."""
    run = {name for unit in settings.company.units.values() for name in unit.channels}
    other = {name for name in settings.channels if name not in run}
    return [
        leaf
        for leaf in leaves(settings)
        if leaf.numeric
        and leaf.grade in GRADED
        and not (leaf.path[:2] == ("customers", "readings") and leaf.path[2] != settings.customers.reading)
        and not (leaf.path[0] == "channels" and leaf.path[1] in other)
    ]


def _together(items: list[Leaf]) -> dict[str, list[Leaf]]:
    """Leaves by the key they are moved under; of shares that are made to add up only the first is moved."""
    groups: dict[str, list[Leaf]] = {}
    for leaf in items:
        key = leaf.key
        if leaf.path[:2] == ("company", "units"):
            key = f"company.units.*.{leaf.path[-1]}"
            if "normalised" in leaf.unit and key in groups:
                continue
        groups.setdefault(key, []).append(leaf)
    return groups


def _crowds(settings: Settings) -> set[str]:
    """Kinds that have more than one leaf."""
    count = Counter(leaf.kind for leaf in leaves(settings))
    return {kind for kind, many in count.items() if many > 1}


def moved(leaf: Leaf, side: str, has_kin: bool = False) -> float:
    """The value of a leaf one step further; the value itself where no step is made."""
    value, room = leaf.value, (leaf.high - leaf.value if side == UP else leaf.value - leaf.low)
    free = leaf.unit.startswith(("log-odds", "utility"))
    size = max(SHARE * abs(value), FREE_STEP) if free else SHARE * abs(value)
    if size == 0.0:
        size = 0.0 if side == DOWN or has_kin else ZERO_STEP
    size = min(size, OF_THE_WAY * room)
    sign = 1 if side == UP else -1
    if isinstance(value, int):
        grain = 2 if "even" in leaf.unit else 1
        whole = max(grain, grain * round(size / grain)) if size > 0.0 else 0
        return value + sign * (whole if whole <= room else 0)
    return float(f"{value + sign * size:.10g}")
