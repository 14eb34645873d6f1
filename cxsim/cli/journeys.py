"""`cxsim journeys`: process maps of two companies side by side, with the measures of their customers' journeys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, prepare, save_whole, warn_of_files

if TYPE_CHECKING:
    from cxsim.report.journeys import Told


def command(arguments: Arguments) -> int:
    """Live a pair of companies on the same people and luck, and write its page."""
    from cxsim.report.journeys import Told
    from cxsim.study.journeys.pair import DEFAULT, live, plan_of

    if len(arguments.words) > 1:
        raise InputError(Problem("one pair of companies at a time", key="cxsim journeys", value=" ".join(arguments.words)))
    plan = plan_of((arguments.words or [DEFAULT])[0], arguments.all_overrides, arguments.on("quick"), arguments.config_dir)
    warn_of_files(arguments.config_dir)
    output = next(iter(plan.settings.values())).output
    root = prepare(output.dir)
    workers = next(iter(plan.settings.values())).workers
    told = Told(live(plan, workers, bar(output.lang, keeps=False)), output.lang)
    digest = told.lived.digest
    said = " ".join(["cxsim journeys", *arguments.words, *(["--quick"] if arguments.on("quick") else []), *arguments.all_overrides])
    folder = None if arguments.on("fresh") else finished(root, digest, output.lang)
    folder = folder or save_whole(root, digest, lambda part: _write(told, part, said))
    _tell(told, folder)
    close(folder, digest, _payload(told) if arguments.on("json") else None, output.lang)
    return EXIT_GOOD


def _tell(told: Told, folder: Path) -> None:
    """Headline, the measures of both, and where the page lies."""
    print(told.question())
    print(told.headline())
    print(told.also())
    rows, names = told.rows(), list(told.names.values())
    heads = {"measure": told.w("journey_map.head.measure"), "first": names[0], "second": names[1], "difference": told.w("journey_map.head.difference"), "state": ""}
    widths = {key: max(len(row[key]) for row in [heads, *rows]) for key in heads}
    for row in [heads, *rows]:
        cells = [row["measure"].ljust(widths["measure"]), *(row[key].rjust(widths[key]) for key in ("first", "second", "difference")), row["state"]]
        print("  " + "  ".join(cells).rstrip())
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")


def _payload(told: Told) -> dict[str, Any]:
    return {"pair": told.plan.name, "headline": told.headline(), "levels": told.levels.to_dict("records"), "differences": told.table.to_dict("records")}


def _write(told: Told, folder: Path, command: str) -> None:
    from cxsim import __version__
    from cxsim.report.journeys import write
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    plan = told.plan
    facts = {"command": command, "version": __version__, "name": told.question()}
    write(told, folder, facts)
    seal(folder, {
        "kind": "journeys", **facts, "pair": plan.name, "digest": told.lived.digest, "lang": told.lang, "headline": told.headline(), "seeds": list(plan.seeds),
        "settings": plain(plan.settings), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip
