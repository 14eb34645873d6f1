"""`cxsim log`: the recorded journeys of a run as an event log for process-mining tools, XES (IEEE 1849) and CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import tell
from cxsim.cli.results import close, finished, prepare, print_json, save_whole

if TYPE_CHECKING:
    from cxsim.study.journeys.source import JourneyLog

OUTPUT = "output."
KINDS = ("xes", "csv")


def command(arguments: Arguments) -> int:
    """Export the run in a folder, or a run made now; to the named files, else to a sealed folder of results."""
    if len(arguments.words) > 1:
        raise InputError(Problem("one run at a time", key="cxsim log", value=" ".join(arguments.words)))
    targets = _targets(arguments)
    settings = arguments.settings()
    root = None if targets else prepare(settings.output.dir)
    log = _read(arguments) if arguments.words else _simulated(settings)
    lang = settings.output.lang
    _tell(log, lang)
    if targets:
        return _to_files(log, targets, arguments, lang)
    assert root is not None  # noqa: S101  no target means a folder
    command = " ".join(["cxsim log", *arguments.words, *arguments.all_overrides])
    folder = finished(root, log.digest, lang) or save_whole(root, log.digest, lambda part: _fill(log, part, command, lang))
    close(folder, log.digest, _payload(log) if arguments.on("json") else None, lang)
    return EXIT_GOOD


def _targets(arguments: Arguments) -> dict[str, Path]:
    """Files asked for by name. Raises InputError for every one that is taken or has no folder, before an hour is spent."""
    targets, problems = {kind: Path(arguments.values[kind]) for kind in KINDS if kind in arguments.values}, []
    for kind, path in targets.items():
        if path.is_symlink() or path.exists():
            problems.append(Problem("exists and is never overwritten", key=f"--{kind}", value=str(path), fix="name a new file, or remove it first"))
        elif not path.name or not path.parent.is_dir():
            problems.append(Problem("lies in a folder that does not exist", key=f"--{kind}", value=str(path), fix="make the folder first"))
    if len({path.absolute() for path in targets.values()}) < len(targets):
        problems.append(Problem("both files have the same name", key="--xes, --csv", value=str(targets["xes"])))
    if problems:
        raise InputError(problems)
    return targets


def _read(arguments: Arguments) -> JourneyLog:
    from cxsim.study.journeys.source import log_in

    extra = [text for text in arguments.overrides if not text.startswith(OUTPUT)]
    if extra:
        fix = "leave them out, or leave out the folder to simulate now"
        raise InputError(Problem("a finished run cannot be set otherwise", key="cxsim log", value=" ".join(extra), fix=fix))
    return log_in(Path(arguments.words[0]))


def _simulated(settings: Any) -> JourneyLog:
    from cxsim.report.headlines import run_head
    from cxsim.simulation.run import run
    from cxsim.study.journeys.source import HOW, RECORD, log_of

    if not settings.output.journeys_logged:  # told before an hour is spent
        raise InputError(Problem("no journeys would be recorded", key=RECORD, value=0, fix=HOW))
    tell(run_head(settings), settings.output.lang)
    return log_of(run(settings))


def _tell(log: JourneyLog, lang: str) -> None:
    """How much there is, in one line."""
    from cxsim.report import numbers
    from cxsim.report.words import words

    said = {"cases": log.cases, "events": len(log.events), "people": log.recorded}
    print(words(lang)("journey_map.log", **{key: numbers.plain(numbers.number(value, 0, lang)) for key, value in said.items()}))


def _to_files(log: JourneyLog, targets: dict[str, Path], arguments: Arguments, lang: str) -> int:
    from cxsim.report.words import places
    from cxsim.study.journeys.source import write_events, write_xes

    for kind, path in targets.items():
        (write_xes if kind == "xes" else write_events)(log, path)
    said, names = places(lang), ", ".join(str(path) for path in targets.values())
    print(f"{said['output']}: {names}")
    print(f"{said['digest']}: {log.digest}")
    if arguments.on("json"):
        print_json({**_payload(log), "output": names, "digest": log.digest})
    return EXIT_GOOD


def _payload(log: JourneyLog) -> dict[str, Any]:
    return {"cases": log.cases, "events": len(log.events), "people": log.recorded, "scheme": log.scheme, "company": log.company, "seed": log.seed, "run_digest": log.run_digest}


def _fill(log: JourneyLog, folder: Path, command: str, lang: str) -> None:
    from cxsim import __version__
    from cxsim.study.journeys.source import columns, write_events, write_xes
    from cxsim.study.saving import seal, write_csv

    write_xes(log, folder / "journeys.xes")
    write_events(log, folder / "journeys.csv")
    write_csv(columns(), folder / "columns.csv")
    seal(folder, {"kind": "event log", "command": command, "version": __version__, "digest": log.digest, "lang": lang, **_payload(log)})
