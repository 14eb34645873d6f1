"""What a stretch of a lesson's timetable is, in the order a class goes through them."""

from __future__ import annotations

JOIN, PAPER, PRACTICE, PREDICT, ROUNDS, PAUSE, REVEAL, TALK, DEBRIEF, CHALLENGE, TICKET = ORDER = (
    "join", "paper", "practice", "predict", "rounds", "pause", "reveal", "talk", "debrief", "challenge", "ticket",
)  # fmt: skip
NEEDED = (ROUNDS, REVEAL, DEBRIEF, TICKET)
