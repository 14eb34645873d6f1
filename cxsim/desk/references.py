"""What cells of a plan file say about each other: codes that exist, nothing twice, one story per curve, a whole year."""

from __future__ import annotations

import re
from datetime import date

from cxsim.desk.form import SHEETS
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
    for name, keys in _ONCE.items():
        _once(file, report, name, keys)
    for name, sheet in SHEETS.items():
        for column in () if sheet.paired else sheet.columns:
            if column.ref and column.ref not in report.raw.missing:
                _codes(file, report, name, column.key, column.ref)
    for name in ("scorecard", "history"):
        _codes(file, report, name, "unit", "units", only_scope="unit")
    for number, row in enumerate(file.sheet("history")):
        if "period" in row and not _PERIOD.fullmatch(row["period"]):
            report.add("history", number, "period", f"period is '{row['period'][:40]}'; write a year, 2025, or a quarter, 2025Q3", lost=True)
    _curves(file, report)


def _codes(file: PlanFile, report: Report, name: str, key: str, ref: str, only_scope: str = "") -> None:
    """Codes of another sheet, an unknown one told once per column. Units need not be declared at all; once some are, every one must be.

    A code used once is taken for a slip of its nearest; one used again and again is more likely missing from its sheet.
    """
    of = SHEETS[ref].keys[0]
    known = [str(row[of]) for row in file.sheet(ref) if of in row]
    if ref == "units" and not known:
        return
    where: dict[str, list[int]] = {}
    for number, row in enumerate(file.sheet(name)):
        given = row.get(key) or []
        for code in given if isinstance(given, list) else [given]:
            if code not in known and not (isinstance(given, list) and code == ALL) and (not only_scope or row.get("scope") == only_scope):
                where.setdefault(code, []).append(number)
    for code, numbers in where.items():
        meant = close(code, known) if len(numbers) == 1 else None
        if len(numbers) > 1 and any((sheet, lost) == (ref, of) for sheet, _, lost in report.lost):
            continue  # the other sheet has a fault that explains it
        more = f" (and in {len(numbers) - 1} more rows)" if len(numbers) > 1 else ""
        report.add(name, numbers[0], key, f"{key}: {unknown(code, known, ref)}{more}")
        if meant is None:
            report.lost |= {(name, number, key) for number in numbers}
        else:
            row = file.sheet(name)[numbers[0]]
            row[key] = [meant if one == code else one for one in row[key]] if isinstance(row[key], list) else meant


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
