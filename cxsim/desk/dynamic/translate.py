"""A plan file as a reward scheme and a company of the simulation.

The simulator is told counts, pay at the middle of each level and the rules; no row of staff goes there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.base.schema import CompanySettings, Settings
from cxsim.desk.dynamic.meaning import NONE, Meaning, levels_of, meanings, practices_of, units_of
from cxsim.desk.dynamic.scale import Scale, scale_of
from cxsim.desk.facts import Facts
from cxsim.desk.plan_file import PlanFile
from cxsim.pay.curve import Curve
from cxsim.pay.numbers import ZERO
from cxsim.pay.plan import Deferral, Gate, Measure, Modifier, Pool
from cxsim.pay.scheme import Scheme

SURE = "at_target"  # curve of a component nobody can act on: it pays 100 %
NO_LIMIT_PCT = 10_000.0  # % of target bonuses: a pool that never cuts
DIGITS = 6  # decimals of numbers made here, as of figures of a simulation (R1)


@dataclass(frozen=True)
class Note:
    """Something the translation decided; `key` names a sentence of the report's words, `values` fill it."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What the user said about names: map.METRIC=..., unit.CODE=..."""

    metrics: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Translation:
    """A plan in the words of the simulation. `levels` and `units` go from the plan's names to the simulated ones."""

    facts: Facts
    company: CompanySettings
    meanings: dict[str, Meaning]
    levels: dict[str, str]
    units: dict[str, str]
    scales: dict[tuple[str, str], Scale]
    scheme: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def source(self, measure: Measure) -> tuple[str, str] | None:
        """Simulated (metric, scope) of a measure; None when nobody in the model can act on it."""
        meaning = self.meanings[measure.metric]
        return None if meaning.metric == NONE else meaning.at(measure.scope)


def translate(file: PlanFile, name: str, settings: Settings, words: Words | None = None) -> Translation:
    """The scheme of a plan for the company of these settings.

    Raises
    ------
    InputError
        When the pay rules refuse the plan, or a metric, level or scope has no counterpart; every fault is named.
    """
    words = words or Words()
    facts = Facts(file)
    facts.case.problems.raise_any()
    measures = _measures(facts)
    found = meanings(sorted({measure.metric for measure in measures}), words.metrics)
    _refuse_scopes(measures, found)
    scales = {
        (measure.metric, measure.scope): scale_of(facts, measure, found[measure.metric])
        for measure in measures
        if measure.basis == "value" and found[measure.metric].metric != NONE
    }
    made = Translation(facts, settings.company, found, levels_of(facts), units_of(facts, settings.company, words.units), scales)
    made.scheme = _scheme(made, name)
    made.notes += _notes(made)
    Scheme.from_mapping(made.scheme)  # what the simulation would refuse is refused here
    return made


def company_words(file: PlanFile, overrides: Sequence[str]) -> list[str]:
    """Overrides that make the simulated company like the plan's; what the user typed comes last and wins.

    Pay at the middle of each level, journeys that cross units, and the way units are coordinated.
    """
    facts, made = Facts(file), []
    for level, simulated in levels_of(facts).items():
        mid = facts.level_row(level)[1].get("pay_mid_eur")
        if mid is not None:
            made.append(f"company.base_pay_eur.{simulated}={float(mid):g}")
    crossing = [float(row["cross_unit_journeys_pct"]) for row in file.sheet("units") if row.get("cross_unit_journeys_pct") is not None]
    if crossing:
        made.append(f"journeys.cross_unit_share={sum(crossing) / len(crossing) / 100:g}")
    practices = practices_of(str(file.value("coordination")))
    if practices and not any(text.startswith("practice=") for text in overrides):
        made.append(f"practice=[{','.join(practices)}]")
    return [*made, *overrides]


def _measures(facts: Facts) -> list[Measure]:
    found: list[Measure] = [part for part, _, _ in facts.parts]
    for level in facts.plan.levels.values():
        found += [*level.component_gates, *level.score_gates, *level.modifiers]
    pools = [Measure(pool.name, pool.metric, pool.scope) for pool in facts.plan.pools if pool.funding == "pct_of_metric"]
    return list(dict.fromkeys([*found, *pools]))


