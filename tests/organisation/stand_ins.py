"""Stand-ins for tests of the organisation: settings from conf/, small schemes, a world that answers attention."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import yaml

from cxsim.base.building import build
from cxsim.base.schema import Settings

CONF = Path(__file__).resolve().parents[2] / "conf"
GROUPS = {
    "channels": "standard", "customers": "evidence", "business": "subscription", "journeys": "standard", "survey": "standard",
    "behaviour": "adaptive", "market": "steady", "horizon": "five_years", "study": "standard", "output": "standard", "company": "telecom",
}  # fmt: skip
REVENUE, COST, SCORE, PROFIT = (
    ((90, 50), (100, 100), (110, 200)),
    ((94, 50), (100, 100), (106, 200)),
    ((96, 50), (100, 100), (104, 200)),
    ((75, 50), (100, 100), (125, 200)),
)
CURVES = {"revenue": REVENUE, "cost": COST, "satisfaction": SCORE, "cx": SCORE, "journey": SCORE, "profit": PROFIT}
LEVELS = ("team_lead", "middle_manager", "unit_head", "executive")
_LOADED: list[Settings] = []


@dataclass(frozen=True)
class FakeCurve:
    kinks: tuple
    shape: str = "linear"
    direction: str = "higher"
    beyond_last: str = "cap"


STRAIGHT = FakeCurve(((0, 0), (1000, 1000)))


@dataclass(frozen=True)
class FakePart:
    metric: str
    scope: str
    weight: float
    curve: Any
    basis: str = "percent_of_target"
    better: str = "higher"


@dataclass(frozen=True)
class FakeGate:
    metric: str
    scope: str
    required: float
    factor: float | None = 0.5
    cap_pct: float | None = None
    on: str = "score"
    basis: str = "percent_of_target"
    better: str = "higher"


@dataclass(frozen=True)
class FakeDeferral:
    share: float
    years: int
    on_performance: bool = True


@dataclass
class FakeScheme:
    """The part of the pay layer's Scheme this layer uses."""

    parts: dict[str, list[FakePart]]
    gate_list: list[FakeGate] = field(default_factory=list)
    deferrals: dict[str, FakeDeferral] = field(default_factory=dict)
    bonus: dict[str, float] = field(
        default_factory=lambda: {"team_lead": 0.08, "middle_manager": 0.175, "unit_head": 0.35, "executive": 0.75}
    )

    @property
    def levels(self):
        return list(self.parts)

    def components(self, level):
        return self.parts[level]

    def gates(self, level):
        return self.gate_list

    def target_bonus(self, level):
        return self.bonus[level]

    def deferral(self, level):
        return self.deferrals.get(level)


def part(metric, scope, weight=1.0, curve=None):
    return FakePart(metric, scope, weight, curve or FakeCurve(CURVES[metric]))


def at_all_levels(metric, scope_low, scope_head, scope_top, levels=LEVELS, **more):
    """100 % of one metric, at the scope each level has."""
    scopes = {"team_lead": scope_low, "middle_manager": scope_low, "unit_head": scope_head, "executive": scope_top}
    return FakeScheme({level: [part(metric, scopes[level])] for level in levels}, **more)


def growth():
    return at_all_levels("revenue", "unit", "unit", "company")


def company_cx():
    return at_all_levels("cx", "company", "company", "company")


def satisfaction(levels=("team_lead", "middle_manager")):
    return at_all_levels("satisfaction", "touchpoint", "unit", "", levels=levels)


SCHEMES = {
    "growth": growth,
    "company_cx": company_cx,
    "satisfaction": satisfaction,
    "profit": lambda: at_all_levels("profit", "unit", "unit", "company"),
    "journey": lambda: at_all_levels("journey", "journey", "journey", "company"),
    "gate": lambda: at_all_levels(
        "revenue", "touchpoint", "unit", "company", gate_list=[FakeGate("cx", "company", 100)]
    ),
    "deferred": lambda: at_all_levels(
        "cost", "touchpoint", "unit", "company", deferrals={level: FakeDeferral(0.67, 3) for level in LEVELS}
    ),
}


def settings(behaviour=None, **groups) -> Settings:
    """Settings of conf/ with other group files and other numbers of `behaviour`."""
    if not _LOADED or groups:
        plain = {group: _read(group, groups.get(group, name)) for group, name in GROUPS.items()}
        plain |= {"scheme": {}, "practice": {}, "rival": {}, "seed": 1, "threads": 1, "workers": 0}
        made = build(Settings, plain)
        if groups:
            return _changed(made, behaviour)
        _LOADED.append(made)
    return _changed(copy.deepcopy(_LOADED[0]), behaviour)


