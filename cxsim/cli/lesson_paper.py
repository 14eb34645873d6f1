"""`cxsim lesson NAME --paper`: the print pack of a lesson, and the grid its slips are typed into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxsim.base.errors import EXIT_GOOD
from cxsim.cli.arguments import Arguments
from cxsim.cli.lesson import CLOCK, facts_of
from cxsim.cli.progress import bar
from cxsim.cli.results import close, finished, save_whole

PDF, GRID = "{lesson}.pdf", "slips.csv"
CELLS = "cells"


def paper(arguments: Arguments, terms: dict[str, Any], overrides: list[str], root: Path, lang: str) -> int:
    """Live the table of the lesson as far as it is not kept, and write the pack."""
    from cxsim.lessons import reading, seating, slips
    from cxsim.lessons.game import clock_of
    from cxsim.lessons.world import World
    from cxsim.report.paper.pack import Pack, sheet_of
    from cxsim.report.paper.sheet import require_extra
    from cxsim.report.words import words
    from cxsim.study.canonical import content_digest
    from cxsim.study.saving import seal
    from cxsim.study.store import write_whole

    require_extra()
    name, clock = arguments.words[0], clock_of(terms[CLOCK])
    world = World(reading.read(name, arguments.config_dir), clock, tuple(overrides), arguments.config_dir)
    seats = seating.seat_people(world, terms["people"])
    table = _table(arguments, terms, (name, clock, tuple(overrides), arguments.config_dir), root, lang)
    w, grid = words(lang), slips.template(world.lesson, seats, world.rounds, lang, clock)
    facts = {**facts_of(arguments), "language": lang}
    digest = content_digest({"lesson": world.lesson, "world": world.digest, "clock": clock, "people": terms["people"], "table": table.digest if table else f"seed {terms['seed']}" if world.lesson.bare is not None else "", "lang": lang, **facts})
    pdf = PDF.format(lesson=world.lesson.name)

    def fill(part: Path) -> None:
        sheet, _ = sheet_of(Pack(world, seats, table, lang, GRID, _play(arguments, terms, overrides, lang), terms["seed"]))
        write_whole(part / pdf, sheet.bytes())
        write_whole(part / GRID, grid)
        seal(part, {"kind": "print pack of a lesson", **facts, "lesson": world.lesson.name, "digest": digest, "lang": lang, "headline": world.lesson.title.of(lang)})

    folder = (None if arguments.on("fresh") else finished(root, digest, lang)) or save_whole(root, digest, fill)
    print(w("paper.file", path=folder / pdf))
    print(w("paper.grid", path=folder / GRID))
    close(folder, digest, {"lesson": world.lesson.name, "pdf": str(folder / pdf), "grid": str(folder / GRID)} if arguments.on("json") else None, lang)
    return EXIT_GOOD


def _play(arguments: Arguments, terms: dict[str, Any], overrides: list[str], lang: str) -> str:
    """The command that plays from the grid, in the same world and luck."""
    words = [f"seed={terms['seed']}"] if terms["seed"] != 1 else []
    flags = ["--config-dir", str(arguments.config_dir)] if arguments.config_dir else []
    return " ".join(["cxsim lesson", arguments.words[0], "--slips", GRID, "--lang", lang, *flags, *words, *overrides])


def _table(arguments: Arguments, terms: dict[str, Any], place: tuple[str, str, tuple[str, ...], str | None], root: Path, lang: str) -> Any:
    import sys

    from cxsim.lessons import booklet, reading
    from cxsim.report.words import words
    from cxsim.study.store import Store

    def begin(kept: int, total: int) -> None:
        if kept < total:
            title = reading.read(place[0], place[3]).title.of(lang)
            print(words(lang)("paper.living", title=title, n=kept, total=total), file=sys.stderr)

    return booklet.table_of(place, terms["seed"], Store(root / CELLS, arguments.on("fresh")), terms["workers"], bar(lang), begin)
