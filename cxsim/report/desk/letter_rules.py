"""The plan's own rules in plain words: what can change a bonus, when it is paid, and what decides in doubt."""

from __future__ import annotations

from fractions import Fraction

from cxsim.pay.numbers import HUNDRED
from cxsim.pay.plan import Gate, Pool
from cxsim.report.desk.letter_say import Say


def change(say: Say) -> list[str]:
    """Gates, factors, caps, pool, own factor, days, leaving: only what this plan has."""
    w, plan, level = say.w, say.facts.plan, say.facts.level
    found = [_gate(say, gate) for gate in (*level.score_gates, *level.component_gates)]
    for modifier in level.modifiers:
        factors = [payout for _, payout in modifier.curve.kinks]
        low, high = say.number(min(factors)), say.percent(max(factors))
        found.append(w("letter.change.modifier", measure=say.measure(modifier), low=low, high=high))
    if plan.score_cap_pct is not None:
        found.append(w("letter.change.score_cap", cap=say.percent(plan.score_cap_pct)))
    found.append(_pool(say, say.facts.pool))
    if plan.individual_low == plan.individual_high == HUNDRED:
        found.append(w("letter.change.no_individual"))
    else:
        found.append(w("letter.change.individual", low=say.number(plan.individual_low), high=say.percent(plan.individual_high)))
    if plan.total_cap_pct is not None:
        found.append(w("letter.change.total_cap", cap=say.percent(plan.total_cap_pct)))
    days = [w("letter.change.days")] + ([w("letter.change.min_days", n=plan.min_service_days)] if plan.min_service_days else [])
    return [*found, " ".join(days), w("letter.change.leaving")]


def _gate(say: Say, gate: Gate) -> str:
    w = say.w
    below = gate.basis == "value" and gate.better == "lower"
    value = say.number(gate.required) if gate.basis == "value" else w("letter.change.of_target", n=say.percent(gate.required))
    facts = {"measure": say.measure(gate), "limit": w(f"letter.change.at_{'most' if below else 'least'}", n=value)}
    if gate.on == "component":
        metric, _, scope = gate.component.partition("/")
        facts["part"] = f"{say.metric(metric)}, {say.scope(scope)}" if scope else say.metric(metric)
        if gate.factor is not None:
            return w("letter.change.part_factor", factor=say.number(gate.factor), **facts)
        return w("letter.change.part_cap", cap=say.percent(gate.cap_pct or Fraction(0)), **facts)
    if gate.factor is None:
        return w("letter.change.gate_cap", cap=say.percent(gate.cap_pct or Fraction(0)), **facts)
    return w("letter.change.gate_zero", **facts) if gate.factor == 0 else w("letter.change.gate_factor", factor=say.number(gate.factor), **facts)


def _pool(say: Say, pool: Pool | None) -> str:
    w = say.w
    if pool is None:
        return w("letter.change.pool_none")
    metric = f"{say.metric(pool.metric)}, {say.scope(pool.scope)}"
    size = w(f"letter.change.funding.{pool.funding}", amount=say.euros(pool.amount_eur), rate=say.percent(pool.rate_pct), metric=metric)
    if pool.floor_eur is not None or pool.cap_eur is not None or pool.carry_in_eur:  # then the rate alone is not the pool
        size = say.euros(Fraction(say.facts.stairs.pool.pool_cents, 100)) if say.facts.stairs.pool else size
    return w("letter.change.pool_ceiling" if pool.mode == "ceiling" else "letter.change.pool_share", pool=size)


def paid(say: Say) -> list[str]:
    """Payment, deferral, loss before payment and clawback (R15 to R18)."""
    w, rule = say.w, say.facts.deferral
    found = [w("letter.paid.when")]
    if rule is None or rule.share_pct == 0:
        found.append(w("letter.paid.at_once"))
    else:
        key = rule.of if rule.min_award_eur else f"{rule.of}_always"
        waits = w(f"letter.paid.{key}", share=say.percent(rule.share_pct), min=say.euros(rule.min_award_eur))
        equal = len(set(rule.vest_pct)) == 1
        parts = w.plural("letter.paid.equal", rule.years) if equal else w("letter.paid.parts", list=w.listing([say.percent(share) for share in rule.vest_pct]))
        found += [f"{waits} {parts}", w("letter.paid.lost")]
    window = rule.clawback_window_years if rule else 0
    return [*found, w.plural("letter.paid.clawback", window) if window else w("letter.paid.no_clawback")]


def doubt(say: Say) -> list[str]:
    """Rules of section R1 to R18 that decide where a reader may wonder; only those this plan can need."""
    w, plan, level = say.w, say.facts.plan, say.facts.level
    found = [w("letter.doubt.threshold")]
    if any(part.basis != "value" and part.better == "lower" for part in level.components):
        found.append(w("letter.doubt.lower"))
    if level.score_gates or level.component_gates:
        found.append(w("letter.doubt.gate"))
    found += [w(f"letter.doubt.missing.{plan.missing_metric}"), w("letter.doubt.cents")]
    if say.facts.deferral is not None:
        found.append(w("letter.doubt.lost"))
    return [*found, w("letter.doubt.plan"), w("letter.doubt.version")]
