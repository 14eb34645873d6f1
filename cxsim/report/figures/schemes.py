"""F1, which scheme did what: a forest plot of paired differences from the baseline on three metrics."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes

from cxsim.report import amounts, numbers, sentences, theme
from cxsim.report.figures.frame import (
    Canvas,
    Chart,
    Head,
    fit,
    footer,
    limits,
    placeholder,
    themed,
    thin,
    tick_decimals,
    tick_text,
    ticks,
)
from cxsim.report.view import Difference, View

METRICS = ("customers_kept_pct", "profit_after_bonus_eur", "true_cx")


@dataclass(frozen=True)
class Rows:
    """Where rows stand: middle of each row in inches, and the row height."""

    places: list[float]
    height: float


def metrics_of(view: View) -> list[str]:
    """The three metrics, the primary one first."""
    rest = [metric for metric in METRICS if metric != view.primary]
    return [view.primary, *rest][:3]


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Rows are schemes sorted by the first panel; a hollow dot and thin line mark an interval that spans zero."""
    ranked = view.ranked(view.primary)
    if not ranked:
        return placeholder(view, "schemes", layout, bare)
    b = view.names.said(view.baseline)
    subtitle = view.w("figure.schemes.subtitle", b=b, years=sentences.years_said(view))
    notes = [view.w("figure.hollow"), view.w("figure.together", k=view.w.count(len(ranked)))]
    head = Head("schemes", sentences.counts_title(view, view.primary), subtitle, footer(view, *notes))
    table = view.where("differences", baseline=view.baseline)
    facts = [sentences.verdict(view, item.scheme).rstrip(".") for item in ranked[:3]]
    canvas = _phone(view, head, ranked, bare) if layout == "phone" else _wide(view, head, ranked, layout, bare)
    return canvas.chart(facts, table)


def _wide(view: View, head: Head, ranked: list[Difference], layout: str, bare: bool) -> Canvas:
    canvas = Canvas(head, layout, body=0.62 + 0.3 * max(len(ranked), 4), bare=bare)
    top = canvas.y1 - canvas.lines(canvas.base, 2.3)
    bottom = canvas.y0 + canvas.lines(canvas.small, 1.5)
    rows = _rows(top, bottom, len(ranked), most=0.42 * canvas.layout.thick)
    for i in range(0, len(ranked), 2):
        canvas.box(canvas.x0, rows.places[i] - rows.height / 2, canvas.x1 - canvas.x0, rows.height, theme.BAND)
    for metric, left, width in zip(metrics_of(view), (0.262, 0.672, 0.85), (0.185, 0.15, 0.135), strict=False):
        items = [view.difference(item.scheme, metric) for item in ranked]
        _panel(view, canvas, metric, items, rows, left * canvas.width, width * canvas.width)
    _names(view, canvas, ranked, rows)
    _values(view, canvas, ranked, rows)
    return canvas


def _rows(top: float, bottom: float, count: int, most: float) -> Rows:
    height = min((top - bottom) / count, most)
    return Rows([top - (i + 0.5) * height for i in range(count)], height)


def _names(view: View, canvas: Canvas, ranked: list[Difference], rows: Rows) -> None:
    right = 0.25 * canvas.width
    for item, y in zip(ranked, rows.places, strict=True):
        name = fit(view.names.short(item.scheme), canvas.base, right - canvas.x0 - 0.05)
        canvas.text(right, y, name, color=view.inks[item.scheme].ink, ha="right")


def _values(view: View, canvas: Canvas, ranked: list[Difference], rows: Rows) -> None:
    digits = common_decimals(ranked)
    for item, y in zip(ranked, rows.places, strict=True):
        show = amounts.shown(view, item, digits)
        canvas.text(0.512 * canvas.width, y, show.mean, color=view.inks[item.scheme].ink, bold=item.clear, ha="right")
        if item.state != "NO_INTERVAL":
            canvas.text(0.522 * canvas.width, y, show.interval, canvas.small, theme.SECONDARY)


def common_decimals(items: list[Difference]) -> int:
    """Decimals for a column of differences: from the median half-width."""
    halves = sorted(
        (item.hi - item.lo) / 2 * amounts.scale(item.metric) for item in items if item.state != "NO_INTERVAL"
    )
    return numbers.decimals_for(halves[len(halves) // 2]) if halves else 1


def _panel(
    view: View, canvas: Canvas, metric: str, items: list[Difference | None], rows: Rows, left: float, width: float
) -> None:
    """One metric: heading, axis, and a dot with its interval per row."""
    low_y, high_y = rows.places[-1] - rows.height / 2, rows.places[0] + rows.height / 2
    ax = canvas.panel(left, low_y, width, high_y - low_y)
    ax.set_ylim(low_y, high_y)
    known = [item for item in items if item is not None]
    factor = amounts.scale(metric)
    ax.set_xlim(*limits([value * factor for item in known for value in (item.mean, item.lo, item.hi)]))
    _value_axis(view, canvas, ax, width, metric)
    for item, y in zip(items, rows.places, strict=True):
        if item is not None:
            mark(ax, canvas, view, item, y, factor)
    _heading(view, canvas, metric, left, width, high_y)


def _heading(view: View, canvas: Canvas, metric: str, left: float, width: float, y: float) -> None:
    """Metric in bold and its unit below, centred on the panel, moved inside the canvas if too wide."""
    name = view.w.name("metric", metric)
    canvas.text(left + width / 2, y + canvas.lines(canvas.small, 1.75), name, canvas.small, bold=True, ha="center")
    canvas.text(
        left + width / 2,
        y + canvas.lines(canvas.small, 0.72),
        amounts.unit(view, metric),
        canvas.small,
        theme.SECONDARY,
        ha="center",
    )


def _value_axis(view: View, canvas: Canvas, ax: Axes, width: float, metric: str) -> None:
    most = max(2, int(width / (canvas.small * 5.2 / 72)))
    low, high = ax.get_xlim()
    places = ticks(low, high, min(4, most))
    digits = tick_decimals(places)
    labels = [tick_text(v, digits, view.lang, signed=True) for v in places]
    ax.set_xticks(places, thin(places, labels, width, (low, high), canvas.small))
    ax.set_yticks([])
    ax.axvline(0, color=theme.TEXT, linewidth=canvas.lw(1.0), zorder=1.5)


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
    ax.set_xlim(*limits([value * factor for item in known for value in (item.mean, item.lo, item.hi)]))
    _value_axis(view, canvas, ax, width, metric)
    digits = common_decimals(known)
    for item, y in zip(items, rows.places, strict=True):
        if item is None:
            continue
        mark(ax, canvas, view, item, y, factor)
        show = amounts.shown(view, item, digits)
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        name = fit(view.names.short(item.scheme), canvas.small, 1.45)
        canvas.text(canvas.x0, y + 0.14, name, canvas.small, view.inks[item.scheme].ink, bbox=white)
        value = show.mean if item.state == "NO_INTERVAL" else f"{show.mean} ({show.interval})"
        canvas.text(canvas.x1, y + 0.14, value, canvas.small, bold=item.clear, ha="right", bbox=white)
