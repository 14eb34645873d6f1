"""Pay the staff of a plan file with behaviour frozen, and add it up by level."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from cxsim.base.money import half_up
from cxsim.desk.plan_file import PlanFile, Row, case_of
from cxsim.pay.case import Case, pay_case, read_case
from cxsim.pay.numbers import ZERO
from cxsim.pay.staff import Payee, target_bonus_eur

_AMOUNTS = ("award_cents", "cash_cents", "deferred_cents")


@dataclass(frozen=True)
class LevelPay:
    """What a level is paid in all, whole cents; people count by the level of their last segment.

    `target_cents` is the target bonus for the time worked, half up per person.
    """

    level: str
    people: int
    target_cents: int
    award_cents: int
    cash_cents: int
    deferred_cents: int

    @property
    def payout_pct(self) -> float | None:
        """Award in % of target bonus; None without a target bonus."""
        return 100 * self.award_cents / self.target_cents if self.target_cents else None

    def row(self) -> dict[str, int]:
        """The figures by name, as in JSON."""
        return {name: getattr(self, name) for name in ("people", "target_cents", *_AMOUNTS)}


def pay_plan(file: PlanFile, scorecard: list[Row] | None = None) -> tuple[dict[str, Any], list[LevelPay]]:
    """The result of `pay.case.pay_case`, and the same by level in the order of the sheet; another scorecard may be paid.

    Raises
    ------
    InputError
        With every fault the pay rules find.
    """
    data = case_of(file, scorecard)
    paid, case = pay_case(data), read_case(data)
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * (2 + len(_AMOUNTS)))
    for payee in case.people:
        row = paid["people"][payee.person_id]
        figures = (1, half_up(_target(case, payee) * 100), *(row[name] for name in _AMOUNTS))
        level = payee.segments[-1].level
        sums[level] = [so_far + figure for so_far, figure in zip(sums[level], figures)]
    return paid, [LevelPay(level, *sums[level]) for level in file.level_names if level in sums]


def _target(case: Case, payee: Payee) -> Any:
    """Target bonus of a person over all segments, exact EUR (R11)."""
    parts = [
        target_bonus_eur(one.base_pay_eur, one.fte_pct, case.plan.levels[one.level].target_bonus_pct, one.days, case.period_days)
        for one in payee.segments
    ]
    return sum(parts, ZERO)
