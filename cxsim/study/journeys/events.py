"""The event log of a run: one case per journey, one event per visit, contact or handoff at a touchpoint.

Names of columns are those of the XES standard (IEEE 1849) and of process-mining tools: `case:` marks what belongs to the whole
journey. Time is simulated: week 1 of the scheme begins on Monday 1 January 2001 (a date without meaning), the model knows
weeks only, and the minutes within a week say in which order a person met the touchpoints, nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

WEEK_1 = "2001-01-01T00:00:00"  # a Monday; assumption, any date would do
CASE, ACTIVITY, TIME, RESOURCE = "case:concept:name", "concept:name", "time:timestamp", "org:resource"
ISSUE, ROUTINE, PURCHASE = "issue", "routine", "purchase"
SOLVED, NOT_SOLVED, GIVEN_UP, LEFT, OPEN = "solved", "not_solved", "given_up", "left", "open"
ROUGH, SMOOTH = "rough", "smooth"
STEPS = ("contact", "handoff", "routine", "purchase")  # rows of the run's table that happen at a touchpoint
ENDINGS = {"journey solved": SOLVED, "journey given up": GIVEN_UP}
COLUMNS = (
    CASE, ACTIVITY, TIME, RESOURCE, "step", "unit", "channel", "week", "contact", "handoff", "information_lost", "solved", "experience",
    "case:person", "case:need", "case:outcome", "case:first_unit", "case:contacts", "case:experience", "case:from_start",
)  # fmt: skip
MEANINGS = {
    CASE: "name of the journey: person and number of the need",
    ACTIVITY: "touchpoint: unit and channel",
    TIME: "simulated time, UTC: the Monday of the week, plus one minute for each earlier event of the person in that week",
    RESOURCE: "unit that had the customer",
    "step": "contact (of an issue), handoff (the part of a contact before the unit passed the customer on), routine or purchase",
    "unit": "unit", "channel": "channel", "week": "week of the scheme, from 1", "contact": "number of the contact in its journey, from 1",
    "handoff": "of a handoff: rough (what the customer had told was lost) or smooth; empty when the run cannot tell them apart",
    "information_lost": "true when what the customer had told was lost on the way from the event before",
    "solved": "true when this contact solved the need; a handoff never does",
    "experience": "true experience, -1.5 to 1.5: of the moment; of a routine or purchase as remembered",
    "case:person": "number of the person", "case:need": "issue, routine or purchase",
    "case:outcome": "solved, not_solved (routine, purchase), given_up, left (customer left with it open), open (at the end of the run)",
    "case:first_unit": "unit met first", "case:contacts": "contacts of the journey, visits to self-service included",
    "case:experience": "true memory of the whole journey, -1.5 to 1.5; empty while open",
    "case:from_start": "false when the journey had begun before the scheme, so that earlier events are missing",
}  # fmt: skip


def events_of(journeys: pd.DataFrame, smooth_share: float) -> pd.DataFrame:
    """Events in order of case and time, columns `COLUMNS`, from the table `journeys` of a run.

    `smooth_share` (0-1) is the run's `customers.smooth_handoff_share`: by it a smooth handoff is told from a rough one. Issues never
    brought to the company have no event and are not there, nor are joining and leaving, which happen at no touchpoint.
    """
    rows = journeys.reset_index(drop=True)
    if not rows["activity"].isin(STEPS).any():
        return pd.DataFrame(columns=list(COLUMNS))
    steps = rows[rows["activity"].isin(STEPS)].sort_values(["person", "week"], kind="stable")
    steps = steps.assign(order=steps.groupby(["person", "week"]).cumcount())
    steps = steps.sort_values(["person", "case"], kind="stable").reset_index(drop=True)
    rough, lost = _handoffs(steps, smooth_share)
    touchpoint = steps["unit"].astype(str) + " " + steps["channel"].astype(str)
    stamp = np.datetime64(WEEK_1) + np.asarray(steps["week"] - 1) * np.timedelta64(7, "D") + np.asarray(steps["order"]) * np.timedelta64(1, "m")
    table = pd.DataFrame({
        CASE: steps["case"].astype(str), ACTIVITY: touchpoint, TIME: [f"{text}+00:00" for text in np.datetime_as_string(stamp, unit="s")],
        RESOURCE: steps["unit"].astype(str), "step": steps["activity"], "unit": steps["unit"].astype(str), "channel": steps["channel"].astype(str),
        "week": steps["week"].astype(int), "contact": steps["contact"].astype(int), "handoff": rough, "information_lost": lost,
        "solved": steps["solved"].astype(int) == 1, "experience": steps["experience"].astype(float),
    })  # fmt: skip
    table = table.join(_cases(rows, steps), on=CASE)
    first = table.groupby(CASE)[TIME].transform("min")
    return table.assign(begins=first).sort_values(["begins", "case:person", CASE, TIME], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _handoffs(steps: pd.DataFrame, smooth_share: float) -> tuple[list[str | None], list[bool | None]]:
    """Per event: rough or smooth for handoffs; whether information was lost on the way to it. None where the run cannot tell.

    The run keeps one number per contact, what was lost since the contact before (0 or 1) plus what the handoff within it cost (1 when
    rough, `smooth_share` when smooth), so the two parts are read off it.
    """
    handed = (steps["activity"].shift(fill_value="") == "handoff") & (steps["case"].shift(fill_value="") == steps["case"])
    readings = {}
    rough: list[str | None] = [None] * len(steps)
    lost: list[bool | None] = [False] * len(steps)
    for row, (total, after, first) in enumerate(zip(steps["lost_info"].tolist(), handed.tolist(), (steps["contact"] == 1).tolist())):
        if not after:
            lost[row] = total > 0.5
            continue
        key = (round(total, 9), first)
        if key not in readings:
            readings[key] = _reading(total, first, smooth_share)
        before, way = readings[key]
        rough[row - 1], lost[row - 1] = before, way
        lost[row] = None if before is None else before == ROUGH
    return rough, lost


def _reading(total: float, first: bool, smooth_share: float) -> tuple[str | None, bool | None]:
    """(rough or smooth, lost on the way) for the number kept of a contact with a handoff; None for a part that is not certain."""
    found = [
        (kind, bool(way))
        for way in ((0,) if first else (0, 1))
        for kind, cost in ((ROUGH, 1.0), (SMOOTH, smooth_share))
        if abs(total - way - cost) < 1e-6
    ]
    kinds, ways = {kind for kind, _ in found}, {way for _, way in found}
    return kinds.pop() if len(kinds) == 1 else None, ways.pop() if len(ways) == 1 else None


def _cases(rows: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """What is known of each journey as a whole, by its name."""
    groups = steps.groupby("case", sort=False)
    first, last = groups.first(), groups.last()
    need = last["activity"].where(last["activity"].isin((ROUTINE, PURCHASE)), ISSUE)
    ends = rows[rows["activity"].isin(list(ENDINGS))].set_index("case")
    outcome = ends["activity"].map(ENDINGS).reindex(last.index)
    everyday = need != ISSUE
    outcome = outcome.mask(everyday, np.where(last["solved"] == 1, SOLVED, NOT_SOLVED))
    leaving = rows[rows["activity"] == "leave"].groupby("person")["week"].max()
    gone = last["person"].map(leaving) >= last["week"]
    outcome = outcome.mask(outcome.isna(), np.where(gone, LEFT, OPEN))
    memory = ends["experience"].reindex(last.index).mask(everyday, last["experience"])
    table = pd.DataFrame({
        "case:person": first["person"].astype(int), "case:need": need, "case:outcome": outcome, "case:first_unit": first["unit"],
        "case:contacts": last["contact"].astype(int), "case:experience": memory.astype(float), "case:from_start": first["contact"] == 1,
    })  # fmt: skip
    table.index.name = CASE
    return table
