"""F4, why: where managers' attention went, by level and scheme."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from cxsim.report import numbers, sentences, theme
from cxsim.report.figures.frame import Canvas, Chart, Head, fit, footer, measure, placeholder, themed
from cxsim.report.view import LEVELS, View

MOST_SCHEMES = 4
SMALLEST_LABEL = 5.5
WIDE = 3.0


def schemes_of(view: View, layout: str = "report") -> list[str]:
    """At most four schemes: focus, the next two of the ranking, and the baseline last; on a projector only two."""
    ranked = [item.scheme for item in view.ranked(view.primary) if item.scheme != view.focus]
    known = set(view.table("attention")["scheme"])
    chosen = [view.focus, *ranked[: 0 if layout == "projector" else MOST_SCHEMES - 2], view.baseline]
    return [name for i, name in enumerate(chosen) if name in known and name not in chosen[:i]]


def grouped(view: View) -> pd.DataFrame:
    """Shares in percent of the five groups: scheme, level, group, share, half_width (of the widest activity, a floor)."""
    rows = view.table("attention")
    if rows.empty:
        return pd.DataFrame(columns=["scheme", "level", "group", "share", "half_width"])
    group = rows["activity"].map(lambda name: theme.GROUP_OF.get(str(name), str(name)))
    rows = rows.assign(
        group=group, share=rows["share"].astype(float) * 100, half_width=rows["half_width"].astype(float) * 100
    )
    rows = rows[rows["group"].isin(theme.ACTIVITY_GROUPS)]
    summed = rows.groupby(["scheme", "level", "group"], sort=False)
    # Half-widths of activities inside a group are added: the shares of one group need not be independent.
    return summed.agg(share=("share", "sum"), half_width=("half_width", "sum")).reset_index()


def largest_shift(view: View, data: pd.DataFrame) -> pd.Series | None:
    """The level and group where focus and baseline differ most, if by more than both half-widths together."""
    keys = ["level", "group"]
    a = data[data["scheme"] == view.focus].set_index(keys).add_suffix("_a")
    b = data[data["scheme"] == view.baseline].set_index(keys).add_suffix("_b")
    both = a.join(b, how="inner")
    both = both[both["share_a"] - both["share_b"] > both["half_width_a"].fillna(0) + both["half_width_b"].fillna(0)]
    if both.empty or view.n < 5:
        return None
    shift = (both["share_a"] - both["share_b"]).sort_values(kind="stable")
    found: pd.Series = both.loc[shift.index[-1]]
    return found


def _title(view: View, data: pd.DataFrame) -> str:
    a, b = view.names.said(view.focus), view.names.said(view.baseline)
    shift = largest_shift(view, data)
    if shift is None:
        return view.w.sentence("figure.attention.unclear", a=a, b=b)
    level, group = shift.name  # type: ignore[misc]
    return view.w.sentence(
        "figure.attention.more",
        level=view.w.name("level", level),
        group=view.w.name("group_said", group),
        x=numbers.percent(shift["share_a"], 0, view.lang),
        y=numbers.percent(shift["share_b"], 0, view.lang),
        a=a,
        b=b,
    )


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Four blocks of stacked shares, executives first; a row of swatches above."""
    data = grouped(view)
    schemes = schemes_of(view, layout)
    levels = [level for level in LEVELS if level in set(data["level"])]
    if data.empty or not schemes or not levels:
        return placeholder(view, "attention", layout, bare)
    half = float(data["half_width"].max())
    note = "figure.attention.footer" if half <= WIDE else "figure.attention.footer_wide"
    wide = view.w(note, h=numbers.number(half, 0 if half >= 1 else 1, view.lang)) if math.isfinite(half) else ""
    foot = footer(view, view.w("figure.attention.rest"), wide)
    head = Head(
        "attention", _title(view, data), view.w("figure.attention.subtitle", years=sentences.years_said(view)), foot
    )
    per_row = 0.36 if layout == "phone" else 0.19
    body = len(levels) * (len(schemes) + 1.2) * per_row + (1.0 if layout == "phone" else 0.35)
    canvas = Canvas(head, layout, body=body, bare=bare)
    top = _swatches(view, canvas)
    _blocks(view, canvas, data, levels, schemes, top)
    table = data[data["scheme"].isin(schemes)]
    return canvas.chart(_facts(view, data), table)


