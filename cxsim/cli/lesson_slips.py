"""`cxsim lesson NAME --slips FILE.csv`: a whole room played from paper slips typed into one grid, round by round or all at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_BAD_INPUT, EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.lesson import CLOCK, debriefed, kept, tell
from cxsim.cli.results import close, finished, save_whole

if TYPE_CHECKING:
    from cxsim.lessons.form import Lesson
    from cxsim.lessons.game import Game
    from cxsim.lessons.slips import Filled

SHOWN = 40  # faults told at once
SEEN, PRINTED = "seen.csv", "seen.pdf"


def slips(arguments: Arguments, terms: dict[str, Any], overrides: list[str], root: Path, lang: str) -> int:
    """Play the rounds that are filled in; after the last one, or with --robots, write the debrief page."""
    import tempfile

    from cxsim.lessons.game import Game

    path, name = Path(arguments.values["slips"]), arguments.words[0]
    try:
        with tempfile.TemporaryDirectory(dir=root, prefix=".unfinished-") as place:
            clock, filled = _read(path, arguments, terms, overrides)
            game = Game.begin(name, Path(place) / "game", filled.people, seed=terms["seed"], clock=clock, lang=lang, overrides=overrides, config_dir=arguments.config_dir)
            _play(game, filled, path.name)
            if filled.played < game.world.rounds and not arguments.on("robots"):
                return _so_far(game, arguments, root, lang)
            told = debriefed(game, terms, lang)
            folder = kept(told, root, arguments, terms)
    except InputError as error:
        return _tell_faults(error, lang)
    _tell_empty(game, lang)
    tell(told, folder, arguments)
    return EXIT_GOOD


def _tell_faults(error: InputError, lang: str) -> int:
    """Every fault on a line of its own in the reader's language, since a teacher mends them all in one go."""
    from cxsim.report.numbers import plain
    from cxsim.report.problems import frame, one_line

    lines = [plain(one_line(problem, lang).text) for problem in error.problems]
    for number, line in enumerate(lines[:SHOWN]):
        print(frame(lang, "error", line=line) if number == 0 else line, file=sys.stderr)
    if len(lines) > SHOWN:
        print(plain(frame(lang, "more", n=len(lines) - SHOWN)), file=sys.stderr)
    return EXIT_BAD_INPUT


def _read(path: Path, arguments: Arguments, terms: dict[str, Any], overrides: list[str]) -> tuple[str, Filled]:
    """The clock and what the grid holds. Raises InputError with every fault."""
    from cxsim.lessons import reading, seating
    from cxsim.lessons import slips as grid
    from cxsim.lessons.world import World

    lesson = reading.read(arguments.words[0], arguments.config_dir)
    head, rows = grid.read(path, lesson)
    if not rows:
        raise InputError(Problem("holds no rows", str(path), fix="take the template that --paper writes"))
    clock = _clock(arguments, terms, lesson, grid.last_round(rows), path.name, grid.clocks_of(lesson, head))
    world = World(lesson, clock, tuple(overrides), arguments.config_dir)
    names = set(grid.seats_of(rows))
    people = max(range(1, seating.MOST + 1), key=lambda count: (len(names & set(seating.seat_people(world, count))), -count))  # a mistyped seat, or one left out, changes nobody else's
    return clock, grid.filled(path.name, rows, lesson, seating.seat_people(world, people), world.rounds, clock)


def _clock(arguments: Arguments, terms: dict[str, Any], lesson: Lesson, rounds: int, file: str, able: list[str]) -> str:
    """The clock that was asked for, else the one with as many rounds as the grid and its decisions as columns (`able`). Raises InputError when none has."""
    from cxsim.lessons.form import LONG, SHORT
    from cxsim.lessons.game import clock_of

    if CLOCK in arguments.values or any(word.startswith(f"{CLOCK}=") for word in arguments.overrides):
        return clock_of(terms[CLOCK])
    for clock in (SHORT, LONG):
        if lesson.rounds(clock) == rounds and clock in able:
            return clock
    raise InputError(Problem("is no number of rounds of this lesson", file, "round", rounds, f"{lesson.rounds(SHORT)} (short) or {lesson.rounds(LONG)} (long)", "name the clock: --clock short"))


def _play(game: Game, filled: Filled, file: str) -> None:
    """Every round that is filled in, by the rules of the game. Raises InputError with the faults of a round that only the game can see."""
    from cxsim.lessons.game import TYPED

    for seat, guesses in filled.guesses.items():
        game.predict(seat, guesses)
    for number in range(1, filled.played + 1):
        problems = []
        for seat, play in filled.plays.get(number, {}).items():
            for one in _table_of(game, seat):
                try:
                    game.decide(one, play, source=TYPED)
                except InputError as error:
                    problems += [Problem(fault.message, f"{file}, round {number}, {seat}", fault.key, fault.value, fault.allowed, fault.fix) for fault in error.problems]
                    break
        if problems:
            raise InputError(problems)
        game.close_round()


def _table_of(game: Game, seat: str) -> list[str]:
    """Seats that decide with this slip: its own, or everybody at its table."""
    from cxsim.lessons.form import COMMITTEE

    if game.lesson.seats.kind != COMMITTEE:
        return [seat]
    return [one.id for one in game.seats.values() if one.decides and one.company == game.seats[seat].company]


def _tell_empty(game: Game, lang: str) -> None:
    """How many decisions nobody made, so that a forgotten slip is noticed."""
    from cxsim.lessons.game import PERSON, TYPED
    from cxsim.report.words import words

    missing = sum(row["source"] not in (PERSON, TYPED) for event in game.closed for row in event["rows"])
    if missing:
        print(words(lang)("paper.room.robots", n=missing), file=sys.stderr)


def _so_far(game: Game, arguments: Arguments, root: Path, lang: str) -> int:
    """What each seat sees after the rounds played: here, as a table, and on cards to cut apart and hand out."""
    from cxsim.lessons.slips import deciding
    from cxsim.report.paper.seen import printed, rows_of, said
    from cxsim.report.words import words
    from cxsim.study.canonical import content_digest
    from cxsim.study.saving import csv_bytes, seal
    from cxsim.study.store import write_whole

    w, table = words(lang), rows_of(game, lang)
    digest = content_digest([game.lesson.name, lang, table.to_dict("list")])

    def fill(part: Path) -> None:
        write_whole(part / SEEN, csv_bytes(table))
        if (pages := printed(game, lang)) is not None:
            write_whole(part / PRINTED, pages)
        seal(part, {"kind": "lesson so far", "lesson": game.lesson.name, "digest": digest, "lang": lang, "headline": game.lesson.title.of(lang)})

    folder = (None if arguments.on("fresh") else finished(root, digest, lang)) or save_whole(root, digest, fill)
    for line in said(game, deciding(game.lesson, game.seats), lang):
        print(line)
    _tell_empty(game, lang)
    print(w("paper.room.seen", path=folder / (PRINTED if (folder / PRINTED).is_file() else SEEN)))
    print(w("paper.room.next", a=len(game.closed), b=game.world.rounds))
    close(folder, digest, {"lesson": game.lesson.name, "rounds": len(game.closed)} if arguments.on("json") else None, lang)
    return EXIT_GOOD