def _refuse_scopes(measures: list[Measure], found: Mapping[str, Meaning]) -> None:
    problems = []
    for metric, scope in dict.fromkeys((measure.metric, measure.scope) for measure in measures):
        meaning = found[metric]
        if meaning.metric != NONE and meaning.at(scope) is None:
            problems.append(Problem(f"is not counted by {scope} in the simulation", "components", "metric", f"{metric}/{scope}", fix=f"map.{metric}=none, or another scope"))
    if problems:
        raise InputError(problems)


def _scheme(made: Translation, name: str) -> dict[str, Any]:
    plan, curves = made.facts.plan, _Curves(made)
    levels = {
        made.levels[level.name]: {
            "target_bonus_pct": float(level.target_bonus_pct),
            "components": {f"{place}_{part.metric}_{part.scope}": curves.component(part) for place, part in enumerate(level.components, 1)},
        }
        for level in plan.levels.values()
        if level.components
    }
    gates = _distinct([gate for level in plan.levels.values() for gate in (*level.component_gates, *level.score_gates)])
    modifiers = _distinct([modifier for level in plan.levels.values() for modifier in level.modifiers])
    scheme = {
        "name": name, "label": {"en": plan.name or name, "fi": plan.name or name}, "levels": levels,
        "gates": {f"{place}_{gate.name}": row for place, gate in enumerate(gates, 1) if (row := _gate(made, gate))},
        "modifiers": {f"{place}_{one.name}": row for place, one in enumerate(modifiers, 1) if (row := curves.modifier(one))},
        "deferral": {made.levels[level]: _deferral(rule) for level, rule in plan.deferral.items() if level in made.levels},
        "pool": _pool(made), "normalise_weights": plan.normalise_weights, "missing_metric": "target",
    }  # fmt: skip
    caps = {"score_cap_pct": plan.score_cap_pct, "total_cap_pct": plan.total_cap_pct}
    return {**scheme, "curves": curves.made, **{key: float(cap) for key, cap in caps.items() if cap is not None}}


def _distinct(measures: list[Any]) -> list[Any]:
    return list(dict.fromkeys(measures))


class _Curves:
    """Curves of the plan on the simulation's scale, each made once per scale it is read on."""

    def __init__(self, made: Translation):
        self.all, self.made = made, {}

    def component(self, part: Any) -> dict[str, Any]:
        """One component; what nobody can act on pays 100 % whatever happens."""
        source = self.all.source(part)
        if source is None:
            self.made[SURE] = {"direction": "higher", "shape": "step", "beyond_last": "cap", "kinks": [[0, 100]]}
            return {"metric": "revenue", "scope": "company", "weight_pct": float(part.weight_pct), "curve": SURE}
        curve = self._curve(part, part.curve, f"{part.curve_name or 'curve'}_{part.metric}_{part.scope}")
        return {"metric": source[0], "scope": source[1], "weight_pct": float(part.weight_pct), "curve": curve}

    def modifier(self, one: Modifier) -> dict[str, Any] | None:
        source = self.all.source(one)
        if source is None:
            return None
        curve = self._curve(one, one.curve, f"factor_{one.name}_{one.metric}_{one.scope}")
        return {"metric": source[0], "scope": source[1], "curve": curve, **_levels(self.all, one.levels)}

    def _curve(self, measure: Measure, curve: Curve, name: str) -> str:
        read = self.all.scales.get((measure.metric, measure.scope)) if measure.basis == "value" else None
        kinks = sorted([round(read.to_pct(float(x)), DIGITS) if read else float(x), float(paid)] for x, paid in curve.kinks)
        self.made[name] = {"direction": "higher", "shape": curve.shape, "beyond_last": curve.beyond_last, "kinks": kinks}
        return name


def _gate(made: Translation, gate: Gate) -> dict[str, Any] | None:
    source = made.source(gate)
    if source is None:
        return None
    read = made.scales.get((gate.metric, gate.scope)) if gate.basis == "value" else None
    required = round(read.to_pct(float(gate.required)), DIGITS) if read else float(gate.required)
    effect = {"factor": float(gate.factor)} if gate.factor is not None else {"cap_pct": float(gate.cap_pct or 0)}
    target = _component_name(made, gate) if gate.on == "component" else {}
    return {"metric": source[0], "scope": source[1], "required": required, **effect, **target, **_levels(made, gate.levels)}