def _changed(made, behaviour):
    for name, value in (behaviour or {}).items():
        assert hasattr(made.behaviour, name), name
        setattr(made.behaviour, name, value)
    return made


def _read(group, name):
    plain = yaml.safe_load((CONF / group / f"{name}.yaml").read_text(encoding="utf-8"))
    parents = [item for item in plain.pop("defaults", []) if isinstance(item, str) and item != "_self_"]
    for parent in parents:
        plain = _read(group, parent) | plain
    return plain


def with_units(made: Settings, n_units: int, n_touchpoints: int) -> Settings:
    """The same company with `n_units` equal units of `n_touchpoints` equal touchpoints."""
    unit = next(iter(made.company.units.values()))
    channel = next(iter(made.channels.values()))
    made.channels = {f"c{i}": copy.deepcopy(channel) for i in range(n_touchpoints)}
    made.company.units = {}
    for i in range(n_units):
        made.company.units[f"u{i}"] = copy.deepcopy(unit)
        made.company.units[f"u{i}"].channels = list(made.channels)
        made.company.units[f"u{i}"].led_by = "middle_manager"
    return made


class World(mesa.Model):
    """A Mesa model with nothing in it."""


def start_of(organisation, level=70.0):
    """A warm-up's results: EUR 400 000 revenue, 280 000 cost, 60 000 profit per unit of account, scores at `level`."""
    from cxsim.organisation.organisation import Start

    flat = {"revenue": 4e5, "cost": 2.8e5, "profit": 6e4}
    board, layout = organisation.board, organisation.layout
    shares = {"touchpoint": 1.0 / len(layout.touchpoints), "unit": 1.0 / layout.n_units, "company": 1.0, "journey": 1.0}
    results = np.array([flat[m] * shares[s] if m in flat else level for m, s, _ in board.keys])
    quarter = np.where(board.flow, results / 4, results)
    return Start(results, quarter, np.full(len(layout.touchpoints), level))


def company(made, scheme, **more):
    """An organisation under `scheme`, right after a warm-up."""
    from cxsim.organisation.organisation import Organisation

    probe = Organisation(World(rng=1), made, None)
    return Organisation(World(rng=1), made, scheme, start=start_of(probe), **more)


def answers(organisation, seed=0, noise=0.0):
    """Results of a quarter in a simple world: sales follow selling, cost follows saving, scores follow quality."""
    layout, stocks, board, craft = organisation.layout, organisation.stocks, organisation.board, organisation.craft
    luck = np.random.default_rng(seed)
    share = lambda n: 1.0 + noise * luck.standard_normal(n)  # noqa: E731
    n = len(layout.touchpoints)
    revenue = 1e5 / n * (1.0 + 0.5 * stocks.selling) * share(n)
    cost = 7e4 / n * (1.0 - 0.5 * stocks.saving) * share(n)
    score = 70.0 + 60.0 * (stocks.skill @ craft.quality).mean(axis=1) * share(n)
    results = {}
    for metric, values in (("revenue", revenue), ("cost", cost), ("profit", 0.55 * revenue - 0.5 * cost)):
        _add(results, metric, layout, values, np.sum)
    for metric in ("satisfaction", "cx", "journey"):
        _add(results, metric, layout, score, np.mean)
    return {key: results[key] for key in board.keys}, score


def _add(results, metric, layout, values, gather):
    for t, name in enumerate(layout.touchpoints):
        results[metric, "touchpoint", name] = float(values[t])
    for u, name in enumerate(layout.units):
        whole = float(gather(values[layout.unit_of == u]))
        results[metric, "unit", name] = results[metric, "journey", name] = whole
    results[metric, "company", ""] = float(gather(values))


def live(organisation, years=3, noise=0.0, first=0):
    """Let an organisation live; returns the services of all quarters."""
    services = []
    for quarter in range(first, first + 4 * years):
        services.append(organisation.decide(quarter))
        results, score = answers(organisation, seed=quarter, noise=noise)
        organisation.observe(results, score)
        if quarter % 4 == 3:
            year = organisation.board.quarters
            total = np.where(organisation.board.flow, np.sum(year, axis=0), np.mean(year, axis=0))
            organisation.year_end(quarter // 4, dict(zip(organisation.board.keys, total)))
    return services
