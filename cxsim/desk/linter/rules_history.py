"""Rules that look at what results were in earlier years; with too few points they say so instead of guessing."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from math import sqrt

from cxsim.desk.facts import FEW, Facts, Key, Point, achieved, span_of
from cxsim.desk.linter.registry import NOTE, OPEN, SERIOUS, WARN, Finding, Found, Outlook, rule
from cxsim.desk.linter.rules_curves import jumps
from cxsim.pay.numbers import HUNDRED
from cxsim.pay.plan import Component, Gate

THRESHOLD_MET, TARGET_MET, MAXIMUM_MET = (70, 98), (20, 80), 25
TOGETHER = 0.9
CLOSED = 20
Z95 = 1.96
CASES = 3
NEAR_ZERO = 0.1
JUST_BELOW, TENTH = 2, 10


def too_few(facts: Facts, name: str, fewest: int) -> Finding:
    """The finding that says a rule was not judged."""
    return Finding(name, OPEN, facts.place("history", 0, "period"), {"n": ("number", fewest), "limit": ("number", FEW)})


def _series(facts: Facts, part: Component, level: str) -> list[tuple[Key, list[Point]]]:
    """Points with an actual of every result a component reads at a level."""
    return [(key, [point for point in facts.history.get(key, []) if point.actual is not None]) for key in facts.keys_of(part, level)]


@rule("L07", "Meridian 2015 and Ellig 2007: threshold met about nine years in ten, target in about half, maximum in one or two")
def seldom_or_always(facts: Facts, _: Outlook | None) -> Found:
    """Levels of a curve that history nearly always or seldom reached."""
    fewest = FEW
    for part, level, row in facts.parts:
        series = _series(facts, part, level)
        points = min((len(own) for _, own in series), default=FEW)
        if points < FEW:
            fewest = min(fewest, points)
            continue
        xs = [x for _, own in series for point in own if (x := achieved(part, point)) is not None]
        for say, met, low, high in _reached(part, xs) if xs else ():
            share = 100 * met / len(xs)
            if not low <= share <= high:
                values = {"k": ("number", met), "n": ("number", len(xs)), "share": ("one", share), "limit": ("number", low if share < low else high), "level": ("level", level), "measure": ("measure", part.key)}
                yield Finding("L07", WARN, facts.place("components", row, "curve"), values, level, say)
    if fewest < FEW:
        yield too_few(facts, "L07", fewest)


def _reached(part: Component, xs: list[Fraction]) -> Iterator[tuple[str, int, float, float]]:
    payouts = [part.curve.payout(x) for x in xs]
    yield "threshold", sum(part.curve.kinks[0][1] <= payout and payout > 0 for payout in payouts), *THRESHOLD_MET
    yield "target", sum(payout >= HUNDRED for payout in payouts), *TARGET_MET
    yield "maximum", sum(payout >= part.curve.top for payout in payouts), 0, MAXIMUM_MET


@rule("L09", "judgement")
def paid_twice(facts: Facts, _: Outlook | None) -> Found:
    """The same result twice at a level, or two that always moved together."""
    fewest = FEW
    for level in facts.plan.levels:
        for (a, _row), (b, row) in combinations(facts.parts_of(level), 2):
            values = {"a": ("measure", a.key), "b": ("measure", b.key), "level": ("level", level), "limit": ("two", TOGETHER)}
            place = facts.place("components", row, "metric")
            if a.key == b.key:
                yield Finding("L09", WARN, place, values, level, "same")
                continue
            r, n = _together(facts, a, b, level)
            if n < FEW:
                fewest = min(fewest, n)
            elif r >= TOGETHER:
                yield Finding("L09", WARN, place, {**values, "r": ("two", r)}, level)
    if fewest < FEW:
        yield too_few(facts, "L09", fewest)


def _together(facts: Facts, a: Component, b: Component, level: str) -> tuple[float, int]:
    """Mean correlation of achievements over the codes of a level, and the fewest common periods."""
    found = []
    for segment in {segment.codes: segment for segment in facts.heads(level)}.values():
        one, two = ({point.period: x for point in facts.history.get((part.metric, part.scope, segment.codes.of(part.scope)), []) if (x := achieved(part, point)) is not None} for part in (a, b))
        common = [(float(one[period]), float(two[period])) for period in one if period in two]
        found.append((_correlation(common), len(common)))
    if not found:
        return 0.0, FEW
    return sum(r for r, _ in found) / len(found), min(n for _, n in found)


def _correlation(pairs: list[tuple[float, float]]) -> float:
    if len(pairs) < 2:
        return 0.0
    means = [sum(values) / len(pairs) for values in zip(*pairs)]
    a, b = ([value - mean for value in values] for values, mean in zip(zip(*pairs), means))
    below = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b)) / below if below else 0.0


def closed_share(facts: Facts, gate: Gate) -> tuple[float, int]:
    """How often a gate would have been closed (%), and in how many points."""
    keys = [key for key in facts.history if key[:2] == (gate.metric, gate.scope)]
    points = [[x for point in facts.history[key] if (x := achieved(gate, point)) is not None] for key in keys]
    xs = [x for own in points for x in own]
    return (100 * sum(not gate.is_met(x) for x in xs) / len(xs) if xs else 0.0), min((len(own) for own in points), default=0)


@rule("L15", "Hauser, Simester and Wernerfelt 1994: weight in proportion to precision")
def survey_noise(facts: Facts, _: Outlook | None) -> Found:
    """The error of a survey against the way from threshold to target."""
    told: set[tuple[str, str]] = set()
    for part, level, row in facts.parts:
        span = span_of(part)
        for key, points in _series(facts, part, level):
            if span is None or not points or not points[-1].responses or points[-1].sd is None or (part.key, part.curve_name) in told:
                continue
            last = points[-1]
            error = Z95 * float(last.sd or 0) / sqrt(float(last.responses or 1))
            error *= 100 / float(last.target) if part.basis == "percent_of_target" and last.target else 1
            if error > float(span) / 2:
                told.add((part.key, part.curve_name))
                values = {"e": ("two", error), "d": ("two", float(span)), "level": ("level", level), "measure": ("measure", part.key), "unit": ("unit", key[2])}
                yield Finding("L15", WARN, facts.place("components", row, "curve"), values, level)


@rule("L16", "the ratchet effect; judgement")
def ratchet(facts: Facts, _: Outlook | None) -> Found:
    """The target was raised to the last result or beyond after every overshoot."""
    most, told = CASES, set()
    for part, level, row in facts.parts:
        if part.key in told:
            continue
        told.add(part.key)
        worse = (part.better if part.basis == "percent_of_target" else part.curve.direction) == "lower"
        cases = [raised for key in facts.keys_of(part, level) for raised in _raises(facts, key, worse)]
        if len(cases) >= CASES and all(cases):
            values = {"k": ("number", len(cases)), "limit": ("number", CASES), "level": ("level", level), "measure": ("measure", part.key)}
            yield Finding("L16", NOTE, facts.place("components", row, "metric"), values, level)
        points = max((len(facts.history.get(key, [])) for key in facts.keys_of(part, level)), default=FEW)
        most = min(most, len(cases)) if len(cases) < CASES and points < FEW else most
    if most < CASES:
        yield Finding("L16", OPEN, facts.place("history", 0, "target"), {"n": ("number", most), "limit": ("number", CASES)})


def _raises(facts: Facts, key: Key, lower: bool) -> list[bool]:
    """For each overshoot: whether the next target was at least as hard as the result. The last one is set by the scorecard."""
    points = list(facts.history.get(key, []))
    now = facts.case.scorecard.rows.get(key)
    points += [Point("~", None, now[1])] if now else []
    sign = -1 if lower else 1
    found = []
    for point, after in pairwise(points):
        if point.actual is not None and point.target is not None and after.target is not None and sign * (point.actual - point.target) > 0:
            found.append(sign * (after.target - point.actual) >= 0)
    return found


@rule("L20", "arithmetic of ratios")
def near_zero(facts: Facts, _: Outlook | None) -> Found:
    """A percentage of a number near zero, or one that changes its sign."""
    told: set[Key] = set()
    for part, level, row in facts.parts:
        for key in facts.keys_of(part, level):
            if part.basis != "percent_of_target" or key in told:
                continue
            told.add(key)
            numbers = [value for point in facts.history.get(key, []) for value in (point.actual, point.target) if value is not None]
            numbers += [value for value in facts.case.scorecard.rows.get(key, ()) if value is not None]
            large = max((abs(value) for value in numbers), default=Fraction(0))
            least = min(numbers, key=abs, default=Fraction(1))
            flips = min(numbers, default=0) < 0 < max(numbers, default=0)
            if large and (flips or abs(least) <= NEAR_ZERO * large):
                shown = min(numbers) if flips else least
                values = {"least": ("two", float(shown)), "most": ("two", float(large)), "limit": ("number", 100 * NEAR_ZERO), "level": ("level", level), "measure": ("measure", part.key), "unit": ("unit", key[2])}
                yield Finding("L20", SERIOUS, facts.place("components", row, "basis"), values, level)


@rule("L21", "Kivetz, Urminsky and Zheng 2006")
def just_below(facts: Facts, _: Outlook | None) -> Found:
    """The last result stood just below a jump."""
    told: set[tuple[Key, str]] = set()
    for part, level, _row in facts.parts:
        near = Fraction(JUST_BELOW) if part.basis == "percent_of_target" else (span_of(part) or Fraction(0)) / TENTH
        for key, points in _series(facts, part, level):
            x = achieved(part, points[-1]) if points else None
            if x is None or (key, part.curve_name) in told:
                continue
            for at, height in jumps(part.curve):
                gap = (x - at) if part.curve.direction == "lower" else (at - x)
                if 0 < gap <= near:
                    told.add((key, part.curve_name))
                    values = {"x": ("two", float(x)), "at": ("two", float(at)), "height": ("number", float(height)), "level": ("level", level), "measure": ("measure", part.key), "unit": ("unit", key[2])}
                    yield Finding("L21", NOTE, facts.place("history", facts.history_row(key), "actual"), values, level)
