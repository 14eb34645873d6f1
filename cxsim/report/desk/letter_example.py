"""The worked example of a letter: the pay engine's staircase, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cxsim.pay import explain
from cxsim.pay.plan import Gate
from cxsim.report.desk.letter_say import Say
from cxsim.report.words import raised


@dataclass(frozen=True)
class Step:
    """One row of the example; `strong` is what is printed bold."""

    what: str
    how: str
    result: str
    rule: str
    strong: bool = False


def steps_of(say: Say) -> list[Step]:
    """Rows from target bonus to what is paid, and when."""
    w, stairs = say.w, say.facts.stairs
    part = stairs.parts[0]  # the example has one job the whole period
    base, days = say.euros(part.segment.base_pay_eur), part.segment.days
    how = w("letter.example.target_how", base=base, bonus=say.percent(say.facts.level.target_bonus_pct), days=days, all=stairs.period_days)
    rows = [Step(w("letter.example.target"), how, say.euros(part.target_eur), "R11")]
    rows += [_score_step(say, step) for step in stairs.steps if step.score_pct is not None]
    rows += _money_steps(say)
    return rows + _payments(say)


def _score_step(say: Say, step: explain.Step) -> Step:
    w = say.w
    result = say.percent(step.score_pct or Fraction(0))
    if step.kind == "component":
        return _component(say, step)
    if isinstance(step.measure, Gate):
        part = step.kind == "component_gate"  # among the measures, where every row tells what it adds
        what = w("letter.example.gate_part" if part else "letter.example.gate", measure=say.measure(step.measure))
        return Step(what, _gate(say, step, step.measure), say.percent(step.change_pct) if part else result, step.rule)
    if step.kind == "modifier" and step.measure is not None:
        x = step.x
        how = w("letter.example.modifier_missing") if x is None else w("letter.example.modifier_how", x=say.level_of(step.measure, x))
        return Step(w("letter.example.modifier", measure=say.measure(step.measure)), how, result, step.rule)
    plan, own = say.facts.plan, say.facts.stairs.parts[0].segment.individual_pct
    caps = {"score_cap": plan.score_cap_pct, "total_cap": plan.total_cap_pct}
    facts = {"cap": say.percent(caps.get(step.kind) or Fraction(0)), "own": say.percent(own)}
    return Step(w(f"letter.example.{step.kind}"), w(f"letter.example.{step.kind}_how", **facts), result, step.rule, step.kind == "weighted")


def _component(say: Say, step: explain.Step) -> Step:
    item = step.item
    assert item is not None and step.payout_pct is not None  # noqa: S101  a component has both
    facts = {"payout": say.percent(step.payout_pct), "weight": say.percent(item.weight_pct)}
    actual, target = say.facts.result(item.component)
    if item.x is None or actual is None:
        how = say.w("letter.example.part_missing", **facts)
    elif item.component.basis == "value" or target is None:
        how = say.w("letter.example.part_value", actual=say.number(actual), **facts)
    else:
        how = say.w("letter.example.part", actual=say.number(actual), target=say.number(target), x=say.percent(item.x), **facts)
    return Step(raised(say.measure(item.component)), how, say.percent(step.change_pct), "R2–R6")


def _gate(say: Say, step: explain.Step, gate: Gate) -> str:
    limit = say.level_of(gate, gate.required)
    if step.x is None:
        return say.w("letter.example.gate_missing", limit=limit)
    return say.w(f"letter.example.gate_{'met' if step.met else 'closed'}", x=say.level_of(gate, step.x), limit=limit)


def _money_steps(say: Say) -> list[Step]:
    """Days of service, pool and cents (R10 to R14)."""
    w, stairs, pool = say.w, say.facts.stairs, say.facts.pool
    rows = []
    if any(step.kind == "eligible" for step in stairs.steps):
        rows.append(Step(w("letter.example.eligible"), w("letter.example.eligible_how", days=say.facts.plan.min_service_days), say.cents(0), "R10"))
    if stairs.pool is not None and pool is not None:
        key = "pool_enough" if not stairs.pool.scaled else "pool_shared" if pool.mode == "share_out" else "pool_cut"
        change = say.cents(round(100 * stairs.steps[-1].change_eur)) if stairs.pool.scaled else say.cents(0)
        if stairs.pool.scaled:
            whole = w("letter.example.award_how", target=say.euros(stairs.parts[0].target_eur), score=say.percent(stairs.parts[0].share_pct, 6))
            rows.append(Step(w("letter.example.claim"), whole, say.cents(round(100 * stairs.claim_eur)), "R11"))
        rows.append(Step(w("letter.example.pool"), w(f"letter.example.{key}", pool=say.euros(Fraction(stairs.pool.pool_cents, 100))), change, "R12–R13"))
    part = stairs.parts[0]
    how = w("letter.example.award_how", target=say.euros(part.target_eur), score=say.percent(part.share_pct, 6))
    if not stairs.award_cents:
        how = w("letter.example.award_none")
    elif stairs.pool is not None and stairs.pool.scaled:
        how = w("letter.example.award_after_pool")
    return [*rows, Step(w("letter.example.award"), how, say.cents(stairs.award_cents), "R14", True)]


def _payments(say: Say) -> list[Step]:
    """What is paid at once and what waits (R15, R16); nothing where the plan defers nothing."""
    w, stairs, rule = say.w, say.facts.stairs, say.facts.deferral
    if rule is None or rule.share_pct == 0:
        return []
    if not stairs.tranches_cents:
        small = stairs.award_cents < rule.min_award_eur * 100
        how = w("letter.example.cash_small", min=say.euros(rule.min_award_eur)) if small else w("letter.example.cash_all")
        return [Step(w("letter.example.cash"), how, say.cents(stairs.cash_cents), "R15")]
    parts = " + ".join(say.cents(cents) for cents in stairs.tranches_cents)
    key = "deferred_how" if rule.of == "award" else "deferred_above"
    how = w(f"letter.example.{key}", share=say.percent(rule.share_pct), years=w.plural("letter.example.years", len(stairs.tranches_cents)), parts=parts)
    return [
        Step(w("letter.example.cash"), "", say.cents(stairs.cash_cents), "R15"),
        Step(w("letter.example.deferred"), how, say.cents(stairs.award_cents - stairs.cash_cents), "R15–R16"),
    ]
