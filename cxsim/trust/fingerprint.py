"""A name for the model by what it does: counts and cents of short runs of every company under two kinds of pay.

Long checks are stored with the name of the model they were measured on. Naming it by its source would disown them at
every change of a comment; naming it by results disowns them exactly when results change. Only whole numbers enter, which
are the same on every processor.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Iterator

from cxsim.base.schema import Settings
from cxsim.study.configuration import load, load_scheme
from cxsim.study.folders import choices

SMALL = ("customers.count=600", "horizon.years=2", "horizon.warmup_years=1", "output.journeys_logged=0", "output.panel=0")
SCHEMES = ("unit_growth", "seniority_gradient", "unit_satisfaction")
SHOWN = 16  # hexadecimal digits


@cache
def fingerprint() -> str:
    """16 hexadecimal digits that stay the same as long as the model gives the same counts and cents."""
    found = hashlib.sha256()
    for settings in _companies():
        for part in _whole_numbers(settings):
            found.update(part)
    return found.hexdigest()[:SHOWN]


def _companies() -> Iterator[Settings]:
    for name in choices("company"):
        yield load(f"company={name}", *SMALL)


def _whole_numbers(settings: Settings) -> Iterator[bytes]:
    from cxsim.simulation.run import run_schemes

    for run in run_schemes(settings, {name: load_scheme(name) for name in SCHEMES}).values():
        history = run._model.history
        yield from (rows.tobytes() for rows in history.rows)
        yield repr([(person.person_id, person.award_cents) for pay in history.pay for person in pay.people]).encode()
        yield repr((history.stock, history.kept)).encode()
        yield repr([quarter.line("service").sum() for quarter in history.quarters]).encode()
