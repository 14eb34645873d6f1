"""How cells of the workbook look: yellow to fill in, grey keys, dark headings, locked sums."""

from __future__ import annotations

from typing import Any

from cxsim.report.theme import BROKEN, GAIN, GRID, SECONDARY, TEXT

YELLOW = "FFF9DB"
LOCKED = "EEECE6"
_FONT = "Calibri"


class Style:
    """The few looks a cell can have; made once, so that a workbook stays small."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        edge = Side(style="thin", color=_hex(GRID))
        self.box = Border(left=edge, right=edge, top=edge, bottom=edge)
        self.yellow, self.grey, self.dark = (PatternFill("solid", fgColor=colour) for colour in (YELLOW, LOCKED, _hex(GAIN)))
        self.head = Font(name=_FONT, bold=True, size=11, color="FFFFFF")
        self.small = Font(name=_FONT, size=8, color=_hex(SECONDARY))
        self.plain = Font(name=_FONT, size=11, color=_hex(TEXT))
        self.red = Font(bold=True, color=_hex(BROKEN))
        self.wrap = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)
        self.top = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
        self.middle = Alignment(horizontal="left", vertical="center", indent=1)
        self.left, self.right = (Alignment(horizontal=side, vertical="center", indent=1) for side in ("left", "right"))
        self.open = Protection(locked=False)

    def heading(self, cell: Any) -> None:
        cell.font, cell.fill, cell.alignment = self.head, self.dark, self.wrap

    def key(self, cell: Any) -> None:
        cell.font, cell.fill, cell.alignment = self.small, self.grey, self.middle

    def unit(self, cell: Any) -> None:
        cell.font, cell.fill, cell.alignment = self.small, self.grey, self.top

    def note(self, cell: Any) -> None:
        cell.font, cell.alignment = self.plain, self.wrap

    def locked(self, cell: Any) -> None:
        cell.font, cell.fill, cell.border, cell.alignment = self.plain, self.grey, self.box, self.left

    def input(self, cell: Any, number_format: str, number: bool) -> None:
        cell.font, cell.fill, cell.border, cell.protection = self.plain, self.yellow, self.box, self.open
        cell.number_format, cell.alignment = number_format, self.right if number else self.left

    def open_column(self, tab: Any, letter: str, number_format: str) -> None:
        """Rows below the yellow ones can be filled too: a large company needs no other template."""
        column = tab.column_dimensions[letter]
        column.protection, column.number_format, column.font = self.open, number_format, self.plain


def _hex(colour: str) -> str:
    return colour.lstrip("#")
