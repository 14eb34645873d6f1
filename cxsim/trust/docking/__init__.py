"""Docking: the managers' way of keeping a trial, on landscapes where others have measured what search ends in.

Two models of the literature on organisation search are rebuilt around the rule by which the model's managers keep a
trial (`cxsim.organisation.trial`); weights on others come from the pay engine where a plan's weight is meant.
"""

from __future__ import annotations

from typing import Hashable, Mapping

from cxsim.study.jobs import Job
from cxsim.trust.docking import oversight, table
from cxsim.trust.lines import Line
from cxsim.trust.section import Ask, Outcomes, Section

LANDSCAPES, FEW = 600, 150
PLAINS = 20


def jobs(ask: Ask) -> Mapping[Hashable, Job]:
    """One process for each degree of interdependence, one for the plain, one for the firm of two departments."""
    n, seed = FEW if ask.size.quick else LANDSCAPES, ask.settings.seed
    found: dict[Hashable, Job] = {outsiders: (table.measured, (seed, outsiders, n)) for outsiders in table.OUTSIDERS}
    return {**found, "plain": (table.plain_land, (seed, PLAINS)), "firm": (oversight.lines, (seed, n))}


def read(ask: Ask, outcomes: Outcomes) -> list[Line]:
    """The four-department table first, then the two-department firm."""
    cells = {outsiders: outcomes[outsiders] for outsiders in table.OUTSIDERS}
    return [*table.lines(cells, outcomes["plain"]), *outcomes["firm"]]


DOCKING = Section(
    table.NAME,
    "Docking on other models",
    "Does the managers' trial rule reproduce what others found when departments search on landscapes?",
    jobs,
    read,
)
