"""What worker processes do for plan files in the lab: read and check, price, pay, write pages and letters, live cells."""

from __future__ import annotations

import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cxsim.base.errors import InputError, Problem

if TYPE_CHECKING:
    from cxsim.base.schema import Settings
    from cxsim.desk.board import Laid
    from cxsim.desk.dynamic.translate import Translation
    from cxsim.desk.plan_file import PlanFile
    from cxsim.study.cells import Cell
    from cxsim.study.outcome import Outcome
    from cxsim.study.runner import Harvest

COST, BACKTEST, LETTERS = "cost", "backtest", "letters"
PAGE, ZIP, PROGRESS = "report.html", "all.zip", "progress.json"
GOAL = ("goal", "reach", "within", "outcome")
SMALL_SEARCH = {"population": 8, "generations": 4, "search_seeds": 3, "promoted": 6, "fresh_seeds": 6, "finalists": 3}  # one process, a few minutes
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Written:
    """A folder of files made from a plan: sentences to show at once, pages to look at (title, file), and a zip of all."""

    folder: str
    said: list[str]
    pages: list[tuple[str, str]]
    plan: PlanFile | None = None  # found by a search, with the user's own staff


class Fault(NamedTuple):
    """A problem as the page shows it: its place, what is wrong with the remedy, and the language that is in."""

    where: str
    said: str
    lang: str


@dataclass(frozen=True)
class Looked:
    """A plan file as the lab has it: the file when it is sound, every problem, and notes that stop nothing."""

    file: PlanFile | None
    problems: list[Problem]
    notes: list[Problem]
    findings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Paid:
    """What a plan pays for its scorecard: by level (level, people, target EUR, award EUR, payout %), by code (code, level, award EUR, cash EUR)."""

    levels: list[tuple[str, int, float, float, float | None]]
    people: list[tuple[str, str, float, float]]


def look(path: str, lang: str) -> Looked:
    """Read and check a plan file; findings of the linter when it is sound."""
    from cxsim.desk.opening import check_plan
    from cxsim.desk.static.view import lint_file
    from cxsim.report.desk.findings import Speaker

    try:
        checked = check_plan(path)
    except InputError as error:
        return Looked(None, error.problems, [])
    if checked.problems:
        return Looked(None, checked.problems, checked.notes)
    try:
        found = Speaker(checked.file, lang).rows(lint_file(checked.file))
    except InputError as error:
        return Looked(None, error.problems, checked.notes)
    return Looked(checked.file, [], checked.notes, found)


def told(problem: Problem, lang: str) -> Fault:
    """Where, and what with its remedy, in one line each; folders of this machine are left out."""
    from cxsim.report.problems import one_line, spoken

    line = one_line(problem, lang)
    where, said = str(spoken(problem, lang)[0].where or ""), " ".join(line.text.split())
    said = said.removeprefix(where).lstrip(": ") if where else said
    return Fault(Path(where).name if "/" in where else where, said, line.lang)


def template(lang: str, empty: bool) -> bytes:
    """A workbook to begin with."""
    from cxsim.desk.opening import open_plan
    from cxsim.pay.scheme_form import shipped
    from cxsim.report.desk.template import empty_plan, workbook_bytes

    return workbook_bytes(empty_plan() if empty else open_plan(shipped("pay", "revontuli.yaml")), lang)


def workbook(file: PlanFile, lang: str) -> bytes:
    """A plan as a workbook."""
    from cxsim.report.desk.template import workbook_bytes

    return workbook_bytes(file, lang)


def pay(file: PlanFile) -> Paid:
    """What the plan pays for the results on its sheet scorecard."""
    from cxsim.desk.pricing import pay_plan

    paid, levels = pay_plan(file)
    homes = {str(row.get("person_id")): str(row.get("level")) for row in file.sheet("staff")}
    people = [(name, homes.get(name, ""), row["award_cents"] / 100, row["cash_cents"] / 100) for name, row in paid["people"].items()]
    return Paid([(one.level, one.people, one.target_cents / 100, one.award_cents / 100, one.payout_pct) for one in levels], people)


