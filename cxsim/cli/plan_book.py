"""`cxsim plan template`, `check` and `convert`: the workbook of the HR desk."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.base.errors import EXIT_BAD_INPUT, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.plan import files
from cxsim.cli.results import print_json

if TYPE_CHECKING:
    from cxsim.desk.opening import Checked
    from cxsim.desk.plan_file import PlanFile

USUAL_NAME = "my_plan.xlsx"


def template(arguments: Arguments) -> int:
    """Write a workbook to begin with: the example, or with --empty one without figures. Never overwrites."""
    from cxsim.desk.opening import open_plan
    from cxsim.pay.scheme_form import shipped
    from cxsim.report.desk.template import empty_plan, workbook_bytes

    name = (files(arguments, f"cxsim plan template {USUAL_NAME}", 0, 1) or [USUAL_NAME])[0]
    path = _new_file(name, (".xlsx",))
    file = empty_plan() if arguments.on("empty") else open_plan(shipped("pay", "revontuli.yaml"))
    _write_new(path, workbook_bytes(file, arguments.values.get("lang", "en")))
    print(f"output: {path}")
    return EXIT_GOOD


def check(arguments: Arguments) -> int:
    """Tell every problem of a plan file, one line each on stderr, in the order of sheet, row and column; 2 when there is one.

    Without problems, the findings of the linter follow: is it a wise plan?
    """
    from cxsim.desk.opening import check_plan
    from cxsim.desk.static.view import finding_table, lint_file
    from cxsim.report.desk.findings import Speaker
    from cxsim.report.problems import cell_line, frame

    lang = arguments.values.get("lang", "en")
    (name,) = files(arguments, f"cxsim plan check {USUAL_NAME}", 1, 1)
    checked = check_plan(name)
    for problem in checked.problems:
        print(cell_line(problem, lang).text, file=sys.stderr)
    findings = [] if checked.problems else lint_file(checked.file)
    for note in checked.notes:
        print(frame(lang, "note", line=cell_line(note, lang).text))
    if not checked.problems and not arguments.on("json"):
        print("\n".join(Speaker(checked.file, lang).lines(findings)))
    print(_summary(name, checked, lang))
    if arguments.on("json"):
        print_json({"errors": [{"where": one.where, "message": one.message, "rule": one.rule or None} for one in checked.problems], "notes": [cell_line(one, "en").text for one in checked.notes], "findings": finding_table(findings)})
    return EXIT_BAD_INPUT if checked.problems else EXIT_GOOD


def convert(arguments: Arguments) -> int:
    """Turn a workbook into YAML or YAML into a workbook, without loss; refuses a file whose cells cannot be read."""
    from cxsim.desk.opening import open_plan
    from cxsim.desk.yaml_text import yaml_text
    from cxsim.report.desk.template import workbook_bytes

    source, target = files(arguments, "cxsim plan convert my_plan.xlsx my_plan.yaml", 2, 2)
    path = _new_file(target, (".xlsx", ".yaml", ".yml"))
    file = open_plan(source, pay=False)
    data = workbook_bytes(file, arguments.values.get("lang", "en")) if path.suffix.lower() == ".xlsx" else yaml_text(file).encode()
    _write_new(path, data, like=file)
    print(f"output: {path}")
    return EXIT_GOOD


def _summary(name: str, checked: Checked, lang: str) -> str:
    from cxsim.report.problems import frame

    file, errors = checked.file, len(checked.problems)
    if errors:
        return frame(lang, f"errors.{'one' if errors == 1 else 'other'}", name=name, n=errors)
    counts = {key: len(file.sheet(key)) for key in ("levels", "components", "curves", "staff", "scorecard", "history")}
    return frame(lang, "sound", name=name, rows=", ".join(f"{key} {count}" for key, count in counts.items()))


def _new_file(name: str, kinds: tuple[str, ...]) -> Path:
    """A path that can be written and is not there yet. Raises InputError."""
    path = Path(name)
    if path.suffix.lower() not in kinds:
        raise InputError(Problem("is not the name of a plan file", name, allowed=", ".join(kinds)))
    if path.exists():
        raise InputError(Problem("is there already, and is never overwritten", name, fix="give another name, or move the file away"))
    return path


def _write_new(path: Path, data: bytes, like: PlanFile | None = None) -> None:
    """Write a file whole or not at all, readable by its owner only; `like` is what must be read back from it.

    A file that appeared in the meantime is left as it is.
    """
    part = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(data)
        if like is not None:
            _same(part, like)
        _name(part, path)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # fails when the name is taken, unlike a rename
    except FileExistsError:
        raise InputError(Problem("is there already, and is never overwritten", str(path), fix="give another name")) from None
    except OSError:  # a disk without links
        _new_file(str(path), (path.suffix.lower(),))
        os.replace(part, path)


def _same(part: Path, like: PlanFile) -> None:
    """What was written reads back as it was; a file too large for the reader is told here, not at the next command."""
    from cxsim.desk.opening import open_plan

    try:
        back = open_plan(part, pay=False)
    except InputError as error:
        raise InputError([Problem(f"cannot be written without loss: {one.message}", fix=one.fix) for one in error.problems]) from None
    if (back.plan, back.rows) != (like.plan, like.rows):
        raise InputError(Problem("cannot be written without loss", fix="keep it in the form it is in"))
