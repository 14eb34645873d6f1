"""Finished cells on disk, named by content: whole or absent, never half.

A cell file has two lines: a header (format, id, byte count, SHA-256 over id and body) and the body. Each is
written beside its place, flushed to the disk, and renamed; the folder is flushed last (the recipe of Pillai et
al. 2014). Two studies that compute the same cell write the same bytes, so either rename may win. Nothing here
is unpickled.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import exact_text

FORMAT = 1


@dataclass
class Store:
    """The folder `<output.dir>/cells`, shared by all studies that write there.

    `damaged` lists (file, reason) of every cell found unusable; such a cell counts as absent and is computed
    again. With `fresh` nothing is read, so every cell is computed again.
    """

    root: Path
    fresh: bool = False
    damaged: list[tuple[str, str]] = field(default_factory=list)

    def path(self, cell: str) -> Path:
        """Where a cell lives; two levels keep folders small."""
        return Path(self.root) / cell[:2] / f"{cell}.json"

    def get(self, cell: str) -> dict[str, Any] | None:
        """The stored result of a cell, or None when absent, damaged or not wanted."""
        if self.fresh:
            return None
        path = self.path(cell)
        try:
            return decode(cell, path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as fault:
            self.damaged.append((str(path), str(fault)))
            return None
        except OSError as fault:
            raise storage_error(fault, path, "read") from fault

    def put(self, cell: str, payload: dict[str, Any]) -> Path:
        """Store a result so that a power cut leaves the whole file or none.

        Raises
        ------
        InputError
            disk full, no permission, read-only folder: names the file and the bytes needed.
        """
        path = self.path(cell)
        write_whole(path, encode(cell, payload))
        return path

    def add(self, cell: str, payload: dict[str, Any]) -> Path:
        """`put`, beside what is stored of the cell already: schemes that a failed study left, or that others computed."""
        path = self.path(cell)
        try:
            before = decode(cell, path.read_bytes())
        except (ValueError, OSError):
            before = {}
        return self.put(cell, {**before, **payload})


def encode(cell: str, payload: dict[str, Any]) -> bytes:
    """Header and body of a cell file."""
    body = exact_text(payload).encode("ascii")
    return _header(cell, body) + b"\n" + body + b"\n"


def decode(cell: str, data: bytes) -> dict[str, Any]:
    """The result inside a cell file.

    Raises
    ------
    ValueError
        one clause saying what is wrong: cut, changed, or another cell's content.
    """
    header, _, rest = data.partition(b"\n")
    body = rest[:-1]
    if not rest.endswith(b"\n"):
        raise ValueError("the file is cut short")
    if header != _header(cell, body):
        raise ValueError(_strange(header))
    payload: dict[str, Any] = json.loads(body)
    return payload


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` by temporary file, flush, rename, flush of the folder.

    Raises
    ------
    InputError
        the system refuses: names the file and the bytes needed.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(part, "xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        flush_folder(path.parent)
    except OSError as fault:
        raise storage_error(fault, path, f"write {len(data):,} bytes") from fault
    finally:
        _remove(part)


def flush_folder(folder: Path) -> None:
    """Make renames inside a folder survive a power cut; a no-op where folders cannot be opened (Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def storage_error(fault: OSError, path: Path, action: str) -> InputError:
    """The error a user reads when the disk refuses."""
    full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    fix = (
        "free some space and give the same command again; finished cells are kept"
        if full
        else "choose another folder: output.dir=..."
    )
    reason = "no space left" if full else (fault.strerror or str(fault))
    return InputError(Problem(f"cannot {action}: {reason}", where=str(path), fix=fix))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, 64 hexadecimal digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _header(cell: str, body: bytes) -> bytes:
    checksum = hashlib.sha256(cell.encode() + b"\0" + body).hexdigest()
    head = {"format": FORMAT, "id": cell, "bytes": len(body), "sha256": checksum}
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode("ascii")


def _strange(header: bytes) -> str:
    """What is wrong with a header that is not the one its content should have."""
    try:
        written = json.loads(header)["format"]
    except (ValueError, KeyError, TypeError):
        written = FORMAT
    return "content and checksum differ" if written == FORMAT else f"another version of cxsim wrote it (format {written}, this one reads {FORMAT})"


def _remove(part: Path) -> None:
    # the fault worth telling is the first one, not a failed tidying-up after it
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
