"""Settings of a practice: a way of working that can be switched on, scheduled and combined with others."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxsim.base.fields import choice, choice_or, param, text

STEPS = ("where_are_we", "where_to", "plan", "follow_up")  # of the four-step programme, source text 003


@dataclass
class PracticeSettings:
    """What a practice changes in the organisation, when, how fast and at what price."""

    label_en: str = text()
    label_fi: str = text()
    kind: str = choice("mistake", "remedy", "world")
    opposite: str = text("name of the practice that does the contrary, or none")
    texts: str = text("which of the five source texts, and where")
    acts_en: str = text("what changes, and how it reaches customers")
    acts_fi: str = text()
    rule: str = text("levers, or the name of a rule")
    start_year: float = param("years after the scheme starts; below 0 = in the warm-up", -20, 30, grade="-")
    ramp_years: float = param("years until it is in force everywhere", 0, 10, grade="D")
    stop_year: float | None = field(metadata={"unit": "years after the scheme starts, null = stays", "low": -20, "high": 40, "grade": "-"})
    build_speed: float = param("share of the gap to full effect closed per quarter", 0.001, 1, grade="D")
    fade_speed: float = param("share lost per quarter after it stops", 0.001, 1, grade="D")
    strength: float = param("times the amounts of the file", 0, 2, grade="-")
    cost_once_cents: float = param("cents per customer at the start, in the first year in force", 0, 100_000, grade="D")
    cost_cents_week: float = param("cents per customer and week at full effect, below 0 = saved", -1_000, 10_000, grade="D")
    changes: dict[str, dict[str, float]] = field(metadata={"unit": "amount at full effect by lever", "low": -30, "high": 10, "grade": "D"})
    numbers: dict[str, float] = field(metadata={"unit": "parameters of the rule", "low": -1e6, "high": 1e6, "grade": "D"})
    source: str = text()
    grade: str = choice("A", "B", "C", "D")
    step: str = choice_or("none", *STEPS)
