"""The course of a comparison: customers kept, profit and true experience by quarter, as differences from the baseline.

The same drawing serves a finished comparison and one on its way. On its way it is dashed, says how many repetitions there
are of how many, and tells no verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from cxsim.report import amounts, numbers, sentences, theme
from cxsim.report.figures.frame import (
    Canvas,
    Chart,
    Head,
    fit,
    footer,
    limits,
    measure,
    spread,
    themed,
    tick_decimals,
    tick_text,
    ticks,
)
from cxsim.report.view import SMALLEST_N, View

METRICS = ("customers_kept_pct", "profit_to_date_eur", "true_cx")
HEADLINES = ("customers_kept_pct", "profit_after_bonus_eur", "true_cx")
MORE = ("customers_pct", "revenue_to_date_eur", "bonus_to_date_eur")  # see `further`
QUARTERS = 4.0
MOST = 4
WIDE_BAND = 2.5  # bands of few repetitions may leave the panel: it shows this many times the reach of the lines


@dataclass(frozen=True)
class _Panel:
    """One outcome: its axes, rows, and the lowest and highest place of its labels, inches."""

    metric: str
    ax: Axes
    rows: pd.DataFrame
    low: float
    high: float


@themed
def draw(view: View, layout: str = "report", bare: bool = False, planned: int | None = None) -> Chart:
    """Three panels over one another, years along, the baseline as zero. `planned` = repetitions asked for, while on the way."""
    return _draw(view, view.table("quarterly_differences"), METRICS, layout, bare, planned)


@themed
def further(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """The same for all customers, revenue and bonuses so far, worked out from runs and quarters of a finished comparison."""
    return _draw(view, _worked_out(view), MORE, layout, bare, None)


def _worked_out(view: View) -> pd.DataFrame:
    """Differences by quarter (scheme, quarter, metric, mean, lo, hi) of MORE, per customer at the start; empty when there is nothing."""
    from cxsim.study.contrasts import quarterly_differences_table

    quarters, runs = view.table("quarterly"), view.table("runs")
    if quarters.empty or not {"customers", "revenue_eur", "bonus_eur"} <= set(quarters.columns):
        return pd.DataFrame()
    starts = runs.drop_duplicates(["scheme", "seed"])[["scheme", "seed", "start_customers"]]
    table = quarters.merge(starts, on=["scheme", "seed"]).sort_values(["scheme", "seed", "quarter"])
    heads, own = table["start_customers"].where(table["start_customers"] > 0), table.groupby(["scheme", "seed"], observed=True)
    found = table[["scheme", "seed", "quarter"]].assign(customers_pct=100.0 * table["customers"] / heads)
    for metric, column in zip(MORE[1:], ("revenue_eur", "bonus_eur"), strict=True):
        found[metric] = own[column].cumsum() / heads
    return quarterly_differences_table(found, view.comparison.question)


def _draw(view: View, rows: pd.DataFrame, metrics: tuple[str, ...], layout: str, bare: bool, planned: int | None) -> Chart:
    rows = rows[rows["metric"].isin(metrics)] if len(rows) else rows
    if rows.empty:
        return _nothing(view, layout, bare)
    shown = _shown(view, rows)
    said = _title(view, planned) if metrics == METRICS else _title_of_all(view)
    head = Head("course", said, view.w("course.subtitle", b=view.names.said(view.baseline)), _foot(view, planned))
    canvas = Canvas(head, layout, body=7.0 if layout == "phone" else 5.6, bare=bare)
    for panel in _panels(view, canvas, rows, metrics):
        _lines(view, canvas, panel, shown, planned is not None)
        _labels(view, canvas, panel, shown)
    facts = _facts(view, shown, planned, HEADLINES if metrics == METRICS else ("customers_change_pct",))
    return canvas.chart(facts, rows[rows["scheme"].isin(shown)])


def _nothing(view: View, layout: str, bare: bool) -> Chart:
    """An empty picture that keeps its place."""
    head = Head("course", view.w("course.empty"), view.w("course.subtitle", b=view.names.said(view.baseline)), footer(view))
    return Canvas(head, layout, body=0.6, bare=bare).chart([], pd.DataFrame(), empty=True)


def _shown(view: View, rows: pd.DataFrame) -> list[str]:
    """Focus first, then the others as ranked; at most four."""
    ranked = [item.scheme for item in view.ranked(view.primary)] or view.others
    ordered = [view.focus, *[name for name in ranked if name != view.focus]]
    return [name for name in ordered if name in set(rows["scheme"])][:MOST]


def _title(view: View, planned: int | None) -> str:
    if planned is not None:
        return view.w("course.provisional", n=view.n, planned=planned)
    main = view.difference(view.focus, view.primary)
    if main is None or main.state == "NO_INTERVAL" or view.table("crossing").empty:
        return sentences.counts_title(view, view.primary)
    return sentences.crossing(view, view.focus, as_title=True)


def _title_of_all(view: View) -> str:
    """What became of all customers; that two schemes are not told apart is said of customers only, whatever the panels below show."""
    found = view.difference(view.focus, "customers_change_pct")
    if len(view.others) == 1 and found is not None and found.state == "NOT_DISTINGUISHABLE":
        return view.w("course.unclear", a=view.names.said(view.focus), b=view.names.said(view.baseline))
    return sentences.counts_title(view, "customers_change_pct")


def _foot(view: View, planned: int | None) -> str:
    if planned is not None:
        return view.w("course.on_the_way")
    return footer(view, view.w("figure.when.footer"))


def _panels(view: View, canvas: Canvas, rows: pd.DataFrame, metrics: tuple[str, ...]) -> list[_Panel]:
    """Panels from the top down, each under its heading."""
    gutter = (0.33 if canvas.phone else 0.25) * canvas.width
    left = canvas.x0 + canvas.lines(canvas.small, 2.9)
    width, axis = canvas.x1 - gutter - left, canvas.lines(canvas.small, 1.6)
    each = (canvas.y1 - canvas.y0 - axis) / len(metrics)
    head = canvas.lines(canvas.base, 1.7)
    found = []
    for number, metric in enumerate(metrics):
        bottom = canvas.y0 + axis + each * (len(metrics) - 1 - number) + 0.06
        height = each - head - 0.06
        ax = canvas.panel(left, bottom, width, height, grid="y")
        canvas.text(canvas.x0, bottom + height + head * 0.45, fit(_heading(view, canvas, metric), canvas.base, canvas.x1 - canvas.x0, True), canvas.base, theme.TEXT, True)
        ax.set_xlim(0, view.years)
        ax.set_xticks(*_years(view, canvas) if number == len(metrics) - 1 else ([], []))
        found.append(_Panel(metric, ax, rows[rows["metric"] == metric], bottom, bottom + height))
    return found


def _heading(view: View, canvas: Canvas, metric: str) -> str:
    """Outcome and unit, short on a phone."""
    kind = "phone" if canvas.phone else "heading"
    return view.w(f"course.{kind}.{metric}", currency=numbers.SYMBOLS.get(view.currency, view.currency))


def _years(view: View, canvas: Canvas) -> tuple[list[int], list[str]]:
    shown = list(range(view.years + 1)) if view.years <= 12 else list(range(0, view.years + 1, 5))
    return shown, [view.w("figure.year", n=y) if y == 1 and not canvas.phone else str(y) for y in shown]


def _series(panel: _Panel, scheme: str) -> pd.DataFrame:
    """One scheme by year, from no difference at the start."""
    own = panel.rows[panel.rows["scheme"] == scheme].sort_values("quarter")[["quarter", "mean", "lo", "hi"]].astype(float)
    own = pd.concat([pd.DataFrame([{"quarter": 0.0, "mean": 0.0, "lo": 0.0, "hi": 0.0}]), own], ignore_index=True)
    return own.assign(year=own["quarter"] / QUARTERS)


def _lines(view: View, canvas: Canvas, panel: _Panel, shown: list[str], on_the_way: bool) -> None:
    ax, lines = panel.ax, {name: _series(panel, name) for name in shown}
    ax.set_ylim(*_reach(list(lines.values()), on_the_way))
    for scheme in reversed(shown):
        own, ink, focus = lines[scheme], view.inks[scheme], scheme == shown[0]
        style = theme.DASHES["dashed"] if on_the_way else ink.style
        ax.plot(own["year"], own["mean"], color=ink.line, linewidth=canvas.lw(2.2 if focus else 1.5), linestyle=style, marker=ink.marker, markevery=(max(1, len(own) // 5), max(1, len(own) // 5)), ms=canvas.lw(4.0), clip_on=False, zorder=4 if focus else 3)  # type: ignore[arg-type]
        _band(canvas, ax, own, ink, focus and not on_the_way, on_the_way)
    ax.axhline(0, color=view.inks[view.baseline].line, linewidth=canvas.lw(1.6), zorder=2)
    places = ticks(*ax.get_ylim(), most=3)
    digits = tick_decimals(places)
    ax.set_yticks(places, [tick_text(v, digits, view.lang, signed=True) for v in places])


def _band(canvas: Canvas, ax: Axes, own: pd.DataFrame, ink: theme.Ink, filled: bool, on_the_way: bool) -> None:
    known = own[own["lo"].notna() & own["hi"].notna()]
    if len(known) < 2:
        return
    if filled:
        ax.fill_between(known["year"], known["lo"], known["hi"], color=ink.line, alpha=0.2, linewidth=0, zorder=1.5)
        return
    for edge in ("lo", "hi"):
        ax.plot(known["year"], known[edge], color=ink.line, linewidth=canvas.lw(0.6), alpha=0.5, zorder=1.4, linestyle=theme.DASHES["dotted"] if on_the_way else "solid")  # type: ignore[arg-type]


def _reach(lines: list[pd.DataFrame], on_the_way: bool) -> tuple[float, float]:
    """Limits that show lines and bands; on the way bands may be cut, the lines never."""
    means = [value for own in lines for value in own["mean"]]
    edges = [value for own in lines for edge in ("lo", "hi") for value in own[edge]]
    if not on_the_way:
        return limits([*means, *edges])
    most = WIDE_BAND * max([abs(value) for value in means if math.isfinite(value)] or [1.0])
    return limits([*means, *[min(max(value, -most), most) for value in edges if math.isfinite(value)]])


def _labels(view: View, canvas: Canvas, panel: _Panel, shown: list[str]) -> None:
    """Value and short name at the end of each line, pushed apart."""
    low, high = panel.ax.get_ylim()
    ends = [(name, float(_series(panel, name)["mean"].iloc[-1])) for name in shown] + [(view.baseline, 0.0)]
    x_end = panel.ax.get_position().x1 * canvas.width
    x_text = x_end + canvas.lines(canvas.small, 1.2)
    room = canvas.x1 - x_text
    at = [panel.low + (value - low) / (high - low) * (panel.high - panel.low) for _, value in ends]
    two = any(measure(f"{_value(view, panel.metric, value)}  {view.names.short(name)}", canvas.small, True) > room for name, value in ends)
    gap = canvas.lines(canvas.small, 2.1 if two and len(ends) < 4 else 1.15)
    placed = spread(at, gap, panel.low, panel.high)
    for (name, value), y0, y in zip(ends, at, placed, strict=True):
        canvas.figure.add_artist(_leader(canvas, (x_end + 0.03, x_text - 0.04), (y0, y)))
        text = "0" if name == view.baseline else _value(view, panel.metric, value)
        bold, color = name == shown[0], view.inks[name].ink
        if two and len(ends) < 4:
            half = canvas.lines(canvas.small, 0.5)
            canvas.text(x_text, y + half, text, canvas.small, color, bold)
            canvas.text(x_text, y - half, fit(view.names.short(name), canvas.small, room, bold), canvas.small, color, bold)
        else:
            canvas.text(x_text, y, fit(f"{text}  {view.names.short(name)}", canvas.small, room, bold), canvas.small, color, bold)


def _leader(canvas: Canvas, xs: tuple[float, float], ys: tuple[float, float]) -> Line2D:
    x, y = [v / canvas.width for v in xs], [v / canvas.height for v in ys]
    return Line2D(x, y, transform=canvas.figure.transFigure, color=theme.CONTEXT, linewidth=canvas.lw(0.7))


def _value(view: View, metric: str, value: float) -> str:
    digits = 0 if abs(value) >= 99.5 else 1
    if amounts.is_money(metric):
        return amounts.amount(view, metric, value, digits, signed=True)
    return numbers.number(value, digits, view.lang, signed=True)


def _facts(view: View, shown: list[str], planned: int | None, metrics: tuple[str, ...]) -> list[str]:
    """Key numbers for those who cannot see the picture; none while nothing is settled."""
    if planned is not None or view.n < SMALLEST_N:
        return []
    return [sentences.verdict(view, shown[0], metric).rstrip(".") for metric in metrics if view.difference(shown[0], metric)]
