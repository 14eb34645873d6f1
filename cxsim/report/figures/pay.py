"""F7, pay: how far payouts spread by level and scheme, and what explains the differences."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from cxsim.report import numbers, theme
from cxsim.report.figures.attention import schemes_of as attention_schemes
from cxsim.report.figures.frame import Canvas, Chart, Head, fit, footer, measure, placeholder, themed, tick_text
from cxsim.report.view import LEVELS, View

SMALLEST_GROUP = 5
RULES = (50, 100, 200)
SHARES = ("own_work_share", "others_share", "luck_share")
PARTS = {
    "own_work_share": ("own", "#1F6F8B"),
    "others_share": ("others", "#8DB8DE"),
    "luck_share": ("lucky", "#DAD6CC"),
}


def visible(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Rows that may be shown, and the levels left out.

    Groups under five are not shown; if only one level is left out, the smallest other one goes too, so that
    the hidden figures cannot be had by subtraction from a total.
    """
    smallest = rows.groupby("level")["n"].min()
    hidden = [str(level) for level in smallest.index[smallest < SMALLEST_GROUP]]
    rest = smallest.drop(hidden).sort_values()
    if len(hidden) == 1 and len(rest) > 1:
        hidden.append(str(rest.index[0]))
    return rows[~rows["level"].isin(hidden)], hidden


def has_shares(rows: pd.DataFrame) -> bool:
    """True if what explains the differences was computed."""
    return all(name in rows for name in SHARES) and bool(rows[list(SHARES)].notna().all(axis=None))


@themed
def draw(view: View, layout: str = "report", bare: bool = False) -> Chart:
    """Left: percentiles of payout in % of target. Right: shares of the differences, or who got nothing and the maximum."""
    rows = view.table("payouts")
    wanted = _schemes(view, rows, layout)
    rows, hidden = visible(rows[rows["scheme"].isin(wanted)]) if not rows.empty else (rows, [])
    levels = [level for level in LEVELS if level in set(rows["level"])]
    if rows.empty:
        return placeholder(view, "pay", layout, bare)
    names = view.w.listing([view.w.name("level", level) for level in hidden])
    notes = [view.w("figure.pay.footer"), view.w("figure.pay.hidden", list=names) if hidden else ""]
    head = Head("pay", _title(view, rows, levels), view.w("figure.pay.subtitle"), footer(view, *notes))
    lines = len(rows) + 1.3 * len(levels)
    canvas = Canvas(head, layout, body=(0.33 if layout == "phone" else 0.205) * lines + 0.6, bare=bare)
    _blocks(view, canvas, rows, levels, wanted)
    return canvas.chart(_facts(view, rows), rows)


def _schemes(view: View, rows: pd.DataFrame, layout: str) -> list[str]:
    """The schemes of the attention figure that pay a bonus; else focus and baseline."""
    known = set(rows["scheme"]) if not rows.empty else set()
    wanted = [name for name in (attention_schemes(view, layout) or view.pair) if name in known]
    return wanted or [name for name in view.keys if name in known][:2]


def _title(view: View, rows: pd.DataFrame, levels: list[str]) -> str:
    """The finding on the largest group under the focus scheme."""
    scheme = view.focus if view.focus in set(rows["scheme"]) else str(rows.iloc[0]["scheme"])
    own = rows[rows["scheme"] == scheme].sort_values("n", kind="stable").iloc[-1]
    said = {
        "a": view.names.said(scheme),
        "level": view.w(f"figure.pay.level_said.{own['level']}") if own["level"] in LEVELS else own["level"],
    }
    if has_shares(rows):
        return view.w.sentence("figure.pay.luck", luck=numbers.percent(100 * own["luck_share"], 0, view.lang), **said)
    lo, hi = (numbers.percent(own[key], 0, view.lang) for key in ("p25", "p75"))
    return view.w.sentence("figure.pay.middle", lo=lo, hi=hi, **said)


def _blocks(view: View, canvas: Canvas, rows: pd.DataFrame, levels: list[str], wanted: list[str]) -> None:
    """Blocks from top to bottom; a row per scheme in each."""
    names = [view.names.short(name) for name in wanted]
    gutter = 0.0 if canvas.phone else min(0.24 * canvas.width, max(measure(n, canvas.base) for n in names) + 0.1)
    head, foot = canvas.lines(canvas.small, 1.5), canvas.lines(canvas.small, 1.6)
    left = canvas.x0 + gutter
    width = (canvas.x1 - left - 0.15) if canvas.phone else 0.56 * (canvas.x1 - left)
    high, low = canvas.y1 - (0 if canvas.phone else head), canvas.y0 + foot
    height = (high - low) / (len(rows) + 1.3 * len(levels))
    ax = canvas.panel(left + (0.1 if canvas.phone else 0), low, width, high - low, grid="")
    ax.set_xlim(0, max(205.0, float(rows["p95"].max()) + 5))
    ax.set_ylim(low, high)
    ax.set_yticks([])
    ax.set_xticks([0, *RULES], [tick_text(v, 0, view.lang) for v in (0, *RULES)])
    for rule in RULES:
        ax.axvline(rule, color=theme.TEXT if rule == 100 else theme.GRID, linewidth=canvas.lw(0.9), zorder=1)
    right = None if canvas.phone else _Right(view, canvas, left + width + 0.2, has_shares(rows))
    y = high
    for level in levels:
        block = rows[rows["level"] == level]
        size = numbers.number(float(block["n"].max()), 0, view.lang)
        canvas.text(
            canvas.x0,
            y - 0.7 * height,
            view.w("figure.pay.group", level=view.w.name("level", level), n=size),
            canvas.small if canvas.phone else canvas.base,
            bold=True,
            bbox=WHITE_BOX,
        )
        y -= 1.3 * height
        for scheme in [name for name in wanted if name in set(block["scheme"])]:
            row = block[block["scheme"] == scheme].iloc[0]
            _spread(view, canvas, ax, row, y - (0.68 if canvas.phone else 0.5) * height)
            _name(view, canvas, scheme, left, y - 0.5 * height, height)
            if canvas.phone:
                _beside(view, canvas, row, y - 0.28 * height)
            if right:
                right.row(row, y - 0.5 * height, 0.6 * height)
            y -= height


