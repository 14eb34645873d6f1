"""Amounts of a metric: unit, scale and digits, so that table, figure and sentence show the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

from cxsim.report import numbers
from cxsim.report.view import Difference, View

SHARES = ("fcr", "one_contact", "rough_share")
KINDS = {"customers_kept_pct": "kept", "customers_change_pct": "total", "profit_after_bonus_eur": "profit", "true_cx": "cx"}
MOST_DIGITS = 1


def is_money(metric: str) -> bool:
    """True for amounts in the company's currency."""
    return metric.endswith("_eur")


def scale(metric: str) -> float:
    """Factor from the table to the page: shares are shown in percent."""
    return 100.0 if metric in SHARES else 1.0


def kind(metric: str) -> str:
    """Which family of sentences a metric has."""
    return KINDS.get(metric, "other")


def amount(view: View, metric: str, value: float, decimals: int, signed: bool = False) -> str:
    """Write one value of a metric, already scaled."""
    if is_money(metric):
        return numbers.money(value, decimals, view.lang, view.currency, signed)
    return numbers.number(value, decimals, view.lang, signed)


def amount_range(view: View, metric: str, lo: float, hi: float, decimals: int, signed: bool = False) -> str:
    """Write a range of a metric, already scaled."""
    if not is_money(metric):
        return numbers.interval(lo, hi, decimals, view.lang, signed)
    if view.lang == "fi":
        return (
            numbers.interval(lo, hi, decimals, "fi", signed)
            + numbers.THIN
            + numbers.SYMBOLS.get(view.currency, view.currency)
        )
    return " to ".join(amount(view, metric, value, decimals, signed) for value in (lo, hi))


@dataclass(frozen=True)
class Shown:
    """A difference in the digits it is shown with: `size`, `near`, `far` and `reach` unsigned for sentences, the rest signed."""

    size: str
    near: str
    far: str
    lo: str
    hi: str
    mean: str
    interval: str
    reach: str
    decimals: int


def digits_of(view: View, metric: str) -> int:
    """Digits of every difference on a metric, in sentence, figure and terminal alike: one rule, one precision.

    From the median half-width, at most one, money in whole units where that is a unit or more; further digits only
    while a bound that leaves zero out would read as zero.
    """
    factor = scale(metric)
    items = [item for item in view.ranked(metric) if item.state != "NO_INTERVAL"]
    halves = sorted((item.hi - item.lo) / 2 * factor for item in items)
    middle = halves[len(halves) // 2] if halves else 1.0
    digits = 0 if is_money(metric) and middle >= 1 else min(MOST_DIGITS, numbers.decimals_for(middle))
    return max([digits, *(numbers.decimals_of(i.mean * factor, i.lo * factor, i.hi * factor, digits) for i in items)])


def shown(view: View, item: Difference) -> Shown:
    """Write a difference with the digits of its metric."""
    factor = scale(item.metric)
    mean, lo, hi = item.mean * factor, item.lo * factor, item.hi * factor
    digits = numbers.decimals_of(mean, lo, hi, digits_of(view, item.metric))
    near, far = sorted((abs(lo), abs(hi)))

    def write(value: float, signed: bool) -> str:
        return amount(view, item.metric, value, digits, signed)

    return Shown(
        size=write(abs(mean), False),
        near=write(near, False),
        far=write(far, False),
        lo=write(lo, True),
        hi=write(hi, True),
        mean=write(mean, True),
        interval=amount_range(view, item.metric, lo, hi, digits, signed=True),
        reach=amount_range(view, item.metric, near, far, digits),
        decimals=digits,
    )


def threshold(view: View, metric: str) -> str:
    """Write the least difference worth acting on, with its unit."""
    value = (view.smallest or 0.0) * scale(metric)
    digits = 0 if float(value).is_integer() else 2 if abs(value) < 0.1 else 1
    if is_money(metric):
        return amount(view, metric, value, digits)
    text = numbers.number(value, digits, view.lang)
    family = {"kept": "kept", "total": "kept", "cx": "cx"}.get(kind(metric), "other")
    return view.w(f"verdict.points_of.{family}.{'one' if value == 1 else 'other'}", n=text)


def unit(view: View, metric: str) -> str:
    """Unit of a difference of a metric, for heads and subtitles."""
    template = view.w.get(f"unit.{metric}") or view.w("unit.index")
    return template.format(currency=numbers.SYMBOLS.get(view.currency, view.currency))
