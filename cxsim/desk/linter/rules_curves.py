"""Rules about the shape of payout curves, the maximum, own factors and when money is paid."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from cxsim.desk.facts import Facts
from cxsim.desk.linter.registry import NOTE, SERIOUS, WARN, Finding, Found, Outlook, rule
from cxsim.pay.curve import Curve
from cxsim.pay.numbers import HUNDRED, ZERO
from cxsim.pay.plan import Component, Level

JUMP, CLIFF = 50, 60
STEEP = 3
MAX_HIGH, MAX_LOW = 200, 130
OWN_FACTOR = 30
CX_SHARE, YEAR = 25, 365
CX_METRICS = ("cx", "csat", "nps", "ces", "satisfaction", "journey", "experience")


def jumps(curve: Curve) -> list[tuple[Fraction, Fraction]]:
    """Where a curve jumps: (x, points of payout); the first kink, and every step of a step curve."""
    steps = [(ZERO, ZERO), *curve.kinks]
    found = [(x, payout - before) for (_, before), (x, payout) in pairwise(steps)]
    return [(x, height) for x, height in (found if curve.shape == "step" else found[:1]) if height > 0]


def curve_row(facts: Facts, name: str, kink: int) -> int:
    """Row of a curve's kink in the sheet curves."""
    rows = [i for i, row in enumerate(facts.file.sheet("curves")) if str(row.get("curve")) == name]
    return rows[kink]


def dearest(facts: Facts, curve_name: str) -> tuple[Component, str]:
    """The component on a curve whose bonus at target is largest in EUR a year, and its level."""
    users = [(part, level) for part, level, _ in facts.parts if part.curve_name == curve_name]
    return max(users, key=lambda pair: pair[0].weight * facts.target_at_mid(pair[1]))


def _used(facts: Facts) -> list[str]:
    return list(dict.fromkeys(part.curve_name for part, _, _ in facts.parts))


@rule("L03", "Kivetz, Urminsky and Zheng 2006; 50 % at threshold is common (Meridian 2015)")
def jump(facts: Facts, _: Outlook | None) -> Found:
    """A point that is suddenly worth a lot: pushing and sandbagging."""
    for name in _used(facts):
        part, level = dearest(facts, name)
        x, height = max(jumps(part.curve), key=lambda pair: pair[1], default=(ZERO, ZERO))
        step = part.curve.shape == "step" and height > 0
        if height >= JUMP or step:
            steep = height > CLIFF or step
            eur = float(height) / 100 * part.weight * facts.target_at_mid(level)
            kink = [at for at, _ in part.curve.kinks].index(x)
            values = {"eur": ("eur", eur), "height": ("number", float(height)), "limit": ("number", CLIFF if height > CLIFF else JUMP), "x": ("number", float(x)), "curve": ("curve", name), "level": ("level", level)}
            yield Finding("L03", WARN if steep else NOTE, facts.place("curves", curve_row(facts, name, kink), "payout_pct"), values, level, "step" if step and height <= CLIFF else "found")


@rule("L04", "Larkin 2014; Misra and Nair 2011")
def convex(facts: Facts, _: Outlook | None) -> Found:
    """Much steeper above the target than below it."""
    for name in _used(facts):
        part, level = dearest(facts, name)
        below, last = _slopes(part.curve)
        if below is None or last is None or last <= 0 or last < STEEP * below:
            continue
        values = {"last": ("two", float(last)), "below": ("two", float(below)), "limit": ("number", STEEP), "curve": ("curve", name), "level": ("level", level)}
        place = facts.place("curves", curve_row(facts, name, len(part.curve.kinks) - 1), "payout_pct")
        yield Finding("L04", SERIOUS if part.curve.beyond_last == "continue" else WARN, place, values, level)


def _slopes(curve: Curve) -> tuple[Fraction | None, Fraction | None]:
    """Payout points per unit of x: of the stretch that ends at 100 %, and of the last one above it; None where there is none."""
    if curve.shape == "step":
        return None, None
    lines = [(p0, p1, abs((p1 - p0) / (x1 - x0))) for (x0, p0), (x1, p1) in pairwise(curve.kinks)]
    below = [slope for p0, p1, slope in lines if p0 < HUNDRED <= p1 or p1 <= HUNDRED]
    above = [slope for p0, _, slope in lines if p0 >= HUNDRED]
    return (below[-1] if below else None), (above[-1] if above else None)


