"""Who sits where: units, channels, touchpoints and the seats of managers, as plain indices.

Everything here follows from the settings alone; nothing changes during a run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxsim.base.schema import Settings

TOUCHPOINT, HEAD, EXECUTIVE = "touchpoint", "head", "executive"


@dataclass(frozen=True)
class Seat:
    """One manager's chair; the person in it may change, the name stays."""

    name: str  # "mobile/phone", "mobile" or "executive 1"
    kind: str  # TOUCHPOINT, HEAD or EXECUTIVE
    level: str  # pay level
    unit: str  # "" for executives
    touchpoint: str  # "unit/channel", "" above touchpoints
    unit_index: int  # -1 for executives
    touchpoint_index: int  # -1 above touchpoints


@dataclass(frozen=True)
class Layout:
    """The map of a company: names in order, and where each touchpoint belongs."""

    units: tuple[str, ...]
    channels: tuple[str, ...]
    touchpoints: tuple[str, ...]
    unit_of: np.ndarray  # (T,) unit index of each touchpoint
    channel_of: np.ndarray  # (T,) channel index of each touchpoint
    open_: np.ndarray  # (U, C) bool, does the unit run the channel
    seats: tuple[Seat, ...]

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.units)

    def n_touchpoints(self, unit: int) -> int:
        """Touchpoints of one unit, at least 1 so that it may divide."""
        return max(1, int(np.count_nonzero(self.unit_of == unit)))

    def of_kind(self, kind: str) -> tuple[Seat, ...]:
        """Seats of touchpoint managers, heads or executives, in order."""
        return tuple(seat for seat in self.seats if seat.kind == kind)


def lay_out(settings: Settings) -> Layout:
    """Number the units, channels, touchpoints and seats of a company.

    A touchpoint is a unit and a channel the unit runs. Order: units as in the settings, channels as in
    `settings.channels`; seats: touchpoint managers, heads, executives.
    """
    units, channels = tuple(settings.company.units), tuple(settings.channels)
    open_ = np.array(
        [[name in unit.channels for name in channels] for unit in settings.company.units.values()], dtype=bool
    ).reshape(len(units), len(channels))
    unit_of, channel_of = (np.ascontiguousarray(places) for places in np.nonzero(open_))
    touchpoints = tuple(f"{units[u]}/{channels[c]}" for u, c in zip(unit_of, channel_of))
    seats = _touchpoint_seats(settings, touchpoints, unit_of) + _upper_seats(settings, units)
    return Layout(units, channels, touchpoints, unit_of, channel_of, open_, seats)


def _touchpoint_seats(settings: Settings, touchpoints: tuple[str, ...], unit_of: np.ndarray) -> tuple[Seat, ...]:
    """One manager per touchpoint, at the level the unit is led by."""
    units = list(settings.company.units.items())
    rows = []
    for index, (touchpoint, at) in enumerate(zip(touchpoints, unit_of)):
        name, unit = units[at]
        rows.append(Seat(touchpoint, TOUCHPOINT, unit.led_by, name, touchpoint, int(at), index))
    return tuple(rows)


def _upper_seats(settings: Settings, units: tuple[str, ...]) -> tuple[Seat, ...]:
    """One head per unit, and the executives of the company."""
    heads = [Seat(name, HEAD, "unit_head", name, "", index, -1) for index, name in enumerate(units)]
    executives = [
        Seat(f"executive {number + 1}", EXECUTIVE, "executive", "", "", -1, -1)
        for number in range(settings.company.executives)
    ]
    return tuple(heads + executives)
