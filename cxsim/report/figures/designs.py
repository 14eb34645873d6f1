"""Figures of a designed study: the difference at every point against each factor, and the map of sides with a rule's box."""

from __future__ import annotations

import math
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from cxsim.report import numbers, theme
from cxsim.report.figures.experiments import INKS, SIZE, SMALL, WIDTH, tick_decimals
from cxsim.report.figures.fitting import wrap
from cxsim.study.design.found import AHEAD, BEHIND, OPEN, side
from cxsim.study.design.rules import Condition

ACROSS = 2  # panels side by side


def scatter(table: pd.DataFrame, factors: dict[str, str], schemes: dict[str, str], axis: str, lang: str) -> Figure:
    """Dots with 95 % intervals over the points; filled where zero is left out. `factors` and `schemes` give their labels."""
    down = math.ceil(len(factors) / ACROSS)
    across = min(ACROSS, len(factors))
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 0.6 + 3.0 * down), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(down, across, sharey=True)).ravel()
        for ax, (name, label) in zip(axes, factors.items()):
            _panel(ax, table, name, schemes, lang)
            ax.set_xlabel("\n".join(wrap(label, SMALL, WIDTH / across - 0.9)), fontsize=SMALL)
        for ax in axes[len(factors) :]:
            ax.set_visible(False)
        for ax in axes[::across]:
            ax.set_ylabel("\n".join(wrap(axis, SMALL, 2.4)), fontsize=SMALL)
        if len(schemes) > 1:
            figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3, frameon=False, fontsize=SMALL)
        return figure


def _panel(ax: Any, table: pd.DataFrame, factor: str, schemes: dict[str, str], lang: str) -> None:
    for place, (scheme, label) in enumerate(schemes.items()):
        part, ink = table[table["scheme"] == scheme], INKS[place % len(INKS)]
        ax.vlines(part[factor], part["lo"], part["hi"], color=ink.line, linewidth=1.6, alpha=0.7)
        clear = part["state"].eq("CLEAR").to_numpy()
        for filled in (True, False):
            chosen = part[clear == filled]
            face = ink.line if filled else "white"
            ax.plot(chosen[factor], chosen["mean"], linestyle="none", marker=ink.marker, markersize=6, markerfacecolor=face,
                    markeredgecolor=ink.line, label=label if filled else None)  # fmt: skip
    ax.axhline(0.0, color=theme.SECONDARY, linewidth=1.0, zorder=0)
    ax.locator_params(axis="x", nbins=5)
    ax.locator_params(axis="y", nbins=5)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", "," if lang == "fi" else "."))
    ax.yaxis.set_major_formatter(lambda value, _: numbers.number(value, tick_decimals(ax.get_yticks()), lang, signed=True) if value else "0")
    ax.grid(axis="y", color=theme.GRID, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)


MARKS = {AHEAD: ("D", "full"), OPEN: ("o", "none"), BEHIND: ("X", "full")}
SIDE_INKS = {AHEAD: theme.GAIN, OPEN: theme.SECONDARY, BEHIND: theme.LOSS}


def flip_map(panels: list[tuple[str, pd.DataFrame, list[str], list[Condition]]], labels: dict[str, str], sides: dict[str, str], box: str, lang: str) -> Figure:
    """Points by side over two factors, a panel per (title, rows of differences, two factors, conditions of the rule).

    Filled diamonds are ahead, rings not told apart, crosses behind; the shaded box is where the rule holds (`box` in the
    legend), its edges are the boundaries. `labels` are of factors, `sides` of sides.
    """
    across = min(ACROSS, len(panels))
    down = math.ceil(len(panels) / across)
    with matplotlib.rc_context({**theme.RC, "font.size": SIZE}):
        figure = Figure(figsize=(WIDTH, 0.7 + (5.0 if across == 1 else 4.2) * down), facecolor="white", layout="constrained")
        FigureCanvasAgg(figure)
        axes = np.atleast_1d(figure.subplots(down, across)).ravel()
        for ax, (title, rows, (first, second), conditions) in zip(axes, panels):
            _sides(ax, rows, first, second, sides)
            _box(ax, rows, first, second, conditions, box)
            ax.set_xlabel("\n".join(wrap(labels[first], SMALL, WIDTH / across - 1.2)), fontsize=SMALL)
            ax.set_ylabel("\n".join(wrap(labels[second], SMALL, 3.2)), fontsize=SMALL)
            ax.set_title("\n".join(wrap(title, SMALL, WIDTH / across - 0.9, True)), fontsize=SMALL, loc="left", fontweight="bold")
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_formatter(lambda value, _: f"{value:g}".replace(".", "," if lang == "fi" else "."))
            ax.spines[["top", "right"]].set_visible(False)
        for ax in axes[len(panels) :]:
            ax.set_visible(False)
        found = {label: handle for ax in axes for handle, label in zip(*ax.get_legend_handles_labels())}
        figure.legend(list(found.values()), list(found), loc="outside lower left", ncols=4, frameon=False, fontsize=SMALL)
        return figure


def _sides(ax: Any, rows: pd.DataFrame, first: str, second: str, sides: dict[str, str]) -> None:
    found = np.array([side(state, mean) for state, mean in zip(rows["state"], rows["mean"])])
    for name, (marker, fill) in MARKS.items():
        own = rows[found == name]
        if len(own):
            ink = SIDE_INKS[name]
            ax.plot(own[first], own[second], linestyle="none", marker=marker, fillstyle=fill, markersize=8, color=ink, markeredgewidth=1.5,
                    label=sides[name], zorder=3)  # fmt: skip


def _box(ax: Any, rows: pd.DataFrame, first: str, second: str, conditions: list[Condition], label: str) -> None:
    """Edges of the rule along these two factors, with the area in which it holds."""
    ends = {}
    for name in (first, second):
        low, high = float(rows[name].min()), float(rows[name].max())
        margin = 0.04 * (high - low or 1.0)
        ends[name] = [low - margin, high + margin]
    ax.set_xlim(*ends[first])
    ax.set_ylim(*ends[second])
    shown = [one for one in conditions if one.factor in ends]
    for one in shown:
        ends[one.factor][0 if one.above else 1] = one.boundary
        line = ax.axvline if one.factor == first else ax.axhline
        line(one.boundary, color=theme.TEXT, linewidth=1.6, linestyle=theme.DASHES["dashed"], zorder=2)
    if shown:
        (left, right), (bottom, top) = ends[first], ends[second]
        ax.fill_between([left, right], bottom, top, color=theme.BAND, zorder=0, label=label, edgecolor=theme.CONTEXT)
