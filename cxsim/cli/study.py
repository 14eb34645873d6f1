"""`cxsim study NAME`: a designed study from its plan to its page; `dry_run=true` shows the plan and what it will take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.base.search_schema import NO_SEARCH
from cxsim.base.study_schema import BLOCKED, NONE
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import (
    begun,
    close,
    finished,
    prepare,
    print_json,
    save_whole,
    tell_changes,
    tell_failures,
    warn_of_files,
)

if TYPE_CHECKING:
    from cxsim.report.design import Told
    from cxsim.report.driven import Driven
    from cxsim.study.design.cells import Designed
    from cxsim.study.design.lived import Lived

HEAD = 5  # points shown by a dry run
DRY = "dry_run"


def command(arguments: Arguments) -> int:
    """Run the study named by a word or by study=NAME; exit code 3 when some runs failed and the rest is kept."""
    if len(arguments.words) > 1:
        raise InputError(Problem("one study at a time", key="cxsim study", value=" ".join(arguments.words)))
    named = [f"study={arguments.words[0]}"] if arguments.words else []
    dry, overrides = told_dry(named + arguments.all_overrides)
    settings = _designed_settings(overrides, arguments)
    if settings.study.search.sampler != NO_SEARCH:  # a search is a study too: whichever verb names it
        from cxsim.cli.search import command as search

        return search(arguments)
    if dry:
        return _show_plan(overrides, arguments)
    return _run(settings.output.dir, overrides, arguments)


def told_dry(overrides: list[str]) -> tuple[bool, list[str]]:
    """Whether only the plan is asked for, and the overrides without that word. Raises InputError."""
    said = [text.partition("=")[2] for text in overrides if text.partition("=")[0] == DRY]
    if said and said[-1] not in ("true", "false"):
        raise InputError(Problem("must be true or false", key=DRY, value=said[-1]))
    return said[-1:] == ["true"], [text for text in overrides if text.partition("=")[0] != DRY]


def _designed_settings(overrides: list[str], arguments: Arguments) -> Any:
    """Settings of the study. Raises InputError when it has no design: then it is a comparison."""
    from cxsim.study.configuration import load

    settings = load(*overrides, config_dir=arguments.config_dir)
    warn_of_files(arguments.config_dir)
    if settings.study.design.kind == NONE and settings.study.search.sampler == NO_SEARCH:
        fix = "cxsim compare study=..., or name one with a design: cxsim study where_it_turns"
        raise InputError(Problem("has no design: nothing varies but scheme and seed", key="study", value=" ".join(overrides) or None, fix=fix))
    return settings


def _show_plan(overrides: list[str], arguments: Arguments) -> int:
    """Number of runs, the first points, estimated time and disk; the first cell is lived once to know."""
    from cxsim.report.words import words
    from cxsim.study.design.cells import lay_out, words_of
    from cxsim.study.design.lived import estimate
    from cxsim.study.execution import worker_count

    designed = lay_out(overrides, arguments.config_dir)
    settings, w = designed.settings, words(designed.settings.output.lang)
    workers = worker_count(settings.workers)
    cells = len({cell.id for cell in designed.cells.values()})
    size = {"points": len(designed.points), "seeds": len(designed.seeds), "schemes": len(designed.schemes), "runs": designed.runs, "cells": cells}
    taken = estimate(designed.cells.values(), workers)
    print(w("design.dry", **size))
    for place, point in enumerate(designed.points[:HEAD]):
        print(f"  {place + 1:>4}  {' '.join(words_of(settings.study.design.factors, point))}")
    if len(designed.points) > HEAD:
        print(f"        {w('design.more', n=len(designed.points) - HEAD)}")
    print(w("design.cost", time=duration(taken.seconds), workers=workers, disk=f"{taken.bytes / 1e6:.1f}"))
    print(w("design.not_run"))
    if arguments.on("json"):
        print_json({**size, "seconds": taken.seconds, "bytes": taken.bytes, "id": designed.id})
    return EXIT_GOOD


def duration(seconds: float) -> str:
    """Hours and minutes, minutes and seconds, or seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _run(output: str, overrides: list[str], arguments: Arguments) -> int:
    from cxsim.study.design.cells import lay_out
    from cxsim.study.design.lived import live

    root = prepare(output)
    designed = lay_out(overrides, arguments.config_dir)
    lang = designed.settings.output.lang
    progress = bar(lang)
    record = begun(root, arguments)
    lived = live(designed, root / "cells", designed.settings.workers, progress, arguments.on("fresh"), record)
    told = _told(lived, lang)
    command = " ".join(["cxsim study", *arguments.words, *arguments.all_overrides])
    folder = None if arguments.on("fresh") else _told_before(root, lived, lang)
    if folder is None:
        folder = save_whole(root, lived.digest, lambda part: _write(told, part, command))
    print(told.headline())
    for line in _more(told):
        print(line)
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    tell_changes(record)
    tell_failures(lived.failures, root, lang)
    close(folder, lived.digest, _payload(told) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if lived.failures else EXIT_GOOD


def _told(lived: Lived, lang: str) -> Told | Driven:
    """What drives the outcomes where the plan was made for that, else where the answer turns."""
    from cxsim.report.design import Told
    from cxsim.report.driven import Driven

    return (Driven if lived.designed.settings.study.design.kind in BLOCKED else Told)(lived, lang)


def _told_before(root: Path, lived: Lived, lang: str) -> Path | None:
    """The folder that tells this very result, if it was asked the same questions of it."""
    from cxsim.study.canonical import plain
    from cxsim.study.saving import read_manifest

    folder = finished(root, lived.digest, lang)
    asked = plain(lived.designed.settings)["study"]
    return folder if folder is not None and read_manifest(folder)["settings"]["study"] == asked else None


def _more(told: Told | Driven) -> list[str]:
    """Lines of the terminal below the headline."""
    from cxsim.report.driven import Driven
    from cxsim.report.numbers import plain

    if isinstance(told, Driven):
        return [plain(text) for text in told.details()]
    sides = [f"  {row['scheme']}: " + ", ".join(f"{told.w('design.head.' + key)} {row[key]}" for key in ("ahead", "behind", "open")) for row in told.schemes()]
    rules = [plain(text) for rule in told.turning.sentences() for text in (rule["main"], *rule["more"][:1])]
    return [*([driven] if (driven := told.driven()) else []), *sides, *rules]


def _payload(told: Told | Driven) -> dict[str, Any]:
    """What a program wants to know."""
    from cxsim.report.driven import Driven

    head = {"headline": told.headline(), "primary": told.study.primary, "points": len(told.lived.designed.points), "failed": len(told.lived.failures)}
    if isinstance(told, Driven):
        found = told.found
        return {**head, "sensitivity": found.table.to_dict("records"), "failed_points": found.failed.to_dict("records"), "blocks": found.blocks, "blocks_left_out": found.left_out}
    rules = [sentence["main"] for sentence in told.turning.sentences()]
    return {**head, "differences": told.table.to_dict("records"), "drivers": told.drivers.to_dict("records"), "rules": rules}


def _write(told: Told | Driven, folder: Path, command: str) -> None:
    from cxsim import __version__
    from cxsim.report import design, driven
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.design.lived import write_columns
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    designed: Designed = told.lived.designed
    sensitive = isinstance(told, driven.Driven)
    facts = {"command": command, "version": __version__, "name": told.w("sensitivity.title" if sensitive else "design.title", metric=told.metric())}
    (driven if sensitive else design).write(told, folder, facts)
    write_columns(told.lived, folder)
    seal(folder, {
        "kind": "designed study", **facts, "digest": told.lived.digest, "lang": told.lang, "design_id": designed.id, "headline": told.headline(),
        "seeds": list(designed.seeds), "schemes": list(designed.schemes), "points": list(designed.points),
        "cells": [cell.id for cell in designed.cells.values()], "settings": plain(designed.settings), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip
