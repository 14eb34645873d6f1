"""Whether a team's plan may start: nine futures in ten must cost no more than the pool."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.desk.static.futures import Choices
from cxsim.desk.static.of_scheme import SchemeCost, scheme_cost
from cxsim.lessons.kinds import kind_of
from cxsim.lessons.menu_form import Menu
from cxsim.lessons.scheme_kind import SchemeKind, mapping_of
from cxsim.lessons.world import World
from cxsim.organisation.layout import lay_out
from cxsim.organisation.payroll import payroll
from cxsim.study.canonical import content_digest

FUTURES = 2_000  # at half a second or less, since a team waits for the answer
KEPT = 256
_known: dict[str, SchemeCost] = {}


class TooDear(InputError):
    """A plan that may not start; `cost` is what it costs and `pool_pct` what there is, in % of all target bonuses."""

    def __init__(self, cost: SchemeCost, pool_pct: float):
        self.cost, self.pool_pct = cost, pool_pct
        super().__init__([Problem(
            f"nine years in ten cost up to {cost.p90_pct:.0f} % of all target bonuses, and the pool is {pool_pct:.0f} %", key="cost p90",
            value=f"{cost.p90_pct:.1f} %", allowed=f"up to {pool_pct:g} %", fix="choose a gentler curve, add a gate, or take measures that do not all move together",
        )])  # fmt: skip


def cost_of(world: World, menu: Menu, value: Mapping[str, Any]) -> SchemeCost:
    """Cost of a plan in the lesson's company, drawn as the menu says; the last few are remembered."""
    key = content_digest({"world": world.digest, "value": value})
    if key not in _known:
        while len(_known) >= KEPT:
            _known.pop(next(iter(_known)))
        choices = Choices(FUTURES, correlation=menu.correlation, sd=_spreads(menu, value))
        _known[key] = scheme_cost(mapping_of(menu, value), _people(world.digest, world.settings), choices)
    return _known[key]


def _spreads(menu: Menu, value: Mapping[str, Any]) -> dict[str, float]:
    """Spreads of the metrics this plan reads; futures refuse the name of any other."""
    read = {menu.measures[name].metric for own in value["weights"].values() for name, weight in own.items() if weight}
    gate = menu.gates[value["gate"]].terms
    return {metric: sd for metric, sd in menu.spreads.items() if metric in read | ({gate["metric"]} if gate else set())}


class _Keyed:
    """Settings that a cache tells apart by the digest of their world."""

    def __init__(self, digest: str, settings: Settings):
        self.digest, self.settings = digest, settings

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.digest == self.digest


def _people(digest: str, settings: Settings) -> tuple[Any, ...]:
    return _payroll(_Keyed(digest, settings))


@lru_cache(maxsize=4)
def _payroll(keyed: _Keyed) -> tuple[Any, ...]:
    mine = keyed.settings
    return tuple(payroll(mine.company, lay_out(mine), mine.customers.count * mine.business.start_share))


def refuse_dear(world: World, play: Mapping[str, Any]) -> None:
    """Raises TooDear when a play holds a plan whose cost passes the pool of its menu."""
    for name, value in play.items():
        kind = kind_of(world.lesson.decisions[name])
        if isinstance(kind, SchemeKind):
            cost = cost_of(world, kind.menu, value)
            if cost.p90_pct > kind.menu.pool_pct:
                raise TooDear(cost, kind.menu.pool_pct)
