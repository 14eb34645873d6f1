"""`cxsim plan board FILE [--old OLD]`: the page a board decides on, as HTML and Word, with figures and tables in one sealed folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import begun, close, finished, prepare, save_whole, tell_changes, tell_failures, warn_of_files

if TYPE_CHECKING:
    from cxsim.desk.board import Board, Laid
    from cxsim.desk.plan_file import PlanFile

KIND = "plan board"
USAGE = "cxsim plan board FILE [--old OLD] [company=telecom]"


def board(arguments: Arguments) -> int:
    """Simulate a plan and write its board page; --quick takes ten seeds. Exit code 3 when some runs failed and the rest is kept."""
    from cxsim.cli.plan_simulate import sized
    from cxsim.desk.board import lay_out, live
    from cxsim.desk.forget import runs_folder
    from cxsim.desk.opening import open_plan
    from cxsim.study.store import Store

    name = _name(arguments)
    file = open_plan(name)
    old = _old(arguments.values["old"]) if "old" in arguments.values else None
    warn_of_files(arguments.config_dir)
    laid = lay_out(file, sized(arguments), old, arguments.config_dir)
    lang = laid.settings.output.lang
    root = prepare(laid.settings.output.dir)
    record = begun(runs_folder(root), arguments)
    progress = bar(lang, _head(laid, Path(name).name))
    found = live(laid, Store(runs_folder(root) / "cells", arguments.on("fresh")), progress, record)
    facts = _facts(arguments, found)
    folder = None if arguments.on("fresh") else finished(root, facts["digest"], lang)
    if folder is None:
        folder = save_whole(root, facts["digest"], lambda part: _write(found, lang, part, facts))
    _tell(found, lang, folder)
    tell_changes(record)
    tell_failures(found.failures, runs_folder(root), lang)
    close(folder, facts["digest"], _payload(found) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if found.failures else EXIT_GOOD


def _name(arguments: Arguments) -> str:
    names = arguments.words[1:]
    if len(names) != 1:
        raise InputError(Problem("needs one plan file", key="cxsim plan board", value=" ".join(names) or None, fix=USAGE))
    return names[0]


def _old(name: str) -> PlanFile:
    """The plan to compare with; its problems name the file, since the new plan has cells of the same names."""
    from cxsim.desk.opening import open_plan

    try:
        return open_plan(name)
    except InputError as error:
        raise InputError([one if name in one.where else replace(one, where=f"{name}, {one.where}") for one in error.problems]) from None


def _head(laid: Laid, name: str) -> str:
    """The first line on stderr."""
    from cxsim.report.headlines import world

    return " | ".join([f"cxsim plan board {name}", *world(laid.settings)])


def _facts(arguments: Arguments, found: Board) -> dict[str, Any]:
    """What repeats this result, and names of its content; of files only their names."""
    from cxsim import __version__
    from cxsim.cli.plan_letter import plan_digest
    from cxsim.cli.plan_simulate import sized
    from cxsim.study.canonical import content_digest

    files = [arguments.words[1], *([arguments.values["old"]] if "old" in arguments.values else [])]
    names = [Path(name).name for name in files]
    told = [text for text in sized(arguments) if not text.startswith("output.")]
    plans = {name: plan_digest(made.facts.file) for name, made in found.laid.mades.items()}
    digest = content_digest({"kind": KIND, "version": __version__, "plans": plans, "static": found.static.futures.choices, "simulated": found.digest, "words": told})
    return {"command": " ".join(["cxsim plan board", " --old ".join(names), *told]), "version": __version__, "plan": plans["plan"], "plans": plans, "digest": digest, "files_read": names}


def _write(found: Board, lang: str, folder: Path, facts: dict[str, Any]) -> None:
    from cxsim.report.desk.board_files import write
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    foot = {"command": facts["command"], "version": facts["version"], "plan": facts["plan"][:12], "digest": facts["digest"][:12]}
    page = write(found, lang, folder, foot)
    seal(folder, {
        "kind": KIND, **facts, "lang": lang, "headline": _headline(found, lang), "draft": bool(page.draft), "seeds": list(found.view.lived.seeds),
        "settings": plain(found.laid.settings), "cells": [cell.id for kinds in found.laid.cells.values() for own in kinds.values() for cell in own],
        "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip


def _headline(found: Board, lang: str) -> str:
    from cxsim.report.desk.board import title
    from cxsim.report.desk.board_say import Say

    return title(Say(found, lang))


def _tell(found: Board, lang: str, folder: Path) -> None:
    from cxsim.report.desk.board import proposal
    from cxsim.report.desk.board_say import Say
    from cxsim.report.numbers import plain

    say = Say(found, lang)
    print(plain(_headline(found, lang)))
    print(plain(proposal(say)))
    print(f"{say.w('board.output')}: {folder / 'board.html'}, board.docx")


def _payload(found: Board) -> dict[str, Any]:
    """What a program wants to know."""
    from cxsim.report.desk.board_files import tables

    shown = tables(found)
    return {name: shown[name] for name in ("main", "flips", "alternatives", "findings")} | {"base": found.base, "failed": len(found.failures), "cost": shown.get("cost_simulated", [])}
