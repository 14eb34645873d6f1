"""Recorded service issues one by one: where each went, what was lost on the way, how it was remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxsim.base.schema import Settings

RECORDED = 400  # people whose journeys are read
ENDINGS = {"journey solved": True, "journey given up": False}
STEPS = ("contact", "handoff")
MOMENT_LIMIT = 1.5  # moments run from -1.5 to 1.5; pictures from -1 to 1
WEEKS = 13


@dataclass(frozen=True)
class Step:
    """One step of an issue at a touchpoint. `week` of the scheme from 1; `experience` -1 to 1; `lost`: the story was lost at it."""

    activity: str
    week: int
    unit: str
    channel: str
    experience: float
    lost: bool
    solved: bool

    @property
    def quarter(self) -> int:
        """Quarter of the scheme, from 1; issues that began before it count as the first."""
        return max(1, (self.week - 1) // WEEKS + 1)

    @property
    def seat(self) -> str:
        """The manager whose touchpoint it was."""
        return f"{self.unit}/{self.channel}"


@dataclass(frozen=True)
class Issue:
    """A whole issue: its steps, how it was remembered (-1.5 to 1.5) and whether it was solved or given up."""

    case: str
    person: int
    steps: tuple[Step, ...]
    remembered: float
    solved: bool

    @property
    def crossed(self) -> bool:
        """Whether a handoff took it from one unit to another."""
        return any(step.activity == "handoff" for step in self.steps)

    @property
    def lost(self) -> int:
        """How many times the story was lost."""
        return sum(step.lost for step in self.steps)


def recording(settings: Settings) -> Settings:
    """Settings of a run whose journeys are recorded."""
    return replace(settings, output=replace(settings.output, journeys_logged=RECORDED, panel=0))


def issues_of(log: pd.DataFrame) -> list[Issue]:
    """Ended issues of a run's table `journeys`, the worst remembered first; those that began before the scheme are left out."""
    ends = log[log["activity"].isin(list(ENDINGS))].set_index("case")
    steps = log[log["activity"].isin(STEPS) & log["case"].isin(ends.index)]
    found = []
    for case, part in steps.groupby("case", sort=False):
        end = ends.loc[case]
        if int(part["week"].min()) < 1:
            continue
        found.append(Issue(str(case), int(part["person"].iloc[0]), tuple(_step(row) for row in part.itertuples()), float(end["experience"]), ENDINGS[str(end["activity"])]))
    return sorted(found, key=lambda issue: (issue.remembered, issue.case))


def _step(row: object) -> Step:
    return Step(
        str(row.activity), int(row.week), str(row.unit), str(row.channel), float(row.experience) / MOMENT_LIMIT,  # type: ignore[attr-defined]
        bool(row.lost_info >= 1.0), bool(row.solved == 1),  # type: ignore[attr-defined]
    )  # fmt: skip


def median_of(issues: Sequence[Issue]) -> int:
    """Place of the median issue by how it was remembered; issues must be in that order and not empty."""
    return (len(issues) - 1) // 2


def same_in(issues: Sequence[Issue], issue: Issue) -> Issue | None:
    """The same person's issue that begins nearest in time, within a quarter; None when there is none.

    People, needs and luck are the same under two schemes, but what happened before may have moved an issue or spared it.
    """
    own = [other for other in issues if other.person == issue.person]
    nearest = min(own, key=lambda other: (abs(other.steps[0].week - issue.steps[0].week), other.case), default=None)
    return nearest if nearest is not None and abs(nearest.steps[0].week - issue.steps[0].week) <= WEEKS else None
