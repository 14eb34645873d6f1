"""Remove what was made from plan files: every file that a sealed result of the HR desk lists and that is still as it was written.

A file counts as ours only when a whole manifest of kind "plan ..." lists it with its checksum. Workbooks, YAML files, files
added to a result and files changed since are never touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from cxsim.base.errors import InputError, Problem
from cxsim.study.saving import MANIFEST, read_manifest
from cxsim.study.store import file_sha256

KIND = "plan "
RUNS = "plan_runs"  # cells and records of simulated plans, beside the results; the mark says that everything in it is ours
MARK = "made_by_cxsim_plan"
UNFINISHED = ".unfinished-"  # how a folder is called while a command writes it


@dataclass
class Forgotten:
    """Files removed, and files found in result folders and left alone; a result with one of these keeps its folder.

    `unsure` are folders that may hold a plan's results, but no whole manifest says so: broken off while written, or changed.
    """

    removed: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    unsure: list[Path] = field(default_factory=list)


def forget(folder: str | Path) -> Forgotten:
    """Remove results of the HR desk at and below a folder; doing it twice is no different from once.

    Raises
    ------
    InputError
        The folder is not there or is no folder, or a file cannot be removed.
    """
    root = Path(folder)
    if not root.is_dir():
        message = "is a file, not a folder" if root.exists() else "is not there"
        raise InputError(Problem(message, str(folder), fix="name the folder that output.dir named; outputs when it was not named"))
    told, refused = Forgotten(), []
    for place in list(_results(root)):
        refused += _forget_result(place, told)
    for place in list(_runs(root)):
        refused += _forget_runs(place, told)
    told.unsure = _unsure(root)
    if refused:
        raise InputError(refused)
    return told


def _results(root: Path) -> Iterator[Path]:
    """Result folders of plan files, the deepest first; links are not followed."""
    for name, _, files in os.walk(root, topdown=False, followlinks=False):
        place = Path(name)
        if MANIFEST in files and not (place / MANIFEST).is_symlink() and _is_plan(read_manifest(place)):
            yield place


def runs_folder(root: Path) -> Path:
    """The folder for cells and records of simulated plans in an output folder, made and marked. Raises InputError when the disk refuses."""
    place = root / RUNS
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / MARK).touch()
    except OSError as error:
        raise InputError(Problem(f"cannot be written to: {error.strerror or error}", str(place))) from None
    return place


def _runs(root: Path) -> Iterator[Path]:
    """Marked folders of runs at and below a folder; links are not followed."""
    for name, _, files in os.walk(root, followlinks=False):
        place = Path(name)
        if place.name == RUNS and MARK in files and not place.is_symlink():
            yield place


def _forget_runs(place: Path, told: Forgotten) -> list[Problem]:
    """Remove every cell and record, the mark last; nothing else is ever written there."""
    ours = sorted(path for path in place.rglob("*") if path.is_symlink() or path.is_file() if path.name != MARK)
    refused = [problem for path in ours for problem in _remove(path, told)]
    if not refused:
        refused = _remove(place / MARK, told)
    _empty(place)
    return refused


def _unsure(root: Path) -> list[Path]:
    """Folders left unfinished by a command that was killed, and those whose manifest was changed and says it is a plan's."""
    found = []
    for name, _, files in os.walk(root, followlinks=False):
        place = Path(name)
        broken_off = place.name.startswith(UNFINISHED) and MANIFEST not in files
        if broken_off or (MANIFEST in files and not read_manifest(place) and _says_plan(place / MANIFEST)):
            found.append(place)
    return sorted(found)


def _says_plan(path: Path) -> bool:
    try:
        return f'"kind": "{KIND}' in path.read_text("utf-8", errors="replace")
    except OSError:
        return False


def _is_plan(manifest: dict[str, Any]) -> bool:
    return str(manifest.get("kind", "")).startswith(KIND) and isinstance(manifest.get("files"), dict)


def _forget_result(place: Path, told: Forgotten) -> list[Problem]:
    """Remove the listed files, then the manifest, which goes last so that a broken-off removal can be taken up again."""
    listed: dict[str, Any] = read_manifest(place)["files"]
    ours = [place / name for name, about in sorted(listed.items()) if _is_within(name) and _is_ours(place, name, about)]
    refused = [problem for path in ours for problem in _remove(path, told)]
    if not refused:
        refused = _remove(place / MANIFEST, told)
    told.kept += sorted(path for path in place.rglob("*") if path.is_symlink() or path.is_file() if path != place / MANIFEST)
    _empty(place)
    return refused


def _is_within(name: str) -> bool:
    """A manifest names files of its own folder only; anything else is not to be believed."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and bool(path.parts)


def _is_ours(place: Path, name: str, about: Any) -> bool:
    """A plain file, reached through no link, with the checksum it was written with."""
    path = place / name
    steps = [path, *path.parents][: len(PurePosixPath(name).parts)]
    if any(step.is_symlink() for step in steps) or not path.is_file() or not isinstance(about, dict):
        return False
    try:
        return path.stat().st_size == about.get("bytes") and file_sha256(path) == about.get("sha256")
    except OSError:
        return False


def _remove(path: Path, told: Forgotten) -> list[Problem]:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        return [Problem(f"cannot be removed: {error.strerror or error}", str(path), fix="close it where it is open, and run the command again")]
    told.removed.append(path)
    return []


def _empty(place: Path) -> None:
    """Take away folders that hold nothing more, from within outwards."""
    inner = sorted((path for path in place.rglob("*") if path.is_dir() and not path.is_symlink()), reverse=True)
    for path in (*inner, place):
        if not any(path.iterdir()):
            path.rmdir()
