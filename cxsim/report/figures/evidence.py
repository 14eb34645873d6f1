"""The trust check in pictures: how many lines hold in each part, and where every line lies beside what was expected."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any, Sequence

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import theme
from cxsim.report.figures.frame import Canvas, Chart, Head, fit, measure, themed

ROW = 0.2  # inches a line takes
EDGE = 3.0  # lines further out than this many half-bands are drawn at the edge, with an arrow
STYLE = {  # colour, marker, filled: the sign repeats what the colour says
    "yes": (theme.GAIN, "o", True),
    "no": (theme.BROKEN, "X", True),
    "reversed": (theme.LOSS, "D", True),
    "not distinguishable": (theme.SECONDARY, "o", False),
}


@themed
def score(parts: dict[str, Sequence[Any]], title: str, layout: str = "report", bare: bool = False) -> Chart:
    """One mark per line, a row per part; `parts` are lines by the heading they stand under."""
    wide = 5.2 if layout != "phone" else 3.4
    names = {name: f"{name}  {_held(lines)} of {len(lines)}" for name, lines in parts.items()}
    label = 0.0 if layout == "phone" else max(measure(text, 8.8) for text in names.values()) + 0.2
    per_row = max(10, int((wide - 0.1) / 0.115))
    heights = {name: math.ceil(len(lines) / per_row) * 0.15 + (0.24 if layout == "phone" else 0.12) for name, lines in parts.items()}
    head = Head("trust-score", title, "One mark per line of evidence.", "")
    canvas = Canvas(head, layout, body=sum(heights.values()) + 0.35, bare=bare)
    top = canvas.y1
    for name, lines in parts.items():
        inset = 0.2 if layout == "phone" else 0.09
        canvas.text(canvas.x0, top - 0.09, names[name])
        for k, line in enumerate(sorted(lines, key=lambda line: list(STYLE).index(line.holds))):
            x = canvas.x0 + label + 0.06 + (k % per_row) * 0.115
            _mark(canvas, x, top - inset - (k // per_row) * 0.15, line.holds, 4.6)
        top -= heights[name]
    _legend(canvas, canvas.x0 + label, top - 0.12)
    return canvas.chart([f"{names[name]}" for name in parts], pd.DataFrame())


def _held(lines: Sequence[Any]) -> int:
    return sum(line.holds == "yes" for line in lines)


def _mark(canvas: Canvas, x: float, y: float, verdict: str, size: float) -> None:
    from matplotlib.lines import Line2D

    color, marker, filled = STYLE[verdict]
    canvas.figure.add_artist(
        Line2D([x / canvas.width], [y / canvas.height], marker=marker, markersize=size, color=color, linestyle="none",
               markerfacecolor=color if filled else "white", markeredgecolor=color, markeredgewidth=0.9)
    )  # fmt: skip


def _legend(canvas: Canvas, x: float, y: float) -> None:
    told = {"yes": "holds", "no": "does not", "reversed": "other way round", "not distinguishable": "cannot be told"}
    for verdict, text in told.items():
        if x + measure(text, canvas.small) + 0.2 > canvas.x1:
            x, y = canvas.x0, y - 0.16
        _mark(canvas, x + 0.06, y, verdict, 4.6)
        canvas.text(x + 0.15, y, text, canvas.small, theme.SECONDARY)
        x += measure(text, canvas.small) + 0.32


@themed
def forest(key: str, lines: Sequence[Any], title: str, layout: str = "report", bare: bool = False) -> Chart:
    """Every line of one part beside what was expected of it.

    A line with a band is placed in half-bands from the band's middle: the shaded strip is the band. A line with a
    direction is placed in half-widths of its own interval: inside the strip it cannot be told from zero.
    """
    shown = [line for line in lines if not math.isnan(line.value)]
    topics = [(topic, list(rows)) for topic, rows in groupby(shown, key=lambda line: line.topic)]
    rows = sum(1 + len(found) for _, found in topics)
    head = Head(f"trust-{key}", title, _axis(shown), "")
    canvas = Canvas(head, layout, body=rows * ROW + 0.45, bare=bare)
    room = canvas.x1 - canvas.x0
    label = (0.46 if layout == "phone" else 0.5) * room
    value = 0.0 if layout == "phone" else 0.17 * room
    bottom, height = canvas.y0 + 0.3, rows * ROW
    ax = canvas.panel(canvas.x0 + label, bottom, room - label - value, height, grid="")
    ax.set(xlim=(-EDGE - 0.3, EDGE + 0.3), ylim=(rows, 0))
    ax.axvspan(-1, 1, color=theme.BAND, zorder=0)
    ax.axvline(0, color=theme.GRID, linewidth=canvas.lw(0.8), zorder=0.5)
    ax.set_yticks([])
    ax.set_xticks([-3, -2, -1, 0, 1, 2, 3], ["-3", "-2", "-1", "0", "1", "2", "3"])
    at = 0
    for topic, found in topics:
        _text(canvas, canvas.x0, _y(canvas, bottom, height, at, rows), topic, label, bold=True)
        at += 1
        for line in found:
            y = _y(canvas, bottom, height, at, rows)
            _text(canvas, canvas.x0 + 0.1, y, line.name, label - 0.15)
            if value:
                canvas.text(canvas.x1, y, fit(said(line), canvas.small, value), canvas.small, ha="right")
            _place(ax, canvas, line, at + 0.5)
            at += 1
    canvas.text(canvas.x0 + label + (room - label - value) / 2, canvas.y0 + 0.07, _axis(shown), canvas.small, theme.SECONDARY, ha="center")
    return canvas.chart([f"{line.name}: {said(line)}" for line in shown[:3]], pd.DataFrame())


def _axis(lines: Sequence[Any]) -> str:
    bands = sum(line.expected == "band" for line in lines)
    if bands == len(lines):
        return "distance from the band's middle, half-bands"
    if bands == 0:
        return "size in half-widths of its 95 % interval"
    return "half-bands from the band's middle, or half-widths of the 95 % interval"


def _y(canvas: Canvas, bottom: float, height: float, at: int, rows: int) -> float:
    return bottom + height * (1 - (at + 0.5) / rows)


def _text(canvas: Canvas, x: float, y: float, text: str, room: float, bold: bool = False) -> None:
    canvas.text(x, y, fit(text, canvas.small, room, bold), canvas.small, theme.TEXT, bold=bold)


def said(line: Any) -> str:
    """The number with its unit, short."""
    return f"{line.value:.3g} {line.unit}".strip()


def placed(line: Any) -> tuple[float, float, float]:
    """(position, left, right) of a line on the common axis; left and right are the interval, equal where there is none."""
    if line.expected == "band":
        middle, half = _band(line)
        sides = [line.value if math.isnan(side) else side for side in (line.lo, line.hi)]
        return ((line.value - middle) / half, *((side - middle) / half for side in sides))  # type: ignore[return-value]
    if line.expected == "nil" and line.tolerance:  # the strip is the tolerance
        return line.value / line.tolerance, line.lo / line.tolerance, line.hi / line.tolerance
    half = (line.hi - line.lo) / 2
    if not half > 0:
        at = math.copysign(EDGE + 1, line.value) if line.value else 0.0
        return at, at, at
    at = line.value / half
    return at, at - 1, at + 1


def _band(line: Any) -> tuple[float, float]:
    """Middle and half-width; a one-sided band ends at its bound and is as wide as the bound is far from zero."""
    if math.isinf(line.low):
        return line.high - abs(line.high or 1.0), abs(line.high or 1.0)
    if math.isinf(line.high):
        return line.low + abs(line.low or 1.0), abs(line.low or 1.0)
    return (line.low + line.high) / 2, max((line.high - line.low) / 2, 1e-300)


def _place(ax: Axes, canvas: Canvas, line: Any, y: float) -> None:
    at, left, right = placed(line)
    color, marker, filled = STYLE[line.holds]
    if right > left and left < EDGE and right > -EDGE:
        ax.plot([max(left, -EDGE - 0.2), min(right, EDGE + 0.2)], [y, y], color=color, linewidth=canvas.lw(1.1), zorder=2)
    inside = min(max(at, -EDGE - 0.12), EDGE + 0.12)
    outside = inside != at
    shape = (">" if at > 0 else "<") if outside else marker
    ax.plot([inside], [y], marker=shape, markersize=4.6, color=color, linestyle="none", zorder=3,
            markerfacecolor=color if filled or outside else "white", markeredgecolor=color, markeredgewidth=0.9)  # fmt: skip
