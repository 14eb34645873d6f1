"""What the board page of a plan rests on, as plain values: cost, effect, conditions under which it flips, alternatives.

One simulation answers all: the plan with nobody reacting to pay and with people who do, the old plan if there is one, and two
simple variants of the plan, on the same people and the same luck; and, with fewer seeds, the main effect in worlds where one
uncertain setting of the company is low or high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import Settings
from cxsim.desk.dynamic.arms import FROZEN, Lived, cells_of, gathered, run_kept
from cxsim.desk.dynamic.awards import Awards, pay_staff
from cxsim.desk.dynamic.outcomes import customers_path, money_path, years_of
from cxsim.desk.dynamic.pairs import Floats, Pair, pairs, tail
from cxsim.desk.dynamic.simulate import asked, words_for
from cxsim.desk.dynamic.translate import Translation, translate
from cxsim.desk.dynamic.view import DynamicView, view_of
from cxsim.desk.facts import Facts
from cxsim.desk.linter.registry import SERIOUS, Finding
from cxsim.desk.plan_file import PlanFile
from cxsim.desk.static.futures import Choices
from cxsim.desk.static.view import StaticView, look
from cxsim.desk.variants import DIRECTIONS, Variant, shifted
from cxsim.study.begun import Begun
from cxsim.study.canonical import content_digest
from cxsim.study.cells import Cell
from cxsim.study.crossing import Crossing, crossing_of
from cxsim.study.execution import plan_of
from cxsim.study.progress import Progress
from cxsim.study.runner import Harvest, run_cells
from cxsim.study.statistics import estimate_family
from cxsim.study.store import Store

PLAN, OLD = "plan", "old"
# Conditions of the company that are known least and decide whether a shared goal has anything to act on: setting, low, high (the
# ends of the project's own studies), the most the setting may be.
CONDITIONS = (("journeys.cross_unit_share", 0.0, 0.7, 1.0), ("journeys.handoff_cost", 0.0, 2.0, 5.0))
FLIP_SEEDS = 10
KEPT, PROFIT, CX, COST = "customers_kept", "profit_after_bonus", "true_cx", "bonus_cost"
MAIN = (KEPT, PROFIT, CX)
STAYS, TURNS, UNTOLD, APPEARS, OPEN = "stays", "turns", "untold", "appears", "open"


@dataclass(frozen=True)
class World:
    """A condition of the company set to another value than its own."""

    key: str
    value: float
    home: float


@dataclass(frozen=True)
class Laid:
    """Everything that will be simulated, before it is: plans in the words of the simulation and cells by world."""

    file: PlanFile
    static: StaticView
    settings: Settings
    mades: dict[str, Translation]
    variants: dict[str, Variant]
    worlds: dict[World, Settings]
    cells: dict[World | None, dict[str, list[Cell]]]

    @property
    def base(self) -> str:
        """What the plan is held against: the old plan, else itself with nobody reacting."""
        return OLD if OLD in self.mades else FROZEN

    def plans_in(self, world: World | None) -> dict[str, Translation]:
        """Plans simulated in a world, the first one first."""
        names = [PLAN, *([OLD] if OLD in self.mades else [])]
        return self.mades if world is None else {name: self.mades[name] for name in names}


@dataclass(frozen=True)
class Flip:
    """The main effect in one world: pairs (base, plan) by outcome, and what became of its sign."""

    world: World
    pairs: dict[str, Pair]
    verdicts: dict[str, str]


@dataclass(frozen=True)
class Alternative:
    """Another plan against this one on the same luck: pairs (plan, alternative) by outcome, bonus cost a year among them.

    `name` is old, up or down, or anything with a `label`; `weights` by level, company-CX weight of the plan and of a variant, %.
    """

    name: str
    pairs: dict[str, Pair]
    weights: dict[str, tuple[float, float]] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Board:
    """Facts of the page. `main` holds pairs (base, plan) by outcome; `paths` the same by quarter; `year_cost` EUR by arm: p10, p50, p90."""

    laid: Laid
    view: DynamicView
    main: dict[str, Pair]
    reaction_cost: Pair
    paths: dict[str, list[dict[str, Any]]]
    crossings: dict[str, Crossing]
    year_cost: dict[str, dict[str, float]]
    flips: list[Flip]
    alternatives: list[Alternative]
    failures: list[dict[str, Any]]
    reused: int
    digest: str

    @property
    def static(self) -> StaticView:
        """The plan with behaviour as it is."""
        return self.laid.static

    @property
    def base(self) -> str:
        """`old` or `frozen`."""
        return self.laid.base

    @property
    def serious(self) -> list[Finding]:
        """Serious findings nobody has accepted; while there are any, the page is a draft."""
        return [one for one in self.static.findings if one.severity == SERIOUS and not one.silenced]

    @property
    def hidden_total(self) -> bool:
        """Whether the cost of everybody would tell one person's pay."""
        return "all" in self.static.cost.hidden

    @property
    def cheapest(self) -> Alternative | None:
        """The alternative with the least mean cost among those clearly cheaper that did not clearly keep fewer customers."""
        fit = [one for one in self.alternatives if sign(one.pairs[COST]) < 0 and sign(one.pairs[KEPT]) >= 0]
        return min(fit, key=lambda one: one.pairs[COST].difference.mean, default=None)


