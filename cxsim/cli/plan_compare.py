"""`cxsim plan compare A.xlsx B.xlsx [C.xlsx D.xlsx]`: plan files simulated on the same people and luck, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import begun, close, finished, prepare, print_json, save_whole, tell_changes, tell_failures

if TYPE_CHECKING:
    from cxsim.desk.dynamic.simulate import Asked
    from cxsim.desk.plan_file import PlanFile
    from cxsim.report.desk.compared import Told

NAMES = ("a", "b", "c", "d")  # of plans in cells and tables: a file's name may be a secret, and never decides a number


def compare(arguments: Arguments) -> int:
    """Simulate the plans and write the page; exit code 3 when some runs failed and the rest is kept."""
    from cxsim.cli.study import told_dry
    from cxsim.desk.dynamic.simulate import asked

    dry, overrides = told_dry(arguments.all_overrides)
    paths = _paths(arguments)
    files = opened(paths)
    request = asked(dict(zip(NAMES, files, strict=False)), overrides, arguments.config_dir)
    labels = dict(zip(NAMES, labels_of(paths, files), strict=False))
    return show_plan(request, arguments) if dry else run(request, labels, arguments)


def _paths(arguments: Arguments) -> list[str]:
    from cxsim.desk.dynamic.comparing import FEWEST_PLANS, MOST_PLANS

    paths = arguments.words[1:]
    if not FEWEST_PLANS <= len(paths) <= MOST_PLANS:
        fix = "cxsim plan compare my_plan.xlsx other.xlsx"
        raise InputError(Problem("needs other files", key="cxsim plan compare", value=" ".join(paths) or None, allowed=f"{FEWEST_PLANS} to {MOST_PLANS} plan files", fix=fix))
    return paths


def opened(paths: list[str]) -> list[PlanFile]:
    """Plan files by name. Raises InputError with the problems of all of them."""
    from cxsim.desk.opening import open_plan

    files, problems = [], []
    for path in paths:
        try:
            files.append(open_plan(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return files


def labels_of(paths: list[str], files: list[PlanFile]) -> list[str]:
    """What the plans are called: their names where they differ, else their file names, numbered where those are the same too."""
    own = [str(file.value("name") or "") for file in files]
    if all(own) and len(set(own)) == len(own):
        return own
    stems = [Path(path).stem for path in paths]
    seen = Counter(stems)
    return [stem if seen[stem] == 1 else f"{stem} ({number})" for number, stem in enumerate(stems, 1)]


def show_plan(request: Asked, arguments: Arguments) -> int:
    """How many runs, and about how long; one cell is lived to know."""
    from cxsim.cli.study import duration
    from cxsim.desk.dynamic.arms import cells_of
    from cxsim.desk.dynamic.comparing import lend_staff, refuse_unused_names
    from cxsim.desk.dynamic.simulate import translated
    from cxsim.report.words import words
    from cxsim.study.design.lived import estimate
    from cxsim.study.execution import worker_count

    refuse_unused_names(request)
    mades, settings = translated(lend_staff(request)[0]), request.settings
    w, workers = words(settings.output.lang), worker_count(settings.workers)
    taken = estimate(cells_of(mades, settings, frozen=False)["heard"], workers)
    size = {"plans": len(mades), "n": settings.study.replications, "runs": len(mades) * settings.study.replications}
    print(w("plan_compare.dry", **size))
    print(w("search.cost", time=duration(taken.seconds), workers=workers))
    print(w("search.not_run"))
    if arguments.on("json"):
        print_json({**size, "seconds": taken.seconds})
    return EXIT_GOOD


def run(request: Asked, labels: Mapping[str, str], arguments: Arguments) -> int:
    """Live the plans, write page, tables and figures, and tell the finding."""
    from cxsim.desk.dynamic.comparing import compare as live
    from cxsim.desk.forget import runs_folder
    from cxsim.report.desk import compared as page
    from cxsim.study.store import Store

    settings = request.settings
    root, lang = prepare(settings.output.dir), settings.output.lang
    record, store = begun(runs_folder(root), arguments), Store(runs_folder(root) / "cells", fresh=arguments.on("fresh"))
    found = live(request, store, bar(lang), record)
    told = page.Told(found, labels, lang)
    digest = _digest(told, request)
    folder = None if arguments.on("fresh") else finished(root, digest, lang)
    if folder is None:
        folder = save_whole(root, digest, lambda part: _write(told, part, digest, arguments))
    for line in told.spoken():
        print(line)
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    tell_changes(record)
    tell_failures(found.lived.failures, runs_folder(root), lang)
    close(folder, digest, _payload(told) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if found.lived.failures else EXIT_GOOD


def _digest(told: Told, request: Asked) -> str:
    """Of what was lived, of the files that paid for it, and of what the plans are called on the page."""
    from cxsim import __version__
    from cxsim.cli.plan_static import _text
    from cxsim.study.canonical import content_digest

    files = {name: {"plan": _text(file.plan), "rows": _text(file.rows)} for name, file in request.plans.items()}
    return content_digest({"kind": "plan compare", "version": __version__, "lived": told.found.lived.digest, "files": files, "labels": told.labels})


def _payload(told: Told) -> dict[str, Any]:
    """What a program wants to know."""
    from cxsim.report.desk.compared import TABLES, table_rows

    return {"headline": told.headline(), "plans": told.labels, "replications": told.n, **{name: table_rows(told, name) for name in TABLES}, "failed": len(told.found.lived.failures)}


def _write(told: Told, folder: Path, digest: str, arguments: Arguments) -> None:
    from cxsim import __version__
    from cxsim.report.desk.compared import write
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    lived = told.found.lived
    words = [arguments.words[0], *(Path(name).name for name in arguments.words[1:]), *arguments.all_overrides]
    facts = {"command": " ".join(["cxsim plan", *words]), "version": __version__, "files_read": [Path(name).name for name in arguments.words[1:]]}
    write(told, folder, {**facts, "digest": digest})
    seal(folder, {
        "kind": "plan compare", **facts, "digest": digest, "lang": told.lang, "headline": told.headline(), "plans": told.labels, "seeds": list(lived.seeds),
        "settings": plain(lived.settings), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip
