"""`cxsim plan improve FILE goal=cheapest reach=+1` and `goal=best within=1040000`: a better plan searched for, judged on held-out seeds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_CELLS_FAILED, EXIT_GOOD, InputError, Problem, nearest
from cxsim.cli.arguments import Arguments
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, prepare, print_json, save_whole, tell_failures

if TYPE_CHECKING:
    from cxsim.desk.dynamic.improving import Laid
    from cxsim.report.desk.improved import Told

GOAL = ("goal", "reach", "within", "outcome")
SHIFT, SAVE = "shift", "save"
LEVERS, SEARCH = ("cx.", "bonus."), "search."
MOST = 10_000  # of a count of the search
KINDS = (".xlsx", ".yaml", ".yml")


def improve(arguments: Arguments) -> int:
    """Search, judge, and write the page and the plan found; exit code 3 when some runs failed and the rest is kept."""
    from cxsim.cli.study import told_dry

    dry, overrides = told_dry(arguments.all_overrides)
    save = _save(arguments)
    laid = _laid(arguments, overrides)
    return _show_plan(laid, arguments) if dry else _run(laid, save, arguments)


def _laid(arguments: Arguments, overrides: list[str]) -> Laid:
    """The search of these words. Raises InputError with what is wrong."""
    from cxsim.cli.plan_compare import opened
    from cxsim.desk.dynamic.comparing import refuse_unused_names
    from cxsim.desk.dynamic.goals import goal_of
    from cxsim.desk.dynamic.improving import lay_out
    from cxsim.desk.dynamic.simulate import asked

    if len(arguments.words) != 2:
        raise InputError(Problem("needs one plan file", key="cxsim plan improve", value=" ".join(arguments.words[1:]) or None, fix="cxsim plan improve my_plan.xlsx goal=cheapest reach=+1"))
    given = [text.partition("=")[::2] for text in overrides]
    own = {key: value for key, value in given if key in (*GOAL, SHIFT, SAVE) or key.startswith((*LEVERS, SEARCH))}
    rest = [text for text in overrides if text.partition("=")[0] not in own]
    goal, counts = goal_of(own), _counts(own)
    request = asked({"yours": opened(arguments.words[1:])[0]}, rest, arguments.config_dir)
    refuse_unused_names(request)
    return lay_out(request, goal, {key: value for key, value in own.items() if key.startswith(LEVERS)}, _shift(own), counts)


def _counts(own: dict[str, str]) -> dict[str, int]:
    """How large the search is, by name of a count. Raises InputError with every fault."""
    from cxsim.desk.dynamic.improving import COUNTED

    said = {key.removeprefix(SEARCH): text for key, text in own.items() if key.startswith(SEARCH)}
    problems = [Problem("is not a count of the search", key=SEARCH + name, fix=nearest(name, COUNTED)) for name in said if name not in COUNTED]
    problems += [Problem("is not a count", key=SEARCH + name, value=text, allowed=f"1 to {MOST}") for name, text in said.items() if not (text.isdecimal() and 1 <= int(text) <= MOST)]
    if problems:
        raise InputError(problems)
    return {name: int(text) for name, text in said.items()}


def _shift(own: dict[str, str]) -> float:
    """Points of weight to be moved. Raises InputError."""
    from cxsim.desk.dynamic.improving import SHIFT as USUAL

    text = own.get(SHIFT, f"{USUAL:g}")
    if not text.replace(".", "", 1).isdecimal() or not 0 <= float(text) <= 100:
        raise InputError(Problem("is not a number of points", key=SHIFT, value=text, allowed="0 to 100; 0 leaves the question out"))
    return float(text)


def _save(arguments: Arguments) -> Path | None:
    """Where the plan found goes with its staff, checked before an hour is spent. Raises InputError."""
    from cxsim.cli.plan_book import _new_file

    said = [text.partition("=")[2] for text in arguments.all_overrides if text.startswith(f"{SAVE}=")]
    return _new_file(said[-1], KINDS) if said else None


def _show_plan(laid: Laid, arguments: Arguments) -> int:
    """Stages, levers and condition, at most how many runs, and about how long; a few runs are lived to know."""
    from cxsim.cli.study import duration
    from cxsim.desk.dynamic.improving import estimate
    from cxsim.report.numbers import plain
    from cxsim.report.words import words
    from cxsim.study.execution import worker_count

    search = laid.search
    asked, w, workers = search.asked, words(search.settings.output.lang), worker_count(search.settings.workers)
    cost = estimate(laid, workers)
    runs, seeds = sum(cost.runs.values()), {stage: len(own) for stage, own in search.seeds.items()}
    print(w("plan_improve.dry", plans=asked.population * asked.generations, search=seeds["search"], promoted=asked.promoted, fresh=seeds["fresh"], finalists=asked.finalists, held=seeds["held_out"], runs=runs))
    print(f"  {w('search.levers')}:")
    for lever in laid.space.levers.values():
        print(f"    {lever.name}: {' '.join(f'{value:g}' for value in lever.values)}")
    for limit in asked.limits.values():
        bound = f">= {limit.at_least:g}" if limit.at_least is not None else f"<= {limit.at_most:g}"
        print(plain(f"  {w('plan_improve.condition')}: {limit.outcome} {bound}{' (difference)' if limit.of == 'difference' else ''}"))
    print(w("search.cost", time=duration(cost.seconds), workers=workers))
    print(w("search.not_run"))
    if arguments.on("json"):
        print_json({"runs": runs, "stages": cost.runs, "seconds": cost.seconds, "levers": {lever.name: list(lever.values) for lever in laid.space.levers.values()}, "id": search.id})
    return EXIT_GOOD


def _run(laid: Laid, save: Path | None, arguments: Arguments) -> int:
    from cxsim.desk.dynamic.improving import live
    from cxsim.desk.forget import runs_folder
    from cxsim.report.desk.improved import Told

    settings = laid.search.settings
    root, lang = prepare(settings.output.dir), settings.output.lang
    found = live(laid, runs_folder(root) / "cells", bar(lang), arguments.on("fresh"))
    told = Told(found, lang)
    digest = _digest(told)
    folder = None if arguments.on("fresh") else finished(root, digest, lang)
    if folder is None:
        folder = save_whole(root, digest, lambda part: _write(told, part, digest, arguments))
    for line in told.spoken():
        print(line)
    if save is not None:
        _write_plan(told, save)
        print(f"{told.w('plan_improve.saved')}: {save}")
    print(f"{told.w('experiment.report')}: {folder / 'report.html'}")
    tell_failures(found.lived.results.failures, runs_folder(root), lang)
    close(folder, digest, _payload(told) if arguments.on("json") else None, lang)
    return EXIT_CELLS_FAILED if found.lived.results.failures else EXIT_GOOD


def _digest(told: Told) -> str:
    """Of the search and of what its plans are called on the page."""
    from cxsim import __version__
    from cxsim.study.canonical import content_digest

    return content_digest({"kind": "plan improve", "version": __version__, "lived": told.found.lived.digest, "shifts": told.laid.shifts, "base": told.laid.space.base})


def _write_plan(told: Told, path: Path) -> None:
    """The plan found with the user's staff, readable by its owner only; never over another file."""
    from cxsim.cli.plan_book import _write_new
    from cxsim.desk.yaml_text import yaml_text
    from cxsim.report.desk.template import workbook_bytes

    file = told.found.found(told.w("plan_improve.found_name", name=told.name))
    _write_new(path, workbook_bytes(file, told.lang) if path.suffix.lower() == ".xlsx" else yaml_text(file).encode(), like=file)


