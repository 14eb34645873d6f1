"""F6, true and measured experience over time, on one shared scale."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import numbers
from cxsim.report.figures.frame import Canvas, Chart, Head, fit, footer, measure, placeholder, spread, themed, ticks
from cxsim.report.view import SMALLEST_N, View

TRUE, MEASURED = "true_cx", "measured_cx"
MOST = 3


def schemes_of(view: View) -> list[str]:
    """Baseline, one scheme between if there is one, and the focus: at most three panels, focus last."""
    rows = view.table("quarterly_means")
    known = set(rows.loc[rows["metric"] == MEASURED, "scheme"])
    ranked = [item.scheme for item in view.ranked(view.primary) if item.scheme not in view.pair]
    chosen = [view.baseline, *ranked[:1], view.focus]
    return [name for i, name in enumerate(chosen) if name in known and name not in chosen[:i]][:MOST]


def series(view: View, scheme: str) -> pd.DataFrame:
    """Quarter by quarter: true and measured with their intervals."""
    parts = []
    for metric in (TRUE, MEASURED):
        rows = view.where("quarterly_means", scheme=scheme, metric=metric)[["quarter", "mean", "lo", "hi"]]
        parts.append(rows.astype(float).set_index("quarter").add_prefix(f"{metric}_"))
    return parts[0].join(parts[1], how="inner").sort_index().reset_index()


def gap_of(view: View, scheme: str) -> tuple[float, float, float]:
    """Measured minus true over the last year with its 95 % interval; NaN where it was not computed.

    A year and not the last quarter: all schemes meet the same luck in a quarter's survey, so that its gap says little.
    """
    rows = view.where("means", scheme=scheme, metric="measured_gap")
    if rows.empty:
        return math.nan, math.nan, math.nan
    row = rows.iloc[0]
    return float(row["mean"]), float(row["lo"]), float(row["hi"])


def _title(view: View) -> str:
    """Which of the two was higher in the last year under the focus scheme, only if the interval of their gap leaves zero out."""
    gap, low, high = gap_of(view, view.focus)
    a = view.names.said(view.focus)
    if not (low > 0 or high < 0) or view.n < SMALLEST_N:
        return view.w.sentence("figure.measured.unclear", a=a)
    key = "above" if gap > 0 else "below"
    return view.w.sentence(f"figure.measured.{key}", a=a, d=numbers.number(abs(gap), 1, view.lang))


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Up to three panels: true solid with its band, measured dashed, the gap filled, its last year's mean named at the end."""
    schemes = schemes_of(view)
    data = {name: series(view, name) for name in schemes}
    if view.focus not in data or any(own.empty for own in data.values()):
        return placeholder(view, "measured", layout, bare)
    every = [v for own in data.values() for v in own.drop(columns="quarter").to_numpy().ravel() if math.isfinite(v)]
    low, high = 5 * math.floor(min(every) / 5), 5 * math.ceil(max(every) / 5)
    subtitle = view.w("figure.measured.subtitle", lo=low, hi=high)
    canvas = Canvas(
        Head("measured", _title(view), subtitle, footer(view, view.w("figure.measured.foot"))),
        layout,
        body=2.1 * len(schemes) if layout == "phone" else 2.55,
        bare=bare,
    )
    for i, name in enumerate(schemes):
        _panel(view, canvas, data[name], name, i, len(schemes), (low, high))
    table = pd.concat([own.assign(scheme=name) for name, own in data.items()], ignore_index=True)
    return canvas.chart(_facts(view, data), table)


def _place(view: View, canvas: Canvas, i: int, count: int) -> tuple[float, float, float, float]:
    """Left, bottom, width, height of a panel; one strip of tick labels, at the left."""
    gutter = canvas.lines(canvas.small, 1.9)
    foot, head = canvas.lines(canvas.small, 1.5), canvas.lines(canvas.base, 1.5)
    words = [view.w("figure.measured.gap", d="+88.8"), *(view.w(f"figure.measured.{key}") for key in ("true", "measured"))]
    label = max(measure(word, canvas.small, True) for word in words) + 0.1
    if canvas.phone:
        height = (canvas.y1 - canvas.y0) / count
        return (
            canvas.x0 + gutter,
            canvas.y1 - (i + 1) * height + foot,
            canvas.x1 - canvas.x0 - gutter - label,
            height - foot - head,
        )
    each = (canvas.x1 - canvas.x0 - gutter) / count
    return canvas.x0 + gutter + i * each, canvas.y0 + foot, each - label - 0.08, canvas.y1 - canvas.y0 - foot - head


