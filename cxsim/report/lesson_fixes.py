"""What fixes are worth alone and in pairs, in a lesson that ends practices one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxsim.report import lesson_digits, lesson_units, numbers
from cxsim.report.figures import lessons as draw
from cxsim.study.statistics import CLEAR, estimate_family


def found(told: Any) -> dict[str, tuple[str, Any]]:
    """Title and figure of the single fixes and of the pairs; empty in lessons without fixes."""
    fixes = told.debrief.fixes
    if not fixes:
        return {}
    decision = next(decision for decision in told.lesson.decisions.values() if decision.kind == "order")
    names = {card: terms.label.of(told.lang) for card, terms in decision.cards.items()}
    return {"fixes": _single(told, fixes, names), "pairs": _pairs(told, fixes, names)}


def _single(told: Any, fixes: dict[tuple[str, ...], np.ndarray], names: dict[str, str]) -> tuple[str, Any]:
    sizes = dict(zip(names, estimate_family(np.column_stack([fixes[(card,)] for card in names]))))
    order = sorted(sizes, key=lambda card: -sizes[card].mean)
    best = sizes[order[0]]
    key = "clear" if best.state == CLEAR and best.mean > 0 else "open"
    title = told.w(f"lesson.fixes.best.{key}", name=names[order[0]], d=lesson_units.said(told.w, told.main, numbers.number(best.mean, lesson_digits.of(told.main, best), told.lang, signed=True)))
    rows = [(names[card], sizes[card].mean, sizes[card].lo, sizes[card].hi, sizes[card].state == CLEAR) for card in order]
    return title, draw.fixes(rows, told.w("lesson.fixes.axis", outcome=told.outcome(told.main)), told.lang)


def _pairs(told: Any, fixes: dict[tuple[str, ...], np.ndarray], names: dict[str, str]) -> tuple[str, Any]:
    cards = list(names)
    hands = [hand for hand in fixes if len(hand) == 2]
    more = [fixes[hand] - fixes[(hand[0],)] - fixes[(hand[1],)] for hand in hands]
    sizes = dict(zip(hands, estimate_family(np.column_stack(more))))
    table = np.full((len(cards), len(cards)), np.nan)
    for (first, second), size in sizes.items():
        table[cards.index(second), cards.index(first)] = size.mean
    clear = [hand for hand in hands if sizes[hand].state == CLEAR]
    if not clear:
        return told.w("lesson.fixes.pairs.open"), draw.pairs(table, [names[card] for card in cards], told.lang)
    top = max(clear, key=lambda hand: abs(sizes[hand].mean))
    key = "more" if sizes[top].mean > 0 else "less"
    title = told.w(f"lesson.fixes.pairs.{key}", a=names[top[0]], b=names[top[1]], d=lesson_units.said(told.w, told.main, numbers.number(abs(sizes[top].mean), lesson_digits.of(told.main, sizes[top]), told.lang)))
    return title, draw.pairs(table, [names[card] for card in cards], told.lang)
