"""From the written form of a pay plan to a `Plan`: every fault is noted with its rule, none is mended silently."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from cxsim.base.errors import nearest
from cxsim.pay.curve import NEUTRAL, Curve, read_curve
from cxsim.pay.fields import Fields, Problems
from cxsim.pay.numbers import HUNDRED, ZERO, exact, show
from cxsim.pay.plan import SCOPES, Component, Deferral, Gate, Level, Modifier, Plan, Pool

_INERT = ("name", "year", "period_start", "period_end", "currency", "coordination", "employer_cost_pct")
PLAN_KEYS = (
    *_INERT,
    "missing_metric", "normalise_weights", "min_service_days", "individual_range_pct", "individual_min_pct",
    "individual_max_pct", "score_cap_pct", "total_cap_pct", "levels", "curves", "gates", "modifiers", "pools",
    "deferral",
)
LEVEL_KEYS = (
    "level", "name_fi", "name_en", "pay_min_eur", "pay_mid_eur", "pay_max_eur", "target_bonus_pct", "rank", "components"
)
MEASURE_KEYS = ("metric", "scope", "basis", "better")
COMPONENT_KEYS = (*MEASURE_KEYS, "level", "weight_pct", "curve", "measured_by")
GATE_KEYS = (
    *MEASURE_KEYS, "gate", "on", "component", "required", "factor", "cap_pct", "effect", "effect_value", "levels"
)
MODIFIER_KEYS = (*MEASURE_KEYS, "modifier", "curve", "levels")
POOL_KEYS = (
    "pool", "funding", "amount_eur", "rate_pct", "metric", "scope", "unit", "floor_eur", "cap_eur", "carry_in_eur",
    "mode", "unspent", "carry_cap_eur", "units", "levels",
)
DEFERRAL_KEYS = (
    "level", "share_pct", "of", "min_award_eur", "vest_years", "vest_pct", "clawback_window_years", "on_performance"
)
_MISSING = ("error", "zero", "target", "reweight")


def read_plan(data: Any, problems: Problems, where: str = "plan") -> Plan:
    """Build a plan; what is wrong goes to `problems`, and something neutral stands in its place."""
    fields = Fields(data, where, problems, PLAN_KEYS)
    curves = _read_curves(fields)
    names = _level_names(fields)
    gates = [_read_gate(row, i, fields, names) for i, row in enumerate(fields.rows("gates"), 1)]
    modifiers = [_read_modifier(row, i, fields, names, curves) for i, row in enumerate(fields.rows("modifiers"), 1)]
    normalise = fields.flag("normalise_weights", False, rule="R6")
    levels = {}
    for row in fields.rows("levels"):
        level = _read_level(row, fields, curves, gates, modifiers, normalise)
        if level.name in levels:
            fields.fault("R1", f"level '{level.name}' is given twice")
        levels[level.name] = level
    _check_gate_targets(gates, levels, fields)
    low, high = _individual_range(fields)
    return Plan(
        levels, curves, _read_pools(fields, names), _read_deferrals(fields, names),
        fields.choice("missing_metric", _MISSING, "error", rule="R2"), normalise,
        fields.whole("min_service_days", 0, rule="R10", low=0, high=366) or 0, low, high,
        fields.number("score_cap_pct", rule="R8", low=0), fields.number("total_cap_pct", rule="R9", low=0),
        fields.code("name", ""),
    )


def _read_curves(fields: Fields) -> dict[str, Curve]:
    data = fields.data.get("curves") or {}
    if not isinstance(data, Mapping):
        fields.fault("R1", "curves must be a mapping of names to curves")
        return {}
    paid = {str(name) for name in _curves_of_components(fields)}
    factors = {str(row.get("curve")) for row in fields.rows("modifiers") if isinstance(row, Mapping)} - paid
    return {
        str(name): read_curve(curve, f"{fields.where}.curves.{name}", fields.problems, may_fall=str(name) in factors)
        for name, curve in data.items()
    }


def _curves_of_components(fields: Fields) -> list[Any]:
    quiet = Fields(fields.data, fields.where, Problems(), PLAN_KEYS)
    levels = [row for row in quiet.rows("levels") if isinstance(row, Mapping)]
    lists = [level.get("components") for level in levels]
    parts = [part for parts in lists if isinstance(parts, (list, tuple)) for part in parts]
    return [part.get("curve") for part in parts if isinstance(part, Mapping)]


def _level_names(fields: Fields) -> list[str]:
    return [str(row.get("level")) for row in fields.rows("levels") if isinstance(row, Mapping)]


def _read_level(
    row: Any, plan: Fields, curves: dict[str, Curve], gates: list[Gate], modifiers: list[Modifier], normalise: bool
) -> Level:
    fields = Fields(row, f"{plan.where}.levels", plan.problems, LEVEL_KEYS)
    name = fields.code("level")
    fields.where = f"{plan.where}.levels.{name}"
    target = fields.needed("target_bonus_pct", 0, rule="R11", low=0, high=300)
    components = tuple(_read_component(part, fields, curves) for part in fields.rows("components"))
    _check_weights(name, components, normalise, fields)
    mine = [gate for gate in gates if gate.levels is None or name in gate.levels]
    return Level(
        name, target, components,
        tuple(gate for gate in mine if gate.on == "component"),
        tuple(gate for gate in mine if gate.on == "score"),
        tuple(modifier for modifier in modifiers if modifier.levels is None or name in modifier.levels),
    )


def _check_weights(level: str, components: tuple[Component, ...], normalise: bool, fields: Fields) -> None:
    total = sum((component.weight_pct for component in components), ZERO)
    if normalise:
        if total == 0:
            fields.fault("R6", f"weights of {level} add to 0, so they cannot be normalised")
    elif total != HUNDRED:
        fields.fault(
            "R6", f"weights of {level} add to {show(total)}, not 100; change a weight or set normalise_weights to yes"
        )


def _read_component(row: Any, level: Fields, curves: dict[str, Curve]) -> Component:
    fields = Fields(row, f"{level.where}.components", level.problems, COMPONENT_KEYS)
    metric, scope, basis, better = _measure(fields)
    fields.where = f"{level.where}.{metric}/{scope}"
    weight = fields.needed("weight_pct", 0, rule="R6", low=0)
    name, curve = _curve_of(fields, curves)
    _check_direction(fields, basis, better, curve)
    return Component(
        f"{metric}/{scope}", metric, scope, basis, better, weight, curve, name, fields.code("measured_by", "")
    )


def _measure(fields: Fields) -> tuple[str, str, str, str]:
    metric = fields.code("metric")
    if not fields.has("scope"):
        fields.fault("R1", "scope is missing")
    scope = fields.choice("scope", SCOPES, "company", rule="R1")
    basis = fields.choice("basis", ("percent_of_target", "value"), "percent_of_target", rule="R3")
    return metric, scope, basis, fields.choice("better", ("higher", "lower"), "higher", rule="R3")


def _curve_of(fields: Fields, curves: dict[str, Curve]) -> tuple[str, Curve]:
    name = fields.code("curve")
    if name and name not in curves:
        fields.fault("R1", f"unknown curve '{name}'; {nearest(name, curves)}")
    return name, curves.get(name, NEUTRAL)


def _check_direction(fields: Fields, basis: str, better: str, curve: Curve) -> None:
    if basis == "value" and fields.has("better") and curve is not NEUTRAL and better != curve.direction:
        fields.fault("R3", f"better is {better}, but the curve says {curve.direction}; on basis value the curve decides")


def _levels_of(fields: Fields, names: list[str]) -> tuple[str, ...] | None:
    levels = fields.codes("levels")
    for level in levels or ():
        if level not in names:
            fields.fault("R1", f"unknown level '{level}'; {nearest(level, names)}")
    return levels


def _read_gate(row: Any, number: int, plan: Fields, names: list[str]) -> Gate:
    fields = Fields(row, f"{plan.where}.gates[{number}]", plan.problems, GATE_KEYS)
    name = fields.code("gate", f"gate {number}")
    metric, scope, basis, better = _measure(fields)
    on = fields.choice("on", ("score", "component"), "component" if fields.has("component") else "score", rule="R5")
    rule = "R5" if on == "component" else "R7"
    required = fields.needed("required", 0, rule=rule)
    factor, cap = _gate_effect(fields, rule)
    component = fields.code("component", "")
    if on == "component" and not component:
        fields.fault("R5", "a gate on a component must say which: component: metric/scope")
    return Gate(
        name, metric, scope, basis, better, required, on, component, factor, cap, _levels_of(fields, names)
    )


def _gate_effect(fields: Fields, rule: str) -> tuple[Fraction | None, Fraction | None]:
    if fields.has("effect"):
        effect = fields.choice("effect", ("factor", "cap_pct"), "factor", rule=rule)
        value = fields.needed("effect_value", 1, rule=rule, low=0)
        return (value, None) if effect == "factor" else (None, value)
    factor = fields.number("factor", rule=rule, low=0)
    cap = fields.number("cap_pct", rule=rule, low=0)
    if fields.has("factor") == fields.has("cap_pct"):
        fields.fault(rule, "a gate needs exactly one effect: factor or cap_pct")
    return (factor, None) if factor is not None else (None, cap if cap is not None else HUNDRED)


def _check_gate_targets(gates: list[Gate], levels: dict[str, Level], fields: Fields) -> None:
    known = {component.key for level in levels.values() for component in level.components}
    for i, gate in enumerate(gates, 1):
        if gate.on == "component" and gate.component and gate.component not in known:
            message = f"no level has a component '{gate.component}'; {nearest(gate.component, known)}"
            fields.problems.add("R5", f"{fields.where}.gates[{i}]", message)


def _read_modifier(row: Any, number: int, plan: Fields, names: list[str], curves: dict[str, Curve]) -> Modifier:
    fields = Fields(row, f"{plan.where}.modifiers[{number}]", plan.problems, MODIFIER_KEYS)
    name = fields.code("modifier", f"modifier {number}")
    metric, scope, basis, better = _measure(fields)
    _, curve = _curve_of(fields, curves)
    _check_direction(fields, basis, better, curve)
    return Modifier(name, metric, scope, basis, better, curve, _levels_of(fields, names))


def _individual_range(fields: Fields) -> tuple[Fraction, Fraction]:
    low = fields.given("individual_min_pct", 0, rule="R9", low=0)
    high = fields.given("individual_max_pct", 200, rule="R9", low=0)
    if fields.has("individual_range_pct"):
        pair = fields.rows("individual_range_pct")
        if len(pair) != 2:
            fields.fault("R9", "individual_range_pct is a pair [lowest, highest]")
            return low, high
        try:
            low, high = exact(pair[0]), exact(pair[1])
        except ValueError as error:
            fields.fault("R1", f"individual_range_pct: {error}")
    if not 0 <= low <= high:
        fields.fault("R9", f"individual range {show(low)} to {show(high)} is not a range of 0 or more")
    return low, high


def _read_pools(plan: Fields, names: list[str]) -> tuple[Pool, ...]:
    pools: list[Pool] = []
    for number, row in enumerate(plan.rows("pools"), 1):
        pool = read_pool(row, Fields(row, f"{plan.where}.pools[{number}]", plan.problems, POOL_KEYS), names)
        if any(pool.name == other.name for other in pools):
            plan.fault("R1", f"pool '{pool.name}' is given twice")
        pools.append(pool)
    return tuple(pools)


def read_pool(row: Any, fields: Fields, names: list[str]) -> Pool:
    """One pool; amounts in EUR and rates in %, none of them negative (R12)."""
    name = fields.code("pool", "pool")
    funding = fields.choice("funding", ("fixed", "pct_of_target_bonus", "pct_of_metric"), "fixed", rule="R12")
    amount, rate = (fields.given(key, 0, rule="R12", low=0) for key in ("amount_eur", "rate_pct"))
    needed = "amount_eur" if funding == "fixed" else "rate_pct"
    if not fields.has(needed):
        fields.fault("R12", f"{needed} is missing for funding {funding}")
    metric = fields.code("metric", None if funding == "pct_of_metric" else "")
    return Pool(
        name, funding, amount, rate, metric, fields.choice("scope", SCOPES, "company", rule="R1"),
        fields.code("unit", ""), fields.number("floor_eur", rule="R12", low=0),
        fields.number("cap_eur", rule="R12", low=0), fields.given("carry_in_eur", 0, rule="R12", low=0),
        fields.choice("mode", ("ceiling", "share_out"), "ceiling", rule="R13"),
        fields.choice("unspent", ("return", "carry"), "return", rule="R14"),
        fields.number("carry_cap_eur", rule="R14", low=0), fields.codes("units"), _levels_of(fields, names),
    )


def _read_deferrals(plan: Fields, names: list[str]) -> dict[str, Deferral]:
    found: dict[str, Deferral] = {}
    for number, row in enumerate(plan.rows("deferral"), 1):
        rule = _read_deferral(Fields(row, f"{plan.where}.deferral[{number}]", plan.problems, DEFERRAL_KEYS), names)
        if rule.level in found:
            plan.fault("R15", f"deferral of '{rule.level}' is given twice")
        found[rule.level] = rule
    return found


def _read_deferral(fields: Fields, names: list[str]) -> Deferral:
    level = fields.code("level")
    if level and level not in names:
        fields.fault("R1", f"unknown level '{level}'; {nearest(level, names)}")
    share = fields.needed("share_pct", 0, rule="R15", low=0, high=100)
    return Deferral(
        level, share, fields.choice("of", ("award", "above_target"), "award", rule="R15"),
        fields.given("min_award_eur", 0, rule="R15", low=0), _vesting(fields, share),
        fields.whole("clawback_window_years", 0, rule="R18", low=0, high=5) or 0,
        fields.flag("on_performance", False, rule="R17"),
    )


def _vesting(fields: Fields, share: Fraction) -> tuple[Fraction, ...]:
    if fields.has("vest_pct"):
        return _vest_list(fields)
    years = fields.whole("vest_years", None, rule="R16", low=1, high=5)
    if years is None:
        if share > 0 and not fields.has("vest_years"):
            fields.fault("R16", "say when the deferred part is paid: vest_years 1-5, or vest_pct per year")
        return (HUNDRED,)
    return (HUNDRED / years,) * years


def _vest_list(fields: Fields) -> tuple[Fraction, ...]:
    try:
        shares = tuple(exact(share) for share in fields.rows("vest_pct"))
    except ValueError as error:
        fields.fault("R1", f"vest_pct: {error}")
        return (HUNDRED,)
    if sum(shares) != HUNDRED or any(share < 0 for share in shares) or len(shares) > 5:
        fields.fault("R16", f"vest_pct adds to {show(Fraction(sum(shares)))}; one to five shares must add to 100")
        return (HUNDRED,)
    if fields.has("vest_years") and fields.number("vest_years") != len(shares):
        fields.fault("R16", "vest_years and vest_pct disagree; give one of them")
    return shares
