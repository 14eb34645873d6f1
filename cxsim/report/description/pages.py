"""Which page gets which table, and how tables are put between markers."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Callable

from cxsim.base.errors import InputError, Problem
from cxsim.report.description import checks, lists, luck, mechanisms, practised, schedule, screened, settings, state

MADE: dict[str, dict[str, Callable[[], str]]] = {
    "model.md": {
        "state": state.state,
        "schedule": schedule.schedule,
        "luck": luck.luck,
        "mechanisms": lists.mechanisms,
        "metrics": lists.metrics,
        "schemes": lists.schemes,
        "inputs": lists.inputs,
    },
    "assumptions.md": {
        "verdicts": screened.verdicts,
        "register": screened.register_table,
        "choices": screened.choices_table,
        "parameters": settings.parameters,
    },
    "evidence_index.md": {"sections": checks.sections},
    "practices.md": {
        "together": practised.together,
        "mistakes": partial(practised.practised, "mistake"),
        "remedies": partial(practised.practised, "remedy"),
        "world": partial(practised.practised, "world"),
        "mechanisms": mechanisms.mechanisms,
        "levers": practised.levers,
        "rules": practised.rules,
    },
}


def marks(mark: str) -> tuple[str, str]:
    """The two lines between which a table stands."""
    return f"<!-- {mark}:begin -->", f"<!-- {mark}:end -->"


def filled(text: str, mark: str, content: str) -> str:
    """A page with one table renewed. Raises InputError when its markers are not there once each, in order."""
    begin, end = marks(mark)
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise InputError(Problem("has no place for this table", key=mark, fix=f"put {begin} and {end} into the page"))
    return f"{text.split(begin)[0]}{begin}\n{content}\n{end}{text.split(end)[1]}"


def renewed(page: Path) -> str:
    """The text of a page with all its tables as they are now."""
    text = page.read_text("utf-8")
    for mark, made in MADE[page.name].items():
        text = filled(text, mark, made())
    return text


def by_hand(text: str) -> str:
    """What people wrote: a page without its tables."""
    for made in MADE.values():
        for mark in made:
            begin, end = marks(mark)
            if begin in text:
                text = text.split(begin)[0] + text.split(end)[1]
    return text


def stale(folder: Path) -> list[str]:
    """Pages that say something else than the code does now."""
    return [name for name in MADE if (folder / name).read_text("utf-8") != renewed(folder / name)]


def write(folder: Path) -> list[str]:
    """Renew all pages; returns those that changed."""
    changed = stale(folder)
    for name in changed:
        part = folder / f"{name}.part"
        part.write_text(renewed(folder / name), "utf-8")
        os.replace(part, folder / name)
    return changed
