"""`cxsim compare`, and `cxsim` alone: schemes against a baseline on the same luck; table, figures, report."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD
from cxsim.base.search_schema import NO_SEARCH
from cxsim.base.study_schema import NONE
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import begun, close, prepare, print_json, tell_changes, tell_failures
from cxsim.cli.study import duration, told_dry

if TYPE_CHECKING:
    from cxsim.base.schema import Settings
    from cxsim.study.comparison import Comparison
    from cxsim.study.precision import Stopped


def command(arguments: Arguments) -> int:
    """Compare the schemes of the study and return the exit code; 3 when some runs failed and the rest is kept."""
    dry, rest = told_dry(arguments.overrides)
    settings = replace(arguments, overrides=rest).settings(study=True)
    if settings.study.design.kind != NONE or settings.study.search.sampler != NO_SEARCH:  # `cxsim study=NAME` names these as well
        from cxsim.cli.study import command as study

        return study(arguments)
    if dry:
        return _show_plan(settings, arguments)
    root = prepare(settings.output.dir)
    from cxsim.report.headlines import compare_head
    from cxsim.study.comparison import compare
    from cxsim.study.saving import save_once

    fresh, lang = arguments.on("fresh"), settings.output.lang
    progress = bar(lang, compare_head(settings))
    record = begun(root, arguments)
    comparison = compare(settings, None, None, progress, cells=root / "cells", fresh=fresh, config_dir=arguments.config_dir, begun=record)
    if comparison.stopped is not None:
        comparison.notes.append(_said(comparison.stopped, comparison.question.primary, lang))
    provenance = {"command": "cxsim compare", "overrides": arguments.all_overrides}
    folder, _ = save_once(comparison, root, fresh=fresh, also=lambda part: _tell(comparison, part, provenance), **provenance)
    _print(comparison, folder)
    tell_changes(record)
    tell_failures(comparison.failures.to_dict("records"), root, lang)
    close(folder, comparison.digest, _payload(comparison) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if comparison.failed else EXIT_GOOD


def _show_plan(settings: Settings, arguments: Arguments) -> int:
    """How many runs, how long and how much disk; the first cell is lived once to know, and nothing is kept."""
    from cxsim.report.words import words
    from cxsim.study.comparison import laid_out
    from cxsim.study.design.lived import estimate
    from cxsim.study.execution import worker_count

    design, w, workers = laid_out(settings, arguments.config_dir), words(settings.output.lang), worker_count(settings.workers)
    first, blocks = design.cells[0], {name: len(cells) for name, cells in design.blocks.items()}
    size = {"schemes": len(first.schemes), "cells": len(design.cells), "runs": len(first.schemes) * len(design.cells)}
    taken = estimate(design.cells, workers)
    print(w("comparing.dry", **size, **blocks))
    print(w("design.cost", time=duration(taken.seconds), workers=workers, disk=f"{taken.bytes / 1e6:.1f}"))
    print(w("design.not_run"))
    if arguments.on("json"):
        print_json({**size, "blocks": blocks, "seconds": taken.seconds, "bytes": taken.bytes, "id": design.id})
    return EXIT_GOOD


def _said(stopped: Stopped, primary: str, lang: str) -> str:
    """Where sequential stopping ended, in a sentence."""
    from cxsim.report.numbers import number
    from cxsim.report.words import words

    w = words(lang)
    facts = {"n": stopped.seeds, "metric": w.name("metric", primary), "width": number(stopped.width, 2, lang), "wanted": number(stopped.wanted, 2, lang)}
    return w("stopping.reached" if stopped.reached else "stopping.not_reached", **facts)


def _tell(comparison: Comparison, folder: Path, provenance: dict[str, Any]) -> None:
    """Figures and report.html beside the tables, inside the folder that is not finished yet."""
    from cxsim import __version__
    from cxsim.report.figures.catalogue import save_figures
    from cxsim.report.html import write_report
    from cxsim.study.example import median_journey

    baseline = comparison.baseline
    first = replace(comparison.settings, seed=comparison.question.seeds[0])
    comparison.journey = median_journey(first, baseline, comparison.schemes[baseline])
    lang = comparison.settings.output.lang
    save_figures(comparison, folder / "figures", lang)
    facts = {
        "command": " ".join([provenance["command"], *provenance["overrides"]]),
        "version": __version__,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "seeds": list(comparison.question.seeds),
        "done": len(comparison.runs),
        "failed": comparison.failed,
        "changed": provenance["overrides"],
    }
    write_report(comparison, folder / "report.html", lang, facts, comparison.notes)


def _print(comparison: Comparison, folder: Path) -> None:
    """The table and sentences for stdout, and where the rest lies."""
    from cxsim.report.terminal import report, wants_color
    from cxsim.report.words import places

    width, lang = shutil.get_terminal_size((100, 24)).columns, comparison.settings.output.lang
    print(report(comparison, lang, width, wants_color(sys.stdout)))
    said = places(lang)
    for note in comparison.notes:
        print(f"{said['note']}: {note}", file=sys.stderr)
    print(f"{said['report']}: {folder / 'report.html'}     {said['tables']}: tables/     {said['figures']}: figures/")


def _payload(comparison: Comparison) -> dict[str, Any]:
    """What a program wants to know: the differences and means as rows."""
    return {
        "baseline": comparison.baseline,
        "primary": comparison.question.primary,
        "schemes": list(comparison.schemes),
        "failed": comparison.failed,
        "differences": comparison.differences.to_dict("records"),
        "means": comparison.means.to_dict("records"),
    }
