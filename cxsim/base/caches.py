"""Where what is slow to make again may be kept between two starts, on this machine and for this user."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """The user's cache folder of cxsim, which may not exist: in CXSIM_CACHE_DIR, else where the system keeps caches."""
    base = os.environ.get("CXSIM_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "cxsim"