def _panel(
    view: View, canvas: Canvas, own: pd.DataFrame, name: str, i: int, count: int, span: tuple[float, float]
) -> None:
    left, bottom, width, height = _place(view, canvas, i, count)
    ax = canvas.panel(left, bottom, width, height, grid="y")
    ink = view.inks[name]
    year = own["quarter"] / 4
    _lines(canvas, ax, own, year, ink.line)
    ax.set_ylim(*span)
    ax.set_xlim(float(year.min()), view.years)
    places = ticks(*span)
    shown = i == 0 or canvas.phone
    ax.set_yticks(places, [numbers.number(v, 0, view.lang) if shown else "" for v in places])
    years = [y for y in range(1, view.years + 1) if view.years <= 6 or y % 2 == 0]
    ax.set_xticks(years, [str(y) for y in years])
    room = (canvas.x1 - left) if canvas.phone else (canvas.x1 - canvas.x0) / count - 0.15
    canvas.text(
        left,
        bottom + height + canvas.lines(canvas.base, 0.7),
        fit(view.names.short(name), canvas.base, room, True),
        color=ink.ink,
        bold=True,
    )
    _end(view, canvas, own, gap_of(view, name)[0], (left + width, bottom, height), span)


def _lines(canvas: Canvas, ax: Axes, own: pd.DataFrame, year: pd.Series, color: str) -> None:
    ax.fill_between(year, own[f"{TRUE}_mean"], own[f"{MEASURED}_mean"], color=color, alpha=0.1, linewidth=0)
    ax.fill_between(year, own[f"{TRUE}_lo"], own[f"{TRUE}_hi"], color=color, alpha=0.2, linewidth=0)
    ax.plot(year, own[f"{TRUE}_mean"], color=color, linewidth=canvas.lw(2.2))
    ax.plot(year, own[f"{MEASURED}_mean"], color=color, linewidth=canvas.lw(1.6), linestyle=(0, (4, 2)))


def _end(
    view: View, canvas: Canvas, own: pd.DataFrame, gap: float, place: tuple[float, float, float], span: tuple[float, float]
) -> None:
    """The words true and measured at the ends of their own lines; the gap of the last year below the lower one."""
    right, bottom, height = place
    last = own.iloc[-1]
    ends = [(float(last[f"{TRUE}_mean"]), view.w("figure.measured.true")), (float(last[f"{MEASURED}_mean"]), view.w("figure.measured.measured"))]
    # In order of height, so that a word pushed aside still stands on its own line's side.
    order = sorted(ends, key=lambda entry: entry[0])
    at = [bottom + (value - span[0]) / (span[1] - span[0]) * height for value, _ in order]
    step = canvas.lines(canvas.small, 1.05)
    placed = spread(at, step, bottom + step, bottom + height)
    for (_, text), y in zip(order, placed, strict=True):
        canvas.text(right + 0.07, y, text, canvas.small)
    if math.isfinite(gap):
        canvas.text(right + 0.07, placed[0] - step, gap_text(view, gap), canvas.small, bold=True)


def gap_text(view: View, gap: float) -> str:
    """The gap of the last year, measured minus true."""
    return view.w("figure.measured.gap", d=numbers.number(gap, 1, view.lang, signed=True))


def _facts(view: View, data: dict[str, pd.DataFrame]) -> list[str]:
    gaps = {name: gap_of(view, name)[0] for name in data}
    return [f"{view.names.short(name)}: {gap_text(view, gap)}" for name, gap in gaps.items() if math.isfinite(gap)]
