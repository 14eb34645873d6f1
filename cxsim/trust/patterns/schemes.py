"""Schemes the pattern checks write for themselves: one thing changed against a shipped one."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any, Mapping

from cxsim.base.schema import Settings
from cxsim.pay.scheme import Scheme
from cxsim.study.basis import put_on_basis

Mapped = dict[str, Any]
COMMISSION_PCT = 40.0  # of base pay at target: order of magnitude of sales commissions (assumption)
# per point of revenue beyond target three times what a point before it pays (Larkin 2014: rates rose about so), or the same
ACCELERATING, EVEN = [[0, 0], [100, 100], [110, 130]], [[0, 0], [100, 100], [110, 110]]
TOUCHPOINT_LEVELS = ("team_lead", "middle_manager")
OWN_SHARE = 60  # of a touchpoint manager's own part on the touchpoint, the rest on the unit; as shipped schemes do
# pays in proportion from 80 to 120 % of target: the standard slope below target, without its steps near 90
LINEAR_CURVE = {
    "direction": "higher",
    "shape": "linear",
    "beyond_last": "cap",
    "kinks": [[80, 0], [100, 100], [120, 200]],
}
STRAIGHT_SCORE = {**LINEAR_CURVE, "kinks": [[50, 0], [100, 100], [150, 200]]}  # nobody comes near its ends


def scheme(name: str, levels: Mapping[str, Mapping[str, Any]], **more: Any) -> Mapped:
    """A scheme mapping with its label made of its name; `levels` are components by level."""
    label = {"en": name.replace("_", " "), "fi": name.replace("_", " ")}
    rows = {level: {"components": dict(components)} for level, components in levels.items()}
    return {"name": name, "label": label, "short": label, "levels": rows, **more}


def component(metric: str, scope: str, weight: float) -> Mapped:
    """One part of a bonus."""
    return {"metric": metric, "scope": scope, "weight_pct": weight}


def own(metric: str, weight: float, level: str) -> Mapped:
    """`weight` % on one's own part: touchpoint and unit, unit, or company; executives have no unit."""
    name = {"revenue": "revenue", "satisfaction": "cx"}[metric]
    if level in TOUCHPOINT_LEVELS:
        near = weight * OWN_SHARE / 100
        return {
            f"touchpoint_{metric}": component(metric, "touchpoint", near),
            f"unit_{metric}": component(metric, "unit", weight - near),
        }
    if level == "unit_head":
        return {f"unit_{metric}": component(metric, "unit", weight)}
    return {f"company_{name}": component(name, "company", weight)}


def company_weight(name: str, weight: float) -> Mapped:
    """`weight` % company CX at every level, the rest on own growth."""
    return scheme(
        name,
        {level: _with_growth(level, weight, {"company_cx": component("cx", "company", weight)}) for level in LEVELS},
    )


def own_weight(name: str, weight: float) -> Mapped:
    """`weight` % own satisfaction at every level, the rest on own growth."""
    return scheme(name, {level: _with_growth(level, weight, own("satisfaction", weight, level)) for level in LEVELS})


def small_team_bonus(name: str, target_pct: float) -> Mapped:
    """A bonus of `target_pct` % of base pay on the own touchpoint's sales, touchpoint managers only."""
    part = {"touchpoint_revenue": component("revenue", "touchpoint", 100)}
    mapping = scheme(name, dict.fromkeys(TOUCHPOINT_LEVELS, part))
    for row in mapping["levels"].values():
        row["target_bonus_pct"] = target_pct
    return mapping


def commission(name: str, kinks: list[list[float]]) -> Mapped:
    """A sales commission on the own touchpoint's revenue, touchpoint managers only, without a cap."""
    mapping = small_team_bonus(name, COMMISSION_PCT)
    mapping["curves"] = {"revenue": {"direction": "higher", "shape": "linear", "beyond_last": "continue", "kinks": kinks}}
    return mapping


def without_steps(mapping: Mapping[str, Any], name: str) -> Mapped:
    """The same scheme with revenue paid in proportion, without a threshold or an accelerator."""
    return {**deepcopy(dict(mapping)), "name": name, "curves": {"revenue": LINEAR_CURVE}}


def straight(mapping: Mapping[str, Any], name: str) -> Mapped:
    """The same scheme with scores paid in proportion throughout: no kink that some meet more often than others."""
    return {**deepcopy(dict(mapping)), "name": name, "curves": {"score": STRAIGHT_SCORE}}


def at_equal_power(settings: Settings, mapping: Mapping[str, Any], reference: Mapping[str, Any]) -> Mapped:
    """`mapping` with its bonus scaled until one point of own work earns what it earns under `reference`."""
    settings = replace(settings, study=replace(settings.study, basis="equal_power", baseline=reference["name"]))
    mappings = {item["name"]: dict(item) for item in (reference, mapping)}
    plans = {name: Scheme.from_mapping(item) for name, item in mappings.items()}
    return put_on_basis(settings, mappings, plans).schemes[mapping["name"]]


LEVELS = (*TOUCHPOINT_LEVELS, "unit_head", "executive")


def _with_growth(level: str, weight: float, parts: Mapped) -> Mapped:
    growth = own("revenue", 100 - weight, level) if weight < 100 else {}
    return {**growth, **parts}
