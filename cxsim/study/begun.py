"""What a command meant when it was begun: a study that was stopped goes on only if it is still the same study.

Cells are named by content, so a changed setting, scheme, program or library can never mix with older results. But it would
silently throw away the hours already spent. So each command leaves a record beside its cells; while it is unfinished, the
same words meaning another study are refused with what differs. Once finished, they are only noted.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Sequence

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import content_digest, plain
from cxsim.study.cells import NEUTRAL, Cell, code_fingerprint
from cxsim.study.manifest import versions
from cxsim.study.store import Store, write_whole

FOLDER = "begun"
MOST_IDS = 2000  # cell ids a record holds, evenly taken: enough to say how much is done
SHOWN = 6  # differences told


@dataclass
class Begun:
    """The record of one command in an output folder.

    `command` is what was typed, without words that change no result; `new` begins another study although the last one is
    unfinished. `notes` says what differs from a finished one.
    """

    root: Path
    command: str
    new: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        """The record's file."""
        return Path(self.root) / FOLDER / f"{content_digest(self.command)[:16]}.json"

    def check(self, cells: Sequence[Cell], store: Store | None) -> None:
        """Compare with the last start of the same command, then record this one.

        Raises InputError when that one is unfinished, has stored cells, and meant something else; and when the disk refuses.
        """
        before, now = self._read(), _meaning(cells)
        if before is not None and before["study"] != now["study"]:
            told = differences(before, now)
            stored = 0 if store is None or before["finished"] else sum(store.path(cell).is_file() for cell in before["cells"])
            if stored and not self.new:
                raise InputError(_refusal(told, stored, len(before["cells"]), before["all"]))
            self.notes = told
        self._write({**now, "finished": False})

    def finish(self) -> None:
        """The study is whole; a later change is no loss."""
        record = self._read()
        if record is not None:
            self._write({**record, "finished": True})

    def _read(self) -> dict[str, Any] | None:
        """The last record; None when there is none, or it is damaged: then nothing can be compared."""
        try:
            found = json.loads(self.path.read_text("utf-8"))
            return found if found.pop("digest") == content_digest(found) else None
        except (OSError, ValueError, KeyError, AttributeError):
            return None

    def _write(self, record: dict[str, Any]) -> None:
        text = json.dumps({**record, "digest": content_digest(record)}, indent=1, sort_keys=True)
        write_whole(self.path, (text + "\n").encode())


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between two meanings of a command, one short sentence each."""
    told = []
    if before["code"] != now["code"]:
        changed = [f"{name} {before['versions'].get(name)} -> {new}" for name, new in now["versions"].items() if before["versions"].get(name) != new]
        told.append("the program: " + (", ".join(changed) if changed else "its source has changed"))
    old, new = _flat(before["settings"]), _flat(now["settings"])
    told += [f"{key}: {old.get(key, 'absent')} -> {new.get(key, 'absent')}" for key in sorted({**old, **new}) if old.get(key) != new.get(key)]
    told += [f"scheme {name} has changed" for name, scheme in now["schemes"].items() if before["schemes"].get(name, scheme) != scheme]
    if (added := sorted(set(now["schemes"]) ^ set(before["schemes"]))):
        told.append(f"schemes that are not in both: {', '.join(added)}")
    if before["seeds"] != now["seeds"]:
        told.append(f"seeds: {before['seeds']} -> {now['seeds']}")
    return told or ["points of the design have changed"]


def _meaning(cells: Sequence[Cell]) -> dict[str, Any]:
    first = cells[0]
    settings = {key: value for key, value in asdict(first.settings).items() if key not in NEUTRAL}
    seeds = sorted({cell.seed for cell in cells})
    step = -(-len(cells) // MOST_IDS)
    record = {
        "study": content_digest([cell.id for cell in cells]), "code": code_fingerprint(), "versions": versions(), "settings": settings,
        "schemes": {name: content_digest(scheme) for name, scheme in first.schemes.items()}, "seeds": f"{len(seeds)} from {seeds[0]} on",
        "cells": [cell.id for cell in cells[::step]], "all": len(cells),
    }  # fmt: skip
    told: dict[str, Any] = plain(record)
    return told


def _refusal(told: list[str], stored: int, asked: int, cells: int) -> Problem:
    shown = "; ".join(told[:SHOWN]) + (f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else "")
    done = f"{stored:,} of its {cells:,} cells are stored" if asked == cells else f"about {round(stored / asked * cells):,} of its {cells:,} cells are stored"
    fix = "put back what was changed to go on with it, or begin anew with --new; nothing is deleted"
    return Problem(f"this command was stopped before its end and now means another study: {shown}", "resume", value=done, fix=fix)


def _flat(whole: Any, prefix: str = "") -> dict[str, Any]:
    if isinstance(whole, dict) and whole:
        return {key: value for name, part in whole.items() for key, value in _flat(part, f"{prefix}.{name}" if prefix else str(name)).items()}
    return {prefix: whole}
