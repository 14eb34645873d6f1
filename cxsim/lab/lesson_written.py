"""The debrief page as the console tells of it: what its files are called, and what to do when it could not be written."""

from __future__ import annotations

from collections.abc import Sequence

from cxsim.base.errors import Problem
from cxsim.report.words import Words

UNWRITTEN = "the debrief page was not written"


def fault(raw: Sequence[Problem]) -> list[Problem]:
    """What to tell instead of what a worker said; that stands behind it."""
    known = next((one for one in raw if one.fix), None)  # a fault that says itself what to do
    if known is not None:
        return list(raw)
    return [Problem(UNWRITTEN, value=raw[0].message if raw else "", fix="press the button again; if it happens twice, close the session and take it up again, since its record is kept")]


def label(stem: str, name: str, w: Words) -> str:
    """What a file beside the record is called; its name where nothing is known of it."""
    said = w.get(f"lesson_told.files.{stem}")
    return said if isinstance(said, str) else name
