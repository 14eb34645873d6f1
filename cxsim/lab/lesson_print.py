"""The print pack of a room, made in a worker process when the teacher asks for it; and the grid its slips are typed into."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxsim.lab.lesson_duties import Place
    from cxsim.lab.lesson_room import Room

GRID = "slips.csv"


def installed() -> bool:
    """Whether the extra that prints is there."""
    return importlib.util.find_spec("fpdf") is not None


def made(place: Place, people: int, seed: int, lang: str) -> dict[str, bytes]:
    """Files by name: the pack as PDF, as `cxsim lesson NAME --paper` writes it, and the grid. What is lived for its table is kept nowhere."""
    import tempfile

    from cxsim.lab.duties import _give_way
    from cxsim.lessons import booklet, reading, seating, slips
    from cxsim.lessons.world import World
    from cxsim.report.paper.pack import Pack, sheet_of
    from cxsim.study.store import Store

    _give_way()
    lesson, clock, overrides, folder = place
    world = World(reading.read(lesson, folder), clock, overrides, folder)
    seats = seating.seat_people(world, people)
    with tempfile.TemporaryDirectory() as cells:
        table = booklet.table_of(place, seed, Store(cells), 1)
    command = " ".join(["cxsim lesson", world.lesson.name, "--slips", GRID, "--lang", lang, *(["--config-dir", folder] if folder else []), *([f"seed={seed}"] if seed != 1 else []), *overrides])
    sheet, _ = sheet_of(Pack(world, seats, table, lang, GRID, command))
    return {f"{world.lesson.name}-{lang}.pdf": sheet.bytes(), GRID: slips.template(world.lesson, seats, world.rounds, lang, clock)}


class Print:
    """What was made for a room, by language; it is kept in memory only."""

    def __init__(self, room: Room):
        self.room = room
        self._files: dict[tuple[str, int], dict[str, bytes]] = {}  # by language and seed
        self._asked: dict[str, int] = {}  # by language: the turn of the room it was asked in; a later turn drops what is under way

    def files(self, lang: str) -> dict[str, bytes]:
        """What is there in a language for the luck that is played, by name."""
        return self._files.get((lang, self.room.game.seed), {})

    def making(self, lang: str) -> bool:
        """Whether it is being made."""
        return self._asked.get(lang) == self.room.answers.turn

    def ask(self, lang: str) -> None:
        """Have the pack made in a language; what the class waits for goes first."""
        if self.making(lang) or self.files(lang):
            return
        game, self._asked[lang] = self.room.game, self.room.answers.turn
        seed = game.seed
        self.room.ask(lambda files: self._take(lang, seed, files), made, game.place, game.people, seed, lang, failed=lambda: self._asked.pop(lang, None), urgent=False)

    def _take(self, lang: str, seed: int, files: dict[str, bytes]) -> None:
        self._asked.pop(lang, None)
        self._files[lang, seed] = files

    def find(self, lang: str, name: str) -> bytes | None:
        """A file by name."""
        return self.files(lang).get(name)