def sign(pair: Pair) -> int:
    """1 or -1 when the interval of the difference leaves zero out, else 0."""
    found = pair.difference
    return 1 if found.lo > 0 else -1 if found.hi < 0 else 0


def lay_out(file: PlanFile, overrides: Sequence[str], old: PlanFile | None = None, config_dir: str | None = None) -> Laid:
    """All cells of the page. Raises InputError for whatever the pay rules, the settings or the translation refuse in a plan."""
    files = {PLAN: file, **({OLD: _today(old, file)} if old else {})}
    request = asked(files, overrides, config_dir)
    settings = request.settings
    static = look(file, Choices(seed=settings.seed))
    mades = {name: translate(one, name, settings, words_for(one, request.words, len(files))) for name, one in files.items()}
    variants = {name: found for name in DIRECTIONS if (found := shifted(mades[PLAN], name))}
    mades |= {name: translate(one.file, name, settings, request.words) for name, one in variants.items()}
    worlds = {world: _settings_in(world, settings) for world in _worlds(settings)}
    laid = Laid(file, static, settings, mades, variants, worlds, {})
    laid.cells[None] = cells_of(mades, settings)
    for world, own in worlds.items():
        laid.cells[world] = _cells_in(laid, world, own)
    return laid


def _today(old: PlanFile, new: PlanFile) -> PlanFile:
    """The old plan for today's staff and employer cost, so that a difference of cost is one of plans."""
    try:
        made = PlanFile({**old.plan, "employer_cost_pct": new.value("employer_cost_pct") or 0}, {**old.rows, "staff": new.sheet("staff")}, old.source, old.places)
        Facts(made).case.problems.raise_any()
    except InputError as error:
        messages = dict.fromkeys(one.message for one in error.problems)  # once each, without the codes of people
        fix = "levels, units and results of both plans need the same names"
        raise InputError([Problem(f"cannot pay the staff of the new plan: {message}", old.source or OLD, fix=fix) for message in messages]) from None
    return made


def _worlds(settings: Settings) -> list[World]:
    """Both ends of every condition, further out where the company's own value lies there; an end that is its own value is left out."""
    found = []
    for key, low, high, most in CONDITIONS:
        group, _, name = key.partition(".")
        home = float(getattr(getattr(settings, group), name))
        ends = (low, high if home < high else most)
        found += [World(key, end, home) for end in ends if abs(end - home) > 1e-9]
    return found


def _settings_in(world: World, settings: Settings) -> Settings:
    group, _, name = world.key.partition(".")
    study = replace(settings.study, replications=min(FLIP_SEEDS, settings.study.replications))
    return replace(settings, study=study, **{group: replace(getattr(settings, group), **{name: world.value})})


def _cells_in(laid: Laid, world: World, settings: Settings) -> dict[str, list[Cell]]:
    cells = cells_of(laid.plans_in(world), settings)
    said = (f"{world.key}={world.value:g}",)
    told = {kind: [replace(cell, words=(*cell.words, *said)) for cell in own] for kind, own in cells.items()}
    return {kind: own for kind, own in told.items() if kind != FROZEN or laid.base == FROZEN}


def live(laid: Laid, store: Store | None = None, progress: Progress | None = None, begun: Begun | None = None, others: Sequence[Alternative] = ()) -> Board:
    """Simulate what was laid out and read the page's facts off it; `others` are further alternatives for part 8.

    Raises InputError when no seed succeeded in every arm, or the disk refuses; KeyboardInterrupt keeps what was finished.
    """
    harvest = run_cells(in_turn(laid), plan_of(laid.settings, run_kept, store, progress, begun=begun))
    return told(laid, harvest, others)


def in_turn(laid: Laid) -> list[Cell]:
    """All cells, seed by seed within each world."""
    return [cell for kinds in laid.cells.values() for own in zip(*kinds.values(), strict=True) for cell in own]


