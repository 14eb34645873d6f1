"""Paired differences of plans: a row per plan, a panel per outcome, 95 % intervals; and their course over the years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import INKS, SIZE, SMALL, STROKES, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

GUTTER, EACH_ROW, LINE, BETWEEN = 2.2, 0.62, 0.2, 0.5  # inches: room for names, a row, a line of text, room between panels
BELOW = 0.75
ALPHA = 0.18


@dataclass(frozen=True)
class Panel:
    """One outcome: its name, the unit of a difference, and (mean, lo, hi, told apart) per row."""

    title: str
    unit: str
    marks: Sequence[tuple[float, float, float, bool]]


def forest(rows: Sequence[str], panels: Sequence[Panel], axis: str, lang: str) -> Figure:
    """Filled marks and thick lines can be told from zero, hollow marks and thin lines cannot."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        room = (WIDTH - GUTTER + BETWEEN - 0.35) / len(panels)
        heads = [(wrap(panel.title, SIZE, room - 0.15, True), wrap(panel.unit, SMALL, room - 0.15)) for panel in panels]
        names = [wrap(name, SMALL, GUTTER - 0.3) for name in rows]
        each = [max(EACH_ROW, LINE * len(lines) + 0.16) for lines in names]
        head = LINE * max(len(title) + len(unit) for title, unit in heads) + 0.3
        height = head + sum(each) + BELOW
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        places = -(np.cumsum(each) - np.array(each) / 2)
        for place, (panel, (title, unit)) in enumerate(zip(panels, heads)):
            box = ((GUTTER + place * room) / WIDTH, BELOW / height, (room - BETWEEN) / WIDTH, sum(each) / height)
            ax = figure.add_axes(box)
            ax.set_ylim(-sum(each), 0)
            _marks(ax, panel, places, lang)
            ax.set_yticks(places, ["\n".join(lines) for lines in names] if not place else [""] * len(names), fontsize=SMALL)
            _head(ax, title, unit)
        figure.axes[0].annotate(axis, (0, 0), (0, -30), xycoords="axes fraction", textcoords="offset points", fontsize=SMALL, color=theme.SECONDARY, va="top")
        return figure


def _head(ax: Any, title: list[str], unit: list[str]) -> None:
    """Name and unit above a panel, hung on the panel so that they go where it goes."""
    top = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    ax.annotate("\n".join(unit), (0, 1), (0, 5), fontsize=SMALL, color=theme.SECONDARY, **top)
    ax.annotate("\n".join(title), (0, 1), (0, 8 + 72 * LINE * len(unit)), fontsize=SIZE, fontweight="bold", **top)


def _marks(ax: Any, panel: Panel, places: Any, lang: str) -> None:
    for row, (y, (mean, lo, hi, told)) in enumerate(zip(places, panel.marks)):
        ink = INKS[row % len(INKS)]
        ax.hlines(y, lo, hi, color=ink.line, linewidth=2.8 if told else 1.2)
        ax.plot([mean], [y], linestyle="none", marker=ink.marker, markersize=8, markerfacecolor=ink.line if told else "white", markeredgecolor=ink.line, markeredgewidth=1.6)
    ax.axvline(0.0, color=theme.TEXT, linewidth=1.0, zorder=0)
    ax.margins(x=0.1)
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang, signed=True) if value else "0")
    ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right", "left"]].set_visible(False)


def course(lines: Sequence[tuple[str, Any]], axes: tuple[str, str], lang: str) -> Figure:
    """Differences by year with bands of 95 %; a line is its name and rows with quarter, difference, lo and hi."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 4.4), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        ax = figure.subplots()
        for place, (name, rows) in enumerate(lines):
            ink = INKS[place % len(INKS)]
            years = np.array([row["quarter"] / 4 for row in rows])
            low, mean, high = (np.array([row[key] for row in rows], float) for key in ("lo", "difference", "hi"))
            ax.fill_between(years, low, high, color=ink.line, alpha=ALPHA, linewidth=0)
            ax.plot(years, mean, color=ink.line, linewidth=2.4, linestyle=STROKES[place % len(STROKES)], label=name, marker=ink.marker, markevery=4, markersize=6)
        ax.axhline(0.0, color=theme.TEXT, linewidth=1.0)
        ax.set_xlabel(axes[0], fontsize=SMALL)
        ax.set_ylabel("\n".join(wrap(axes[1], SMALL, 3.6)), fontsize=SMALL)
        ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
        ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
        ax.tick_params(labelsize=SMALL, color=theme.GRID)
        ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
        ax.spines[["top", "right"]].set_visible(False)
        figure.legend(*ax.get_legend_handles_labels(), loc="outside lower left", ncols=2, frameon=False, fontsize=SMALL)
        return figure
