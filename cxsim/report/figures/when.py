"""F2, when: the difference from the baseline quarter by quarter, and the levels it sits on."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import amounts, numbers, sentences, theme
from cxsim.report.figures.frame import (
    Canvas,
    Chart,
    Head,
    fit,
    footer,
    limits,
    measure,
    placeholder,
    spread,
    themed,
    tick_decimals,
    tick_text,
    ticks,
)
from cxsim.report.view import View

METRIC = "customers_kept_pct"
QUARTERS = 4.0
MOST_OTHERS = 3


def chosen(view: View) -> list[str]:
    """Focus first, then up to three others: the next two and the lowest."""
    ranked = [item.scheme for item in view.ranked(view.primary) if item.scheme != view.focus]
    others = ranked if len(ranked) <= MOST_OTHERS else [*ranked[:2], ranked[-1]]
    return [view.focus, *others]


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Focus scheme with its band, others with thin edges, the baseline as the zero line."""
    rows = view.where("quarterly_differences", metric=METRIC)
    if rows.empty or view.where("quarterly_differences", metric=METRIC, scheme=view.focus).empty:
        return placeholder(view, "when", layout, bare)
    title = (
        sentences.crossing(view, view.focus, as_title=True)
        if _evidence(view)
        else sentences.counts_title(view, view.primary)
    )
    head = Head(
        "when",
        title,
        view.w("figure.when.subtitle", b=view.names.said(view.baseline)),
        footer(view, view.w("figure.when.footer")),
    )
    canvas = Canvas(head, layout, body=5.2 if layout == "phone" else 3.9, bare=bare)
    shown = [name for name in chosen(view) if name in set(rows["scheme"])]
    gutter = (0.34 if canvas.phone else 0.26) * canvas.width
    left = canvas.x0 + canvas.lines(canvas.small, 2.6)
    width = canvas.x1 - gutter - left
    strip = 0.15 * (canvas.y1 - canvas.y0)
    bottom = canvas.y0 + canvas.lines(canvas.small, 1.6)
    low = bottom + strip + canvas.lines(canvas.small, 2.4)
    top = canvas.panel(left, low, width, canvas.y1 - low - 0.06, grid="y")
    _differences(view, canvas, top, rows, shown)
    _labels(view, canvas, top, rows, shown, (low, canvas.y1 - 0.06))
    _levels(view, canvas, left, bottom, width, strip)
    return canvas.chart(_facts(view, shown), rows[rows["scheme"].isin(shown)])


def _evidence(view: View) -> bool:
    main = view.difference(view.focus, view.primary)
    return main is not None and main.state != "NO_INTERVAL" and not view.table("crossing").empty


