"""One decorator for compiled kernels, with a cache that notices when any source file changes.

Numba's own cache looks only at the file of the function itself; a change in a function it calls would go
unnoticed and give stale machine code. The cache folder is therefore named after the sources of the package.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Callable

import numba

from cxsim.base.caches import cache_folder

_PACKAGE = Path(__file__).resolve().parent.parent
_COMPILED = ("base", "customers", "organisation", "simulation/bookkeeping.py")  # folders and files that hold kernels


def source_fingerprint(places: tuple[str, ...] = _COMPILED) -> str:
    """Hex digest of the source text of `places`, independent of where they are installed."""
    digest = hashlib.sha256()
    for place in places:
        for path in _sources(_PACKAGE / place):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(place: Path) -> list[Path]:
    """The file itself, or every source file in a folder."""
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _cache_folder() -> Path | None:
    """A writable folder for machine code, or None when there is none (then kernels compile each time)."""
    name = f"kernels-{source_fingerprint()[:16]}"
    for root in (cache_folder(), Path(tempfile.gettempdir()) / f"cxsim-{os.getuid()}"):
        try:
            folder = root / name
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            continue
    return None


_FOLDER = _cache_folder()
if _FOLDER is not None:
    numba.config.CACHE_DIR = str(_FOLDER)


def folder() -> Path | None:
    """Where machine code of these sources is kept, or None."""
    return _FOLDER


def at_hand(name: str) -> bool:
    """Whether machine code of the kernel `module.function` of these sources is kept; if not, its first call compiles."""
    return _FOLDER is not None and any(_FOLDER.rglob(f"{name}-*.nbi"))


def kernel(function: Callable[..., Any]) -> Any:
    """Compile without fast-math (results must not depend on the processor) and release the interpreter lock."""
    return numba.njit(cache=_FOLDER is not None, nogil=True, error_model="numpy")(function)


# Options numba knows but does not declare; its version is held below the next minor one in pyproject.toml.
_INSIDE: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_LEAN: dict[str, Any] = {**_INSIDE, "no_cpython_wrapper": True, "_nrt": False}


def inlined(function: Callable[..., Any]) -> Any:
    """A helper of a kernel, callable from other compiled functions only.

    Not cached by itself: the kernels that contain it are, and machine code for each helper alone would double
    the time of the first start.
    """
    return numba.njit(**_INSIDE)(function)


def lean(function: Callable[..., Any]) -> Any:
    """A helper like `inlined` that makes no arrays.

    Without reference counts: arrays handed down would be counted up and down, with a locked instruction each,
    at every call.
    """
    return numba.njit(**_LEAN)(function)


def once(function: Callable[..., Any]) -> Any:
    """A lean helper on the busiest path, made part of its caller: an array handed down takes ten words of stack."""
    return numba.njit(**_LEAN, forceinline=True)(function)
