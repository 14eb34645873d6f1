"""`cxsim calibrate FIGURES.csv`: which settings could have made a firm's own figures; `--template FILE.csv` writes an example."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, prepare, save_whole, tell_failures, warn_of_files

if TYPE_CHECKING:
    from cxsim.report.calibration import Told
    from cxsim.study.calibration.simulate import Runner

# words of this command that are no settings: (default, lowest, highest)
NUMBERS = {"waves": (2, 1, 2), "error": (1.0, 0.0, 20.0), "settle": (1, 0, 10), "truths": (48, 8, 1000)}
FIT, STUDY = "fit", "study=calibration"


@dataclass
class Asked:
    """A command line taken apart: settings to fit, numbers of this command, and the overrides left."""

    fit: list[str] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    overrides: list[str] = field(default_factory=list)


def command(arguments: Arguments) -> int:
    """Fit the figures of a file, or write an example; exit code 3 when some runs failed and the rest is kept."""
    asked = _asked(arguments.all_overrides)
    if "template" in arguments.values:
        return _example(Path(arguments.values["template"]), asked, arguments)
    if len(arguments.words) != 1:
        fix = "cxsim calibrate figures.csv company=telecom; an example: cxsim calibrate --template figures.csv"
        raise InputError(Problem("needs one file of figures", key="cxsim calibrate", value=" ".join(arguments.words) or None, fix=fix))
    return _fit(Path(arguments.words[0]), asked, arguments)


def _asked(overrides: list[str]) -> Asked:
    """Raises InputError for a number of this command that is none or out of range."""
    asked, problems = Asked(numbers={name: default for name, (default, _, _) in NUMBERS.items()}), []
    for text in overrides:
        name, _, value = text.partition("=")
        if name == FIT:
            asked.fit = [item.strip(" \"'") for item in value.strip("[]").split(",") if item.strip(" \"'")]
        elif name in NUMBERS:
            problems += _number(asked, name, value)
        else:
            asked.overrides.append(text)
    if problems:
        raise InputError(problems)
    if not any(text.startswith("study=") for text in asked.overrides):
        asked.overrides.insert(0, STUDY)
    return asked


def _number(asked: Asked, name: str, value: str) -> list[Problem]:
    default, low, high = NUMBERS[name]
    try:
        number = int(value) if isinstance(default, int) else float(value)
    except ValueError:
        number = math.nan
    if not low <= number <= high:
        return [Problem("is out of range", key=name, value=value, allowed=f"{low:g} to {high:g}")]
    asked.numbers[name] = number
    return []


# ---------------------------------------------------------------- fitting


def _fit(path: Path, asked: Asked, arguments: Arguments) -> int:
    from cxsim.report.calibration import Facts, Told, head_line
    from cxsim.study.calibration import figures as files
    from cxsim.study.calibration.fit import CENTRE_RUNS, CHECK_DRAWS, Options, calibrate
    from cxsim.study.calibration.found import check
    from cxsim.study.calibration.parameters import parameters_of
    from cxsim.study.calibration.quantities import columns_of
    from cxsim.study.calibration.simulate import World
    from cxsim.study.configuration import load

    home = load(*asked.overrides, config_dir=arguments.config_dir)
    warn_of_files(arguments.config_dir)
    figures = files.read(path, columns_of(home.channels), list(home.company.units))
    world = World(asked.overrides, arguments.config_dir, len(figures.labels), int(asked.numbers["settle"]))
    parameters = parameters_of(world.home, asked.fit, arguments.on("evidence"))
    study = home.study
    options = Options(study.design.points, study.replications, int(asked.numbers["waves"]), asked.numbers["error"], int(asked.numbers["truths"]), arguments.on("evidence"))
    root, lang = prepare(home.output.dir), home.output.lang
    runs = options.points * options.replications * options.waves + 2 * CENTRE_RUNS + CHECK_DRAWS
    print(head_line(world, figures, len(parameters), runs, lang), file=sys.stderr)
    runner = _runner(world, root, arguments, lang)
    found = calibrate(figures, parameters, options, runner)
    facts = Facts(world, options, int(asked.numbers["settle"]), len(runner.failures))
    told = Told(found, check(found, options.truths, home.seed), facts, lang)
    digest = _digest(told, runner)
    folder = None if arguments.on("fresh") else finished(root, digest, lang)
    if folder is None:
        folder = save_whole(root, digest, lambda part: _write(told, runner, part, digest, asked, arguments))
    _tell(told, folder, asked)
    tell_failures(runner.failures, root, lang)
    close(folder, digest, _payload(told, folder, asked) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if runner.failures else EXIT_GOOD


def _runner(world: Any, root: Path | None, arguments: Arguments, lang: str) -> Runner:
    from cxsim.study.calibration.simulate import Runner

    progress = bar(lang) if root is not None else None
    return Runner(world, root / "cells" if root is not None else None, world.home.workers, progress, arguments.on("fresh"))


def _digest(told: Told, runner: Runner) -> str:
    """Name of the content: figures, settings fitted, how, and every run."""
    from dataclasses import asdict

    from cxsim.study.canonical import content_digest

    found = told.found
    raw = [[*key, [None if math.isnan(value) else value for value in values.tolist()]] for key, values in sorted(found.figures.raw.items())]
    fitted = [[item.key, item.low, item.high, item.centre, None if math.isinf(item.sd) else item.sd] for item in found.parameters]
    return content_digest({"labels": list(found.figures.labels), "figures": raw, "fitted": fitted, "options": asdict(told.facts.options), "settle": told.facts.settle, "runs": runner.digests})


def _tell(told: Told, folder: Path, asked: Asked) -> None:
    """Headline, what is open, a line per setting, and how to go on."""
    from cxsim.report import numbers
    from cxsim.study.calibration.handover import command_of

    print(told.headline())
    for text in told.further():
        print(numbers.plain(text))
    rows = told.parameter_rows()
    width = max(len(row["parameter"]) for row in rows)
    for row in rows:
        print(numbers.plain(f"  {row['parameter']:<{width}}  {row['mean']:>8} ({row['interval']})  {row['state']}"))
    print(f"{told.said('next_said')}: {command_of(str(folder), asked.overrides)}")
    print(f"{told.said('report')}: {folder / 'report.html'}")


def _payload(told: Told, folder: Path, asked: Asked) -> dict[str, Any]:
    from dataclasses import asdict

    from cxsim.study.calibration.handover import command_of

    return {
        "headline": told.headline(), "parameters": told.parameters.to_dict("records"), "figures": told.figures.to_dict("records"),
        "check": asdict(told.check), "failed": told.facts.failed, "next": command_of(str(folder), asked.overrides),
    }  # fmt: skip


def _write(told: Told, runner: Runner, folder: Path, digest: str, asked: Asked, arguments: Arguments) -> None:
    import pandas as pd

    from cxsim import __version__
    from cxsim.report.calibration import write
    from cxsim.study.calibration.handover import command_of, write_study
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.outcome import FAILURE_COLUMNS
    from cxsim.study.saving import seal, write_csv

    world = told.facts.world
    command = " ".join(["cxsim calibrate", *arguments.words, *arguments.all_overrides, *(["--evidence"] if arguments.on("evidence") else [])])
    facts = {"command": command, "version": __version__, "name": told.said("title")}
    write(told, folder, {**facts, "digest": digest, "next": command_of("FOLDER", asked.overrides)})
    write_csv(pd.DataFrame(runner.failures, columns=FAILURE_COLUMNS), folder / "failures.csv")
    write_study(folder, world, told.found.parameters, told.found.draws)
    seal(folder, {
        "kind": "calibration", **facts, "digest": digest, "lang": told.lang, "headline": told.headline(), "seed": world.home.seed, "scheme": world.scheme,
        "options": plain(told.facts.options), "settle": told.facts.settle, "check": plain(told.check), "cells": list(runner.ids), "settings": plain(world.home),
        "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip


# ---------------------------------------------------------------- example


def _example(path: Path, asked: Asked, arguments: Arguments) -> int:
    """Figures of a simulated firm with known settings, which are told; never over a file that is there."""
    from cxsim.report.words import words
    from cxsim.study.calibration.found import draw_of
    from cxsim.study.calibration.handover import EXAMPLE_QUARTERS, EXAMPLE_SEED, example, truth
    from cxsim.study.calibration.parameters import parameters_of
    from cxsim.study.calibration.simulate import World
    from cxsim.study.saving import write_csv

    if path.exists():
        raise InputError(Problem("is there already; an example never overwrites a file", key="--template", value=str(path), fix="name a new file"))
    world = World(asked.overrides, arguments.config_dir, EXAMPLE_QUARTERS, int(asked.numbers["settle"]))
    warn_of_files(arguments.config_dir)
    parameters = parameters_of(world.home, asked.fit, False)
    write_csv(example(_runner(world, None, arguments, "en"), parameters), path)
    w = words(world.home.output.lang)
    print(w("calibration.template", path=path))
    print(w("calibration.template_truth", seed=world.home.seed + EXAMPLE_SEED))
    for name, value in draw_of(parameters, truth(parameters)).items():
        print(f"  {next(item.key for item in parameters if item.name == name)}={value:.6g}")
    print(f"{w('calibration.template_next')}: " + " ".join(["cxsim calibrate", str(path), *arguments.all_overrides]))
    return EXIT_GOOD
