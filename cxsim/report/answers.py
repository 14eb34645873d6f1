"""Section 1, the answer: what became of customers, all of them, and of profit, and what the schemes really cost.

No metric crowns a winner alone: where profit clearly goes the other way, the first sentence says both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cxsim.report import amounts, numbers, sentences
from cxsim.report.view import Difference, View
from cxsim.report.words import raised

KEPT, TOTAL, PROFIT = "customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur"
COSTS = ("bonus_eur", "salary_top_up_eur")
UNEQUAL = 0.15  # a bonus bill this much off the baseline's is another question than the one asked


def answer(view: View) -> list[str]:
    """The sentences at the head of the report."""
    if not view.others:
        return [view.w("verdict.none")]
    main = view.difference(view.focus, view.primary)
    if main is None or main.state == "NO_INTERVAL":
        return [sentences.verdict(view, view.focus)]
    both = contradiction(view)
    found = [both or sentences.verdict(view, view.focus)]
    if main.state == "NOT_DISTINGUISHABLE":
        found.append(view.w("verdict.not_equal"))
    found += [customers(view), profit(view), "" if both else _second(view), sentences.lead(view), relative(view)]
    if not view.table("crossing").empty:
        found.append(sentences.crossing(view, view.focus))
    return [text for text in [*found, sentences.readings(view), cost(view), cost_warning(view)] if text]


def partner(view: View) -> str:
    """The metric that must be told together with the primary one: profit, or customers when profit is primary."""
    return PROFIT if view.primary != PROFIT else KEPT


def contradiction(view: View) -> str:
    """One sentence on both metrics where they clearly point opposite ways; empty otherwise."""
    main, other = view.difference(view.focus, view.primary), view.difference(view.focus, partner(view))
    if main is None or other is None or not (main.clear and other.clear) or main.mean * other.mean >= 0:
        return ""
    kind = amounts.kind(main.metric)
    second = sentences.values(view, other)
    side = "more" if main.mean > 0 else "less"
    words = {**sentences.values(view, main), "d2": second["d"], "range2": second["range"]}
    text = view.w.sentence(f"both.{kind if kind in ('kept', 'cx', 'profit') else 'other'}.{side}", **words)
    note = {"CLEAR_SMALL": "both.small", "CLEAR_SIZE_OPEN": "both.open"}.get(main.state)
    return f"{text} {view.w(note, m=words['m'])}" if note else text


def customers(view: View) -> str:
    """All customers at the end under the focus scheme against the baseline; empty if not computed."""
    item = view.difference(view.focus, TOTAL)
    if item is None or item.state == "NO_INTERVAL" or view.primary == TOTAL:
        return ""
    return sentences.verdict(view, view.focus, TOTAL)


def profit(view: View) -> str:
    """Whether any scheme earned more than the baseline, with the interval of the highest."""
    ranked = [item for item in view.ranked(PROFIT) if item.state != "NO_INTERVAL"]
    if not ranked:
        return ""
    top, clear = ranked[0], [item for item in ranked if item.clear]
    more, less = (sum(item.mean * side > 0 for item in clear) for side in (1, -1))
    key = "some" if more else "none" if less == len(ranked) else "open"
    words = {**sentences.values(view, top), "more": more, "less": less, "total": len(ranked)}
    form = "one" if len(ranked) == 1 else "other"
    return view.w.sentence(f"answer.profit.{key}.{form}", **words)


def profit_counts(view: View) -> str:
    """How many schemes earned more, less, or cannot be told apart, in short, for titles; empty if profit is the verdict."""
    ranked = [item for item in view.ranked(PROFIT) if item.state != "NO_INTERVAL"]
    if not ranked or view.primary == PROFIT:
        return ""
    if len(view.others) == 1:
        return sentences.title(view, ranked[0])
    more, less = (sum(item.clear and item.mean * side > 0 for item in ranked) for side in (1, -1))
    same = len(ranked) - more - less
    if less == len(ranked):
        return view.w("answer.profit_less_all")
    return view.w.sentence("answer.profit_counts", more=more, less=less, same=same)


def _second(view: View) -> str:
    """The focus scheme on the other metric, unless the sentence on profit has just named it."""
    ranked = view.ranked(PROFIT)
    if partner(view) == PROFIT and ranked and ranked[0].scheme == view.focus and ranked[0].state != "NO_INTERVAL":
        return ""
    known = view.difference(view.focus, partner(view)) is not None
    return sentences.verdict(view, view.focus, partner(view)) if known else ""


# ---------------------------------------------------------------- levels beside differences


def level(view: View, scheme: str, metric: str) -> float:
    """Mean level of a metric under a scheme, NaN if not computed."""
    rows = view.where("means", scheme=scheme, metric=metric)
    return float(rows.iloc[0]["mean"]) if len(rows) else math.nan


def relative_pct(view: View, item: Difference) -> float:
    """The difference in % of the baseline's level; NaN for metrics without a natural zero or without levels."""
    base = level(view, item.baseline, item.metric)
    if item.metric in (TOTAL, "nps", "measured_gap", "satisfaction_gap") or not base > 0:
        return math.nan
    return 100 * item.mean / base


