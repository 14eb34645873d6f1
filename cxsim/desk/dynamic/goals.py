"""What is wanted of a better plan, as it is typed: goal=cheapest reach=12, or goal=best within=1040000."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cxsim.base.errors import InputError, Problem, nearest

CHEAPEST, BEST = GOALS = ("cheapest", "best")
COST = "staff_bonus_eur"  # what the user's staff is paid, EUR a year
OUTCOMES = {"customers_kept": "customers_kept_pct", "true_cx": "true_cx", "profit_after_bonus": "profit_after_bonus_eur"}
USUAL = "customers_kept"
NEEDS = {CHEAPEST: "reach", BEST: "within"}
_SIGNED = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SUM = re.compile(r"(\d+(?:\.\d+)?)(%?)")


@dataclass(frozen=True)
class Goal:
    """`said` is the outcome in the words of the page, `outcome` that of a run.

    `reach` is the outcome to be reached, in its own unit, or with `relative` against the plan as it is. `within` is EUR a year, or
    with `share` % of the target bonuses of the plan as it is.
    """

    kind: str
    said: str = USUAL
    reach: float | None = None
    relative: bool = False
    within: float | None = None
    share: bool = False

    @property
    def outcome(self) -> str:
        """Outcome of a run."""
        return OUTCOMES[self.said]

    def budget(self, target_eur: float) -> float:
        """EUR a year that may be spent; `target_eur` are the target bonuses of the plan as it is."""
        amount = self.within or 0.0
        return amount / 100 * target_eur if self.share else amount


def goal_of(words: Mapping[str, str]) -> Goal:
    """The goal that these words name. Raises InputError with every fault."""
    kind, said = words.get("goal"), words.get("outcome", USUAL)
    problems = []
    if kind not in GOALS:
        fix = nearest(kind, GOALS) if kind else "goal=cheapest reach=+1, or goal=best within=1040000"
        problems.append(Problem("is not a goal" if kind else "needs a goal", key="goal", value=kind, allowed=", ".join(GOALS), fix=fix))
    if said not in OUTCOMES:
        problems.append(Problem("cannot be asked for", key="outcome", value=said, allowed=", ".join(OUTCOMES), fix=nearest(said, OUTCOMES)))
    if kind in NEEDS:
        problems += _limit_faults(str(kind), words)
    if problems:
        raise InputError(problems)
    if kind == CHEAPEST:
        return Goal(CHEAPEST, said, float(words["reach"]), words["reach"][0] in "+-")
    return Goal(BEST, said, within=float(words["within"].rstrip("%")), share=words["within"].endswith("%"))


def _limit_faults(kind: str, words: Mapping[str, str]) -> list[Problem]:
    needed, other = NEEDS[kind], next(word for name, word in NEEDS.items() if name != kind)
    told = {"reach": "12 for a value at the end, +1 for one more than now", "within": "1040000 for EUR a year, 110% of target bonuses"}
    problems = [Problem(f"belongs to another goal than {kind}", key=other, value=words[other], fix=f"{needed}=...")] if other in words else []
    form = {"reach": _SIGNED, "within": _SUM}[needed]
    if needed not in words:
        problems.append(Problem(f"is needed for goal={kind}", key=needed, allowed=told[needed]))
    elif not form.fullmatch(words[needed]) or (needed == "within" and float(words[needed].rstrip("%")) <= 0):
        problems.append(Problem("is not a number that can be meant", key=needed, value=words[needed], allowed=told[needed]))
    return problems
