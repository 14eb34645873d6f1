"""Figures of a plan with behaviour as it is: cost against the pool, payout curves with history, where people end up, weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

BAR, LINE, HISTORY = "#8FB7D6", "#1F3B78", "#404040"
STATES = {"below": "#B8501A", "to_target": "#E6DDD0", "to_maximum": "#8FB7D6", "at_maximum": "#0B3C6F"}
DARK = ("below", "at_maximum")
LEAST = 5.5  # % below which a share is too narrow for its number
BINS = 40
ACROSS = 3
NARROWEST = 1.02  # inches of a column of the heat table


def _themed(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    @wraps(draw)
    def inner(*args: Any, **kwargs: Any) -> Figure:
        with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
            return draw(*args, **kwargs)

    return inner


def _new(height: float) -> Figure:
    figure = Figure(figsize=(WIDTH, height), facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def _bare(ax: Any, grid: str) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=SMALL, color=theme.GRID)
    ax.grid(axis=grid, color=theme.GRID, linewidth=0.6)
    ax.set_axisbelow(True)


def _numbered(ax: Any, which: str, lang: str) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(axis.get_majorticklocs()), lang))


@_themed
def cost(draws: Any, marks: dict[str, float], pool: tuple[str, float] | None, axes: tuple[str, str], lang: str) -> Figure:
    """Share of futures by cost. `draws` and `marks` in thousand EUR; `pool` is its label and size, drawn as a dashed line."""
    figure = _new(4.4)
    ax = figure.subplots()
    values = np.asarray(draws, float)
    top = max([*marks.values(), float(values.max()), pool[1] if pool else 0.0]) * 1.04 or 1.0
    ax.hist(values, bins=np.linspace(0.0, top, BINS + 1), weights=np.full(len(values), 100.0 / len(values)), color=BAR, edgecolor="white", linewidth=0.8)
    high = ax.get_ylim()[1]
    ax.set_ylim(0.0, high * (1.22 + 0.11 * len(marks)))
    lines = [(label, at, LINE, "solid") for label, at in marks.items()]
    lines += [(pool[0], pool[1], theme.LOSS, "dashed")] if pool else []
    for place, (label, at, colour, style) in enumerate(sorted(lines, key=lambda line: line[1])):
        y = high * (1.1 + 0.115 * place)
        ax.vlines(at, 0.0, y, color=colour, linewidth=1.8, linestyle=style)
        ax.annotate(f"{label} {numbers.number(at, 0, lang)}", (at, y), (-5 if at > top / 2 else 5, 0), textcoords="offset points", ha="right" if at > top / 2 else "left", va="center", fontsize=SMALL, color=colour, fontweight="bold", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    ax.set_xlim(-top * 0.01, top)
    ax.set_xlabel(axes[0], fontsize=SMALL)
    ax.set_ylabel(axes[1], fontsize=SMALL)
    _numbered(ax, "x", lang)
    _numbered(ax, "y", lang)
    _bare(ax, "y")
    return figure


@_themed
def curves(panels: Sequence[dict[str, Any]], said: dict[str, str], lang: str) -> Figure:
    """One panel per payout curve in use.

    A panel holds title, x label, `xs` and `payouts` of the line (nan where it breaks), history and expected as pairs (x, payout),
    threshold and target (None when there is none).
    """
    down, across = math.ceil(len(panels) / ACROSS), min(ACROSS, len(panels))
    figure = _new(0.7 + 3.0 * down)
    axes = np.atleast_1d(figure.subplots(down, across, sharey=True)).ravel()
    for ax, panel in zip(axes, panels):
        _curve(ax, panel, said, lang)
        ax.set_title("\n".join(wrap(panel["title"], SMALL, WIDTH / across - 0.6, True)), fontsize=SMALL, fontweight="bold", loc="left")
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    for ax in axes[::across]:
        ax.set_ylabel(said["y"], fontsize=SMALL)
    top = max((value for panel in panels for value in panel["payouts"] if math.isfinite(value)), default=100.0)
    axes[0].set_ylim(-0.03 * top, 1.06 * top)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=4, frameon=False, fontsize=SMALL)
    return figure


def _curve(ax: Any, panel: dict[str, Any], said: dict[str, str], lang: str) -> None:
    for name, style in (("threshold", "dotted"), ("target", "dashed")):
        at = panel[name]
        ax.plot([math.nan if at is None else at] * 2, [0, 1], transform=ax.get_xaxis_transform(), color=theme.SECONDARY, linestyle=style, linewidth=1.3, label=said[name])
    ax.plot(panel["xs"], panel["payouts"], color=LINE, linewidth=2.4)
    for name, marker, face, size in (("history", "o", HISTORY, 5.5), ("expected", "D", "white", 6.5)):
        points = panel[name] or [(math.nan, math.nan)]
        ax.plot(*zip(*points), linestyle="none", marker=marker, markersize=size, markerfacecolor=face, markeredgecolor=HISTORY if name == "history" else theme.LOSS,
                markeredgewidth=1.0 if name == "history" else 1.8, alpha=0.85, label=said[name], clip_on=False, zorder=4)  # fmt: skip
    ax.set_xlabel(panel["x"], fontsize=SMALL)
    ax.locator_params(axis="x", nbins=5)
    _numbered(ax, "x", lang)
    _numbered(ax, "y", lang)
    _bare(ax, "y")


@_themed
def shares(rows: dict[str, dict[str, float]], labels: dict[str, str], axis: str, lang: str) -> Figure:
    """Stacked bars by level, in % of people; `rows` by level label hold the share of each state."""
    figure = _new(1.5 + 0.62 * len(rows))
    ax = figure.subplots()
    for place, states in enumerate(rows.values()):
        left = 0.0
        for state, colour in STATES.items():
            width = states[state]
            ax.barh(place, width, left=left, height=0.72, color=colour, edgecolor="white", linewidth=0.9, label=labels[state] if not place else None)
            if width >= LEAST:
                ax.text(left + width / 2, place, numbers.number(width, 0, lang), ha="center", va="center", fontsize=SMALL, color="white" if state in DARK else theme.TEXT)
            left += width
    ax.set_yticks(range(len(rows)), list(rows), fontsize=SMALL)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel(axis, fontsize=SMALL)
    _numbered(ax, "x", lang)
    _bare(ax, "x")
    ax.spines["left"].set_visible(False)
    figure.legend(loc="outside lower left", ncols=4, frameon=False, fontsize=SMALL)
    return figure


@_themed
def weights(levels: Sequence[str], measures: Sequence[str], cells: dict[tuple[int, int], tuple[float, str]], last: Sequence[str], last_head: str, lang: str) -> Figure:
    """A heat table: levels by measures, each cell (paper weight in %, second line); the last column holds text."""
    gutter, final = 1.35, 1.45
    width = max(WIDTH, gutter + final + NARROWEST * len(measures))
    each = (width - gutter - final - 0.1) / max(1, len(measures))
    head_lines = [[line for part in text.split("\n") for line in wrap(part, SMALL, each - 0.1, True)] for text in measures] + [wrap(last_head, SMALL, final - 0.15, True)]
    head = 0.2 * max(len(lines) for lines in head_lines) + 0.15
    height = head + 0.78 * len(levels) + 0.1
    figure = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_xlim(0, width)
    ax.set_ylim(height, 0)
    ax.axis("off")
    strong = max((value for value, _ in cells.values()), default=1.0) or 1.0
    shade = matplotlib.colors.LinearSegmentedColormap.from_list("weight", ["#F4F1EB", "#8FB7D6", "#2F73AB"])
    for j, lines in enumerate(head_lines):
        ax.text(gutter + j * each + 0.06, head - 0.08, "\n".join(lines), fontsize=SMALL, fontweight="bold", va="bottom", color=theme.SECONDARY)
    for i, level in enumerate(levels):
        y = head + 0.78 * i
        ax.text(0.05, y + 0.37, "\n".join(wrap(level, SMALL, gutter - 0.15)), fontsize=SMALL, va="center")
        for j in range(len(measures)):
            value, below = cells.get((i, j), (0.0, ""))
            ax.add_patch(Rectangle((gutter + j * each, y), each, 0.74, facecolor=shade(value / strong) if value else "#FAF9F7", edgecolor="white", linewidth=2))
            ink = "white" if value / strong > 0.8 else theme.TEXT
            if value:
                ax.text(gutter + (j + 0.5) * each, y + (0.27 if below else 0.37), numbers.number(value, 0 if value == round(value) else 1, lang), ha="center", va="center", fontsize=SIZE + 1, fontweight="bold", color=ink)
                ax.text(gutter + (j + 0.5) * each, y + 0.55, below, ha="center", va="center", fontsize=SMALL, color=ink)
        ax.text(gutter + len(measures) * each + 0.1, y + 0.37, last[i], fontsize=SMALL, va="center", linespacing=1.25)
    return figure


@_themed
def periods(rows: Sequence[tuple[str, float, float]], said: dict[str, str], lang: str) -> Figure:
    """Old and new cost by period, thousand EUR: pairs of bars with their values."""
    figure = _new(4.2)
    ax = figure.subplots()
    for place, (_, old, new) in enumerate(rows):
        for shift, value, colour, label, hatch in ((-0.2, old, theme.CONTEXT, said["old"], ""), (0.2, new, LINE, said["new"], "//")):
            ax.bar(place + shift, value, width=0.38, color=colour, edgecolor="white", hatch=hatch, label=label if not place else None)
            ax.annotate(numbers.number(value, 0, lang), (place + shift, value), (0, 4), textcoords="offset points", ha="center", fontsize=SMALL)
    ax.set_xticks(range(len(rows)), [name for name, _, _ in rows], fontsize=SMALL)
    ax.set_ylabel(said["y"], fontsize=SMALL)
    ax.margins(y=0.12)
    _numbered(ax, "y", lang)
    _bare(ax, "y")
    figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=SMALL)
    return figure
