"""Figures of lessons in which teams design plans: all plans on outcome against cost, regret in several futures, sealed intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import measure, spread, wrap

INK = theme.SCHEMES["seniority_gradient"].line
GUTTER, GUTTER_MOST = 2.55, 3.9  # inches for names beside the field: usually, and for long ones
LINE = 0.225  # inches a name takes
Range = tuple[float, float, float]  # mean, low, high; low and high may be nan


@dataclass(frozen=True)
class Mark:
    """A plan in a figure: its name, cost and outcome; `team` or silent rival; `apart` from every other team's."""

    name: str
    cost: Range
    outcome: Range
    team: bool
    apart: bool


def _new(height: float) -> Figure:
    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _plain(ax: Any, lang: str) -> None:
    ax.tick_params(labelsize=SMALL, color=theme.GRID)
    ax.spines[["top", "right"]].set_visible(False)
    for axis, ticks in ((ax.xaxis, ax.get_xticks), (ax.yaxis, ax.get_yticks)):
        axis.set_major_formatter(lambda value, _, ticks=ticks: numbers.number(value, tick_decimals(ticks()), lang))


def gallery(marks: Sequence[Mark], axes: tuple[str, str], lang: str) -> Figure:
    """Plans on cost (across) and outcome (up) with intervals; names beside the field, joined to their marks by thin lines."""
    height = max(4.6, 1.1 + LINE * len(marks))
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(height)
        gutter = min(GUTTER_MOST, max(GUTTER, 0.5 + max(measure(mark.name, SMALL, mark.team) for mark in marks)))
        ax = figure.add_axes((0.085, 0.66 / height, (WIDTH - gutter) / WIDTH - 0.1, 1.0 - 1.06 / height))
        for mark in sorted(marks, key=lambda mark: mark.team):
            _mark(ax, mark)
        ax.margins(x=0.07, y=0.1)
        ax.set_xlabel(axes[0], fontsize=SMALL)
        ax.set_title("\n".join(wrap(axes[1], SIZE, WIDTH - gutter, True)), fontsize=SIZE, loc="left", fontweight="bold")
        ax.grid(color=theme.GRID, linewidth=0.6)
        ax.set_axisbelow(True)
        _plain(ax, lang)
        ax.set_xlim(ax.get_xlim())
        ax.set_ylim(ax.get_ylim())
        _names(ax, marks, height, gutter)
        return figure


def _mark(ax: Any, mark: Mark) -> None:
    ink = (INK if mark.apart else theme.SECONDARY) if mark.team else theme.CONTEXT
    (x, left, right), (y, low, high) = mark.cost, mark.outcome
    ax.hlines(y, left, right, color=ink, linewidth=2.0 if mark.team else 1.2)
    ax.vlines(x, low, high, color=ink, linewidth=2.0 if mark.team else 1.2)
    face = (INK if mark.apart else theme.CONTEXT) if mark.team else "white"
    ax.plot(x, y, marker="D" if mark.team else "o", markersize=9 if mark.team else 6, markerfacecolor=face, markeredgecolor=ink, markeredgewidth=1.4, linestyle="none", zorder=4 if mark.team else 3)


def _names(ax: Any, marks: Sequence[Mark], height: float, gutter: float) -> None:
    """Names in the order of their marks, pushed apart."""
    field = ax.get_position()
    low, high = ax.get_ylim()
    order = sorted(marks, key=lambda mark: mark.outcome[0])
    wanted = [(mark.outcome[0] - low) / (high - low) for mark in order]
    gap = LINE / (field.height * height)
    for mark, place in zip(order, spread(wanted, gap, gap / 2, 1.0 - gap / 2), strict=True):
        ink = (INK if mark.apart else theme.TEXT) if mark.team else theme.SECONDARY
        said = mark.name if measure(mark.name, SMALL, mark.team) <= gutter - 0.4 else wrap(mark.name, SMALL, gutter - 0.5, mark.team)[0] + " …"
        ax.annotate(
            said, (mark.cost[0], mark.outcome[0]), (1.05, place), xycoords="data", textcoords="axes fraction", fontsize=SMALL, color=ink, va="center",
            fontweight="bold" if mark.team else "normal", annotation_clip=False, arrowprops={"arrowstyle": "-", "color": theme.GRID if not mark.team else theme.CONTEXT, "linewidth": 0.8, "relpos": (0.0, 0.5), "shrinkA": 2, "shrinkB": 4},
        )  # fmt: skip