def told(laid: Laid, harvest: Harvest, others: Sequence[Alternative] = ()) -> Board:
    """The page's facts from finished cells. Raises InputError when no seed succeeded in every arm."""
    lives = {world: gathered(list(laid.plans_in(world)), laid.worlds[world] if world else laid.settings, kinds, harvest) for world, kinds in laid.cells.items()}
    found = _board(laid, lives, harvest.failures, harvest.reused)
    return replace(found, alternatives=[*found.alternatives, *others])


def _board(laid: Laid, lives: Mapping[World | None, Lived], failures: list[dict[str, Any]], reused: int) -> Board:
    lived = lives[None]
    view = view_of(laid.mades[PLAN], lived)
    paid = {name: pay_staff(laid.mades[name], lived.arms[name]) for name in lived.plans if name != PLAN} | {PLAN: view.awards["heard"]}
    mark = 1 + float(laid.file.value("employer_cost_pct") or 0) / 100
    arms = lived.arms
    main = effects(arms[laid.base], arms[PLAN])
    paths = paths_of(arms[laid.base], arms[PLAN])
    reaction = _cost_pair(view.awards["frozen"], view.awards["heard"], mark)
    alternatives = [
        Alternative(name, {**effects(arms[PLAN], arms[name]), COST: _cost_pair(paid[PLAN], paid[name], mark)}, laid.variants[name].weights if name in laid.variants else {})
        for name in lived.plans
        if name != PLAN
    ]
    flips = [_flip(world, main, effects(one.arms[laid.base], one.arms[PLAN], outcomes=(KEPT, CX))) for world, one in lives.items() if world is not None]
    costs = {FROZEN: view.awards["frozen"], **paid}
    crossings = {name: crossing_of(*zip(*((row["quarter"], row["lo"], row["hi"]) for row in rows))) for name, rows in paths.items()}
    digest = content_digest({str(world): one.digest for world, one in lives.items()})
    return Board(laid, view, main, reaction, paths, crossings, {name: _quantiles(one, mark) for name, one in costs.items()}, flips, alternatives, failures, reused, digest)


def effects(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]], outcomes: Sequence[str] = MAIN) -> dict[str, Pair]:
    """Paired outcomes of two arms by name, intervals holding together: customers kept at the end (%), profit after bonus (EUR per
    customer at the start), true CX in the last year (index 0-100)."""
    read = {
        KEPT: ("percent", lambda arm: customers_path(arm)[:, -1]), PROFIT: ("eur_customer", lambda arm: money_path(arm)[:, -1]),
        CX: ("index", _true_cx),
    }  # fmt: skip
    years = years_of(first)
    values = {(name, "", years): (read[name][0], read[name][1](first), read[name][1](second)) for name in outcomes}
    return {pair.name: pair for pair in pairs(values)}


def paths_of(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Paired differences by quarter of customers kept and profit after bonus so far.

    The intervals of a quarter hold together with that of true CX in the last year, so that those of the last quarter are the
    ones the verdicts of `effects` are made from; they do not hold over quarters.
    """
    gaps = {name: path(second) - path(first) for name, path in ((KEPT, customers_path), (PROFIT, money_path))}
    last = _true_cx(second) - _true_cx(first)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in gaps}
    for quarter in range(gaps[KEPT].shape[1]):
        found = estimate_family(np.column_stack([*(gap[:, quarter] for gap in gaps.values()), last]))
        for name, one in zip(gaps, found):
            rows[name].append({"quarter": quarter + 1, "difference": one.mean, "lo": one.lo, "hi": one.hi, "n": one.n, "state": one.state})
    return rows


def _true_cx(arm: Sequence[Mapping[str, Any]]) -> Floats:
    """True relationship experience of the last year, 0-100, shape (seeds,)."""
    return np.array([float(payload["summary"]["true_cx"]) for payload in arm])


def _cost_pair(first: Awards, second: Awards, mark: float) -> Pair:
    """Bonus cost of a mean year, EUR with employer cost."""
    (pair,) = pairs({(COST, "", 0): ("eur", *(mark * awards.total.mean(axis=1) / 100 for awards in (first, second)))})
    return pair


def _quantiles(awards: Awards, mark: float) -> dict[str, float]:
    """Of one simulated year, over all years of all seeds, EUR with employer cost."""
    values = mark * awards.total.ravel() / 100
    return {"p10": tail(values, 0.1), "p50": tail(values, 0.5), "p90": tail(values, 0.9)}


def _flip(world: World, home: Mapping[str, Pair], there: dict[str, Pair]) -> Flip:
    return Flip(world, there, {name: verdict(sign(home[name]), sign(pair)) for name, pair in there.items()})


def verdict(home: int, there: int) -> str:
    """What became of a sign: stays, turns, cannot be told there, appears only there, or open in both."""
    if home == 0:
        return APPEARS if there else OPEN
    return {home: STAYS, -home: TURNS}.get(there, UNTOLD)
