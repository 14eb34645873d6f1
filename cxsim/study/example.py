"""One customer's journey to show beside the numbers: the median of a named group, never a striking one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Mapping

import pandas as pd

from cxsim.base.schema import Settings
from cxsim.simulation.run import run_schemes

RECORDED = 400  # people whose journeys are read
ENDINGS = ("journey solved", "journey given up")
STEPS = ("contact", "handoff")
MOMENT_LIMIT = 1.5  # moments run from -1.5 to 1.5; pictures from -1 to 1


def median_journey(settings: Settings, name: str, scheme: Mapping[str, Any]) -> dict[str, Any] | None:
    """The median service issue that crossed units under one scheme, first seed, by how it was remembered.

    Returns contacts (contact, unit, channel, week, experience -1 to 1, lost_info, solved), the scheme's name and how
    the journey was chosen in both languages; None when no issue crossed units.
    """
    output = replace(settings.output, journeys_logged=RECORDED, panel=0)
    log = run_schemes(replace(settings, output=output), {name: scheme})[name].journeys
    crossed = set(log.loc[(log["activity"] == "handoff"), "case"])
    ends = log[log["activity"].isin(ENDINGS) & log["case"].isin(crossed)].sort_values(["experience", "case"])
    if ends.empty:
        return None
    chosen = ends.iloc[(len(ends) - 1) // 2]
    steps = log[(log["case"] == chosen["case"]) & log["activity"].isin(STEPS)].copy()
    contacts = pd.DataFrame(
        {
            "contact": range(1, len(steps) + 1),
            "unit": steps["unit"].to_numpy(),
            "channel": steps["channel"].to_numpy(),
            "week": (steps["week"] - steps["week"].min()).to_numpy() + 1,
            "experience": steps["experience"].to_numpy() / MOMENT_LIMIT,
            "lost_info": (steps["lost_info"] >= 1.0).to_numpy(),
            "solved": (steps["solved"] == 1).to_numpy(),
        }
    )
    count = len(ends)
    words = {
        "en": f"the median, by how it was remembered, of {count} recorded issues that crossed units",
        "fi": f"muistikuvaltaan mediaani {count} tallennetusta asiasta, jotka ylittivät yksikkörajan",
    }
    return {"contacts": contacts, "scheme": name, "chosen": words}
