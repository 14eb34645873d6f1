"""A plan file in YAML as cells, so that it is judged as a workbook is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxsim.desk.form import SHEETS
from cxsim.desk.plan_file import PlanFile
from cxsim.desk.raw import Cell, RawFile, SheetFault
from cxsim.desk.values import close
from cxsim.desk.yaml_form import read_plan_yaml

NEEDED = ("plan", "levels", "components", "curves")


def read_cells(path: str | Path) -> tuple[RawFile, list[SheetFault]]:
    """Rows of a YAML plan file, and faults of its keys as (sheet, at, place, message). Raises InputError as `read_plan_yaml`."""
    file = read_plan_yaml(path)
    raw = RawFile(str(path))
    faults: list[SheetFault] = []
    for name in SHEETS:
        rows = [file.plan] if name == "plan" else file.sheet(name)
        raw.sheets[name] = [_row(name, number, row, file, faults) for number, row in enumerate(rows)]
        if name in NEEDED and not any(rows):
            raw.missing.add(name)
            faults.append((name, (0, 0), name, f"is missing or empty; a plan needs {', '.join(NEEDED)}"))
    return raw, faults


def _row(name: str, number: int, row: dict[str, Any], file: PlanFile, faults: list[SheetFault]) -> dict[str, Cell]:
    """Every column of the form, blank where the row has none; a misspelt key counts as the one it is near to."""
    keys = SHEETS[name].keys
    written = dict(row)
    for key in row:
        if key in keys:
            continue
        meant = close(key.lower(), set(keys) - set(written))
        hint = f"did you mean: {meant}?" if meant else f"known: {', '.join(keys)}"
        place = f"{name}.{key}" if name == "plan" else f"{name}[{number + 1}].{key}"
        faults.append((name, (number, len(keys)), place, f"'{key[:40]}' is not a {'key' if name == 'plan' else 'column'} of {name}; {hint}"))
        value = written.pop(key)
        if meant:
            written[meant] = value
    return {key: Cell(written.get(key), file.place(name, number, key), (number, column)) for column, key in enumerate(keys)}
