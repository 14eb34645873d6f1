"""`cxsim plan letter FILE`: one page per level for those who are paid by the plan, as HTML and as a Word document."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem, nearest
from cxsim.cli.arguments import Arguments
from cxsim.cli.results import close, finished, prepare, save_whole

if TYPE_CHECKING:
    from cxsim.desk.plan_file import PlanFile
    from cxsim.report.desk.letter import Page

KIND = "plan letter"
USAGE = "cxsim plan letter FILE"
KEYS = ("output.dir", "output.lang")
SHOWN = 8  # open points named on stderr; the manifest has all


def letter(arguments: Arguments) -> int:
    """Write the letters of a plan file into a sealed folder. Raises InputError with all that the pay rules refuse."""
    from cxsim.desk.letter import letters_of, open_points
    from cxsim.report.desk.letter import page

    name, given = _given(arguments)
    lang = given.get("output.lang", "en")
    file = read_file(name)
    facts = letters_of(file)
    told = [_line(problem, lang) for problem in open_points(file, lang)] + _serious(file, lang)
    root = prepare(given.get("output.dir", "outputs"))
    plan, version = plan_digest(file), _version()
    pages = [page(one, lang, {"version": version, "digest": plan}, len(told)) for one in facts]
    digest = _digest(plan, version, lang, told)
    folder = None if arguments.on("fresh") else finished(root, digest, lang)
    if folder is None:
        manifest: dict[str, Any] = {"kind": KIND, "command": f"cxsim plan letter {Path(name).name}", "version": version, "digest": digest, "lang": lang}
        manifest |= {"plan_digest": plan, "levels": [one.level.name for one in facts], "open": told}
        folder = save_whole(root, digest, lambda part: _write(pages, part, manifest))
    _tell(pages, told, folder, lang)
    close(folder, digest, {"plan_digest": plan, "levels": file_names(pages), "open": told} if arguments.on("json") else None, lang)
    return EXIT_GOOD


def file_names(pages: list[Page]) -> dict[str, str]:
    """File of each level, without its ending."""
    return {one.level: stem(number, one.level) for number, one in enumerate(pages, 1)}


def stem(number: int, level: str) -> str:
    """File name of a level's letter: its place and its key, letters and digits only."""
    return f"{number:02d}_{re.sub(r'[^A-Za-z0-9_-]+', '_', level)[:60]}"


def _given(arguments: Arguments) -> tuple[str, dict[str, str]]:
    """Name of the plan file, and overrides. Raises InputError."""
    names = arguments.words[1:]
    given = dict(text.partition("=")[::2] for text in arguments.all_overrides)
    problems = [Problem("is not a setting of this command", key=key, allowed=", ".join(KEYS), fix=nearest(key, KEYS)) for key in given if key not in KEYS]
    if len(names) != 1:
        problems.insert(0, Problem("needs one plan file", key="cxsim plan letter", value=" ".join(names) or None, fix=USAGE))
    if given.get("output.lang", "en") not in ("en", "fi"):
        problems.append(Problem("is not a language", key="output.lang", value=given["output.lang"], allowed="en, fi"))
    if problems:
        raise InputError(problems)
    return names[0], given


def read_file(name: str) -> PlanFile:
    """A plan file by its name; what cannot be read or paid is refused, since a guess would read as a promise. Raises InputError."""
    from cxsim.desk.opening import open_plan

    return open_plan(name)


def _serious(file: PlanFile, lang: str) -> list[str]:
    """Serious findings of the plan check that nobody has accepted."""
    from cxsim.desk.linter.registry import SERIOUS
    from cxsim.desk.static.view import lint_file
    from cxsim.report.desk.findings import Speaker

    found = [one for one in lint_file(file) if one.severity == SERIOUS and not one.silenced]
    return [f"{row['rule']}, {row['where']}: {row['what']}" for row in Speaker(file, lang).rows(found)]


def plan_digest(file: PlanFile) -> str:
    """SHA-256 of what the plan file says, whatever its form and layout."""
    from cxsim.study.canonical import content_digest

    return content_digest({"plan": _text(file.plan), "rows": {name: _text(rows) for name, rows in file.rows.items() if rows}})


def _text(value: Any) -> Any:
    """Values as text, so that 100 and 100.0 and a date in either form are the same plan."""
    if isinstance(value, dict):
        return {str(key): _text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_text(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:10] if hasattr(value, "isoformat") else str(value)


def _digest(plan: str, version: str, lang: str, told: list[str]) -> str:
    """Name of the content: plan, version of the texts, language, open points."""
    from cxsim.study.canonical import content_digest

    return content_digest({"kind": KIND, "plan": plan, "version": version, "lang": lang, "open": told})


def _version() -> str:
    from cxsim import __version__

    return __version__


def _line(problem: Problem, lang: str) -> str:
    from cxsim.report.problems import one_line

    return one_line(problem, lang).text


def _write(pages: list[Page], folder: Path, manifest: dict[str, Any]) -> None:
    from cxsim.report.desk.letter_docx import docx_bytes
    from cxsim.report.desk.letter_html import html_bytes
    from cxsim.study.saving import seal
    from cxsim.study.store import write_whole

    for one, name in zip(pages, file_names(pages).values(), strict=True):
        write_whole(folder / f"{name}.html", html_bytes(one))
        write_whole(folder / f"{name}.docx", docx_bytes(one))
    seal(folder, manifest)


def _tell(pages: list[Page], told: list[str], folder: Path, lang: str) -> None:
    from cxsim.report.words import words

    w = words(lang)
    for text in told[:SHOWN]:
        print(f"note: {w('letter.open')}: {text}", file=sys.stderr)
    if len(told) > SHOWN:
        print(f"note: {w('letter.open')}: + {len(told) - SHOWN}", file=sys.stderr)
    print(w("letter.said", n=len(pages), drafts=w("letter.drafts.draft" if told else "letter.drafts.ready")))
    for name in file_names(pages).values():
        print(f"{w('letter.files')}: {folder / name}.html, .docx")
