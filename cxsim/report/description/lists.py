"""Schemes, metrics, mechanisms and input files, from the registries and the shipped configuration."""

from __future__ import annotations

from typing import Any

import cxsim.organisation.behaviours  # noqa: F401  the registry of mechanisms fills on import
from cxsim.base.registry import MECHANISMS
from cxsim.customers.metrics import METRICS
from cxsim.organisation.scorecard import SCOPES
from cxsim.report.description.source import first_sentence
from cxsim.report.description.tables import code, table
from cxsim.study.configuration import load_scheme
from cxsim.study.folders import builtin_folder, choices

PAID_MEANING = {
    "revenue": "money taken in, EUR", "cost": "money spent, bonus left out, EUR", "profit": "revenue less cost, EUR",
    "satisfaction": "measured rating of contacts, 0-100", "cx": "measured relationship index, 0-100",
    "journey": "measured rating of journeys that start in the unit, 0-100",
}  # fmt: skip


def schemes() -> str:
    """Every shipped scheme with its components by level."""
    rows = []
    for name in choices("scheme"):
        text = load_scheme(name)
        levels = [f"{level}: {_parts(content)}" for level, content in text.get("levels", {}).items()]
        rest = [f"{part}: {_flat(text[part])}" for part in ("gates", "deferral", "modifiers", "pools") if part in text]
        rows.append((code(name), text["label"]["en"], "; ".join(_merged(levels)) or "no bonus", "; ".join(rest)))
    return table(("Scheme", "Name", "Weights by level, %", "Besides"), rows)


def _parts(content: dict[str, Any]) -> str:
    return " + ".join(f"{one['metric']}/{one['scope']} {one['weight_pct']}" for one in content["components"].values())


def _merged(levels: list[str]) -> list[str]:
    """Levels with the same weights told together."""
    by_text: dict[str, list[str]] = {}
    for text in levels:
        level, _, parts = text.partition(": ")
        by_text.setdefault(parts, []).append(level)
    return [f"{', '.join(names)}: {parts}" for parts, names in by_text.items()]


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(entry)}" for key, entry in value.items())
    return str(value)


def metrics() -> str:
    """What is reported, and what can be paid on."""
    rows = [(code(item.name), item.unit, item.kind, item.meaning) for item in METRICS.values()]
    paid = [(code(name), ", ".join(scopes), PAID_MEANING[name]) for name, scopes in SCOPES.items()]
    told = table(("Reported", "Unit", "True or measured", "Meaning"), rows)
    return "\n".join([told, "", table(("Paid on", "Scopes", "Meaning"), paid)])


def mechanisms() -> str:
    """Decision mechanisms of touchpoint managers."""
    rows = [(code(name), first_sentence(MECHANISMS.get(name, "").__doc__ or "")) for name in MECHANISMS]
    return table(("`behaviour.mechanism`", "What it does"), rows)


def inputs() -> str:
    """Every file of the shipped configuration with its first line."""
    root, rows = builtin_folder(), []
    for path in sorted(root.rglob("*.yaml")):
        comments = [line.lstrip("# ") for line in path.read_text("utf-8").splitlines() if line.startswith("# ") and "@package" not in line]
        rows.append((code(f"conf/{path.relative_to(root).as_posix()}"), comments[0] if comments else ""))
    return table(("File", "What it holds"), rows)
