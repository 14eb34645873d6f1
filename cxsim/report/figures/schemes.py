"""F1, which scheme did what: a forest plot of paired differences from the baseline on up to four metrics."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import amounts, answers, sentences, theme
from cxsim.report.figures.frame import (
    Canvas,
    Chart,
    Head,
    fit,
    fit_lines,
    footer,
    limits,
    measure,
    placeholder,
    themed,
    thin,
    tick_decimals,
    tick_text,
    ticks,
    zero_beside,
)
from cxsim.report.view import Difference, View

METRICS = ("customers_kept_pct", "customers_change_pct", "profit_after_bonus_eur", "true_cx")
NAMES = 0.215  # share of the width where names end
EDGE = 0.12  # room beside the outermost dot


@dataclass(frozen=True)
class Rows:
    """Where rows stand: middle of each row in inches, and the row height."""

    places: list[float]
    height: float


def metrics_of(view: View) -> list[str]:
    """The primary metric, then all customers at the end, profit and true experience, as far as computed."""
    known = {str(name) for name in view.table("differences")["metric"]}
    rest = [metric for metric in METRICS if metric != view.primary and metric in known]
    return [view.primary, *rest][:4]


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Rows are schemes sorted by the first panel; a hollow dot and thin line mark an interval that spans zero."""
    ranked = view.ranked(view.primary)
    if not ranked:
        return placeholder(view, "schemes", layout, bare)
    b = view.names.said(view.baseline)
    subtitle = view.w("figure.schemes.subtitle", b=b, years=sentences.years_said(view))
    notes = [view.w("figure.hollow"), view.w("figure.together", k=view.w.count(len(ranked)))]
    title = ". ".join(filter(None, [sentences.counts_title(view, view.primary), answers.profit_counts(view)]))
    head = Head("schemes", title, subtitle, footer(view, *notes))
    table = table_of(view)
    facts = [sentences.verdict(view, item.scheme).rstrip(".") for item in ranked[:3]]
    canvas = _phone(view, head, ranked, bare) if layout == "phone" else _wide(view, head, ranked, layout, bare)
    return canvas.chart(facts, table)


def table_of(view: View) -> pd.DataFrame:
    """Differences from the baseline with what they are in % of the baseline's level."""
    rows = view.where("differences", baseline=view.baseline)
    items = [view.difference(str(row["scheme"]), str(row["metric"])) for row in rows.to_dict("records")]
    share = [math.nan if item is None else answers.relative_pct(view, item) for item in items]
    after = list(rows.columns).index("hi") + 1 if "hi" in rows else len(rows.columns)
    rows = rows.copy()
    rows.insert(after, "relative_pct", share)
    return rows


def _wide(view: View, head: Head, ranked: list[Difference], layout: str, bare: bool) -> Canvas:
    canvas = Canvas(head, layout, body=0.8 + 0.3 * max(len(ranked), 4), bare=bare)
    top = canvas.y1 - canvas.lines(canvas.small, 3.5)
    bottom = canvas.y0 + canvas.lines(canvas.small, 1.5)
    rows = _rows(top, bottom, len(ranked), most=0.42 * canvas.layout.thick)
    for i in range(0, len(ranked), 2):
        canvas.box(canvas.x0, rows.places[i] - rows.height / 2, canvas.x1 - canvas.x0, rows.height, theme.BAND)
    metrics = metrics_of(view)
    left = NAMES * canvas.width
    each = (canvas.x1 - left) / len(metrics)
    for i, metric in enumerate(metrics):
        items = [view.difference(item.scheme, metric) for item in ranked]
        start = left + i * each + 0.05 * each
        _panel(view, canvas, metric, items, rows, start, 0.55 * each)
        _values(view, canvas, items, rows, start + 0.94 * each)
        _heading(view, canvas, metric, start, 0.93 * each, rows.places[0] + rows.height / 2)
    _names(view, canvas, ranked, rows)
    return canvas


def _rows(top: float, bottom: float, count: int, most: float) -> Rows:
    height = min((top - bottom) / count, most)
    return Rows([top - (i + 0.5) * height for i in range(count)], height)


def _names(view: View, canvas: Canvas, ranked: list[Difference], rows: Rows) -> None:
    right = NAMES * canvas.width
    for item, y in zip(ranked, rows.places, strict=True):
        name, color, room = view.names.short(item.scheme), view.inks[item.scheme].ink, right - canvas.x0 - 0.05
        one = measure(name, canvas.base) <= room
        size = canvas.base if one else canvas.small
        lines = fit_lines(name, size, room, most=1 if one or rows.height < canvas.lines(size, 2) else 2)
        for i, line in enumerate(lines):
            canvas.text(right, y + canvas.lines(size, (len(lines) - 1) / 2 - i), line, size, color=color, ha="right")


def _values(view: View, canvas: Canvas, items: list[Difference | None], rows: Rows, right: float) -> None:
    """The mean of every row beside its dot, bold where clear."""
    for item, y in zip(items, rows.places, strict=True):
        if item is not None:
            color = view.inks[item.scheme].ink
            text = amounts.shown(view, item).mean
            canvas.text(right, y, text, canvas.small, color=color, bold=item.clear, ha="right")


