"""The one figure of a board page: customers kept and profit after bonus, difference from the base by quarter with its band."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import tick_decimals
from cxsim.report.figures.fitting import wrap

QUARTERS = 4
# width and height in inches, base and small text in points, line width, panels side by side
SIZES = {"page": (7.2, 2.35, 8.8, 7.8, 2.0, True), "phone": (3.6, 4.6, 8.8, 8.0, 2.0, False), "alone": (9.3, 4.9, 13.0, 12.0, 2.8, True)}
Row = Mapping[str, Any]


def effect(paths: Mapping[str, Sequence[Row]], names: Mapping[str, str], year: str, lang: str, size: str = "page", caption: str = "") -> Figure:
    """`paths` by outcome: rows with quarter, difference, lo, hi; `names` are the panels' heads, `year` the name of the time axis.

    `caption` stands below a figure that goes alone; beside a page's text it is left to the page.
    """
    width, height, base, small, line, beside = SIZES[size]
    with matplotlib.rc_context({**theme.RC, "font.size": base}):
        figure = Figure(figsize=(width, height), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(1, len(paths)) if beside else figure.subplots(len(paths), 1)
        room = width / len(paths) - 0.25 if beside else width - 0.25
        for ax, (name, rows) in zip(axes, paths.items(), strict=True):
            _panel(ax, rows, line, small, lang)
            ax.set_title("\n".join(wrap(names[name], base, room, True)), fontsize=base, fontweight="bold", loc="left", x=-0.02)
            ax.set_xlabel(year, fontsize=small, color=theme.SECONDARY)
        if caption:
            figure.supxlabel("\n".join(wrap(caption, small - 2, width - 0.3)), fontsize=small - 2, color=theme.SECONDARY, x=0.02, ha="left")
        return figure


def _panel(ax: Any, rows: Sequence[Row], line: float, small: float, lang: str) -> None:
    at = [0.0, *(row["quarter"] / QUARTERS for row in rows)]
    mean, low, high = ([0.0, *(row[key] for row in rows)] for key in ("difference", "lo", "hi"))
    last = rows[-1]  # its interval is the one of the verdict
    clear = last["lo"] > 0 or last["hi"] < 0
    ink = theme.GAIN if last["difference"] >= 0 else theme.LOSS
    ax.fill_between(at, low, high, color=ink, alpha=0.2, linewidth=0)
    ax.axhline(0.0, color=theme.TEXT, linewidth=1.0, zorder=2)
    ax.plot(at, mean, color=ink, linewidth=line, solid_capstyle="round", zorder=3)
    ax.plot(at[-1:], mean[-1:], marker="o", markersize=3 * line, markerfacecolor=ink if clear else "white", markeredgecolor=ink, markeredgewidth=0.8 * line, clip_on=False, zorder=4)
    ax.annotate(_end(last, lang), (at[-1], mean[-1]), (3.2 * line, 0), textcoords="offset points", va="center", fontsize=small, color=ink, fontweight="bold" if clear else "normal")
    ax.set_xlim(0, at[-1] * 1.2)
    ax.set_xticks(range(int(at[-1]) + 1))
    ax.margins(y=0.12)
    ax.locator_params(axis="y", nbins=5)
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
    ax.tick_params(labelsize=small, labelcolor=theme.SECONDARY, length=0)
    ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    for side in ax.spines.values():
        side.set_visible(False)


def _end(row: Row, lang: str) -> str:
    """The value at the end; without an interval to one decimal."""
    known = math.isfinite(row["lo"])
    return numbers.number(row["difference"], numbers.decimals_of(row["difference"], row["lo"], row["hi"]) if known else 1, lang, signed=True)
