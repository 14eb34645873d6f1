"""Rules about who is paid on how many measures, with which weights, and who measures."""

from __future__ import annotations

from itertools import pairwise

from cxsim.desk.facts import Facts
from cxsim.desk.linter.registry import NOTE, SERIOUS, WARN, Finding, Found, Outlook, rule
from cxsim.desk.static.sight import WEAK, felt_by_formula, line_of_sight, strength

MOST, TOO_MANY = 4, 6
SMALL, TINY = 10, 5
SHARED = 25
FELT = 0.05
USUAL_BONUS = {1: (5, 10), 2: (15, 20), 3: (30, 40), 4: (50, 100)}
OPINION = 20
OUT_OF_REACH = 50
EXPERIENCE = ("cx", "csat", "nps", "ces", "experience", "satisfaction", "asiakaskokemus", "tyytyvaisyys", "tyytyväisyys")
EFFICIENCY = (
    "handle", "handling", "aht", "visits", "visit", "calls", "call", "pipeline", "leads", "kasittelyaika", "käsittelyaika", "kaynnit", "käynnit", "puhelut",
)  # fmt: skip


@rule("L01", "Meridian 2015: two to four measures are usual; Ethiraj and Levinthal 2009: many goals at once freeze improvement")
def many_measures(facts: Facts, _: Outlook | None) -> Found:
    """More than four measures at a level."""
    for level in facts.plan.levels:
        parts = facts.parts_of(level)
        if len(parts) > MOST:
            severity, limit = (SERIOUS, TOO_MANY) if len(parts) > TOO_MANY else (WARN, MOST)
            place = facts.place("components", parts[limit][1], "metric")
            yield Finding("L01", severity, place, {"n": ("number", len(parts)), "limit": ("number", limit), "level": ("level", level)}, level)


@rule("L02", "practice guides: under 10 % is ignored, 5 % or less is noise")
def small_weight(facts: Facts, _: Outlook | None) -> Found:
    """A weight too small to be felt."""
    for part, level, row in facts.parts:
        if 0 < part.weight_pct < SMALL:
            tiny = part.weight_pct <= TINY
            eur = float(part.weight_pct) / 100 * facts.target_at_mid(level)
            values = {"w": ("number", float(part.weight_pct)), "eur": ("eur", eur), "limit": ("number", TINY if tiny else SMALL), "level": ("level", level), "measure": ("measure", part.key)}
            yield Finding("L02", SERIOUS if tiny else WARN, facts.place("components", row, "weight_pct"), values, level)


@rule("L05", "TrueDelta 2007 on car dealers; independent directors of Wells Fargo 2017")
def asks_itself(facts: Facts, _: Outlook | None) -> Found:
    """Those who are paid on a survey also run it."""
    for part, level, row in facts.parts:
        if part.measured_by == "own_unit" and part.weight_pct >= SMALL:
            values = {"w": ("number", float(part.weight_pct)), "limit": ("number", SMALL), "level": ("level", level), "measure": ("measure", part.key)}
            yield Finding("L05", SERIOUS, facts.place("components", row, "measured_by"), values, level)


@rule("L06", "Kretschmer and Puranam 2008")
def shared_goal_alone(facts: Facts, _: Outlook | None) -> Found:
    """A shared goal without a shared means."""
    if facts.file.value("coordination") != "none":
        return
    for level in facts.plan.levels.values():
        share = facts.company_weight(level)
        if share >= SHARED and not facts.is_executive(level.name):
            values = {"s": ("number", float(share)), "limit": ("number", SHARED), "level": ("level", level.name)}
            yield Finding("L06", WARN, facts.place("plan", 0, "coordination"), values, level.name)


