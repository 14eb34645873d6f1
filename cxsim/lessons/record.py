"""The record of a game: one JSON line per event, only ever added to, each chained to the one before, on the disk at each close."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import exact_text
from cxsim.study.store import flush_folder, storage_error, write_whole

NAME, TORN = "game.jsonl", "damaged.txt"
KEPT = 16  # hexadecimal digits of the chain


@dataclass
class Record:
    """Events of one game in their order; `damage` says in words what could not be read."""

    folder: Path
    events: list[dict[str, Any]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    chain: str = ""

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.folder) / NAME

    def add(self, kind: str, sure: bool = False, **content: Any) -> dict[str, Any]:
        """Add an event; with `sure` it is on the disk when this returns. Raises InputError when the disk refuses."""
        event = {"kind": kind, **json.loads(exact_text(content))}
        chain = chained(self.chain, event)
        line = exact_text({**event, "chain": chain}) + "\n"
        try:
            with self.path.open("ab") as file:
                file.write(line.encode("ascii"))
                file.flush()
                if sure:
                    os.fsync(file.fileno())
        except OSError as fault:
            raise storage_error(fault, self.path, "write") from None
        self.events.append(event)
        self.chain = chain
        return event

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Events of a kind."""
        return [event for event in self.events if event["kind"] == kind]


def chained(before: str, event: dict[str, Any]) -> str:
    """The link of an event: of the link before it and its content."""
    return hashlib.sha256(f"{before}\n{exact_text(event)}".encode("ascii")).hexdigest()[:KEPT]


def begin(folder: Path) -> Record:
    """An empty record in a folder of its own. Raises InputError when there is one already or the disk refuses."""
    record = Record(Path(folder))
    if record.path.exists():
        raise InputError(Problem("holds a game already", "game", value=str(folder), fix="resume it, or choose another folder"))
    try:
        record.folder.mkdir(parents=True, exist_ok=True)
        record.path.touch()
        flush_folder(record.folder)
    except OSError as fault:
        raise storage_error(fault, record.path, "write") from None
    return record


def read(folder: Path) -> Record:
    """A record as far as it is whole. What follows the first line that is not is moved to `damaged.txt` and told in `damage`.

    Raises InputError when there is no record or nothing of it can be read.
    """
    record = Record(Path(folder))
    try:
        data = record.path.read_bytes()
    except OSError as fault:
        raise InputError(Problem(f"cannot be read: {fault.strerror or fault}", "game", value=str(record.path))) from None
    good = 0
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        reason = _take(record, line)
        if reason:
            record.damage.append(f"{NAME}, line {number}: {reason}; {_lost(data[good:])} after line {number - 1} moved to {TORN}")
            write_whole(record.folder / TORN, data[good:])
            write_whole(record.path, data[:good])
            break
        good += len(line)
    if not record.events:
        raise InputError(Problem("holds no readable game", "game", value=str(record.path), fix="; ".join(record.damage)))
    return record


def _lost(data: bytes) -> str:
    lines = len(data.splitlines())
    return "1 line" if lines == 1 else f"{lines} lines"


def _take(record: Record, line: bytes) -> str:
    """Add a line of the file; why it cannot be used, empty when it can."""
    if not line.endswith(b"\n"):
        return "was cut off"
    try:
        event = json.loads(line)
        chain = event.pop("chain")
    except (ValueError, KeyError, AttributeError):
        return "cannot be read"
    if chain != chained(record.chain, event):
        return "does not follow from the line before, or was changed"
    record.events.append(event)
    record.chain = chain
    return ""
