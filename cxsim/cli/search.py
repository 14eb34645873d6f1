"""`cxsim search NAME`: plans worth a closer look, from levers to a front on held-out seeds; alone, the list of searches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, prepare, print_json, save_whole, tell_failures, warn_of_files
from cxsim.cli.study import duration, told_dry

if TYPE_CHECKING:
    from cxsim.report.search import Told

SEVERAL = 3  # plans of the front in the command that compares some of them


def command(arguments: Arguments) -> int:
    """Run the search named by a word or by study=NAME; exit code 3 when some runs failed and the rest is kept."""
    if len(arguments.words) > 1:
        raise InputError(Problem("one search at a time", key="cxsim search", value=" ".join(arguments.words)))
    if not arguments.words and not any(text.startswith("study=") for text in arguments.overrides):
        return _listed(arguments)
    named = [f"study={arguments.words[0]}"] if arguments.words else []
    dry, overrides = told_dry(named + arguments.all_overrides)
    if dry:
        return _show_plan(overrides, arguments)
    return _run(overrides, arguments)


def _listed(arguments: Arguments) -> int:
    """Names of studies with a search, with their first comment."""
    from cxsim.base.reading import read_yaml
    from cxsim.cli.listing import labelled, show
    from cxsim.study.folders import choice_file, choices

    paths = [choice_file("study", name, arguments.config_dir) for name in choices("study", arguments.config_dir)]
    items = [labelled(path) for path in paths if "search" in read_yaml(path)]
    warn_of_files(arguments.config_dir)
    return show(items, {"searches": items} if arguments.on("json") else None)


def _show_plan(overrides: list[str], arguments: Arguments) -> int:
    """Stages, levers and objectives, at most how many runs, and about how long; a few runs are lived to know."""
    from cxsim.report.words import words
    from cxsim.study.execution import worker_count
    from cxsim.study.search.layout import lay_out
    from cxsim.study.search.lived import estimate

    search = lay_out(overrides, arguments.config_dir)
    warn_of_files(arguments.config_dir)
    asked, w, workers = search.asked, words(search.settings.output.lang), worker_count(search.settings.workers)
    cost = estimate(search, workers)
    runs, seeds = sum(cost.runs.values()), {stage: len(own) for stage, own in search.seeds.items()}
    print(w("search.dry", population=asked.population, generations=asked.generations, search=seeds["search"], promoted=asked.promoted, fresh=seeds["fresh"],
            finalists=asked.finalists, held=seeds["held_out"], worlds=len(search.worlds), runs=runs))  # fmt: skip
    print(f"  {w('search.levers')}: {', '.join(asked.levers)}")
    print(f"  {w('search.objectives')}: {', '.join(f'{name} ({aim.outcome} {aim.goal})' for name, aim in asked.objectives.items())}")
    print(w("search.cost", time=duration(cost.seconds), workers=workers))
    print(w("search.not_run"))
    if arguments.on("json"):
        print_json({"runs": runs, "stages": cost.runs, "seconds": cost.seconds, "levers": list(asked.levers), "objectives": list(asked.objectives), "id": search.id})
    return EXIT_GOOD


def _run(overrides: list[str], arguments: Arguments) -> int:
    from cxsim.report.search import Told
    from cxsim.study.search import saving
    from cxsim.study.search.judged import Judged
    from cxsim.study.search.layout import lay_out
    from cxsim.study.search.lived import live

    search = lay_out(overrides, arguments.config_dir)
    warn_of_files(arguments.config_dir)
    root, lang = prepare(search.settings.output.dir), search.settings.output.lang
    progress = bar(lang)
    lived = live(search, root / "cells", search.settings.workers, progress, arguments.on("fresh"))
    told = Told(Judged(lived), lang, arguments.config_dir)
    folder = None if arguments.on("fresh") else finished(root, lived.digest, lang)
    if folder is None:
        folder = save_whole(root, lived.digest, lambda part: _write(told, part, arguments))
    print(told.headline())
    for text in told.furthest():
        print(f"  {text}")
    print(told.curse_said())
    if told.judged.front:
        print(saving.repeat(str(folder), told.judged, arguments.overrides))
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    tell_failures(lived.results.failures, root, lang)
    close(folder, lived.digest, _payload(told) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if lived.results.failures else EXIT_GOOD


def _payload(told: Told) -> dict[str, Any]:
    """What a program wants to know."""
    from cxsim.study.search.saving import front

    return {
        "headline": told.headline(), "plans": len(told.lived.candidates), "front": front(told.judged).to_dict("records"),
        "curse": told.judged.curse.to_dict("records"), "failed": len(told.lived.results.failures),
    }  # fmt: skip


def _write(told: Told, folder: Path, arguments: Arguments) -> None:
    from cxsim import __version__
    from cxsim.report.search import write
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal
    from cxsim.study.search import saving

    lived, front = told.lived, told.judged.front
    command = " ".join(["cxsim search", *arguments.words, *arguments.all_overrides])
    facts = {"command": command, "version": __version__, "name": told.w("search.title")}
    again = saving.repeat("", told.judged, arguments.overrides)
    some = ",".join([told.study.baseline, *front[:SEVERAL]])
    commands = [again, f"{again} 'study.schemes=[{some}]'", f"cxsim explain --config-dir {saving.MINE} scheme={front[0]}"] if front else []
    write(told, folder, facts, commands)
    seal(folder, {
        "kind": "search", **facts, "digest": lived.digest, "lang": told.lang, "search_id": told.search.id, "headline": told.headline(),
        "seeds": {stage: list(own) for stage, own in told.search.seeds.items()}, "front": front, "plans": len(lived.candidates),
        "settings": plain(told.search.settings), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip
