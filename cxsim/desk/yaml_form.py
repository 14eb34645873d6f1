"""A plan file as YAML: the plan's keys under `plan`, every other sheet a list of rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem, nearest
from cxsim.base.reading import read_yaml
from cxsim.desk.form import SHEETS
from cxsim.desk.plan_file import PlanFile, Row


def read_plan_yaml(path: str | Path) -> PlanFile:
    """Read a YAML plan file. Raises InputError with every unknown sheet, and sheets and rows of the wrong kind."""
    data = read_yaml(path, yes_no=True)
    problems = [Problem("is not a sheet of a plan", str(path), name, fix=nearest(str(name), SHEETS)) for name in data if name not in SHEETS]
    plan, rows = _mapping(data.get("plan"), str(path), problems), {}
    for name in SHEETS:
        if name != "plan":
            rows[name] = _rows(data.get(name), name, str(path), problems)
    if problems:
        raise InputError(problems)
    return PlanFile(plan, rows, str(path))


def _mapping(value: Any, where: str, problems: list[Problem]) -> Row:
    if not isinstance(value, dict):
        problems.append(Problem("needs keys and values", where, "plan", value=value))
        return {}
    return {key: _yes_no(item) for key, item in value.items() if item is not None}


def _rows(value: Any, name: str, where: str, problems: list[Problem]) -> list[Row]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        problems.append(Problem("needs a list of rows, each with keys", where, name))
        return []
    return [{("on" if key is True else str(key)): item for key, item in row.items() if item is not None} for row in value]


def _yes_no(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value
