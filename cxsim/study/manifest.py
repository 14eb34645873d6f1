"""The manifest of a study folder: everything needed to repeat it, and proof that its files are whole."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from cxsim.study.canonical import plain
from cxsim.study.cells import code_fingerprint

if TYPE_CHECKING:
    from cxsim.study.comparison import Comparison

FORMAT = 1
PACKAGES = ("cxsim", "numpy", "numba", "pandas", "scipy", "mesa", "hydra-core")
KEY_SCHEME = "one draw = f(master seed, stream, permanent entity number, time, slot); a study's seeds are master seeds"


def manifest_of(comparison: Comparison, files: dict[str, dict[str, Any]], provenance: dict[str, Any]) -> dict[str, Any]:
    """The manifest as plain values.

    Parameters
    ----------
    files
        path inside the folder -> sha256, bytes, and rows where it is a table.
    provenance
        what only the caller knows: command, overrides, started (ISO), wall_seconds. The clock appears here and
        nowhere else, so two folders of one study differ in this file only.
    """
    ask = comparison.question
    return {
        "format": FORMAT,
        "kind": "study",
        "status": "failures" if comparison.failed else "complete",
        "study_id": comparison.study_id,
        "digest": comparison.digest,
        "baseline": ask.baseline,
        "basis": comparison.settings.study.basis,
        "schemes": list(ask.schemes),
        "scheme_mappings": plain(comparison.schemes),
        "seeds": list(ask.seeds),
        "key_scheme": KEY_SCHEME,
        "cells": {"all": comparison.cells, "reused": comparison.cells_reused, "failed_runs": comparison.failed},
        "settings": plain(comparison.settings),
        "notes": list(comparison.notes),
        "code": code_fingerprint(),
        "versions": versions(),
        "machine": machine(),
        "finished": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **plain(provenance),
        "files": files,
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that matter; "absent" when not installed."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def machine() -> dict[str, Any]:
    """System, processor and cores; no host or user name."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "byteorder": sys.byteorder,
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
