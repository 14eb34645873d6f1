"""What people of the twin live among: units, channels, the service of the quarter, and numbers derived from settings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Callable

from cxsim.base.schema import ChannelSettings, Settings, UnitSettings
from cxsim.customers.rules import name_slot
from cxsim.customers.service import ServiceState

WEEKS_PER_YEAR = 52
OLDEST = 2047  # weeks beyond which traces fade no further
HEARD_CAP = 12  # net items heard beyond which joining rises no further
BASKET_CELLS = 1024


@dataclass(eq=False)
class Channel:
    """A way to reach the company."""

    number: int
    name: str
    settings: ChannelSettings
    slot: int

    def __post_init__(self) -> None:
        self.web = self.settings.kind == "self_service"
        self.phone = self.name == "phone"


@dataclass(eq=False)
class Unit:
    """A business unit, its channels and the one that takes over cases from other units."""

    number: int
    name: str
    settings: UnitSettings
    channels: list[Channel]
    need_share: float
    holding_share: float

    def __post_init__(self) -> None:
        self.bit = 1 << self.number
        self.order = name_slot(f"unit {self.name}")
        self.line_slot = name_slot(f"holding {self.name}")
        staffed = [channel for channel in self.channels if not channel.web] or self.channels
        self.desk = max(staffed, key=lambda channel: channel.settings.pull)

    def desk_for(self, channel: Channel) -> Channel:
        """Where a case coming in by `channel` is taken over."""
        return channel if channel in self.channels else self.desk


class World:
    """Everything that stays the same for everybody during a run."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.customers, self.business = settings.customers, settings.business
        self.market, self.survey = settings.market, settings.survey
        self.contested = bool(settings.rival)
        self.reading = self.customers.readings[self.customers.reading]
        self.channels = [
            Channel(number, name, channel, name_slot(f"channel {name}"))
            for number, (name, channel) in enumerate(settings.channels.items())
        ]
        self.units = self._units()
        self._passing_order = sorted(self.units, key=lambda unit: unit.order)
        self._rates()
        self._tables()

    def _units(self) -> list[Unit]:
        units = self.settings.company.units
        needs = max(sum(unit.need_share for unit in units.values()), 1e-12)
        lines = max(sum(unit.holding_share for unit in units.values()), 1e-12)
        return [
            Unit(
                number, name, unit, [channel for channel in self.channels if channel.name in unit.channels],
                round(unit.need_share / needs, 12), round(unit.holding_share / lines, 12),
            )
            for number, (name, unit) in enumerate(units.items())
        ]  # fmt: skip

    def _rates(self) -> None:
        c, dial = self.customers, self.settings.journeys
        needed = sum(unit.need_share > 0.0 for unit in self.units)
        may_cross = 1.0 if needed > 1 else 0.0
        self.issue_crosses = may_cross * min(1.0, dial.cross_unit_share * dial.issue_factor)
        self.routine_crosses = may_cross * min(1.0, dial.cross_unit_share * dial.routine_factor)
        self.lost_pain = c.lost_info_pain * dial.handoff_cost
        self.lost_logodds = c.lost_info_logodds * dial.handoff_cost
        self.mild_pain = c.severe_pain * c.mild_pain_share
        self.fixed_yardstick = (1.0 - c.expectation_share) * c.fixed_yardstick
        self.leaves_per_week = 1.0 - (1.0 - self.business.outside_leave) ** (1.0 / WEEKS_PER_YEAR)
        self.asked_per_week = min(self.survey.relationship_rate / WEEKS_PER_YEAR, 0.2)

    def _tables(self) -> None:
        c = self.customers

        def left_after(half_life: float) -> list[float]:
            return [round(2.0 ** (-age / half_life), 12) for age in range(OLDEST + 1)]

        self.good_fades = left_after(c.fast_half_life), left_after(c.slow_half_life)
        self.bad_fades = (
            left_after(c.fast_half_life * c.bad_fade_ratio), left_after(c.slow_half_life * c.bad_fade_ratio)
        )  # fmt: skip
        heard = range(-HEARD_CAP, HEARD_CAP + 1)
        self.join_factor = {net: round(math.e ** (c.join_talk_slope * net), 12) for net in heard}
        self.basket_sizes = [self._basket_size(cell / BASKET_CELLS) for cell in range(BASKET_CELLS + 1)]

    def _basket_size(self, share: float) -> float:
        edge = 0.25 / BASKET_CELLS
        return round(math.exp(self.business.basket_sigma * NormalDist().inv_cdf(min(max(share, edge), 1 - edge))), 12)

    def outside_pull(self, week: int) -> float:
        """Log-odds by which the outside offer draws people away in `week`."""
        return self.market.outside_offer + self.market.improvement_per_year / WEEKS_PER_YEAR * max(week, 0)

    def unit_by_share(self, uniform: float, share: Callable[[Unit], float], but: Unit | None = None) -> Unit:
        """The unit at `uniform` along the line of shares, in the order of the units' name keys; never `but`."""
        left = uniform * (1.0 - (share(but) if but else 0.0))
        chosen = self.units[0]
        for unit in self._passing_order:
            if unit is not but and share(unit) > 0.0:
                chosen = unit
                left -= share(unit)
                if left < 0.0:
                    break
        return chosen


class Service:
    """The service of the quarter as plain nested lists, with the three parts of quality weighed."""

    def __init__(self, world: World, state: ServiceState):
        c = world.customers
        together = c.weight_effectiveness + c.weight_ease + c.weight_emotion
        parts = (c.weight_effectiveness / together, c.weight_ease / together, c.weight_emotion / together)
        self.effectiveness = state.quality[:, :, 0].tolist()
        self.felt = [
            [parts[0] * able + parts[1] * easy + parts[2] * warm for able, easy, warm in row]
            for row in state.quality.tolist()
        ]
        for name in ("handoff", "offer", "recover", "inflate", "deflect", "steer"):
            setattr(self, name, getattr(state, name).tolist())
        for name in ("inflate_company", "join", "talk_good", "standard", "asked", "sustainability"):
            setattr(self, name, getattr(state, name))
        self.loud = {"good": state.loud_good, "bad": state.loud_bad}