def relative(view: View) -> str:
    """How few of the first customers remain, why, and what the difference is in relation to that."""
    item = view.difference(view.focus, KEPT)
    if item is None or not item.clear or not math.isfinite(relative_pct(view, item)):
        return ""
    x, y = (numbers.percent(level(view, name, KEPT), 0, view.lang) for name in (view.focus, view.baseline))
    change = numbers.percent(abs(relative_pct(view, item)), 0, view.lang)
    words = {"a": view.names.said(view.focus), "b": view.names.said(view.baseline), "x": x, "y": y, "r": change}
    side = "more" if item.mean > 0 else "less"
    return view.w.sentence(f"answer.relative.{side}", years=sentences.years_said(view), **words)


def remaining(view: View) -> str:
    """Why so few of the first customers are left, beside the figure over time."""
    left = level(view, view.baseline, KEPT)
    if not math.isfinite(left):
        return ""
    loss = numbers.percent(100 * (1 - (left / 100) ** (1 / max(1, view.years))), 0, view.lang)
    words = {"x": numbers.percent(left, 0, view.lang), "loss": loss, "b": view.names.said(view.baseline)}
    return view.w.sentence("answer.remaining", years=sentences.years_said(view), **words)


# ---------------------------------------------------------------- what was really paid


@dataclass(frozen=True)
class Bill:
    """Bonuses paid under one scheme, with salary paid instead of them, per customer at the start, and over the baseline's."""

    scheme: str
    paid: float
    more: float

    @property
    def share(self) -> float:
        """How much more than the baseline, as a share of the baseline's bill."""
        base = self.paid - self.more
        return self.more / base if base > 0 else math.nan


def bills(view: View) -> list[Bill]:
    """Every scheme's bill, the baseline's first; empty if not computed."""
    paid = {name: _paid(view, name) for name in [view.baseline, *view.others]}
    base = paid[view.baseline]
    return [Bill(name, cost, cost - base) for name, cost in paid.items() if math.isfinite(cost) and math.isfinite(base)]


def _paid(view: View, scheme: str) -> float:
    bonus, salary = (level(view, scheme, name) for name in COSTS)
    return bonus + (salary if math.isfinite(salary) else 0.0)


def cost(view: View) -> str:
    """One line: what was paid in the end under each scheme, as the baseline's bill and differences from it."""
    found = bills(view)
    if len(found) < 2:
        return ""
    base, *rest = found
    parts = [f"{view.names.short(bill.scheme)} {_money(view, bill.more, True)}" for bill in rest]
    basis = str(view.setting("study.basis", ""))
    key = "answer.cost.equal_cost" if basis == "equal_cost" else "answer.cost.other"
    words = {"b": view.names.said(view.baseline), "paid": _money(view, base.paid, False), "list": "; ".join(parts)}
    return view.w.sentence(key, years=sentences.years_said(view), **words)


def cost_warning(view: View) -> str:
    """Which schemes' bills are more than 15 % off the baseline's, and where to change what is held equal."""
    off = [bill for bill in bills(view)[1:] if abs(round(bill.share, 2)) > UNEQUAL]
    if not off:
        return ""
    said = [f"{view.names.short(b.scheme)} {numbers.percent(100 * b.share, 0, view.lang, signed=True)}" for b in off]
    limit = numbers.percent(100 * UNEQUAL, 0, view.lang)
    return raised(view.w("answer.cost.warning", b=view.names.said(view.baseline), limit=limit, list="; ".join(said)))


def _money(view: View, value: float, signed: bool) -> str:
    digits = 0 if abs(value) >= 100 else 1
    return amounts.amount(view, "bonus_eur", value, digits, signed)
