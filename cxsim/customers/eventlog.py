"""The event log of a sample of people: every contact, handoff and ending, for process mining and replay."""

from __future__ import annotations

from cxsim.base.compiled import lean

FIELDS = (
    "person",
    "need",
    "week",
    "activity",
    "unit",
    "channel",
    "contact",
    "experience",  # moment, or memory at an ending
    "lost_info",
    "solved",
    "peak",
    "end",
    "mean",
    "rating",  # unclipped journey rating, endings only
)
ACTIVITIES = ("contact", "handoff", "journey solved", "journey given up", "silent issue", "routine", "purchase", "join", "leave")
CONTACT, HANDOFF, END_SOLVED, END_UNSOLVED, SILENT, ROUTINE, PURCHASE, JOIN, LEAVE = range(9)
NOWHERE = -1


@lean
def note(rules, events, person, need, week, activity, unit, channel, contact, experience, lost, solved):
    """Append one row for a recorded person; returns its place in the log, or 0. Entry (0, 0) holds the rows used."""
    if person.id >= rules.logged:
        return 0
    row = int(events[0, 0]) + 1
    if row >= events.shape[0]:
        return 0
    events[0, 0] = row
    events[row, 0], events[row, 1], events[row, 2], events[row, 3] = person.id, need, week, activity
    events[row, 4], events[row, 5], events[row, 6], events[row, 7] = unit, channel, contact, experience
    events[row, 8], events[row, 9] = lost, solved
    return row


@lean
def note_ending(events, row, peak, end, mean, rating):
    """Complete the row of an ending with what the memory was made of."""
    if row > 0:
        events[row, 10], events[row, 11], events[row, 12], events[row, 13] = peak, end, mean, rating
