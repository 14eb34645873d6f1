"""One customer's journey to show beside the numbers: the median of a named group, never a striking one."""

from __future__ import annotations

from typing import Any, Mapping

import pandas as pd

from cxsim.base.schema import Settings
from cxsim.simulation.run import run_schemes
from cxsim.study.replay import issues_of, median_of, recording


def median_journey(settings: Settings, name: str, scheme: Mapping[str, Any]) -> dict[str, Any] | None:
    """The median service issue that crossed units under one scheme, first seed, by how it was remembered.

    Returns contacts (contact, unit, channel, week, experience -1 to 1, lost_info, solved), the scheme's name and how
    the journey was chosen in both languages; None when no issue crossed units.
    """
    issues = [issue for issue in issues_of(run_schemes(recording(settings), {name: scheme})[name].journeys) if issue.crossed]
    if not issues:
        return None
    steps = issues[median_of(issues)].steps
    first = min(step.week for step in steps)
    contacts = pd.DataFrame(
        {
            "contact": range(1, len(steps) + 1),
            "unit": [step.unit for step in steps],
            "channel": [step.channel for step in steps],
            "week": [step.week - first + 1 for step in steps],
            "experience": [step.experience for step in steps],
            "lost_info": [step.lost for step in steps],
            "solved": [step.solved for step in steps],
        }
    )
    count = len(issues)
    words = {
        "en": f"the median, by how it was remembered, of {count} recorded issues that crossed units",
        "fi": f"muistikuvaltaan mediaani {count} tallennetusta asiasta, jotka ylittivät yksikkörajan",
    }
    return {"contacts": contacts, "scheme": name, "chosen": words}
