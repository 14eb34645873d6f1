"""Where an issue began, where its contacts went, and what they had cost by the time it was over; from the recorded journeys of a life."""

from __future__ import annotations

from typing import Any

import pandas as pd

ENDINGS = ("journey solved", "journey given up")
STEPS = ("contact", "handoff")  # an issue that was handed over at a contact was a contact too


def by_origin(life: Any) -> pd.DataFrame:
    """A row per channel in which issues began: `issues`, contacts of one issue by channel (a column each, in the order of the company), `contacts` in all and `cost_eur`.

    Means over the issues that ended. A contact costs what its channel costs a company whose managers save nothing (`channels.*.cost_cents`).
    """
    log, channels = life.run.journeys, life.world.settings.channels
    ended = log.loc[log["activity"].isin(ENDINGS), "case"]
    steps = log[log["activity"].isin(STEPS) & log["case"].isin(ended) & (log["channel"] != "")]
    names = list(channels)
    if steps.empty:
        return pd.DataFrame(columns=["issues", *names, "contacts", "cost_eur"])
    first = steps.groupby("case", sort=False)["channel"].first()
    each = pd.crosstab(steps["case"], steps["channel"]).reindex(columns=names, fill_value=0)
    grouped = each.groupby(first.reindex(each.index))
    table = grouped.mean().reindex([name for name in names if (first == name).any()])
    table.insert(0, "issues", grouped.size())
    table["contacts"] = table[names].sum(axis=1)
    table["cost_eur"] = sum(table[name] * channels[name].cost_cents for name in names) / 100.0
    return table.rename_axis(None)
