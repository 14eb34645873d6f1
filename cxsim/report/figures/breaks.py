"""F5, where journeys break: a map of the handoffs with most breaks, and the same eight as a ranked list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from cxsim.report import numbers, theme
from cxsim.report.figures.frame import (
    WHITE,
    Canvas,
    Chart,
    Head,
    fit_lines,
    footer,
    limits,
    measure,
    placeholder,
    themed,
    tick_text,
    ticks,
)
from cxsim.report.view import CLEAR_STATES, View

MOST = 8
MOST_UNITS = 6


def ranked(view: View) -> pd.DataFrame:
    """Handoffs of the focus scheme, most breaks first."""
    rows = view.where("handoffs", scheme=view.focus)
    if rows.empty:
        return rows
    return (
        rows[rows["broken_per_1000"] > 0]
        .sort_values("broken_per_1000", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def making_half(rows: pd.DataFrame) -> int:
    """The least number of handoffs that together make half of all breaks."""
    broken = rows["broken_per_1000"].to_numpy(float)
    return int(np.searchsorted(np.cumsum(broken), broken.sum() / 2) + 1)


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Arrow width is flow, its colour the share that broke; the list carries the numbers."""
    rows = ranked(view)
    if rows.empty:
        return placeholder(view, "breaks", layout, bare)
    a, b = view.names.said(view.focus), view.names.said(view.baseline)
    half = making_half(rows)
    title = view.w.plural("figure.breaks.half", half, a=a, k=view.w.count(half), total=view.w.count(len(rows)))
    note = view.w("figure.breaks.legend", a=view.names.short(view.focus), b=view.names.short(view.baseline))
    head = Head(
        "breaks",
        title[:1].upper() + title[1:],
        view.w("figure.breaks.subtitle", a=a, b=b),
        footer(view, note, view.w("figure.hollow")),
    )
    top = rows.head(MOST)
    canvas = Canvas(head, layout, body=3.9 if layout == "phone" else 3.3, bare=bare)
    units = list(dict.fromkeys([*rows["from_unit"], *rows["to_unit"]]))
    if canvas.phone or len(units) > MOST_UNITS:
        _list(view, canvas, top, canvas.x0)
    else:
        _map(view, canvas, top, units)
        _list(view, canvas, top, canvas.x0 + 0.37 * canvas.width)
    return canvas.chart(_facts(view, top), rows)


def _map(view: View, canvas: Canvas, top: pd.DataFrame, units: list[str]) -> None:
    """Units in a column; arrows downwards bend right, upwards bend left, each with its number at the bend."""
    order = [name for name in view.setting("company.units", {}) if name in units] or units
    width = 0.35 * canvas.width
    label = min(max(measure(view.unit(u), canvas.small) for u in order) + 0.08, 0.15 * canvas.width)
    canvas.text(
        canvas.x0,
        canvas.y1 - canvas.lines(canvas.small, 0.6),
        view.w("figure.breaks.map_units"),
        canvas.small,
        bold=True,
    )
    bottom, top_y = canvas.y0 + canvas.lines(canvas.small, 2.9), canvas.y1 - canvas.lines(canvas.small, 1.6)
    ax = canvas.panel(canvas.x0 + label, bottom, width - label, top_y - bottom, grid="")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlim(0, width - label)
    ax.set_ylim(0, top_y - bottom)
    step = (top_y - bottom) / len(order)
    spots = {name: top_y - bottom - (i + 0.5) * step for i, name in enumerate(order)}
    middle = (width - label) * 0.46
    most = float(top["handoffs"].max()) or 1.0
    for row in top.itertuples():
        _arrow(canvas, ax, row, spots, middle, order, 0.8 + 3.7 * float(row.handoffs) / most)
    for name in order:
        ax.plot([middle], [spots[name]], "o", ms=canvas.lw(6), color=theme.SECONDARY, zorder=4)
        _lines(canvas, canvas.x0, bottom + spots[name], view.unit(name), label - 0.04)


    _key(view, canvas, width)


def _key(view: View, canvas: Canvas, width: float) -> None:
    """Below the map: which colour is which share of broken handoffs."""
    canvas.text(canvas.x0, canvas.y0 + canvas.lines(canvas.small, 1.9), view.w("figure.breaks.colour"), canvas.small, theme.SECONDARY)
    low, each = 0, width / len(theme.SHARES_BROKEN)
    y, dash = canvas.y0 + canvas.lines(canvas.small, 0.7), canvas.lines(canvas.small, 0.8)
    for place, (high, color) in enumerate(theme.SHARES_BROKEN):
        x, top = canvas.x0 + place * each, round(100 * high)
        ends = [(x + part * dash) / canvas.width for part in (0, 1)]
        canvas.figure.add_artist(Line2D(ends, [y / canvas.height] * 2, transform=canvas.figure.transFigure, color=color, linewidth=canvas.lw(3.0)))
        canvas.text(x + 1.35 * dash, y, f"{low}–{top}", canvas.small, theme.SECONDARY)
        low = top


def color_of(share: float) -> str:
    """The colour of an arrow for a share of handoffs that broke, 0 to 1."""
    return next((color for high, color in theme.SHARES_BROKEN if share < high), theme.SHARES_BROKEN[-1][1])


def _lines(canvas: Canvas, x: float, y: float, text: str, width: float, **more: Any) -> None:
    """A name on one or two lines around a height."""
    lines = fit_lines(text, canvas.small, width)
    for i, line in enumerate(lines):
        canvas.text(x, y + canvas.lines(canvas.small, (len(lines) - 1) / 2 - i), line, canvas.small, **more)


