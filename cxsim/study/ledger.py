"""The failure ledger: every failed run of every study in a folder, one line each, only ever added to.

A line is JSON: what failed, why, with traceback, a command that repeats it alone, and a checksum over all that. A line
cut short by a power cut is skipped and counted as damaged; the lines around it stand.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Sequence

from cxsim.study.canonical import exact_text
from cxsim.study.store import storage_error

NAME = "failures.jsonl"
SEAL = "sha256"


@dataclass(frozen=True)
class Ledger:
    """The ledger of one output folder. It is a log: what a study counts as failed stands in its own result."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.folder) / NAME

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Append failure rows, flushed to the disk. Raises InputError when the disk refuses."""
        if not rows:
            return
        when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = "".join(_line({"when": when, **row}) for row in rows).encode("ascii")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # one write of whole lines: two studies that append at once do not mix theirs
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                os.write(handle, self._fresh_line() + text)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as fault:
            raise storage_error(fault, self.path, f"write {len(text):,} bytes") from fault

    def read(self) -> tuple[list[dict[str, Any]], int]:
        """All whole rows, oldest first, and how many lines are damaged."""
        if not self.path.is_file():
            return [], 0
        found = [_row(line) for line in self.path.read_text("ascii", errors="replace").splitlines() if line.strip()]
        return [row for row in found if row is not None], found.count(None)

    def _fresh_line(self) -> bytes:
        """A line end, when the last line was cut short."""
        if not self.path.is_file() or self.path.stat().st_size == 0:
            return b""
        with open(self.path, "rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return b"" if stream.read(1) == b"\n" else b"\n"


def _line(row: dict[str, Any]) -> str:
    return exact_text({**row, SEAL: _checksum(row)}) + "\n"


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
        given = row.pop(SEAL)
    except (ValueError, KeyError, AttributeError):
        return None
    return row if given == _checksum(row) else None


def _checksum(row: dict[str, Any]) -> str:
    return hashlib.sha256(exact_text(row).encode("ascii")).hexdigest()