def regret(rows: Sequence[tuple[str, bool, Sequence[tuple[Range, bool]]]], futures: Sequence[str], axis: str, lang: str) -> Figure:
    """A row per plan (name, team, (range, clear) by future), a panel per future on one scale: what it falls short of the best one by."""
    height = 1.25 + 0.34 * len(rows)
    label = max(measure(name, SMALL, own) for name, own, _ in rows) + 0.25
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(height)
        left = label / WIDTH
        each = (1.0 - left - 0.015) / len(futures)
        reach = max([0.0, *(value for _, _, cells in rows for (mean, _, high), _ in cells for value in (mean, high) if value == value)])
        for number, future in enumerate(futures):
            ax = figure.add_axes((left + number * each, 0.62 / height, each - 0.03, 1.0 - 1.02 / height))
            for place, (_, own, cells) in enumerate(rows):
                (mean, low, high), clear = cells[number]
                ink = INK if own else theme.SECONDARY
                ax.hlines(-place, low, high, color=ink, linewidth=2.4 if own else 1.4)
                ax.plot(mean, -place, marker="D" if own else "o", markersize=7.5 if own else 6, markerfacecolor=ink if clear else "white", markeredgecolor=ink, markeredgewidth=1.4)
            ax.axvline(0.0, color=theme.TEXT, linewidth=1.0, zorder=0)
            ax.set_xlim(-0.06 * reach, 1.08 * reach or 1.0)
            ax.set_ylim(-len(rows) + 0.4, 0.6)
            ax.set_title(future, fontsize=SIZE, loc="left", fontweight="bold")
            ax.set_yticks([-place for place in range(len(rows))], [name for name, _, _ in rows] if number == 0 else [""] * len(rows), fontsize=SMALL)
            for text, (_, own, _) in zip(ax.get_yticklabels(), rows):
                text.set_fontweight("bold" if own else "normal")
                text.set_color(theme.TEXT if own else theme.SECONDARY)
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
            ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(nbins=4))
            ax.xaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
            ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right", "left"]].set_visible(False)
        figure.text(left, 0.1 / height, axis, fontsize=SMALL, color=theme.TEXT)
        return figure


def intervals(panels: Sequence[tuple[str, Sequence[tuple[str, float, float, float]]]], lang: str) -> Figure:
    """A panel per question, a row per seat: (name, low, high, outcome of its company). A diamond lies inside its interval, a cross outside."""
    rows = max(len(own) for _, own in panels)
    named = rows <= 24
    label = max((measure(row[0], SMALL) for _, own in panels for row in own), default=0.0) + 0.2 if named else 0.2
    heads = [wrap(question, SMALL, (WIDTH - label) / len(panels) - 0.5) for question, _ in panels]
    top = 0.25 + 0.2 * max(len(lines) for lines in heads)
    height = top + 0.55 + (0.3 if named else 0.14) * max(rows, 3)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = _new(height)
        left = label / WIDTH
        each = (1.0 - left - 0.01) / len(panels)
        for number, (_, own) in enumerate(panels):
            ax = figure.add_axes((left + number * each, 0.42 / height, each - 0.04, 1.0 - (top + 0.42) / height))
            for place, (_, low, high, outcome) in enumerate(own):
                inside = low <= outcome <= high
                ax.hlines(-place, low, high, color=INK if inside else theme.LOSS, linewidth=3.0, alpha=0.55)
                ax.plot(outcome, -place, marker="D" if inside else "X", markersize=7 if named else 5, color=INK if inside else theme.LOSS, linestyle="none")
            ax.set_title("\n".join(heads[number]), fontsize=SMALL, loc="left")
            ax.set_ylim(-max(rows, 1) + 0.4, 0.6)
            ax.set_yticks([-place for place in range(len(own))] if named else [], [row[0] for row in own] if named and number == 0 else [""] * len(own) if named else [], fontsize=SMALL)
            ax.margins(x=0.06)
            ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(nbins=5))
            ax.tick_params(axis="y", length=0)
            ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
            ax.xaxis.set_major_formatter(lambda value, _, ax=ax: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
            ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
            ax.spines[["top", "right", "left"]].set_visible(False)
        return figure