def _arrow(
    canvas: Canvas, ax: Axes, row: object, spots: dict[str, float], middle: float, order: list[str], width: float
) -> None:
    """One handoff as an arrow of the width given, its number at the bend."""
    start, end = str(row.from_unit), str(row.to_unit)  # type: ignore[attr-defined]
    jump = order.index(end) - order.index(start)
    side = 1.0 if jump > 0 else -1.0
    room = (middle if side < 0 else ax.get_xlim()[1] - middle) - 0.5 * canvas.lines(canvas.small)
    bulge = room * abs(jump) / (len(order) - 1)
    gap = spots[start] - spots[end]
    patch = FancyArrowPatch(
        (middle + 0.05 * side, spots[start]), (middle + 0.05 * side, spots[end]), arrowstyle="-|>", color=color_of(float(row.rough_share)),  # type: ignore[attr-defined]
        connectionstyle=f"arc3,rad={-2 * bulge * side / gap if gap else 0:.3f}", mutation_scale=canvas.small * 1.1, linewidth=canvas.lw(width) * 0.8, zorder=3,
    )  # fmt: skip
    ax.add_patch(patch)
    place = (middle + side * (bulge + 0.05), (spots[start] + spots[end]) / 2)
    number = int(row.Index) + 1  # type: ignore[attr-defined]
    ax.text(
        *place,
        str(number),
        fontsize=canvas.small,
        fontweight="bold",
        ha="center",
        va="center",
        zorder=5,
        bbox={
            "facecolor": "white",
            "edgecolor": theme.SECONDARY,
            "boxstyle": "circle,pad=0.18",
            "linewidth": canvas.lw(0.6),
        },
    )


def _list(view: View, canvas: Canvas, top: pd.DataFrame, left: float) -> None:
    """Ranked dumbbells: baseline dot, focus diamond, hollow if the change is not clear."""
    labels = [f"{view.unit(str(r.from_unit))} → {view.unit(str(r.to_unit))}" for r in top.itertuples()]
    share = measure(numbers.percent(88, 0, view.lang), canvas.small)
    head, foot = canvas.lines(canvas.small, 1.6), canvas.lines(canvas.small, 1.6)
    high, low = canvas.y1 - head, canvas.y0 + foot
    height = (high - low) / len(top)
    tag = canvas.lines(canvas.small, 1.5)
    room = 0.0 if canvas.phone else min(max(measure(t, canvas.small) for t in labels) + 0.15, 0.27 * canvas.width)
    value = measure("888  (888)", canvas.small, True) + 0.1
    right = canvas.x1 - value - share - 0.14
    ax = canvas.panel(left + tag + room, low, right - left - tag - room, high - low)
    ax.set_ylim(len(top), 0)
    ax.set_xlim(*limits([*top["broken_per_1000"], *top["baseline_per_1000"], *top["hi"]]))
    ax.set_xlim(left=0)
    ax.set_yticks([])
    places = ticks(*ax.get_xlim(), 3)
    ax.set_xticks(places, [tick_text(v, 0, view.lang) for v in places])
    canvas.text(
        left, canvas.y1 - canvas.lines(canvas.small, 0.6), view.w("figure.breaks.list"), canvas.small, bold=True
    )
    canvas.text(
        canvas.x1,
        canvas.y1 - canvas.lines(canvas.small, 0.6),
        view.w("figure.breaks.broke"),
        canvas.small,
        theme.SECONDARY,
        ha="right",
    )
    for i, (row, label) in enumerate(zip(top.itertuples(), labels, strict=True)):
        middle = i + (0.66 if canvas.phone else 0.5)
        y = high - middle * height
        _dumbbell(view, canvas, ax, row, middle)
        text_y = y + (0.4 * height if canvas.phone else 0)
        canvas.text(left, y, str(i + 1), canvas.small, bold=True)
        _lines(canvas, left + tag, text_y, label, (room or right - left - tag) - 0.05, bbox=WHITE)
        clear = str(row.state) in CLEAR_STATES
        text = f"{numbers.number(float(row.broken_per_1000), 0, view.lang)}  ({numbers.number(float(row.baseline_per_1000), 0, view.lang)})"
        canvas.text(right + 0.08, y, text, canvas.small, bold=clear)
        canvas.text(
            canvas.x1,
            y,
            numbers.percent(100 * float(row.rough_share), 0, view.lang),
            canvas.small,
            theme.SECONDARY,
            ha="right",
        )


def _dumbbell(view: View, canvas: Canvas, ax: Axes, row: object, y: float) -> None:
    focus, base = view.inks[view.focus], view.inks[view.baseline]
    now, before = float(row.broken_per_1000), float(row.baseline_per_1000)  # type: ignore[attr-defined]
    clear = str(row.state) in CLEAR_STATES  # type: ignore[attr-defined]
    ax.plot([before, now], [y, y], color=theme.CONTEXT, linewidth=canvas.lw(1.1), zorder=2)
    if np.isfinite(float(row.lo)) and np.isfinite(float(row.hi)):  # type: ignore[attr-defined]
        ax.plot(
            [row.lo, row.hi],
            [y, y],
            color=focus.line,
            linewidth=canvas.lw(2.2 if clear else 1.0),
            solid_capstyle="butt",
            zorder=2.5,
        )  # type: ignore[attr-defined]
    ax.plot([before], [y], "o", ms=canvas.lw(5), color=base.line, zorder=3)
    ax.plot([now], [y], "D", ms=canvas.lw(5), mec=focus.line, mfc=focus.line if clear else "white", zorder=4)


def _facts(view: View, top: pd.DataFrame) -> list[str]:
    return [
        f"{view.unit(str(r.from_unit))} → {view.unit(str(r.to_unit))}: {numbers.number(float(r.broken_per_1000), 0, view.lang)}"
        for r in top.head(3).itertuples()
    ]
