"""Workbooks for tests: the template written to a folder, changed with openpyxl, read back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Callable

from openpyxl import Workbook, load_workbook

from cxsim.desk.opening import check_plan, open_plan
from cxsim.desk.plan_file import PlanFile
from cxsim.pay.scheme_form import shipped
from cxsim.report.desk.template import workbook_bytes

EXAMPLE = shipped("pay", "revontuli.yaml")


def template(folder: Path, lang: str = "en", file: PlanFile | None = None) -> Path:
    """The workbook of a plan, of the example when none is given."""
    path = folder / f"plan_{lang}.xlsx"
    path.write_bytes(workbook_bytes(file or open_plan(EXAMPLE), lang))
    return path


def changed(path: Path, change: Callable[[Workbook], Any]) -> Path:
    """The same workbook after a change by its user."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


ENGLISH = re.compile(r"\b(is|are|the|not|must|and|or|a|an|in|of|to|write|give|set|did|you|mean|allowed|known|missing|needed)\b")
NAMES = re.compile(r"'[^']*'|\w+_\w+|\(\w+\)")  # what was typed, keys, keys of sheets


def english_in(text: str) -> list[str]:
    """English words in a sentence that should be Finnish."""
    return ENGLISH.findall(NAMES.sub("", text))


def told(path: Path) -> list[str]:
    """Every finding as one line."""
    return [f"{problem.where}: {problem.message}" for problem in check_plan(path).problems]