def _series(rows: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """One scheme by year, starting from no difference at year 0."""
    own = rows[rows["scheme"] == scheme].sort_values("quarter")
    start = pd.DataFrame([{"quarter": 0, "mean": 0.0, "lo": 0.0, "hi": 0.0}])
    own = pd.concat([start, own[["quarter", "mean", "lo", "hi"]]], ignore_index=True)
    return own.assign(year=own["quarter"].astype(float) / QUARTERS)


def _differences(view: View, canvas: Canvas, ax: Axes, rows: pd.DataFrame, shown: list[str]) -> None:
    some = rows[rows["scheme"].isin(shown)]
    ax.set_ylim(*limits([*some["mean"], *some["lo"], *some["hi"]]))
    ax.set_xlim(0, view.years)
    _unclear_span(view, canvas, ax)
    for scheme in reversed(shown):
        _line(view, canvas, ax, _series(rows, scheme), scheme, scheme == shown[0])
    ax.axhline(0, color=view.inks[view.baseline].line, linewidth=canvas.lw(1.6), zorder=2)
    places = ticks(*ax.get_ylim())
    digits = tick_decimals(places)
    ax.set_yticks(places, [tick_text(v, digits, view.lang, signed=True) for v in places])
    ax.set_xticks([])


def _line(view: View, canvas: Canvas, ax: Axes, own: pd.DataFrame, scheme: str, focus: bool) -> None:
    ink = view.inks[scheme]
    every = max(1, len(own) // 5)
    size = canvas.lw(4.2)
    ax.plot(
        own["year"],
        own["mean"],
        color=ink.line,
        linewidth=canvas.lw(2.3 if focus else 1.5),
        linestyle=ink.style,
        marker=ink.marker,
        markevery=every,
        ms=size,
        mfc=ink.line,
        clip_on=False,
        zorder=4 if focus else 3,
    )  # type: ignore[arg-type]
    if focus:
        ax.fill_between(
            own["year"],
            own["lo"].astype(float),
            own["hi"].astype(float),
            color=ink.line,
            alpha=0.2,
            linewidth=0,
            zorder=1.5,
        )
        return
    for edge in ("lo", "hi"):
        ax.plot(own["year"], own[edge], color=ink.line, linewidth=canvas.lw(0.5), alpha=0.45, zorder=1.4)


def _unclear_span(view: View, canvas: Canvas, ax: Axes) -> None:
    """Grey column between trailing and leading; its word only if there is room for it."""
    t1, t2 = view.crossing(view.focus)
    if not (math.isfinite(t1) and math.isfinite(t2) and t2 > t1):
        return
    ax.axvspan(t1, t2, color=theme.BAND, zorder=0.5, linewidth=0)
    wide = ax.get_position().width * canvas.width * (t2 - t1) / view.years
    text = view.w("figure.when.unclear")
    if wide > len(text) * canvas.small * 0.62 / 72:
        ax.text(
            (t1 + t2) / 2, ax.get_ylim()[1], text, fontsize=canvas.small, color=theme.SECONDARY, ha="center", va="top"
        )


def _labels(
    view: View, canvas: Canvas, ax: Axes, rows: pd.DataFrame, shown: list[str], band: tuple[float, float]
) -> None:
    """Value and short name at each line's end, pushed apart, with a thin leader."""
    low, high = ax.get_ylim()
    ends = [(name, float(_series(rows, name)["mean"].iloc[-1])) for name in shown] + [(view.baseline, 0.0)]
    x_end = ax.get_position().x1 * canvas.width
    x_text = x_end + canvas.lines(canvas.base, 1.3)
    room = canvas.x1 - x_text
    texts = [_end_text(view, name, value) for name, value in ends]
    two = canvas.phone or any(measure(f"{text}  {name}", canvas.base, True) > room for text, name in texts)
    gap = canvas.lines(canvas.base, 2.0 if two else 1.25)
    at = [band[0] + (value - low) / (high - low) * (band[1] - band[0]) for _, value in ends]
    placed = spread(at, gap, band[0] + gap / 2, band[1] - gap / 2)
    for (name, value), y0, y in zip(ends, at, placed, strict=True):
        xs = [x_end + 0.03, x_text - 0.04]
        canvas.figure.add_artist(_leader(canvas, xs, [y0, y]))
        _label(view, canvas, name, value, x_text, y, two)


def _end_text(view: View, name: str, value: float) -> tuple[str, str]:
    """Value and name at the end of a line."""
    digits = amounts.digits_of(view, METRIC)
    text = "0" if name == view.baseline else numbers.number(value, digits, view.lang, signed=True)
    return text, view.names.short(name)


def _label(view: View, canvas: Canvas, name: str, value: float, x: float, y: float, two: bool) -> None:
    color = view.inks[name].ink
    bold = name == view.focus
    text, short = _end_text(view, name, value)
    if two:
        canvas.text(x, y + canvas.lines(canvas.small, 0.5), text, canvas.small, color, bold)
        canvas.text(
            x,
            y - canvas.lines(canvas.small, 0.5),
            fit(short, canvas.small, canvas.x1 - x, bold),
            canvas.small,
            color,
            bold,
        )
        return
    size = canvas.base * 0.97
    canvas.text(x, y, fit(f"{text}  {short}", size, canvas.x1 - x, bold), size, color, bold)


def _leader(canvas: Canvas, xs: list[float], ys: list[float]):  # type: ignore[no-untyped-def]
    from matplotlib.lines import Line2D

    x = [v / canvas.width for v in xs]
    y = [v / canvas.height for v in ys]
    return Line2D(x, y, transform=canvas.figure.transFigure, color=theme.CONTEXT, linewidth=canvas.lw(0.7))


def _levels(view: View, canvas: Canvas, left: float, bottom: float, width: float, height: float) -> None:
    """The strip of levels: how many of the first customers were still there."""
    ax = canvas.panel(left, bottom, width, height, grid="y")
    ax.set_xlim(0, view.years)
    ax.set_ylim(0, 104)
    for scheme in reversed(view.pair):
        rows = view.where("quarterly_means", metric=METRIC, scheme=scheme).sort_values("quarter")
        if not rows.empty:
            years = np.concatenate([[0.0], rows["quarter"].to_numpy(float) / QUARTERS])
            level = np.concatenate([[100.0], rows["mean"].to_numpy(float)])
            ink = view.inks[scheme]
            ax.plot(years, level, color=ink.line, linewidth=canvas.lw(1.5), linestyle=ink.style)  # type: ignore[arg-type]
    ax.set_yticks([50, 100], ["50", "100"])
    years_shown = range(view.years + 1) if view.years <= 12 else range(0, view.years + 1, 5)
    ax.set_xticks(
        list(years_shown), [view.w("figure.year", n=y) if y == 1 and not canvas.phone else str(y) for y in years_shown]
    )
    canvas.text(
        left,
        bottom + height + canvas.lines(canvas.small, 0.85),
        view.w("figure.when.levels"),
        canvas.small,
        theme.SECONDARY,
    )


def _facts(view: View, shown: list[str]) -> list[str]:
    return [sentences.verdict(view, name, METRIC).rstrip(".") for name in shown[:3]]
