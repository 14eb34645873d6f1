"""F8, where the answer flips: the difference against the cost of a broken handoff, and under each reading of the evidence."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import amounts, numbers, sentences, theme
from cxsim.report.figures.frame import (
    Canvas,
    Chart,
    Head,
    fit,
    fit_lines,
    limits,
    placeholder,
    run_footer,
    themed,
    thin,
    tick_decimals,
    tick_text,
    ticks,
)
from cxsim.report.view import CLEAR_STATES, View


def grid_of(view: View, scheme: str) -> pd.DataFrame:
    """Computed points of one scheme, by handoff cost; also found as rows of `break_even` that name a handoff cost."""
    for name in ("break_even_grid", "break_even"):
        rows = view.where(name, scheme=scheme, metric=view.primary)
        if "handoff_cost" in rows and not rows.empty and "mean" in rows:
            return rows[rows["handoff_cost"].notna()].sort_values("handoff_cost").reset_index(drop=True)
    return pd.DataFrame()


def turning(view: View) -> tuple[float, float, float]:
    """Where the focus difference crosses zero, with its interval; NaN if it does not."""
    rows = view.where("break_even", scheme=view.focus, metric=view.primary)
    rows = rows[rows["at"].notna()] if "at" in rows else rows.iloc[0:0]
    if rows.empty:
        return math.nan, math.nan, math.nan
    return tuple(float(rows.iloc[0].get(key, math.nan)) for key in ("at", "lo", "hi"))  # type: ignore[return-value]


def finding(view: View, grid: pd.DataFrame) -> str:
    """A turning point is named only if the points at both ends are clear and of opposite sign."""
    low, high = grid.iloc[0], grid.iloc[-1]
    said = {"a": view.names.said(view.focus), "b": view.names.said(view.baseline)}
    metric = view.w.get(f"metric_said.{view.primary}") or view.w.name("metric", view.primary)
    ends = {"lo": _cost(view, low["handoff_cost"]), "hi": _cost(view, high["handoff_cost"])}
    at = turning(view)[0]
    if math.isfinite(at) and low["hi"] < 0 < high["lo"]:
        return view.w.sentence("figure.flips.above", at=_cost(view, at), metric=metric, **said)
    if math.isfinite(at) and high["hi"] < 0 < low["lo"]:
        return view.w.sentence("figure.flips.below", at=_cost(view, at), metric=metric, **said)
    if (grid["lo"] > 0).all():
        return view.w.sentence("figure.flips.holds_more", metric=metric, **ends, **said)
    if (grid["hi"] < 0).all():
        return view.w.sentence("figure.flips.holds_less", metric=metric, **ends, **said)
    return view.w.sentence("figure.flips.open", metric=metric, **ends, **said)


def _cost(view: View, value: float) -> str:
    decimals = 0 if float(value).is_integer() else 1 if abs(value) >= 1 else 2
    return numbers.number(float(value), decimals, view.lang)


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Left: computed points with intervals and the crossing. Right: the same difference under each reading."""
    grid = grid_of(view, view.focus)
    readings = view.where("readings", scheme=view.focus, metric=view.primary).reset_index(drop=True)
    if grid.empty and readings.empty:
        return placeholder(view, "flips", layout, bare, view.w("figure.flips.command"))
    metric = view.w.name("metric", view.primary)
    words = {
        "a": view.names.said(view.focus),
        "b": view.names.said(view.baseline),
        "metric": metric[:1].lower() + metric[1:],
    }
    title = sentences.readings(view).rstrip(".") if grid.empty else finding(view, grid)
    head = Head(
        "flips",
        title,
        view.w.sentence("figure.flips.subtitle", **words),
        run_footer(view, view.w("figure.flips.footer"), view.w("figure.hollow")),
    )
    canvas = Canvas(head, layout, body=5.0 if layout == "phone" else 2.9, bare=bare)
    _place(view, canvas, grid, readings)
    table = pd.concat([grid, readings], ignore_index=True)
    return canvas.chart(_facts(view, readings), table)


