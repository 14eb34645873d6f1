"""Proof that what lies on disk is what was written: every cell against its checksum, every result against its manifest."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxsim.study.ledger import NAME as LEDGER
from cxsim.study.ledger import Ledger
from cxsim.study.saving import MANIFEST, read_manifest
from cxsim.study.store import decode, file_sha256

_CELL = re.compile("[0-9a-f]{64}")


@dataclass
class Found:
    """How much was checked, and (file, reason) of everything that is not as it was."""

    cells: int = 0
    files: int = 0
    results: int = 0
    failures: int = 0  # rows of failure ledgers
    damaged: list[tuple[str, str]] = field(default_factory=list)


def check(root: Path) -> Found:
    """Check all cells, all finished results and all failure ledgers in and below `root`."""
    found = Found()
    for path in sorted(path for path in root.rglob("*.json") if _CELL.fullmatch(path.stem)):
        found.cells += 1
        _cell(path, found)
    for path in sorted(root.rglob(MANIFEST)):
        if "cells" not in path.relative_to(root).parts and not any(part.startswith(".") for part in path.relative_to(root).parts):
            _result(path, found)
    for path in sorted(root.rglob(LEDGER)):
        rows, damaged = Ledger(path.parent).read()
        found.failures += len(rows)
        found.damaged += [(str(path), f"{damaged} lines cannot be read")] if damaged else []
    return found


def _cell(path: Path, found: Found) -> None:
    try:
        decode(path.stem, path.read_bytes())
    except (ValueError, OSError) as fault:
        found.damaged.append((str(path), str(fault)))


def _result(path: Path, found: Found) -> None:
    found.results += 1
    try:
        manifest: Any = json.loads(path.read_text("utf-8"))
        # only Run.save of the Python interface writes a manifest without kind and seal
        files, sealed = manifest.get("files"), "kind" in manifest or "manifest_digest" in manifest
    except (ValueError, OSError, AttributeError) as fault:
        found.damaged.append((str(path), f"the manifest cannot be read: {type(fault).__name__}"))
        return
    if sealed and not read_manifest(path.parent):
        found.damaged.append((str(path), "content and checksum differ"))
    for name, facts in (files.items() if isinstance(files, dict) else ()):
        found.files += 1
        _file(path.parent / name, facts, found)


def _file(path: Path, facts: Any, found: Found) -> None:
    wanted = facts.get("sha256") if isinstance(facts, dict) else facts
    if not path.is_file():
        found.damaged.append((str(path), "the file is missing"))
    elif file_sha256(path) != wanted:
        found.damaged.append((str(path), "content and checksum differ"))
