"""Cut, flip, swap, edit: is every damage to a stored cell, a result or the ledger noticed, named, and confined?"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from cxsim.base.schema import Settings
from cxsim.study.checking import check
from cxsim.study.ledger import Ledger
from cxsim.study.saving import seal
from cxsim.study.store import Store
from cxsim.trust.lost.stand_in import PLAIN, cells_of, digest, study

CELLS = 25
KINDS = ("cut", "bit", "swap", "edit")


def trials(told: Settings, count: int) -> dict[str, int]:
    """`count` damages to cells, and as many to the files of a sealed result and to the ledger: how many were noticed by name."""
    with tempfile.TemporaryDirectory(prefix="cxsim-damaged-") as name:
        folder = Path(name)
        cells = cells_of(told, CELLS, PLAIN)
        truth = digest(study(folder, cells, workers=1))
        paths = sorted((folder / "cells").rglob("*.json"))
        found = {"cells": sum(_cell_noticed(folder, paths, number) for number in range(count))}
        found["results"] = _results(folder / "result", count)
        found["ledger"] = _ledger(folder / "log", count)
        found["mended"] = int(_mended(folder, cells, paths, truth))
        return found


def _cell_noticed(folder: Path, paths: list[Path], number: int) -> bool:
    """One damage to one cell, put right afterwards: only that cell is unusable, by store and by check."""
    luck = np.random.Generator(np.random.Philox(key=number))
    path, other = (paths[k] for k in luck.choice(len(paths), 2, replace=False))
    before = path.read_bytes()
    path.write_bytes(hurt(before, KINDS[number % len(KINDS)], luck, other.read_bytes()))
    store = Store(folder / "cells")
    readable = [cell for cell in paths if store.get(cell.stem) is not None]
    named = {Path(name) for name, _ in check(folder / "cells").damaged}
    path.write_bytes(before)
    return len(readable) == len(paths) - 1 and path not in readable and named == {path}


def hurt(data: bytes, kind: str, luck: Any, other: bytes = b"") -> bytes:
    """The same bytes cut short, with one bit or one digit changed, or replaced by another file's."""
    if kind == "cut":
        return data[: int(luck.integers(0, len(data)))]
    if kind == "swap":
        return other
    changed = bytearray(data)
    if kind == "bit":
        changed[int(luck.integers(0, len(data)))] ^= 1 << int(luck.integers(0, 8))
        return bytes(changed)
    places = [place for place, byte in enumerate(data) if chr(byte).isdigit()]
    place = places[int(luck.integers(0, len(places)))]
    changed[place] = ord("0") + (changed[place] - ord("0") + 1) % 10
    return bytes(changed)


def _results(folder: Path, count: int) -> int:
    """Damage to any file of a finished result, its manifest included."""
    folder.mkdir()
    (folder / "runs.csv").write_text("".join(f"scheme,{k},{k / 7:.12g}\n" for k in range(200)))
    (folder / "report.html").write_text("<p>" + "text 1234 " * 300 + "</p>")
    seal(folder, {"kind": "trial", "digest": "0" * 64})
    paths, noticed = sorted(folder.iterdir()), 0
    for number in range(count):
        luck = np.random.Generator(np.random.Philox(key=10**6 + number))
        path = paths[number % len(paths)]
        before = path.read_bytes()
        path.write_bytes(hurt(before, ("cut", "bit", "edit")[number // len(paths) % 3], luck))
        noticed += str(path) in {name for name, _ in check(folder).damaged}
        path.write_bytes(before)
    return noticed


def _ledger(folder: Path, count: int) -> int:
    """Damage to one line of the ledger: it is counted, and the others can still be read."""
    ledger, noticed = Ledger(folder), 0
    for seed in range(5):
        ledger.add([{"scheme": "one", "seed": seed, "message": f"failure number {seed}", "traceback": "line 1\nline 2"}])
    whole = ledger.path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for number in range(count):
        luck = np.random.Generator(np.random.Philox(key=2 * 10**6 + number))
        place = int(luck.integers(0, len(lines)))
        hurt_line = hurt(lines[place][:-1], ("cut", "bit", "edit")[number % 3], luck)
        if not hurt_line:
            hurt_line = b"{"  # an empty line holds nothing to notice
        ledger.path.write_bytes(b"".join([*lines[:place], hurt_line + b"\n", *lines[place + 1 :]]))
        rows, damaged = ledger.read()
        noticed += damaged >= 1 and {row["seed"] for row in rows} == set(range(5)) - {place}
    return noticed


def _mended(folder: Path, cells: list[Any], paths: list[Path], truth: str) -> bool:
    """After all: two damaged cells, the same study again; only they are computed, and the digest is the old one."""
    for path in paths[:2]:
        os.truncate(path, 50)
    harvest = study(folder, cells, workers=1)
    return digest(harvest) == truth and harvest.reused == len(cells) - 2 and not check(folder / "cells").damaged