def _panel(
    view: View, canvas: Canvas, metric: str, items: list[Difference | None], rows: Rows, left: float, width: float
) -> None:
    """One metric: its axis, and a dot with its interval per row."""
    low_y, high_y = rows.places[-1] - rows.height / 2, rows.places[0] + rows.height / 2
    ax = canvas.panel(left, low_y, width, high_y - low_y)
    ax.set_ylim(low_y, high_y)
    known = [item for item in items if item is not None]
    factor = amounts.scale(metric)
    ax.set_xlim(*limits([value * factor for item in known for value in (item.mean, item.lo, item.hi)], pad=EDGE))
    _value_axis(view, canvas, ax, width, metric)
    ax.axvline(0, color=theme.TEXT, linewidth=canvas.lw(1.0), zorder=1.5)
    for item, y in zip(items, rows.places, strict=True):
        if item is not None:
            mark(ax, canvas, view, item, y, factor)


def _heading(view: View, canvas: Canvas, metric: str, left: float, width: float, y: float) -> None:
    """Metric in bold on at most two lines and its unit below, above the panel and its numbers."""
    lines = fit_lines(view.w.name("metric", metric), canvas.small, width, bold=True)
    for i, line in enumerate(reversed(lines)):
        canvas.text(left, y + canvas.lines(canvas.small, 1.75 + i), line, canvas.small, bold=True)
    unit = fit(amounts.unit(view, metric), canvas.small, width)
    canvas.text(left, y + canvas.lines(canvas.small, 0.72), unit, canvas.small, theme.SECONDARY)


def _value_axis(view: View, canvas: Canvas, ax: Axes, width: float, metric: str) -> None:
    most = max(2, int(width / (canvas.small * 5.2 / 72)))
    low, high = ax.get_xlim()
    places = ticks(low, high, min(4, most))
    digits = tick_decimals(places)
    labels = [tick_text(v, digits, view.lang, signed=True) for v in places]
    ax.set_xticks(places, thin(places, labels, width, (low, high), canvas.small))
    ax.set_yticks([])


def mark(ax: Axes, canvas: Canvas, view: View, item: Difference, y: float, factor: float = 1.0) -> None:
    """Dot and interval of one difference: filled and thick if clear, hollow and thin if not."""
    ink = view.inks[item.scheme]
    if item.state != "NO_INTERVAL":
        width = canvas.lw(2.8 if item.clear else 1.1)
        ax.plot(
            [item.lo * factor, item.hi * factor],
            [y, y],
            color=ink.line,
            linewidth=width,
            solid_capstyle="butt",
            zorder=2,
        )
    face = ink.line if item.clear else "white"
    ax.plot(
        [item.mean * factor],
        [y],
        "o",
        ms=canvas.lw(6),
        mfc=face,
        mec=ink.line,
        mew=canvas.lw(1.1),
        zorder=3,
        clip_on=False,
    )


def _phone(view: View, head: Head, ranked: list[Difference], bare: bool) -> Canvas:
    """One panel below the other; each row has its name and numbers above its line."""
    row, gap = 0.36, 0.62
    metrics = metrics_of(view)
    canvas = Canvas(head, "phone", body=len(metrics) * (row * len(ranked) + gap), bare=bare)
    top = canvas.y1
    for metric in metrics:
        top -= 0.3
        items = [view.difference(item.scheme, metric) for item in ranked]
        canvas.text(
            canvas.x0,
            top + 0.14,
            f"{view.w.name('metric', metric)}, {amounts.unit(view, metric)}",
            canvas.small,
            bold=True,
        )
        places = [top - (i + 0.78) * row for i in range(len(items))]
        _phone_panel(view, canvas, metric, items, Rows(places, row))
        top -= row * len(items) + gap - 0.3
    return canvas


def _phone_panel(view: View, canvas: Canvas, metric: str, items: list[Difference | None], rows: Rows) -> None:
    low_y, high_y = rows.places[-1] - 0.08, rows.places[0] + rows.height * 0.78
    width = canvas.x1 - canvas.x0 - 0.3
    ax = canvas.panel(canvas.x0 + 0.15, low_y, width, high_y - low_y)
    ax.set_ylim(low_y, high_y)
    known = [item for item in items if item is not None]
    factor = amounts.scale(metric)
    ax.set_xlim(*limits([value * factor for item in known for value in (item.mean, item.lo, item.hi)], pad=EDGE))
    _value_axis(view, canvas, ax, width, metric)
    zero_beside(ax, list(rows.places), 0.07)
    for item, y in zip(items, rows.places, strict=True):
        if item is None:
            continue
        mark(ax, canvas, view, item, y, factor)
        show = amounts.shown(view, item)
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        name = fit(view.names.short(item.scheme), canvas.small, 1.45)
        canvas.text(canvas.x0, y + 0.14, name, canvas.small, view.inks[item.scheme].ink, bbox=white)
        value = show.mean if item.state == "NO_INTERVAL" else f"{show.mean} ({show.interval})"
        canvas.text(canvas.x1, y + 0.14, value, canvas.small, bold=item.clear, ha="right", bbox=white)
