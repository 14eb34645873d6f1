"""What journeys do between touchpoints: a directly-follows graph (van der Aalst 2016) and the measures of a journey."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxsim.study.journeys.events import CASE, GIVEN_UP, ISSUE, ROUGH, SOLVED

START = "start"
ENDS = (SOLVED, GIVEN_UP)
ENDPOINTS = ["from_unit", "from_channel", "to_unit", "to_channel"]
MEASURES = ("contacts", "repeats", "handoffs", "rough_pct", "lost", "first_pct", "solved_pct", "experience")


@dataclass(frozen=True)
class Flow:
    """Moves of `journeys` service issues between touchpoints; `left_out` of them began before the log and are not counted.

    `edges` has a row per pair that follows directly: from_unit, from_channel, to_unit, to_channel, moves and how many of them lost what
    the customer had told. The beginning is channel "start", the ends "solved" and "given_up", all without a unit. `visits` counts
    events by unit and channel.
    """

    journeys: int
    left_out: int
    edges: pd.DataFrame
    visits: pd.DataFrame
    measures: dict[str, float]


def flow_of(events: pd.DataFrame, first_week: int = 1) -> Flow:
    """Flow of the service issues that ended in `first_week` or later, from events as `events_of` gives them."""
    issues = events[events["case:need"] == ISSUE]
    ended = issues[issues["case:outcome"].isin(ENDS)]
    ended = ended[ended.groupby(CASE)["week"].transform("max") >= first_week]
    whole = ended[ended["case:from_start"]].reset_index(drop=True)
    cases = whole.drop_duplicates(CASE)
    visits = whole.groupby(["unit", "channel"]).size().rename("visits").reset_index()
    return Flow(len(cases), int(ended[CASE].nunique()) - len(cases), _edges(whole), visits, _measures(whole, cases))


def _edges(whole: pd.DataFrame) -> pd.DataFrame:
    """Every step from one event of a journey to the next, with beginning and end."""
    same = whole[CASE].eq(whole[CASE].shift())
    steps = pd.DataFrame({
        "from_unit": whole["unit"].shift().where(same, ""), "from_channel": whole["channel"].shift().where(same, START),
        "to_unit": whole["unit"], "to_channel": whole["channel"], "lost": whole["information_lost"].eq(True) & same,
    })  # fmt: skip
    last = whole[~whole[CASE].eq(whole[CASE].shift(-1))]
    ends = pd.DataFrame({"from_unit": last["unit"], "from_channel": last["channel"], "to_unit": "", "to_channel": last["case:outcome"], "lost": False})
    every = pd.concat([steps, ends], ignore_index=True)
    return every.groupby(ENDPOINTS, sort=True)["lost"].agg(moves="size", lost="sum").reset_index()


def _measures(whole: pd.DataFrame, cases: pd.DataFrame) -> dict[str, float]:
    """Means over journeys; nan without journeys (or, of the rough share, without handoffs).

    contacts: per journey, visits to self-service included. repeats, handoffs, lost: per 100 journeys; lost counts every time the customer
    had to tell it again. rough_pct: of handoffs. first_pct: solved by the first contact. experience: memory, -1.5 to 1.5.
    """
    n, nothing = len(cases), float("nan")
    if not n:
        return dict.fromkeys(MEASURES, nothing)
    handoffs, rough = int((whole["step"] == "handoff").sum()), int((whole["handoff"] == ROUGH).sum())
    solved = cases["case:outcome"] == SOLVED
    contacts = float(cases["case:contacts"].mean())
    return {
        "contacts": contacts, "repeats": 100.0 * (contacts - 1.0), "handoffs": 100.0 * handoffs / n,
        "rough_pct": 100.0 * rough / handoffs if handoffs else nothing, "lost": 100.0 * float(whole["information_lost"].eq(True).sum()) / n,
        "first_pct": 100.0 * float((solved & (cases["case:contacts"] == 1)).mean()), "solved_pct": 100.0 * float(solved.mean()),
        "experience": float(cases["case:experience"].mean()),
    }  # fmt: skip


def pooled(flows: list[Flow]) -> Flow:
    """Several flows as one: counts added, measures as means over all journeys are left to the caller."""
    edges = pd.concat([flow.edges for flow in flows]).groupby(ENDPOINTS, sort=True)[["moves", "lost"]].sum().reset_index()
    visits = pd.concat([flow.visits for flow in flows]).groupby(["unit", "channel"], sort=True)["visits"].sum().reset_index()
    return Flow(sum(flow.journeys for flow in flows), sum(flow.left_out for flow in flows), edges, visits, {})
