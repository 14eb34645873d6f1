"""What a cell of the workbook accepts: lists fed from the hidden sheet, ranges of numbers, and a hint on every input."""

from __future__ import annotations

from typing import Any

from cxsim.desk import form
from cxsim.desk.form import SHEETS, Column, Sheet
from cxsim.desk.workbook import FIRST_ROW
from cxsim.report.words import Words

LAST_ROW = 5000
LISTS = "lists"
_EVERYTHING = 1e12
_TITLE, _TEXT = 32, 255  # the most characters a spreadsheet program shows


class Lists:
    """Choices of the workbook, one column each on a hidden sheet."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], str] = {}

    def source(self, choices: tuple[str, ...]) -> str:
        """The range that holds these choices."""
        from openpyxl.utils import get_column_letter

        letter = self._columns.setdefault(choices, get_column_letter(len(self._columns) + 1))
        return f"{LISTS}!${letter}$1:${letter}${len(choices)}"

    def write(self, book: Any) -> None:
        """Put the hidden sheet last."""
        tab = book.create_sheet(LISTS)
        for choices, letter in self._columns.items():
            for row, choice in enumerate(choices, 1):
                tab[f"{letter}{row}"] = choice
        tab.sheet_state = "hidden"
        tab.protection.sheet = True


def check_of(tab: Any, sheet: Sheet, column: Column, cells: str, say: Words, lists: Lists, hint: str) -> None:
    """Attach list, range or hint to the cells of a column."""
    from openpyxl.worksheet.datavalidation import DataValidation

    head = say.get(f"workbook.own.{sheet.key}.{column.key}.head") or say(f"workbook.column.{column.key}.head")
    check = DataValidation(allow_blank=True, showInputMessage=True, promptTitle=str(head)[:_TITLE], prompt=_prompt(column, say, hint))
    if column.choices:
        check.type, check.formula1 = "list", lists.source(column.choices)
        check.error = say("workbook.error_list")
    elif column.kind == form.CODE and column.ref:
        other = SHEETS[column.ref]
        check.type, check.formula1 = "list", f"'{say(f'workbook.sheet.{other.key}.title')}'!$A${FIRST_ROW}:$A${LAST_ROW}"
        check.error = say("workbook.unknown_code")
    elif column.kind in (form.NUMBER, form.WHOLE):
        check.type, check.operator = ("whole" if column.kind == form.WHOLE else "decimal"), "between"
        check.formula1, check.formula2 = (f"{end:.0f}" for end in _ends(column))
        check.error = _range(column, say)
    elif column.kind == form.DATE:
        check.type, check.operator, check.formula1, check.formula2 = "date", "between", "32874", "109574"  # 1990 to 2200
        check.error = say("workbook.units.date")
    check.errorTitle, check.showErrorMessage = say("workbook.error_title")[:_TITLE], check.type is not None
    check.errorStyle = "warning" if column.open or column.ref else "stop"
    tab.add_data_validation(check)
    check.add(cells)


def _ends(column: Column) -> tuple[float, float]:
    return (-_EVERYTHING if column.low is None else column.low), (_EVERYTHING if column.high is None else column.high)


def _range(column: Column, say: Words) -> str:
    """The range in words; huge ends are no ends."""
    low, high = _ends(column)
    if high < _EVERYTHING:
        text = say("workbook.range", low=f"{low:.0f}", high=f"{high:.0f}")
    else:
        text = say("workbook.range_open") if low <= -_EVERYTHING else say("workbook.range_from", low=f"{low:.0f}")
    return f"{text} {say('workbook.percent_note')}" if column.unit == "percent" else text


def _prompt(column: Column, say: Words, hint: str) -> str:
    parts = [hint]
    if column.kind in (form.NUMBER, form.WHOLE):
        parts.append(_range(column, say))
    if column.default is not None and not hint_says_blank(hint):
        parts.append(say("workbook.blank_means", value=column.default))
    return " ".join(parts)[:_TEXT]


def hint_says_blank(hint: str) -> bool:
    """Whether a hint already tells what an empty cell means."""
    return "Empty" in hint or "Tyhjä" in hint
