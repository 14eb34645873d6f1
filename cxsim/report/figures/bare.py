"""Figures of a bare game's debrief: stars by round, and the model's differences by number of units and by case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap
from cxsim.report.figures.lessons import INKS, _new, _plain

PALE = 0.42  # strength of colour at the largest difference, so that text on it stays dark
Dots = tuple[str, Sequence[int], float, float, float]  # round, stars of everybody, mean, interval (nan = none)
Point = tuple[int, float, float, float, bool]  # units, mean, interval, clear of zero


def stars(rounds: Sequence[Dots], most: int, axis: str, lang: str) -> Any:
    """A column of stacked dots per round, one dot per decision; a bar at the mean, and its interval where there is one."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(4.4)
        ax = figure.subplots()
        deepest = max((max(np.bincount(values, minlength=1)) for _, values, *_ in rounds if len(values)), default=1)
        gap = min(0.11, 0.42 / max(deepest, 1))
        for place, (_, values, mean, low, high) in enumerate(rounds):
            for value, count in zip(*np.unique(np.array(values, int), return_counts=True), strict=True):
                across = place + 0.12 + gap * np.arange(count)
                ax.plot(across, np.full(count, value), linestyle="none", marker="o", markersize=5.5, color=INKS["class"], alpha=0.55)
            if np.isfinite(low):
                ax.vlines(place - 0.13, low, high, color=INKS["other"], linewidth=2.6)
            if np.isfinite(mean):
                ax.hlines(mean, place - 0.27, place + 0.01, color=INKS["other"], linewidth=4.0)
                ax.annotate(numbers.number(mean, 1, lang), (place - 0.3, mean), ha="right", va="center", fontsize=SMALL, color=theme.TEXT)
        ax.set_xlim(-0.62, len(rounds) - 0.35)
        ax.set_ylim(-0.6, most + 0.6)
        ax.set_yticks(range(0, most + 1, 2))
        each = WIDTH / max(len(rounds), 1)
        ax.set_xticks(range(len(rounds)), ["\n".join(wrap(label, SMALL, each - 0.15)) for label, *_ in rounds], fontsize=SMALL)
        ax.set_ylabel(axis, fontsize=SMALL)
        ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
        _plain(ax)
        return figure


def units(panels: Sequence[tuple[str, Sequence[Point]]], axes: tuple[str, str], lang: str) -> Any:
    """A panel per plan it is held against, on one scale: difference by number of units with intervals; hollow = cannot be told from zero."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(4.4)
        drawn = np.atleast_1d(figure.subplots(1, len(panels), sharey=True))
        for ax, (title, points) in zip(drawn, panels, strict=True):
            places = list(range(len(points)))
            ax.plot(places, [point[1] for point in points], color=INKS["class"], linewidth=1.2, alpha=0.6)
            for place, (_, mean, low, high, clear) in zip(places, points):
                if np.isfinite(low):
                    ax.vlines(place, low, high, color=INKS["class"], linewidth=3.2 if clear else 1.6)
                ax.plot(place, mean, marker="D", markersize=5.5, markerfacecolor=INKS["class"] if clear else "white", markeredgecolor=INKS["class"], markeredgewidth=1.6)
                ax.annotate(numbers.number(mean, 1, lang, signed=True), (place, mean), (7, 9), textcoords="offset points", va="center", fontsize=SMALL)
            ax.axhline(0.0, color=theme.TEXT, linewidth=1.0)
            ax.set_xlim(-0.4, len(points) - 0.3)
            ax.set_xticks(places, [str(point[0]) for point in points])
            ax.set_xlabel(axes[0], fontsize=SMALL)
            ax.set_title("\n".join(wrap(title, SIZE, WIDTH / len(panels) - 0.6, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.yaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
            ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
            ax.margins(y=0.12)
            _plain(ax)
        drawn[0].set_ylabel("\n".join(wrap(axes[1], SMALL, 3.4)), fontsize=SMALL)
        return figure


def grid(panels: Sequence[tuple[str, np.ndarray, np.ndarray]], cases: Sequence[str], columns: Sequence[str], lang: str) -> Any:
    """A panel per plan it is held against: (title, means (cases, units), clear (cases, units)). Blue ahead, orange behind, grey cannot be told."""
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(1.5 + 0.55 * len(cases))
        most = max(float(np.nanmax(np.abs(table))) for _, table, _ in panels) or 1.0
        paint = matplotlib.colors.LinearSegmentedColormap.from_list("both", [theme.LOSS, "#FFFFFF", theme.GAIN])
        for number, (ax, (title, table, clear)) in enumerate(zip(np.atleast_1d(figure.subplots(1, len(panels))), panels, strict=True)):
            shown = PALE * np.where(clear, table, 0.0) / most
            ax.imshow(shown, cmap=paint, vmin=-1.0, vmax=1.0, aspect="auto")
            for (row, column), value in np.ndenumerate(table):
                weight, ink = ("bold", theme.TEXT) if clear[row, column] else ("normal", theme.SECONDARY)
                ax.text(column, row, numbers.number(value, 1, lang, signed=True), ha="center", va="center", fontsize=SIZE, fontweight=weight, color=ink)
            ax.set_xticks(range(len(columns)), columns, fontsize=SMALL)
            ax.set_yticks(range(len(cases)), ["\n".join(wrap(case, SMALL, 1.9)) for case in cases] if number == 0 else [""] * len(cases), fontsize=SMALL)
            ax.set_title("\n".join(wrap(title, SIZE, (WIDTH - 2.0) / len(panels) - 0.2, True)), fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_xticks(np.arange(-0.5, len(columns)), minor=True)
            ax.set_yticks(np.arange(-0.5, len(cases)), minor=True)
            ax.grid(which="minor", color="white", linewidth=2.0)
            ax.tick_params(which="both", length=0)
            ax.spines[:].set_visible(False)
        return figure
