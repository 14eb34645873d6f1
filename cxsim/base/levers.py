"""What a practice may change, by group and entry: the closed vocabulary of conf/practice files.

Every lever sits on the causal chain between a manager and an encounter: what is asked, seen, believed or achieved,
or how touchpoints, handoffs and the market around them are. None reaches memory, loyalty or money of a customer.
"""

from __future__ import annotations

from dataclasses import dataclass

ACTIVITY, CHANNEL = "<activity>", "<channel>"  # entries named by the settings
QUALITY = ("effectiveness", "ease", "emotion")


@dataclass(frozen=True)
class Lever:
    """Entries of one group with their unit and range of amounts at full effect."""

    entries: tuple[str, ...]
    unit: str
    low: float
    high: float
    meaning: str


LEVERS: dict[str, Lever] = {
    "ask": Lever((ACTIVITY,), "share of working time", -0.3, 0.3,
                 "asked of touchpoint managers on top of the standing job; the hours come from the rest of the job"),
    "lead": Lever(("integration",), "share of attention", -0.05, 0.5,
                  "asked of executives for what crosses units"),
    "yield": Lever((ACTIVITY,), "share", -1.0, 3.0,
                   "what an hour of this work achieves, the standing job included, more or less"),
    "believe": Lever((ACTIVITY, "money"), "share", -1.0, 3.0,
                     "what managers believe this work does for scores and journeys, or a point of experience for money"),
    "see": Lever(("survey", "noise", "rosy"), "share", -1.0, 4.0,
                 "questionnaires sent, doubt in the numbers planned with, leaders' rosy view: more or less"),
    "touchpoint": Lever(QUALITY, "quality, 0-1 scale", -0.5, 0.5, "added at every touchpoint"),
    "self_service": Lever(QUALITY, "quality, 0-1 scale", -0.5, 0.5, "added at self-service touchpoints"),
    "assisted": Lever(QUALITY, "quality, 0-1 scale", -0.5, 0.5, "added at assisted touchpoints"),
    "handoff": Lever(("between", "within"), "share", -0.6, 0.6,
                     "added to the share of handoffs that keep what the customer told"),
    "care": Lever(("recover", "inflate", "talk_good", "offer", "join"), "share", -1.0, 5.0,
                  "bad endings rescued and answers begged for (added); telling after good journeys, offers and newcomers (more or less)"),
    "steer": Lever((CHANNEL,), "utility", -30.0, 10.0, "added when customers choose a channel; -30 closes it"),
    "people": Lever(("morale",), "effect of developing people", -0.5, 0.5, "added to the staff effect"),
    "cost": Lever(("contact",), "share", -0.5, 0.5, "cost of a contact, more or less"),
    "values": Lever(("sustainability",), "level, -1 to 1", -1.0, 1.0,
                    "how far the firm lives up to customers who care about sustainability; 0 = as is usual"),
    "world": Lever(("standard", "promise", "loud", "loud_good"), "quality a year; quality; share; share", -0.5, 1.0,
                   "yearly rise of what is taken for granted; expectations lifted; bad or good endings told to strangers"),
}  # fmt: skip


def entries_of(group: str, activities: tuple[str, ...], channels: tuple[str, ...]) -> tuple[str, ...]:
    """Entries that `group` accepts in a company with these activities and channels."""
    names = {ACTIVITY: activities, CHANNEL: channels}
    return tuple(name for entry in LEVERS[group].entries for name in names.get(entry, (entry,)))
