"""Sentences computed from the numbers of a comparison; none says more than its state allows."""

from __future__ import annotations

import math

from cxsim.report import amounts, numbers
from cxsim.report.view import Difference, View
from cxsim.report.words import raised

SUFFIX = {"CLEAR": "", "CLEAR_SMALL": "_small", "CLEAR_SIZE_OPEN": "_open"}
QUARTERS = 4


def years_said(view: View, years: int | None = None) -> str:
    """A number of years as it stands in a sentence: five years, viidessä vuodessa."""
    count = view.years if years is None else years
    known: list[str] = view.w.get("years_span", [])
    return known[count] if 0 <= count < len(known) else view.w("years_other", n=count)


def verdict(view: View, scheme: str, metric: str | None = None) -> str:
    """The full verdict sentence on one scheme against the baseline, for one metric (default: the primary one)."""
    metric = metric or view.primary
    item = view.difference(scheme, metric)
    if item is None:
        return view.w.sentence("verdict.missing", a=view.names.said(scheme), b=view.names.said(view.baseline))
    if item.state == "NO_INTERVAL":
        return _no_interval(view, item)
    text = view.w(_key(item), **values(view, item))
    return raised(_with_needed(view, item, text))


def values(view: View, item: Difference) -> dict[str, object]:
    """What every verdict template may name."""
    show = amounts.shown(view, item)
    return {
        "a": view.names.said(item.scheme),
        "b": view.names.said(item.baseline),
        "d": show.size,
        "range": show.reach if item.clear else show.interval,
        "m": amounts.threshold(view, item.metric),
        "n": item.n or view.n,
        "years": years_said(view),
        "metric": view.w.name("metric", item.metric),
    }


def title(view: View, item: Difference) -> str:
    """The verdict as a title: no interval, no full stop."""
    if item.state == "NO_INTERVAL":
        return _no_interval(view, item).rstrip(".")
    filled = values(view, item)
    if item.clear:
        return raised(view.w(f"verdict.{amounts.kind(item.metric)}.{_direction(item)}_title", **filled))
    key = "same_title" if item.state == "SAME_FOR_THE_PURPOSE" else "unclear_title"
    return raised(view.w(f"verdict.{key}", **filled))


def _direction(item: Difference) -> str:
    return "more" if item.mean > 0 else "less"


def _key(item: Difference) -> str:
    """Catalogue key of a verdict that has an interval."""
    family = f"verdict.{amounts.kind(item.metric)}"
    if item.clear:
        return f"{family}.{_direction(item)}{SUFFIX[item.state]}"
    return f"{family}.same" if item.state == "SAME_FOR_THE_PURPOSE" else f"{family}.unclear"


def _with_needed(view: View, item: Difference, text: str) -> str:
    """Add how many replications would settle it, if known and if more than there are."""
    if item.state != "NOT_DISTINGUISHABLE" or not math.isfinite(item.needed) or item.needed <= item.n:
        return text
    digits = max(1, int(math.log10(item.needed)))
    needed = int(math.ceil(round(item.needed / 10 ** (digits - 1), 6)) * 10 ** (digits - 1))
    show = amounts.shown(view, item)
    if show.size == show.size.translate(str.maketrans("", "", "123456789")):
        return text
    extra = view.w(
        f"verdict.{amounts.kind(item.metric)}.needed",
        needed=numbers.number(needed, 0, view.lang),
        d=show.size,
        metric=view.w.name("metric", item.metric),
    )
    return f"{text} {extra}"


def failed_pairs(view: View, scheme: str) -> int:
    """Failed runs of a scheme or of the baseline."""
    rows = view.table("failures")
    return int(rows["scheme"].isin([scheme, view.baseline]).sum()) if "scheme" in rows else 0


def _no_interval(view: View, item: Difference) -> str:
    failed = failed_pairs(view, item.scheme)
    if failed:
        return view.w.sentence("verdict.failed", a=view.names.said(item.scheme), failed=failed, n=view.n)
    return view.w.plural("verdict.one_run", item.n or view.n)


