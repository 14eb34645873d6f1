"""What pattern checks let happen: worlds, each lived once per seed, with cases that share its warm-up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Callable, Iterable, Mapping

import numpy as np

from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.simulation import tables
from cxsim.simulation.market import warm_up
from cxsim.simulation.model import QUARTERS, CxModel, Warm

CENTS = 100.0
YEAR_TO_DATE = 100.0  # achievement is told in % of target

# a probe lives customers without managers and gives named arrays; importable by name in a new process
Probe = Callable[[Settings], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One scheme in a world; `behaviour` are fields of the behaviour settings that differ from the world's."""

    name: str
    scheme: Mapping[str, Any]
    behaviour: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Settings and what happens in them: cases, or a probe."""

    name: str
    settings: Settings
    cases: tuple[Case, ...] = ()
    probe: Probe | None = None


@dataclass
class Sales:
    """Touchpoints' sales by year, arrays (years, touchpoints)."""

    before: np.ndarray  # % of target before sales were moved at the year's end
    after: np.ndarray  # % of target as paid
    pull: np.ndarray  # share of the last quarter's sales pulled forward, negative = delayed
    target: np.ndarray  # EUR
    given_away: np.ndarray  # (years,) price given away for sales pulled forward, % of the last quarter's sales


@dataclass
class Lived:
    """What a case leaves behind: numbers only, small enough to send between processes."""

    summary: dict[str, float]
    digest: str  # of the final customers
    revenue: np.ndarray  # (quarters,) EUR
    moved: np.ndarray  # (quarters,) EUR of that moved between years
    profit: np.ndarray  # (quarters,) EUR before bonus
    kept: np.ndarray  # (quarters,) % of the start
    build_fix: float  # systematic over quick work, touchpoint managers, last year
    sales: Sales
    items: np.ndarray  # payout of each measure, % of its target bonus
    payouts: np.ndarray  # (seats and years, 2): payout in % of target bonus, people


def live_world(world: World, seed: int) -> dict[str, Any]:
    """One seed of a world: `Lived` by case, or what the probe gives."""
    settings = replace(world.settings, seed=seed)
    if world.probe is not None:
        return world.probe(settings)
    warm = warm_up(settings)
    return {case.name: live_case(settings, case, warm) for case in world.cases}


def live_case(settings: Settings, case: Case, warm: Warm) -> Lived:
    """One case from a finished warm-up."""
    settings = with_behaviour(settings, **case.behaviour)
    model = CxModel(settings, Scheme.from_mapping(case.scheme), warm)
    for _ in range(settings.horizon.years * QUARTERS):
        model.step()
    return lived(model)


def lived(model: CxModel) -> Lived:
    """Read the numbers off a finished model."""
    quarters = tables.quarterly(model)
    managers, payouts = tables.managers(model), tables.payouts(model)
    return Lived(
        summary=tables.summary(model),
        digest=model.population.digest(),
        revenue=quarters["revenue_eur"].to_numpy(float),
        moved=np.array([quarter.line("moved").sum() for quarter in model.history.quarters]) / CENTS,
        profit=quarters["profit_eur"].to_numpy(float),
        kept=quarters["kept_share"].to_numpy(float),
        build_fix=_build_fix(managers),
        sales=_sales(model, managers),
        items=tables.payout_items(model)["payout_pct"].to_numpy(float),
        payouts=payouts[["payout_pct", "people"]].to_numpy(float),
    )


def with_behaviour(settings: Settings, **changes: Any) -> Settings:
    """The same settings with other behaviour."""
    return replace(settings, behaviour=replace(settings.behaviour, **changes)) if changes else settings


def merged(worlds: Iterable[World]) -> list[World]:
    """Worlds asked for by several patterns, each once with all its cases.

    Raises ValueError when two patterns mean different things by one name.
    """
    found: dict[str, World] = {}
    for world in worlds:
        known = found.get(world.name, replace(world, cases=()))
        if known.settings != world.settings or known.probe is not world.probe:
            raise ValueError(f"two worlds are called {world.name}")
        found[world.name] = replace(known, cases=_joined(known.cases, world.cases))
    return list(found.values())


def _joined(known: tuple[Case, ...], more: tuple[Case, ...]) -> tuple[Case, ...]:
    cases = {case.name: case for case in known}
    for case in more:
        if cases.setdefault(case.name, case) != case:
            raise ValueError(f"two cases are called {case.name}")
    return tuple(cases.values())


def _build_fix(managers: Any) -> float:
    rows = managers[(managers["touchpoint"] != "") & (managers["year"] == managers["year"].max())]
    return float(rows["attention_build"].mean() / rows["attention_fix"].mean())


def _sales(model: CxModel, managers: Any) -> Sales:
    seats = [(u, c) for u in range(len(model.units)) for c in range(len(model.channels)) if model.open_[u, c]]
    codes = [f"{model.units[u]}/{model.channels[c]}" for u, c in seats]
    cards = model.history.targets
    actual, target = (
        np.array([[card["revenue", "touchpoint", code][k] for code in codes] for card in cards]) for k in (0, 1)
    )
    ends = managers[managers["quarter"] % QUARTERS == 0].pivot(index="year", columns="manager", values="pull")
    pull = ends[codes].to_numpy(float)
    price = model.settings.market.price_step
    now = np.where(pull > 0.0, pull * (1.0 - price), pull)
    last = [model.history.quarters[QUARTERS * year + QUARTERS - 1].touch_sales for year in range(len(cards))]
    sold = np.array([[sales[seat] for seat in seats] for sales in last]) / CENTS
    before = actual - sold * now / (1.0 + now)
    given = 100.0 * (np.maximum(pull, 0.0) * price * sold).sum(axis=1) / sold.sum(axis=1)
    return Sales(YEAR_TO_DATE * before / target, YEAR_TO_DATE * actual / target, pull, target, given)


class Seen:
    """Everything lived, by world, case and seed."""

    def __init__(self, outcomes: Mapping[tuple[str, int], dict[str, Any]], seeds: tuple[int, ...]):
        self.outcomes, self.seeds = outcomes, seeds

    def of(self, world: str, case: str) -> list[Any]:
        """What a case (or a name of a probe) gave, one entry per seed."""
        return [self.outcomes[world, seed][case] for seed in self.seeds]

    def numbers(self, world: str, case: str, read: Callable[[Lived], float]) -> np.ndarray:
        """One number per seed."""
        return np.array([read(item) for item in self.of(world, case)], float)

    def less(self, world: str, case: str, other: str, read: Callable[[Lived], float]) -> np.ndarray:
        """`case` minus `other`, seed by seed."""
        return self.numbers(world, case, read) - self.numbers(world, other, read)


def outcome(name: str) -> Callable[[Lived], float]:
    """A reader of one number of the summary."""
    return lambda item: item.summary[name]