@rule("L08", "algebra of unit and company averages")
def felt_weight(facts: Facts, _: Outlook | None) -> Found:
    """A company average is mostly not one's own: w = s / ((1 - s) D + s) against s."""
    for level in facts.plan.levels.values():
        share = float(facts.company_weight(level)) / 100
        felt = felt_by_formula(facts, level.name)
        if facts.is_executive(level.name) or not share or felt >= share / 2:
            continue
        lost = share >= SMALL / 100 and felt < FELT
        rows = [row for part, row in facts.parts_of(level.name) if part.scope == "company"]
        values = {"s": ("number", 100 * share), "w": ("one", 100 * felt), "limit": ("one", 100 * (FELT if lost else share / 2)), "level": ("level", level.name)}
        yield Finding("L08", WARN if lost else NOTE, facts.place("components", rows[0], "weight_pct"), values, level.name)


@rule("L11", "usual target bonuses by rank, from surveys of bonus plans (Meridian 2015, Pave); own bands")
def unusual_bonus(facts: Facts, _: Outlook | None) -> Found:
    """A target bonus outside what is usual for the rank."""
    for level in facts.plan.levels.values():
        low, high = USUAL_BONUS.get(facts.rank(level.name) or 0, (0, 10_000))
        if not low <= level.target_bonus_pct <= high:
            values = {"pct": ("number", float(level.target_bonus_pct)), "low": ("number", low), "high": ("number", high), "level": ("level", level.name)}
            yield Finding("L11", NOTE, facts.place("levels", facts.level_row(level.name)[0], "target_bonus_pct"), values, level.name)


@rule("L13", "Holmstrom 1982: effort under a shared bonus is its rate divided by the number who share it")
def out_of_reach(facts: Facts, _: Outlook | None) -> Found:
    """Half of the bonus or more on measures that one person can hardly move."""
    for level in facts.plan.levels:
        if facts.is_executive(level) or not facts.heads(level):
            continue
        far = [(part, row) for part, row in facts.parts_of(level) if strength(line_of_sight(facts, level, part)) == "none"]
        share = float(sum(part.weight_pct for part, _ in far))
        if share >= OUT_OF_REACH:
            values = {"s": ("number", share), "limit": ("number", OUT_OF_REACH), "sight": ("two", WEAK), "level": ("level", level)}
            yield Finding("L13", WARN, facts.place("components", far[0][1], "scope"), values, level)


@rule("L17", "Ellig 2007, tables 7-24 and 7-25, on money; on customer experience an advice without a field test")
def falls_with_rank(facts: Facts, _: Outlook | None) -> Found:
    """A higher level carries less of the whole company than the one below it."""
    for below, above in pairwise(facts.by_rank):
        low, high = facts.company_weight(below), facts.company_weight(above)
        if high < low and above.components:
            values = {"above": ("level", above.name), "high": ("number", float(high)), "below": ("level", below.name), "low": ("number", float(low))}
            yield Finding("L17", NOTE, facts.place("levels", facts.level_row(above.name)[0], "rank"), values, above.name)


@rule("L23", "Ittner, Larcker and Meyer 2003")
def opinion(facts: Facts, _: Outlook | None) -> Found:
    """More than a fifth of a level's bonus rests on judgement."""
    for level in facts.plan.levels:
        judged = [(part, row) for part, row in facts.parts_of(level) if part.measured_by == "judgement"]
        share = float(sum(part.weight_pct for part, _ in judged))
        if share > OPINION:
            values = {"s": ("number", share), "limit": ("number", OPINION), "level": ("level", level)}
            yield Finding("L23", WARN, facts.place("components", judged[0][1], "measured_by"), values, level)


@rule("L24", "consultants’ lists of design mistakes; judgement")
def efficiency_called_experience(facts: Facts, _: Outlook | None) -> Found:
    """A measure that is called customer experience by its name or curve, but counts handle time, visits, calls or pipeline."""
    for part, level, row in facts.parts:
        own = part.metric.lower().replace("-", "_").split("_")
        label = [*own, *part.curve_name.lower().replace("-", "_").split("_")]
        fed = [word for word in own if word in EFFICIENCY]
        if fed and any(word in EXPERIENCE for word in label):
            values = {"measure": ("measure", part.key), "fed": ("text", fed[0]), "w": ("number", float(part.weight_pct)), "level": ("level", level)}
            yield Finding("L24", WARN, facts.place("components", row, "metric"), values, level)
