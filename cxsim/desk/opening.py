"""Open a plan file, workbook or YAML, and tell everything that is wrong with it at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cxsim.base.errors import InputError, Problem
from cxsim.desk.form import SHEETS
from cxsim.desk.pay_faults import find_pay_faults
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.desk.private import find_private
from cxsim.desk.raw import RawFile, Report
from cxsim.desk.references import find_reference_faults
from cxsim.desk.values import read_cell
from cxsim.desk.workbook import left_out, read_workbook, report_of
from cxsim.desk.yaml_cells import read_cells

KINDS = (".xlsx", ".yaml", ".yml")


@dataclass(frozen=True)
class Checked:
    """A plan file, the problems that stop it from being used, and notes that do not."""

    file: PlanFile
    problems: list[Problem]
    notes: list[Problem]


def open_plan(path: str | Path, *, pay: bool = True) -> PlanFile:
    """A plan file that is sound; codes are text, dates year-month-day, lists lists, whatever the file was.

    With `pay` the pay rules must accept it too, staff and scorecard included.

    Raises
    ------
    InputError
        With every problem of the file in the order of sheet, row and column.
    """
    checked = check_plan(path, pay=pay)
    if checked.problems:
        raise InputError(checked.problems)
    return checked.file


def check_plan(path: str | Path, *, pay: bool = True) -> Checked:
    """Read a plan file and find everything that is wrong with it. Raises InputError when it cannot be read at all."""
    kind = Path(path).suffix.lower()
    if kind not in KINDS:
        raise InputError(Problem("is not a kind of plan file", str(path), allowed=", ".join(KINDS), fix="save a spreadsheet as .xlsx"))
    raw, faults = read_workbook(path) if kind == ".xlsx" else read_cells(path)
    report = report_of(raw, faults)
    find_private(raw, report)
    file = _values(raw, report)
    find_reference_faults(file, report)
    if pay:
        find_pay_faults(file, report)
    notes = [Problem("the row is left out, because its first cell is empty", where=place) for _, place in left_out(raw)]
    return Checked(file, report.problems(), notes)


def _values(raw: RawFile, report: Report) -> PlanFile:
    """Cells to values; where a value was probably meant otherwise, the checks that follow go on with that one."""
    rows: dict[str, list[Row]] = {name: [] for name in SHEETS}
    places = {}
    for name, cells in raw.sheets.items():
        for number, row in enumerate(cells):
            values: Row = {}
            for key, cell in row.items():
                read = read_cell(cell, SHEETS[name].column(key), quiet=name == "staff")
                if read.fault and not (cell.value is None and not cell.fault and name in raw.missing):
                    report.add(name, number, key, read.fault, lost=read.value is None)
                if read.value is not None:
                    values[key] = read.value
                places[name, number, key] = cell.place
            report.lost |= {(name, number, column.key) for column in SHEETS[name].columns if column.needed and column.key not in row}
            rows[name].append(values)
    plan = (rows.pop("plan") or [{}])[0]
    return PlanFile(plan, rows, raw.source, places)
