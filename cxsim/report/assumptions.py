"""The register of assumptions: every graded setting with its value, range, source and evidence grade, from the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any, get_type_hints

from cxsim.base import schema
from cxsim.report import numbers

GRADES = ("A", "B", "C", "D")
# The settings a critic would argue about first. A judgement, said to be one on the page.
ARGUED = (
    "journeys.cross_unit_share",
    "journeys.handoff_cost",
    "customers.reading",
    "market.return_per_week",
    "behaviour.integration_effect",
    "behaviour.pay_sensitivity",
    "behaviour.horizon_years",
    "behaviour.adherence",
    "behaviour.crowding_out",
    "market.outside_offer",
)


@dataclass(frozen=True)
class Assumption:
    """One setting: dotted key, value used, unit, allowed range as (low, high) or names, source, grade (A-D, or - if a choice)."""

    key: str
    value: Any
    unit: str
    allowed: tuple[Any, ...]
    source: str
    grade: str


def register(settings: Mapping[str, Any]) -> list[Assumption]:
    """All settings of a run that carry an evidence grade, in the order of the schema."""
    return [item for item in _walk(schema.Settings, settings, "") if item.grade in GRADES]


def argued(settings: Mapping[str, Any]) -> list[Assumption]:
    """The ten settings worth arguing about first, in order; those the run does not name are left out."""
    every = {item.key: item for item in _walk(schema.Settings, settings, "")}
    return [every[key] for key in ARGUED if key in every]


def counts(items: list[Assumption]) -> dict[str, int]:
    """How many settings have each grade."""
    return {grade: sum(item.grade == grade for item in items) for grade in GRADES}


def _walk(kind: type, node: Any, prefix: str) -> Iterator[Assumption]:
    """Fields of a settings class that are present in the mapping, nested ones included."""
    if not isinstance(node, Mapping):
        return
    hints = get_type_hints(kind)
    for item in fields(kind):
        if item.name not in node:
            continue
        key, value, meta = f"{prefix}{item.name}", node[item.name], item.metadata
        inner = hints[item.name]
        if is_dataclass(inner) and isinstance(inner, type):
            yield from _walk(inner, value, f"{key}.")
        elif "of" in meta and isinstance(value, Mapping):
            for name, entry in value.items():
                yield from _walk(meta["of"], entry, f"{key}.{name}.")
        else:
            yield _assumption(key, value, meta)


def _assumption(key: str, value: Any, meta: Mapping[str, Any]) -> Assumption:
    allowed = tuple(meta["choices"]) if "choices" in meta else tuple(meta[k] for k in ("low", "high") if k in meta)
    # Which reading of the evidence holds is open by design: it is as weak as the weakest of its parts.
    grade = "C" if key == "customers.reading" else str(meta.get("grade", "-"))
    return Assumption(key, value, str(meta.get("unit", "")), allowed, str(meta.get("source", "")), grade)


@lru_cache(maxsize=1)
def _finnish() -> list[tuple[re.Pattern[str], str]]:
    from cxsim.report.words import words

    english, finnish = (words(lang).get("sources.of_settings") for lang in ("en", "fi"))
    return [(re.compile("(?P<what>.+)".join(map(re.escape, text.split("{what}")))), said) for text, said in zip(english, finnish, strict=True)]


def rests_on(item: Assumption, lang: str) -> str:
    """What a setting rests on, in a language; a plain citation is the same in both."""
    if lang != "fi":
        return item.source
    for pattern, said in _finnish():
        if (found := pattern.fullmatch(item.source)) is not None:
            return said.format(**found.groupdict())
    return item.source


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    from cxsim.report.words import words

    return dict(zip(*(words(lang).get("setting_units") for lang in ("en", "fi")), strict=True))


def unit_of(item: Assumption, lang: str) -> str:
    """What a setting counts, in a language; as in the setting files where nothing is known of it."""
    return _units().get(item.unit.replace("'", "’"), item.unit) if lang == "fi" else item.unit


def written(value: Any, lang: str) -> str:
    """Write a value of any kind."""
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "fi": ("ei", "kyllä")}[lang][int(value)]
    if isinstance(value, int):
        return numbers.number(value, 0, lang)
    if isinstance(value, float):
        text = f"{value:.6g}"
        return text if "e" in text else numbers.number(value, len(text.partition(".")[2]), lang)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {written(item, lang)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(written(item, lang) for item in value)
    return str(value)


def allowed(item: Assumption, lang: str) -> str:
    """Write the allowed range; open ends are left open."""
    if len(item.allowed) != 2 or not all(isinstance(v, (int, float)) for v in item.allowed):
        return ", ".join(str(v) for v in item.allowed)
    low, high = (written(float(v), lang) if abs(v) < 1e15 else "" for v in item.allowed)
    return f"{low} – {high}".strip() if low or high else "–"
