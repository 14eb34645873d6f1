"""A whole pay case from its written form to cents: the outside door to the pay rules R1 to R18."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxsim.pay.deferral import Settlement, settle, split_award
from cxsim.pay.fields import Fields, Problems
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Plan
from cxsim.pay.plan_form import read_plan
from cxsim.pay.pools import Award, Claim, PoolResult, award_alone, award_pool, pool_cents, pool_of
from cxsim.pay.results import Codes, Scorecard, read_scorecard
from cxsim.pay.score import Score, individual_score, score_level
from cxsim.pay.staff import Payee, Segment, read_people, target_bonus_eur

CASE_KEYS = ("period", "plan", "scorecard", "people", "case", "title", "rules", "note", "expected")


@dataclass
class Case:
    """Everything a case says, read and checked as far as it could be."""

    plan: Plan
    scorecard: Scorecard
    people: list[Payee]
    period_days: int
    problems: Problems

    def score(self, segment: Segment, where: str) -> Score:
        """Score of the segment's level with the segment's own results (R2 to R8)."""
        x_of = self.scorecard.reader(segment.codes, self.plan.missing_metric, self.problems, where)
        return score_level(self.plan, self.plan.levels[segment.level], x_of)


def pay_case(data: Any) -> dict[str, Any]:
    """Pay a case written as plain mappings and lists, and return whole cents by person and pool.

    The result has `people` (id -> award_cents, cash_cents, deferred_cents, forfeited_cents, cancelled_cents,
    clawback_due_cents, net_received_cents, tranches_cents, vested_paid_cents), `pools` (name -> pool_cents,
    paid_cents, carried_out_cents, returned_cents) and `total_award_cents`.

    Raises
    ------
    InputError
        With every fault found, lowest rule first; each problem names its rule.
    """
    worked = work_out(data)
    return {
        "people": {name: _person_row(one) for name, one in worked.settled.items()},
        "pools": {result.name: _pool_row(result) for result in worked.pools},
        "total_award_cents": sum(one.award for one in worked.settled.values()),
    }


@dataclass(frozen=True)
class Worked:
    """A case paid, with what each person claimed and was awarded, in the order of `case.people`."""

    case: Case
    claims: list[Claim]
    awards: list[Award]
    pools: list[PoolResult]
    settled: dict[str, Settlement]


def work_out(data: Any) -> Worked:
    """Pay a case and keep the steps. Raises InputError with every fault found, lowest rule first."""
    case = read_case(data)
    claims = [_claim(case, payee) for payee in case.people]
    awards, results = _awards(case, claims)
    case.problems.raise_any()
    settled = {p.person_id: _settle(case, p, award) for p, award in zip(case.people, awards)}
    return Worked(case, claims, awards, results, settled)


def read_case(data: Any) -> Case:
    """Read a case; faults wait in `problems`."""
    problems = Problems()
    fields = Fields(data, "case", problems, CASE_KEYS)
    for key in ("plan", "people"):
        if key not in fields.data:
            fields.fault("R1", f"{key} is missing")
    plan = read_plan(fields.data.get("plan") or {}, problems)
    days = _period_days(fields)
    scorecard = read_scorecard(fields.rows("scorecard"), problems)
    return Case(plan, scorecard, read_people(fields.rows("people"), plan, days, problems), days, problems)


def _period_days(case: Fields) -> int:
    """Calendar days of the year the bonus is for, 365 or 366 (R11)."""
    plan = case.data.get("plan")
    period = Fields(case.data.get("period") or {}, "period", case.problems, ("days",))
    days = period.whole("days", None, rule="R11", low=365, high=366)
    if days is None and not period.has("days"):
        days = _days_between(plan if isinstance(plan, Mapping) else {})
        if days not in (365, 366):
            period.fault("R11", "days is missing; a period has 365 or 366 days")
    return days if days in (365, 366) else 365


def _days_between(plan: Mapping[str, Any]) -> int | None:
    ends = []
    for key in ("period_start", "period_end"):
        try:
            ends.append(date.fromisoformat(str(plan.get(key))))
        except ValueError:
            return None
    return (ends[1] - ends[0]).days + 1


def _claim(case: Case, payee: Payee) -> Claim:
    """Exact claim of one person over all segments (R9 to R11)."""
    amount = target = ZERO
    for i, segment in enumerate(payee.segments, 1):
        if segment.level not in case.plan.levels:
            continue  # already noted under R1
        score = case.score(segment, f"people.{payee.person_id}.segments[{i}]")
        share = individual_score(case.plan, score.value_pct, segment.individual_pct)
        bonus = case.plan.levels[segment.level].target_bonus_pct
        part = target_bonus_eur(segment.base_pay_eur, segment.fte_pct, bonus, segment.days, case.period_days)
        target += part
        amount += part * share / HUNDRED
    eligible = payee.is_eligible(case.plan.min_service_days)
    last = payee.segments[-1] if payee.segments else Segment("", Codes(), ZERO, HUNDRED, 0, HUNDRED)
    return Claim(payee.person_id, last.level, last.codes.unit, amount if eligible else ZERO, target, eligible)


def _awards(case: Case, claims: list[Claim]) -> tuple[list[Award], list[PoolResult]]:
    home: list[str] = []
    for claim in claims:
        pools = pool_of(case.plan.pools, claim)
        if len(pools) > 1:
            names = " and ".join(pool.name for pool in pools)
            case.problems.add("R12", f"people.{claim.person_id}", f"two pools fit one person: {names}")
        home.append(pools[0].name if pools else "")
    awards = [award_alone(claim) for claim in claims]
    results = []
    for pool in case.plan.pools:
        members = [i for i, name in enumerate(home) if name == pool.name]
        size = pool_cents(pool, [claims[i] for i in members], lambda one: case.scorecard.pool_actual(one, case.problems))
        paid, result = award_pool(pool, size, [claims[i] for i in members])
        results.append(result)
        for i, award in zip(members, paid):
            awards[i] = award
    return awards, results


def _settle(case: Case, payee: Payee, award: Award) -> Settlement:
    rule = case.plan.deferral.get(award.claim.level)
    cash, tranches = split_award(award.total_cents, award.claim.target_eur, rule)
    return settle(award.total_cents, cash, tranches, payee.vesting, payee.clawback)


def _person_row(one: Settlement) -> dict[str, Any]:
    return {
        "award_cents": one.award,
        "cash_cents": one.cash,
        "deferred_cents": one.deferred,
        "tranches_cents": list(one.tranches),
        "vested_paid_cents": list(one.vested_paid),
        "forfeited_cents": one.forfeited,
        "cancelled_cents": one.cancelled,
        "clawback_due_cents": one.clawback_due,
        "net_received_cents": one.net_received,
    }


def _pool_row(result: PoolResult) -> dict[str, int]:
    return {
        "pool_cents": result.pool_cents,
        "paid_cents": result.paid_cents,
        "carried_out_cents": result.carried_out_cents,
        "returned_cents": result.returned_cents,
    }
