"""What cells of a plan file say about each other: codes that exist, nothing twice, one story per curve, a whole year."""

from __future__ import annotations

import re
from datetime import date

from cxsim.desk.form import CODE, CODES, SHEETS
from cxsim.desk.plan_file import PlanFile, Row
from cxsim.desk.raw import Report
from cxsim.desk.values import close, unknown

ALL = "all"
_ONCE = {
    "units": ("unit",), "levels": ("level",), "gates": ("gate",), "modifiers": ("modifier",), "pools": ("pool",), "deferral": ("level",),
    "scorecard": ("metric", "scope", "unit"), "history": ("metric", "scope", "unit", "period"),
}  # fmt: skip
_OF_CURVE = ("shape", "direction", "beyond_last")
_PERIOD = re.compile(r"[0-9]{4}(Q[1-4])?")


def find_reference_faults(file: PlanFile, report: Report) -> None:
    """Note codes that are not declared, things declared twice, and a period that is no year."""
    _period(file, report)
    for name, sheet in SHEETS.items():
        for number, row in enumerate([] if sheet.paired else file.sheet(name)):
            for column in sheet.columns:
                if column.ref and column.key in row:
                    _codes(file, report, name, number, row, column.key)
            if name in ("scorecard", "history"):
                _result(file, report, name, number, row)
    _curves(file, report)
    for name, keys in _ONCE.items():
        _once(file, report, name, keys)


def _codes(file: PlanFile, report: Report, name: str, number: int, row: Row, key: str) -> None:
    """Codes of another sheet. Units need not be declared at all; once some are, every one must be."""
    column = SHEETS[name].column(key)
    known = [str(other[column.ref[:-1]]) for other in file.sheet(column.ref) if column.ref[:-1] in other]
    if column.ref in report.raw.missing or (column.ref == "units" and not known) or column.kind not in (CODE, CODES):
        return
    given = row[key] if isinstance(row[key], list) else [row[key]]
    for i, code in enumerate(given):
        if code in known or (column.kind == CODES and code == ALL):
            continue
        meant = close(code, known)
        report.add(name, number, key, f"{key}: {unknown(code, known, column.ref)}", lost=meant is None)
        given[i] = meant or code
    row[key] = given if isinstance(row[key], list) else given[0]


def _result(file: PlanFile, report: Report, name: str, number: int, row: Row) -> None:
    units = [str(unit["unit"]) for unit in file.sheet("units") if "unit" in unit]
    code = row.get("unit")
    if row.get("scope") == "unit" and code and units and code not in units:
        meant = close(code, units)
        report.add(name, number, "unit", f"unit: {unknown(code, units, 'units')}", lost=meant is None)
        row["unit"] = meant or code
    if name == "history" and "period" in row and not _PERIOD.fullmatch(row["period"]):
        report.add(name, number, "period", f"period is '{row['period'][:40]}'; write a year, 2025, or a quarter, 2025Q3", lost=True)


def _once(file: PlanFile, report: Report, name: str, keys: tuple[str, ...]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(file.sheet(name)):
        if report.lost & {(name, number, key) for key in keys}:
            continue
        code = tuple("" if key == "unit" and row.get("scope") == "company" else str(row.get(key, "")) for key in keys)
        if code in seen:
            said, first = "/".join(part for part in code if part), report.short(name, seen[code], keys[0])
            report.add(name, number, keys[0], f"{said} is given twice, here and in {first}; keep one of the two", lost=True)
        seen.setdefault(code, number)


def _curves(file: PlanFile, report: Report) -> None:
    """The first row of a curve says its shape; a later row may repeat it, not change it."""
    first: dict[str, Row] = {}
    for number, row in enumerate(file.sheet("curves")):
        head = first.setdefault(str(row.get("curve")), row)
        for key in _OF_CURVE:
            usual = head.get(key, SHEETS["curves"].column(key).default)
            if row.get(key, usual) != usual:
                report.add("curves", number, key, f"{key} is {row[key]}, but the first row of {row.get('curve')} says {usual}; leave it empty here")


def _period(file: PlanFile, report: Report) -> None:
    """Both ends of the bonus year are needed, and 365 or 366 days lie between them (R11)."""
    ends = {key: file.plan.get(key) for key in ("period_start", "period_end")}
    if "plan" in report.raw.missing:
        return
    for key, value in ends.items():
        if value is None and ("plan", 0, key) not in report.lost:
            report.add("plan", 0, key, f"{key} is missing; write a date, such as {'2026-01-01' if key == 'period_start' else '2026-12-31'}", lost=True, rule="R11")
    if all(ends.values()):
        days = (date.fromisoformat(str(ends["period_end"])) - date.fromisoformat(str(ends["period_start"]))).days + 1
        if days not in (365, 366):
            report.add("plan", 0, "period_end", f"the period has {days} days; a bonus year has 365 or 366", lost=True, rule="R11")