def staircase(file: PlanFile, level: str, lang: str) -> list[tuple[str, str, str, str]]:
    """The worked example of a level, step by step: what, how, result, rule."""
    from cxsim.desk.letter import letters_of
    from cxsim.report.desk.letter_example import steps_of
    from cxsim.report.desk.letter_say import Say

    facts = next(one for one in letters_of(file) if one.level.name == level)
    return [(step.what, step.how, step.result, step.rule) for step in steps_of(Say(facts, lang))]


# ---------------------------------------------------------------- pages with behaviour frozen


def write(kind: str, file: PlanFile, old: PlanFile | None, lang: str, folder: str) -> Written:
    """Write a page with behaviour frozen, or the letters. Raises InputError as their makers do."""
    return _WRITERS[kind](file, old, lang, Path(folder))


def _cost(file: PlanFile, old: PlanFile | None, lang: str, folder: Path) -> Written:
    from cxsim.desk.static.view import look as look_at
    from cxsim.report.desk import cost

    told = cost.Told(look_at(file), lang)
    cost.write(told, _made(folder), _facts("plan cost", file))
    return _whole(folder, [*told.spoken()], [(told.name, PAGE)])


def _backtest(file: PlanFile, old: PlanFile | None, lang: str, folder: Path) -> Written:
    from cxsim.desk.backtest import back_test
    from cxsim.report.desk import backtest

    told = backtest.Told(back_test(file, old or file), file, old or file, lang)
    backtest.write(told, _made(folder), _facts("plan backtest", file))
    return _whole(folder, [*told.spoken()], [(told.new, PAGE)])


def _letters(file: PlanFile, old: PlanFile | None, lang: str, folder: Path) -> Written:
    from cxsim.desk.letter import letters_of, open_points
    from cxsim.desk.linter.registry import SERIOUS
    from cxsim.desk.static.view import lint_file
    from cxsim.report.desk.findings import Speaker
    from cxsim.report.desk.letter import page
    from cxsim.report.desk.letter_docx import docx_bytes
    from cxsim.report.desk.letter_html import html_bytes

    serious = [one for one in lint_file(file) if one.severity == SERIOUS and not one.silenced]
    points = len(open_points(file, lang)) + len(serious)
    facts, say = _facts("plan letter", file), Speaker(file, lang)
    _made(folder)
    pages = []
    for number, one in enumerate(letters_of(file), 1):
        name = f"{number:02d}_{re.sub(r'[^A-Za-z0-9_-]+', '_', one.level.name)[:60]}"
        letter = page(one, lang, {"version": facts["version"], "digest": facts["digest"]}, points)
        (folder / f"{name}.html").write_bytes(html_bytes(letter))
        (folder / f"{name}.docx").write_bytes(docx_bytes(letter))
        pages.append((say.level(one.level.name), f"{name}.html"))
    return _whole(folder, [], pages)


_WRITERS: dict[str, Callable[[PlanFile, PlanFile | None, str, Path], Written]] = {COST: _cost, BACKTEST: _backtest, LETTERS: _letters}


# ---------------------------------------------------------------- people who react


def live(cell: Cell) -> tuple[Outcome, float]:
    """One cell of a simulated plan under the limits of this process, and the seconds it took."""
    from cxsim.desk.dynamic.arms import run_kept
    from cxsim.study.worker import compute_in_worker

    started = time.perf_counter()
    outcome = compute_in_worker(cell, run_kept, None)
    return outcome, time.perf_counter() - started


def write_simulated(made: Translation, settings: Settings, cells: dict[str, list[Cell]], harvest: Harvest, lang: str, folder: str) -> Written:
    """The page of a simulated plan."""
    from cxsim.desk.dynamic.arms import gathered
    from cxsim.desk.dynamic.view import view_of
    from cxsim.report.desk import simulated

    lived = gathered(["plan"], settings, cells, harvest)
    told = simulated.Told(view_of(made, lived), lang)
    simulated.write(told, _made(Path(folder)), {**_facts("plan simulate", made.facts.file), "digest": lived.digest})
    return _whole(Path(folder), told.spoken(), [(told.name, PAGE)])


