"""What all tests share: settings that were composed before are not composed again."""

from __future__ import annotations

import copy
import io

import pytest
from omegaconf import OmegaConf

from cxsim.study import configuration
from cxsim.study.folders import builtin_folder


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
