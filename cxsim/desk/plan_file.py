"""A plan file in memory: rows by sheet, where each stands in its file, and the pay case they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Mapping

from cxsim.desk.form import PLAN, SHEETS

Row = dict[str, Any]
_PERSON = ("status",)
_SEGMENT = ("level", "unit", "touchpoint", "journey", "base_pay_eur", "fte_pct", "days", "individual_pct", "group", "grade")
_CURVE = ("shape", "direction", "beyond_last")
_NOT_PAID = ("silenced", "silence_reason")  # keys of the plan that pay rules have no use for



@dataclass
class PlanFile:
    """`plan` holds the keys of the plan sheet that are filled, `rows` the rows in use of every other sheet, cells filled only.

    `places` says where a cell stands: (sheet, row number from 0, column key) -> text such as "components!D7" or
    "components[3].weight_pct"; the plan sheet has row 0 and its keys. A place that is not there is made from the row.
    """

    plan: Row
    rows: dict[str, list[Row]]
    source: str = ""
    places: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def sheet(self, name: str) -> list[Row]:
        """Rows of a sheet, none when it is absent."""
        return self.rows.get(name, [])

    def place(self, sheet: str, row: int, column: str) -> str:
        """Where a cell stands in the file."""
        made = f"{sheet}.{column}" if SHEETS[sheet].paired else f"{sheet}[{row + 1}].{column}"
        return self.places.get((sheet, row, column), made)

    def value(self, key: str) -> Any:
        """A key of the plan sheet, or what a blank means."""
        return self.plan.get(key, PLAN.column(key).default)

    @property
    def level_names(self) -> list[str]:
        """Levels in the order of the sheet."""
        return [str(row.get("level")) for row in self.sheet("levels")]

    def components_of(self, level: str) -> list[Row]:
        """Components of a level in the order of the sheet."""
        return [row for row in self.sheet("components") if row.get("level") == level]


def case_of(file: PlanFile, scorecard: list[Row] | None = None, staff: list[Row] | None = None) -> dict[str, Any]:
    """The pay case a plan file makes, for `pay.case.pay_case`; another scorecard or staff may take the place of its own."""
    plan = {key: value for key, value in file.plan.items() if key not in _NOT_PAID}
    plan["levels"] = [{**row, "components": [_without(part, "level") for part in file.components_of(str(row.get("level")))]} for row in file.sheet("levels")]
    plan["curves"] = _curves(file)
    for name in ("gates", "modifiers", "pools", "deferral"):
        plan[name] = [dict(row) for row in file.sheet(name)]
    card = file.sheet("scorecard") if scorecard is None else scorecard
    people = file.sheet("staff") if staff is None else staff
    return {"plan": plan, "scorecard": [dict(row) for row in card], "people": _people(people)}


def _curves(file: PlanFile) -> dict[str, Row]:
    curves: dict[str, Row] = {}
    for row in file.sheet("curves"):
        name = str(row.get("curve"))
        own = curves.setdefault(name, {"kinks": [], **{key: row[key] for key in _CURVE if key in row}})
        own["kinks"].append([row.get("x"), row.get("payout_pct")])
    return curves


def _people(rows: list[Row]) -> list[Row]:
    """Rows of one id are segments of the year, oldest first; what is said of the person is taken from the last."""
    people: dict[str, Row] = {}
    for row in rows:
        name = str(row.get("person_id"))
        own = people.setdefault(name, {"person_id": name, "segments": []})
        own |= {key: row[key] for key in _PERSON if key in row}
        own["segments"].append({key: row[key] for key in _SEGMENT if key in row})
    return list(people.values())


def _without(row: Mapping[str, Any], *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}