@rule("L10", "Meridian 2015: 150 to 200 % of target is usual")
def maximum(facts: Facts, _: Outlook | None) -> Found:
    """A maximum outside what is usual, or none."""
    for level in facts.plan.levels.values():
        if not level.components:
            continue
        top, place = highest(facts, level), facts.place("components", facts.parts_of(level.name)[0][1], "curve")
        if top is None:
            yield Finding("L10", WARN, place, {"limit": ("number", MAX_HIGH), "level": ("level", level.name)}, level.name, "endless")
        elif top > MAX_HIGH or top < MAX_LOW:
            high = top > MAX_HIGH
            values = {"m": ("number", float(top)), "limit": ("number", MAX_HIGH if high else MAX_LOW), "level": ("level", level.name)}
            yield Finding("L10", WARN if high else NOTE, place, values, level.name, "found" if high else "low")


def highest(facts: Facts, level: Level) -> Fraction | None:
    """The highest score of a level in % of target, within the plan's caps; None when nothing limits it."""
    plan, total = facts.plan, sum((part.weight_pct for part in level.components), ZERO) or HUNDRED
    caps = [cap for cap in (plan.score_cap_pct, plan.total_cap_pct) if cap is not None]
    endless = any(part.curve.beyond_last == "continue" and part.curve.shape == "linear" and part.weight_pct > 0 for part in level.components)
    if not endless:
        scale = total if plan.normalise_weights else HUNDRED
        score = sum((part.weight_pct * part.curve.top for part in level.components), ZERO) / scale
        for modifier in level.modifiers:
            score *= max(payout for _, payout in modifier.curve.kinks) / HUNDRED
        caps.append(score)
    return min(caps) if caps else None


@rule("L18", "Ellig 2007, table 9-17; McKinsey 2016: journeys pay back in two to three years")
def too_soon(facts: Facts, _: Outlook | None) -> Found:
    """Paid before the effect on customers can be seen."""
    for level in facts.plan.levels.values():
        rule_of = facts.plan.deferral.get(level.name)
        if facts.is_executive(level.name) and level.components and (rule_of is None or rule_of.share_pct == 0):
            place = facts.place("levels", facts.level_row(level.name)[0], "level")
            yield Finding("L18", NOTE, place, {"share": ("number", 0), "limit": ("number", 0), "level": ("level", level.name)}, level.name)
    days = _period_days(facts)
    for level in facts.plan.levels.values():
        share = sum(part.weight_pct for part in level.components if set(part.metric.lower().split("_")) & set(CX_METRICS))
        if share >= CX_SHARE and days < YEAR:
            values = {"s": ("number", float(share)), "limit": ("number", CX_SHARE), "days": ("number", days), "year": ("number", YEAR), "level": ("level", level.name)}
            yield Finding("L18", WARN, facts.place("plan", 0, "period_end"), values, level.name, "short")


def _period_days(facts: Facts) -> int:
    from datetime import date

    try:
        start, end = (date.fromisoformat(str(facts.file.value(key))[:10]) for key in ("period_start", "period_end"))
    except ValueError:
        return YEAR
    return (end - start).days + 1


@rule("L19", "Meridian 2017: a factor of 15 to 30 % either way is usual")
def own_factor(facts: Facts, _: Outlook | None) -> Found:
    """An individual factor that can outweigh the result; told only when the plan names a range or somebody has a factor."""
    plan = facts.plan
    named = any(key in facts.file.plan for key in ("individual_min_pct", "individual_max_pct"))
    used = any(segment.individual_pct != HUNDRED for person in facts.people for segment in person.segments)
    wide = max(HUNDRED - plan.individual_low, plan.individual_high - HUNDRED)
    if wide > OWN_FACTOR and (named or used):
        key = "individual_max_pct" if plan.individual_high - HUNDRED == wide else "individual_min_pct"
        values = {"low": ("number", float(plan.individual_low)), "high": ("number", float(plan.individual_high)), "limit": ("number", OWN_FACTOR)}
        yield Finding("L19", WARN, facts.place("plan", 0, key), values)
