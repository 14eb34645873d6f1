"""A study on disk: a new folder that appears whole, is never overwritten, and can prove itself unchanged."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Callable

import pandas as pd

from cxsim.base.errors import InputError, Problem
from cxsim.study.canonical import content_digest
from cxsim.study.comparison import Comparison
from cxsim.study.manifest import manifest_of
from cxsim.study.parquet import write_parquet
from cxsim.study.store import file_sha256, flush_folder, storage_error, write_whole

MANIFEST = "manifest.json"
GZIP_ROWS = 2000
COLUMNAR = ("runs", "quarterly")  # tables that grow with the study: as Parquet too
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def save(comparison: Comparison, folder: Path, also: Callable[[Path], None] | None, provenance: dict[str, Any]) -> Path:
    """Write a study to `folder`, which must not exist: built under another name, then renamed.

    `also` is called with the unfinished folder and may add files (figures, report); the manifest comes last and
    covers them.

    Raises
    ------
    InputError
        the folder exists, or the disk refuses.
    """
    folder = Path(folder)
    if folder.exists():
        raise InputError(
            Problem("the folder exists; a study never overwrites another", where=str(folder), fix="name a new folder")
        )
    part = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        rows = _write_tables(comparison, part)
        if also is not None:
            also(part)
        seal(part, manifest_of(comparison, files_of(part, rows), provenance))
        os.rename(part, folder)
        flush_folder(folder.parent)
    except OSError as fault:
        raise storage_error(fault, folder, "write the study") from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def save_once(
    comparison: Comparison,
    output_dir: str | Path,
    *,
    fresh: bool = False,
    also: Callable[[Path], None] | None = None,
    **provenance: Any,
) -> tuple[Path, bool]:
    """Put a study under `output_dir`; returns its folder and whether it was written now.

    A study that already lies there finished and unchanged is not written again; with `fresh`, in another language, or
    when the old folder is damaged, a new folder is made beside it.
    """
    output_dir = Path(output_dir)
    if not fresh and not comparison.failed:
        found = find_finished(output_dir, comparison.study_id, comparison.digest, comparison.settings.output.lang)
        if found is not None:
            return found, False
    while True:
        folder = new_folder(output_dir, comparison.digest)
        try:
            return save(comparison, folder, also, provenance), True
        except InputError:
            # another study took the name between looking and renaming; its folder stands
            if not folder.exists():
                raise


def new_folder(output_dir: Path, digest: str) -> Path:
    """`<output_dir>/<UTC stamp>_<digest7>`, with a number added while that name is taken."""
    stem = f"{datetime.now(UTC):%Y-%m-%d_%H%M}_{digest[:7]}"
    folder, number = output_dir / stem, 1
    while folder.exists():
        number += 1
        folder = output_dir / f"{stem}_{number}"
    return folder


def seal(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest of a folder, last of its files, with a checksum of itself; `files` is filled in when it is absent."""
    told = {"files": files_of(folder, {}), **manifest}
    told["manifest_digest"] = content_digest(told)
    write_whole(folder / MANIFEST, _written(told).encode())


def _written(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, indent=1, sort_keys=True, allow_nan=False) + "\n"


def find_finished(output_dir: Path, study_id: str, digest: str, lang: str) -> Path | None:
    """The newest folder with this study told in `lang`, complete and unchanged since it was written; None without one."""
    for path in sorted(Path(output_dir).glob(f"*/{MANIFEST}"), reverse=True):
        manifest = read_manifest(path.parent)
        same = manifest.get("study_id") == study_id and manifest.get("digest") == digest
        same = same and manifest["settings"]["output"]["lang"] == lang
        if same and manifest.get("status") == "complete" and not damaged_files(path.parent):
            return path.parent
    return None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder; empty when absent, unreadable or changed since it was written."""
    try:
        text = (Path(folder) / MANIFEST).read_bytes().decode("utf-8")
        found = json.loads(text)
        rest = {key: value for key, value in found.items() if key != "manifest_digest"}
        whole = found["manifest_digest"] == content_digest(rest) and text == _written(found)  # a changed blank counts as well
        return found if whole else {}
    except (OSError, ValueError, KeyError, AttributeError):
        return {}


def damaged_files(folder: Path) -> list[str]:
    """Files of a study folder that are missing or differ from their checksum; the manifest itself first."""
    manifest = read_manifest(folder)
    if not manifest:
        return [MANIFEST]
    listed = manifest["files"]
    return [name for name, told in sorted(listed.items()) if not _is_whole(Path(folder) / name, told)]


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """One table of a saved study.

    Raises
    ------
    InputError
        no such table, or its file has changed since it was written.
    """
    for suffix in (".csv", ".csv.gz"):
        path = Path(folder) / "tables" / f"{name}{suffix}"
        if path.exists():
            if {MANIFEST, path.relative_to(folder).as_posix()} & set(damaged_files(Path(folder))):
                raise InputError(
                    Problem("the file has changed since it was written", where=str(path), fix="run the study again")
                )
            return pd.read_csv(path, keep_default_na=False, na_values=[""])
    raise InputError(Problem("no such table", where=str(folder), key=name))


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """A tidy CSV: UTF-8, decimal points, 12 significant digits; large tables gzipped with no time inside.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = csv_bytes(table)
    if len(table) > GZIP_ROWS:
        path, text = path.with_name(path.name + ".gz"), gzip.compress(text, mtime=0)
    write_whole(path, text)
    return path


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The text of a tidy CSV, harmless to spreadsheets."""
    safe = table.copy()
    for name in safe.columns:
        if not (pd.api.types.is_numeric_dtype(safe[name]) or pd.api.types.is_bool_dtype(safe[name])):
            safe[name] = safe[name].map(_harmless)
    return safe.to_csv(index=False, float_format="%.12g", lineterminator="\n").encode("utf-8")


def _write_tables(comparison: Comparison, part: Path) -> dict[str, int]:
    tables = {**comparison.tables, "dictionary": comparison.dictionary()}
    rows = {}
    for name, table in tables.items():
        path = write_csv(table, part / "tables" / f"{name}.csv")
        rows[path.relative_to(part).as_posix()] = len(table)
    for name in COLUMNAR:
        path = write_parquet(tables[name], part / "tables" / f"{name}.parquet")
        rows[path.relative_to(part).as_posix()] = len(tables[name])
    return rows


def files_of(part: Path, rows: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Checksum and size of every file in a folder; `rows` of tables by name."""
    listed = {}
    for path in sorted(item for item in part.rglob("*") if item.is_file()):
        name = path.relative_to(part).as_posix()
        told: dict[str, Any] = {"sha256": file_sha256(path), "bytes": path.stat().st_size}
        listed[name] = {**told, "rows": rows[name]} if name in rows else told
    return listed


def _is_whole(path: Path, told: dict[str, Any]) -> bool:
    try:
        return path.stat().st_size == told.get("bytes") and file_sha256(path) == told.get("sha256")
    except OSError:
        return False


def _harmless(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" \ufeff").startswith(FORMULA):
        return "'" + value
    return value
