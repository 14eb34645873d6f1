"""An experiment on disk: a folder that appears whole, is never overwritten, and can prove itself unchanged."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Callable

from cxsim.base.errors import InputError
from cxsim.study.canonical import content_digest, plain
from cxsim.study.cells import code_fingerprint
from cxsim.study.experiment.execution import Found
from cxsim.study.manifest import KEY_SCHEME, machine, versions
from cxsim.study.saving import MANIFEST, damaged_files, new_folder, read_manifest, write_csv
from cxsim.study.store import file_sha256, flush_folder, storage_error, write_whole

KIND = "experiment"
FORMAT = 1


def save_once(found: Found, root: Path, lang: str, *, fresh: bool, also: Callable[[Path], None], **provenance: Any) -> tuple[Path, bool]:
    """Put an experiment under `root`; returns its folder and whether it was written now.

    One that already lies there finished, unchanged and in this language is not written again; with `fresh`, or when
    the old folder is damaged, a new folder is made beside it. `also` adds report and figures to the unfinished folder.

    Raises
    ------
    InputError
        the disk refuses.
    """
    if not fresh and not found.failed and (old := find_finished(root, found, lang)) is not None:
        return old, False
    while True:
        folder = new_folder(root, found.digest)
        try:
            return _write(found, folder, lang, also, provenance), True
        except InputError:
            # another command took the name between looking and renaming; its folder stands
            if not folder.exists():
                raise


def find_finished(root: Path, found: Found, lang: str) -> Path | None:
    """The newest complete and unchanged folder of the same experiment, results and language; None without one."""
    wanted = {"kind": KIND, "study_id": found.layout.id, "digest": found.digest, "lang": lang, "status": "complete"}
    wanted["texts"] = texts_digest(found)
    for path in sorted(Path(root).glob(f"*/{MANIFEST}"), reverse=True):
        manifest = read_manifest(path.parent)
        if all(manifest.get(key) == value for key, value in wanted.items()) and not damaged_files(path.parent):
            return path.parent
    return None


def texts_digest(found: Found) -> str:
    """Digest of the file's content: a question worded anew makes a new page even where no number moves."""
    return content_digest(asdict(found.layout.form))


def manifest_of(found: Found, lang: str, files: dict[str, Any], provenance: dict[str, Any]) -> dict[str, Any]:
    """Everything needed to repeat the experiment, and proof that its files are whole; the clock appears here only."""
    layout, form = found.layout, found.layout.form
    return {
        "format": FORMAT,
        "kind": KIND,
        "status": "failures" if found.failed else "complete",
        "study_id": layout.id,
        "texts": texts_digest(found),
        "digest": found.digest,
        "lang": lang,
        "name": form.name,
        "size": layout.size,
        "file": asdict(form),
        "basis": layout.settings.study.basis,
        "schemes": layout.schemes,
        "scheme_mappings": {name: plain(item.basis.schemes) for name, item in layout.positions.items()},
        "seeds": list(layout.seeds),
        "key_scheme": KEY_SCHEME,
        "cells": {"all": found.cells, "reused": found.cells_reused, "failed_runs": found.failed},
        "settings": plain(layout.settings),
        "notes": list(found.notes),
        "code": code_fingerprint(),
        "versions": versions(),
        "machine": machine(),
        "finished": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **plain(provenance),
        "files": files,
    }


def _write(found: Found, folder: Path, lang: str, also: Callable[[Path], None], provenance: dict[str, Any]) -> Path:
    part = folder.with_name(f".{folder.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    try:
        for name in ("effects", "runs", "levels", "quarters", "failures"):
            table = getattr(found, name)
            if len(table) or name in ("effects", "runs"):
                write_csv(table, part / f"{name}.csv")
        also(part)
        manifest = manifest_of(found, lang, _files(part), provenance)
        manifest["manifest_digest"] = content_digest(manifest)
        write_whole(part / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True, allow_nan=False) + "\n").encode())
        os.rename(part, folder)
        flush_folder(folder.parent)
    except OSError as fault:
        raise storage_error(fault, folder, "write the experiment") from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _files(part: Path) -> dict[str, dict[str, Any]]:
    paths = sorted(path for path in part.rglob("*") if path.is_file())
    return {path.relative_to(part).as_posix(): {"sha256": file_sha256(path), "bytes": path.stat().st_size} for path in paths}