def _swatches(view: View, canvas: Canvas) -> float:
    """The row (on phones: rows) of colour names; returns the height where the blocks begin."""
    side = canvas.small / 72
    x, y = canvas.x0, canvas.y1 - side
    for group, color in theme.ACTIVITY_GROUPS.items():
        name = view.w.name("group", group)
        need = side * 1.6 + measure(name, canvas.small)
        if x > canvas.x0 and x + need > canvas.x1:
            x, y = canvas.x0, y - canvas.lines(canvas.small, 1.35)
        place = (x / canvas.width, (y - side / 2) / canvas.height)
        patch = Rectangle(
            place,
            side / canvas.width,
            side / canvas.height,
            transform=canvas.figure.transFigure,
            color=color,
            linewidth=0,
        )
        canvas.figure.add_artist(patch)
        canvas.text(x + side * 1.5, y, name, canvas.small)
        x += need + side * 1.6
    return y - side


def _blocks(view: View, canvas: Canvas, data: pd.DataFrame, levels: list[str], schemes: list[str], top: float) -> None:
    """Blocks from top to bottom, separated by one bar, with the level's name above its bars."""
    names = [view.names.short(name) for name in schemes]
    gutter = 0.0 if canvas.phone else min(0.26 * canvas.width, max(measure(n, canvas.base, True) for n in names) + 0.2)
    left = canvas.x0 + gutter
    rows = len(levels) * (len(schemes) + 1.15)
    height = (top - canvas.y0) / rows
    y = top
    for level in levels:
        y -= height * 1.15
        canvas.text(
            canvas.x0,
            y + height * (0.42 if not canvas.phone else 0.3),
            view.w.name("level", level),
            canvas.small if canvas.phone else canvas.base,
            bold=True,
        )
        block = len(schemes) * height
        ax = canvas.panel(left, y - block, canvas.x1 - left, block, grid="")
        ax.set_xlim(0, 100)
        ax.set_ylim(len(schemes), 0)
        ax.set_xticks([])
        ax.set_yticks([])
        for i, scheme in enumerate(schemes):
            _bar(view, canvas, ax, data, level, scheme, i, left)
            _bar_name(view, canvas, scheme, left, y - (i + 0.5) * height, height)
        y -= block


def _bar_name(view: View, canvas: Canvas, scheme: str, left: float, y: float, height: float) -> None:
    color, bold = view.inks[scheme].ink, scheme == view.focus
    if canvas.phone:
        canvas.text(canvas.x0, y + 0.26 * height, view.names.short(scheme), canvas.small, color, bold)
        return
    canvas.text(
        left - 0.06,
        y,
        fit(view.names.short(scheme), canvas.base, left - canvas.x0 - 0.08, bold),
        canvas.base,
        color,
        bold,
        ha="right",
    )


def _bar(
    view: View, canvas: Canvas, ax: Axes, data: pd.DataFrame, level: str, scheme: str, i: int, left: float
) -> None:
    """One stacked bar with its percentages inside."""
    own = data[(data["scheme"] == scheme) & (data["level"] == level)].set_index("group")["share"]
    start, thick, middle = 0.0, (0.42 if canvas.phone else 0.78), (i + (0.72 if canvas.phone else 0.5))
    inches = (canvas.x1 - left) / 100
    for group, color in theme.ACTIVITY_GROUPS.items():
        share = float(own.get(group, 0.0))
        ax.barh(middle, share, thick, left=start, color=color, edgecolor="white", linewidth=canvas.lw(0.9))
        text = numbers.number(share, 0, view.lang)
        if share >= SMALLEST_LABEL and share * inches > measure(text, canvas.small) * 1.15:
            ink = "white" if group in theme.DARK_GROUPS else theme.TEXT
            ax.text(
                start + share / 2, middle, text, fontsize=canvas.small, color=ink, ha="center", va="center_baseline"
            )
        start += share
    ax.barh(middle, 100 - start, thick, left=start, color="white", edgecolor=theme.GRID, linewidth=canvas.lw(0.7), zorder=0.5)


def _facts(view: View, data: pd.DataFrame) -> list[str]:
    """Share for other units at each level under focus and baseline."""
    out = []
    for scheme in view.pair:
        own = data[(data["scheme"] == scheme) & (data["group"] == "other_units")]
        for row in own.head(2).itertuples():
            share = numbers.percent(float(row.share), 0, view.lang)
            out.append(
                f"{view.names.short(scheme)}, {view.w.name('level', str(row.level))}, {view.w.name('group', 'other_units')}: {share}"
            )
    return out
