"""How far a company has come on the four-step programme: where are we, where do we want to be, plan with the staff, follow up.

A step is taken when some practice of it is half in force. The level counts steps from the first on without a gap:
a plan by people who do not know where they are is no plan (source text 003: the steps build on each other).
"""

from __future__ import annotations

from cxsim.base.practice_schema import STEPS
from cxsim.organisation.programme import Programme

TAKEN = 0.5  # effect from which a step counts as taken (assumption, grade D)


def steps_in_force(programme: Programme, quarter: int) -> dict[str, float]:
    """Strongest effect among the practices of each step in a past quarter, 0 where there is none."""
    effects = [effect for effect, _ in programme.log[quarter]]
    return {
        step: max((effect for item, effect in zip(programme.practices, effects) if item.terms.step == step), default=0.0)
        for step in STEPS
    }


def level_of(steps: dict[str, float]) -> int:
    """Steps taken from the first on, without a gap, 0 to 4."""
    level = 0
    for step in STEPS:
        if steps[step] < TAKEN:
            break
        level += 1
    return level