WHITE_BOX = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def _name(view: View, canvas: Canvas, scheme: str, left: float, y: float, height: float) -> None:
    color = view.inks[scheme].ink
    if canvas.phone:
        canvas.text(canvas.x0, y + 0.22 * height, view.names.short(scheme), canvas.small, color, bbox=WHITE_BOX)
        return
    canvas.text(
        left - 0.08,
        y,
        fit(view.names.short(scheme), canvas.base, left - canvas.x0 - 0.08),
        canvas.base,
        color,
        ha="right",
    )


def _beside(view: View, canvas: Canvas, row: pd.Series, y: float) -> None:
    """On a phone, in words what the right panel shows elsewhere."""
    if has_shares(row.to_frame().T):
        said = " · ".join(f"{view.w(f'figure.pay.{key}')} {numbers.percent(100 * float(row[name]), 0, view.lang)}" for name, (key, _) in PARTS.items())
    else:
        parts = (("below", "below_threshold_share"), ("at_max", "at_max_share"))
        said = " · ".join(f"{view.w(f'figure.pay.{key}').removesuffix(', %')} {numbers.percent(100 * float(row.get(name, math.nan)), 0, view.lang)}" for key, name in parts)
    room = canvas.x1 - canvas.x0 - measure(view.names.short(str(row["scheme"])), canvas.small) - 0.15
    canvas.text(canvas.x1, y, fit(said, canvas.small, room), canvas.small, theme.SECONDARY, ha="right", bbox=WHITE_BOX)


def _spread(view: View, canvas: Canvas, ax: Axes, row: pd.Series, y: float) -> None:
    """Thin line 5th-95th percentile, thick middle half, median tick."""
    color = view.inks[str(row["scheme"])].line
    ax.plot([row["p05"], row["p95"]], [y, y], color=color, linewidth=canvas.lw(1.3), zorder=2, solid_capstyle="butt")
    ax.plot(
        [row["p25"], row["p75"]],
        [y, y],
        color=color,
        alpha=0.55,
        linewidth=canvas.lw(7 if not canvas.phone else 6),
        zorder=3,
        solid_capstyle="butt",
    )
    ax.plot([row["p50"]], [y], "|", ms=canvas.lw(8), mew=canvas.lw(2), color=theme.TEXT, zorder=4)


class _Right:
    """The right panel: stacked shares if computed, else two columns of percentages."""

    def __init__(self, view: View, canvas: Canvas, left: float, shares: bool):
        self.view, self.canvas, self.left, self.shares = view, canvas, left, shares
        self.width = canvas.x1 - left
        y = canvas.y1 - canvas.lines(canvas.small, 0.6)
        if shares:
            self._legend(y)
            return
        canvas.text(
            left + 0.45 * self.width,
            y,
            fit(view.w("figure.pay.below"), canvas.small, 0.5 * self.width),
            canvas.small,
            theme.SECONDARY,
            ha="right",
        )
        canvas.text(
            canvas.x1,
            y,
            fit(view.w("figure.pay.at_max"), canvas.small, 0.45 * self.width),
            canvas.small,
            theme.SECONDARY,
            ha="right",
        )

    def _legend(self, y: float) -> None:
        x, side = self.left, self.canvas.small / 72
        for key, color in PARTS.values():
            name = self.view.w(f"figure.pay.{key}")
            self.canvas.box(x, y - side / 2, side, side, color)
            self.canvas.text(x + 1.3 * side, y, name, self.canvas.small)
            x += 2.0 * side + measure(name, self.canvas.small)

    def row(self, row: pd.Series, y: float, thick: float) -> None:
        """Draw one scheme's row."""
        view, canvas = self.view, self.canvas
        if not self.shares:
            for key, x in (("below_threshold_share", self.left + 0.45 * self.width), ("at_max_share", canvas.x1)):
                value = float(row.get(key, math.nan))
                canvas.text(x, y, numbers.number(100 * value, 0, view.lang), canvas.small, ha="right")
            return
        x = self.left
        for key, (_, color) in PARTS.items():
            share = float(row[key])
            canvas.box(x, y - thick / 2, share * self.width, thick, color)
            text = numbers.number(100 * share, 0, view.lang)
            if share * self.width > measure(text, canvas.small) * 1.2:
                ink = "white" if color == "#1F6F8B" else theme.TEXT
                canvas.text(x + share * self.width / 2, y, text, canvas.small, ink, ha="center", va="center_baseline")
            x += share * self.width


def _facts(view: View, rows: pd.DataFrame) -> list[str]:
    out = []
    for row in rows[rows["scheme"] == view.focus].head(3).itertuples():
        median = numbers.percent(float(row.p50), 0, view.lang)
        out.append(f"{view.w.name('level', str(row.level))}: {view.w('column.p50')} {median}")
    return out
