"""The printed picture of a grid: differences along its longest factor, a panel per combination of the others."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap

if TYPE_CHECKING:
    from cxsim.report.explorer import Axis, Explorer

MOST_PANELS = 12
ACROSS = 3
DODGE = 0.018  # of the range, between schemes of one point


def panels(explorer: Explorer, outcome: str) -> Figure:
    """Dots with 95 % intervals, joined between neighbouring points only; factors beyond `MOST_PANELS` stay at the start of the sliders."""
    along, held = _arranged(explorer)
    across = min(ACROSS, len(held))
    down = math.ceil(len(held) / across)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 0.9 + 2.5 * down), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
        for ax, fixed in zip(axes, held):
            _panel(ax, explorer, outcome, along, fixed)
            ax.set_title("\n".join(wrap(_said(explorer, fixed, along), SMALL - 1.0, WIDTH / across - 0.7)), fontsize=SMALL - 1.0, loc="left", color=theme.TEXT)
        for ax in axes[len(held) :]:
            ax.set_visible(False)
        figure.supxlabel(along.label, fontsize=SMALL)
        figure.supylabel(explorer.w("explorer.axis", unit=explorer.unit(outcome)), fontsize=SMALL)
        if len(explorer.schemes) > 1:
            figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=3, frameon=False, fontsize=SMALL)
        return figure


def _arranged(explorer: Explorer) -> tuple[Axis, list[dict[str, float]]]:
    """The factor along the panels, and what each panel holds fixed: all combinations while they fit."""
    ordered = sorted(explorer.axes, key=lambda axis: -len(axis.values))
    along, others, start = ordered[0], ordered[1:], dict(zip((axis.name for axis in explorer.axes), explorer.start()))
    open_axes: list[Axis] = []
    for axis in others:
        if math.prod(len(a.values) for a in [*open_axes, axis]) <= MOST_PANELS:
            open_axes.append(axis)
    fixed = {axis.name: axis.values[start[axis.name]] for axis in others if axis not in open_axes}
    return along, [{**fixed, **dict(zip((a.name for a in open_axes), values))} for values in product(*(a.values for a in open_axes))]


def _said(explorer: Explorer, fixed: dict[str, float], along: Axis) -> str:
    labels = {axis.name: axis.label for axis in explorer.axes if axis is not along and len(axis.values) > 1}
    return "; ".join(f"{labels[name]}: {explorer.written(fixed[name])}" for name in labels)


def _panel(ax: Any, explorer: Explorer, outcome: str, along: Axis, fixed: dict[str, float]) -> None:
    table = explorer.tables[outcome]
    here = table[(table[list(fixed)] == pd.Series(fixed)).all(axis=1)] if fixed else table
    for place, (scheme, ink) in enumerate(explorer.inks().items()):
        own = here[here["scheme"] == scheme].drop_duplicates(along.name).set_index(along.name).reindex(list(along.values))
        shift = DODGE * along.span * (place - (len(explorer.schemes) - 1) / 2)
        at = own.index.to_numpy(float) + shift
        ax.plot(at, own["mean"], color=ink.line, linewidth=1.2, linestyle=ink.style)  # a missing point breaks the line
        ax.vlines(at, own["lo"], own["hi"], color=ink.line, linewidth=1.6, alpha=0.7)
        clear = own["state"].eq("CLEAR").to_numpy()
        ax.plot([], [], color=ink.line, marker=ink.marker, linewidth=1.2, linestyle=ink.style, label=explorer.told.scheme(scheme))
        for filled in (True, False):
            ax.plot(at[clear == filled], own["mean"][clear == filled], linestyle="none", marker=ink.marker, markersize=6.5,
                    markerfacecolor=ink.line if filled else "white", markeredgecolor=ink.line)  # fmt: skip
    ax.axhline(0.0, color=theme.SECONDARY, linewidth=1.0, zorder=0)
    if len(along.values) <= 6:
        ax.set_xticks(list(along.values), list(along.texts), fontsize=SMALL)
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), explorer.lang, signed=True) if value else "0")
    ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
