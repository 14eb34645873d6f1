"""Rules about gates, pools and equal work: what can take everything away, and who is paid by other rules."""

from __future__ import annotations

from cxsim.desk.facts import FEW, Facts
from cxsim.desk.linter.registry import SERIOUS, WARN, Finding, Found, Outlook, rule
from cxsim.desk.linter.rules_history import CLOSED, closed_share, too_few
from cxsim.desk.static.sight import WEAK, line_of_sight, strength
from cxsim.pay.plan import Level

POOL_SHORT, DEEP_CUT = 20, 0.9
GAP = 5


@rule("L12", "judgement")
def all_or_nothing(facts: Facts, outlook: Outlook | None) -> Found:
    """A gate that takes everything, closed too often or beyond the level's reach."""
    fewest = FEW
    for number, gate in enumerate(facts.file.sheet("gates")):
        for level in facts.plan.levels.values():
            own = next((item for item in level.score_gates if item.name == str(gate.get("gate")) and item.factor == 0), None)
            if own is None or not level.components or not facts.heads(level.name):
                continue
            share, points = closed_share(facts, own)
            fewest = min(fewest, points)
            sight = line_of_sight(facts, level.name, own)
            often = points >= FEW and share >= CLOSED
            if not often and strength(sight) != "none":
                continue
            futures = 100 * outlook.gate_closed.get(own.name, 0.0) if outlook else None
            known = share if points >= FEW else futures
            values = {"measure": ("measure", own.key), "sight": ("two", sight), "reach": ("two", WEAK), "limit": ("number", CLOSED), "level": ("level", level.name)}
            values |= {"p": ("one", known)} if known is not None else {}
            say = "found" if often else "far" if known is not None else "reach"
            yield Finding("L12", WARN, facts.place("gates", number, "effect_value"), values, level.name, say)
    if fewest < FEW:
        yield too_few(facts, "L12", fewest)


@rule("L14", "judgement: a cut after the fact breaks trust")
def pool_too_small(facts: Facts, outlook: Outlook | None) -> Found:
    """A pool that does not suffice in many futures."""
    for number, pool in enumerate(facts.plan.pools if outlook else ()):
        over, factor = 100 * outlook.over_pool.get(pool.name, 0.0), outlook.mean_factor.get(pool.name, 1.0)  # type: ignore[union-attr]
        if over >= POOL_SHORT or factor < DEEP_CUT:
            deep = factor < DEEP_CUT
            values = {"p": ("one", over), "f": ("one", 100 * factor), "limit": ("number", 100 * DEEP_CUT if deep else POOL_SHORT), "pool": ("text", pool.name)}
            yield Finding("L14", SERIOUS if deep else WARN, facts.place("pools", number, "amount_eur"), values, "", "deep" if deep else "found")


@rule("L22", "equal pay for equal work: EU directive 2023/970")
def equal_work(facts: Facts, outlook: Outlook | None) -> Found:
    """Equal work under different rules, or expected payouts of groups that differ by 5 % or more."""
    grades: dict[str, list[str]] = {}
    for row in facts.file.sheet("staff"):
        if row.get("grade") is not None and str(row.get("level")) not in grades.setdefault(str(row["grade"]), []):
            grades[str(row["grade"])].append(str(row.get("level")))
    for grade, levels in grades.items():
        first = facts.plan.levels[levels[0]]
        for name in levels[1:]:
            other = facts.plan.levels[name]
            if _terms(other) != _terms(first):
                values = {"grade": ("text", grade), "a": ("level", first.name), "b": ("level", name), "one": ("number", float(first.target_bonus_pct)), "two": ("number", float(other.target_bonus_pct))}
                yield Finding("L22", WARN, facts.place("levels", facts.level_row(name)[0], "target_bonus_pct"), values, name)
    for (level, grade), gap in (outlook.gaps.items() if outlook else ()):
        if 100 * abs(gap) >= GAP:
            values = {"gap": ("one", 100 * abs(gap)), "limit": ("number", GAP), "grade": ("text", grade), "level": ("level", level)}
            yield Finding("L22", SERIOUS, facts.place("staff", 0, "group"), values, level, "gap")


def _terms(level: Level) -> tuple[object, ...]:
    """What equal work should have in common: target bonus, and measures with their weights."""
    return level.target_bonus_pct, tuple(sorted((part.key, part.weight_pct) for part in level.components))
