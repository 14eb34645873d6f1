"""Parts of a link that have rules of their own: a company's changes, conditions and multipliers, and what settings were then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cxsim.lab.company_draft import CHOICES, PARTS, UNIT_FIELDS, shipped_company
from cxsim.lab.draft import LEVELS, all_measures
from cxsim.lab.then import Then

if TYPE_CHECKING:
    from cxsim.lab.link import Faults

BUILT = ("label", "units", "choices", "values", "bonus")
MOST_LETTERS, MOST_ROWS, MOST_FACTS = 80, 20, 600
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[\w./]{1,120}")
TEXTS = {"label_en", "label_fi", "led_by"}
GATE = ("metric", "scope", "required", "factor", "cap_pct", "on", "component", "levels", "basis", "better")
MODIFIER = ("metric", "scope", "curve", "levels", "basis", "better")


def built(value: Any, company: str, faults: Faults) -> dict[str, Any]:
    """Changes of a company; ranges are checked where every draft is."""
    plain = faults.dict(value, "built")
    faults.names(plain, BUILT, "built.")
    found: dict[str, Any] = {}
    if "label" in plain:
        found["label"] = faults.text(plain["label"], "built.label", MOST_LETTERS)
    if "units" in plain:
        found["units"] = _units(plain["units"], company, faults)
    if "choices" in plain:
        rows = faults.dict(plain["choices"], "built.choices")
        faults.names(rows, CHOICES, "built.choices.")
        found["choices"] = {part: faults.choice(name, f"built.choices.{part}", _shipped(part)) for part, name in rows.items() if part in CHOICES}
    if "values" in plain:
        found["values"] = {key: _value(key, item, company, faults) for key, item in faults.dict(plain["values"], "built.values").items()}
    if "bonus" in plain:
        rows = faults.dict(plain["bonus"], "built.bonus")
        faults.names(rows, LEVELS, "built.bonus.")
        found["bonus"] = {level: faults.number(pct, f"built.bonus.{level}") for level, pct in rows.items()}
    return found


def _shipped(part: str) -> list[str]:
    from cxsim.study.folders import choices

    return choices(part)


def _units(value: Any, company: str, faults: Faults) -> dict[str, dict[str, Any]]:
    shipped = shipped_company(company)["units"]
    found: dict[str, dict[str, Any]] = {}
    for code, unit in faults.dict(value, "built.units").items():
        key = f"built.units.{code}"
        if not _CODE.fullmatch(code):
            faults.add(key, code, "a-z, 0-9 and _, starting with a letter, up to 40")
        rows = faults.dict(unit, key)
        faults.names(rows, ("like", *UNIT_FIELDS), f"{key}.")
        found[code] = {"like": faults.choice(rows.get("like"), f"{key}.like", list(shipped))}
        for name, item in rows.items():
            if name != "like":
                found[code][name] = _unit_value(name, item, f"{key}.{name}", faults)
    if not 1 <= len(found) <= MOST_ROWS:
        faults.add("built.units", len(found), f"1 to {MOST_ROWS} units")
    return found


def _unit_value(name: str, item: Any, key: str, faults: Faults) -> Any:
    if name == "channels":
        return [faults.text(one, key, MOST_LETTERS) for one in faults.list(item, key)]
    if name in TEXTS:
        return faults.text(item, key, MOST_LETTERS)
    return _kept(item, key, faults)


def _value(key: str, item: Any, company: str, faults: Faults) -> Any:
    """A setting by its dotted key, which must exist in the shipped company's configuration."""
    from cxsim.lab.asking import composed

    node: Any = composed(company, ())
    for name in key.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    if key.split(".")[0] not in PARTS or key.startswith("company.units") or isinstance(node, (dict, list, type(None))):
        faults.add(f"built.values.{key}", item, "a setting of company, business, journeys or market")
        return 0
    if isinstance(node, bool):
        return item if isinstance(item, bool) else faults.add(f"built.values.{key}", item, "true or false")
    return faults.text(item, f"built.values.{key}", MOST_LETTERS) if isinstance(node, str) else _kept(item, f"built.values.{key}", faults)


def _kept(item: Any, key: str, faults: Faults) -> Any:
    """A number as it was written, whole ones whole, so that the digest stays."""
    return faults.number(item, key) if not isinstance(item, int) or isinstance(item, bool) or abs(item) > 10**9 else item


def terms(value: Any, kind: str, key: str, faults: Faults) -> dict[str, dict[str, Any]]:
    """Gates or modifiers of a scheme; what is paid by them the pay rules check."""
    found: dict[str, dict[str, Any]] = {}
    rows = faults.dict(value, key)
    if len(rows) > MOST_ROWS:
        faults.add(key, len(rows), f"up to {MOST_ROWS}")
    for name, row in rows.items():
        place = f"{key}.{name}"
        if not _CODE.fullmatch(name):
            faults.add(place, name, "a-z, 0-9 and _, starting with a letter, up to 40")
        plain = faults.dict(row, place)
        faults.names(plain, GATE if kind == "gates" else MODIFIER, f"{place}.")
        faults.choice(f"{plain.get('metric')}/{plain.get('scope')}", place, all_measures())
        found[name] = {field: _term(field, item, f"{place}.{field}", faults) for field, item in plain.items()}
        if kind == "gates" and ("factor" in plain) == ("cap_pct" in plain):
            faults.add(place, ", ".join(plain), "factor or cap_pct, exactly one")
        missing = [field for field in (("required",) if kind == "gates" else ("curve",)) if field not in plain]
        if missing:
            faults.add(place, ", ".join(plain), missing[0])
    return found


def _term(field: str, item: Any, key: str, faults: Faults) -> Any:
    if field in ("required", "factor", "cap_pct"):
        return _kept(item, key, faults)
    if field == "levels":
        return [faults.choice(level, key, list(LEVELS)) for level in faults.list(item, key)]
    if field == "component":
        return faults.choice(item, key, all_measures())
    if field == "curve" and isinstance(item, list):
        four = [faults.number(one, key) for one in item]
        if len(four) != 4:
            faults.add(key, len(four), "four numbers: lowest result, its multiplier, highest result, its multiplier")
        return four
    return faults.text(item, key, MOST_LETTERS)


def then(value: Any, faults: Faults) -> Then:
    """Values and marks of an earlier time: shown and compared, never run."""
    plain = faults.dict(value, "then")
    faults.names(plain, ("facts", "marks"), "then.")
    facts, marks = (faults.dict(plain.get(name, {}), f"then.{name}") for name in ("facts", "marks"))
    if len(facts) + len(marks) > MOST_FACTS:
        faults.add("then", len(facts) + len(marks), f"up to {MOST_FACTS} values")
    for key, item in [*facts.items(), *marks.items()]:
        if not _KEY.fullmatch(key) or not (item is None or isinstance(item, (bool, int, float)) or (isinstance(item, str) and len(item) <= MOST_LETTERS)):
            faults.add(f"then.{key[:60]}", str(item)[:60], "a number, yes or no, or a short text")
    return Then(facts, {key: str(item) for key, item in marks.items()})
