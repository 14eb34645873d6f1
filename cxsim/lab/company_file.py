"""A company of the lab as one YAML file that `company=` of a command takes with --config-dir, and back from such a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.lab.company_draft import CHOICES, PARTS, UNIT_FIELDS, CompanyDraft, shipped_choice, shipped_company
from cxsim.study.along import PARTS as ALONG

BIGGEST = 100_000  # characters; the largest shipped one has 3,000
HEAD = """# A company built in the cxsim lab on the shipped company '{base}'.
# At a terminal: put this file into mine/company/ and run: cxsim compare --config-dir mine company={name}
# Units, ranges and sources of each number: cxsim/base/schema.py.
"""


def written(firm: CompanyDraft, plain: dict[str, Any]) -> str:
    """The file of a company; `plain` is the configuration with its changes in place."""
    import yaml

    named = {part: firm.choice(part) for part in CHOICES if part in firm.changes.get("choices", {}) or shipped_choice(firm.base, part) != _usual(part)}
    defaults = [*({f"override /{part}@_global_.{part}": name} for part, name in named.items()), "_self_"]
    along: dict[str, dict[str, Any]] = {}
    for key, value in firm.changes.get("values", {}).items():
        part, _, name = key.partition(".")
        if part in ALONG:
            along.setdefault(part, {})[name] = value
    content = {"defaults": defaults, **plain["company"], **({"also": along} if along else {})}
    return HEAD.format(base=firm.base, name=firm.name) + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def read(text: str, name: str = "company.yaml") -> CompanyDraft:
    """A company file as changes of the shipped company nearest to it.

    The configuration layer itself reads and checks it, in a folder of its own.

    Raises
    ------
    InputError
        whatever a command would refuse, with file and line.
    """
    from cxsim.study.configuration import compose as composed
    from cxsim.study.configuration import load

    if len(text) > BIGGEST:
        raise InputError(Problem("the file is too large", name, value=f"{len(text)} characters", allowed=f"up to {BIGGEST}"))
    stem = "lab_company_file"
    with tempfile.TemporaryDirectory(prefix="cxsim-company-") as folder:
        path = Path(folder) / "company" / f"{stem}.yaml"
        path.parent.mkdir()
        path.write_text(text, "utf-8")
        try:
            load(f"company={stem}", "study=quick", config_dir=folder)
            plain = composed([f"company={stem}", "study=quick"], folder)
        except InputError as error:
            raise InputError([_shown(problem, str(path), name) for problem in error.problems]) from None
    return built_from(plain, _named(text, name))


def _named(text: str, where: str) -> dict[str, str]:
    """Choices of other parts that the file itself names."""
    from cxsim.base.reading import read_yaml_text

    entries = read_yaml_text(text, where).get("defaults", [])
    said = {str(key): str(value) for entry in (entries if isinstance(entries, list) else []) if isinstance(entry, dict) for key, value in entry.items()}
    return {part: said[key] for part in CHOICES if (key := f"override /{part}@_global_.{part}") in said}


def built_from(plain: dict[str, Any], named: dict[str, str] | None = None) -> CompanyDraft:
    """A composed configuration as changes of the shipped company that needs the fewest; `named` are choices known to be in force."""
    from cxsim.study.folders import choices

    candidates = [_changes(base, plain, named or {}) for base in choices("company")]
    return min(candidates, key=lambda firm: (firm.base not in (plain["company"]["name"], plain["company"]["name"].removesuffix("_own")), _size(firm)))


def _changes(base: str, plain: dict[str, Any], named: dict[str, str]) -> CompanyDraft:
    from cxsim.lab.asking import composed

    firm = CompanyDraft(base)
    for part in CHOICES:
        if (name := named.get(part) or _chosen(part, plain[part], shipped_choice(base, part))) is not None:
            firm = firm.with_choice(part, name)
    preset = composed(base, (), tuple(firm.words()))
    firm = firm.with_units(plain["company"]["units"])
    for part in PARTS:
        for key, value in _numbers(plain[part], part):
            firm = firm.with_value(key, value, _at(preset, key))
    company = plain["company"]
    if firm.labels() != {lang: company[f"label_{lang}"] for lang in firm.labels()}:
        firm = firm.with_label(str(company["label_en"]))
    return firm


def _chosen(part: str, content: Any, first: str) -> str | None:
    """The shipped choice of a part that is exactly this, the company's own first; None when there is none."""
    from cxsim.lab.asking import composed
    from cxsim.study.folders import choices

    names = [first, *(name for name in choices(part) if name != first)]
    return next((name for name in names if composed("telecom", (), (f"{part}={name}",))[part] == content), None)


def _numbers(node: Any, prefix: str) -> list[tuple[str, Any]]:
    """Dotted keys of numbers and yes/no values; units have a form of their own."""
    found: list[tuple[str, Any]] = []
    for name, value in node.items():
        key = f"{prefix}.{name}"
        if key == "company.units":
            continue
        if isinstance(value, dict):
            found += _numbers(value, key)
        elif isinstance(value, (bool, int, float)) or key == "company.currency":
            found.append((key, value))
    return found


def _at(plain: dict[str, Any], key: str) -> Any:
    node: Any = plain
    for name in key.split("."):
        node = node[name]
    return node


def _size(firm: CompanyDraft) -> int:
    units = firm.changes.get("units", {})
    gone = len(set(shipped_company(firm.base)["units"]) - set(units)) if units else 0
    return sum(len(firm.changes.get(key, {})) for key in ("values", "choices")) + sum(len(unit) - 1 + 2 * (code != unit["like"]) for code, unit in units.items()) + len(UNIT_FIELDS) * gone


def _shown(problem: Problem, path: str, name: str) -> Problem:
    from dataclasses import replace

    where = str(problem.where)
    at = where.find("lab_company_file.yaml")
    return replace(problem, where=name + where[at + len("lab_company_file.yaml") :]) if at >= 0 else problem


def _usual(part: str) -> str:
    import yaml

    from cxsim.study.folders import builtin_folder

    usual = yaml.safe_load((builtin_folder() / "config.yaml").read_text("utf-8"))["defaults"]
    return next(str(entry[part]) for entry in usual if isinstance(entry, dict) and part in entry)
