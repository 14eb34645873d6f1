"""`cxsim lesson NAME --browser`: the lab started with the console of one lesson open and ready to begin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cxsim.base.errors import EXIT_GOOD, InputError, Problem
from cxsim.cli.arguments import Arguments
from cxsim.cli.lab import place_of

if TYPE_CHECKING:
    from cxsim.lab.lesson_room import Room
    from cxsim.lab.server import Lab, Place

PEOPLE = 12  # when the command does not say


def lead(arguments: Arguments, terms: dict[str, Any], world: list[str], lang: str) -> int:
    """Serve until Ctrl-C. Raises InputError before anything is served."""
    from pathlib import Path

    from cxsim.lab.lesson_rooms import Wanted
    from cxsim.lab.server import require_extra, require_free, serve
    from cxsim.lessons.game import clock_of
    from cxsim.report.words import words

    if arguments.config_dir is not None:
        raise InputError(Problem("is not read by the lab", key="--config-dir", value=arguments.config_dir, fix="leave it out: the lab plays the built-in lessons"))
    place = place_of(arguments)
    require_extra()
    require_free(place)
    people = terms["people"] if any(word.startswith("people=") for word in arguments.overrides) else PEOPLE
    wanted = Wanted(arguments.words[0], people, clock_of(terms["clock"]), lang, terms["seed"], world=tuple(world))
    rooms: list[Room] = []

    def begin(lab: Lab) -> None:
        lab.rooms.root = Path(terms["output.dir"]) / "lessons"
        rooms.append(lab.rooms.begin(wanted))

    serve(place, terms["workers"], False, lambda: _tell(place, lang, rooms[0]), Path(terms["output.dir"]), begin)
    print(words(lang)("lab.command.ended"))
    return EXIT_GOOD


def _tell(place: Place, lang: str, room: Room) -> None:
    """Where the console is, where phones come in, and the console opened where there is a browser."""
    import webbrowser

    from cxsim.lab.lesson_qr import door_of
    from cxsim.lab.pages.lessons import console_address
    from cxsim.report.words import words

    w, console = words(lang), _within(place, console_address(lang, room))
    door = door_of(room, place.token is not None, replace(place, token=None).url.removeprefix("http://").rstrip("/"))
    print(w("lesson_console.command.at", title=room.game.lesson.title.of(lang), url=console))
    said = "phones" if door.reachable else "no_phones"
    print(w(f"lesson_console.command.{said}", address=door.address, code=room.code))
    print(w("lab.command.stop"), flush=True)
    webbrowser.open(console)


def _within(place: Place, path: str) -> str:
    """An address of this lab; a shared one carries the token, once, for the teacher's own browser."""
    base, _, query = place.url.partition("?")
    return f"{base.rstrip('/')}{path}{f'?{query}' if query else ''}"