def _place(view: View, canvas: Canvas, grid: pd.DataFrame, readings: pd.DataFrame) -> None:
    """Beside each other, or below each other on a phone."""
    both = not grid.empty and not readings.empty
    middle = (canvas.y0 + canvas.y1) / 2 - 0.3
    if canvas.phone and both:
        _costs(view, canvas, grid, (canvas.x0, middle, canvas.x1, canvas.y1))
        _readings(view, canvas, readings, (canvas.x0, canvas.y0, canvas.x1, middle - 0.25))
        return
    split = canvas.x0 + 0.55 * (canvas.x1 - canvas.x0) if both else canvas.x1
    if not grid.empty:
        _costs(view, canvas, grid, (canvas.x0, canvas.y0, split, canvas.y1))
    if not readings.empty:
        _readings(view, canvas, readings, (split + 0.25 if both else canvas.x0, canvas.y0, canvas.x1, canvas.y1))


Box = tuple[float, float, float, float]


def _costs(view: View, canvas: Canvas, grid: pd.DataFrame, box: Box) -> None:
    """The difference at each computed handoff cost, the crossing and the preset marked."""
    x0, y0, x1, y1 = box
    left, bottom = x0 + canvas.lines(canvas.small, 2.8), y0 + canvas.lines(canvas.small, 2.9)
    count = view.w("figure.flips.cost_n", n=_counts(grid))
    canvas.text(x0, y1 - canvas.lines(canvas.small, 0.7), fit(count, canvas.small, x1 - x0, True), canvas.small, bold=True)
    ax = canvas.panel(left, bottom, x1 - left - 0.1, y1 - bottom - canvas.lines(canvas.small, 2.9), grid="y")
    factor = amounts.scale(view.primary)
    ax.set_ylim(*limits([v * factor for key in ("mean", "lo", "hi") for v in grid[key]], pad=0.1))
    span = float(grid["handoff_cost"].max() - grid["handoff_cost"].min()) or 1.0
    ax.set_xlim(grid["handoff_cost"].min() - 0.05 * span, grid["handoff_cost"].max() + 0.05 * span)
    ink = view.inks[view.focus]
    ax.axhline(0, color=theme.TEXT, linewidth=canvas.lw(1.1), zorder=1.5)
    ax.plot(
        grid["handoff_cost"],
        grid["mean"] * factor,
        color=ink.line,
        linewidth=canvas.lw(1.1),
        linestyle=(0, (1, 1.6)),
        zorder=2,
    )
    for row in grid.itertuples():
        _point(canvas, ax, row, factor, ink.line)
    _axes(view, canvas, ax, grid, (left, x1, y0))
    _crossing(view, canvas, ax, (bottom, y1))


def _counts(rows: pd.DataFrame) -> str:
    """Replications behind the points of a panel: one number, or the least and the most."""
    found = [int(n) for n in rows["n"]] if "n" in rows else []
    return numbers.span(min(found), max(found)) if found else "–"


def _point(canvas: Canvas, ax: Axes, row: object, factor: float, color: str) -> None:
    clear = float(row.lo) > 0 or float(row.hi) < 0  # type: ignore[attr-defined]
    x = float(row.handoff_cost)  # type: ignore[attr-defined]
    ax.plot(
        [x, x],
        [row.lo * factor, row.hi * factor],
        color=color,
        linewidth=canvas.lw(2.8 if clear else 1.1),
        solid_capstyle="butt",
        zorder=3,
    )  # type: ignore[attr-defined]
    ax.plot([x], [row.mean * factor], "o", ms=canvas.lw(6), mfc=color if clear else "white", mec=color, zorder=4)  # type: ignore[attr-defined]


def _axes(view: View, canvas: Canvas, ax: Axes, grid: pd.DataFrame, place: Box | tuple[float, float, float]) -> None:
    left, right, bottom = place[0], place[1], place[2]
    places = ticks(*ax.get_ylim())
    ax.set_yticks(places, [tick_text(v, tick_decimals(places), view.lang, signed=True) for v in places])
    costs = [float(v) for v in grid["handoff_cost"]]
    digits = tick_decimals(costs)
    labels = [numbers.number(v, digits, view.lang) for v in costs]
    ax.set_xticks(costs, thin(costs, labels, right - left - 0.1, ax.get_xlim(), canvas.small))
    canvas.text(
        (left + right) / 2,
        bottom + canvas.lines(canvas.small, 0.7),
        fit(view.w("figure.flips.axis"), canvas.small, right - left),
        canvas.small,
        theme.SECONDARY,
        ha="center",
    )


