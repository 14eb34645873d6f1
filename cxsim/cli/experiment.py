"""`cxsim experiment`: a ready-made question, its answer on one page; without a name, the list of questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import begun, close, finished, prepare, save_whole, tell_changes, tell_failures

if TYPE_CHECKING:
    from cxsim.report.experiment import Told
    from cxsim.study.experiment.form import Experiment


def command(arguments: Arguments) -> int:
    """Live an experiment and write its page; exit code 3 when some runs failed and the rest is kept."""
    from cxsim.study.experiment import form

    if not arguments.words:
        return _listed(arguments)
    if len(arguments.words) > 1:
        raise InputError(Problem("one experiment at a time", key="cxsim experiment", value=" ".join(arguments.words)))
    name = arguments.words[0]
    return _live(form.read(name), Path(name).stem, arguments)


def questions() -> list[dict[str, str]]:
    """Name and question of every shipped experiment."""
    from cxsim.study.experiment import form

    return [{"name": name, "label": form.read(name).question_en} for name in form.names()]


def _listed(arguments: Arguments) -> int:
    from cxsim.cli.listing import show

    items = questions()
    return show(items, {"experiments": items} if arguments.on("json") else None)


def _live(experiment: Experiment, name: str, arguments: Arguments) -> int:
    from cxsim.report.experiment import Told
    from cxsim.study.experiment.lived import live, settings_by_variant

    size, overrides = _size(arguments)
    composed = settings_by_variant(experiment, size, overrides, arguments.config_dir)
    first = next(iter(composed[0].values()))
    root = prepare(first.output.dir)
    record = begun(root, arguments)
    lived = live(
        experiment, name, size=size, overrides=overrides, cells=root / "cells", progress=bar(first.output.lang),
        fresh=arguments.on("fresh"), config_dir=arguments.config_dir, composed=composed, begun=record,
    )  # fmt: skip
    lang = first.output.lang
    told = Told(lived, lang)
    command = " ".join(["cxsim experiment", arguments.words[0], *([f"size={size}"] if size != "full" else []), *overrides])
    folder = None if arguments.on("fresh") else finished(root, lived.digest, lang)
    if folder is None:
        folder = save_whole(root, lived.digest, lambda part: _write(told, part, command))
    _tell(told, folder)
    tell_changes(record)
    tell_failures(lived.failures, root, lang)
    close(folder, lived.digest, _payload(name, told) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if lived.failures else EXIT_GOOD


def _size(arguments: Arguments) -> tuple[str, list[str]]:
    """The size asked for, and the overrides without it."""
    sizes = [text.partition("=")[2] for text in arguments.all_overrides if text.startswith("size=")]
    rest = [text for text in arguments.all_overrides if not text.startswith("size=")]
    return (sizes or ["quick" if arguments.on("quick") else "full"])[-1], rest


def _write(told: Told, folder: Path, command: str) -> None:
    from cxsim import __version__
    from cxsim.report.experiment import write
    from cxsim.study.canonical import plain
    from cxsim.study.configuration import as_mapping
    from cxsim.study.saving import seal

    lived = told.lived
    first = next(iter(lived.settings.values()))
    facts = {
        "command": command,
        "version": __version__,
        "base": " ".join(lived.experiment.base) or f"company={first.company.name}",
        "schemes": ", ".join(lived.experiment.schemes),
        "people": first.customers.count,
        "years": first.horizon.years,
    }
    write(told, folder, facts)
    variants = {name: as_mapping(settings) for name, settings in lived.settings.items()}
    seal(folder, {**facts, "kind": "experiment", "experiment": lived.name, "variants": list(variants), "seeds": list(lived.seeds), "digest": lived.digest, "lang": told.lang, "headline": told.headline(), "settings": plain(variants)})


def _tell(told: Told, folder: Path) -> None:
    """Question, answer, effects on the first outcome, and where the page lies."""
    print(told.own("question"))
    print(told.headline())
    for said in (*told.further(), told.claims(), told.caution()):
        if said:
            print(said)
    print()
    main = [row for row in told.effects() if row["outcome"] == told.outcome(told.experiment.outcomes[0])]
    width = max(len(row["row"]) for row in main)
    for row in main:
        print(f"  {row['row']:<{width}}  {row['size']:>28} {row['unit']}  {row['state']}")
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")


def _payload(name: str, told: Told) -> dict[str, Any]:
    return {"experiment": name, "headline": told.headline(), "effects": told.table.to_dict("records")}
