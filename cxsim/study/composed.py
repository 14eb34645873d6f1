"""What was composed from the same words and the same built-in files before, kept as plain data.

Composing takes longer than a small run, most of it the start of the composing library. A result is kept under a name
made of everything it depends on, so a changed file, version or word is another name. It is data, read as data.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Callable, Sequence

from cxsim.base.caches import cache_folder

MOST = 256  # results kept; beyond it the oldest go
OF_THE_USER = ("company.base_pay_eur",)  # pay comes from plan files, which leave nothing outside the folder the user names
Composed = tuple[dict[str, Any], dict[str, list[str]]]  # values; names chosen in each group


def composed(overrides: Sequence[str], folder: Path, compose: Callable[[], Composed]) -> Composed:
    """What `compose` makes of these overrides and the files of `folder`, or made of them before.

    Where nothing can be kept or read, and where what is kept is damaged, everything is composed anew; what `compose` raises is never
    kept, nor what holds pay of a plan file.
    """
    if any(text.lstrip("+").startswith(OF_THE_USER) for text in overrides):
        return compose()
    path = cache_folder() / "composed" / f"{_name(overrides, folder)}.json"
    kept = _read(path)
    if kept is None:
        kept = compose()
        _write(path, kept)
    return kept


def _name(overrides: Sequence[str], folder: Path) -> str:
    whole = hashlib.sha256(json.dumps([version("hydra-core"), version("omegaconf"), *overrides]).encode())
    for path in sorted(folder.rglob("*.yaml")):
        content = path.read_bytes()
        whole.update(f"\n{path.relative_to(folder).as_posix()} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()[:32]


def _read(path: Path) -> Composed | None:
    try:
        if hasattr(os, "getuid") and path.stat().st_uid != os.getuid():
            return None
        text, _, mark = path.read_text("utf-8").rpartition("\n")
        if _mark(text) != mark:  # cut or changed: composed anew, never used
            return None
        plain, chosen = json.loads(text)
        return plain, chosen
    except (OSError, ValueError, TypeError):
        return None


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, result: Composed) -> None:
    text = json.dumps(result)
    if tuple(json.loads(text)) != result:  # something that is not plain data, such as a number as a name
        return
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_text(f"{text}\n{_mark(text)}", "utf-8")
        draft.replace(path)
        kept = sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
