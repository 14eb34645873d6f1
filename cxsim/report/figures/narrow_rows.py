"""Plans on a phone: a name above each mark, one panel below the other, so that nothing lies outside a narrow page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import tick_decimals
from cxsim.report.figures.fitting import measure, wrap

WIDTH, MARGIN = 3.6, 0.12  # inches
SIZE, SMALL = 8.8, 7.2  # points
LINE, MARK, HEAD, FOOT = 0.155, 0.24, 0.34, 0.3  # inches: a line of a name, its mark, the title of a panel, the figures of its axis


@dataclass(frozen=True)
class Row:
    """A plan: its name, what is said at the right of it, mean with interval, colour, whether it is a team's, and whether its mark is filled."""

    name: str
    note: str
    value: tuple[float, float, float]
    ink: str
    team: bool
    filled: bool


def rows(panels: Sequence[tuple[str, Sequence[Row]]], axis: str, lang: str, zero: bool = False) -> Figure:
    """A panel for each (title, rows) on one scale; the axis is named below each. `zero`: with a line at nought."""
    names = [[_lines(row) for row in own] for _, own in panels]
    tall = [sum(len(lines) * LINE + MARK for lines in own) for own in names]
    titles = ["\n".join(wrap(title, SIZE, WIDTH - 2 * MARGIN, True)) for title, _ in panels]
    heads = [HEAD + LINE * title.count("\n") for title in titles]
    below = "\n".join(wrap(axis, SMALL, WIDTH - 2 * MARGIN))
    foot = FOOT + 0.8 * LINE * (1 + below.count("\n"))
    height = sum(tall) + sum(heads) + foot * len(panels)
    limits = _limits([row.value for _, own in panels for row in own], zero)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, height), facecolor="white")
        FigureCanvasAgg(figure)
        top = height
        for (_, own), title, head, lines, room in zip(panels, titles, heads, names, tall, strict=True):
            ax = figure.add_axes((MARGIN / WIDTH, (top - head - room) / height, 1.0 - 2 * MARGIN / WIDTH, room / height))
            _panel(ax, own, lines, room, limits, below, lang, zero)
            figure.text(MARGIN / WIDTH, (top - 0.08) / height, title, fontsize=SIZE, fontweight="bold", va="top")
            top -= head + room + foot
        return figure


def _lines(row: Row) -> list[str]:
    room = WIDTH - 2 * MARGIN - (measure(row.note, SMALL) + 0.12 if row.note else 0.0)
    return wrap(row.name, SIZE, room, row.team)


def _limits(values: Sequence[tuple[float, float, float]], zero: bool) -> tuple[float, float]:
    known = [one for value in values for one in value if one == one] + ([0.0] if zero else [])
    low, high = min(known), max(known)
    pad = 0.06 * (high - low) or 1.0
    return low - pad, high + pad


def _panel(ax: Any, own: Sequence[Row], lines: Sequence[Sequence[str]], room: float, limits: tuple[float, float], below: str, lang: str, zero: bool) -> None:
    ax.set_xlim(*limits)
    ax.set_ylim(-room, 0.0)  # inches
    if zero:
        ax.axvline(0.0, color=theme.TEXT, linewidth=0.9, zorder=0)
    place = 0.0
    for row, name in zip(own, lines, strict=True):
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        across = ax.get_yaxis_transform()
        ax.text(0.0, place, "\n".join(name), transform=across, va="top", fontsize=SIZE, fontweight="bold" if row.team else "normal", color=theme.TEXT if row.team else theme.SECONDARY, bbox=box, linespacing=1.15)
        if row.note:
            ax.text(1.0, place - 0.01, row.note, transform=across, va="top", ha="right", fontsize=SMALL, color=theme.SECONDARY, bbox=box)
        middle = place - LINE * len(name) - MARK / 2 + 0.03
        mean, low, high = row.value
        ax.hlines(middle, low, high, color=row.ink, linewidth=2.2 if row.team else 1.4)
        ax.plot(mean, middle, marker="D" if row.team else "o", markersize=6.5 if row.team else 5, markerfacecolor=row.ink if row.filled else "white", markeredgecolor=row.ink, markeredgewidth=1.2, linestyle="none")
        place -= LINE * len(name) + MARK
    ax.set_yticks([])
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="x", color=theme.GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(axis="x", labelsize=SMALL, color=theme.GRID)
    ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(nbins=5))
    ax.xaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_xticks()), lang))
    ax.set_xlabel(below, fontsize=SMALL, loc="left")
