"""What all tests share: settings that were composed before are not composed again, kernels are compiled once, long modules begin early."""

from __future__ import annotations

import copy
import io
import os
from pathlib import Path

import pytest
from long_first import long_first
from omegaconf import OmegaConf

from cxsim.study import configuration
from cxsim.study.folders import builtin_folder

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(config, items):
    """Order for several workers; one process keeps the order of the files."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items[:] = long_first(items, lambda item: Path(os.path.relpath(item.path, TESTS)).as_posix())


def pytest_collection_finish(session):
    """Of several workers one compiles the kernels where they are not kept yet; the others wait for it and load them."""
    if "PYTEST_XDIST_WORKER" in os.environ and session.items and not session.config.option.collectonly:
        compiled_once()


def compiled_once():
    """Live a tiny world under a lock: whoever comes first compiles, with a helper of its own, whoever comes later loads in a second."""
    import cxsim
    from cxsim.base import compiled

    try:
        import fcntl
    except ImportError:
        return  # no such locks on this system: each worker compiles
    if compiled.folder() is None:
        return
    with open(compiled.folder() / "tests.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cxsim.run(cxsim.load("experiment=tiny", "customers.count=100"))


@pytest.fixture(scope="session", autouse=True)
def composed_once():
    """The same overrides of the same built-in folder are composed once per process, and the same text is parsed once.

    Composing takes half a second and depends on nothing else. Everybody gets a copy; what is refused, and whatever is
    composed with a user's own folder, is composed each time. Yields the composing function as it is.
    """
    composing, reading = configuration._hydra_compose, OmegaConf.load
    composed, parsed = {}, {}

    def compose(overrides, user):
        if user is not None:
            return composing(overrides, user)
        key = (builtin_folder(), *overrides)
        if key not in composed:
            composed[key] = composing(overrides, user)
        return copy.deepcopy(composed[key])

    def read(file):
        text = file.read()
        if text not in parsed:
            parsed[text] = reading(io.StringIO(text))
        return copy.deepcopy(parsed[text])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configuration, "_hydra_compose", compose)
        patch.setattr(OmegaConf, "load", staticmethod(read))
        yield composing
