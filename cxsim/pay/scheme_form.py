"""From a scheme file (dicts keyed by name, much left out) to the written form of a pay plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.pay.fields import Fields, Problems

LEVELS = ("team_lead", "middle_manager", "unit_head", "executive")
SCHEME_KEYS = (
    "name", "label", "short", "forms_fi", "levels", "curves", "gates", "modifiers", "pool", "deferral",
    "missing_metric", "normalise_weights", "min_service_days", "individual_range_pct", "score_cap_pct",
    "total_cap_pct", "target_bonus_pct",
)
_PASSED_ON = (
    "missing_metric", "normalise_weights", "min_service_days", "individual_range_pct", "score_cap_pct", "total_cap_pct"
)
_PART_KEYS = ("metric", "scope", "weight_pct", "basis", "better", "curve", "measured_by")
_LEVEL_KEYS = ("target_bonus_pct", "components")


@cache
def standard_practice() -> dict[str, Any]:
    """The usual target bonuses, curves, metrics and pool, read once from the settings shipped with the program."""
    from cxsim.base.reading import read_yaml

    return read_yaml(shipped("pay", "standard.yaml"))


def shipped(*parts: str) -> Path:
    """Path of a settings file shipped with the program, installed or in a working copy."""
    package = Path(__file__).resolve().parents[1]
    homes = (package / "conf", package.parent / "conf")  # inside the wheel, beside the package in a checkout
    return next((home for home in homes if home.is_dir()), homes[0]).joinpath(*parts)


def plan_mapping(data: Any, standard: Mapping[str, Any], problems: Problems) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan form of a scheme, and the names of its components by level; faults go to `problems`."""
    fields = Fields(data, "scheme", problems, SCHEME_KEYS)
    bonus = dict(standard["target_bonus_pct"]) | dict(_mapping(fields, "target_bonus_pct"))
    names: dict[str, list[str]] = {}
    plan: dict[str, Any] = {key: fields.data[key] for key in _PASSED_ON if key in fields.data}
    plan["curves"] = dict(standard["curves"]) | dict(_mapping(fields, "curves"))
    plan["levels"] = []
    for level, spec in _mapping(fields, "levels").items():
        row, names[str(level)] = _level_row(str(level), spec, bonus, standard["metrics"], fields)
        plan["levels"].append(row)
    plan["gates"] = _named_rows(fields, "gates", "gate", standard["metrics"])
    plan["modifiers"] = _named_rows(fields, "modifiers", "modifier", standard["metrics"])
    plan["deferral"] = [{**_dict(spec), "level": level} for level, spec in _mapping(fields, "deferral").items()]
    pool = dict(standard["pool"]) | dict(_mapping(fields, "pool"))
    plan["pools"] = [{"pool": "all", **pool}] if plan["levels"] else []
    return plan, names


def _mapping(fields: Fields, key: str) -> Mapping[Any, Any]:
    value = fields.data.get(key)
    if value is None or value == "":
        return {}
    if isinstance(value, Mapping):
        return value
    fields.fault("R1", f"{key} must be a mapping of names, not {type(value).__name__}")
    return {}


def _dict(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _level_row(
    level: str, spec: Any, bonus: Mapping[str, Any], metrics: Mapping[str, Any], scheme: Fields
) -> tuple[dict[str, Any], list[str]]:
    if level not in LEVELS:
        scheme.fault("R1", f"unknown level '{level}'; {nearest(level, LEVELS)}")
    fields = Fields(spec, f"scheme.levels.{level}", scheme.problems, _LEVEL_KEYS)
    parts = _mapping(fields, "components")
    rows = [_measure_row(part, f"{fields.where}.{name}", metrics, fields.problems) for name, part in parts.items()]
    target = fields.data.get("target_bonus_pct", bonus.get(level, 0))
    return {"level": level, "target_bonus_pct": target, "components": rows}, [str(name) for name in parts]


def _measure_row(
    spec: Any, where: str, metrics: Mapping[str, Any], problems: Problems, allowed: tuple[str, ...] = _PART_KEYS
) -> dict[str, Any]:
    """A measure with its metric's usual curve and direction filled in."""
    fields = Fields(spec, where, problems, allowed)
    row = {key: fields.data[key] for key in fields.data if key in allowed}
    metric, scope = str(row.get("metric", "")), str(row.get("scope", ""))
    if metric not in metrics:
        fields.fault("R1", f"unknown metric '{metric}'; {nearest(metric, metrics)}")
        return row
    if scope not in metrics[metric]["scopes"]:
        fields.fault("R1", f"{metric} has no scope '{scope}'; {nearest(scope, metrics[metric]['scopes'])}")
    if row.get("basis", "percent_of_target") == "percent_of_target":
        row.setdefault("better", metrics[metric]["better"])
    if "curve" in allowed:
        row.setdefault("curve", metrics[metric]["curve"])
    return row


def _named_rows(fields: Fields, key: str, kind: str, metrics: Mapping[str, Any]) -> list[dict[str, Any]]:
    allowed: tuple[str, ...] = ("metric", "scope", "basis", "better", "levels")
    allowed += ("curve",) if kind == "modifier" else ("required", "factor", "cap_pct", "on", "component")
    return [
        {kind: str(name), **_measure_row(spec, f"scheme.{key}.{name}", metrics, fields.problems, allowed)}
        for name, spec in _mapping(fields, key).items()
    ]


def read_text(data: Mapping[str, Any], key: str, fallback: str) -> dict[str, str]:
    """A text in English and Finnish; a plain string stands for both.

    Raises
    ------
    InputError
        When it is neither text nor a mapping with en or fi.
    """
    value = data.get(key, fallback)
    if isinstance(value, str):
        return {"en": value, "fi": value}
    if isinstance(value, Mapping) and value and set(value) <= {"en", "fi"}:
        texts = {str(lang): str(text) for lang, text in value.items()}
        return {lang: texts.get(lang, next(iter(texts.values()))) for lang in ("en", "fi")}
    raise InputError(Problem(f"{key} must be text, or texts under en and fi", where="scheme", rule="R1"))