def _crossing(view: View, canvas: Canvas, ax: Axes, span: tuple[float, float]) -> None:
    """A line where the answer turns, with its interval as a band, and its value above the panel."""
    at, lo, hi = turning(view)
    low, high = ax.get_xlim()
    if not (math.isfinite(at) and low <= at <= high):
        return
    if math.isfinite(lo) and math.isfinite(hi):
        ax.axvspan(max(lo, low), min(hi, high), color=theme.BAND, linewidth=0, zorder=0.5)
        text = view.w("figure.flips.at_range", at=_cost(view, at), lo=_cost(view, lo), hi=_cost(view, hi))
    else:
        text = view.w("figure.flips.at", at=_cost(view, at))
    ax.axvline(at, color=theme.TEXT, linewidth=canvas.lw(1.6), zorder=1.6)
    side = "left" if at < (low + high) / 2 else "right"
    ax.text(
        at,
        1.01,
        text,
        transform=ax.get_xaxis_transform(),
        fontsize=canvas.small,
        fontweight="bold",
        ha=side,
        va="bottom",
    )


def _readings(view: View, canvas: Canvas, rows: pd.DataFrame, box: Box) -> None:
    """One row per reading: its name, the difference and the interval; how many hold, above."""
    x0, y0, x1, y1 = box
    held, total = sentences.readings_held(view)
    text = view.w("figure.flips.holds", k=view.w.count(held), total=view.w.count(total))
    canvas.text(
        x0, y1 - canvas.lines(canvas.small, 0.7), fit(text, canvas.small, x1 - x0, True), canvas.small, bold=True
    )
    bottom, top = y0 + canvas.lines(canvas.small, 2.9), y1 - canvas.lines(canvas.small, 1.6)
    height = (top - bottom) / len(rows)
    gutter = (0.34 if canvas.phone else 0.4) * (x1 - x0)
    left, width = x0 + gutter, x1 - x0 - gutter - canvas.lines(canvas.small, 4.2)
    ax = canvas.panel(left, bottom, width, top - bottom)
    factor = amounts.scale(view.primary)
    ax.set_xlim(*limits([v * factor for key in ("mean", "lo", "hi") for v in rows[key]], pad=0.1))
    ax.set_ylim(len(rows), 0)
    ax.set_yticks([])
    places = ticks(*ax.get_xlim())
    labels = [tick_text(v, tick_decimals(places), view.lang, signed=True) for v in places]
    ax.set_xticks(places, thin(places, labels, width, ax.get_xlim(), canvas.small))
    ax.axvline(0, color=theme.TEXT, linewidth=canvas.lw(1.0), zorder=1.5)
    for i, row in enumerate(rows.itertuples()):
        _reading(view, canvas, ax, row, i + 0.5, factor)
        y = top - (i + 0.5) * height
        name = view.w("figure.flips.reading_n", name=view.w.name("reading", str(row.reading)), n=int(row.n))
        lines = fit_lines(name, canvas.small, gutter - 0.08, most=3)
        for j, line in enumerate(lines):
            canvas.text(x0, y + canvas.lines(canvas.small, (len(lines) - 1) / 2 - j), line, canvas.small)
        canvas.text(x1, y, _value(view, row), canvas.small, bold=str(row.state) in CLEAR_STATES, ha="right")


def _value(view: View, row: Any) -> str:
    """The mean with the digits of its metric, as everywhere."""
    mean = float(row.mean) * amounts.scale(view.primary)
    return amounts.amount(view, view.primary, mean, amounts.digits_of(view, view.primary), signed=True)


def _reading(view: View, canvas: Canvas, ax: Axes, row: object, y: float, factor: float) -> None:
    color = view.inks[view.focus].line
    clear = float(row.lo) > 0 or float(row.hi) < 0  # type: ignore[attr-defined]
    ax.plot(
        [row.lo * factor, row.hi * factor],
        [y, y],
        color=color,
        linewidth=canvas.lw(2.8 if clear else 1.1),
        solid_capstyle="butt",
        zorder=3,
    )  # type: ignore[attr-defined]
    ax.plot([row.mean * factor], [y], "o", ms=canvas.lw(6), mfc=color if clear else "white", mec=color, zorder=4)  # type: ignore[attr-defined]


def _facts(view: View, rows: pd.DataFrame) -> list[str]:
    return [f"{view.w.name('reading', str(row.reading))}: {_value(view, row)}" for row in rows.head(3).itertuples()]
