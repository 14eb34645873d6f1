"""What a reader found in a plan file, cell by cell, before anything is judged; and the report of what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterable

from cxsim.base.errors import Problem
from cxsim.desk.form import SHEETS

Key = tuple[str, int, str]  # sheet, row number from 0, column key
SheetFault = tuple[str, tuple[int, int], str, str]  # sheet, row and column in the file, place, message
_ORDER = {name: number for number, name in enumerate(SHEETS)}


@dataclass(frozen=True)
class Cell:
    """One cell as it stands. `at` is its row and column in the file, for the order of findings.

    `fault` is what the reader itself could not take (a formula that was never calculated); `per_cent` says that the cell
    shows its number with a per cent sign, so that 25 % is stored as 0.25.
    """

    value: Any
    place: str
    at: tuple[int, int]
    fault: str = ""
    per_cent: bool = False


@dataclass
class Extra:
    """A column or key that the form does not know: its heading and its filled cells. It is not read, only looked at for names."""

    sheet: str
    heading: str
    cells: list[Cell]


@dataclass
class RawFile:
    """Rows in use by sheet, each with every column of the file; the plan sheet is one row of its keys."""

    source: str
    sheets: dict[str, list[dict[str, Cell]]] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)  # sheets that are needed and not there

    def cell(self, sheet: str, row: int, column: str) -> Cell | None:
        """A cell; for a column that is not in the file, the first of its row; None when there is no such row."""
        rows = self.sheets.get(sheet, [])
        if row >= len(rows) or not rows[row]:
            return None
        return rows[row].get(column) or next(iter(rows[row].values()))


class Report:
    """Findings of one file in the order of sheet, row and column.

    `lost` holds the cells whose value could not be guessed: what follows from them alone is not told as well.
    """

    def __init__(self, raw: RawFile):
        self.raw = raw
        self.lost: set[Key] = set()
        self.notes: list[Problem] = []
        self._found: list[tuple[tuple[int, int, int], Problem]] = []
        self._told: set[Key] = set()

    def add(self, sheet: str, row: int, column: str, message: str, *, lost: bool = False, rule: str = "") -> None:
        """Note a fault of one cell; with `lost` its value is unknown from now on."""
        cell = self.raw.cell(sheet, row, column)
        self._told.add((sheet, row, column))
        if lost:
            self.lost.add((sheet, row, column))
        self.add_at(sheet, cell.at if cell else (0, 0), cell.place if cell else sheet, message, rule)

    def add_at(self, sheet: str, at: tuple[int, int], place: str, message: str, rule: str = "") -> None:
        """Note a fault that belongs to a place rather than a cell of the form."""
        self._found.append(((_ORDER.get(sheet, len(_ORDER)), *at), Problem(message, where=place, rule=rule)))

    def follow(self, sheet: str, row: int, column: str, message: str, rule: str, causes: Iterable[Key] = ()) -> None:
        """Note what the pay rules say of a cell, unless the cell is told already or the fault follows from a lost one."""
        key = (sheet, row, column)
        if key not in self._told and not self.lost.intersection({key, *causes}) and not self.raw.missing & {sheet}:
            self.add(sheet, row, column, message, rule=rule)

    def short(self, sheet: str, row: int, column: str) -> str:
        """A cell as named in a sentence about its own sheet: D7, or the whole place in YAML."""
        cell = self.raw.cell(sheet, row, column)
        return cell.place.split("!")[-1] if cell else column

    def problems(self) -> list[Problem]:
        """All faults in order."""
        return [problem for _, problem in sorted(self._found, key=lambda pair: pair[0])]