def counts_title(view: View, metric: str) -> str:
    """How many schemes did more, fewer, or cannot be told apart; with one scheme, its own verdict."""
    items = [item for item in view.ranked(metric) if item.state != "NO_INTERVAL"]
    if not items:
        return view.w("counts_title.none") if view.others else view.w("verdict.none").rstrip(".")
    if len(view.others) == 1:
        return title(view, items[0])
    more = sum(item.clear and item.mean > 0 for item in items)
    fewer = sum(item.clear and item.mean < 0 for item in items)
    same = len(items) - more - fewer
    shape = ("m" if more else "") + ("f" if fewer else "") + ("s" if same else "")
    family = "kept" if amounts.kind(metric) == "kept" else "other"
    said = {"more": more, "fewer": fewer, "same": same, "total": len(items)}
    words = {key: view.w.count(value) for key, value in said.items()}
    metric_said = view.w.get(f"metric_said.{metric}") or view.w.name("metric", metric)
    return view.w.sentence(
        f"counts_title.{family}.{shape}", b=view.names.said(view.baseline), metric=metric_said, **words
    )


def lead(view: View, metric: str | None = None) -> str:
    """Who leads. One name only if its distance to the next is itself clear; empty if pairs were not computed."""
    metric = metric or view.primary
    ranked = view.ranked(metric)
    if len(ranked) < 2 or not (ranked[0].clear and ranked[0].mean > 0):
        return ""
    first, tied = ranked[0], [ranked[0].scheme]
    for item in ranked[1:]:
        pair = _between(view, first.scheme, item.scheme, metric)
        if pair is None:
            return ""
        if not pair.clear:
            tied.append(item.scheme)
    said = view.w.name("metric", metric)
    if len(tied) == 1:
        return view.w.sentence("lead.one", metric=said, a=view.names.said(first.scheme))
    return view.w.sentence("lead.many", metric=said, list=view.w.listing([view.names.said(name) for name in tied]))


def _between(view: View, a: str, b: str, metric: str) -> Difference | None:
    """The difference between two schemes, whichever way round it was computed."""
    return view.difference(a, metric, b) or view.difference(b, metric, a)


def crossing(view: View, scheme: str, as_title: bool = False) -> str:
    """When a scheme trailed the baseline and from when on it was ahead to the end."""
    t1, t2 = view.crossing(scheme)
    said: dict[str, object] = {
        "a": view.names.said(scheme),
        "b": view.names.said(view.baseline),
        "years": years_said(view),
    }
    if math.isfinite(t1):
        said |= {"t1": math.ceil(t1), "q1": round(t1 * QUARTERS)}
    if math.isfinite(t2):
        said |= {"t2": math.ceil(t2), "q2": round(t2 * QUARTERS)}
    key = _crossing_key(t1, t2, view.years)
    return view.w.sentence(f"crossing.{key}_title" if as_title else f"crossing.{key}", **said)


def _crossing_key(t1: float, t2: float, years: int) -> str:
    trailed, ahead = math.isfinite(t1), math.isfinite(t2)
    if trailed and ahead:
        return "quarter" if math.ceil(t1) == math.ceil(t2) else "both"
    if ahead:
        return "start" if t2 * QUARTERS <= 1 else "ahead"
    if trailed:
        return "behind" if t1 >= years else "trailed"
    return "none"


def readings(view: View) -> str:
    """Under how many readings of the evidence the focus difference keeps its sign clearly; empty if not computed."""
    k, total = readings_held(view)
    if total < 2:
        return ""
    if not k:
        return view.w("page.how_sure_readings_none", total=view.w.count(total))
    return view.w("page.how_sure_readings", k=view.w.count(k), total=view.w.count(total))


def readings_held(view: View) -> tuple[int, int]:
    """Number of readings under which the focus difference is clear with the sign of the main one, and of all readings."""
    rows = view.where("readings", scheme=view.focus, metric=view.primary)
    main = view.difference(view.focus, view.primary)
    if rows.empty or main is None:
        return 0, 0
    clear = (rows["lo"] > 0) if main.mean > 0 else (rows["hi"] < 0)
    return int(clear.sum()), len(rows)


def unsettled(view: View) -> list[str]:
    """Schemes that cannot be told apart from the baseline on the primary metric."""
    return [view.names.said(item.scheme) for item in view.ranked(view.primary) if item.state == "NOT_DISTINGUISHABLE"]
