"""All lessons under way on this server: by the code people type, the secret addresses of console and wall, and the tokens of phones."""

from __future__ import annotations

import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cxsim.base.errors import InputError, Problem
from cxsim.lab.crew import Crew
from cxsim.lab.lesson_forms import FORMS
from cxsim.lab.lesson_game import HostedGame
from cxsim.lab.lesson_people import Person
from cxsim.lab.lesson_room import LUCKS, Room
from cxsim.lessons import reading
from cxsim.lessons.form import Lesson
from cxsim.lessons.record import NAME

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0 or 1
LENGTH = 5
TRIES, WINDOW = 30, 60.0  # wrong codes from one address within so many seconds
MOST_ROOMS = 12
ROOT = Path("outputs") / "lessons"
LEAST_PEOPLE, MOST_PEOPLE = 3, 60
CODE = "room"  # kind of event on the record


@dataclass(frozen=True)
class Wanted:
    """How a session is to be started. `folder` is a name below the folder of lessons."""

    lesson: str
    people: int
    clock: str = "short"
    lang: str = "en"
    seed: int = 1
    folder: str = ""
    world: tuple[str, ...] = ()  # settings changed, as at the terminal


class Rooms:
    """Sessions of lessons. `overrides` change the world of every one of them, for tries and tests; `now` is a steady clock."""

    def __init__(self, crew: Crew, root: Path = ROOT, overrides: tuple[str, ...] = (), lucks: int = LUCKS, now: Callable[[], float] = time.monotonic):
        self.crew, self.root, self.overrides, self.lucks, self._now = crew, root, overrides, lucks, now
        self.shared = False  # whether phones can come to this server
        self.closing: Callable[[], bool] = lambda: False  # whether the server is about to end, so that nobody waits
        self._rooms: dict[str, Room] = {}  # by code
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    # ------------------------------------------------------------ begin

    def begin(self, wanted: Wanted) -> Room:
        """A new session in a new folder; takes a second or two. Raises InputError."""
        if not LEAST_PEOPLE <= wanted.people <= MOST_PEOPLE:
            raise InputError(Problem("is no number of people", key="people", value=wanted.people, allowed=f"{LEAST_PEOPLE} to {MOST_PEOPLE}"))
        folder = self.root / (safe(wanted.folder) or self.free_name(wanted.lesson))
        if folder.exists() and any(folder.iterdir()):
            raise InputError(Problem("holds something already", key="folder", value=str(folder), fix="take it up again below, or name another folder"))
        game = HostedGame.begin(wanted.lesson, folder, wanted.people, seed=wanted.seed, clock=wanted.clock, lang=wanted.lang, overrides=(*self.overrides, *wanted.world))
        return self._add(game)

    def resume(self, name: str) -> Room:
        """A session of a folder, where its record left it; one that is under way here is given as it is. Raises InputError."""
        folder = self.root / safe(name)
        for room in self._rooms.values():
            if room.game.record.folder == folder:
                return room
        return self._add(HostedGame.resume(folder))  # type: ignore[arg-type]

    def _add(self, game: HostedGame) -> Room:
        codes = game.record.of(CODE)
        code = codes[-1]["code"] if codes and codes[-1]["code"] not in self._rooms else self._new_code()
        if not codes or codes[-1]["code"] != code:
            game.record.add(CODE, True, code=code)
        with self._lock:
            if len(self._rooms) >= MOST_ROOMS:
                raise InputError(Problem("too many lessons are under way", key="sessions", value=len(self._rooms), allowed=f"at most {MOST_ROOMS}", fix="end one first"))
            room = self._rooms[code] = Room(game, self.crew, code, secrets.token_urlsafe(24), secrets.token_urlsafe(18), game.lang, self.lucks)
        return room

    def _new_code(self) -> str:
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            if code not in self._rooms:
                return code

    # ------------------------------------------------------------ find

    def by_code(self, said: str, address: str) -> Room | None:
        """The room of a code, in capitals or not; None for a wrong one. Raises InputError after too many wrong ones from one address."""
        now = self._now()
        wrong = [at for at in self._wrong.get(address, []) if now - at < WINDOW]
        if len(wrong) >= TRIES:
            raise InputError(Problem("too many wrong codes", key="code", fix="wait a minute"))
        found = self._rooms.get(re.sub(r"[^A-Z0-9]", "", said.upper()))
        if found is None:
            self._wrong = {key: times for key, times in self._wrong.items() if now - times[-1] < WINDOW} | {address: [*wrong, now]}
        return found

    def by_secret(self, secret: str) -> Room | None:
        """The room whose console this is."""
        return next((room for room in self._rooms.values() if secrets.compare_digest(room.secret.encode(), secret.encode())), None)

    def by_wall(self, secret: str) -> Room | None:
        """The room whose wall this is."""
        return next((room for room in self._rooms.values() if secrets.compare_digest(room.wall.encode(), secret.encode())), None)

    def by_token(self, token: str) -> tuple[Room, Person] | None:
        """The room and person of a phone's token."""
        for room in self._rooms.values():
            with room.lock:
                person = room.people.of(token)
            if person is not None:
                return room, person
        return None

    def drop(self, room: Room) -> None:
        """A session is no longer served; its record stays."""
        with self._lock:
            self._rooms.pop(room.code, None)
        room.end()

    def end(self) -> None:
        """End all."""
        for room in list(self._rooms.values()):
            self.drop(room)

    # ------------------------------------------------------------ folders

    def free_name(self, lesson: str) -> str:
        """A folder that is not there yet: silo_trap-1, silo_trap-2, ..."""
        number = 1
        while (self.root / f"{lesson}-{number}").exists():
            number += 1
        return f"{lesson}-{number}"

    def kept(self) -> list[str]:
        """Folders that hold a record, the last changed first."""
        found = [path for path in self.root.glob(f"*/{NAME}") if path.is_file()]
        return [path.parent.name for path in sorted(found, key=lambda path: -path.stat().st_mtime)]


def safe(name: str) -> str:
    """A folder's name of letters, digits, dots, dashes and lines; never a way out of the folder it is in."""
    return re.sub(r"[^\w.\-]+", "_", name.strip())[:80].lstrip(".")


def lessons() -> list[Lesson]:
    """Lessons whose decisions the lab can show, in their order."""
    found = [reading.read(name) for name in reading.names()]
    return sorted((lesson for lesson in found if playable(lesson)), key=lambda lesson: lesson.number)


def playable(lesson: Lesson) -> bool:
    """Whether phones can decide in it."""
    return all(decision.kind in FORMS for decision in lesson.decisions.values())


def own_address() -> str:
    """The address of this machine in its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation (RFC 5737)
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def join_address(room: Room, host: str, scheme: str = "http") -> str:
    """What people type: the name the teacher came by, or this machine's address where that name leads nobody here."""
    name, _, port = host.rpartition(":") if ":" in host.rpartition("]")[2] else (host, "", "")
    shown = own_address() if name in ("localhost", "127.0.0.1", "[::1]") else name
    return f"{scheme}://{shown}{f':{port}' if port else ''}/join"