def write_board(laid: Laid, harvest: Harvest, lang: str, folder: str) -> Written:
    """The board page, HTML and Word."""
    from cxsim.desk.board import told
    from cxsim.report.desk.board_files import write

    board, facts = told(laid, harvest), _facts("plan board", laid.file)
    foot = {"command": facts["command"], "version": facts["version"], "plan": facts["digest"][:12], "digest": board.digest[:12]}
    write(board, lang, _made(Path(folder)), foot)
    return _whole(Path(folder), [], [(str(laid.file.value("name")), "board.html")])


def write_compared(mades: dict[str, Translation], settings: Settings, cells: dict[str, list[Cell]], borrowed: tuple[str, ...], harvest: Harvest, lang: str, folder: str) -> Written:
    """The page of two plans side by side; they are called by their names, or by their files where those are the same."""
    from cxsim.desk.dynamic.arms import gathered
    from cxsim.desk.dynamic.comparing import compared
    from cxsim.report.desk import compared as page

    lived = gathered(list(mades), settings, cells, harvest)
    files = [made.facts.file for made in mades.values()]
    names = [str(file.value("name") or "") for file in files]
    labels = names if len(set(names)) == len(names) and all(names) else [Path(file.source).stem for file in files]
    told = page.Told(compared(mades, lived, borrowed), dict(zip(mades, labels)), lang)
    page.write(told, _made(Path(folder)), {**_facts("plan compare", files[-1]), "digest": lived.digest})
    return _whole(Path(folder), [], [(" / ".join(labels), PAGE)])


def improve(file: PlanFile, words: list[str], lang: str, folder: str) -> Written:
    """A better plan searched for, whole in this process; `words` are the goal and what the command line would say."""
    from cxsim.desk.dynamic.goals import goal_of
    from cxsim.desk.dynamic.improving import lay_out as lay_out_search
    from cxsim.desk.dynamic.improving import live as search
    from cxsim.desk.dynamic.simulate import asked
    from cxsim.report.desk import improved as page

    given = dict(text.partition("=")[::2] for text in words)
    goal = goal_of({key: value for key, value in given.items() if key in GOAL})
    rest = [text for text in words if text.partition("=")[0] not in GOAL]
    laid = lay_out_search(asked({"yours": file}, [*rest, "workers=1"]), goal, {}, counts=SMALL_SEARCH)
    place = _made(Path(folder))

    def tell(done: int, total: int, left: float | None) -> None:
        draft = place / f"{PROGRESS}.new"
        draft.write_text(json.dumps([done, total, left]), "utf-8")
        draft.replace(place / PROGRESS)

    found = search(laid, None, tell)
    (place / PROGRESS).unlink(missing_ok=True)
    told = page.Told(found, lang)
    page.write(told, place, {**_facts("plan improve", file), "digest": found.lived.digest}, [])
    made = _whole(place, told.spoken(), [(told.name, PAGE)])
    return Written(made.folder, made.said, made.pages, found.found(told.w("plan_improve.found_name", name=told.name)))


def progress_in(folder: Path) -> tuple[int, int, float | None] | None:
    """How far a search in a folder is: runs done, all runs, seconds left; None when it has not told."""
    try:
        done, total, left = json.loads((folder / PROGRESS).read_text("utf-8"))
        return int(done), int(total), left
    except (OSError, ValueError):
        return None


# ---------------------------------------------------------------- shared


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _facts(command: str, file: PlanFile) -> dict[str, Any]:
    from cxsim import __version__

    return {"command": f"cxsim lab: {command}", "version": __version__, "files_read": [Path(file.source).name], "digest": digest_of(file)}


def digest_of(file: PlanFile) -> str:
    """SHA-256 of what a plan file says."""
    from cxsim.study.canonical import content_digest

    return content_digest(json.loads(json.dumps({"plan": file.plan, "rows": file.rows}, default=str)))


def _whole(folder: Path, said: Sequence[str], pages: list[tuple[str, str]]) -> Written:
    """Everything in one zip beside the files; names in order and no clock, so the same files give the same zip."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ZIP)
    with zipfile.ZipFile(folder / ZIP, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, path.read_bytes())
    return Written(str(folder), list(said), pages)
