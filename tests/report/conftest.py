"""Makes the invented comparisons importable for the tests of the report, and their page readable."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Callable

import pytest

from cxsim.report.html import render

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def page_in() -> Callable[[str], str]:
    """The page of the invented comparison in a language, drawn once."""
    import fake

    manifest = {
        "command": "cxsim compare",
        "version": "0.1.0",
        "date": "2026-11-22T06:14",
        "wall_seconds": 61.0,
        "files": ["tables/differences.csv"],
    }
    return cache(lambda lang: render(fake.make(), lang, manifest, ["a <b>note</b>"]))