def _component_name(made: Translation, gate: Gate) -> dict[str, Any]:
    """A gate names a component by metric and scope, here those of the simulation."""
    part = next(part for part, _, _ in made.facts.parts if part.key == gate.component)
    source = made.source(part)
    return {"on": "component", "component": "/".join(source)} if source else {}


def _levels(made: Translation, names: tuple[str, ...] | None) -> dict[str, Any]:
    return {} if names is None else {"levels": [made.levels[name] for name in names if name in made.levels]}


def _deferral(rule: Deferral) -> dict[str, Any]:
    return {
        "share_pct": float(rule.share_pct), "of": rule.of, "min_award_eur": float(rule.min_award_eur),
        "vest_pct": _shares(rule.vest_pct), "clawback_window_years": rule.clawback_window_years, "on_performance": rule.on_performance,
    }  # fmt: skip


def _shares(parts: tuple[Fraction, ...]) -> list[str]:
    """Shares as decimal text that adds to 100 exactly: the last takes what rounding leaves."""
    texts = [f"{float(part):.9f}" for part in parts[:-1]]
    return [*texts, str(Decimal(100) - sum((Decimal(text) for text in texts), Decimal(0)))]


def _pool(made: Translation) -> dict[str, Any]:
    """All pools of the plan as one, in % of the target bonuses of its members; without staff nothing can be told, so no limit."""
    pools, base = made.facts.plan.pools, _targets(made.facts)
    if not pools or not base:
        return {"funding": "pct_of_target_bonus", "rate_pct": NO_LIMIT_PCT, "mode": "ceiling", "unspent": "return"}
    amount = sum(_amount(made.facts, pool) for pool in pools)
    mode = pools[0].mode if len(pools) == 1 else "ceiling"
    return {"funding": "pct_of_target_bonus", "rate_pct": round(100.0 * amount / base, DIGITS), "mode": mode, "unspent": "return"}


def _targets(facts: Facts, pool: Pool | None = None) -> float:
    """Target bonuses of all people, or of a pool's members, EUR."""
    last = [(person, person.segments[-1]) for person in facts.people]
    members = [person for person, segment in last if pool is None or pool.holds(segment.level, segment.codes.unit)]
    return float(sum((facts.target_of(segment) for person in members for segment in person.segments), ZERO))


def _amount(facts: Facts, pool: Pool) -> float:
    """What a pool holds at the expected results, EUR."""
    amount = float(pool.amount_eur)
    if pool.funding == "pct_of_target_bonus":
        amount = float(pool.rate_pct) / 100 * _targets(facts, pool)
    if pool.funding == "pct_of_metric":
        code = "" if pool.scope == "company" else pool.unit
        actual, target = facts.case.scorecard.rows.get((pool.metric, pool.scope, code), (None, None))
        amount = float(pool.rate_pct) / 100 * max(0.0, float(actual if actual is not None else target or 0))
    amount = max(amount, float(pool.floor_eur or 0))
    amount = min(amount, float(pool.cap_eur)) if pool.cap_eur is not None else amount
    return amount + float(pool.carry_in_eur)


def _notes(made: Translation) -> list[Note]:
    """What a reader should know was decided on the way; sentences stand in the report's words."""
    plan, notes = made.facts.plan, []
    frozen = [name for name, meaning in made.meanings.items() if meaning.metric == NONE]
    if frozen:
        notes.append(Note("frozen_metrics", {"metrics": frozen}))
    renamed = {name: meaning.metric for name, meaning in made.meanings.items() if meaning.metric not in (NONE, name)}
    if renamed:
        notes.append(Note("read_as", {"pairs": renamed}))
    if made.scales:
        notes.append(Note("scales", {"measures": ["/".join(key) for key in made.scales]}))
    ranked = {name: level for name, level in made.levels.items() if name != level}
    if ranked:
        notes.append(Note("levels", {"pairs": ranked}))
    notes.append(Note("units", {"pairs": dict(made.units)}))
    shared = len(made.units) - len(set(made.units.values()))
    notes += [Note("units_shared", {"n": shared})] if shared else []
    idle = [name for name in made.company.units if name not in made.units.values()]
    notes += [Note("units_idle", {"units": idle})] if idle else []
    notes += [Note("pools", {"n": len(plan.pools)})] if len(plan.pools) > 1 or any(pool.funding == "pct_of_metric" for pool in plan.pools) else []
    return notes
