"""A part of the trust check that can be asked for by name: its jobs, and how their results are read as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Hashable, Mapping

from cxsim.base.schema import Settings
from cxsim.study.jobs import Job
from cxsim.trust.lines import Line


@dataclass(frozen=True)
class Size:
    """How much is simulated. `target_people` live `target_years` before their two measured years.

    `quick` asks sections for a first look: fewer draws, wider intervals, the same lines.
    """

    seeds: int
    people: int
    target_people: int
    target_years: int
    quick: bool = False


NORMAL = Size(seeds=8, people=3_000, target_people=60_000, target_years=7)
QUICK = Size(seeds=3, people=800, target_people=4_000, target_years=3, quick=True)


@dataclass(frozen=True)
class Ask:
    """What a section may know: the settings under test and the size of the check."""

    settings: Settings
    size: Size = NORMAL

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds count from the settings' own."""
        return tuple(range(self.settings.seed, self.settings.seed + self.size.seeds))


Outcomes = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Section:
    """One part of the trust check.

    `jobs` gives functions and arguments by key; functions are importable by name in a new process and their keys are
    unique within the section. `read` turns their results into lines; every line carries the section's name. A `long`
    section is computed only when asked for and otherwise shown from its stored report. `table` gives numbers too many
    for lines as CSV; it is kept beside the stored report.
    """

    name: str
    title: str
    question: str
    jobs: Callable[[Ask], Mapping[Hashable, Job]]
    read: Callable[[Ask, Outcomes], list[Line]]
    long: bool = False
    table: Callable[[Ask, Outcomes], str] | None = None
