"""A run as a folder: tables as CSV, the summary, and a manifest with the digest of every file."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxsim.simulation.run import Run

LIBRARIES = ("numpy", "pandas", "numba", "mesa", "hydra-core")


def save_run(run: Run, folder: Path) -> Path:
    """Write tables/<name>.csv with their dictionary, summary.json and manifest.json; nothing depends on the clock."""
    from cxsim.simulation.run import TABLES

    target = folder / "tables"
    target.mkdir(parents=True, exist_ok=True)
    files: dict[str, Any] = {}
    for name, table in {**{name: getattr(run, name) for name in TABLES}, "dictionary": run.dictionary()}.items():
        path = target / f"{name}.csv"
        table.to_csv(path, index=False, lineterminator="\n")
        files[f"tables/{name}.csv"] = {"rows": len(table), "sha256": _sha(path)}
    (folder / "summary.json").write_text(json.dumps(_finite(run.summary), indent=1, allow_nan=False), encoding="utf-8")
    manifest = {
        "scheme": run.scheme,
        "seed": run.settings.seed,
        "digest": run.digest,
        "customers_digest": run.customers_digest,
        "settings": asdict(run.settings),
        "versions": {"cxsim": _own_version(), "python": platform.python_version()} | {n: version(n) for n in LIBRARIES},
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return folder


def _finite(summary: dict[str, float]) -> dict[str, float | None]:
    return {name: value if value == value else None for name, value in summary.items()}


def _own_version() -> str:
    from cxsim import __version__

    return __version__


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
