"""Figures of a simulated plan: differences over time, where attention went, why bonuses differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

FIRST, SECOND = theme.SECONDARY, theme.SCHEMES["seniority_gradient"].line
ROW = 0.30  # inches
CLEAR = "CLEAR"
QUARTERS = 4


def _new(height: float) -> Figure:
    figure = Figure(figsize=(WIDTH, height), facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _signed(ax: Any, lang: str) -> None:
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")


def paths(panels: Mapping[str, Sequence[Mapping[str, Any]]], axes: Mapping[str, str], year: str, zero: str, lang: str) -> Figure:
    """Paired differences by quarter with their 95 % band, one panel per outcome; zero is the arm they are taken from."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(4.6)
        for ax, (name, rows) in zip(np.atleast_1d(figure.subplots(1, len(panels))), panels.items(), strict=True):
            years = [row["quarter"] / QUARTERS for row in rows]
            ax.fill_between(years, [row["lo"] for row in rows], [row["hi"] for row in rows], color=SECOND, alpha=0.2, linewidth=0)
            ax.plot(years, [row["difference"] for row in rows], color=SECOND, linewidth=2.4)
            ax.axhline(0.0, color=FIRST, linewidth=1.4)
            ax.annotate(zero, (years[-1], 0.0), (0, 4), textcoords="offset points", ha="right", fontsize=SMALL, color=FIRST)
            room = WIDTH / len(panels) - 0.6
            ax.set_title("\n".join(wrap(axes[name], SIZE, room, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_xlabel(year, fontsize=SMALL)
            ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
            _signed(ax, lang)
            ax.tick_params(labelsize=SMALL, color=theme.GRID)
            ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right"]].set_visible(False)
        return figure


def attention(levels: Mapping[str, Sequence[tuple[str, float, float, str]]], axis: str, legend: Sequence[str], lang: str) -> Figure:
    """A panel per level, a row per activity: hollow grey without reaction, filled with it where the change is clear.

    `levels` gives rows (activity, first, second, state), shares in %; `legend` the words of first, second and open.
    """
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        most = max(len(rows) for rows in levels.values())
        figure = _new(1.6 + ROW * 1.15 * most)
        axes = np.atleast_1d(figure.subplots(1, len(levels), sharex=True, sharey=True))
        names = list(dict.fromkeys(row[0] for rows in levels.values() for row in rows))
        for ax, (level, rows) in zip(axes, levels.items(), strict=True):
            for activity, first, second, state in rows:
                y = -names.index(activity)
                ax.plot([first, second], [y, y], color=SECOND, linewidth=1.6, zorder=1)
                ax.plot(first, y, marker="o", markersize=7, markerfacecolor="white", markeredgecolor=FIRST, markeredgewidth=1.6, zorder=2)
                face = SECOND if state == CLEAR else "white"
                ax.plot(second, y, marker="D", markersize=7, markerfacecolor=face, markeredgecolor=SECOND, markeredgewidth=1.6, zorder=3)
            ax.set_title("\n".join(wrap(level, SIZE, 2.0, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_yticks([-place for place in range(len(names))], ["\n".join(wrap(name, SMALL, 2.6)) for name in names], fontsize=SMALL)
            ax.set_xlim(left=0.0)
            ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="both", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right", "left"]].set_visible(False)
        axes[len(axes) // 2].set_xlabel(axis, fontsize=SMALL)
        _key(figure, axes[0], legend)
        return figure


def _key(figure: Figure, ax: Any, legend: Sequence[str]) -> None:
    marks = (("o", "white", FIRST), ("D", SECOND, SECOND), ("D", "white", SECOND))
    lines = [ax.plot([], [], linestyle="none", marker=mark, markersize=7, markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.6)[0] for mark, face, edge in marks]
    figure.legend(lines, list(legend), loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL)


def spread(levels: Mapping[str, Mapping[str, tuple[float, float, float]]], parts: Mapping[str, str], axis: str, lang: str) -> Figure:
    """A panel per level, a row per part of the variance: share in % with its 95 % interval."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(1.5 + 0.42 * len(parts))
        axes = np.atleast_1d(figure.subplots(1, len(levels), sharex=True, sharey=True))
        for ax, (level, shares) in zip(axes, levels.items(), strict=True):
            for place, name in enumerate(parts):
                share, low, high = shares[name]
                ax.hlines(-place, low, high, color=SECOND, linewidth=2.6)
                ax.plot(share, -place, marker="D", markersize=8, color=SECOND)
                ax.annotate(numbers.number(share, 0, lang), (share, -place), (0, 8), textcoords="offset points", ha="center", fontsize=SMALL, color=theme.TEXT)
            ax.set_title("\n".join(wrap(level, SIZE, 2.2, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_yticks([-place for place in range(len(parts))], ["\n".join(wrap(text, SMALL, 2.2)) for text in parts.values()], fontsize=SMALL)
            ax.set_ylim(-len(parts) + 0.5, 0.7)
            ax.axvline(0.0, color=theme.SECONDARY, linewidth=1.0)
            ax.xaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
            ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
            ax.tick_params(axis="y", length=0)
            ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right", "left"]].set_visible(False)
        figure.supxlabel(axis, fontsize=SMALL)
        return figure
