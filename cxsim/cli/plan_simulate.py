"""`cxsim plan simulate FILE`: the plan lived by people who react to it, beside the same plan with nobody reacting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import begun, close, finished, prepare, save_whole, tell_changes, tell_failures

if TYPE_CHECKING:
    from cxsim.desk.dynamic.simulate import Asked
    from cxsim.desk.plan_file import PlanFile
    from cxsim.report.desk.simulated import Told
    from cxsim.study.begun import Begun

PLAN = "plan"
QUICK = "study.replications=10"


def simulate(arguments: Arguments) -> int:
    """Simulate a plan and write its page; --quick takes ten runs and no line of sight. Exit code 3 when some runs failed and the rest is kept."""
    from cxsim.desk.dynamic.simulate import asked
    from cxsim.desk.dynamic.view import view_of
    from cxsim.desk.forget import runs_folder
    from cxsim.report.desk.simulated import Told
    from cxsim.study.canonical import content_digest

    file = sound_file(_name(arguments))
    request = asked({PLAN: file}, sized(arguments), arguments.config_dir)
    root, lang = prepare(request.settings.output.dir), request.settings.output.lang
    made, lived, record = run(request, root, arguments)
    sight = [] if arguments.on("quick") else measured_sight(request, made[PLAN], root)
    told = Told(view_of(made[PLAN], lived, sight), lang)
    digest = result_digest("plan simulate", [file], content_digest([lived.digest, [one.row for one in sight]]))
    folder = None if arguments.on("fresh") else finished(root, digest, lang)
    if folder is None:
        folder = save_whole(root, digest, lambda part: _write(told, part, digest, arguments, request))
    print("\n".join(told.spoken()))
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    tell_changes(record)
    tell_failures(lived.failures, runs_folder(root), lang)
    close(folder, digest, {name: rows for name, rows in told.view.tables.items() if not name.endswith("_path")} if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if lived.failures else EXIT_GOOD


def run(request: Asked, root: Path, arguments: Arguments) -> tuple[dict[str, Any], Any, Begun]:
    """Live what was asked, cells kept in `root`, with a progress bar; also the record of the command."""
    from cxsim.desk.dynamic.simulate import simulate as live_plans
    from cxsim.desk.forget import runs_folder
    from cxsim.study.store import Store

    record = begun(runs_folder(root), arguments)
    progress = bar(request.settings.output.lang)
    made, lived = live_plans(request, Store(runs_folder(root) / "cells", fresh=arguments.on("fresh")), progress, record)
    return made, lived, record


def sized(arguments: Arguments) -> list[str]:
    """The overrides; with --quick fewer runs, unless their number was typed."""
    typed = any(text.startswith("study.replications=") for text in arguments.overrides)
    return [*arguments.all_overrides, *([QUICK] if arguments.on("quick") and not typed else [])]


def measured_sight(request: Asked, made: Any, root: Path) -> list[Any]:
    """Line of sight of every measure, from runs in which one manager is nudged; cells kept in `root`."""
    from cxsim.desk.dynamic.nudge import sights
    from cxsim.desk.forget import runs_folder
    from cxsim.study.store import Store

    progress = bar(request.settings.output.lang)
    return sights(made, request.settings, Store(runs_folder(root) / "cells"), progress)


def sound_file(name: str) -> PlanFile:
    """A plan file without faults and with staff to pay. Raises InputError."""
    from cxsim.cli.plan_static import read_file

    file = read_file(name)
    lacking = [Problem("a simulated plan needs at least one row, to know who is paid", sheet) for sheet in ("staff", "components") if not file.sheet(sheet)]
    if lacking:
        raise InputError(lacking)
    return file


def result_digest(kind: str, files: list[PlanFile], lived: str) -> str:
    """Of the plan files, the program and all simulated results."""
    from cxsim.cli.plan_static import _digest

    return _digest(kind, files, {"runs": lived}, [])


def _name(arguments: Arguments) -> str:
    if len(arguments.words) != 2:
        raise InputError(Problem("needs one plan file", key="cxsim plan simulate", value=" ".join(arguments.words[1:]) or None, fix="cxsim plan simulate FILE"))
    return arguments.words[1]


def facts_of(arguments: Arguments, request: Asked) -> dict[str, Any]:
    """What a sealed folder says of the command that made it; file names only, since folders are the user's own."""
    from cxsim import __version__

    names = [Path(name).name for name in arguments.words[1:]]
    words = [text for text in arguments.all_overrides if not text.startswith("output.")]
    return {"command": " ".join([f"cxsim plan {arguments.words[0]}", *names, *words]), "version": __version__, "files_read": names, "overrides": list(request.overrides)}


def _write(told: Told, folder: Path, digest: str, arguments: Arguments, request: Asked) -> None:
    from cxsim.report.desk import simulated
    from cxsim.study.canonical import plain
    from cxsim.study.configuration import as_mapping
    from cxsim.study.saving import seal

    facts = facts_of(arguments, request)
    simulated.write(told, folder, {**facts, "digest": digest})
    settings = plain(as_mapping(request.settings))
    seal(folder, {**facts, "kind": "plan simulate", "digest": digest, "lang": told.lang, "headline": told.headline(), "seeds": list(told.view.lived.seeds), "scheme": plain(told.view.made.scheme), "settings": settings})
