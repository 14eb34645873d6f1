"""`cxsim list`: names that settings accept, with a short label each."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Sequence

from cxsim.base.errors import EXIT_GOOD, InputError, Problem, nearest
from cxsim.base.reading import read_yaml
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import print_json, warn_of_files
from cxsim.study.folders import choice_file, choices

_GROUPS = {
    "schemes": "scheme", "companies": "company", "behaviours": "behaviour", "experiments": "experiment", "markets": "market",
    "horizons": "horizon", "studies": "study", "businesses": "business", "journeys": "journeys", "surveys": "survey",
    "practices": "practice", "rivals": "rival",
}
KINDS = [*_GROUPS, "pairs", "metrics", "readings"]
_METRICS = {
    "revenue": ("EUR of the year", "touchpoint, unit, company"),
    "cost": ("EUR of the year, lower is better", "touchpoint, unit, company"),
    "satisfaction": ("measured index 0-100 after contacts", "touchpoint, unit"),
    "cx": ("measured relationship index 0-100", "unit, company"),
    "journey": ("measured index 0-100 of whole journeys", "journey, company"),
    "profit": ("EUR before bonus", "unit, company"),
}


def command(arguments: Arguments) -> int:
    """Print the names of one kind."""
    kind = _kind(arguments.words)
    items = _items(kind, arguments.config_dir)
    warn_of_files(arguments.config_dir)
    return show(items, {"kind": kind, kind: [item["name"] for item in items], "items": items} if arguments.on("json") else None)


def show(items: Sequence[dict[str, str]], payload: dict[str, Any] | None) -> int:
    """Names with their labels, in columns; or, for a program, the payload. Returns the exit code."""
    if payload is not None:
        print_json(payload)
        return EXIT_GOOD
    width = max((len(item["name"]) for item in items), default=0)
    for item in items:
        print(f"{item['name']:<{width}}  {item['label']}".rstrip())
    return EXIT_GOOD


def _kind(words: list[str]) -> str:
    if len(words) == 1 and words[0] in KINDS:
        return words[0]
    word = " ".join(words)
    fix = nearest(word, KINDS) if word else "for example: cxsim list schemes"
    raise InputError(Problem("is not a kind of thing to list", key="cxsim list", value=word or None, allowed=", ".join(KINDS), fix=fix))


def _items(kind: str, config_dir: str | None) -> list[dict[str, str]]:
    if kind == "metrics":
        paid = [{"name": name, "label": f"paid on; {unit}; scopes: {scopes}"} for name, (unit, scopes) in _METRICS.items()]
        return paid + _outcomes()
    if kind == "readings":
        return [{"name": name, "label": ""} for name in read_yaml(choice_file("customers", "evidence"))["readings"]]
    if kind == "pairs":
        from cxsim.study.journeys import pair

        return [{"name": name, "label": pair.read(name).question_en} for name in pair.names()]
    if kind == "experiments":
        from cxsim.cli.experiment import questions

        presets = [labelled(choice_file("experiment", name, config_dir)) for name in choices("experiment", config_dir)]
        return questions() + [{**item, "label": f"(settings, experiment={item['name']}) {item['label']}"} for item in presets]
    group = _GROUPS[kind]
    return [labelled(choice_file(group, name, config_dir)) for name in choices(group, config_dir)]


def _outcomes() -> list[dict[str, str]]:
    """What a run reports about customers' experience, from the registry of definitions."""
    from cxsim.customers.metrics import METRICS

    return [{"name": item.name, "label": f"{item.kind}; {item.unit}; {item.meaning}"} for item in METRICS.values()]


def labelled(path: Path) -> dict[str, str]:
    """Name of a choice and what its file says of itself."""
    return {"name": path.stem, "label": _label(path) or _first_comment(path)}


def _label(path: Path) -> str:
    if path.parent.name not in ("scheme", "company", "practice"):
        return ""
    content: dict[str, Any] = read_yaml(path)
    if path.parent.name == "practice":
        own = content.get(path.stem, {})
        return f"{own.get('kind', '')}: {own.get('label_en', '')}"
    label = content.get("label_en") or content.get("label") or ""
    return str(label.get("en", "") if isinstance(label, dict) else label)


def _first_comment(path: Path) -> str:
    """The first comment line says what a choice is for."""
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#") and "@package" not in line:
            return line.lstrip("# ").strip()
    return ""