def _payload(told: Told) -> dict[str, Any]:
    """What a program wants to know."""
    from cxsim.report.desk.improved import table_rows

    found = told.found
    return {
        "headline": told.headline(), "outcome": told.outcome(), "plans": len(found.lived.candidates), "values": found.values, "limit": found.judged.limit_state(found.pick),
        "changes": told.changes(), "differences": table_rows(told), "curse": found.judged.curse.to_dict("records"), "failed": len(found.lived.results.failures),
    }  # fmt: skip


def _write(told: Told, folder: Path, digest: str, arguments: Arguments) -> None:
    from cxsim import __version__
    from cxsim.report.desk.improved import write
    from cxsim.study.canonical import plain
    from cxsim.study.cells import code_fingerprint
    from cxsim.study.manifest import versions
    from cxsim.study.saving import seal

    name, seeds = Path(arguments.words[1]).name, told.laid.search.seeds
    shown = [text for text in arguments.all_overrides if not text.startswith(f"{SAVE}=")]
    facts = {"command": " ".join(["cxsim plan improve", name, *shown]), "version": __version__, "files_read": [name]}
    write(told, folder, {**facts, "digest": digest}, [_again(name, shown, seeds["held_out"])])
    seal(folder, {
        "kind": "plan improve", **facts, "digest": digest, "lang": told.lang, "headline": told.headline(), "seeds": {stage: list(own) for stage, own in seeds.items()},
        "values": told.found.values, "settings": plain(told.laid.search.settings), "code": code_fingerprint(), "versions": versions(),
    })  # fmt: skip


def _again(name: str, shown: list[str], seeds: tuple[int, ...]) -> str:
    """The command that lives the plan found beside the user's on the held-out seeds; the plan lies in the folder of the page."""
    mine = (*GOAL, SHIFT, "seed", "study.replications", "dry_run", "output.dir", "output.lang")
    kept = [text for text in shown if text.partition("=")[0] not in mine and not text.startswith((*LEVERS, SEARCH))]
    return " ".join(["cxsim plan compare", name, "found.yaml", f"seed={seeds[0]}", f"study.replications={len(seeds)}", *kept])
